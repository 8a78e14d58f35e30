#include "document/tax.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/wide.h"
#include "money/currency.h"
#include "money/money.h"
#include "document/share.h"
#include "document/wording.h"

/* In the order of enum vat_category; none for those that need no words. */
static const enum wording texts[] = {
	[VAT_CATEGORY_S] = WORDING_COUNT,
	[VAT_CATEGORY_Z] = WORDING_COUNT,
	[VAT_CATEGORY_E] = WORDING_TAX_E,
	[VAT_CATEGORY_AE] = WORDING_TAX_AE,
	[VAT_CATEGORY_K] = WORDING_TAX_K,
	[VAT_CATEGORY_G] = WORDING_TAX_G,
	[VAT_CATEGORY_O] = WORDING_TAX_O,
};

const char *
tax_text(int64_t category, const char *language)
{
	assert(category >= 0 && category <= VAT_CATEGORY_O);
	return texts[category] == WORDING_COUNT
	    ? ""
	    : wording(texts[category], language);
}

/* The row of vat_rates in force on ${day}, and when the next one begins. */
static const struct vat_rate *
rate_row(const struct tax_terms *t, int64_t day, int64_t *until_day)
{
	const struct vat_rate *best = NULL;

	*until_day = INT64_MAX;
	for (size_t i = 0; i < t->n_rates; i++) {
		const struct vat_rate *r = &t->rates[i];

		if (r->category != t->category ||
		    strcmp(r->country, t->country) != 0)
			continue;
		if (r->valid_from_day <= day) {
			if (best == NULL ||
			    r->valid_from_day > best->valid_from_day)
				best = r;
		} else if (r->valid_from_day < *until_day)
			*until_day = r->valid_from_day;
	}
	return best;
}

int
tax_rate(const struct tax_terms *t, int64_t day, struct tax_span *span,
    struct err *e)
{
	const struct vat_rate *row;

	*span = (struct tax_span){ 0, INT64_MIN, INT64_MAX };
	if (t->category != VAT_CATEGORY_S) {
		if (t->rate_e4 != ENTITY_NONE && t->rate_e4 != 0)
			return err_set(e, ERR_REFUSED,
			    "vat_rate: category %s has none",
			    vat_category_words[t->category]);
		return 0;
	}
	if (t->rate_e4 != ENTITY_NONE) {
		span->rate_e4 = t->rate_e4;
		return 0;
	}
	if (t->country[0] == '\0')
		return err_set(e, ERR_REFUSED,
		    "tax rate: the issuer's contact has no country");
	row = rate_row(t, day, &span->until_day);
	if (row == NULL)
		return err_set(e, ERR_REFUSED,
		    "tax rate: vat_rates has none "
		    "for %s, category S at that time",
		    t->country);
	span->rate_e4 = row->rate_e4;
	span->from_day = row->valid_from_day;
	return 0;
}

int64_t
tax_without(int64_t gross_e8, int64_t rate_e4)
{
	assert(rate_e4 >= 0);
	return (int64_t)round_div((i128)gross_e8 * TAX_RATE_ONE,
	    TAX_RATE_ONE + rate_e4, ROUND_HALF_UP);
}

static int
compare_tax(const void *a, const void *b)
{
	const struct document_tax *x = a, *y = b;

	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	return (x->rate_e4 > y->rate_e4) - (x->rate_e4 < y->rate_e4);
}

static bool
in_group(const struct document_line *line, const struct document_tax *tax)
{
	return line->tax_category == tax->category &&
	    line->tax_rate_e4 == tax->rate_e4;
}

/* The groups of the lines, in order of category and rate. */
static void
find_groups(struct document *d, struct arena *arena)
{
	d->taxes = ARENA_NEW(arena, struct document_tax, d->n_lines + 1);
	d->n_taxes = 0;
	for (size_t i = 0; i < d->n_lines; i++) {
		const struct document_line *line = &d->lines[i];
		size_t g = 0;

		while (g < d->n_taxes && !in_group(line, &d->taxes[g]))
			g++;
		if (g < d->n_taxes)
			continue;
		d->taxes[g] = (struct document_tax){
			.category = line->tax_category,
			.rate_e4 = line->tax_rate_e4,
			.text = tax_text(line->tax_category, d->language),
		};
		d->n_taxes++;
	}
	if (d->n_taxes > 1)
		qsort(d->taxes, d->n_taxes, sizeof(d->taxes[0]), compare_tax);
}

/* What amounts of the document are multiples of, in minor units. */
static int64_t
step_of(const struct document *d)
{
	return d->step_minor > 1 ? d->step_minor : 1;
}

/* Prices without tax. */
static int
group_net(struct document *d, struct document_tax *tax,
    const struct currency *cur, struct err *e)
{
	int64_t step = step_of(d);

	for (size_t i = 0; i < d->n_lines; i++) {
		struct document_line *line = &d->lines[i];

		if (!in_group(line, tax))
			continue;
		line->gross_minor = 0;
		if (money_to_step(line->amount_e8, cur, step, ROUND_HALF_UP,
			&line->net_minor, e) < 0 ||
		    money_add(&tax->taxable_minor, line->net_minor, e) < 0)
			return -1;
	}
	return money_narrow(round_div((i128)tax->taxable_minor * tax->rate_e4,
				(i128)TAX_RATE_ONE * step, ROUND_HALF_UP) *
		step,
	    &tax->tax_minor, e);
}

/* Prices with tax: the group as a whole first, then the lines' shares. */
static int
group_gross(struct document *d, struct document_tax *tax,
    const struct currency *cur, struct arena *arena, struct err *e)
{
	struct share *net = ARENA_NEW(arena, struct share, d->n_lines);
	struct share *gross = ARENA_NEW(arena, struct share, d->n_lines);
	i128 sum_e8 = 0, e8_step = MONEY_E8;
	int64_t gross_minor, step = step_of(d);
	size_t n = 0;

	for (int i = 0; i < cur->digits; i++)
		e8_step /= 10;
	e8_step *= step;
	for (size_t i = 0; i < d->n_lines; i++) {
		if (!in_group(&d->lines[i], tax))
			continue;
		sum_e8 += d->lines[i].amount_e8;
		net[n].num = (i128)d->lines[i].amount_e8 * TAX_RATE_ONE;
		gross[n].num = d->lines[i].amount_e8;
		n++;
	}
	if (money_to_step(sum_e8, cur, step, ROUND_HALF_UP, &gross_minor, e) <
		0 ||
	    money_narrow(round_div((i128)gross_minor * tax->rate_e4,
			     (i128)(TAX_RATE_ONE + tax->rate_e4) * step,
			     ROUND_HALF_UP) *
		    step,
		&tax->tax_minor, e) < 0)
		return -1;
	tax->taxable_minor = gross_minor - tax->tax_minor;
	share_largest_remainder(gross, n, e8_step, gross_minor / step);
	share_largest_remainder(net, n, e8_step * (TAX_RATE_ONE + tax->rate_e4),
	    tax->taxable_minor / step);
	n = 0;
	for (size_t i = 0; i < d->n_lines; i++) {
		if (!in_group(&d->lines[i], tax))
			continue;
		if (money_narrow(net[n].part * step, &d->lines[i].net_minor,
			e) < 0 ||
		    money_narrow(gross[n].part * step, &d->lines[i].gross_minor,
			e) < 0)
			return -1;
		n++;
	}
	return 0;
}

int
tax_totals(struct document *d, const struct currency *cur, struct arena *arena,
    struct err *e)
{
	int rc;

	find_groups(d, arena);
	d->net_minor = d->tax_minor = 0;
	for (size_t i = 0; i < d->n_taxes; i++) {
		struct document_tax *tax = &d->taxes[i];

		rc = d->prices_include_vat ? group_gross(d, tax, cur, arena, e)
					   : group_net(d, tax, cur, e);
		if (rc < 0 ||
		    money_add(&d->net_minor, tax->taxable_minor, e) < 0 ||
		    money_add(&d->tax_minor, tax->tax_minor, e) < 0)
			return -1;
	}
	d->total_minor = d->net_minor;
	if (money_add(&d->total_minor, d->tax_minor, e) < 0)
		return -1;
	d->payable_minor = d->total_minor - d->paid_minor;
	return 0;
}

/* Whose VAT identifiers a category needs. */
struct need {
	int64_t category;
	bool seller, buyer;
};

static const struct need needs[] = {
	{ VAT_CATEGORY_AE, true, true },
	{ VAT_CATEGORY_K, true, true },
	{ VAT_CATEGORY_G, true, false },
};

static int
check_identifiers(const struct document *d, const struct need *n, struct err *e)
{
	const struct document_party *seller = &d->party[DOCUMENT_ISSUER];
	const struct document_party *buyer = &d->party[DOCUMENT_RECIPIENT];
	const char *word = vat_category_words[n->category];

	if (n->seller && seller->vat_number[0] == '\0')
		return err_set(e, ERR_REFUSED,
		    "tax category %s: contact %s, who sells, has no "
		    "vat_number",
		    word, seller->contact);
	if (n->buyer && buyer->vat_number[0] == '\0')
		return err_set(e, ERR_REFUSED,
		    "tax category %s: contact %s, who pays, has no vat_number",
		    word, buyer->contact);
	if (n->category == VAT_CATEGORY_K &&
	    strncmp(seller->vat_number, buyer->vat_number, 2) == 0)
		return err_set(e, ERR_REFUSED,
		    "tax category K: contacts %s and %s have a vat_number of "
		    "the same state",
		    seller->contact, buyer->contact);
	return 0;
}

int
tax_check(const struct document *d, struct err *e)
{
	for (size_t i = 0; i < d->n_taxes; i++) {
		int64_t category = d->taxes[i].category;

		if (category == VAT_CATEGORY_O && d->n_taxes > 1)
			return err_set(e, ERR_REFUSED,
			    "tax category O stands beside another one: it has "
			    "to be alone on a document");
		for (size_t k = 0; k < sizeof(needs) / sizeof(needs[0]); k++)
			if (needs[k].category == category &&
			    check_identifiers(d, &needs[k], e) < 0)
				return -1;
	}
	return 0;
}
