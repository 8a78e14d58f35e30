#ifndef JOB_JOB_RATE_H
#define JOB_JOB_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * toll-rate: give every call its price.  Each period is rated whole, into a
 * file of its own that takes the place of the one before; a period that comes
 * out the same keeps its file.
 */
struct job_rate_options {
	const char *book;
	const char *program;        /* for the lock */
	const char *const *periods; /* YYYY-MM */
	size_t nperiods;            /* 0: all that have calls */
	int64_t threads;            /* 0: as the settings say */
	/* Merge what tasks left in this folder instead (job_rate_tasks.h): their
	 * period, and later ones that go on from it.  NULL: rate. */
	const char *tasks;
	const char *version; /* of the program that made them */
	bool json;
	int64_t now_us;
};

/* 0; 1: calls are unrated, listed on ${out}; -1. */
int job_rate(const struct job_rate_options *, struct out *, struct progress *,
    struct err *);

#endif /* JOB_JOB_RATE_H */
