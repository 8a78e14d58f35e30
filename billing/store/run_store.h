#ifndef STORE_RUN_STORE_H
#define STORE_RUN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct arena;
struct book;
struct err;

/*
 * Rating runs (data/schema/0005-runs.sql): which charges file of a period
 * counts.
 */
#define RUN_STORE_FILE_MAX 40 /* "2026-10.17.db", with NUL */

struct rating_run {
	int64_t run;
	char file[RUN_STORE_FILE_MAX]; /* below charges/ */
	int64_t load, time_us;
	int64_t calls, charged, charges, unrated, listed;
	char sha256[HASH_HEX_MAX];
};

/* 1: *r is the current run of the period; 0: it was never rated; -1. */
int run_store_current(const struct book *, const char *period,
    struct rating_run *r, struct err *);

/*
 * 1 if nothing is left to do for a period: all its calls are rated and all its
 * charges are on documents, none of which is credited; else 0; -1.
 */
int run_store_is_closed(const struct book *, const char *period, struct err *);

/* The name of the file of the period's next run, and its number. */
int run_store_next(const struct book *, const char *period,
    struct rating_run *r, struct err *);

/* Make *r the current run, inside the caller's transaction. */
int run_store_put(const struct book *, const char *period,
    const struct rating_run *r, struct err *);

/* The same in one of its own: the commit that switches. */
int run_store_switch(const struct book *, const char *period,
    const struct rating_run *r, struct err *);

/* The periods that were rated, ascending, in the arena. */
int run_store_periods(const struct book *, struct arena *,
    const char *const **periods, size_t *n, struct err *);

/*
 * Remove files in charges/ that no run and no closing needs; none while somebody
 * reads the book, who may want them: the next sweep does it.
 */
int run_store_sweep(const struct book *, struct err *);

#endif /* STORE_RUN_STORE_H */
