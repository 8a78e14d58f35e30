#ifndef STORE_USAGE_SUMS_H
#define STORE_USAGE_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/line.h"

struct arena;
struct db;
struct err;
struct stmt;

/*
 * Sums of the charges of one contract by direction, subscriber, fee and day,
 * added up row by row: a table of sums is much smaller than the charges, and
 * sorting these is what a GROUP BY would do.
 */
struct usage_list {
	struct arena *arena;
	struct usage_sum *sums; /* in order of their first charge */
	size_t count, cap;
	bool beyond_ascii; /* the number of a call is not printable ASCII */
};

/* The names of fees and subscribers of one charges file, read once. */
struct usage_names;

int usage_names_open(struct usage_names **, struct db *, struct err *);
void usage_names_close(struct usage_names *); /* NULL is allowed */

/*
 * Step through ${charges} (columns direction, subscriber, fee, day,
 * duration_ms, billed_s, free_s, price_e8, cash_e8, bought_e8, number) to its
 * end and add the sums to the list.  Their texts live as long as ${names}.  ERR_DATA: a sum
 * does not fit, or a charge names a fee that is not there.
 */
int usage_sums_add(struct usage_list *, const struct usage_names *names,
    struct stmt *charges, struct err *);

#endif /* STORE_USAGE_SUMS_H */
