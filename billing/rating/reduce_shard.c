#include "rating/reduce_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/order.h"
#include "rating/runs.h"

/*
 * Two ways to bring the items of a contract in order.  Contracts with few
 * records are gathered, many at a time, and sorted in memory.  A contract that
 * has its shard alone, or very many records, is merged from the ascending runs
 * that the mappers left, a window at a time: its records are read one after the
 * other, and memory does not grow with them.
 */
#define GATHER_RECORDS 262144 /* in memory at a time: 24 MB */
#define WINDOW_ITEMS   512
#define WINDOW_BYTES   (WINDOW_ITEMS * 64 + MAP_CALL_MAX)
#define PORTION        4096 /* items, until charges may be handed on */

/* Encoded charges are handed on when there are many. */
static int
hand_on_much(struct reducer *r, struct reduce_output *o, struct err *e)
{
	if (r->hand_on == NULL || o->encoded.len < REDUCE_PARCEL)
		return 0;
	reducer_encode(r, o);
	return r->hand_on(r->hand_arg, o, e);
}

/* --- one contract, merged ------------------------------------------------- */

struct window {
	struct map_item items[WINDOW_ITEMS];
	size_t n, used;
	_Alignas(8) char records[WINDOW_BYTES];
};

static void
add_to_window(struct reducer *r, struct window *w, const struct map_call *c)
{
	size_t len = map_call_bytes(c);
	char *copy = w->records + w->used;

	memcpy(copy, c, len);
	w->used += len;
	w->items[w->n++] =
	    map_item_of((const struct map_call *)copy, r->billed);
}

static int
reduce_window(struct reducer *r, struct window *w, struct reduce_output *o,
    struct err *e)
{
	reducer_items(r, w->items, w->n, 0, o);
	reducer_encode(r, o);
	w->n = w->used = 0;
	return hand_on_much(r, o, e);
}

static int
merge_runs(struct reducer *r, struct runs *runs, struct window *w,
    struct reduce_output *o, struct err *e)
{
	const struct map_call *c;
	int rc;

	w->n = w->used = 0;
	while ((rc = runs_next(runs, &c, e)) > 0) {
		add_to_window(r, w, c);
		if ((w->n == WINDOW_ITEMS ||
			w->used + MAP_CALL_MAX > WINDOW_BYTES) &&
		    reduce_window(r, w, o, e) < 0)
			return -1;
	}
	return rc < 0 ? -1 : reduce_window(r, w, o, e);
}

static int
merge_contract(struct reducer *r, const struct reduce_shard *s, uint32_t k,
    struct reduce_output *o, struct err *e)
{
	struct reduce_visit v = reducer_enter(r, k, o);
	struct window *w = mem_alloc(sizeof(*w));
	struct runs runs;
	int rc = runs_open(&runs, s, k, e);

	if (rc == 0)
		rc = merge_runs(r, &runs, w, o, e);
	runs_close(&runs);
	free(w);
	return rc < 0 ? -1 : reducer_leave(r, &v, o, e);
}

/* --- some contracts, gathered --------------------------------------------- */

static void
reserve(struct map_item **items, size_t *cap, size_t n)
{
	if (n <= *cap)
		return;
	free(*items);
	*cap = n + n / 4;
	*items = mem_alloc_large(*cap * sizeof(**items));
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

/* Every record of a shard of one mapper. */
static int
each_record(const struct reduce_shard *s, size_t set,
    void (*use)(void *arg, const struct map_call *, bool stays), void *arg,
    struct err *e)
{
	struct shard_cursor c;
	const struct map_call *k;
	int rc =
	    shard_cursor_open(&c, s->sets[set], s->shard, 0, UINT64_MAX, e);

	if (rc == 0)
		while ((rc = shard_cursor_next(&c, &k, e)) > 0)
			use(arg, k, shard_cursor_stays(&c));
	shard_cursor_close(&c);
	return rc;
}

struct tally {
	size_t *counts;
	uint32_t first;
};

static void
tally(void *arg, const struct map_call *c, bool stays)
{
	struct tally *t = arg;

	(void)stays;
	t->counts[c->contract - t->first]++;
}

/* How many records each contract of the shard has. */
static int
count_contracts(struct reducer *r, const struct reduce_shard *s, struct err *e)
{
	struct tally t = { .counts = zeroed_counts(r, s->until - s->first),
		.first = s->first };

	for (size_t i = 0; i < s->nsets; i++)
		if (each_record(s, i, tally, &t, e) < 0)
			return -1;
	return 0;
}

/* Where the items of each contract go; records that do not stay are copied. */
struct placing {
	const struct billed *billed;
	struct map_item *items;
	size_t *next;                /* by contract */
	uint32_t first, from, until; /* contracts; of the shard, of the group */
	char *records;
	size_t used;
};

static void
place(void *arg, const struct map_call *c, bool stays)
{
	struct placing *p = arg;

	if (c->contract < p->from || c->contract >= p->until)
		return;
	if (!stays) {
		size_t len = map_call_bytes(c);

		memcpy(p->records + p->used, c, len);
		c = (const struct map_call *)(p->records + p->used);
		p->used += len;
	}
	p->items[p->next[c->contract - p->first]++] = map_item_of(c, p->billed);
}

/* Bytes of the shard that are in the file. */
static size_t
spilled_bytes(const struct reduce_shard *s)
{
	size_t sum = 0;

	for (size_t i = 0; i < s->nsets; i++) {
		const struct shard *h = &s->sets[i]->shards[s->shard];

		for (size_t k = 0; k < h->nspilled; k++)
			sum += h->pieces[k].len;
	}
	return sum;
}

/* The items of the contracts ${from} up to ${until}, which have ${n}, those of
 * each together; r->counts are then where each one's end. */
static int
gather(struct reducer *r, const struct reduce_shard *s, uint32_t from,
    uint32_t until, size_t n, struct err *e)
{
	struct placing p = { .billed = r->billed,
		.next = r->counts,
		.first = s->first,
		.from = from,
		.until = until };
	size_t at = 0, spilled = spilled_bytes(s);

	reserve(&r->items, &r->items_cap, n + 1);
	p.items = r->items;
	if (spilled > r->records_cap) {
		free(r->records);
		r->records_cap = spilled;
		r->records = mem_alloc_large(spilled);
	}
	p.records = r->records;
	for (uint32_t k = from; k < until; k++) {
		size_t count = r->counts[k - s->first];

		r->counts[k - s->first] = at;
		at += count;
	}
	for (size_t i = 0; i < s->nsets; i++)
		if (each_record(s, i, place, &p, e) < 0)
			return -1;
	return 0;
}

/*
 * Records are looked at REDUCE_BATCH at a time, in steps, so that the memory
 * which each step needs is on its way while the one before works on its
 * neighbours.
 */
static void
prefetch_first(const struct map_item *items, size_t n)
{
	for (size_t i = 0; i < n && i < REDUCE_BATCH; i++)
		__builtin_prefetch(items[i].call);
}

static int
reduce_gathered(struct reducer *r, const struct reduce_shard *s, uint32_t from,
    uint32_t until, size_t n, struct reduce_output *o, struct err *e)
{
	size_t i = 0;

	if (gather(r, s, from, until, n, e) < 0)
		return -1;
	for (uint32_t k = from; k < until; k++) {
		size_t end = r->counts[k - s->first];
		struct reduce_visit v = reducer_enter(r, k, o);
		struct map_item *items = &r->items[i];

		if (!order_is_given(items, end - i)) {
			reserve(&r->spare, &r->spare_cap, end - i);
			order_contract(items, end - i, r->spare);
		}
		prefetch_first(items, end - i);
		for (size_t m; i < end; i += m) {
			m = end - i < PORTION ? end - i : PORTION;
			reducer_items(r, &r->items[i], m, n - i - m, o);
			if (hand_on_much(r, o, e) < 0)
				return -1;
		}
		if (reducer_leave(r, &v, o, e) < 0)
			return -1;
	}
	reducer_encode(r, o);
	return hand_on_much(r, o, e);
}

/* The contracts from ${from} on that are gathered together; *n of records. */
static uint32_t
group_end(const struct reducer *r, const struct reduce_shard *s, uint32_t from,
    size_t *n)
{
	uint32_t k = from;

	*n = 0;
	for (; k < s->until; k++) {
		size_t count = r->counts[k - s->first];

		if (k > from && *n + count > GATHER_RECORDS)
			break;
		*n += count;
	}
	return k;
}

static void
begin(struct reducer *r, struct reduce_output *o)
{
	*o = (struct reduce_output){ .encoded = o->encoded,
		.charges = r->pending };
}

int
reducer_shard(struct reducer *r, const struct reduce_shard *s,
    struct reduce_output *o, struct err *e)
{
	size_t n;

	begin(r, o);
	if (s->until - s->first == 1)
		return merge_contract(r, s, s->first, o, e);
	if (count_contracts(r, s, e) < 0)
		return -1;
	for (uint32_t from = s->first, until; from < s->until; from = until) {
		until = group_end(r, s, from, &n);
		if (n > GATHER_RECORDS
			? merge_contract(r, s, from, o, e) < 0
			: reduce_gathered(r, s, from, until, n, o, e) < 0)
			return -1;
	}
	return 0;
}
