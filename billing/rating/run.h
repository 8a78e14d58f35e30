#ifndef RATING_RUN_H
#define RATING_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"

struct call;
struct err;
struct progress;

/*
 * A rating run of one period: map all calls on some threads, then reduce shard
 * after shard, handing the charges on in order of contract.  What comes out is
 * the same for any number of threads and any memory.
 */
struct run_segment {
	int64_t calls;
	int64_t first_us, last_us; /* starts of its first and last call */
	struct resolve_format format;
};

/* Where calls come from; all functions are called by many threads. */
struct run_reader {
	/* Calls from <= seq < until of a segment. */
	int (*open)(void *arg, size_t segment, int64_t from, int64_t until,
	    void **cursor, struct err *);
	/* 1 and the call, its texts borrowed until AHEAD_CALLS more were
	 * asked for; 0; -1. */
	int (*next)(void *cursor, struct call *, int64_t *seq, struct err *);
	void (*close)(void *cursor);
	void *arg;
};

struct run_input {
	const struct directory *directory;
	const struct billed *billed;
	struct reduce_period period;
	const struct run_segment *segments;
	size_t nsegments;
	struct run_reader reader;
	int threads;
	/* Bytes for what lies between map and reduce, and between reduce and
	 * sink; more goes to the scratch file.  Without a file all is kept. */
	size_t memory;
	const struct shard_scratch *scratch; /* or NULL */
	struct progress *progress;           /* or NULL */
};

/* Where charges go. */
struct run_sink {
	/* See reducer.encode; called by many threads. */
	void (*encode)(void *arg, struct reduce_output *);
	/* The next ${n} charges, as encoded, then the contracts of a shard whose
	 * charges were all handed on: called by the thread that called
	 * run_rate(), shard after shard. */
	int (*charges)(void *arg, const struct buf *encoded, size_t n,
	    struct err *);
	int (*shard)(void *arg, const struct reduce_output *, struct err *);
	void *arg;
};

struct run_result {
	int64_t calls;   /* read */
	int64_t charged; /* of them with status ok */
	int64_t charges;
	struct map_unrated *unrated; /* by segment, seq, contract, tier ... */
	size_t nunrated;
	struct map_listed *listed; /* by segment, seq, contract, reason */
	size_t nlisted;
	struct reduce_ledger (*ledger)[3]; /* [profile][tier] */
	struct balance_set balances;       /* after the period */
	struct arena texts;                /* of the unrated */
};

/* On failure *r is as if freed. */
int run_rate(const struct run_input *, const struct run_sink *,
    struct run_result *r, struct err *);

void run_result_free(struct run_result *);

#endif /* RATING_RUN_H */
