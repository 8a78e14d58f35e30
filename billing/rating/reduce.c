#include "rating/reduce_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

void
reducer_init(struct reducer *r, const struct directory *d,
    const struct billed *b, const struct reduce_period *period)
{
	*r = (struct reducer){ .directory = d,
		.billed = b,
		.period = period,
		.ledger =
		    mem_calloc(d->tariff->nprofiles + 1, sizeof(*r->ledger)) };
	balance_series_init(&r->series, d);
}

void
reducer_free(struct reducer *r)
{
	select_scratch_free(&r->select);
	balance_series_free(&r->series);
	band_split_free(&r->split);
	free(r->items);
	free(r->spare);
	free(r->records);
	free(r->counts);
	free(r->ledger);
	*r = (struct reducer){ 0 };
}

void
reduce_output_free(struct reduce_output *o)
{
	free(o->contracts);
	balance_set_free(&o->balances);
	buf_free(&o->encoded);
	free(o->exceptions.unrated);
	free(o->exceptions.listed);
	arena_free(&o->texts);
	*o = (struct reduce_output){ 0 };
}

/*
 * Items are looked at REDUCE_BATCH at a time, in steps, so that the memory which
 * each step needs is on its way while the one before works on its neighbours:
 * calls and fees lie all over the place, and waiting for them is what costs.
 */
static void
prefetch_call(const struct map_item *item)
{
	const char *p = (const char *)item->call;

	__builtin_prefetch(p);
	__builtin_prefetch(p + 64);
}

/*
 * The searches of a batch in the trees of prefixes, all at once: one alone
 * spends most of its time waiting for memory.  They are done with the price
 * list that the first item has, as nearly always all of them have.
 */
static void
search_ahead(struct reducer *r, const struct map_item *items, size_t n)
{
	const struct tariff *t = r->directory->tariff;
	const struct schedule_entry *entry =
	    balance_schedule(&r->series, items->start_us, NULL);

	for (size_t i = 0; i < n; i++) {
		struct select_query q = reducer_query(&items[i]);

		r->batch[i].ahead = entry == NULL ? NULL : &r->probes[i];
		if (entry != NULL)
			select_probe(&t->profiles[entry->profile], &q,
			    &r->probes[i]);
	}
	if (entry == NULL)
		return;
	prefix_tree_find_many(r->probes, n);
	for (size_t i = 0; i < n; i++)
		select_fetch(t, &t->profiles[entry->profile],
		    (enum direction)items[i].direction,
		    (enum call_type)items[i].call->type, &r->probes[i]);
}

static void
reduce_batch(struct reducer *r, const struct map_item *items, size_t n,
    size_t ahead, struct reduce_output *o)
{
	search_ahead(r, items, n);
	for (size_t i = 0; i < n; i++) {
		if (i < ahead)
			prefetch_call(&items[n + i]);
		reducer_select(r, &items[i], &r->batch[i]);
		if (r->batch[i].select.fee != NULL)
			__builtin_prefetch(r->batch[i].select.prices);
		if (items[i].subscriber != DIRECTORY_NONE) /* zone_of() */
			directory_fetch_subscriber(r->directory,
			    items[i].subscriber);
	}
	for (size_t i = 0; i < n; i++) {
		if (items[i].billed == NULL)
			reducer_rate(r, &items[i], NULL, &r->batch[i]);
		else
			reducer_charge_billed(r, &items[i], &r->batch[i]);
		reducer_add_item(r, &items[i], &r->batch[i], o);
	}
}

static size_t
min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

void
reducer_items(struct reducer *r, const struct map_item *items, size_t n,
    size_t after, struct reduce_output *o)
{
	/* what a call does to the balance may bring a profile for the next */
	size_t batch = r->series.scheduling ? 1 : REDUCE_BATCH;

	for (size_t i = 0, m; i < n; i += m) {
		m = min_size(batch, n - i);
		reduce_batch(r, &items[i], m,
		    min_size(batch, n + after - i - m), o);
	}
}

/* --- a contract ----------------------------------------------------------- */

struct reduce_visit
reducer_enter(struct reducer *r, uint32_t contract,
    const struct reduce_output *o)
{
	return (struct reduce_visit){ .contract = contract,
		.first = o->ncharges,
		.known = balance_set_begin(r->period->before, &r->series,
		    contract) };
}

static void
add_contract(const struct reduce_visit *v, struct reduce_output *o)
{
	if (o->ncharges == v->first)
		return;
	o->contracts = mem_grow(o->contracts, o->ncontracts, &o->contracts_cap,
	    sizeof(*o->contracts));
	o->contracts[o->ncontracts++] =
	    (struct reduce_contract){ .contract = v->contract,
		    .first = v->first,
		    .count = o->ncharges - v->first };
}

/* Does something belong to the balance of a contract without calls? */
static bool
has_balance(const struct reducer *r, uint32_t contract)
{
	const struct balance_plan *p = &r->directory->balances;
	uint32_t topup = p->first_topup[contract];

	return p->first_stated[contract] < p->first_stated[contract + 1] ||
	    (topup < p->first_topup[contract + 1] &&
		p->topups[topup].at_us < r->period->until_us);
}

int
reducer_leave(struct reducer *r, const struct reduce_visit *v,
    struct reduce_output *o, struct err *e)
{
	add_contract(v, o);
	if (v->known || r->series.nparts > 0 || has_balance(r, v->contract))
		balance_run_until(&r->series, r->period->until_us, false);
	balance_set_take(&o->balances, &r->series, r->period->from_us);
	if (r->series.too_many)
		return err_set(e, ERR_DATA,
		    "contract %s: its balance runs over more than %d "
		    "intervals, or is too large: give it an opening balance",
		    r->directory->contracts[v->contract].ref,
		    BALANCE_PARTS_MAX);
	return 0;
}
