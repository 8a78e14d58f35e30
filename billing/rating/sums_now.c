#include "rating/sums_now.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/map_call.h"
#include "rating/rate.h"
#include "tariff/schedule.h"

/* Records of a window, and room for the largest one behind them. */
#define RECORDS_BYTES (16 * 1024 + MAP_CALL_MAX)

void
sums_now_init(struct sums_now *s, const struct directory *d, struct tally *t,
    struct sums_unrated *u)
{
	*s = (struct sums_now){ .directory = d,
		.tally = t,
		.unrated = u,
		.records = mem_alloc(RECORDS_BYTES) };
}

void
sums_now_free(struct sums_now *s)
{
	select_scratch_free(&s->select);
	free(s->records);
	*s = (struct sums_now){ .nitems = 0 };
}

/* --- price list ----------------------------------------------------------- */

/* Without price list or fee a call is unrated for whom it goes out, and not
 * charged to others. */
static void
missing(struct sums_now_item *k, enum unrated_reason reason)
{
	if (k->direction == DIRECTION_OUT)
		k->reason = (uint8_t)reason;
}

/* The profile in force; NULL: none, or calls like this one are free in it. */
static void
find_profile(const struct sums_now *s, struct sums_now_item *k)
{
	const struct directory *d = s->directory;
	const struct map_call *c = k->call;
	struct address address;
	const struct schedule_entry *entry = schedules_find(&d->schedules,
	    k->contract, c->start_us, map_call_address(c, &address));

	if (entry == NULL) {
		missing(k, UNRATED_NO_PROFILE);
		return;
	}
	k->profile = &d->tariff->profiles[entry->profile];
	if (c->internal && k->profile->row->internal == INTERNAL_FREE)
		k->profile = NULL;
}

static void
find_profiles(struct sums_now *s)
{
	const struct schedules *t = &s->directory->schedules;

	for (size_t i = 0; i < s->nitems; i++)
		__builtin_prefetch(&t->entries[t->first[s->items[i].contract]]);
	for (size_t i = 0; i < s->nitems; i++) {
		struct sums_now_item *k = &s->items[i];

		find_profile(s, k);
		s->probes[i].tree = NULL;
		if (k->profile != NULL)
			s->probes[i] = select_probe(k->profile, &s->queries[i]);
	}
}

/* --- fee ------------------------------------------------------------------ */

static void
find_fee(struct sums_now *s, struct sums_now_item *k, struct select_query *q,
    const struct prefix_probe *probe)
{
	const struct tariff *t = s->directory->tariff;
	struct select_result found;
	struct err e;
	int rc;

	err_init(&e);
	q->ahead = probe;
	rc = select_fee(t, k->profile, q, &s->select, NULL, &found, &e);
	if (rc < 0) {
		k->reason = UNRATED_PATTERN;
	} else if (rc == 0) {
		missing(k, UNRATED_NO_FEE);
	} else {
		k->prices = found.prices;
		__builtin_prefetch(k->prices);
	}
}

static void
find_fees(struct sums_now *s)
{
	prefix_tree_find_many(s->probes, s->nitems);
	for (size_t i = 0; i < s->nitems; i++)
		if (s->items[i].profile != NULL)
			select_fetch(s->directory->tariff, s->items[i].profile,
			    s->queries[i].direction, s->queries[i].type,
			    &s->probes[i]);
	for (size_t i = 0; i < s->nitems; i++)
		if (s->items[i].profile != NULL)
			find_fee(s, &s->items[i], &s->queries[i],
			    &s->probes[i]);
}

/* --- price and sum -------------------------------------------------------- */

static void
price(struct sums_now *s, struct sums_now_item *k)
{
	const struct directory *d = s->directory;
	const struct map_call *c = k->call;
	struct rate_request q = { .tariff = d->tariff,
		.profile = k->profile,
		.prices = k->prices,
		.type = (enum call_type)c->type,
		.start_us = c->start_us,
		.duration_ms = map_call_duration_ms(c) };
	struct balance nothing = BALANCE_NONE;
	struct rate_result r;
	enum rate_outcome outcome = rate_call(&q,
	    band_clock_of(&s->clocks,
		directory_zone(d, (enum tier)k->tier, k->subscriber,
		    k->contract)),
	    &nothing, &r);

	if (outcome != RATE_OK) {
		k->prices = NULL;
		k->reason = outcome == RATE_NO_PRICE ? UNRATED_NO_BAND_PRICE
						     : UNRATED_TOO_LARGE;
		return;
	}
	k->price_e8 = r.price_e8;
	k->cash_e8 = r.cash_e8;
	k->billed_s = r.billed_s;
	k->free_s = r.free_s;
	k->row = r.row;
	if (s->tally->names->profile_zone == NULL)
		__builtin_prefetch(&s->tally->names->zone_of[k->row]);
}

static void
sum(struct sums_now *s, const struct sums_now_item *k)
{
	const struct tally_names *n = s->tally->names;
	const struct tariff_profile *all = s->directory->tariff->profiles;
	uint32_t zone = n->profile_zone == NULL
	    ? n->zone_of[k->row]
	    : n->profile_zone[k->profile - all];

	tally_add(s->tally, k->contract, k->tier, zone,
	    &(struct tally_amount){ .calls = 1,
		.duration_ms = map_call_duration_ms(k->call),
		.billed_s = k->billed_s,
		.free_s = k->free_s,
		.price_e8 = k->price_e8,
		.cash_e8 = k->cash_e8 });
}

/* A call counts once, and once for each reason; its items lie together. */
static void
count_unrated(struct sums_now *s)
{
	const struct map_call *last = NULL;
	unsigned seen = 0;

	for (size_t i = 0; i < s->nitems; i++) {
		const struct sums_now_item *k = &s->items[i];

		if (k->reason == UNRATED_NOT)
			continue;
		if (k->call != last) {
			last = k->call;
			seen = 0;
			s->unrated->calls++;
		}
		s->unrated->reason[k->reason] += (seen >> k->reason & 1) == 0;
		seen |= 1u << k->reason;
	}
}

void
sums_now_flush(struct sums_now *s)
{
	find_profiles(s);
	find_fees(s);
	for (size_t i = 0; i < s->nitems; i++)
		if (s->items[i].prices != NULL)
			price(s, &s->items[i]);
	for (size_t i = 0; i < s->nitems; i++)
		if (s->items[i].prices != NULL)
			sum(s, &s->items[i]);
	count_unrated(s);
	s->nitems = s->used = 0;
}

/* --- a call --------------------------------------------------------------- */

/* What the price lists are asked for, but for the direction. */
static struct select_query
query_of(const struct map_call *c)
{
	struct map_call_domains domains = map_call_domains(c);
	size_t source_len;
	const char *source = map_call_source(c, &source_len);

	return (struct select_query){ .at_us = c->start_us,
		.type = (enum call_type)c->type,
		.source = source,
		.source_len = source_len,
		.destination = map_call_destination(c),
		.destination_len = map_call_destination_len(c),
		.source_domain = domains.source,
		.destination_domain = domains.destination };
}

static void
add_item(struct sums_now *s, const struct map_call *record,
    const struct resolve_leg *l, const struct select_query *q)
{
	const struct directory *d = s->directory;

	s->queries[s->nitems] = *q;
	s->queries[s->nitems].direction = l->direction;
	s->items[s->nitems++] = (struct sums_now_item){ .call = record,
		.contract = l->contract,
		.subscriber = l->subscriber,
		.tier = (uint8_t)l->tier,
		.direction = (uint8_t)l->direction };
	__builtin_prefetch(&d->schedules.first[l->contract]);
	directory_fetch_contract(d, l->contract);
}

void
sums_now_call(struct sums_now *s, const struct call *c,
    const struct resolved *r, const struct resolve_leg *legs, int n)
{
	struct map_call *record;
	struct select_query q;

	if (s->nitems + RESOLVE_LEGS_MAX > SUMS_NOW_ITEMS ||
	    s->used + MAP_CALL_MAX > RECORDS_BYTES)
		sums_now_flush(s);
	record = (void *)(s->records + s->used);
	map_call_make(record,
	    &(struct map_call_source){ .directory = s->directory,
		.call = c,
		.resolved = r,
		.keep_source = s->directory->tariff->needs_source });
	s->used += map_call_bytes(record);
	q = query_of(record);
	for (int i = 0; i < n; i++)
		add_item(s, record, &legs[i], &q);
}
