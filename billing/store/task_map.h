#ifndef STORE_TASK_MAP_H
#define STORE_TASK_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "rating/map_call_check.h"
#include "store/task_rows.h"
#include "store/task_trailer.h"

struct arena;
struct err;
struct mapper;
struct shard_set;

/*
 * The file of a map task (task_trailer.h): of each shard of the tasks the records
 * of its contracts, those of one shard of the run behind those of another, in the
 * order in which the map came to them; then what has no price or is listed.
 *
 * A task is one of several: so the shards of a run, which are ranges of
 * contracts, are dealt to the tasks in ranges again.
 */
struct task_map_shards {
	const uint32_t *part_of; /* the task's shard of each shard of the run */
	size_t n;                /* shards of the run */
	size_t parts;            /* of the tasks */
};

/* Everything that the mapper has, whose set is sealed, as dir/name. */
int task_map_write(const char *dir, const char *name, const struct mapper *,
    const struct task_map_shards *, struct task_map_trailer *, struct err *);

/* One that is open, with its trailer. */
struct task_map_file {
	struct task_reader reader;
	struct task_map_trailer trailer;
};

/* ERR_NOINPUT, ERR_DATA: it is not task ${number} of ${of} of the snapshot. */
int task_map_open(struct task_map_file *, const char *path,
    const char *snapshot, int64_t number, int64_t of, int64_t shards,
    struct arena *, struct err *);
void task_map_close(struct task_map_file *);

/* The bytes of all sections are those that were written. */
int task_map_verify(struct task_map_file *, struct err *);

/* The records of a shard of the tasks into a set, that of each by shard_of, less
 * ${first}: ERR_DATA unless all of them are sound. */
int task_map_records(struct task_map_file *, size_t shard,
    const struct map_call_bounds *, const uint32_t *shard_of, uint32_t first,
    struct shard_set *, struct err *);

int task_map_exceptions(struct task_map_file *, const struct task_rows_bounds *,
    struct arena *, struct map_exceptions *, struct err *);

#endif /* STORE_TASK_MAP_H */
