#ifndef JOB_JOB_CREDIT_H
#define JOB_JOB_CREDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-credit: issue the credit note of a document, whole or by line, in one
 * transaction.  What is cancelled stays cancelled: a second time is refused and
 * names the first.
 */
struct job_credit_options {
	const char *book;
	const char *number;
	const char *reseller; /* the issuer; "" the operator; NULL any */
	const char **lines;   /* numbers of lines; n 0: all */
	size_t n_lines;
	const char *reason;
	const char *date;     /* YYYY-MM-DD; NULL: today */
	const char *data_dir; /* so that it can be drawn; NULL: do not look */
	bool dry_run, json, quiet;
	int64_t now_us;
};

/* 0; -1.  ERR_REFUSED: lines are cancelled already, or there is nothing to
 * credit: nothing was changed. */
int job_credit(const struct job_credit_options *, struct out *, struct err *);

#endif /* JOB_JOB_CREDIT_H */
