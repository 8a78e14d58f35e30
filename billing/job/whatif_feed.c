#include "job/whatif_feed.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/block_queue.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/problems.h"
#include "cdr/call.h"
#include "cdr/pack.h"
#include "cdr/reader.h"
#include "rating/ahead.h"
#include "rating/sums.h"

/* A block: what a reader of CSV gives away at once, some thousand calls. */
#define BLOCK_BYTES ((size_t)256 << 10)

/* Fewer bytes of plain lines are not worth a block. */
#define LINES_LEAST 4096

/* Calls after which plain lines are looked for again. */
#define PACKED_CALLS 512

struct block {
	int64_t line;  /* of the first of lines */
	uint32_t used; /* of the bytes */
	uint32_t packed;
	unsigned char bytes[];
};

#define BLOCK_ROOM (BLOCK_BYTES - sizeof(struct block) - READER_LINES_ROOM)

_Static_assert(BLOCK_ROOM > PACK_SIZE_MAX, "a block has room for each call");
_Static_assert(READER_KEEPS >= AHEAD_CALLS, "texts live until they are used");

struct cursor {
	struct whatif_feed *feed;
	unsigned char *block;
	struct reader *reader;         /* of lines */
	const unsigned char *at, *end; /* of packed calls; NULL: lines */
	struct problems problems;
};

struct whatif_feed {
	struct reader *reader;
	struct problems *problems; /* of the caller; NULL: are not told */
	struct problems found;     /* by the thread that reads */
	struct block_queue *queue; /* NULL: there is no thread for it */
	pthread_mutex_t taking;    /* the next block, the next cursor */
	struct cursor *cursors;
	int n, opened;
};

/* --- broken records ------------------------------------------------------- */

static void
add_problem(const struct whatif_feed *f, struct problems *to,
    const struct reader *r)
{
	if (f->problems != NULL)
		problems_add(to, input_name(reader_input(f->reader)),
		    reader_line(r), reader_column(r), "%s", reader_reason(r));
}

/* The next call of a reader, broken records passed over: 1; 0; -1. */
static int
next_call(const struct whatif_feed *f, struct reader *r, struct problems *found,
    struct call *call, struct err *e)
{
	int rc;

	while ((rc = reader_next(r, call, e)) == 2)
		add_problem(f, found, r);
	return rc;
}

/* --- the thread that reads ------------------------------------------------ */

/* Packed calls: until the largest might not fit any more, or there may be plain
 * lines again. */
static int
pack_calls(struct whatif_feed *f, struct block *b, struct err *e)
{
	struct call call;
	int n = 0, rc = 1;

	b->packed = 1;
	b->used = 0;
	while (n++ < PACKED_CALLS && b->used + PACK_SIZE_MAX <= BLOCK_ROOM &&
	    (rc = next_call(f, f->reader, &f->found, &call, e)) > 0) {
		struct pack *p = (void *)(b->bytes + b->used);

		pack_unhashed(p, &call);
		b->used += (uint32_t)pack_bytes(p);
	}
	return rc;
}

static ptrdiff_t
make_block(void *arg, unsigned char *to, struct err *e)
{
	struct whatif_feed *f = arg;
	struct block *b = (void *)to;
	ptrdiff_t n = reader_take_lines(f->reader, (char *)b->bytes, BLOCK_ROOM,
	    LINES_LEAST, &b->line, e);

	b->packed = 0;
	b->used = (uint32_t)n;
	if (n == 0)
		n = pack_calls(f, b, e);
	if (n < 0)
		return -1;
	return b->used == 0 ? 0 : (ptrdiff_t)sizeof(*b) + b->used;
}

/* --- those who price ------------------------------------------------------ */

static void *
cursor_open(void *arg)
{
	struct whatif_feed *f = arg;
	struct cursor *c;

	(void)pthread_mutex_lock(&f->taking);
	assert(f->opened < f->n);
	c = &f->cursors[f->opened++];
	(void)pthread_mutex_unlock(&f->taking);
	c->block = mem_alloc(BLOCK_BYTES);
	return c;
}

static int
cursor_more(void *arg, struct err *e)
{
	struct cursor *c = arg;
	struct whatif_feed *f = c->feed;
	struct block *b;
	ptrdiff_t n;

	(void)pthread_mutex_lock(&f->taking);
	n = f->queue != NULL ? block_queue_take(f->queue, &c->block, e)
			     : make_block(f, c->block, e);
	(void)pthread_mutex_unlock(&f->taking);
	if (n <= 0)
		return (int)n;
	b = (void *)c->block;
	c->at = c->end = NULL;
	if (b->packed) {
		c->at = b->bytes;
		c->end = b->bytes + b->used;
	} else {
		reader_lines(c->reader, (char *)b->bytes, b->used, b->line);
	}
	return 1;
}

static int
cursor_next(void *arg, struct call *call, int64_t *seq, struct err *e)
{
	struct cursor *c = arg;
	int rc = 1;

	if (c->at == NULL) {
		rc = next_call(c->feed, c->reader, &c->problems, call, e);
	} else if (c->at == c->end) {
		rc = 0;
	} else {
		const struct pack *p = (const void *)c->at;

		pack_open(p, call);
		c->at += pack_bytes(p);
	}
	*seq = call->line; /* no two have the same */
	return rc;
}

static void
cursor_close(void *arg)
{
	struct cursor *c = arg;

	free(c->block);
	c->block = NULL;
}

/* --- both ----------------------------------------------------------------- */

struct whatif_feed *
whatif_feed_start(struct reader *reader, int threads, struct problems *problems)
{
	struct whatif_feed *f = mem_calloc(1, sizeof(*f));

	f->reader = reader;
	f->problems = problems;
	f->n = threads;
	f->cursors = mem_calloc((size_t)threads, sizeof(*f->cursors));
	for (int i = 0; i < threads; i++) {
		f->cursors[i].feed = f;
		f->cursors[i].reader = reader_open_lines(reader);
	}
	(void)pthread_mutex_init(&f->taking, NULL);
	f->queue = block_queue_start(BLOCK_BYTES, make_block, f);
	return f;
}

void
whatif_feed_source(struct whatif_feed *f, struct sums_source *s)
{
	s->open = cursor_open;
	s->more = cursor_more;
	s->next = cursor_next;
	s->close = cursor_close;
	s->arg = f;
}

void
whatif_feed_stop(struct whatif_feed *f)
{
	block_queue_stop(f->queue);
	for (int i = 0; i < f->n; i++) {
		if (f->problems != NULL)
			problems_merge(f->problems, &f->cursors[i].problems);
		reader_close(f->cursors[i].reader);
	}
	if (f->problems != NULL)
		problems_merge(f->problems, &f->found);
	(void)pthread_mutex_destroy(&f->taking);
	free(f->cursors);
	free(f);
}
