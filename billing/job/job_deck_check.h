#ifndef JOB_JOB_DECK_CHECK_H
#define JOB_JOB_DECK_CHECK_H

#include <stdbool.h>

struct err;
struct out;
struct progress;

/*
 * toll-deck-check: what a price list would make of the calls of a period.
 * Reads calls and master data, and stores nothing.
 */
struct job_deck_check_options {
	const char *book;
	const char *program;
	const char *profile;
	const char *against;   /* YYYY-MM */
	const char *wholesale; /* what its calls cost; at most one of them */
	const char *carrier;
	const char *format; /* text, csv, json */
	bool raw;           /* CSV without guard against formulas */
};

/* 0; 1: something needs a look; -1. */
int job_deck_check(const struct job_deck_check_options *, struct out *,
    struct progress *, struct err *);

#endif /* JOB_JOB_DECK_CHECK_H */
