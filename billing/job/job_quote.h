#ifndef JOB_JOB_QUOTE_H
#define JOB_JOB_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-quote: what a call that has not happened would cost, at all tiers, and
 * how long the balance of a prepaid customer lets it last.  Made by what
 * explains and rates calls, from the present master data.
 */
struct job_quote_options {
	const char *book;
	const char *program;
	const char *subscriber; /* ref, or username@domain */
	const char *to;         /* the number called */
	const char *from;       /* the number shown; NULL: the subscriber's */
	int64_t at_us;          /* when it would be answered */
	int64_t duration_s;
	const char *balance; /* in place of the book's; NULL: the book's */
	bool json;
};

/* 0; 1: some price is missing; -1.  ERR_NOINPUT: no such subscriber. */
int job_quote(const struct job_quote_options *, struct out *, struct err *);

#endif /* JOB_JOB_QUOTE_H */
