#ifndef JOB_WHATIF_TABLE_H
#define JOB_WHATIF_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "rating/sums.h"
#include "render/table.h"

struct err;
struct out;

/*
 * What toll-whatif prints: the sums of one rating, or two side by side.
 *
 * The two may come from other master data, with other numbers for contracts
 * and zones: rows are matched by their names.
 */
struct whatif_side {
	struct tally_names names;
	struct sums_result result;
	const char *basis; /* what it was rated with, for people */
};

struct whatif_table {
	enum table_format format;
	const char *calls; /* the period, or the file */
	int64_t now_us;
	bool raw; /* CSV without the guard against formulas */
	bool all; /* also rows that are the same on both sides */
};

/* Sums by tier and currency. */
int whatif_table_sums(const struct whatif_table *, const struct whatif_side *,
    struct out *, struct err *);

/* Before and after: in all, by contract, by zone, calls without a price. */
int whatif_table_compare(const struct whatif_table *,
    const struct whatif_side *before, const struct whatif_side *after,
    struct out *, struct err *);

#endif /* JOB_WHATIF_TABLE_H */
