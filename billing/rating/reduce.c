#include "rating/reduce.h"

#include <assert.h>
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

/* The clock of a zone: few are in use at a time. */
static struct band_clock *
clock_of(struct reducer *r, const struct zone *zone)
{
	int n = (int)(sizeof(r->clocks) / sizeof(r->clocks[0]));

	for (int i = 0; i < n; i++)
		if (r->clocks[i].zone == zone)
			return &r->clocks[i];
	r->next_clock = (r->next_clock + 1) % n;
	r->clocks[r->next_clock] = BAND_CLOCK(zone);
	return &r->clocks[r->next_clock];
}

struct select_query
reducer_query(const struct map_item *item)
{
	const struct map_call *c = item->call;

	return (struct select_query){ .at_us = c->start_us,
		.direction = (enum direction)item->direction,
		.type = (enum call_type)c->type,
		.source = map_call_text(c, c->source),
		.source_len = c->source_len,
		.destination = map_call_text(c, c->destination),
		.destination_len = c->destination_len,
		.source_domain = map_call_text(c, c->source_domain),
		.destination_domain = map_call_text(c, c->destination_domain) };
}

/* Bands of a customer's calls go by the subscriber's clock, if it has one. */
static const struct zone *
zone_of(const struct directory *d, const struct map_item *item)
{
	if (item->tier == TIER_RETAIL && item->subscriber != DIRECTORY_NONE &&
	    d->subscribers[item->subscriber].zone != NULL)
		return d->subscribers[item->subscriber].zone;
	return d->contracts[item->contract].zone;
}

/* No price list, no fee: unrated if the contract was to pay for it. */
static void
missing(const struct map_item *item, struct reduce_price *out,
    enum unrated_reason reason)
{
	if (item->direction == DIRECTION_OUT)
		out->reason = reason;
}

/* Where the call came from, if some price list asks for it. */
static const struct address *
address_of(const struct map_call *c, struct address *copy)
{
	if (!c->has_address)
		return NULL;
	memcpy(copy, c->text, sizeof(*copy));
	return copy;
}

static int64_t
call_end_us(const struct map_call *c)
{
	int64_t ms = c->duration_ms, us;

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
	if (r->series.scheduling)
		balance_enter(&r->series, c->start_us, call_end_us(c));
	out->entry =
	    balance_schedule(&r->series, c->start_us, address_of(c, &address));
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

/* What is asked of rate_call(). */
static struct rate_request
rate_request(const struct reducer *r, const struct map_item *item,
    const struct reduce_price *p)
{
	const struct map_call *c = item->call;

	return (struct rate_request){ .tariff = r->directory->tariff,
		.profile = p->profile,
		.fee = p->select.fee,
		.type = (enum call_type)c->type,
		.start_us = c->start_us,
		.duration_ms = c->duration_ms };
}

void
reducer_rate(struct reducer *r, const struct map_item *item,
    const struct rate_recorder *recorder, struct reduce_price *out)
{
	struct rate_recorder split = { .run = band_split_record,
		.arg = &r->split };
	const struct map_call *c = item->call;
	struct rate_request q;
	enum rate_outcome outcome;

	r->split.count = 0;
	balance_enter(&r->series, c->start_us, call_end_us(c));
	if (out->reason != UNRATED_NOT || out->select.fee == NULL)
		return;
	out->zone = zone_of(r->directory, item);
	q = rate_request(r, item, out);
	q.recorder = recorder;
	if (recorder == NULL && out->profile->row->split_bands == 1)
		q.recorder = &split;
	outcome =
	    rate_call(&q, clock_of(r, out->zone), &r->series.purse, &out->rate);
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
reducer_begin(struct reducer *r, uint32_t contract)
{
	(void)balance_set_begin(r->period == NULL ? NULL : r->period->before,
	    &r->series, contract);
}

/* What an unrated call lacks, in the words of master data. */
static const char *
missing_detail(const struct reduce_price *p, const struct map_call *c)
{
	switch (p->reason) {
	case UNRATED_NO_FEE:
		return map_call_text(c, c->destination);
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
		.detail = missing_detail(p, c),
		.start_us = c->start_us,
		.duration_ms = c->duration_ms });
}

/* The other party, as an itemised bill prints it. */
static const char *
other_party(const struct map_item *item)
{
	const struct map_call *c = item->call;

	if (item->tier != TIER_CARRIER && item->direction == DIRECTION_IN)
		return map_call_text(c, c->source_number);
	return map_call_text(c, c->destination_number);
}

/* By number: the entry may be gone, as a package's entries move when it brings
 * another one. */
static uint32_t
profile_number(const struct reducer *r, const struct reduce_price *p)
{
	return (uint32_t)(p->profile - r->directory->tariff->profiles);
}

static struct charge
make_charge(struct reducer *r, const struct map_item *item,
    const struct reduce_price *p)
{
	const struct directory *d = r->directory;
	const struct map_call *c = item->call;

	return (struct charge){ .contract = item->contract + INT64_C(1),
		.tier = item->tier,
		.direction = item->direction,
		.segment = c->segment + INT64_C(1),
		.call = c->seq,
		.start_us = c->start_us,
		.subscriber = item->subscriber == DIRECTORY_NONE
		    ? 0
		    : item->subscriber + INT64_C(1),
		.fee = p->rate.row + INT64_C(1),
		.band = d->band_number[profile_number(r, p)][p->rate.band] +
		    INT64_C(1),
		.duration_ms = c->duration_ms,
		.billed_s = p->rate.billed_s,
		.free_s = p->rate.free_s,
		.price_e8 = p->rate.price_e8,
		.cash_e8 = p->rate.cash_e8,
		.bought_e8 = p->bought_e8,
		.late = r->billed != NULL &&
		    billed_contains(r->billed, item->contract, c->start_us),
		.day = band_clock_day(
		    clock_of(r, d->contracts[item->contract].zone),
		    c->start_us),
		.number = other_party(item) };
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

/* Charges wait in the reducer until some are together; without an encoder they
 * stay in the output. */
static void
add_charge(struct reducer *r, struct reduce_output *o, const struct charge *c)
{
	if (r->encode == NULL)
		o->charges = mem_grow(o->charges, o->pending, &o->charges_cap,
		    sizeof(*o->charges));
	o->charges[o->pending++] = *c;
	o->ncharges++;
	if (r->encode != NULL && o->pending == REDUCE_PENDING)
		r->encode(r->encode_arg, o);
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
	struct rate_request q = rate_request(r, item, p);
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
		    clock_of(r, r->directory->contracts[item->contract].zone),
		    c.start_us);
		add_charge(r, o, &c);
	}
}

/* What came of one item. */
static void
add_item(struct reducer *r, const struct map_item *item,
    const struct reduce_price *p, struct reduce_output *o)
{
	struct charge c;

	if (item->billed != NULL) {
		c = *item->billed;
	} else if (p->charged) {
		c = make_charge(r, item, p);
	} else {
		if (p->reason != UNRATED_NOT)
			add_unrated(o, item, p);
		return;
	}
	if (item->billed == NULL && r->split.count > 1 &&
	    item->call->type == CALL_TYPE_CALL)
		add_parts(r, item, p, &c, o);
	else
		add_charge(r, o, &c);
	if (p->profile != NULL)
		add_ledger(r, item, p, c.price_e8);
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
	p->zone = zone_of(r->directory, item);
	q = rate_request(r, item, p);
	if (rate_call(&q, clock_of(r, p->zone), &purse, &rate) != RATE_OK ||
	    !c.crossed || rate.price_e8 != b->price_e8)
		return;
	balance_enter(s, b->start_us, end_us);
	if (s->purse_free_cash_e8 > free_e8)
		s->purse_free_cash_e8 = free_e8;
	s->purse.cash_e8 -= c.at.cash_e8 - purse.cash_e8;
	s->purse.free_s -= c.at.free_s - purse.free_s;
	s->purse.debit_e8 += purse.debit_e8 - c.at.debit_e8;
	balance_leave(s, true);
}

/*
 * A charge that is billed stands.  What it took from the balance is in the
 * interval that was frozen with it; one that is not frozen (it goes on longer
 * than what was billed) is charged with it again.  A call that runs over several
 * intervals is priced again for how it is split between them, if the price is
 * still the same.
 */
static void
charge_billed(struct reducer *r, const struct map_item *item,
    struct reduce_price *p)
{
	const struct charge *b = item->billed;
	struct balance_series *s = &r->series;
	int64_t end_us = b->start_us + b->duration_ms * 1000;

	if (b->start_us < s->floor_us) {
		if (end_us >= s->floor_us)
			charge_beyond(r, item, p, end_us);
		return;
	}
	balance_enter(s, b->start_us, end_us);
	if (end_us >= s->purse.until_us) {
		reducer_rate(r, item, NULL, p);
		if (p->charged && p->rate.price_e8 == b->price_e8 &&
		    p->rate.cash_e8 == b->cash_e8 &&
		    p->bought_e8 == b->bought_e8 && p->rate.free_s == b->free_s)
			return;
		if (p->charged)
			balance_undo(s);
		balance_enter(s, b->start_us, end_us);
	}
	s->purse_free_cash_e8 = b->cash_e8 - b->bought_e8;
	s->purse.cash_e8 -= b->cash_e8;
	s->purse.free_s -= b->free_s;
	s->purse.debit_e8 += b->price_e8;
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
		charge_billed(r, item, out);
}

/*
 * Items are looked at REDUCE_BATCH at a time, in steps, so that the memory which each
 * step needs is on its way while the one before works on its neighbours: calls
 * and fees lie all over the place, and waiting for them is what costs.
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
			charge_billed(r, &items[i], &r->batch[i]);
		add_item(r, &items[i], &r->batch[i], o);
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

	*o = (struct reduce_output){ .encoded = o->encoded };
	if (r->encode != NULL)
		o->charges = r->pending;
	for (uint32_t k = first; k < until; k++, i = j) {
		for (j = i; j < n && items[j].contract == k; j++)
			;
		if (!order_is_given(&items[i], j - i)) {
			reserve(&r->spare, &r->spare_cap, j - i);
			order_contract(&items[i], j - i, r->spare);
		}
		for (size_t p = i; p < j && p < i + REDUCE_BATCH; p++)
			prefetch_call(&items[p]);
		if (reduce_one(r, k, &items[i], j - i, n - j, o, e) < 0)
			return -1;
	}
	flush_charges(r, o);
	return 0;
}
