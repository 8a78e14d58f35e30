#ifndef RATING_BALANCE_PART_H
#define RATING_BALANCE_PART_H

#include <stdint.h>

#include "rating/balance.h"

/*
 * What happens to a balance by itself, part after part: the end of an interval
 * and what the next takes over, top-ups, expiry; and going back to an earlier
 * part.  Used by the files of rating/balance*.c only.
 */

/* Append a part; the last one again, and too_many, if there are too many. */
struct balance_part *balance_part_append(struct balance_series *,
    const struct balance_part *);

/* Where the part ends: at the next thing that happens. */
void balance_part_set_until(const struct balance_series *,
    struct balance_part *);

/* When the next top-up or correction comes; INT64_MAX: none does. */
int64_t balance_part_next_booking(const struct balance_series *);

/* Append what follows the last part, which ends. */
void balance_part_next(struct balance_series *);

/* Work out again what the parts behind ${i} took over from it. */
void balance_part_replay(struct balance_series *, size_t i);

/* How much cash, and free seconds, part ${i} may still pay without taking what
 * later parts have spent of it. */
int64_t balance_part_cash(const struct balance_series *, size_t i);
int64_t balance_part_free_s(const struct balance_series *, size_t i);

/* a + b, or too_many. */
int64_t balance_part_add(struct balance_series *, int64_t a, int64_t b);

#endif /* RATING_BALANCE_PART_H */
