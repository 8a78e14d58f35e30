/*
 * What an e-invoice must say, beside its sums: the rules of EN 16931 on tax
 * categories, and those of XRechnung 3.0 and Peppol BIS 3.0 that master data
 * can break.  The numbers are those of the published rules.
 */
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "render/einvoice_codes.h"
#include "render/einvoice_parts.h"

#define EVERY                                                \
	(1U << EINVOICE_EN16931 | 1U << EINVOICE_XRECHNUNG | \
	    1U << EINVOICE_PEPPOL)
#define XRECHNUNG (1U << EINVOICE_XRECHNUNG)
#define STRICT    (1U << EINVOICE_XRECHNUNG | 1U << EINVOICE_PEPPOL)

static const struct required {
	unsigned profiles;
	enum einvoice_term term;
	const char *rule;
} required[] = {
	{ EVERY, BT_27, "BR-06" },
	{ EVERY, BT_40, "BR-09" },
	{ EVERY, BT_44, "BR-07" },
	{ EVERY, BT_55, "BR-11" },
	{ STRICT, BT_34, "PEPPOL-EN16931-R020" },
	{ STRICT, BT_49, "PEPPOL-EN16931-R010" },
	{ XRECHNUNG, BT_81, "BR-DE-1" },
	{ XRECHNUNG, BT_37, "BR-DE-3" },
	{ XRECHNUNG, BT_38, "BR-DE-4" },
	{ XRECHNUNG, BT_41, "BR-DE-5" },
	{ XRECHNUNG, BT_42, "BR-DE-6" },
	{ XRECHNUNG, BT_43, "BR-DE-7" },
	{ XRECHNUNG, BT_52, "BR-DE-8" },
	{ XRECHNUNG, BT_53, "BR-DE-9" },
};

/* Needed once direct debit (59) is the means of payment. */
static const struct required for_debit[] = {
	{ STRICT, BT_89, "PEPPOL-EN16931-R061, BR-DE-24" },
	{ XRECHNUNG, BT_90, "BR-DE-30" },
	{ XRECHNUNG, BT_91, "BR-DE-31" },
};

static bool
has(const struct einvoice *v, enum einvoice_term term)
{
	return einvoice_get(&v->head, term)[0] != '\0';
}

static int
missing(enum einvoice_term term, const char *rule, struct err *e)
{
	return err_set(e, ERR_DATA, "%s %s is missing (%s): it comes from %s",
	    einvoice_terms[term].id, einvoice_terms[term].name, rule,
	    einvoice_terms[term].from);
}

static int
check_required(const struct einvoice *v, const struct required *rows, size_t n,
    struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if ((rows[i].profiles & 1U << v->profile) != 0 &&
		    !has(v, rows[i].term))
			return missing(rows[i].term, rows[i].rule, e);
	return 0;
}

/* BR-CO-09: a VAT identifier begins with the code of a country. */
static int
check_prefix(const struct einvoice *v, enum einvoice_term term, struct err *e)
{
	const char *id = einvoice_get(&v->head, term);

	if (id[0] == '\0' || einvoice_code_vat_prefix(id))
		return 0;
	return err_set(e, ERR_DATA,
	    "%s \"%.60s\" does not begin with the code of a country"
	    " (BR-CO-09): it comes from %s",
	    einvoice_terms[term].id, id, einvoice_terms[term].from);
}

/* BR-CL-04: a currency of ISO 4217, as the rules know it. */
static int
check_currency(const struct einvoice *v, struct err *e)
{
	const char *code = einvoice_get(&v->head, BT_5);

	return einvoice_code_currency(code)
	    ? 0
	    : err_set(e, ERR_DATA,
		  "BT-5 \"%.10s\" is not in the list of currencies of EN 16931"
		  " (BR-CL-04): there is no e-invoice in it",
		  code);
}

/* Which identifiers the tax categories want (BR-S-02, BR-AE-02, ...). */
static int
check_category(const struct einvoice *v, const struct einvoice_group *tax,
    struct err *e)
{
	const char *code = einvoice_get(tax, BT_118);
	bool vat_only = strcmp(code, "K") == 0 || strcmp(code, "G") == 0;

	if (strcmp(code, "O") == 0) {
		if (v->n_taxes > 1)
			return err_set(e, ERR_DATA,
			    "tax category O stands beside another (BR-O-11):"
			    " it needs an invoice of its own");
		return has(v, BT_30) || has(v, BT_29)
		    ? 0
		    : missing(BT_30, "BR-CO-26", e);
	}
	if (!has(v, BT_31) && (vat_only || !has(v, BT_32)))
		return vat_only
		    ? missing(BT_31, "BR-IC-02, BR-G-02", e)
		    : err_set(e, ERR_DATA,
			  "neither BT-31 VAT identifier nor BT-32 tax number"
			  " of the seller is there (BR-%s-02): they come from"
			  " the issuer's vat_number and tax_number",
			  code);
	if (strcmp(code, "AE") == 0 && !has(v, BT_48) && !has(v, BT_47))
		return missing(BT_48, "BR-AE-02", e);
	if (strcmp(code, "K") == 0 && !has(v, BT_48))
		return missing(BT_48, "BR-IC-02", e);
	if (strcmp(code, "S") == 0 &&
	    strcmp(einvoice_get(tax, BT_119), "0") == 0)
		return err_set(e, ERR_DATA,
		    "tax category S with a rate of 0 (BR-S-05): zero rated is"
		    " category Z");
	return 0;
}

static int
check_debit(const struct einvoice *v, struct err *e)
{
	const char *means = einvoice_get(&v->head, BT_81);

	if (strcmp(means, "59") != 0 && strcmp(means, "49") != 0)
		return 0;
	return check_required(v, for_debit,
	    sizeof(for_debit) / sizeof(for_debit[0]), e);
}

/* BR-DE-27, BR-DE-28: at least three digits; one @, without spaces, and a dot
 * in the domain. */
static int
check_contact(const struct einvoice *v, struct err *e)
{
	const char *phone = einvoice_get(&v->head, BT_42);
	const char *mail = einvoice_get(&v->head, BT_43);
	const char *at = strchr(mail, '@');
	int digits = 0;

	if (v->profile != EINVOICE_XRECHNUNG)
		return 0;
	for (const char *p = phone; *p != '\0'; p++)
		digits += *p >= '0' && *p <= '9';
	if (digits < 3)
		return err_set(e, ERR_DATA,
		    "BT-42 \"%.60s\" has less than three digits (BR-DE-27)",
		    phone);
	if (at == NULL || at == mail || strchr(at + 1, '@') != NULL ||
	    strchr(at + 1, '.') == NULL || at[1] == '.' ||
	    at[strlen(at) - 1] == '.' || strpbrk(mail, " \t\n\r") != NULL)
		return err_set(e, ERR_DATA,
		    "BT-43 \"%.60s\" is no e-mail address (BR-DE-28)", mail);
	return 0;
}

/* XML 1.0 has no U+FFFE and U+FFFF; our texts have no control characters. */
static int
check_text(const struct einvoice_group *g, enum einvoice_scope scope,
    struct err *e)
{
	enum einvoice_term first = einvoice_scope_first(scope);
	enum einvoice_term end = einvoice_scope_first(scope + 1);

	for (enum einvoice_term t = first; t < end; t++) {
		const char *text = einvoice_get(g, t);

		if (!utf8_check(text, strlen(text), NULL) ||
		    strstr(text, "\xef\xbf\xbe") != NULL ||
		    strstr(text, "\xef\xbf\xbf") != NULL)
			return err_set(e, ERR_DATA,
			    "%s has a character that XML has not",
			    einvoice_terms[t].id);
	}
	return 0;
}

int
einvoice_rules(const struct einvoice *v, struct err *e)
{
	if (check_required(v, required, sizeof(required) / sizeof(required[0]),
		e) < 0 ||
	    check_prefix(v, BT_31, e) < 0 || check_prefix(v, BT_48, e) < 0 ||
	    check_currency(v, e) < 0 || check_debit(v, e) < 0 ||
	    check_contact(v, e) < 0 ||
	    check_text(&v->head, EINVOICE_HEAD, e) < 0)
		return -1;
	for (size_t i = 0; i < v->n_taxes; i++)
		if (check_category(v, &v->taxes[i], e) < 0 ||
		    check_text(&v->taxes[i], EINVOICE_TAX, e) < 0)
			return err_ctx(e, "tax group %zu", i + 1);
	for (size_t i = 0; i < v->n_lines; i++)
		if (check_text(&v->lines[i], EINVOICE_LINE, e) < 0)
			return err_ctx(e, "line %zu", i + 1);
	return 0;
}
