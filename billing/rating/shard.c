#include "rating/shard.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

/*
 * Chunks are cut from blocks of large pages, or of less where there is little
 * memory.  A chunk holds the largest record; there are a few hundred being
 * filled at a time in each mapper.
 */
#define CHUNK     MAP_CALL_MAX
#define BLOCK_MIN (8 * (size_t)CHUNK)
#define BLOCK_MAX (128 * (size_t)CHUNK)

void
shard_set_init(struct shard_set *s, size_t nshards,
    const struct shard_scratch *scratch, const uint8_t *file_of, size_t limit)
{
	size_t block = scratch == NULL ? BLOCK_MAX : limit / 4;

	block -= block % CHUNK;
	*s = (struct shard_set){ .nshards = nshards,
		.scratch = scratch,
		.file_of = file_of,
		.limit = limit,
		.block = block < BLOCK_MIN ? BLOCK_MIN
		    : block > BLOCK_MAX    ? BLOCK_MAX
					   : block,
		.shards = mem_calloc(nshards, sizeof(*s->shards)) };
}

static void
add_piece(struct shard *h, struct shard_piece p)
{
	h->pieces =
	    mem_grow(h->pieces, h->npieces, &h->pieces_cap, sizeof(*h->pieces));
	h->pieces[h->npieces++] = p;
}

/* The chunk that was filled becomes a piece. */
static void
close_chunk(struct shard *h)
{
	if (h->used > 0)
		add_piece(h,
		    (struct shard_piece){ .data = h->chunk, .len = h->used });
	h->bytes += h->used;
	h->used = 0;
	h->chunk = NULL;
}

static int
file_of(const struct shard_set *s, size_t shard)
{
	return s->file_of == NULL ? 0 : s->file_of[shard];
}

/* What goes to one file at once. */
struct spilling {
	struct shard_set *set;
	int file;
	struct iovec pieces[SHARD_PIECES];
	struct shard_piece *from[SHARD_PIECES];
	int count;
};

static int
spill_write(struct spilling *w, struct err *e)
{
	const struct shard_scratch *f = w->set->scratch;
	int64_t at[SHARD_PIECES];

	if (w->count == 0)
		return 0;
	if (f->write(f->arg, w->file, w->pieces, w->count, at, e) < 0)
		return -1;
	for (int i = 0; i < w->count; i++) {
		w->from[i]->data = NULL;
		w->from[i]->at = at[i];
	}
	w->count = 0;
	return 0;
}

static int
spill_shard(struct spilling *w, size_t shard, struct err *e)
{
	struct shard *h = &w->set->shards[shard];
	int file = file_of(w->set, shard);

	close_chunk(h);
	for (; h->nspilled < h->npieces; h->nspilled++) {
		struct shard_piece *p = &h->pieces[h->nspilled];

		if ((w->count == SHARD_PIECES || file != w->file) &&
		    spill_write(w, e) < 0)
			return -1;
		w->file = file;
		w->pieces[w->count] =
		    (struct iovec){ .iov_base = (void *)(uintptr_t)p->data,
			    .iov_len = p->len };
		w->from[w->count++] = p;
	}
	return 0;
}

/* All blocks but the first ${keep}, which are empty. */
static void
free_blocks(struct shard_set *s, size_t keep)
{
	while (s->nblocks > keep)
		free(s->blocks[--s->nblocks]);
	s->block_used = 0;
}

/*
 * All pieces that are in memory, to the files: each shard's behind each other, as
 * they are read again; many at once, since what is written at once is one piece
 * of memory in the cache of the system, too, which other large pieces fit into
 * when the file is forgotten.
 */
static int
spill(struct shard_set *s, struct err *e)
{
	struct spilling w = { .set = s };

	for (size_t i = 0; i < s->nshards; i++)
		if (spill_shard(&w, i, e) < 0)
			return -1;
	if (spill_write(&w, e) < 0)
		return -1;
	free_blocks(s, 1);
	s->nspills++;
	return 0;
}

static int
new_chunk(struct shard_set *s, struct shard *h, struct err *e)
{
	if (s->nblocks == 0 || s->block_used == s->block) {
		if (s->scratch != NULL && s->nblocks > 0 &&
		    s->nblocks * s->block >= s->limit) {
			if (spill(s, e) < 0)
				return -1;
		} else {
			s->blocks = mem_grow(s->blocks, s->nblocks,
			    &s->blocks_cap, sizeof(*s->blocks));
			s->blocks[s->nblocks++] = mem_alloc_large(s->block);
			s->block_used = 0;
		}
	}
	h->chunk = s->blocks[s->nblocks - 1] + s->block_used;
	s->block_used += CHUNK;
	return 0;
}

static void
note_segment(struct shard *h, uint32_t segment)
{
	if (h->count > 0 && h->segment != segment) {
		h->runs =
		    mem_grow(h->runs, h->nruns, &h->runs_cap, sizeof(*h->runs));
		h->runs[h->nruns++] = h->bytes + h->used;
	}
	h->segment = segment;
}

int
shard_set_add(struct shard_set *s, size_t shard, const struct map_call *c,
    struct err *e)
{
	struct shard *h = &s->shards[shard];
	size_t len = map_call_bytes(c);

	assert(len <= CHUNK);
	if (h->used + len > CHUNK)
		close_chunk(h);
	if (h->chunk == NULL && new_chunk(s, h, e) < 0)
		return -1;
	note_segment(h, c->segment);
	memcpy(h->chunk + h->used, c, len);
	h->used += len;
	h->count++;
	return 0;
}

void
shard_set_seal(struct shard_set *s)
{
	for (size_t i = 0; i < s->nshards; i++)
		close_chunk(&s->shards[i]);
}

int
shard_set_make_room(struct shard_set *s, struct err *e)
{
	if (s->nspills == 0)
		return 0;
	if (spill(s, e) < 0)
		return -1;
	free_blocks(s, 0);
	return 0;
}

size_t
shard_set_memory(const struct shard_set *s)
{
	return s->nblocks * s->block;
}

void
shard_set_clear(struct shard_set *s)
{
	for (size_t i = 0; i < s->nshards; i++) {
		struct shard *h = &s->shards[i];

		h->npieces = h->nspilled = h->nruns = h->count = h->used = 0;
		h->bytes = 0;
		h->chunk = NULL;
	}
	s->nspills = 0;
	free_blocks(s, 1);
}

void
shard_set_free(struct shard_set *s)
{
	for (size_t i = 0; i < s->nshards; i++) {
		free(s->shards[i].pieces);
		free(s->shards[i].runs);
	}
	free(s->shards);
	for (size_t i = 0; i < s->nblocks; i++)
		free(s->blocks[i]);
	free(s->blocks);
	*s = (struct shard_set){ 0 };
}

/* --- reading -------------------------------------------------------------- */

/* The piece ${c->piece}, but for the first ${skip} bytes of it. */
static int
open_piece(struct shard_cursor *c, size_t skip, struct err *e)
{
	const struct shard_piece *p = &c->shard->pieces[c->piece];
	const struct shard_scratch *f = c->set->scratch;
	size_t len = p->len - skip;

	if (len > c->left)
		len = (size_t)c->left;
	c->at = p->data;
	if (p->data == NULL) {
		if (c->buffer == NULL)
			c->buffer = mem_alloc(CHUNK);
		if (f->read(f->arg, c->file, p->at, c->buffer, p->len, e) < 0)
			return -1;
		c->at = c->buffer;
	}
	c->at += skip;
	c->end = c->at + len;
	c->left -= len;
	return 0;
}

int
shard_cursor_open(struct shard_cursor *c, const struct shard_set *set,
    size_t shard, uint64_t from, uint64_t until, struct err *e)
{
	const struct shard *h = &set->shards[shard];

	*c = (struct shard_cursor){ .set = set,
		.shard = h,
		.file = file_of(set, shard) };
	assert(h->chunk == NULL);
	if (until > h->bytes)
		until = h->bytes;
	if (from >= until)
		return 0;
	c->left = until - from;
	while (from >= h->pieces[c->piece].len)
		from -= h->pieces[c->piece++].len;
	return open_piece(c, (size_t)from, e);
}

int
shard_cursor_next(struct shard_cursor *c, const struct map_call **out,
    struct err *e)
{
	if (c->at == c->end) {
		if (c->left == 0)
			return 0;
		c->piece++;
		if (open_piece(c, 0, e) < 0)
			return -1;
	}
	*out = (const struct map_call *)c->at;
	c->at += map_call_bytes(*out);
	return 1;
}

void
shard_cursor_close(struct shard_cursor *c)
{
	free(c->buffer);
	c->buffer = NULL;
}
