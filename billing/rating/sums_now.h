#ifndef RATING_SUMS_NOW_H
#define RATING_SUMS_NOW_H

#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"
#include "rating/resolve.h"
#include "rating/tally.h"
#include "tel/prefix_tree.h"

struct call;
struct map_call;

/*
 * Calls priced as they come, for sums alone: right for contracts without a
 * balance, whose calls need no order.  No record of a charge is made, and nothing
 * is sorted by contract; which is half of the work of a rating run.
 *
 * A window of calls is taken through one step after the other (price list,
 * prefix, fee, price, sum), so that the memory which a call needs for its next
 * step is on its way while its neighbours have their turn.  Calls of one window
 * lie all over the price lists: the searches wait together, not one by one.
 */
#define SUMS_NOW_ITEMS 128

/* Calls without a price. */
struct sums_unrated {
	int64_t calls;                       /* distinct ones */
	int64_t reason[UNRATED_PATTERN + 1]; /* ... for each reason */
};

/* A call and one contract that is charged for it. */
struct sums_now_item {
	const struct map_call *call;
	const struct tariff_profile *profile;
	const struct tariff_price *prices; /* NULL: it is not charged */
	int64_t price_e8, cash_e8, billed_s, free_s;
	uint32_t row; /* of fees, that its price is of */
	uint32_t contract, subscriber;
	uint8_t tier, direction;
	uint8_t reason; /* enum unrated_reason, if it ought to have a price */
};

struct sums_now {
	const struct directory *directory;
	struct tally *tally;
	struct sums_unrated *unrated;
	struct select_scratch select;
	struct band_clocks clocks;
	struct sums_now_item items[SUMS_NOW_ITEMS];
	struct select_query queries[SUMS_NOW_ITEMS]; /* of the items */
	struct prefix_probe probes[SUMS_NOW_ITEMS];
	size_t nitems;
	char *records; /* of the items, one behind the other */
	size_t used;   /* bytes of them */
};

void sums_now_init(struct sums_now *, const struct directory *, struct tally *,
    struct sums_unrated *);

/* A call that was resolved, and the ${n} >= 1 contracts that are charged. */
void sums_now_call(struct sums_now *, const struct call *,
    const struct resolved *, const struct resolve_leg *, int n);

/* Price what still waits. */
void sums_now_flush(struct sums_now *);

void sums_now_free(struct sums_now *);

#endif /* RATING_SUMS_NOW_H */
