#ifndef RATING_SUMS_NOW_H
#define RATING_SUMS_NOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cidr.h"
#include "rating/resolve.h"
#include "rating/tally.h"
#include "tariff/select.h"

struct call;

/*
 * Calls priced as they come, for sums alone: right for contracts without a
 * balance, whose calls need no order.  No record of a charge is made, and nothing
 * is sorted by contract; which is half of the work of a rating run.
 *
 * A window of calls is taken through one step after the other (price list,
 * prefix, fee, band, price, sum), so that the memory which a call needs for its next
 * step is on its way while its neighbours have their turn.  Calls of one window
 * lie all over the price lists: the searches wait together, not one by one.
 * Where the price lists allow it there is one search for all tiers of a call
 * (tariff/joint.h), which the directory's tariff should be made ready for.
 */
#define SUMS_NOW_CALLS 32
#define SUMS_NOW_ITEMS (SUMS_NOW_CALLS * RESOLVE_LEGS_MAX)

/* Calls without a price. */
struct sums_unrated {
	int64_t calls;                       /* distinct ones */
	int64_t reason[UNRATED_PATTERN + 1]; /* ... for each reason */
};

struct sums_now_call {
	struct select_query query; /* but for the direction */
	uint32_t joint; /* its prefix in the tree of all price lists */
	struct address address;
	int64_t duration_ms;
	bool internal, has_address;
};

/* A call and one contract that is charged for it. */
struct sums_now_item {
	struct sums_now_call *call;
	const struct tariff_profile *profile;
	const uint32_t *first; /* where its prices are; or NULL: not known */
	const struct tariff_price *prices; /* NULL: it is not charged */
	const struct zone *zone;
	int64_t until_us; /* the band stays */
	int64_t price_e8, cash_e8, billed_s, free_s;
	uint32_t band; /* at the start */
	uint32_t row;  /* of fees, that its price is of */
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
	struct sums_now_call calls[SUMS_NOW_CALLS];
	struct sums_now_item items[SUMS_NOW_ITEMS];
	/* of the items whose price list asks for a search of its own, then of
	 * the calls */
	struct prefix_probe probes[SUMS_NOW_ITEMS + SUMS_NOW_CALLS];
	size_t ncalls, nitems;
	struct buf texts; /* of the calls; never grows while there are some */
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
