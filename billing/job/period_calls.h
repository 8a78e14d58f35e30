#ifndef JOB_PERIOD_CALLS_H
#define JOB_PERIOD_CALLS_H

#include <stdint.h>

#include "rating/run.h"

struct book;
struct call_store;
struct err;
struct overflow;

/*
 * The calls of a period as a rating run takes them.
 */
struct period_calls {
	struct call_store *store;
	struct run_segment *segments;
	size_t nsegments;
};

/* ${period} is YYYY-MM; one without calls has no segments. */
int period_calls_open(struct period_calls *, const struct book *,
    const char *period, struct err *);
void period_calls_close(struct period_calls *); /* harmless on a zeroed one */

/* Put them into the run's input. */
void period_calls_input(const struct period_calls *, struct run_input *);

#define PERIOD_CALLS_THREADS_MAX 64

/* How many threads work on them: ${asked}; 0: as the settings say, or one for
 * each core. */
int period_calls_threads(const struct book *, int64_t asked);

/* Bytes of memory for their records, as the settings say. */
size_t period_calls_memory(const struct book *);

/* Where what is more than that goes: files of ${overflow}, which is borrowed. */
struct shard_scratch period_calls_scratch(struct overflow *);

#endif /* JOB_PERIOD_CALLS_H */
