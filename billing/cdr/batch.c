#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cdr/batch.h"

#define BATCH_AHEAD 16 /* calls that are fetched ahead */

/* Room for the largest record at the end of the last block. */
static struct pack *
batch_room(struct batch *b)
{
	if (b->in_use == 0 || b->used + PACK_SIZE_MAX > BATCH_BLOCK) {
		if (b->in_use == b->n_blocks) {
			b->blocks = mem_grow(b->blocks, b->n_blocks,
			    &b->cap_blocks, sizeof(*b->blocks));
			b->blocks[b->n_blocks++] = mem_alloc_large(BATCH_BLOCK);
		}
		b->in_use++;
		b->used = 0;
	}
	return (struct pack *)(void *)(b->blocks[b->in_use - 1] + b->used);
}

void
batch_add(struct batch *b, const struct call *call)
{
	struct pack *p = batch_room(b);

	pack_call(p, call);
	b->used += pack_bytes(p);
	b->bytes += pack_bytes(p);
	b->calls = mem_grow(b->calls, b->count, &b->cap, sizeof(*b->calls));
	b->calls[b->count++] = p;
}

void
batch_make_room(struct batch *b)
{
	if (b->room_size >= b->count && b->room[0] != NULL)
		return;
	b->room_size = b->count + b->count / 8 + 1;
	for (int i = 0; i < 2; i++) {
		free(b->room[i]);
		b->room[i] = mem_alloc_large(b->room_size * sizeof(**b->room));
	}
}

static int
batch_by_identity(const void *a, const void *b)
{
	const struct pack *p, *q;

	memcpy(&p, a, sizeof(p));
	memcpy(&q, b, sizeof(q));
	return pack_compare(p, q);
}

void
batch_sort(struct batch *b)
{
	struct radix *pairs;
	size_t i, until;

	batch_make_room(b);
	pairs = b->room[0];
	for (i = 0; i < b->count; i++) {
		if (i + BATCH_AHEAD < b->count)
			__builtin_prefetch(b->calls[i + BATCH_AHEAD]);
		pairs[i] = (struct radix){
			radix_signed(b->calls[i]->start_us),
			(uint64_t)(uintptr_t)b->calls[i],
		};
	}
	radix_sort(pairs, b->room[1], b->count);
	for (i = 0; i < b->count; i++)
		b->calls[i] = (struct pack *)(uintptr_t)pairs[i].value;
	for (i = 0; i < b->count; i = until) {
		for (until = i + 1;
		     until < b->count && pairs[until].key == pairs[i].key;
		     until++)
			;
		if (until - i > 1)
			qsort(b->calls + i, until - i, sizeof(*b->calls),
			    batch_by_identity);
	}
}

void
batch_reset(struct batch *b)
{
	b->in_use = b->used = b->bytes = b->count = 0;
}

void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n_blocks; i++)
		free(b->blocks[i]);
	free(b->blocks);
	free(b->calls);
	free(b->room[0]);
	free(b->room[1]);
	*b = (struct batch){ .blocks = NULL };
}
