#include "rating/deck_use.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"
#include "rating/master.h"
#include "rating/rate.h"
#include "tel/pattern.h"

/* Is the profile in the schedules of peers, and of nobody else? */
static bool
is_carriers(const struct directory *d, const char *handle)
{
	const struct master *m = d->master;
	bool peers = false, others = false;

	for (size_t i = 0; i < m->n_profile_schedule; i++) {
		const struct schedule *s = &m->profile_schedule[i];
		uint32_t c;

		if (strcmp(s->profile, handle) != 0)
			continue;
		c = directory_contract(d, s->contract);
		if (c != DIRECTORY_NONE &&
		    d->contracts[c].kind == DIRECTORY_PEER)
			peers = true;
		else
			others = true;
	}
	return peers && !others;
}

int
deck_use_init(struct deck_use *u, const struct directory *d, uint32_t profile,
    uint32_t cost, enum tier cost_tier, struct err *e)
{
	const struct tariff_profile *p = &d->tariff->profiles[profile];
	const struct tariff_profile *c =
	    cost == TARIFF_NONE ? NULL : &d->tariff->profiles[cost];
	size_t first = 0, n = 0;

	*u = (struct deck_use){ .directory = d,
		.profile = p,
		.cost = c,
		.cost_tier = cost_tier,
		.tier = is_carriers(d, p->row->handle) ? TIER_CARRIER
						       : TIER_RETAIL };
	if (c != NULL && strcmp(p->row->currency, c->row->currency) != 0)
		return err_set(e, ERR_DATA,
		    "profile %s is in %s, %s in %s: they cannot be compared",
		    p->row->handle, p->row->currency, c->row->handle,
		    c->row->currency);
	while (first < d->master->n_fees &&
	    strcmp(d->master->fees[first].profile, p->row->handle) != 0)
		first++;
	while (first + n < d->master->n_fees &&
	    strcmp(d->master->fees[first + n].profile, p->row->handle) == 0)
		n++;
	u->first_row = (uint32_t)first;
	deck_index_build(&u->index, p, n > 0 ? &d->master->fees[first] : NULL,
	    n, &u->arena);
	u->fees = mem_calloc(n + 1, sizeof(*u->fees));
	resolver_init(&u->resolver, d);
	return 0;
}

void
deck_use_free(struct deck_use *u)
{
	resolver_free(&u->resolver);
	select_scratch_free(&u->scratch);
	textmap_free(&u->gap_numbers);
	free(u->fees);
	free(u->gaps);
	arena_free(&u->arena);
}

/* What is asked of a list, and what comes of it. */
struct question {
	const struct call *call;
	const struct resolved *resolved;
	const struct tariff_profile *profile;
	const struct zone *zone;
	uint32_t row;        /* of all fees: the one that won, or TARIFF_NONE */
	const char *gave_up; /* the pattern that did */
	int64_t price_e8;
};

static enum unrated_reason
ask(struct deck_use *u, struct question *k)
{
	const struct call *c = k->call;
	const struct select_query q = { .at_us = c->start_us,
		.direction = DIRECTION_OUT,
		.type = (enum call_type)c->type,
		.source = k->resolved->source,
		.source_len = strlen(k->resolved->source),
		.destination = k->resolved->destination,
		.destination_len = strlen(k->resolved->destination),
		.source_domain = c->source_domain,
		.destination_domain = c->destination_domain };
	struct rate_request request = { .tariff = u->directory->tariff,
		.profile = k->profile,
		.type = (enum call_type)c->type,
		.start_us = c->start_us,
		.duration_ms = c->duration_ms };
	struct balance balance = BALANCE_NONE;
	struct err e = { .code = ERR_NONE };
	struct select_result found;
	struct rate_result r;
	enum rate_outcome outcome;
	int status = select_fee(u->directory->tariff, k->profile, &q,
	    &u->scratch, NULL, &found, &e);

	k->row = TARIFF_NONE;
	k->gave_up = found.gave_up;
	if (status <= 0)
		return status < 0 ? UNRATED_PATTERN : UNRATED_NO_FEE;
	k->row = found.fee->row;
	if (u->clock.zone != k->zone)
		u->clock = BAND_CLOCK(k->zone);
	request.prices = found.prices;
	outcome = rate_call(&request, &u->clock, &balance, &r);
	if (outcome != RATE_OK)
		return outcome == RATE_NO_PRICE ? UNRATED_NO_BAND_PRICE
						: UNRATED_TOO_LARGE;
	k->price_e8 = r.price_e8;
	return UNRATED_NOT;
}

/* The prefix under which a call without price is listed, and its length. */
static const char *
gap_prefix(struct deck_use *u, const struct question *k,
    enum unrated_reason reason, size_t *n, bool *other)
{
	const char *number = k->resolved->destination;
	int type = (int)k->call->type;

	*other = false;
	if (reason != UNRATED_NO_FEE) {
		number = reason == UNRATED_PATTERN
		    ? k->gave_up
		    : u->directory->tariff->rows[k->row].destination;
		*n = strlen(number);
		return number;
	}
	*n = deck_index_prefix(&u->index, DIRECTION_OUT, type, number);
	*other = *n > 0;
	if (*n == 0)
		*n = deck_index_common(&u->index, DIRECTION_OUT, type, number) +
		    1;
	if (*n > strlen(number))
		*n = strlen(number);
	return number;
}

static void
add_gap(struct deck_use *u, const struct question *k,
    enum unrated_reason reason)
{
	struct deck_use_gap gap = { .reason = reason,
		.type = (enum call_type)k->call->type };
	char key[PATTERN_TEXT_MAX + 48];
	uint32_t at;
	size_t n;

	gap.prefix = gap_prefix(u, k, reason, &n, &gap.other);
	(void)snprintf(key, sizeof(key), "%d %d %d %.*s", (int)reason,
	    (int)gap.type, gap.other, (int)n, gap.prefix);
	at = textmap_find(&u->gap_numbers, key, strlen(key));
	if (at == TEXTMAP_NONE) {
		at = (uint32_t)u->ngaps;
		(void)textmap_put(&u->gap_numbers, arena_strdup(&u->arena, key),
		    at);
		gap.prefix = arena_strndup(&u->arena, gap.prefix, n);
		gap.number = arena_strdup(&u->arena, k->resolved->destination);
		u->gaps =
		    mem_grow(u->gaps, u->ngaps, &u->gaps_cap, sizeof(*u->gaps));
		u->gaps[u->ngaps++] = gap;
	}
	u->gaps[at].calls++;
	u->gaps[at].duration_ms += k->call->duration_ms;
}

/* The leg of a tier that pays for the calling side. */
static const struct resolve_leg *
find_leg(const struct resolve_leg *legs, int n, enum tier tier)
{
	for (int i = 0; i < n; i++)
		if (legs[i].tier == tier && legs[i].direction == DIRECTION_OUT)
			return &legs[i];
	return NULL;
}

static const struct zone *
zone_of(const struct directory *d, const struct resolve_leg *l)
{
	return l == NULL
	    ? d->zone
	    : directory_zone(d, l->tier, l->subscriber, l->contract);
}

static void
compare(struct deck_use *u, struct deck_use_fee *f, const struct question *k,
    const struct resolve_leg *legs, int n)
{
	const struct resolve_leg *l = find_leg(legs, n, u->cost_tier);
	struct question cost = *k;

	if (u->cost == NULL || (l == NULL && u->cost_tier == TIER_CARRIER))
		return; /* it leaves the house at no cost */
	cost.profile = u->cost;
	cost.zone = zone_of(u->directory, l);
	if (ask(u, &cost) != UNRATED_NOT) {
		f->uncosted++;
		f->uncosted_ms += k->call->duration_ms;
		return;
	}
	f->compared++;
	f->compared_ms += k->call->duration_ms;
	f->price_e8 += k->price_e8;
	f->cost_e8 += cost.price_e8;
}

void
deck_use_add(struct deck_use *u, const struct resolve_format *format,
    const struct call *c)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	const struct resolve_leg *l;
	struct resolved resolved;
	struct question k = { .call = c,
		.resolved = &resolved,
		.profile = u->profile };
	enum unrated_reason reason;
	struct deck_use_fee *f;
	int n;

	if (c->status != CALL_STATUS_OK)
		return;
	resolve_call(&u->resolver, format, c, &resolved);
	if (resolved.reason != UNRATED_NOT)
		return;
	n = resolve_legs(u->directory, &resolved, legs);
	l = find_leg(legs, n, u->tier);
	if (l == NULL ||
	    (resolved.internal && u->profile->row->internal == INTERNAL_FREE))
		return;
	k.zone = zone_of(u->directory, l);
	u->calls++;
	u->duration_ms += c->duration_ms;
	reason = ask(u, &k);
	if (reason != UNRATED_NOT) {
		add_gap(u, &k, reason);
		return;
	}
	f = &u->fees[k.row - u->first_row];
	f->calls++;
	f->duration_ms += c->duration_ms;
	compare(u, f, &k, legs, n);
}

static int
compare_gaps(const void *a, const void *b)
{
	const struct deck_use_gap *x = a, *y = b;
	int order;

	if (x->duration_ms != y->duration_ms)
		return x->duration_ms > y->duration_ms ? -1 : 1;
	if (x->calls != y->calls)
		return x->calls > y->calls ? -1 : 1;
	order = strcmp(x->prefix, y->prefix);
	if (order == 0)
		order = (int)x->reason - (int)y->reason;
	if (order == 0)
		order = (int)x->type - (int)y->type;
	return order != 0 ? order : (int)x->other - (int)y->other;
}

void
deck_use_sort(struct deck_use *u)
{
	if (u->ngaps > 1)
		qsort(u->gaps, u->ngaps, sizeof(*u->gaps), compare_gaps);
}
