/* The table of business terms, and access to groups of them. */
#include "render/einvoice.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

/* clang-format off: one term a line */
const struct einvoice_term_row einvoice_terms[EINVOICE_TERMS] = {
	[BT_1] = { "BT-1", "Invoice number", "document.number" },
	[BT_2] = { "BT-2", "Invoice issue date", "document.date" },
	[BT_3] = { "BT-3", "Invoice type code",
	    "document.kind, document.revision" },
	[BT_5] = { "BT-5", "Invoice currency code", "document.currency" },
	[BT_9] = { "BT-9", "Payment due date", "document.due_date" },
	[BT_10] = { "BT-10", "Buyer reference", "document.buyer_reference" },
	[BT_12] = { "BT-12", "Contract reference", "document.external_ref" },
	[BT_22] = { "BT-22", "Invoice note", "document.reason" },
	[BT_23] = { "BT-23", "Business process type", "the profile" },
	[BT_24] = { "BT-24", "Specification identifier", "the profile" },
	[BT_25] = { "BT-25", "Preceding invoice reference",
	    "number of document.corrects" },
	[BT_26] = { "BT-26", "Preceding invoice issue date",
	    "date of document.corrects" },
	[BT_27] = { "BT-27", "Seller name",
	    "issuer: company, or first_name last_name" },
	[BT_29] = { "BT-29", "Seller identifier",
	    "issuer: contact, without BT-30 and BT-31" },
	[BT_30] = { "BT-30", "Seller legal registration identifier",
	    "issuer: registration_number" },
	[BT_31] = { "BT-31", "Seller VAT identifier", "issuer: vat_number" },
	[BT_32] = { "BT-32", "Seller tax registration identifier",
	    "issuer: tax_number" },
	[BT_34] = { "BT-34", "Seller electronic address",
	    "issuer: endpoint, or email" },
	[BT_34_SCHEME] = { "BT-34-1", "Seller electronic address scheme",
	    "issuer: endpoint_scheme, or EM" },
	[BT_35] = { "BT-35", "Seller address line 1", "issuer: street" },
	[BT_37] = { "BT-37", "Seller city", "issuer: city" },
	[BT_38] = { "BT-38", "Seller post code", "issuer: postcode" },
	[BT_40] = { "BT-40", "Seller country code", "issuer: country" },
	[BT_41] = { "BT-41", "Seller contact point",
	    "issuer: first_name last_name, or company" },
	[BT_42] = { "BT-42", "Seller contact telephone number",
	    "issuer: phone, or mobile" },
	[BT_43] = { "BT-43", "Seller contact email address", "issuer: email" },
	[BT_44] = { "BT-44", "Buyer name",
	    "recipient: company, or first_name last_name" },
	[BT_46] = { "BT-46", "Buyer identifier", "document.contract" },
	[BT_47] = { "BT-47", "Buyer legal registration identifier",
	    "recipient: registration_number" },
	[BT_48] = { "BT-48", "Buyer VAT identifier", "recipient: vat_number" },
	[BT_49] = { "BT-49", "Buyer electronic address",
	    "recipient: endpoint, or email" },
	[BT_49_SCHEME] = { "BT-49-1", "Buyer electronic address scheme",
	    "recipient: endpoint_scheme, or EM" },
	[BT_50] = { "BT-50", "Buyer address line 1", "recipient: street" },
	[BT_52] = { "BT-52", "Buyer city", "recipient: city" },
	[BT_53] = { "BT-53", "Buyer post code", "recipient: postcode" },
	[BT_55] = { "BT-55", "Buyer country code", "recipient: country" },
	[BT_56] = { "BT-56", "Buyer contact point",
	    "recipient: first_name last_name, beside a company" },
	[BT_57] = { "BT-57", "Buyer contact telephone number",
	    "recipient: phone, or mobile" },
	[BT_58] = { "BT-58", "Buyer contact email address",
	    "recipient: email" },
	[BT_70] = { "BT-70", "Deliver to party name", "as BT-44, category K" },
	[BT_73] = { "BT-73", "Invoicing period start date",
	    "document.from_us, or earlier: a line's" },
	[BT_74] = { "BT-74", "Invoicing period end date",
	    "document.until_us, or later: a line's" },
	[BT_75] = { "BT-75", "Deliver to address line 1",
	    "as BT-50, category K" },
	[BT_77] = { "BT-77", "Deliver to city", "as BT-52, category K" },
	[BT_78] = { "BT-78", "Deliver to post code", "as BT-53, category K" },
	[BT_80] = { "BT-80", "Deliver to country code",
	    "as BT-55, category K" },
	[BT_81] = { "BT-81", "Payment means type code",
	    "document.payment_means" },
	[BT_83] = { "BT-83", "Remittance information", "document.number" },
	[BT_84] = { "BT-84", "Payment account identifier",
	    "issuer: iban; credit note: recipient: iban" },
	[BT_85] = { "BT-85", "Payment account name", "name of that party" },
	[BT_86] = { "BT-86", "Payment service provider identifier",
	    "bic of that party" },
	[BT_89] = { "BT-89", "Mandate reference identifier",
	    "document.mandate_ref" },
	[BT_90] = { "BT-90", "Bank assigned creditor identifier",
	    "issuer: creditor_id" },
	[BT_91] = { "BT-91", "Debited account identifier", "recipient: iban" },
	[BT_106] = { "BT-106", "Sum of invoice line net amount",
	    "sum of document_line.net_minor" },
	[BT_109] = { "BT-109", "Invoice total amount without VAT",
	    "document.net_minor" },
	[BT_110] = { "BT-110", "Invoice total VAT amount",
	    "document.tax_minor" },
	[BT_112] = { "BT-112", "Invoice total amount with VAT",
	    "document.total_minor" },
	[BT_113] = { "BT-113", "Paid amount", "document.paid_minor" },
	[BT_115] = { "BT-115", "Amount due for payment",
	    "document.payable_minor" },
	[BT_116] = { "BT-116", "VAT category taxable amount",
	    "document_tax.taxable_minor" },
	[BT_117] = { "BT-117", "VAT category tax amount",
	    "document_tax.tax_minor" },
	[BT_118] = { "BT-118", "VAT category code", "document_tax.category" },
	[BT_119] = { "BT-119", "VAT category rate", "document_tax.rate_e4" },
	[BT_120] = { "BT-120", "VAT exemption reason text",
	    "document_tax.text" },
	[BT_121] = { "BT-121", "VAT exemption reason code",
	    "VATEX code of document_tax.category" },
	[BT_126] = { "BT-126", "Invoice line identifier",
	    "document_line.position" },
	[BT_129] = { "BT-129", "Invoiced quantity",
	    "billed_s in minutes; fees, items: quantity_e6" },
	[BT_130] = { "BT-130", "Invoiced quantity unit code",
	    "MIN; fees, items: document_line.unit" },
	[BT_131] = { "BT-131", "Invoice line net amount",
	    "document_line.net_minor" },
	[BT_134] = { "BT-134", "Invoice line period start date",
	    "document_line.from_us" },
	[BT_135] = { "BT-135", "Invoice line period end date",
	    "document_line.until_us" },
	[BT_146] = { "BT-146", "Item net price",
	    "net_minor, or unit_price_e8 of an item" },
	[BT_149] = { "BT-149", "Item price base quantity", "as BT-129, or 1" },
	[BT_150] = { "BT-150", "Item price base quantity unit", "as BT-130" },
	[BT_151] = { "BT-151", "Invoiced item VAT category code",
	    "document_line.tax_category" },
	[BT_152] = { "BT-152", "Invoiced item VAT rate",
	    "document_line.tax_rate_e4" },
	[BT_153] = { "BT-153", "Item name", "document_line.description" },
	[BT_154] = { "BT-154", "Item description", "period of a late line" },
	[BT_155] = { "BT-155", "Item Seller's identifier",
	    "document_line.ref" },
	[BT_160] = { "BT-160", "Item attribute name",
	    "calls, seconds, free seconds, direction, subscriber" },
	[BT_161] = { "BT-161", "Item attribute value",
	    "the columns of those names" },
};
/* clang-format on */

static const enum einvoice_term firsts[EINVOICE_SCOPES + 1] = {
	BT_1,
	BT_116,
	BT_126,
	BT_160,
	EINVOICE_TERMS,
};

enum einvoice_term
einvoice_scope_first(enum einvoice_scope scope)
{
	return firsts[scope];
}

enum einvoice_scope
einvoice_scope_of(enum einvoice_term term)
{
	enum einvoice_scope scope = EINVOICE_HEAD;

	while (term >= firsts[scope + 1])
		scope++;
	return scope;
}

const char *
einvoice_get(const struct einvoice_group *g, enum einvoice_term term)
{
	return g->values[term - firsts[einvoice_scope_of(term)]];
}

void
einvoice_set(struct einvoice_group *g, enum einvoice_term term,
    const char *value)
{
	g->values[term - firsts[einvoice_scope_of(term)]] = value;
}

struct einvoice_group *
einvoice_groups(struct arena *a, enum einvoice_scope scope, size_t count)
{
	size_t width = (size_t)(firsts[scope + 1] - firsts[scope]);
	struct einvoice_group *groups =
	    ARENA_NEW(a, struct einvoice_group, count + 1);
	const char **values = ARENA_NEW(a, const char *, width *(count + 1));

	for (size_t i = 0; i < width * count; i++)
		values[i] = "";
	for (size_t i = 0; i < count; i++)
		groups[i].values = values + i * width;
	return groups;
}

#define PROCESS "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
#define NORM    "urn:cen.eu:en16931:2017"

static const struct {
	const char *process, *profile;
} profiles[] = {
	[EINVOICE_EN16931] = { "", NORM },
	[EINVOICE_XRECHNUNG] = { PROCESS,
	    NORM "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0" },
	[EINVOICE_PEPPOL] = { PROCESS,
	    NORM "#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0" },
};

void
einvoice_set_profile(struct einvoice *v, enum einvoice_profile profile)
{
	v->profile = profile;
	einvoice_set(&v->head, BT_23, profiles[profile].process);
	einvoice_set(&v->head, BT_24, profiles[profile].profile);
}

/* --- comparing ------------------------------------------------------------ */

static int
same_group(const struct einvoice_group *a, const struct einvoice_group *b,
    enum einvoice_scope scope, struct err *e)
{
	for (enum einvoice_term t = firsts[scope]; t < firsts[scope + 1]; t++) {
		const char *x = einvoice_get(a, t), *y = einvoice_get(b, t);

		if (strcmp(x, y) != 0)
			return err_set(e, ERR_DATA,
			    "%s %s: the book has \"%.200s\", found is "
			    "\"%.200s\"",
			    einvoice_terms[t].id, einvoice_terms[t].name, x, y);
	}
	return 0;
}

static int
same_count(size_t a, size_t b, const char *what, struct err *e)
{
	if (a == b)
		return 0;
	return err_set(e, ERR_DATA, "%s: the book has %zu, found are %zu", what,
	    a, b);
}

static int
same_line(const struct einvoice_group *a, const struct einvoice_group *b,
    struct err *e)
{
	if (same_group(a, b, EINVOICE_LINE, e) < 0 ||
	    same_count(a->n_attributes, b->n_attributes, "attributes", e) < 0)
		return -1;
	for (size_t i = 0; i < a->n_attributes; i++)
		if (same_group(&a->attributes[i], &b->attributes[i],
			EINVOICE_ATTRIBUTE, e) < 0)
			return -1;
	return 0;
}

int
einvoice_same(const struct einvoice *a, const struct einvoice *b,
    const char *what, struct err *e)
{
	if (same_group(&a->head, &b->head, EINVOICE_HEAD, e) < 0 ||
	    same_count(a->n_taxes, b->n_taxes, "tax groups", e) < 0 ||
	    same_count(a->n_lines, b->n_lines, "lines", e) < 0) {
		(void)err_ctx(e, "%s", what);
		return 0;
	}
	for (size_t i = 0; i < a->n_taxes; i++)
		if (same_group(&a->taxes[i], &b->taxes[i], EINVOICE_TAX, e) <
		    0) {
			(void)err_ctx(e, "%s: tax group %zu", what, i + 1);
			return 0;
		}
	for (size_t i = 0; i < a->n_lines; i++)
		if (same_line(&a->lines[i], &b->lines[i], e) < 0) {
			(void)err_ctx(e, "%s: line %zu", what, i + 1);
			return 0;
		}
	return 1;
}
