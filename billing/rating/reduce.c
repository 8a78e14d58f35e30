#include "rating/reduce_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/order.h"

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
	free(r->counts);
	free(r->ledger);
	*r = (struct reducer){ 0 };
}

void
reduce_output_free(struct reduce_output *o)
{
	free(o->charges);
	free(o->contracts);
	balance_set_free(&o->balances);
	buf_free(&o->encoded);
	free(o->exceptions.unrated);
	free(o->exceptions.listed);
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
			r->probes[i] =
			    select_probe(&t->profiles[entry->profile], &q);
	}
	if (entry == NULL)
		return;
	prefix_tree_find_many(r->probes, n);
	for (size_t i = 0; i < n; i++)
		if (r->probes[i].tree != NULL &&
		    r->probes[i].value != PREFIX_NONE)
			__builtin_prefetch(&t->fees[r->probes[i].value]);
}

static void
reduce_batch(struct reducer *r, const struct map_item *items, size_t n,
    size_t ahead, struct reduce_output *o)
{
	const struct tariff_price *prices = r->directory->tariff->prices;

	search_ahead(r, items, n);
	for (size_t i = 0; i < n; i++) {
		if (i < ahead)
			prefetch_call(&items[n + i]);
		reducer_select(r, &items[i], &r->batch[i]);
		if (r->batch[i].select.fee != NULL)
			__builtin_prefetch(
			    &prices[r->batch[i].select.fee->price]);
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

/* All items of one contract, in order; ${after} more items follow them. */
static void
reduce_contract(struct reducer *r, const struct map_item *items, size_t n,
    size_t after, struct reduce_output *o)
{
	/* what a call does to the balance may bring a profile for the next */
	size_t batch = r->series.scheduling ? 1 : REDUCE_BATCH;
	size_t first = o->ncharges;

	for (size_t i = 0, m; i < n; i += m) {
		m = min_size(batch, n - i);
		reduce_batch(r, &items[i], m,
		    min_size(batch, n + after - i - m), o);
	}
	if (o->ncharges == first)
		return;
	o->contracts = mem_grow(o->contracts, o->ncontracts, &o->contracts_cap,
	    sizeof(*o->contracts));
	o->contracts[o->ncontracts++] =
	    (struct reduce_contract){ .contract = items->contract,
		    .first = first,
		    .count = o->ncharges - first };
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

/* The contract ${k} with its ${n} items, and its balance. */
static int
reduce_one(struct reducer *r, uint32_t k, const struct map_item *items,
    size_t n, size_t after, struct reduce_output *o, struct err *e)
{
	bool known = balance_set_begin(r->period->before, &r->series, k);

	if (n > 0)
		reduce_contract(r, items, n, after, o);
	if (known || r->series.nparts > 0 || has_balance(r, k))
		balance_run_until(&r->series, r->period->until_us, false);
	balance_set_take(&o->balances, &r->series, r->period->from_us);
	if (r->series.too_many)
		return err_set(e, ERR_DATA,
		    "contract %s: its balance runs over more than %d "
		    "intervals, or is too large: give it an opening balance",
		    r->directory->contracts[k].ref, BALANCE_PARTS_MAX);
	return 0;
}

static void
reserve(struct map_item **items, size_t *cap, size_t n)
{
	if (n <= *cap)
		return;
	free(*items);
	*cap = n + n / 4;
	*items = mem_alloc_large(*cap * sizeof(**items));
}

static struct map_item *
room_for_items(struct reducer *r, size_t n)
{
	reserve(&r->items, &r->items_cap, n + 1);
	return r->items;
}

/* The last charges that wait, to the encoder. */
static void
flush_charges(struct reducer *r, struct reduce_output *o)
{
	if (r->encode == NULL)
		return;
	if (o->pending > 0)
		r->encode(r->encode_arg, o);
	o->charges = NULL;
}

void
reducer_batch(struct reducer *r, const struct map_item *items, size_t n,
    struct reduce_output *o)
{
	*o = (struct reduce_output){ 0 };
	if (r->encode != NULL)
		o->charges = r->pending;
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && items[j].contract == items[i].contract;
		     j++)
			;
		balance_series_none(&r->series, items[i].contract);
		reduce_contract(r, &items[i], j - i, n - j, o);
	}
	flush_charges(r, o);
}

static size_t *
zeroed_counts(struct reducer *r, size_t contracts)
{
	if (contracts >= r->counts_cap) {
		free(r->counts);
		r->counts_cap = contracts + 1; /* a shard may have none */
		r->counts = mem_calloc(r->counts_cap, sizeof(*r->counts));
	}
	memset(r->counts, 0, contracts * sizeof(*r->counts));
	return r->counts;
}

struct map_item *
reducer_gather(struct reducer *r, const struct mapper *const *mappers,
    size_t nmappers, size_t shard, uint32_t first, uint32_t until, size_t *n)
{
	size_t contracts = until - first, *end = zeroed_counts(r, contracts);
	struct map_item *items;

	for (size_t i = 0; i < nmappers; i++)
		mapper_tally(mappers[i], shard, first, end);
	*n = 0;
	for (size_t k = 0; k < contracts; k++)
		end[k] = *n += end[k];
	items = room_for_items(r, *n);
	for (size_t i = nmappers; i-- > 0;)
		mapper_place(mappers[i], shard, first, end, items);
	return items;
}

int
reducer_shard(struct reducer *r, struct map_item *items, size_t n,
    uint32_t first, uint32_t until, struct reduce_output *o, struct err *e)
{
	size_t i = 0, j;
	int rc = 0;

	*o = (struct reduce_output){ .encoded = o->encoded };
	if (r->encode != NULL)
		o->charges = r->pending;
	for (uint32_t k = first; rc == 0 && k < until; k++, i = j) {
		for (j = i; j < n && items[j].contract == k; j++)
			;
		if (!order_is_given(&items[i], j - i)) {
			reserve(&r->spare, &r->spare_cap, j - i);
			order_contract(&items[i], j - i, r->spare);
		}
		for (size_t p = i; p < j && p < i + REDUCE_BATCH; p++)
			prefetch_call(&items[p]);
		rc = reduce_one(r, k, &items[i], j - i, n - j, o, e);
	}
	flush_charges(r, o);
	return rc;
}
