#include "rating/runs.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/order.h"

/* The next record of the contract. */
static int
advance(struct runs *r, struct runs_one *one, struct err *e)
{
	int rc;

	do {
		rc = shard_cursor_next(&one->cursor, &one->head, e);
	} while (rc > 0 && one->head->contract != r->contract);
	if (rc == 0)
		one->head = NULL;
	return rc;
}

/* --- the heap ------------------------------------------------------------- */

static bool
is_before(const struct runs *r, size_t a, size_t b)
{
	return order_compare(r->all[r->heap[a]].head, r->all[r->heap[b]].head) <
	    0;
}

static void
swap(struct runs *r, size_t a, size_t b)
{
	size_t x = r->heap[a];

	r->heap[a] = r->heap[b];
	r->heap[b] = x;
}

static void
sift_down(struct runs *r, size_t at)
{
	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= r->nheap)
			return;
		if (child + 1 < r->nheap && is_before(r, child + 1, child))
			child++;
		if (!is_before(r, child, at))
			return;
		swap(r, child, at);
		at = child;
	}
}

static void
push(struct runs *r, size_t one)
{
	size_t at = r->nheap++;

	r->heap[at] = one;
	for (; at > 0 && is_before(r, at, (at - 1) / 2); at = (at - 1) / 2)
		swap(r, at, (at - 1) / 2);
}

/* --- runs ----------------------------------------------------------------- */

static size_t
count_runs(const struct reduce_shard *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nsets; i++)
		n += s->sets[i]->shards[s->shard].nruns + 1;
	return n;
}

/* The runs of one mapper. */
static int
open_set(struct runs *r, const struct reduce_shard *s, size_t set,
    struct err *e)
{
	const struct shard *h = &s->sets[set]->shards[s->shard];

	for (size_t i = 0; i <= h->nruns; i++) {
		struct runs_one *one = &r->all[r->nall++];
		int rc = shard_cursor_open(&one->cursor, s->sets[set], s->shard,
		    i == 0 ? 0 : h->runs[i - 1],
		    i == h->nruns ? UINT64_MAX : h->runs[i], e);

		if (rc == 0)
			rc = advance(r, one, e);
		if (rc < 0)
			return -1;
		if (rc > 0)
			push(r, r->nall - 1);
	}
	return 0;
}

int
runs_open(struct runs *r, const struct reduce_shard *s, uint32_t contract,
    struct err *e)
{
	size_t n = count_runs(s);

	*r = (struct runs){ .contract = contract,
		.all = mem_calloc(n, sizeof(*r->all)),
		.heap = mem_calloc(n, sizeof(*r->heap)) };
	for (size_t i = 0; i < s->nsets; i++)
		if (open_set(r, s, i, e) < 0)
			return -1;
	return 0;
}

/* What was given last stays until now: its run goes on. */
static int
pass_last(struct runs *r, struct err *e)
{
	int rc = advance(r, &r->all[r->heap[0]], e);

	if (rc == 0)
		r->heap[0] = r->heap[--r->nheap];
	if (rc >= 0)
		sift_down(r, 0);
	return rc < 0 ? -1 : 0;
}

int
runs_next(struct runs *r, const struct map_call **out, struct err *e)
{
	if (r->started && r->nheap > 0 && pass_last(r, e) < 0)
		return -1;
	r->started = true;
	if (r->nheap == 0)
		return 0;
	*out = r->all[r->heap[0]].head;
	return 1;
}

void
runs_close(struct runs *r)
{
	for (size_t i = 0; i < r->nall; i++)
		shard_cursor_close(&r->all[i].cursor);
	free(r->all);
	free(r->heap);
	*r = (struct runs){ 0 };
}
