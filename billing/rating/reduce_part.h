#ifndef RATING_REDUCE_PART_H
#define RATING_REDUCE_PART_H

#include "rating/reduce.h"

/*
 * What the files of the reduce share: one item is priced (reduce_price.c), what
 * came of it is added to the output (reduce_charge.c), and so are all items of a
 * shard, some at a time (reduce.c).
 */

/* The clock of a zone, until eight others were asked for. */
struct band_clock *reducer_clock(struct reducer *, const struct zone *);

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

#endif /* RATING_REDUCE_PART_H */
