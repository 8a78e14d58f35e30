#include "rating/reduce_part.h"

#include <string.h>

#include "base/err.h"
#include "rating/balance_part.h"

struct select_query
reducer_query(const struct map_item *item)
{
	const struct map_call *c = item->call;

	struct map_call_domains domains = map_call_domains(c);
	size_t source_len;
	const char *source = map_call_source(c, &source_len);

	return (struct select_query){ .at_us = c->start_us,
		.direction = (enum direction)item->direction,
		.type = (enum call_type)c->type,
		.source = source,
		.source_len = source_len,
		.destination = map_call_destination(c),
		.destination_len = map_call_destination_len(c),
		.source_domain = domains.source,
		.destination_domain = domains.destination };
}

/* No price list, no fee: unrated if the contract was to pay for it. */
static void
missing(const struct map_item *item, struct reduce_price *out,
    enum unrated_reason reason)
{
	if (item->direction == DIRECTION_OUT)
		out->reason = reason;
}

static int64_t
call_end_us(const struct map_call *c)
{
	int64_t ms = map_call_duration_ms(c), us;

	/* what is too long is not priced */
	if (ms < 0 || __builtin_mul_overflow(ms, 1000, &us) ||
	    __builtin_add_overflow(us, c->start_us, &us))
		return c->start_us;
	return us;
}

void
reducer_select(struct reducer *r, const struct map_item *item,
    struct reduce_price *out)
{
	const struct directory *d = r->directory;
	const struct map_call *c = item->call;
	struct select_query q = reducer_query(item);
	struct err e;
	struct address address;
	int status;

	err_init(&e);
	q.ahead = out->ahead;
	out->reason = UNRATED_NOT;
	out->charged = false;
	out->profile = NULL;
	out->select.fee = NULL;
	/* what happened to the balance by then may have brought a profile */
	r->series.limiting = item->billed == NULL;
	if (r->series.scheduling)
		balance_enter(&r->series, c->start_us, call_end_us(c));
	out->entry = balance_schedule(&r->series, c->start_us,
	    map_call_address(c, &address));
	if (out->entry == NULL) {
		missing(item, out, UNRATED_NO_PROFILE);
		return;
	}
	out->profile = &d->tariff->profiles[out->entry->profile];
	if (c->internal && out->profile->row->internal == INTERNAL_FREE)
		return;
	status = select_fee(d->tariff, out->profile, &q, &r->select, NULL,
	    &out->select, &e);
	if (status < 0)
		out->reason = UNRATED_PATTERN;
	else if (status == 0)
		missing(item, out, UNRATED_NO_FEE);
}

struct rate_request
reducer_request(const struct reducer *r, const struct map_item *item,
    const struct reduce_price *p)
{
	const struct map_call *c = item->call;

	return (struct rate_request){ .tariff = r->directory->tariff,
		.profile = p->profile,
		.prices = p->select.prices,
		.type = (enum call_type)c->type,
		.start_us = c->start_us,
		.duration_ms = map_call_duration_ms(c) };
}

/* The price, once the balance stands where the call starts. */
static void
rate_entered(struct reducer *r, const struct map_item *item,
    const struct rate_recorder *recorder, struct reduce_price *out)
{
	struct rate_recorder split = { .run = band_split_record,
		.arg = &r->split };
	struct rate_request q;
	enum rate_outcome outcome;

	r->split.count = 0;
	if (out->reason != UNRATED_NOT || out->select.fee == NULL)
		return;
	out->zone = directory_zone(r->directory, item->tier, item->subscriber,
	    item->contract);
	q = reducer_request(r, item, out);
	q.recorder = recorder;
	if (recorder == NULL && out->profile->row->split_bands == 1)
		q.recorder = &split;
	outcome = rate_call(&q, band_clock_of(&r->clocks, out->zone),
	    &r->series.purse, &out->rate);
	balance_leave(&r->series, outcome == RATE_OK);
	if (outcome != RATE_OK)
		out->reason = outcome == RATE_NO_PRICE ? UNRATED_NO_BAND_PRICE
						       : UNRATED_TOO_LARGE;
	else {
		out->charged = true;
		out->bought_e8 =
		    out->rate.cash_e8 - r->series.call_free_cash_e8;
	}
}

void
reducer_rate(struct reducer *r, const struct map_item *item,
    const struct rate_recorder *recorder, struct reduce_price *out)
{
	const struct map_call *c = item->call;

	r->series.limiting = true;
	balance_enter(&r->series, c->start_us, call_end_us(c));
	rate_entered(r, item, recorder, out);
}

void
reducer_begin(struct reducer *r, uint32_t contract)
{
	(void)balance_set_begin(r->period == NULL ? NULL : r->period->before,
	    &r->series, contract);
}

/* What a call has left of all that the balance paid, when it crosses a
 * boundary. */
struct crossing {
	struct balance at;
	bool crossed;
};

static void
cross(struct balance *purse, int64_t us)
{
	struct crossing *c = purse->arg;

	(void)us;
	c->at = *purse;
	c->crossed = true;
	purse->until_us = INT64_MAX;
}

/*
 * A billed call that began in a frozen interval and ran on: what it took from
 * the interval behind is taken again.  The call is priced with a purse that
 * holds what the balance paid of it, so that what is left when it crosses the
 * boundary is the share of the interval behind; this takes it that the frozen
 * one did not run out of cash during the call.
 */
static void
charge_beyond(struct reducer *r, const struct map_item *item,
    struct reduce_price *p, int64_t end_us)
{
	const struct charge *b = item->billed;
	struct balance_series *s = &r->series;
	struct crossing c = { .crossed = false };
	struct balance purse = { .cash_e8 = b->cash_e8,
		.free_s = b->free_s,
		.until_us = s->floor_us,
		.advance = cross,
		.arg = &c };
	int64_t free_e8 = b->cash_e8 - b->bought_e8;
	struct rate_request q;
	struct rate_result rate;

	if (p->reason != UNRATED_NOT || p->select.fee == NULL)
		return;
	p->zone = directory_zone(r->directory, item->tier, item->subscriber,
	    item->contract);
	q = reducer_request(r, item, p);
	if (rate_call(&q, band_clock_of(&r->clocks, p->zone), &purse, &rate) !=
		RATE_OK ||
	    !c.crossed || rate.price_e8 != b->price_e8)
		return;
	balance_enter(s, b->start_us, end_us);
	if (s->purse_free_cash_e8 > free_e8)
		s->purse_free_cash_e8 = free_e8;
	s->purse.cash_e8 =
	    balance_part_add(s, s->purse.cash_e8, purse.cash_e8 - c.at.cash_e8);
	s->purse.free_s -= c.at.free_s - purse.free_s;
	s->purse.debit_e8 = balance_part_add(s, s->purse.debit_e8,
	    purse.debit_e8 - c.at.debit_e8);
	balance_leave(s, true);
}

void
reducer_charge_billed(struct reducer *r, const struct map_item *item,
    struct reduce_price *p)
{
	const struct charge *b = item->billed;
	struct balance_series *s = &r->series;
	int64_t end_us = b->start_us + b->duration_ms * 1000;
	int64_t paid_us = charge_paid_until(b);

	p->rate = (struct rate_result){ 0 }; /* the ledger takes no other's */
	s->limiting = false;
	if (b->start_us < s->floor_us) {
		if (paid_us >= s->floor_us)
			charge_beyond(r, item, p, end_us);
		return;
	}
	balance_enter(s, b->start_us, end_us);
	if (paid_us >= s->purse.until_us) {
		balance_remember(s);
		rate_entered(r, item, NULL, p);
		if (p->charged && p->rate.price_e8 == b->price_e8 &&
		    p->rate.cash_e8 == b->cash_e8 &&
		    p->bought_e8 == b->bought_e8 && p->rate.free_s == b->free_s)
			return;
		if (p->charged)
			balance_undo(s);
		balance_enter(s, b->start_us, end_us);
	}
	s->purse_free_cash_e8 = b->cash_e8 - b->bought_e8;
	s->purse.cash_e8 = balance_part_add(s, s->purse.cash_e8, -b->cash_e8);
	s->purse.free_s -= b->free_s;
	s->purse.debit_e8 = balance_part_add(s, s->purse.debit_e8, b->price_e8);
	balance_leave(s, true);
}

void
reducer_price(struct reducer *r, const struct map_item *item,
    const struct rate_recorder *recorder, struct reduce_price *out)
{
	*out = (struct reduce_price){ 0 };
	reducer_select(r, item, out);
	if (item->billed == NULL)
		reducer_rate(r, item, recorder, out);
	else
		reducer_charge_billed(r, item, out);
}
