#ifndef JOB_JOB_EXPLAIN_H
#define JOB_JOB_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-explain: how the price of a call, or a line of a document, came about.
 *
 * A call is rated once more, by the code that rates all calls, behind all calls
 * of its contract that were charged before it, with a recorder attached, from
 * the master data that its period was rated with; what comes out is compared
 * with the charge in the book.  A line is added up again from its charges.
 */
struct job_explain_options {
	const char *book;
	const char *program;
	const char *call;     /* call_id, or BATCH:LINE */
	const char *contract; /* only what this one pays; NULL: all */
	int64_t direction;    /* enum direction, only that; -1: both */
	bool json;
};

/* 0; 1: some price is missing or is not the one in the book; -1.
 * ERR_NOINPUT: there is no such call, or no such charge of it. */
int job_explain(const struct job_explain_options *, struct out *, struct err *);

struct job_explain_line {
	const char *book;
	const char *program;
	const char *number; /* of a document */
	const char *issuer; /* reseller, "" the operator; NULL: any */
	int64_t line;       /* from 1; 0: all */
	bool json;
};

/* 0; 1: a line is not what its charges, its fee or its item come to; -1.
 * ERR_NOINPUT: there is no such document or line. */
int job_explain_line(const struct job_explain_line *, struct out *,
    struct err *);

#endif /* JOB_JOB_EXPLAIN_H */
