#ifndef JOB_JOB_CORRECT_H
#define JOB_JOB_CORRECT_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * toll-correct: rate the interval of a document again with today's master data
 * and, where it comes out otherwise, issue the credit note of what was billed,
 * the next revision, and the list of what changed and why; one transaction.
 */
struct job_correct_options {
	const char *book;
	const char *number;
	const char *reseller; /* the issuer; "" the operator; NULL any */
	const char *reason;   /* NULL: a sentence in the document's language */
	const char *date;     /* YYYY-MM-DD; NULL: today */
	const char *data_dir; /* so that they can be drawn; NULL: do not look */
	int64_t threads;      /* 0: as the settings say */
	bool dry_run, json, quiet;
	int64_t now_us;
};

/* 0, also if nothing changed; -1.  ERR_REFUSED: the document cannot be
 * corrected, nothing was changed. */
int job_correct(const struct job_correct_options *, struct out *,
    struct progress *, struct err *);

#endif /* JOB_JOB_CORRECT_H */
