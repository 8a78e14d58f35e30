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

/* A worker: one for each thread, or one that is fed by hand. */
struct sums;

struct sums *sums_new(const struct sums_input *, int workers, int number);
int sums_call(struct sums *, const struct resolve_format *, uint32_t segment,
    int64_t seq, const struct call *, struct err *);

/* Price what is still kept, add up all workers and free them. */
int sums_finish(struct sums **workers, int n, struct sums_result *,
    struct err *);
void sums_free(struct sums *); /* NULL is allowed */

/*
 * All calls of a run's input.  Its directory and its threads are used, what
 * it says of billed charges is not.  On failure *r is as if freed.
 */
int sums_run(const struct run_input *, const struct sums_input *,
    struct sums_result *r, struct err *);

void sums_result_free(struct sums_result *);

#endif /* RATING_SUMS_H */
