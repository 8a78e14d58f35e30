#ifndef JOB_JOB_UNRATED_H
#define JOB_JOB_UNRATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-unrated: which calls have no price, and why.  Reads the current charges
 * files; rates nothing.
 */
struct job_unrated_options {
	const char *book;
	const char *program;
	const char *const *periods; /* YYYY-MM */
	size_t nperiods;            /* 0: all that were rated */
	bool calls;                 /* every call, not sums by reason */
	const char *format;         /* text, csv, json */
	bool raw;                   /* CSV without guard against formulas */
};

/* 0; 1: there are some; -1. */
int job_unrated(const struct job_unrated_options *, struct out *, struct err *);

#endif /* JOB_JOB_UNRATED_H */
