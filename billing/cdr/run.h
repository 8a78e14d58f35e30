#ifndef CDR_RUN_H
#define CDR_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cdr/batch.h"

struct err;

/*
 * A sorted run: some of the calls of an import in order of (start, identity),
 * and their identity hashes in order of the hash.
 *
 * It lies in memory, or, of an import that is larger than the memory it may
 * use, in a file of its own that nobody else reads; then only a bit per call
 * stays in memory.  A file that was changed or cut is ERR_IO, at the latest when
 * its last hash was read.  What is not needed any more is cut off from the end of that
 * file: first the hashes, when the last one was asked for, then calls
 * (run_forget()).
 */
struct run_cursor {
	int64_t at, end; /* in the file: what is not yet read */
	char *data;
	size_t used, have;
};

struct run {
	size_t count;
	unsigned char *dropped; /* a bit per call */
	size_t next_hash;       /* of run_next_hash() */

	struct batch batch; /* in memory; of a file: empty */
	struct radix *hashes;

	int fd; /* in a file; -1 */
	char *path;
	int64_t places_at; /* in the file: where records begin */
	int64_t pairs_at;  /* and the hashes */
	struct run_cursor pairs;
	uint64_t pairs_seal, pairs_read; /* of all pairs; of those read */
};

/* A place between two calls of a run. */
struct run_place {
	size_t call; /* the one behind it */
	int64_t at;  /* in the file */
};

/* Reads a part of a run; many may read one run, each in its thread. */
struct run_iter {
	const struct run *run;
	size_t next, until;
	struct run_cursor records;
};

/*
 * Make a run of all calls of ${batch}, which is empty afterwards.  ${path} is
 * NULL, or the file to write it to, which run_free() removes; then the batch
 * keeps its memory.  ERR_IO.
 */
int run_make(struct run *, struct batch *, const char *path, struct err *);

/* The place in front of the first call that starts at ${us} or later.  ERR_IO. */
int run_find(const struct run *, int64_t us, struct run_place *, struct err *);

/* The place behind the last call. */
struct run_place run_end(const struct run *);

/* The calls between two places. */
void run_iter_begin(struct run_iter *, const struct run *,
    struct run_place from, struct run_place until);

/* The next call that is not dropped, in order; borrowed until the next call.
 * 1, 0, -1. */
int run_iter_next(struct run_iter *, const struct pack **, struct err *);
void run_iter_end(struct run_iter *);

/* The next hash, as a signed number, ascending, and the number of its call.
 * 1, 0, -1: also at their end, if any of them was changed. */
int run_next_hash(struct run *, int64_t *hash, size_t *call, struct err *);

/* Call number ${i}; of a run in a file it is read to ${room}, of
 * PACK_SIZE_MAX bytes. */
int run_fetch(const struct run *, size_t i, char *room, const struct pack **,
    struct err *);

void run_drop(struct run *, size_t i);
bool run_is_dropped(const struct run *, size_t i);

/*
 * No call from ${place} on is asked for again, and none by its number or its
 * start: gives back what that takes on disk and in the cache of the system, for
 * what is written meanwhile.
 */
void run_forget(const struct run *, struct run_place place);

void run_free(struct run *);

#endif /* CDR_RUN_H */
