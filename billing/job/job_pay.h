#ifndef JOB_JOB_PAY_H
#define JOB_JOB_PAY_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-pay: book one payment, once, as a row of payments.csv would; or list what
 * is open.
 */
struct job_pay_options {
	const char *book;
	const char *program, *version;
	const char *contract;
	const char *amount;   /* decimal; below 0: paid back */
	const char *ref;      /* NULL: made up */
	const char *date;     /* YYYY-MM-DD; NULL: today, operator's zone */
	const char *currency; /* NULL: the document's, else the operator's */
	const char *document; /* number; NULL: on account */
	const char *note;     /* or NULL */
	bool json;
	int64_t now_us;
};

/* 0: booked, now or before; -1.  ERR_NOINPUT: no such contract or document;
 * ERR_REFUSED: a rule says no. */
int job_pay(const struct job_pay_options *, struct out *, struct err *);

/* The open items of opt->contract (NULL: of all) at the end of opt->date. */
int job_pay_list(const struct job_pay_options *, struct out *, struct err *);

#endif /* JOB_JOB_PAY_H */
