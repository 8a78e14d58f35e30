#ifndef JOB_RATE_PART_H
#define JOB_RATE_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "store/task_manifest.h"

struct arena;
struct book;
struct directory;
struct err;
struct period_calls;

/*
 * Freezes what the tasks work on: the snapshot of the book and the manifest, in a
 * folder that all machines see (toll-tasks(5)).
 */
struct rate_part {
	struct book *book; /* open for writing */
	const char *tasks; /* the folder */
	const char *period, *program;
	int64_t maps, shards;
};

/* *same: the folder has this snapshot already.  ERR_DATA: it has another one.
 * The manifest's texts live in the arena. */
int rate_part_make(const struct rate_part *, struct arena *,
    struct task_manifest *, bool *same, struct err *);

/* Is the book as it was when the tasks were made?  ERR_DATA names what is not; a
 * run that came since is not looked at.  ${calls} are those of the period. */
int rate_part_check(const struct book *, const struct directory *,
    const struct period_calls *, int64_t load, const struct task_manifest *,
    struct err *);

#endif /* JOB_RATE_PART_H */
