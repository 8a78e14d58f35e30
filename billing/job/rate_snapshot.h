#ifndef JOB_RATE_SNAPSHOT_H
#define JOB_RATE_SNAPSHOT_H

#include <stdint.h>

#include "base/hash.h"
#include "store/task_manifest.h"

struct arena;
struct book;
struct directory;
struct err;
struct period_calls;

/*
 * The snapshot of a book for the tasks that rate one period (toll-tasks(5)), and
 * its manifest; or only the manifest, to see whether the book is still as it was.
 */
struct rate_snapshot {
	const struct book *book; /* written by us: nothing changes meanwhile */
	const struct directory *directory;
	const struct period_calls *calls;
	const char *period, *program;
	int64_t load, maps, shards;
	/* The run that is, or was, current; 0: none. */
	int64_t run;
	char run_sha256[HASH_HEX_MAX];
	const char *folder; /* the files go there; NULL: none does */
	struct arena *arena;
};

/* The manifest's texts and files live in the arena. */
int rate_snapshot_make(const struct rate_snapshot *, struct task_manifest *,
    struct err *);

#endif /* JOB_RATE_SNAPSHOT_H */
