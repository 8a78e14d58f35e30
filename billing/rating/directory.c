#include "rating/directory.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/directory_build.h"
#include "rating/master.h"
#include "tariff/compile.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"

uint32_t
directory_contract(const struct directory *d, const char *ref)
{
	return textmap_find(&d->contract_refs, ref, strlen(ref));
}

uint32_t
directory_account(const struct directory *d, const char *account)
{
	return textmap_find(&d->accounts, account, strlen(account));
}

struct textmap_key
directory_fetch_account(const struct directory *d, const char *account)
{
	return textmap_fetch(&d->accounts, account, strlen(account));
}

uint32_t
directory_fetched_account(const struct directory *d,
    const struct textmap_key *account)
{
	return textmap_find_key(&d->accounts, account);
}

void
directory_fetch_number(const struct directory *d, const char *key)
{
	(void)textmap_fetch(&d->exact, key, strlen(key));
}

void
directory_fetch_subscriber(const struct directory *d, uint32_t subscriber)
{
	const struct directory_subscriber *s = &d->subscribers[subscriber];

	__builtin_prefetch(&s->from_us);
	__builtin_prefetch(&s->trunk);
}

void
directory_fetch_contract(const struct directory *d, uint32_t contract)
{
	const struct directory_contract *c = &d->contracts[contract];

	__builtin_prefetch(&c->from_us);
	__builtin_prefetch(&c->active);
}

/* Of the rows with one key, the one valid at ${us}; a primary number whose
 * subscriber was not active then is better than none. */
static const struct directory_number *
valid_number(const struct directory *d, uint32_t first, int64_t us)
{
	const struct directory_number *n = &d->numbers[first], *other = NULL;
	const char *key = n->key;

	for (; n < d->numbers + d->nnumbers && strcmp(n->key, key) == 0; n++) {
		if (n->from_us <= us && us < n->until_us)
			return n;
		if (n->alias == DIRECTORY_NONE)
			other = n;
	}
	return other;
}

uint32_t
directory_number(const struct directory *d, const char *key, int64_t us,
    const struct directory_number **found)
{
	size_t len = strlen(key);
	uint32_t first = textmap_find(&d->exact, key, len);
	const struct directory_number *n = NULL;
	struct prefix_hit hits[64];
	size_t nhits;

	if (len == 0)
		return DIRECTORY_NONE;
	if (first != TEXTMAP_NONE)
		n = valid_number(d, first, us);
	if (n == NULL && d->ranges != NULL) {
		nhits = prefix_tree_all(d->ranges, key, len, hits, 64);
		for (size_t i = 0; n == NULL && i < nhits; i++)
			n = valid_number(d, hits[i].value, us);
	}
	if (n == NULL)
		return DIRECTORY_NONE;
	if (found != NULL)
		*found = n;
	return n->subscriber;
}

static uint32_t
contract_number(void *arg, const char *ref)
{
	return directory_contract(arg, ref);
}

static int
build_tariff(struct directory *d, const struct master *m, struct err *e)
{
	struct tariff_input in = { .profiles = m->profiles,
		.nprofiles = m->n_profiles,
		.bands = m->bands,
		.nbands = m->n_bands,
		.holidays = m->calendars,
		.nholidays = m->n_calendars,
		.fees = m->fees,
		.nfees = m->n_fees,
		.ported = m->number_portability,
		.nported = m->n_number_portability };

	if (tariff_compile(&d->tariff, &in, e) < 0)
		return -1;
	return schedules_build(&d->schedules, d->tariff, m->profile_schedule,
	    m->n_profile_schedule, m->networks, m->n_networks, d->ncontracts,
	    contract_number, d, e);
}

static int
build_routes(struct directory *d, const struct master *m, struct err *e)
{
	struct route_input in = { .groups = m->peering_groups,
		.ngroups = m->n_peering_groups,
		.servers = m->peering_servers,
		.nservers = m->n_peering_servers,
		.outbound = m->outbound_rules,
		.noutbound = m->n_outbound_rules,
		.inbound = m->inbound_rules,
		.ninbound = m->n_inbound_rules,
		.time_sets = m->time_sets,
		.ntime_sets = m->n_time_sets,
		.holidays = m->calendars,
		.nholidays = m->n_calendars };

	if (routes_build(&d->routes, &in, e) < 0)
		return -1;
	d->group_contract = ARENA_NEW(&d->arena, uint32_t, d->routes->ngroups);
	for (size_t i = 0; i < d->routes->ngroups; i++) {
		const struct peering_group *g = d->routes->groups[i].row;

		d->group_contract[i] = directory_contract(d, g->contract);
		if (d->group_contract[i] == DIRECTORY_NONE)
			return err_set(e, ERR_DATA,
			    "peering group %s: there is no contract %s",
			    g->name, g->contract);
	}
	return 0;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* One numbering of band names for all profiles. */
static void
build_bands(struct directory *d)
{
	const struct tariff *t = d->tariff;
	size_t n = 0, unique = 0;

	for (size_t p = 0; p < t->nprofiles; p++)
		n += t->profiles[p].nbands;
	d->bands = ARENA_NEW(&d->arena, const char *, n);
	d->band_number = ARENA_NEW(&d->arena, uint32_t *, t->nprofiles);
	n = 0;
	for (size_t p = 0; p < t->nprofiles; p++)
		for (uint32_t b = 0; b < t->profiles[p].nbands; b++)
			d->bands[n++] = t->profiles[p].bands[b];
	if (n > 1)
		qsort(d->bands, n, sizeof(*d->bands), compare_texts);
	for (size_t i = 0; i < n; i++)
		if (unique == 0 ||
		    strcmp(d->bands[unique - 1], d->bands[i]) != 0)
			d->bands[unique++] = d->bands[i];
	d->nbands = unique;
	for (size_t p = 0; p < t->nprofiles; p++) {
		const struct tariff_profile *profile = &t->profiles[p];

		d->band_number[p] =
		    ARENA_NEW(&d->arena, uint32_t, profile->nbands);
		for (uint32_t b = 0; b < profile->nbands; b++) {
			const char **found = bsearch(&profile->bands[b],
			    d->bands, unique, sizeof(*d->bands), compare_texts);

			d->band_number[p][b] = (uint32_t)(found - d->bands);
		}
	}
}

int
directory_build(struct directory **out, const struct master *m, struct err *e)
{
	struct directory *d = mem_calloc(1, sizeof(*d));

	*out = NULL;
	d->master = m;
	if (directory_build_parties(d, m, e) < 0 ||
	    directory_build_numbers(d, m, e) < 0 ||
	    directory_build_sources(d, m, e) < 0 || build_routes(d, m, e) < 0 ||
	    build_tariff(d, m, e) < 0 ||
	    balance_plan_build(&d->balances, d, m, e) < 0) {
		directory_free(d);
		return -1;
	}
	build_bands(d);
	d->needs_address = d->nsources > 0 || d->routes->nservers > 0 ||
	    d->schedules.needs_address;
	*out = d;
	return 0;
}

void
directory_free(struct directory *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->nsources; i++)
		pattern_free(
		    (struct pattern *)(uintptr_t)d->sources[i].pattern);
	prefix_tree_free(d->ranges);
	textmap_free(&d->contract_refs);
	textmap_free(&d->accounts);
	textmap_free(&d->exact);
	routes_free(d->routes);
	balance_plan_free(&d->balances);
	schedules_free(&d->schedules);
	tariff_free(d->tariff);
	arena_free(&d->arena);
	free(d);
}

const struct zone *
directory_zone(const struct directory *d, enum tier tier, uint32_t subscriber,
    uint32_t contract)
{
	if (tier == TIER_RETAIL && subscriber != DIRECTORY_NONE &&
	    d->subscribers[subscriber].zone != NULL)
		return d->subscribers[subscriber].zone;
	return d->contracts[contract].zone;
}
