#ifndef JOB_RATE_TASK_H
#define JOB_RATE_TASK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/file.h"
#include "job/period_calls.h"
#include "job/rate_billed.h"
#include "rating/map_call_check.h"
#include "rating/master.h"
#include "rating/run_shards.h"
#include "store/book.h"
#include "store/task_manifest.h"
#include "store/task_rows.h"

struct directory;
struct err;

/*
 * What a task of a rating on many machines works with (toll-tasks(5)): a folder
 * with a manifest and the snapshot of a book, all of it verified, and how the
 * contracts are dealt to the tasks.  Nothing else is read: no book, no clock, no
 * settings of the machine.
 */
struct rate_task {
	const char *dir;
	struct arena arena;
	struct task_manifest manifest;
	struct book book; /* of the snapshot */
	const struct directory *directory;
	struct master master; /* what it is made of, unless it is borrowed */
	struct directory *own;
	struct period_calls calls;
	struct rate_billed billed;
	struct run_shards shards;
	uint32_t *part_of; /* shard of the tasks, by shard of the run */
};

/* Where the files of a kind of tasks are, below the folder. */
#define RATE_TASK_MAP    "map"
#define RATE_TASK_REDUCE "reduce"

/* DIR/KIND, and the name of the file of a task in it. */
#define RATE_TASK_NAME_MAX 24
int rate_task_folder(char dir[FILE_PATH_MAX], const char *tasks,
    const char *kind, struct err *);
void rate_task_name(char name[RATE_TASK_NAME_MAX], int64_t number);

/* DIR/KIND/NAME */
int rate_task_path(char path[FILE_PATH_MAX], const char *tasks,
    const char *kind, int64_t number, struct err *);

/* ERR_BUSY, naming the first that is missing, unless all tasks of a kind have a
 * file. */
int rate_task_all_there(const struct rate_task *, const char *kind,
    struct err *);

/*
 * Read the manifest alone.  ERR_NOINPUT: there is none; ERR_DATA: it is damaged,
 * or of another program; ${version} is ours.
 */
int rate_task_manifest(struct rate_task *, const char *dir, const char *version,
    struct err *);

/* Then all else, but for the calls themselves, verified.  The same errors.  A
 * directory that is known to be that of the snapshot may be borrowed, else NULL. */
int rate_task_open(struct rate_task *, const struct directory *, struct err *);
void rate_task_close(struct rate_task *); /* harmless on a zeroed one */

/* A file of the snapshot is as the manifest says. */
int rate_task_verify(const struct rate_task *,
    const struct task_manifest_file *, struct err *);

/* The same of all call files. */
int rate_task_verify_calls(const struct rate_task *, struct err *);

/* What the time zone data of this machine say of the zones of a directory. */
void rate_task_zones(const struct directory *, char sha256[HASH_HEX_MAX]);

/* The bounds of what belongs to a shard of the tasks, which are the shards
 * *from up to *until of the run. */
struct map_call_bounds rate_task_bounds(const struct rate_task *, int64_t shard,
    size_t *from, size_t *until);

/* The same for rows. */
struct task_rows_bounds rate_task_rows(const struct rate_task *,
    const struct map_call_bounds *);

#endif /* JOB_RATE_TASK_H */
