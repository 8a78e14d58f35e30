#ifndef RATING_SUMS_PART_H
#define RATING_SUMS_PART_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"
#include "rating/map.h"
#include "rating/sums.h"
#include "rating/sums_now.h"

/*
 * What the files of the sums share: a worker prices calls (sums.c), a crew of
 * them, each in a thread, takes calls from wherever they are (sums_crew.c).
 */
struct sums {
	const struct sums_input *in;
	struct resolver resolver;
	struct sums_now now; /* calls for which order does not count */
	struct mapper kept;  /* ... for which it does; shard: worker */
	uint32_t *shard_of;
	struct reducer reducer; /* of the kept */
	struct tally tally;
	struct sums_unrated unrated;
	struct map_exceptions late; /* of kept calls, by this worker */
	int64_t calls, charged;
	int number;
};

struct sums *sums_new(const struct sums_input *, int workers, int number);
int sums_call(struct sums *, const struct resolve_format *, uint32_t segment,
    int64_t seq, const struct call *, struct err *);
void sums_free(struct sums *); /* NULL is allowed */

struct sums_crew {
	const struct run_input *in;       /* of sums_run() */
	const struct sums_source *source; /* of sums_blocks() */
	struct sums **workers;
	int n;
	void (*work)(struct sums_crew *, struct sums *);
	atomic_size_t next;  /* range of in */
	atomic_int starting; /* number of the next worker */
	pthread_mutex_t lock;
	atomic_bool failed;
	struct err err; /* the first failure */
};

/* Let every worker do ${work}, each in a thread. */
int sums_crew_run(struct sums_crew *,
    void (*work)(struct sums_crew *, struct sums *), struct err *);
void sums_crew_fail(struct sums_crew *, const struct err *);

/* Price what is still kept and add up all workers. */
int sums_finish(struct sums_crew *, struct sums_result *, struct err *);

#endif /* RATING_SUMS_PART_H */
