#ifndef RATING_REDUCE_PART_H
#define RATING_REDUCE_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"

struct err;

/*
 * What the files of the reduce share: one item is priced (reduce_price.c), what
 * came of it is added to the output (reduce_charge.c), and so are all items of a
 * contract, some at a time (reduce.c); a shard brings its contracts in order
 * (reduce_shard.c).
 */

/* What is asked of rate_call() for an item whose fee is selected. */
struct rate_request reducer_request(const struct reducer *,
    const struct map_item *, const struct reduce_price *);

/*
 * A charge that is billed stands.  What it took from the balance is in the
 * interval that was frozen with it; one that is not frozen (it goes on longer
 * than what was billed) is charged with it again.  A call that runs over several
 * intervals is priced again for how it is split between them, if the price is
 * still the same.
 */
void reducer_charge_billed(struct reducer *, const struct map_item *,
    struct reduce_price *);

/* The charges of an item, or why there is none, into the output and the
 * ledger. */
void reducer_add_item(struct reducer *, const struct map_item *,
    const struct reduce_price *, struct reduce_output *);

/* The charges that wait, to the encoder: before the records they come from go. */
void reducer_encode(struct reducer *, struct reduce_output *);

/* Items of one contract, in order; ${after} more items follow them. */
void reducer_items(struct reducer *, const struct map_item *, size_t n,
    size_t after, struct reduce_output *);

/* What is before and behind the items of a contract: its balance as it was, and
 * its place among the charges of the shard. */
struct reduce_visit {
	uint32_t contract;
	size_t first; /* charge */
	bool known;   /* it has a balance from before */
};
struct reduce_visit reducer_enter(struct reducer *, uint32_t contract,
    const struct reduce_output *);
int reducer_leave(struct reducer *, const struct reduce_visit *,
    struct reduce_output *, struct err *);

#endif /* RATING_REDUCE_PART_H */
