#ifndef JOB_RATE_MAP_H
#define JOB_RATE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/task_trailer.h"

struct err;
struct progress;
struct rate_task;

/*
 * A map task: its share of the period's calls, told apart by who is charged.
 * Shares are ranges of the calls in order of their files, as large as each other
 * but for one call.
 */

/* *done: the file was there already, and sound; nothing was done.  The lists of
 * the trailer are the task's. */
int rate_map_run(struct rate_task *, int64_t number, struct progress *,
    struct task_map_trailer *, bool *done, struct err *);

/* How many calls a map task of the manifest has. */
int64_t rate_map_share(const struct rate_task *, int64_t number);

#endif /* JOB_RATE_MAP_H */
