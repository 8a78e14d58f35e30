#include "document/verify.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/wide.h"

#define WRONG(...) err_set(e, ERR_DATA, __VA_ARGS__)

/* 10^-8 in what amounts of the document are rounded to. */
static i128
unit_e8(const struct document *d)
{
	i128 unit = (i128)100000000 * document_step(d);

	for (int64_t i = 0; i < d->digits; i++)
		unit /= 10;
	return unit;
}

/*
 * Is ${whole} the nearest whole number to num / den, and of two equally near
 * ones that farther from zero?
 */
static bool
is_nearest(i128 whole, i128 num, i128 den)
{
	i128 off = (whole * den - num) * 2; /* twice the distance */

	if (off == den)
		return num >= 0;
	if (off == -den)
		return num <= 0;
	return off < den && off > -den;
}

/* The tax of a note that cancels some lines may be a unit beside (credit.h). */
static bool
is_tax(const struct document *d, i128 whole, i128 num, i128 den)
{
	i128 off = whole * den - num;

	return d->corrects == 0 ? is_nearest(whole, num, den)
				: off <= den && -off <= den;
}

static bool
is_usage(const struct document_line *line)
{
	return line->kind == DOCUMENT_LINE_USAGE ||
	    line->kind == DOCUMENT_LINE_LATE;
}

static int
verify_group(const struct document *d, const struct document_tax *tax,
    struct err *e)
{
	const char *word = vat_category_words[tax->category];
	i128 net = 0, gross = 0, exact = 0, unit = unit_e8(d);
	int64_t step = document_step(d);
	int64_t lines = 0;

	for (size_t i = 0; i < d->n_lines; i++) {
		const struct document_line *line = &d->lines[i];

		if (line->tax_category != tax->category ||
		    line->tax_rate_e4 != tax->rate_e4)
			continue;
		lines++;
		net += line->net_minor;
		gross += line->gross_minor;
		exact += line->amount_e8;
		if (!d->prices_include_vat &&
		    !is_nearest(line->net_minor / step, line->amount_e8, unit))
			return WRONG("line %zu: net %" PRId64 " is not its "
				     "amount rounded",
			    i + 1, line->net_minor);
	}
	if (lines == 0)
		return WRONG("tax %s: no line has it", word);
	if (net != tax->taxable_minor)
		return WRONG("tax %s: taxable amount is not the sum of the "
			     "lines",
		    word);
	if (!d->prices_include_vat)
		return is_tax(d, tax->tax_minor / step,
			   (i128)tax->taxable_minor * tax->rate_e4,
			   (i128)1000000 * step)
		    ? 0
		    : WRONG("tax %s: not the taxable amount x rate", word);
	if (gross != (i128)tax->taxable_minor + tax->tax_minor)
		return WRONG("tax %s: lines with tax are not net + tax", word);
	if (!is_nearest(gross / step, exact, unit))
		return WRONG("tax %s: gross is not the sum of the lines, "
			     "rounded",
		    word);
	if (!is_tax(d, tax->tax_minor / step, gross * tax->rate_e4,
		(i128)(1000000 + tax->rate_e4) * step))
		return WRONG("tax %s: not the part of the gross", word);
	return 0;
}

static int
verify_totals(const struct document *d, struct err *e)
{
	i128 net = 0, tax = 0, lines = 0;

	for (size_t i = 0; i < d->n_taxes; i++) {
		if (verify_group(d, &d->taxes[i], e) < 0)
			return -1;
		net += d->taxes[i].taxable_minor;
		tax += d->taxes[i].tax_minor;
	}
	for (size_t i = 0; i < d->n_lines; i++)
		lines += d->lines[i].net_minor;
	if (lines != net)
		return WRONG("a line is in no tax group");
	if (net != d->net_minor || tax != d->tax_minor)
		return WRONG("totals are not the sums of the tax groups");
	if ((i128)d->net_minor + d->tax_minor != d->total_minor)
		return WRONG("total is not net + tax");
	if ((i128)d->total_minor - d->paid_minor != d->payable_minor)
		return WRONG("payable is not total - paid");
	return 0;
}

/* A quantity has the sign of its line, a unit price has none. */
static int
verify_quantities(const struct document *d, struct err *e)
{
	for (size_t i = 0; i < d->n_lines; i++) {
		const struct document_line *line = &d->lines[i];

		if (line->unit_price_e8 < 0)
			return WRONG("line %zu: unit price below zero", i + 1);
		if (!is_nearest(line->amount_e8,
			(i128)line->quantity_e6 * line->unit_price_e8, 1000000))
			return WRONG("line %zu: not quantity x unit price",
			    i + 1);
	}
	return 0;
}

/* What is paid is the cash that was bought, rounded once. */
static int
verify_paid(const struct document *d, struct err *e)
{
	i128 bought_e8 = 0;

	for (size_t i = 0; i < d->n_usages; i++) {
		const struct document_usage *u = &d->usages[i];

		bought_e8 += u->part == DOCUMENT_PART_EARNED ? -u->bought_e8
							     : u->bought_e8;
	}
	return is_nearest(d->paid_minor / document_step(d), bought_e8,
		   unit_e8(d))
	    ? 0
	    : WRONG("paid is not what bought cash paid of its charges");
}

/* A margin is what customers pay less what the reseller pays. */
static int
verify_margin(const struct document *d, struct err *e)
{
	i128 retail_e8[2] = { 0 }, wholesale_e8[2] = { 0 }; /* lines, ties */

	for (size_t i = 0; i < d->n_lines; i++) {
		const struct document_line *line = &d->lines[i];

		if ((i128)line->retail_e8 - line->wholesale_e8 !=
		    line->amount_e8)
			return WRONG("line %zu: margin is not retail less "
				     "wholesale",
			    i + 1);
		retail_e8[0] += line->retail_e8;
		wholesale_e8[0] += line->wholesale_e8;
	}
	for (size_t i = 0; i < d->n_ties; i++)
		if (d->ties[i].tier == TIER_RETAIL)
			retail_e8[1] += d->ties[i].amount_e8;
		else
			wholesale_e8[1] += d->ties[i].amount_e8;
	if (retail_e8[0] != retail_e8[1] || wholesale_e8[0] != wholesale_e8[1])
		return WRONG("the documents compared do not add up to the "
			     "lines");
	return d->tax_minor == 0 ? 0 : WRONG("a margin has no tax");
}

/* Each line of a credit note cancels one, of another document. */
static int
verify_credit(const struct document *d, struct err *e)
{
	for (size_t i = 0; i < d->n_lines; i++) {
		if (d->lines[i].corrects_line < 1)
			return WRONG("line %zu: cancels no line", i + 1);
		for (size_t k = 0; k < i; k++)
			if (d->lines[k].corrects_line ==
			    d->lines[i].corrects_line)
				return WRONG("lines %zu and %zu cancel the "
					     "same line",
				    k + 1, i + 1);
	}
	if (d->n_usages > 0)
		return WRONG("a credit note bills charges");
	return 0;
}

/* Lines, subscribers and charges are three sums of the same calls. */
static int
verify_usage(const struct document *d, struct err *e)
{
	i128 lines_e8 = 0, subs_e8 = 0, charges_e8 = 0;
	int64_t lines = 0, subs = 0, charges = 0;

	for (size_t i = 0; i < d->n_lines; i++) {
		if (!is_usage(&d->lines[i]))
			continue;
		lines += d->lines[i].calls;
		lines_e8 += d->lines[i].amount_e8;
	}
	for (size_t i = 0; i < d->n_subscribers; i++) {
		subs += d->subscribers[i].calls;
		subs_e8 += d->subscribers[i].amount_e8;
	}
	for (size_t i = 0; i < d->n_usages; i++) {
		const struct document_usage *u = &d->usages[i];
		i128 amount_e8 = (i128)u->price_e8 - u->cash_e8 + u->bought_e8;

		charges += u->calls;
		charges_e8 +=
		    u->part == DOCUMENT_PART_EARNED ? -amount_e8 : amount_e8;
	}
	if (subs != lines || subs_e8 != lines_e8)
		return WRONG("subscribers do not add up to the lines");
	if (charges != lines || charges_e8 != lines_e8)
		return WRONG("charges do not add up to the lines: %" PRId64
			     " calls, lines have %" PRId64,
		    charges, lines);
	return 0;
}

int
verify_document(const struct document *d, struct err *e)
{
	if (d->n_lines == 0)
		return WRONG("it has no line");
	if (d->digits < 0 || d->digits > 8)
		return WRONG("%" PRId64 " digits", d->digits);
	if (verify_totals(d, e) < 0 || verify_quantities(d, e) < 0)
		return -1;
	if (d->kind == DOCUMENT_CREDIT_NOTE && d->corrects != 0)
		return verify_credit(d, e);
	if (d->kind == DOCUMENT_MARGIN)
		return verify_margin(d, e);
	if (verify_paid(d, e) < 0)
		return -1;
	return verify_usage(d, e);
}
