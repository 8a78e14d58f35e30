/* The sums of an e-invoice, worked out again from the texts that go out. */
#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/wide.h"
#include "money/round.h"
#include "render/einvoice_parts.h"

#define CENT_SCALE    2
#define PERCENT_SCALE 4
#define HUNDRED       INT64_C(1000000) /* 100 % at that scale */

#define WRONG(...) err_set(e, ERR_DATA, __VA_ARGS__)

/* A number of a term; absent is 0. */
static int
number(const struct einvoice_group *g, enum einvoice_term term, int scale,
    int64_t *out, struct err *e)
{
	const char *text = einvoice_get(g, term);

	*out = 0;
	if (text[0] == '\0')
		return 0;
	if (decimal_parse(text, strlen(text), scale, out, NULL, e) < 0)
		return err_ctx(e, "%s", einvoice_terms[term].id);
	return 0;
}

static int
cents(const struct einvoice_group *g, enum einvoice_term term, i128 *out,
    struct err *e)
{
	int64_t value;

	if (number(g, term, CENT_SCALE, &value, e) < 0)
		return -1;
	*out = value;
	return 0;
}

static int
same(i128 a, i128 b, const char *rule, const char *what, struct err *e)
{
	char x[I128_TEXT_MAX], y[I128_TEXT_MAX];

	if (a == b)
		return 0;
	(void)i128_format(x, a, CENT_SCALE);
	(void)i128_format(y, b, CENT_SCALE);
	return WRONG("%s: %s: %s is not %s", rule, what, x, y);
}

/* Is the line of that group's category and rate?  A line of O has no rate. */
static bool
in_group(const struct einvoice_group *line, const struct einvoice_group *tax)
{
	const char *category = einvoice_get(line, BT_151);

	return strcmp(category, einvoice_get(tax, BT_118)) == 0 &&
	    (strcmp(category, "O") == 0 ||
		strcmp(einvoice_get(line, BT_152), einvoice_get(tax, BT_119)) ==
		    0);
}

/* The smallest step of an amount of the invoice, in cents: 100 without
 * decimals (JPY), else 1. */
static int64_t
step(const struct einvoice *v)
{
	return strchr(einvoice_get(&v->head, BT_112), '.') == NULL ? 100 : 1;
}

/*
 * Tax = taxable amount x rate (BR-CO-17), or, where prices include tax, that
 * part of both: rounded once, halves away from zero.  That of a credit note of
 * some lines may be a cent beside, so that nothing remains when the last line is
 * credited (toll-credit(1)); the rules allow it.
 */
static int
check_tax(const struct einvoice *v, const struct einvoice_group *tax,
    struct err *e)
{
	i128 base, amount, sum = 0, net, want;
	int64_t rate, unit = step(v);

	if (cents(tax, BT_116, &base, e) < 0 ||
	    cents(tax, BT_117, &amount, e) < 0 ||
	    number(tax, BT_119, PERCENT_SCALE, &rate, e) < 0)
		return -1;
	for (size_t i = 0; i < v->n_lines; i++) {
		if (!in_group(&v->lines[i], tax))
			continue;
		if (cents(&v->lines[i], BT_131, &net, e) < 0)
			return -1;
		sum += net;
	}
	want = v->gross
	    ? round_div((base + amount) * rate, (i128)(HUNDRED + rate) * unit,
		  ROUND_HALF_UP)
	    : round_div(base * rate, (i128)HUNDRED * unit, ROUND_HALF_UP);
	if (same(base, sum, "BR-S-08", "BT-116 taxable amount, sum of lines",
		e) < 0)
		return -1;
	want *= unit;
	/* by line, the tax of what was credited before is taken off */
	if (einvoice_get(&v->head, BT_25)[0] != '\0' && amount != want &&
	    (amount == want + unit || amount == want - unit))
		return 0;
	return same(amount, want, "BR-CO-17",
	    "BT-117 tax, taxable amount x rate", e);
}

static int
check_totals(const struct einvoice *v, struct err *e)
{
	const struct einvoice_group *h = &v->head;
	i128 lines = 0, taxes = 0, one, net, tax, total, paid, due;

	for (size_t i = 0; i < v->n_lines; i++) {
		if (cents(&v->lines[i], BT_131, &one, e) < 0)
			return -1;
		lines += one;
	}
	for (size_t i = 0; i < v->n_taxes; i++) {
		if (check_tax(v, &v->taxes[i], e) < 0)
			return err_ctx(e, "tax group %zu", i + 1);
		if (cents(&v->taxes[i], BT_117, &one, e) < 0)
			return -1;
		taxes += one;
	}
	if (cents(h, BT_106, &one, e) < 0 || cents(h, BT_109, &net, e) < 0 ||
	    cents(h, BT_110, &tax, e) < 0 || cents(h, BT_112, &total, e) < 0 ||
	    cents(h, BT_113, &paid, e) < 0 || cents(h, BT_115, &due, e) < 0 ||
	    same(one, lines, "BR-CO-10", "BT-106, sum of the lines", e) < 0 ||
	    same(net, one, "BR-CO-13", "BT-109, BT-106", e) < 0 ||
	    same(tax, taxes, "BR-CO-14", "BT-110, sum of the taxes", e) < 0 ||
	    same(total, net + tax, "BR-CO-15", "BT-112, BT-109 + BT-110", e) <
		0)
		return -1;
	return same(due, total - paid, "BR-CO-16", "BT-115, BT-112 - BT-113",
	    e);
}

/* R120: quantity x price / base quantity is the net amount: within 0.02, and
 * within half of what the amount is rounded to. */
static int
check_price(const struct einvoice_group *line, int64_t unit, struct err *e)
{
	int64_t quantity_e6, price_e8, base_e6, net;
	i128 exact, want, off, limit;

	if (number(line, BT_129, 6, &quantity_e6, e) < 0 ||
	    number(line, BT_146, 8, &price_e8, e) < 0 ||
	    number(line, BT_149, 6, &base_e6, e) < 0 ||
	    number(line, BT_131, CENT_SCALE, &net, e) < 0)
		return -1;
	if (price_e8 < 0)
		return WRONG("BR-27: BT-146: the price is below zero");
	if (base_e6 <= 0)
		return WRONG("R121: BT-149: the base quantity is not above "
			     "zero");
	if (i128_mul(quantity_e6, price_e8, &exact) ||
	    i128_mul((i128)net * 1000000, base_e6, &want) ||
	    i128_sub(exact, want, &off) ||
	    i128_mul(unit == 1 ? 500000 : 2000000, base_e6, &limit))
		return WRONG("R120: the amounts are too large");
	if (off > limit || off < -limit)
		return WRONG("R120: BT-131 is not quantity x price");
	return 0;
}

/* R111: the line's period lies in the invoice's.  Dates order as texts. */
static int
check_period(const struct einvoice *v, const struct einvoice_group *line,
    struct err *e)
{
	if (strcmp(einvoice_get(line, BT_134), einvoice_get(line, BT_135)) > 0)
		return WRONG("BR-30: BT-135 is before BT-134");
	if (strcmp(einvoice_get(line, BT_134), einvoice_get(&v->head, BT_73)) <
		0 ||
	    strcmp(einvoice_get(line, BT_135), einvoice_get(&v->head, BT_74)) >
		0)
		return WRONG("R111: the line's period is not inside that of "
			     "the invoice");
	return 0;
}

static int
check_line(const struct einvoice *v, const struct einvoice_group *line,
    struct err *e)
{
	bool found = false;

	for (size_t i = 0; i < v->n_taxes; i++)
		found = found || in_group(line, &v->taxes[i]);
	if (!found)
		return WRONG("BR-CO-18: BT-151: no tax group has its category "
			     "and rate");
	if (check_price(line, step(v), e) < 0)
		return -1;
	return check_period(v, line, e);
}

int
einvoice_check(const struct einvoice *v, struct err *e)
{
	for (size_t i = 0; i < v->n_lines; i++)
		if (check_line(v, &v->lines[i], e) < 0)
			return err_ctx(e, "line %zu", i + 1);
	if (check_totals(v, e) < 0)
		return -1;
	return einvoice_rules(v, e);
}
