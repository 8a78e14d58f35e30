#include "document/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/wide.h"
#include "money/money.h"
#include "time/civil.h"
#include "time/interval.h"
#include "time/zone.h"

#define QUANTITY_ONE INT64_C(1000000)

int64_t
line_day_start(const struct zone *zone, int64_t day)
{
	struct civil c = { 0 };

	civil_from_days(day, &c);
	return zone_from_civil(zone, &c, NULL);
}

int64_t
line_day_of(const struct zone *zone, int64_t us)
{
	struct civil c;

	zone_to_civil(zone, us, &c);
	return civil_to_days(c.year, c.month, c.day);
}

static struct document_line *
add_line(struct line_list *list)
{
	struct document_line *line;

	list->lines = mem_grow(list->lines, list->count, &list->cap,
	    sizeof(*list->lines));
	line = &list->lines[list->count++];
	*line = (struct document_line){ .zone = "",
		.detail = "",
		.description = "",
		.ref = "",
		.period = "",
		.subscriber = "",
		.unit = "C62" };
	return line;
}

void
line_list_free(struct line_list *list)
{
	free(list->lines);
	*list = (struct line_list){ .arena = list->arena };
}

/* Quantity and unit price of a line that is one piece of its amount. */
static void
set_piece(struct document_line *line)
{
	line->quantity_e6 = line->amount_e8 < 0 ? -QUANTITY_ONE : QUANTITY_ONE;
	line->unit_price_e8 =
	    line->amount_e8 < 0 ? -line->amount_e8 : line->amount_e8;
}

/* What a sum belongs to, besides direction, zone and detail. */
struct slot {
	int64_t rate_e4;
	int64_t from_us, until_us;
	int64_t month; /* late: year x 12 + month - 1; else 0 */
};

/* The slot of a day: its tax rate and how far that reaches. */
static int
slot_of_day(const struct line_terms *t, int64_t day, struct slot *slot,
    struct err *e)
{
	struct tax_span span;
	struct civil c;
	int64_t first;

	slot->from_us = t->from_us;
	slot->until_us = t->until_us;
	slot->month = 0;
	if (line_day_start(t->zone, day) < t->from_us) {
		civil_from_days(day, &c);
		slot->month = c.year * 12 + c.month - 1;
		first = civil_to_days(c.year, c.month, 1);
		slot->from_us = line_day_start(t->zone, first);
		slot->until_us = line_day_start(t->zone,
		    first + civil_month_days(c.year, c.month));
		if (slot->until_us > t->from_us)
			slot->until_us = t->from_us;
	}
	if (tax_rate(&t->tax, day, &span, e) < 0)
		return -1;
	slot->rate_e4 = span.rate_e4;
	if (span.from_day != INT64_MIN &&
	    line_day_start(t->zone, span.from_day) > slot->from_us)
		slot->from_us = line_day_start(t->zone, span.from_day);
	if (span.until_day != INT64_MAX &&
	    line_day_start(t->zone, span.until_day) < slot->until_us)
		slot->until_us = line_day_start(t->zone, span.until_day);
	return 0;
}

static bool
same_line(const struct document_line *line, const struct line_terms *t,
    const struct usage_sum *s, const struct slot *slot, const char *period)
{
	return line->direction == s->direction &&
	    line->tax_rate_e4 == slot->rate_e4 &&
	    strcmp(line->period, period) == 0 &&
	    strcmp(line->zone, s->zone) == 0 &&
	    (!t->by_subscriber ||
		strcmp(line->subscriber, s->subscriber) == 0) &&
	    (!t->by_detail || strcmp(line->detail, s->detail) == 0);
}

static int
add_sum(struct document_line *line, const struct line_terms *t,
    const struct usage_sum *s, struct err *e)
{
	int64_t amount_e8 = s->price_e8 - s->cash_e8 + s->bought_e8;

	line->calls += s->calls;
	line->duration_ms += s->duration_ms;
	line->billed_s += s->billed_s;
	line->free_s += s->free_s;
	return money_add(&line->amount_e8, t->earned ? -amount_e8 : amount_e8,
	    e);
}

static struct document_line *
new_usage(struct line_list *list, const struct line_terms *t,
    const struct usage_sum *s, const struct slot *slot, const char *period)
{
	struct document_line *line = add_line(list);

	line->kind = slot->month > 0 ? DOCUMENT_LINE_LATE : DOCUMENT_LINE_USAGE;
	line->direction = s->direction;
	line->zone = arena_strdup(list->arena, s->zone);
	if (t->by_detail)
		line->detail = arena_strdup(list->arena, s->detail);
	line->description = line->detail[0] == '\0'
	    ? line->zone
	    : arena_printf(list->arena, "%s, %s", line->zone, line->detail);
	line->period = arena_strdup(list->arena, period);
	if (t->by_subscriber)
		line->subscriber = arena_strdup(list->arena, s->subscriber);
	line->from_us = slot->from_us;
	line->until_us = slot->until_us;
	line->tax_category = t->tax.category;
	line->tax_rate_e4 = slot->rate_e4;
	return line;
}

static int
compare_usage(const void *a, const void *b)
{
	const struct document_line *x = a, *y = b;
	int order;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if ((order = strcmp(x->period, y->period)) != 0 ||
	    (order = strcmp(x->subscriber, y->subscriber)) != 0)
		return order;
	if (x->direction != y->direction)
		return x->direction < y->direction ? -1 : 1;
	if ((order = strcmp(x->zone, y->zone)) != 0 ||
	    (order = strcmp(x->detail, y->detail)) != 0)
		return order;
	return (x->from_us > y->from_us) - (x->from_us < y->from_us);
}

static int
compare_subscriber(const void *a, const void *b)
{
	const struct usage_sum *const *x = a, *const *y = b;

	return strcmp((*x)->subscriber, (*y)->subscriber);
}

/* Add one sum to its line, which is looked for from line ${from} on, first at
 * *found. */
static int
place_sum(struct line_list *list, const struct line_terms *t,
    const struct usage_sum *s, size_t from, size_t *found, struct err *e)
{
	char period[INTERVAL_PERIOD_MAX] = "";
	struct slot slot;

	if (strcmp(s->currency, t->currency) != 0)
		return err_set(e, ERR_REFUSED,
		    "charges in %s, its profile is in %s", s->currency,
		    t->currency);
	if (slot_of_day(t, s->day, &slot, e) < 0)
		return -1;
	if (slot.month > 0)
		interval_period_format(period, (int)slot.month);
	if (*found >= list->count || *found < from ||
	    !same_line(&list->lines[*found], t, s, &slot, period)) {
		*found = from;
		while (*found < list->count &&
		    !same_line(&list->lines[*found], t, s, &slot, period))
			(*found)++;
	}
	if (*found == list->count)
		(void)new_usage(list, t, s, &slot, period);
	if (add_sum(&list->lines[*found], t, s, e) < 0)
		return err_ctx(e, "zone %s", s->zone);
	return 0;
}

int
line_usage(struct line_list *list, const struct line_terms *t,
    const struct usage_sum *sums, size_t n, struct err *e)
{
	const struct usage_sum **order = mem_calloc(n + 1, sizeof(order[0]));
	size_t first = list->count, found = first, from = first;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		order[i] = &sums[i];
	/* lines of a subscriber stand together: no other need be looked at */
	if (t->by_subscriber && n > 1)
		qsort(order, n, sizeof(order[0]), compare_subscriber);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (t->by_subscriber && i > 0 &&
		    compare_subscriber(&order[i - 1], &order[i]) != 0)
			from = list->count;
		rc = place_sum(list, t, order[i], from, &found, e);
	}
	free(order);
	if (rc < 0)
		return -1;
	if (list->count - first > 1)
		qsort(&list->lines[first], list->count - first,
		    sizeof(list->lines[0]), compare_usage);
	for (size_t i = first; i < list->count; i++)
		set_piece(&list->lines[i]);
	return 0;
}

int
line_fee(struct line_list *list, const struct line_terms *t,
    const struct fee_part *fee, struct err *e)
{
	int64_t at, end, done_e8 = 0, whole, share_e8;
	struct tax_span span;

	if (fee->profile == NULL)
		return 0;
	whole = fee->until_us - fee->from_us;
	for (at = fee->from_us; at < fee->until_us; at = end) {
		struct document_line *line;

		if (tax_rate(&t->tax, line_day_of(t->zone, at), &span, e) < 0)
			return -1;
		end = fee->until_us;
		if (span.until_day != INT64_MAX &&
		    line_day_start(t->zone, span.until_day) < end)
			end = line_day_start(t->zone, span.until_day);
		/* shares of what is done so far, so that they add up */
		if (fee_share(fee->amount_e8, end - fee->from_us, whole,
			&share_e8, e) < 0)
			return -1;
		line = add_line(list);
		line->kind = DOCUMENT_LINE_FEE;
		line->ref = arena_strdup(list->arena, fee->profile->handle);
		line->description = arena_strdup(list->arena,
		    fee->profile->name == NULL || fee->profile->name[0] == '\0'
			? fee->profile->handle
			: fee->profile->name);
		line->from_us = at;
		line->until_us = end;
		line->amount_e8 = share_e8 - done_e8;
		line->tax_category = t->tax.category;
		line->tax_rate_e4 = span.rate_e4;
		set_piece(line);
		done_e8 = share_e8;
	}
	return 0;
}

int
line_item(struct line_list *list, const struct line_terms *t,
    const struct item *item, int64_t date_day, int64_t from_us,
    int64_t until_us, struct err *e)
{
	struct tax_terms tax = t->tax;
	struct document_line *line;
	struct tax_span span;
	int64_t amount_e8;

	if (item->currency != NULL && item->currency[0] != '\0' &&
	    strcmp(item->currency, t->currency) != 0)
		return err_set(e, ERR_REFUSED,
		    "item %s is in %s, its "
		    "contract's profile in %s",
		    item->ref, item->currency, t->currency);
	if (item->vat_category != ENTITY_NONE) {
		tax.category = item->vat_category;
		tax.rate_e4 = item->vat_category == t->tax.category
		    ? t->tax.rate_e4
		    : ENTITY_NONE;
	}
	if (item->vat_rate_e4 != ENTITY_NONE)
		tax.rate_e4 = item->vat_rate_e4;
	if (tax_rate(&tax, date_day, &span, e) < 0 ||
	    money_narrow(
		round_div((i128)item->quantity_e6 * item->unit_price_e8,
		    QUANTITY_ONE, ROUND_HALF_UP),
		&amount_e8, e) < 0)
		return err_ctx(e, "item %s", item->ref);
	line = add_line(list);
	line->kind = DOCUMENT_LINE_ITEM;
	line->ref = arena_strdup(list->arena, item->ref);
	line->description = arena_strdup(list->arena, item->description);
	line->from_us = from_us;
	line->until_us = until_us;
	line->amount_e8 = amount_e8;
	line->quantity_e6 = item->quantity_e6;
	line->unit_price_e8 = item->unit_price_e8;
	if (line->unit_price_e8 < 0) {
		line->unit_price_e8 = -line->unit_price_e8;
		line->quantity_e6 = -line->quantity_e6;
	}
	line->tax_category = tax.category;
	line->tax_rate_e4 = span.rate_e4;
	return 0;
}

/* How many subscribers the sums, in their order, are of. */
static size_t
count_subscribers(const struct usage_sum *const *order, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += i == 0 ||
		    strcmp(order[i]->subscriber, order[i - 1]->subscriber) != 0;
	return count;
}

int
line_subscribers(struct document *d, const struct usage_sum *sums, size_t n,
    bool earned, struct arena *arena, struct err *e)
{
	const struct usage_sum **order = mem_calloc(n + 1, sizeof(order[0]));
	struct document_subscriber *sub = NULL;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		order[i] = &sums[i];
	if (n > 1)
		qsort(order, n, sizeof(order[0]), compare_subscriber);
	d->subscribers = ARENA_NEW(arena, struct document_subscriber,
	    count_subscribers(order, n) + 1);
	d->n_subscribers = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct usage_sum *s = order[i];
		int64_t amount_e8 = s->price_e8 - s->cash_e8 + s->bought_e8;

		if (sub == NULL || strcmp(sub->ref, s->subscriber) != 0) {
			sub = &d->subscribers[d->n_subscribers++];
			sub->ref = arena_strdup(arena, s->subscriber);
			sub->number = arena_strdup(arena, s->number);
		}
		sub->calls += s->calls;
		sub->duration_ms += s->duration_ms;
		sub->billed_s += s->billed_s;
		sub->free_s += s->free_s;
		if (money_add(&sub->amount_e8, earned ? -amount_e8 : amount_e8,
			e) < 0)
			rc = err_ctx(e, "subscriber %s", sub->ref);
	}
	free(order);
	return rc;
}
