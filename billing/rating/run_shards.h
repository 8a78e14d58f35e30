#ifndef RATING_RUN_SHARDS_H
#define RATING_RUN_SHARDS_H

#include <stddef.h>
#include <stdint.h>

struct directory;

/*
 * How a rating run cuts its work: shards are ranges of contracts, in order; some
 * customers together, every other contract, which has many calls, alone.  They
 * depend on nothing but the directory, so that tasks on many machines cut alike.
 */
struct run_shards {
	uint32_t *shard_of; /* by contract */
	uint32_t
	    *contract_of; /* the first of each shard; behind the last, all */
	size_t n;
};

void run_shards_make(struct run_shards *, const struct directory *);
void run_shards_free(struct run_shards *);

/* Shards that follow each other, in ${parts} parts of about the same weight: the
 * part of each shard into part_of[].  A part may have none. */
void run_shards_divide(const struct run_shards *, const struct directory *,
    size_t parts, uint32_t *part_of);

#endif /* RATING_RUN_SHARDS_H */
