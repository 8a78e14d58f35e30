#ifndef RATING_BALANCE_EVENT_H
#define RATING_BALANCE_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "rating/balance.h"

/*
 * What follows from what happens to a balance: profiles that a package brings,
 * lock levels (toll-balance(7), "Underrun", "Packages and the schedule").  Used
 * by the files of rating/balance*.c only.
 */

/* The package's profiles of a role are in force from ${us} on. */
void balance_event_schedule(struct balance_series *, uint32_t package,
    enum package_role, int64_t us, int64_t row_from_us);

/* The lock level from ${us} on; ENTITY_NONE: it stays what it is. */
void balance_event_lock(struct balance_series *, int64_t level,
    enum package_role, int64_t us, int64_t row_from_us);

/* Cash of part ${i} went from ${before_e8} to what it is: an underrun at
 * ${us}? */
void balance_event_underrun(struct balance_series *, size_t i,
    int64_t before_e8, int64_t us);

#endif /* RATING_BALANCE_EVENT_H */
