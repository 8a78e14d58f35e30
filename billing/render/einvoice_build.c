/* From the stored document to the business terms of EN 16931. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "document/document.h"
#include "render/einvoice_parts.h"
#include "time/civil.h"

#define DECIMALS_MAX 2 /* of an amount: BR-DEC-* */

bool
einvoice_wanted(const struct document *d)
{
	return d->kind == DOCUMENT_INVOICE || d->kind == DOCUMENT_CREDIT_NOTE;
}

const char *
einvoice_amount(const struct document *d, int64_t minor, struct arena *a)
{
	char text[DECIMAL_TEXT_MAX];
	int digits = (int)d->digits;

	for (; digits > DECIMALS_MAX; digits--) {
		if (minor % 10 != 0)
			return NULL;
		minor /= 10;
	}
	if (d->kind == DOCUMENT_CREDIT_NOTE)
		minor = -minor;
	(void)decimal_format(text, sizeof(text), minor, digits, digits);
	return arena_strdup(a, text);
}

const char *
einvoice_date(int64_t day, struct arena *a)
{
	struct civil c;

	civil_from_days(day, &c);
	return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* VATEX codes: the list of the Connecting Europe Facility. */
static const char *const reason_codes[] = {
	[VAT_CATEGORY_S] = "",
	[VAT_CATEGORY_Z] = "",
	[VAT_CATEGORY_E] = "",
	[VAT_CATEGORY_AE] = "VATEX-EU-AE",
	[VAT_CATEGORY_K] = "VATEX-EU-IC",
	[VAT_CATEGORY_G] = "VATEX-EU-G",
	[VAT_CATEGORY_O] = "VATEX-EU-O",
};

/* Amounts into terms; 0 with *e set when one has too many decimals. */
struct amount {
	enum einvoice_term term;
	int64_t minor;
};

static int
set_amounts(struct einvoice_group *g, const struct document *d,
    const struct amount *amounts, size_t n, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = einvoice_amount(d, amounts[i].minor, a);

		if (text == NULL)
			return err_set(e, ERR_REFUSED,
			    "%s: %" PRId64 " minor units of %s have more than"
			    " the two decimals that EN 16931 allows (BR-DEC)",
			    einvoice_terms[amounts[i].term].id,
			    amounts[i].minor, d->currency);
		einvoice_set(g, amounts[i].term, text);
	}
	return 0;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
set_taxes(struct einvoice *v, const struct document *d, struct arena *a,
    struct err *e)
{
	char rate[DECIMAL_TEXT_MAX];

	v->taxes = einvoice_groups(a, EINVOICE_TAX, d->n_taxes);
	v->n_taxes = d->n_taxes;
	for (size_t i = 0; i < d->n_taxes; i++) {
		const struct document_tax *tax = &d->taxes[i];
		struct einvoice_group *g = &v->taxes[i];
		const struct amount amounts[] = {
			{ BT_116, tax->taxable_minor },
			{ BT_117, tax->tax_minor },
		};

		if (set_amounts(g, d, amounts, COUNT(amounts), a, e) < 0)
			return -1;
		einvoice_set(g, BT_118, vat_category_words[tax->category]);
		/* O has no rate, but XRechnung wants its 0 (BR-DE-14) */
		if (tax->category != VAT_CATEGORY_O ||
		    v->profile == EINVOICE_XRECHNUNG) {
			(void)decimal_format(rate, sizeof(rate), tax->rate_e4,
			    4, 0);
			einvoice_set(g, BT_119, arena_strdup(a, rate));
		}
		einvoice_set(g, BT_120, tax->text);
		einvoice_set(g, BT_121, reason_codes[tax->category]);
	}
	return 0;
}

static int
set_totals(struct einvoice *v, const struct document *d, struct arena *a,
    struct err *e)
{
	const struct amount amounts[] = {
		{ BT_106, d->net_minor },
		{ BT_109, d->net_minor },
		{ BT_110, d->tax_minor },
		{ BT_112, d->total_minor },
		{ BT_113, d->paid_minor },
		{ BT_115, d->payable_minor },
	};

	return set_amounts(&v->head, d, amounts, COUNT(amounts), a, e);
}

/*
 * 384: what takes the place of an invoice that was cancelled; else 380.  381 a
 * credit.  Peppol has 384 between Germans only (PEPPOL-EN16931-P0112), who are
 * the ones that get XRechnung.
 */
static const char *
type_code(const struct document *d, const struct einvoice_preceding *before,
    enum einvoice_profile profile)
{
	if (d->kind == DOCUMENT_CREDIT_NOTE)
		return "381";
	if (d->revision > 1 && before->number != NULL &&
	    profile != EINVOICE_PEPPOL)
		return "384";
	return "380";
}

static void
set_head(struct einvoice *v, const struct document *d,
    const struct einvoice_preceding *before, struct arena *a)
{
	struct einvoice_group *h = &v->head;

	einvoice_set(h, BT_1, d->number);
	einvoice_set(h, BT_2, einvoice_date(d->date_day, a));
	einvoice_set(h, BT_3, type_code(d, before, v->profile));
	einvoice_set(h, BT_5, d->currency);
	einvoice_set(h, BT_9, einvoice_date(d->due_day, a));
	einvoice_set(h, BT_10, d->buyer_reference);
	einvoice_set(h, BT_12, d->external_ref);
	einvoice_set(h, BT_22, d->reason);
	if (before->number != NULL) {
		einvoice_set(h, BT_25, before->number);
		einvoice_set(h, BT_26, einvoice_date(before->date_day, a));
	}
}

static bool
has_category(const struct document *d, int64_t category)
{
	for (size_t i = 0; i < d->n_taxes; i++)
		if (d->taxes[i].category == category)
			return true;
	return false;
}

static enum einvoice_profile
find_profile(const struct document *d)
{
	const struct document_party *s = &d->party[DOCUMENT_ISSUER];
	const struct document_party *b = &d->party[DOCUMENT_RECIPIENT];

	if (d->buyer_reference[0] == '\0')
		return EINVOICE_EN16931;
	if (strcmp(s->country, "DE") == 0 && strcmp(b->country, "DE") == 0)
		return EINVOICE_XRECHNUNG;
	if (s->endpoint[0] != '\0' && s->endpoint_scheme[0] != '\0' &&
	    b->endpoint[0] != '\0' && b->endpoint_scheme[0] != '\0')
		return EINVOICE_PEPPOL;
	return EINVOICE_EN16931;
}

int
einvoice_build(struct einvoice *v, const struct document *d,
    const struct einvoice_preceding *before, struct arena *a, struct err *e)
{
	bool outside = has_category(d, VAT_CATEGORY_O);
	int rc;

	memset(v, 0, sizeof(*v));
	v->credit = d->kind == DOCUMENT_CREDIT_NOTE;
	v->gross = d->prices_include_vat;
	v->head = *einvoice_groups(a, EINVOICE_HEAD, 1);
	einvoice_set_profile(v, find_profile(d));
	set_head(v, d, before, a);
	einvoice_party_seller(&v->head, d, outside, a);
	einvoice_party_buyer(&v->head, d, outside, a);
	if (has_category(d, VAT_CATEGORY_K))
		einvoice_party_deliver(&v->head);
	einvoice_party_payment(&v->head, d, a);
	rc = set_totals(v, d, a, e);
	if (rc == 0)
		rc = set_taxes(v, d, a, e);
	if (rc == 0)
		rc = einvoice_lines(v, d, a, e);
	if (rc == 0)
		rc = einvoice_check(v, e);
	if (rc < 0)
		(void)err_ctx(e, "e-invoice");
	if (rc < 0 && d->number[0] != '\0')
		(void)err_ctx(e, "document %s", d->number);
	return rc == 0 ? 1 : e->code == ERR_REFUSED ? 0 : -1;
}
