#ifndef STORE_CALL_STORE_H
#define STORE_CALL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cdr/call.h"

struct arena;
struct book;
struct err;

/*
 * The imported calls of one period: its segments (data/schema/calls.sql), as
 * book.db names them when the store is opened.
 *
 * Segments are numbered from 0 in the order of their file names, calls of a
 * segment from 1 (seq) in order of (start, identity): (segment, seq) names a
 * call as long as no segment is written.  Read only; opened files stay
 * readable when a writer replaces them.
 */
struct call_store;

struct call_segment {
	const char *file; /* YYYY-MM/NAME.db below calls/ */
	const char *path;
	const char *format; /* "": merged from several */
	bool trust_cli;     /* the calling number may identify a subscriber */
	bool demand_group;  /* an off-net side must have a peering group */
	int64_t calls;
	int64_t first_us, last_us; /* starts of its first and last call */
};

/* ${period} is YYYY-MM.  A period without calls has no segments. */
int call_store_open(struct call_store **, const struct book *,
    const char *period, struct err *);

/* The same over these files alone (YYYY-MM/NAME.db below calls/). */
int call_store_open_files(struct call_store **, const struct book *,
    const char *const *files, size_t n, struct err *);

size_t call_store_segments(const struct call_store *);
const struct call_segment *call_store_segment(const struct call_store *,
    size_t i);
int64_t call_store_calls(const struct call_store *); /* of all segments */

/*
 * All calls of the period in order of (start, identity, segment).  1 and the
 * call, its texts borrowed until the next call; 0 after the last; -1.
 */
int call_store_next(struct call_store *, struct call *, size_t *segment,
    int64_t *seq, struct err *);

/* One call, its texts in the arena.  ERR_NOINPUT. */
int call_store_fetch(struct call_store *, size_t segment, int64_t seq,
    struct arena *, struct call *, struct err *);

/*
 * The calls with that call_id, in order of (segment, seq), in the arena; the
 * legs of one call share an id.
 */
struct call_found {
	size_t segment;
	int64_t seq;
	struct call call;
};
int call_store_find(struct call_store *, const char *call_id, struct arena *,
    struct call_found **, size_t *n, struct err *);

void call_store_close(struct call_store *); /* NULL is allowed */

/*
 * The periods that have calls, in order, in the arena.
 */
int call_store_periods(const struct book *, struct arena *,
    const char *const **periods, size_t *n, struct err *);

/*
 * A range of one segment, on a connection of its own: what a thread reads.
 * Rows from <= seq < until, in order.
 */
struct call_range;

int call_range_open(struct call_range **, const struct call_segment *,
    int64_t from, int64_t until, struct err *);

/* 1 and the call, its texts borrowed until CALL_RANGE_KEPT more were asked for;
 * 0; -1. */
#define CALL_RANGE_KEPT 16
int call_range_next(struct call_range *, struct call *, int64_t *seq,
    struct err *);

void call_range_close(struct call_range *); /* NULL is allowed */

#endif /* STORE_CALL_STORE_H */
