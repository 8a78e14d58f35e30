#ifndef JOB_RATE_REDUCE_H
#define JOB_RATE_REDUCE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/task_trailer.h"

struct err;
struct progress;
struct rate_task;

/*
 * A reduce task: the contracts of one shard, priced in order, from what all map
 * tasks left for them.  ERR_BUSY as long as one of them is missing.
 */
int rate_reduce_run(struct rate_task *, int64_t number, struct progress *,
    struct task_reduce_trailer *, bool *done, struct err *);

#endif /* JOB_RATE_REDUCE_H */
