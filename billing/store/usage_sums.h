#ifndef STORE_USAGE_SUMS_H
#define STORE_USAGE_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/line.h"

struct arena;
struct charge_scan;
struct db;
struct document_usage;
struct err;

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
 * Add the charges that ${charges} stands before to the list, up to the first that
 * does not start before u->until_us: those that are open and that u->tier, part and
 * from_us name.  Their texts live as long as ${names}.  ERR_DATA: a sum does not
 * fit, or a charge names a fee that is not there.
 */
int usage_sums_add(struct usage_list *, const struct usage_names *names,
    struct charge_scan *charges, const struct document_usage *u, struct err *);

#endif /* STORE_USAGE_SUMS_H */
