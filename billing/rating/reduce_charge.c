#include "rating/reduce_part.h"

#include <string.h>

#include "base/mem.h"

/* What an unrated call lacks, in the words of master data. */
static const char *
missing_detail(const struct reduce_price *p, const struct map_call *c)
{
	switch (p->reason) {
	case UNRATED_NO_FEE:
		return map_call_destination(c);
	case UNRATED_NO_BAND_PRICE:
		return p->profile->bands[p->rate.band];
	case UNRATED_PATTERN:
		return p->select.gave_up;
	case UNRATED_NOT:
	case UNRATED_UNRESOLVED:
	case UNRATED_NO_FORWARDER:
	case UNRATED_UNKNOWN_ACCOUNT:
	case UNRATED_UNKNOWN_PEER:
	case UNRATED_AMBIGUOUS_PEER:
	case UNRATED_NO_GROUP:
	case UNRATED_NO_PROFILE:
	case UNRATED_TOO_LARGE:
		break;
	}
	return "";
}

static void
add_unrated(struct reduce_output *o, const struct map_item *item,
    const struct reduce_price *p)
{
	const struct map_call *c = item->call;

	map_exceptions_unrated(&o->exceptions,
	    &(struct map_unrated){ .segment = c->segment,
		.seq = c->seq,
		.contract = item->contract,
		.tier = item->tier,
		.direction = item->direction,
		.reason = p->reason,
		.detail = arena_strdup(&o->texts, missing_detail(p, c)),
		.start_us = c->start_us,
		.duration_ms = map_call_duration_ms(c) });
}

/* The other party, as an itemised bill prints it. */
static void
set_other_party(const struct map_item *item, struct charge *out)
{
	const struct map_call *c = item->call;

	if (item->tier != TIER_CARRIER && item->direction == DIRECTION_IN) {
		out->number = map_call_source_number(c);
		out->number_len = strlen(out->number);
	} else {
		out->number = map_call_destination_number(c);
		out->number_len = map_call_destination_len(c) + c->has_plus;
	}
}

/* By number: the entry may be gone, as a package's entries move when it brings
 * another one. */
static uint32_t
profile_number(const struct reducer *r, const struct reduce_price *p)
{
	return (uint32_t)(p->profile - r->directory->tariff->profiles);
}

static void
make_charge(struct reducer *r, const struct map_item *item,
    const struct reduce_price *p, struct charge *out)
{
	const struct directory *d = r->directory;
	const struct map_call *c = item->call;

	/* member by member: to clear all of it first would be a tenth of this */
	out->contract = item->contract + INT64_C(1);
	out->tier = item->tier;
	out->direction = item->direction;
	out->segment = c->segment + INT64_C(1);
	out->call = c->seq;
	out->start_us = c->start_us;
	out->subscriber = item->subscriber == DIRECTORY_NONE
	    ? 0
	    : item->subscriber + INT64_C(1);
	out->fee = p->rate.row + INT64_C(1);
	out->band =
	    d->band_number[profile_number(r, p)][p->rate.band] + INT64_C(1);
	out->duration_ms = map_call_duration_ms(c);
	out->billed_s = p->rate.billed_s;
	out->free_s = p->rate.free_s;
	out->price_e8 = p->rate.price_e8;
	out->cash_e8 = p->rate.cash_e8;
	out->bought_e8 = p->bought_e8;
	out->late = r->billed != NULL &&
	    billed_contains(r->billed, item->contract, c->start_us);
	out->document = 0;
	out->day = band_clock_day(
	    band_clock_of(&r->clocks, d->contracts[item->contract].zone),
	    c->start_us);
	set_other_party(item, out);
}

static void
add_ledger(struct reducer *r, const struct map_item *item,
    const struct reduce_price *p, int64_t price_e8)
{
	struct reduce_ledger *l;

	l = &r->ledger[p->profile - r->directory->tariff->profiles][item->tier];
	l->exact += p->rate.price_e8 == price_e8
	    ? p->rate.price
	    : (i128)price_e8 * RATE_EXACT_PER_E8;
	l->rounded_e8 += price_e8;
	l->used = true;
}

void
reducer_encode(struct reducer *r, struct reduce_output *o)
{
	o->nencoded += o->pending;
	r->encode(r->encode_arg, o);
	o->pending = 0;
}

/* Charges wait in the reducer until some are together: the next is made here,
 * where it is to stay, and counted by count_charge(). */
static struct charge *
next_charge(struct reduce_output *o)
{
	return &o->charges[o->pending];
}

static void
count_charge(struct reducer *r, struct reduce_output *o)
{
	o->ncharges++;
	if (++o->pending == REDUCE_PENDING)
		reducer_encode(r, o);
}

/* Free cash that the call used, from its first part on. */
static int64_t
free_of_part(int64_t cash_e8, int64_t *left_e8)
{
	int64_t part_e8 = cash_e8 < *left_e8 ? cash_e8 : *left_e8;

	if (part_e8 < 0)
		part_e8 = 0;
	*left_e8 -= part_e8;
	return part_e8;
}

/* One charge for each stretch of one band. */
static void
add_parts(struct reducer *r, const struct map_item *item,
    const struct reduce_price *p, const struct charge *whole,
    struct reduce_output *o)
{
	struct rate_request q = reducer_request(r, item, p);
	struct rate_result left = p->rate;
	struct band_part part;
	int64_t free_e8 = whole->cash_e8 - whole->bought_e8;
	size_t at = 0;

	while (band_split_next(&r->split, &at, &q, &left, &part)) {
		struct charge c = *whole;

		c.start_us += part.from_s * INT64_C(1000000);
		c.fee = part.row + INT64_C(1);
		c.band =
		    r->directory->band_number[profile_number(r, p)][part.band] +
		    INT64_C(1);
		c.duration_ms = part.duration_ms;
		c.billed_s = part.billed_s;
		c.free_s = part.free_s;
		c.price_e8 = part.price_e8;
		c.cash_e8 = part.cash_e8;
		/* the last has what is left, so that the parts add up */
		c.bought_e8 = c.cash_e8 -
		    (at == r->split.count ? free_e8
					  : free_of_part(c.cash_e8, &free_e8));
		c.day = band_clock_day(
		    band_clock_of(&r->clocks,
			r->directory->contracts[item->contract].zone),
		    c.start_us);
		*next_charge(o) = c;
		count_charge(r, o);
	}
}

void
reducer_add_item(struct reducer *r, const struct map_item *item,
    const struct reduce_price *p, struct reduce_output *o)
{
	struct charge *c = next_charge(o);
	int64_t price_e8;

	if (item->billed != NULL) {
		*c = *item->billed;
	} else if (p->charged) {
		make_charge(r, item, p, c);
	} else {
		if (p->reason != UNRATED_NOT)
			add_unrated(o, item, p);
		return;
	}
	price_e8 = c->price_e8;
	if (item->billed == NULL && r->split.count > 1 &&
	    item->call->type == CALL_TYPE_CALL) {
		struct charge whole = *c;

		add_parts(r, item, p, &whole, o);
	} else {
		count_charge(r, o);
	}
	if (p->profile != NULL)
		add_ledger(r, item, p, price_e8);
}
