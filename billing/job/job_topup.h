#ifndef JOB_JOB_TOPUP_H
#define JOB_JOB_TOPUP_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-topup: book one top-up, once.
 *
 * It becomes a row of topups, by a load of its own, so that it is dumped,
 * checked and rated as those from a file are.  What it does to the balance is
 * worked out by the next rating run.  Every attempt is in the journal, in the
 * same transaction.
 */
struct job_topup_options {
	const char *book;
	const char *program, *version;
	const char *customer;
	const char *amount;  /* as text; NULL: a voucher */
	const char *voucher; /* its code; NULL: an amount */
	const char *ref;     /* NULL: one is made up */
	const char *package; /* or NULL */
	int64_t at_us;       /* INT64_MIN: now */
	int64_t now_us;
	bool json;
};

/* 0 booked, now or by an earlier attempt; ERR_REFUSED a rule says no;
 * ERR_NOINPUT there is no such customer or voucher; ERR_DATA. */
int job_topup(const struct job_topup_options *, struct out *, struct err *);

#endif /* JOB_JOB_TOPUP_H */
