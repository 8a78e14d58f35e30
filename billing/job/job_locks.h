#ifndef JOB_JOB_LOCKS_H
#define JOB_JOB_LOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-locks: which subscribers are locked, how far and why; and releasing one
 * from the locks of limits against fraud.  The levels follow from what the book
 * says, every time again: nothing stores them.
 */
#define JOB_LOCKS_NEVER INT64_MIN

struct job_locks_options {
	const char *book;
	const char *program;
	const char *format;   /* text, csv, json */
	const char *reseller; /* its customers only; NULL: all */
	int64_t at_us;        /* balances as they will be then, dates as of
				 then; JOB_LOCKS_NEVER: balances after the last
				 call or top-up, dates as of now */
	int64_t changed_us;   /* those that changed since; JOB_LOCKS_NEVER */
	int64_t now_us;
	bool all; /* those that are not locked, too */
	bool raw; /* CSV without guard against formulas */
};

/* 0, -1. */
int job_locks(const struct job_locks_options *, struct out *, struct err *);

/*
 * Release a subscriber (ref, or username@domain) from the limits against fraud
 * that hold it.  ERR_REFUSED if none does.
 */
int job_locks_release(const struct job_locks_options *, const char *subscriber,
    const char *reason, struct out *, struct err *);

#endif /* JOB_JOB_LOCKS_H */
