#ifndef RATING_BALANCE_FIRST_H
#define RATING_BALANCE_FIRST_H

#include <stdint.h>

#include "rating/balance.h"

/*
 * How a balance begins: with the contract's activation, or with what its opening
 * balances state.  Used by the files of rating/balance*.c only.
 */

/* The first parts of a contract of which nothing is known but master data;
 * something happens to it at ${us}. */
void balance_first_parts(struct balance_series *, int64_t us);

/*
 * The interval in which the contract is activated brings the initial balance of
 * its package, and counts as the first without a top-up.  With intervals
 * shorter than a month it may be a later one than that in which the series
 * starts.
 */
void balance_first_activate(struct balance_series *, struct balance_part *,
    int64_t activated_us);

#endif /* RATING_BALANCE_FIRST_H */
