#ifndef RATING_RUN_OUTPUT_H
#define RATING_RUN_OUTPUT_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "rating/reduce.h"

/*
 * Puts what the reducing threads make in order: their charges come in parcels,
 * of many shards at a time, and go to the sink shard after shard.  Parcels that
 * have to wait take up to ${limit} bytes of memory; then the threads that are
 * ahead wait as well.  (Their parcels once went to a file: with many calls that
 * was most of the charges, written twice and read once, which took longer than
 * to make them.)
 */
struct run_sink;

struct run_parcel {
	struct run_parcel *next;
	struct buf encoded;
	size_t charges;
};

struct run_output_shard {
	struct run_parcel *first, *last;
	struct reduce_output result;
	bool done;
};

struct run_output {
	const struct run_sink *sink;
	size_t limit; /* bytes of the buffers that wait */
	bool direct;  /* one thread makes and writes */
	struct run_output_shard *shards;
	size_t nshards;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t writing;     /* shard */
	size_t held;        /* bytes of buffers that wait */
	struct buf *spares; /* emptied buffers, to be filled again */
	size_t nspares, spares_cap;
	bool failed;
	struct err err; /* the first failure */
};

/* There is no limit until there is one. */
void run_output_init(struct run_output *, const struct run_sink *,
    size_t nshards);
void run_output_free(struct run_output *);

/* An empty buffer for charges. */
struct buf run_output_buffer(struct run_output *);

/* The encoded charges of ${o}, which goes on with an empty buffer; waits for
 * room. */
int run_output_put(struct run_output *, size_t shard, struct reduce_output *o,
    struct err *);

/* All of a shard is made; *result is taken over, but for its empty buffer. */
void run_output_done(struct run_output *, size_t shard,
    struct reduce_output *result);

/*
 * Write all shards as they are done, in order; ${finish} is called behind each
 * and owns nothing.  In the thread that started the others; ERR of whoever
 * failed first.
 */
int run_output_write(struct run_output *,
    int (*finish)(void *arg, struct reduce_output *, struct err *), void *arg,
    struct err *);

/* Let everybody know that it is over. */
void run_output_fail(struct run_output *, const struct err *);
bool run_output_failed(struct run_output *);

#endif /* RATING_RUN_OUTPUT_H */
