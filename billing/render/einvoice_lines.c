/* The lines of an e-invoice, and the period that holds them all. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/wide.h"
#include "document/document.h"
#include "money/money.h"
#include "money/round.h"
#include "render/einvoice_parts.h"
#include "time/civil.h"
#include "time/zone.h"

#define QUANTITY_SCALE 6
#define MINUTES_SCALE  4 /* a second is more than half of 10^-4 minutes */
#define E14_IN_CENT    INT64_C(1000000000000)
#define TOLERANCE_E14  (2 * E14_IN_CENT) /* of R120: 0.02 */
#define ATTRIBUTES_MAX 6

struct days {
	const struct zone *zone;
	int64_t first, last;
};

static int64_t
day_of(const struct zone *zone, int64_t us)
{
	struct civil c;

	zone_to_civil(zone, us, &c);
	return civil_to_days(c.year, c.month, c.day);
}

/* The days that [from, until) touches, and the invoice's with them (R111). */
static void
set_period(struct einvoice_group *g, const struct document_line *line,
    struct days *all, struct arena *a)
{
	int64_t first = day_of(all->zone, line->from_us);
	int64_t last = line->until_us > line->from_us
	    ? day_of(all->zone, line->until_us - 1)
	    : first;

	einvoice_set(g, BT_134, einvoice_date(first, a));
	einvoice_set(g, BT_135, einvoice_date(last, a));
	if (first < all->first)
		all->first = first;
	if (last > all->last)
		all->last = last;
}

static const char *
decimal(int64_t value, int scale, int min_digits, struct arena *a)
{
	char text[DECIMAL_TEXT_MAX];

	(void)decimal_format(text, sizeof(text), value, scale, min_digits);
	return arena_strdup(a, text);
}

static const char *
without_sign(const char *amount)
{
	return amount[0] == '-' ? amount + 1 : amount;
}

/*
 * Quantity x price / base quantity must be the net amount within 0.02 (R120).
 * Minutes and prices that a net amount was rounded from do not give that in
 * general, so a line says what is always exact: so many minutes cost its net
 * amount, the price for just as many.
 */
static void
set_whole(struct einvoice_group *g, const char *net, const char *quantity,
    const char *unit, struct arena *a)
{
	bool minus = net[0] == '-';

	einvoice_set(g, BT_129,
	    minus ? arena_printf(a, "-%s", quantity) : quantity);
	einvoice_set(g, BT_130, unit);
	einvoice_set(g, BT_146, without_sign(net));
	einvoice_set(g, BT_149, quantity);
	einvoice_set(g, BT_150, unit);
}

/* An item keeps its own unit price where that gives its net amount. */
static bool
keeps_price(const struct document *d, const struct document_line *line)
{
	i128 net_e14 = line->net_minor, off;

	if (d->prices_include_vat || line->quantity_e6 == 0)
		return line->quantity_e6 == 0;
	for (int64_t i = d->digits; i < 14; i++)
		if (i128_mul(net_e14, 10, &net_e14))
			return false;
	off = net_e14 - (i128)line->quantity_e6 * line->unit_price_e8;
	return off <= TOLERANCE_E14 && off >= -TOLERANCE_E14;
}

static void
set_quantity(struct einvoice_group *g, const struct document *d,
    const struct document_line *line, struct arena *a)
{
	int64_t sign = d->kind == DOCUMENT_CREDIT_NOTE ? -1 : 1;
	int64_t quantity_e6 = line->quantity_e6;
	const char *net = einvoice_get(g, BT_131);
	char price[MONEY_TEXT_MAX];

	if (line->kind == DOCUMENT_LINE_USAGE ||
	    line->kind == DOCUMENT_LINE_LATE) {
		if (line->billed_s > 0)
			set_whole(g, net,
			    decimal(
				(int64_t)round_div((i128)line->billed_s * 10000,
				    60, ROUND_HALF_UP),
				MINUTES_SCALE, 0, a),
			    "MIN", a);
		else
			set_whole(g, net, "1", "C62", a);
		return;
	}
	if (!keeps_price(d, line)) {
		if (quantity_e6 < 0)
			quantity_e6 = -quantity_e6;
		set_whole(g, net, decimal(quantity_e6, QUANTITY_SCALE, 0, a),
		    line->unit, a);
		return;
	}
	einvoice_set(g, BT_129,
	    decimal(sign * quantity_e6, QUANTITY_SCALE, 0, a));
	einvoice_set(g, BT_130, line->unit);
	(void)money_format_e8(price, line->unit_price_e8,
	    d->digits < 2 ? (int)d->digits : 2);
	einvoice_set(g, BT_146, arena_strdup(a, price));
	einvoice_set(g, BT_149, "1");
	einvoice_set(g, BT_150, line->unit);
}

static void
add_attribute(struct einvoice_group *g, const char *name, const char *value)
{
	struct einvoice_group *at = &g->attributes[g->n_attributes++];

	einvoice_set(at, BT_160, name);
	einvoice_set(at, BT_161, value);
}

static void
set_attributes(struct einvoice_group *g, const struct document_line *line,
    struct arena *a)
{
	const struct {
		const char *name;
		int64_t value;
	} counts[] = {
		{ "calls", line->calls },
		{ "seconds", line->calls > 0 ? line->billed_s : 0 },
		{ "free seconds", line->free_s },
	};

	g->attributes = einvoice_groups(a, EINVOICE_ATTRIBUTE, ATTRIBUTES_MAX);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (counts[i].value > 0)
			add_attribute(g, counts[i].name,
			    arena_printf(a, "%" PRId64, counts[i].value));
	if (line->calls > 0 && line->direction == DIRECTION_IN)
		add_attribute(g, "direction", "in");
	if (line->subscriber[0] != '\0')
		add_attribute(g, "subscriber", line->subscriber);
}

static int
set_line(struct einvoice_group *g, const struct document *d, size_t i,
    struct days *days, struct arena *a, struct err *e)
{
	const struct document_line *line = &d->lines[i];
	const char *net = einvoice_amount(d, line->net_minor, a);

	if (net == NULL)
		return err_set(e, ERR_REFUSED,
		    "line %zu: BT-131: %" PRId64 " minor units of %s have more"
		    " than the two decimals that EN 16931 allows (BR-DEC)",
		    i + 1, line->net_minor, d->currency);
	einvoice_set(g, BT_126, arena_printf(a, "%zu", i + 1));
	einvoice_set(g, BT_131, net);
	set_quantity(g, d, line, a);
	set_period(g, line, days, a);
	einvoice_set(g, BT_151, vat_category_words[line->tax_category]);
	if (line->tax_category != VAT_CATEGORY_O)
		einvoice_set(g, BT_152, decimal(line->tax_rate_e4, 4, 0, a));
	einvoice_set(g, BT_153, line->description);
	einvoice_set(g, BT_154, line->period);
	einvoice_set(g, BT_155, line->ref);
	set_attributes(g, line, a);
	return 0;
}

int
einvoice_lines(struct einvoice *v, const struct document *d, struct arena *a,
    struct err *e)
{
	struct days days = { .zone = zone_find(d->timezone, e) };

	if (days.zone == NULL)
		return -1;
	days.first = day_of(days.zone, d->from_us);
	days.last = day_of(days.zone, d->until_us - 1);
	v->lines = einvoice_groups(a, EINVOICE_LINE, d->n_lines);
	v->n_lines = d->n_lines;
	for (size_t i = 0; i < d->n_lines; i++)
		if (set_line(&v->lines[i], d, i, &days, a, e) < 0)
			return -1;
	einvoice_set(&v->head, BT_73, einvoice_date(days.first, a));
	einvoice_set(&v->head, BT_74, einvoice_date(days.last, a));
	return 0;
}
