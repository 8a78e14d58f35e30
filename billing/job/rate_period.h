#ifndef JOB_RATE_PERIOD_H
#define JOB_RATE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "job/period_calls.h"
#include "job/rate_billed.h"
#include "rating/balance_set.h"
#include "rating/run.h"
#include "store/run_store.h"

struct book;
struct charge_write;
struct directory;
struct err;
struct progress;

/*
 * Rate one period whole, into a file of its own.
 *
 *	rate_period_make();	aside; the book is as it was
 *	rate_period_publish();	named, if it is another one than the current
 *	run_store_switch() or run_store_put(): the commit that makes it current
 *	rate_period_free();	what was not published is removed
 */
struct rate_period_input {
	const struct book *book;
	const struct directory *directory;
	int64_t load; /* of the directory's master data */
	int64_t now_us;
	int threads;
	struct progress *progress;
	const struct rate_release *release; /* NULL: what is billed stands */
};

struct rate_period {
	const char *period;
	struct period_calls calls;
	struct rate_billed billed;
	struct balance_set before; /* what earlier periods left */
	int64_t from_us, until_us;
	struct charge_write *write;
	struct run_result result;
	bool finished;
	char run_sha256[HASH_HEX_MAX]; /* of the charges file, once finished */
	struct rating_run run;         /* once published */
};

/* Start with a struct that is zeroed but for the period. */
int rate_period_make(struct rate_period *, const struct rate_period_input *,
    struct err *);

/* The charges file is whole, and has its hash; rate_period_publish() does it if
 * nobody did before. */
int rate_period_finish(struct rate_period *, struct err *);

/* *same: the charges are those of the current run, which stays; never where
 * documents are released. */
int rate_period_publish(struct rate_period *, const struct rate_period_input *,
    bool *same, struct err *);

void rate_period_free(struct rate_period *);

#endif /* JOB_RATE_PERIOD_H */
