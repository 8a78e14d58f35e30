#ifndef STORE_LEG_PAIR_H
#define STORE_LEG_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "store/report_margin.h"

/*
 * The legs of a reseller (report_margin.h) in the charges file that is attached,
 * one after the other in order of their start.
 *
 * Both sides of a leg have the same call (segment and number), direction, start
 * and duration.  The charges of the reseller's customers and of its own contract
 * are merged by their start (charge_merge.h); those that start in the same
 * microsecond are sorted by the rest.  Should a side have several rows, prices and
 * seconds are added up, and of identifiers the largest counts.
 *
 * Memory is that of the merge, of the reseller's customers, and of the charges
 * that start in the same microsecond.
 */
struct leg_pair;

enum leg_wanted {
	LEG_ALL,   /* whatever they are billed on */
	LEG_OPEN,  /* report_reader_pair_open() */
	LEG_BILLED /* report_reader_pair_billed() */
};

struct leg {
	int64_t direction, start_us, duration_ms;
	int64_t day; /* of its start, in the customer's zone if it is known */
	int64_t customer;   /* contract in the file of charges; LEG_NONE */
	int64_t subscriber; /* in that file; 0 none */
	int64_t retail_fee, wholesale_fee; /* in that file; LEG_NONE */
	int64_t retail_e8, wholesale_e8;   /* without tax */
	int64_t tax_e8;                    /* what was taken off retail */
	int64_t retail_s, wholesale_s, free_s;
	int64_t retail_document, wholesale_document; /* -1 billed without one, 0
							not billed or not asked */
};
#define LEG_NONE INT64_MIN

int leg_pair_open(struct leg_pair **, struct report_reader *,
    const struct report_margin_part *, enum leg_wanted, struct err *);

/* 1, 0 no more, -1. */
int leg_pair_next(struct leg_pair *, struct leg *, struct err *);

void leg_pair_close(struct leg_pair *); /* NULL is allowed */

#endif /* STORE_LEG_PAIR_H */
