#ifndef JOB_JOB_FRAUD_H
#define JOB_JOB_FRAUD_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-fraud: which customers reached a limit of their profile, in the present
 * month and the one before.  What is new is recorded in the book, once for each
 * customer and day or month, and in the same transaction its mails are queued;
 * toll-mail sends them.
 */
struct job_fraud_options {
	const char *book;
	const char *program;
	const char *format; /* text, csv, json */
	int64_t at_us;      /* calls that end later are not there yet */
	int64_t now_us;
	bool mail;
	bool dry_run;  /* list only */
	bool raw;      /* CSV without guard against formulas */
	bool new_only; /* list what was not recorded before */
	bool brief;    /* nothing to list: no table */
};

/* 0; 1: something new, or something that needs a look; -1. */
int job_fraud(const struct job_fraud_options *, struct out *,
    struct out *messages, struct err *);

#endif /* JOB_JOB_FRAUD_H */
