#ifndef RATING_RUNS_H
#define RATING_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"

/*
 * The records of one contract of a shard in the order in which they are charged
 * (rating/order.h), merged from ascending runs.  A mapper takes the calls of a
 * segment in their order, one segment after the other: so it leaves one run for
 * each segment, and the runs of segments that do not overlap in time follow each
 * other.
 *
 *	struct runs runs;
 *	if (runs_open(&runs, shard, contract, e) == 0)
 *		while ((rc = runs_next(&runs, &record, e)) > 0)
 *			...
 *	runs_close(&runs);	(also after a failed runs_open())
 */
struct runs_one {
	struct shard_cursor cursor;
	const struct map_call *head;
};

struct runs {
	uint32_t contract;
	struct runs_one *all;
	size_t nall;
	size_t *heap; /* of those that have a head, the first on top */
	size_t nheap;
	bool started;
};

int runs_open(struct runs *, const struct reduce_shard *, uint32_t contract,
    struct err *);

/* 1 and the next record, borrowed until the one after it; 0; -1. */
int runs_next(struct runs *, const struct map_call **, struct err *);
void runs_close(struct runs *);

#endif /* RATING_RUNS_H */
