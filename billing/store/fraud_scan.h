#ifndef STORE_FRAUD_SCAN_H
#define STORE_FRAUD_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct book;
struct err;

/*
 * Outgoing charges of one contract in order of the end of their calls (then
 * start, then the order of the charges file), across the charges files of
 * several periods.  Read only; the rows of one contract at a time.
 */
struct fraud_scan;

struct fraud_call {
	int64_t start_us, end_us;
	int64_t price_e8;
	const char *currency;   /* borrowed until the next row */
	const char *subscriber; /* ref, or username@domain; "" none */
};

/* A call that ends in a month is looked for in the charges of that month and
 * back to calls that began that much earlier. */
#define FRAUD_SCAN_LONGEST_US (28 * INT64_C(86400000000))

/* The current charges files of all periods that have calls that can end in
 * [from, until). */
int fraud_scan_open(struct fraud_scan **, const struct book *, int64_t from_us,
    int64_t until_us, struct err *);
void fraud_scan_close(struct fraud_scan *); /* NULL is allowed */

/* Retail or wholesale charges of ${contract} that end in [from, until), which
 * lies in what was opened. */
int fraud_scan_begin(struct fraud_scan *, const char *contract, bool wholesale,
    int64_t from_us, int64_t until_us, struct err *);

/* 1 and the row; 0 after the last; -1. */
int fraud_scan_next(struct fraud_scan *, struct fraud_call *, struct err *);

#endif /* STORE_FRAUD_SCAN_H */
