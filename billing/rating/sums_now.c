#include "rating/sums_now.h"

#include <string.h>

#include "base/err.h"
#include "cdr/call.h"
#include "rating/rate.h"
#include "tariff/schedule.h"

#define TEXT_BYTES 16384 /* of a window, at first */

void
sums_now_init(struct sums_now *s, const struct directory *d, struct tally *t,
    struct sums_unrated *u)
{
	*s = (struct sums_now){ .directory = d, .tally = t, .unrated = u };
	buf_reserve(&s->texts, TEXT_BYTES);
}

void
sums_now_free(struct sums_now *s)
{
	select_scratch_free(&s->select);
	buf_free(&s->texts);
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
	const struct sums_now_call *c = k->call;
	const struct schedule_entry *entry = schedules_find(&d->schedules,
	    k->contract, c->query.at_us, c->has_address ? &c->address : NULL);

	if (entry == NULL) {
		missing(k, UNRATED_NO_PROFILE);
		return;
	}
	k->profile = &d->tariff->profiles[entry->profile];
	if (c->internal && k->profile->row->internal == INTERNAL_FREE)
		k->profile = NULL;
}

/* What the price lists are asked for the item. */
static struct select_query *
query_of(const struct sums_now_item *k)
{
	k->call->query.direction = (enum direction)k->direction;
	return &k->call->query;
}

static void
find_profiles(struct sums_now *s)
{
	const struct schedules *t = &s->directory->schedules;

	for (size_t i = 0; i < s->nitems; i++)
		__builtin_prefetch(&t->entries[t->first[s->items[i].contract]]);
	for (size_t i = 0; i < s->nitems; i++)
		find_profile(s, &s->items[i]);
}

/* --- fee ------------------------------------------------------------------ */

static const struct tariff_deck *
deck_of(const struct sums_now_item *k)
{
	return &k->profile
		    ->deck[TARIFF_USER_ONLY][k->direction][k->call->query.type];
}

/* Does the search in all price lists answer for the item's? */
static bool
is_joint(const struct sums_now_item *k)
{
	const struct tariff_deck *d = deck_of(k);
	int64_t us = k->call->query.at_us;

	return d->joint != NULL && d->from_us <= us && us < d->until_us;
}

/* The searches of the window: one for each call, and one for each item whose
 * price list asks for its own. */
static void
find_prefixes(struct sums_now *s)
{
	struct prefix_probe *all = &s->probes[s->nitems];

	for (size_t i = 0; i < s->nitems; i++) {
		struct sums_now_item *k = &s->items[i];

		s->probes[i].tree = NULL;
		if (k->profile != NULL && !is_joint(k))
			select_probe(k->profile, query_of(k), &s->probes[i]);
	}
	for (size_t i = 0; i < s->ncalls; i++) {
		all[i].tree = s->directory->tariff->joint;
		all[i].text = s->calls[i].query.destination;
		all[i].len = s->calls[i].query.destination_len;
		all[i].value = PREFIX_NONE;
	}
	prefix_tree_find_many(s->probes, s->nitems + s->ncalls);
	for (size_t i = 0; i < s->ncalls; i++)
		s->calls[i].joint = all[i].value;
}

/* Where the prices are, or what select_fee() will look at. */
static void
fetch_fees(struct sums_now *s)
{
	for (size_t i = 0; i < s->nitems; i++) {
		struct sums_now_item *k = &s->items[i];

		k->first = NULL;
		if (k->profile == NULL)
			continue;
		if (s->probes[i].tree != NULL) {
			select_fetch(s->directory->tariff, k->profile,
			    (enum direction)k->direction, k->call->query.type,
			    &s->probes[i]);
		} else if (k->call->joint != PREFIX_NONE && is_joint(k)) {
			k->first = &deck_of(k)->joint[k->call->joint];
			__builtin_prefetch(k->first);
		}
	}
}

/* By all rules. */
static void
select_prices(struct sums_now *s, struct sums_now_item *k,
    const struct prefix_probe *probe)
{
	struct select_query *q = query_of(k);
	struct select_result found;
	struct err e;
	int rc;

	err_init(&e);
	q->ahead = probe;
	rc = select_fee(s->directory->tariff, k->profile, q, &s->select, NULL,
	    &found, &e);
	if (rc < 0)
		k->reason = UNRATED_PATTERN;
	else if (rc == 0)
		missing(k, UNRATED_NO_FEE);
	else
		k->prices = found.prices;
}

/* The band at the start; its price is brought from memory. */
static void
find_band(struct sums_now *s, struct sums_now_item *k)
{
	k->zone = directory_zone(s->directory, (enum tier)k->tier,
	    k->subscriber, k->contract);
	k->band = band_table_at(&k->profile->table,
	    band_clock_of(&s->clocks, k->zone), k->call->query.at_us,
	    &k->until_us);
	__builtin_prefetch(&k->prices[k->band]);
}

static void
find_prices(struct sums_now *s)
{
	const struct tariff *t = s->directory->tariff;

	for (size_t i = 0; i < s->nitems; i++) {
		struct sums_now_item *k = &s->items[i];

		if (k->profile == NULL)
			continue;
		if (k->first != NULL && *k->first != TARIFF_NONE)
			k->prices = &t->prices[*k->first];
		else
			select_prices(s, k, &s->probes[i]);
		if (k->prices != NULL)
			find_band(s, k);
	}
}

/* --- price and sum -------------------------------------------------------- */

static void
price(struct sums_now *s, struct sums_now_item *k)
{
	const struct sums_now_call *c = k->call;
	struct rate_request q = { .tariff = s->directory->tariff,
		.profile = k->profile,
		.prices = k->prices,
		.type = c->query.type,
		.start_us = c->query.at_us,
		.duration_ms = c->duration_ms };
	struct balance nothing = BALANCE_NONE;
	struct rate_result r;
	enum rate_outcome outcome =
	    rate_call_in(&q, band_clock_of(&s->clocks, k->zone), k->band,
		k->until_us, &nothing, &r);

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
		.duration_ms = k->call->duration_ms,
		.billed_s = k->billed_s,
		.free_s = k->free_s,
		.price_e8 = k->price_e8,
		.cash_e8 = k->cash_e8 });
}

/* A call counts once, and once for each reason; its items lie together. */
static void
count_unrated(struct sums_now *s)
{
	const struct sums_now_call *last = NULL;
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
	find_prefixes(s);
	fetch_fees(s);
	find_prices(s);
	for (size_t i = 0; i < s->nitems; i++)
		if (s->items[i].prices != NULL)
			price(s, &s->items[i]);
	for (size_t i = 0; i < s->nitems; i++)
		if (s->items[i].prices != NULL)
			sum(s, &s->items[i]);
	count_unrated(s);
	s->ncalls = s->nitems = 0;
	buf_reset(&s->texts);
}

/* --- a call --------------------------------------------------------------- */

/* The texts of a call stay until the window is through; there is room. */
static const char *
keep(struct sums_now *s, const char *text, size_t len)
{
	char *copy = s->texts.data + s->texts.len;

	memcpy(copy, text, len + 1);
	s->texts.len += len + 1;
	return copy;
}

static const char *
keep_domain(struct sums_now *s, const char *recorded,
    const struct resolve_side *side)
{
	const char *domain = resolve_domain(s->directory, recorded, side);

	return keep(s, domain, strlen(domain));
}

/* Room for one more call and all that price lists may ask of it. */
static void
make_room(struct sums_now *s, const struct call *c, const struct resolved *r,
    size_t destination_len)
{
	const struct directory *d = s->directory;
	size_t need = destination_len + 1;

	if (d->tariff->needs_source)
		need += strlen(r->source) + 1;
	if (d->tariff->needs_domain)
		need +=
		    strlen(resolve_domain(d, c->source_domain, &r->caller)) +
		    strlen(
			resolve_domain(d, c->destination_domain, &r->called)) +
		    2;
	if (s->ncalls == SUMS_NOW_CALLS || s->texts.cap - s->texts.len < need)
		sums_now_flush(s);
	buf_reserve(&s->texts, need);
}

static struct sums_now_call *
add_call(struct sums_now *s, const struct call *c, const struct resolved *r)
{
	const struct tariff *t = s->directory->tariff;
	size_t len = strlen(r->destination);
	struct sums_now_call *k;
	struct select_query *q;

	make_room(s, c, r, len);
	k = &s->calls[s->ncalls++];
	q = &k->query;
	q->at_us = c->start_us;
	q->type = (enum call_type)c->type;
	q->destination = keep(s, r->destination, len);
	q->destination_len = len;
	q->source = q->source_domain = q->destination_domain = "";
	q->source_len = 0;
	if (t->needs_source) {
		q->source_len = strlen(r->source);
		q->source = keep(s, r->source, q->source_len);
	}
	if (t->needs_domain) {
		q->source_domain = keep_domain(s, c->source_domain, &r->caller);
		q->destination_domain =
		    keep_domain(s, c->destination_domain, &r->called);
	}
	k->duration_ms = c->duration_ms;
	k->internal = r->internal;
	k->has_address =
	    r->has_address && s->directory->schedules.needs_address;
	if (k->has_address)
		k->address = r->address;
	return k;
}

void
sums_now_call(struct sums_now *s, const struct call *c,
    const struct resolved *r, const struct resolve_leg *legs, int n)
{
	const struct directory *d = s->directory;
	struct sums_now_call *call = add_call(s, c, r);

	for (int i = 0; i < n; i++) {
		struct sums_now_item *k = &s->items[s->nitems++];

		k->call = call;
		k->profile = NULL;
		k->prices = NULL;
		k->contract = legs[i].contract;
		k->subscriber = legs[i].subscriber;
		k->tier = (uint8_t)legs[i].tier;
		k->direction = (uint8_t)legs[i].direction;
		k->reason = UNRATED_NOT;
		__builtin_prefetch(&d->schedules.first[k->contract]);
		directory_fetch_contract(d, k->contract);
	}
}
