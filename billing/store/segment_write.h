#ifndef STORE_SEGMENT_WRITE_H
#define STORE_SEGMENT_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"

struct err;
struct pack;

/*
 * Writes a segment: a file of calls (data/schema/calls.sql), built aside in one
 * go, synced, renamed.  It counts only once book.db names it.
 */
struct segment_head {
	const char *period; /* YYYY-MM */
	int64_t batch;      /* 0: merged from several */
	const char *format; /* "": merged from several */
	bool trust_cli, demand_group;
};

/* What came of it. */
struct segment_done {
	int64_t calls;
	int64_t size; /* bytes */
	char sha256[HASH_HEX_MAX];
};

/*
 * The next call in order of (start, identity): 1, borrowed until the next
 * call; 0 no more; -1.
 */
typedef int segment_next_fn(void *data, const struct pack **, struct err *);

/*
 * Write ${dir}/${name}.  The folder is made if it is missing.  On failure
 * nothing is left under that name.
 */
int segment_write(const char *dir, const char *name,
    const struct segment_head *, segment_next_fn *next, void *data,
    struct segment_done *, struct err *);

#endif /* STORE_SEGMENT_WRITE_H */
