#ifndef RATING_SUMS_H
#define RATING_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"
#include "rating/resolve.h"
#include "rating/sums_now.h"
#include "rating/tally.h"

struct call;
struct err;
struct run_input;

/*
 * What a rating would come to, without a row of it: calls are priced as they
 * come (rating/sums_now.h), added up and forgotten.  Memory does not grow with
 * the calls.
 *
 * The calls that somebody with a balance pays for are the exception: a balance
 * goes along in order of time, so these calls are kept and priced at the end,
 * by the map and the reduce of a rating run; those of price lists that list a
 * call by band, too.
 *
 * Nothing counts as billed: every call is priced with this master data.
 */
struct sums_input {
	const struct directory *directory;
	const struct tally_names *names; /* tally_names_directory() */
	const bool *ordered;         /* by contract: is kept; NULL: none is */
	struct reduce_period period; /* from what these balances go on */
	/* Bytes for the calls that are kept; more go to the scratch file. */
	size_t memory;
	const struct shard_scratch *scratch; /* NULL: all are kept in memory */
};

struct sums_result {
	int64_t calls;   /* read */
	int64_t charged; /* of them with status ok */
	struct tally tally;
	struct sums_unrated unrated;
};

/*
 * By contract, for sums_input: are its calls to be kept, because a balance pays
 * for them (prepaid, free time or cash of an interval, a package, top-ups, an
 * opening balance), or they are listed by band?  NULL if none are; otherwise to
 * be freed.
 */
bool *sums_ordered(const struct directory *);

/* Calls that are not stored, which come in blocks.  All functions are called by
 * many threads, each of which has a cursor of its own. */
struct sums_source {
	void *(*open)(void *arg); /* the cursor */
	/* On to the next block, which nobody else has: 1; 0: no more; -1. */
	int (*more)(void *cursor, struct err *);
	/* 1 and the next call of the block, its texts borrowed until AHEAD_CALLS
	 * more were asked for, and a number that no other call has; 0; -1. */
	int (*next)(void *cursor, struct call *, int64_t *seq, struct err *);
	void (*close)(void *cursor);
	void *arg;
	struct resolve_format format;
};

/* All of them, by ${threads} threads.  On failure *r is as if freed. */
int sums_blocks(const struct sums_source *, int threads,
    const struct sums_input *, struct sums_result *r, struct err *);

/*
 * All calls of a run's input.  Its directory and its threads are used, what
 * it says of billed charges is not.  On failure *r is as if freed.
 */
int sums_run(const struct run_input *, const struct sums_input *,
    struct sums_result *r, struct err *);

void sums_result_free(struct sums_result *);

#endif /* RATING_SUMS_H */
