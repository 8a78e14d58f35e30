#ifndef RATING_BALANCE_PART_H
#define RATING_BALANCE_PART_H

#include <stdint.h>

#include "rating/balance.h"

/*
 * What happens to a balance by itself: how an interval begins, what it takes
 * over from the one before, what a top-up, an expiry and an underrun do.  Used
 * by balance.c only.
 */

/* The first parts of a contract of which nothing is known but master data;
 * something happens to it at ${us}. */
void balance_part_first(struct balance_series *, int64_t us);

/* Append what follows the last part, which ends. */
void balance_part_next(struct balance_series *);

/* Work out again what the parts behind ${i} took over from it. */
void balance_part_replay(struct balance_series *, size_t i);

/* How much cash part ${i} may still pay without taking what later parts have
 * spent of it. */
int64_t balance_part_cash(const struct balance_series *, size_t i);
int64_t balance_part_free_s(const struct balance_series *, size_t i);

/* Cash of part ${i} went from ${before_e8} to what it is: an underrun at
 * ${us}? */
void balance_part_underrun(struct balance_series *, size_t i, int64_t before_e8,
    int64_t us);

/* a + b, or too_many. */
int64_t balance_part_add(struct balance_series *, int64_t a, int64_t b);

#endif /* RATING_BALANCE_PART_H */
