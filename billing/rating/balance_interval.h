#ifndef RATING_BALANCE_INTERVAL_H
#define RATING_BALANCE_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "rating/balance.h"

/*
 * The intervals of a balance (toll-balance(7), "Intervals", "Allowances",
 * "Expiry"): where they start, how long they are, what they are given, when
 * their cash expires.  Used by the files of rating/balance*.c only.
 */

/* The row of a package; NULL for BALANCE_NO_PACKAGE. */
const struct package *balance_interval_package(const struct balance_series *,
    uint32_t package);

/* Without a package intervals are as with the start mode 1st. */
enum start_mode balance_interval_mode(const struct package *);
bool balance_interval_is_open(const struct package *);

/* Where the first interval of a contract starts that is activated at ${us}. */
int64_t balance_interval_start(const struct balance_series *,
    const struct package *, int64_t us);

/* ${n} units of a package's intervals after ${us}. */
int64_t balance_interval_after(const struct balance_series *,
    const struct package *, int64_t us, int64_t n);

/* The end of step ${step} of the part's series (anchor, unit, count); the first
 * step that ends after ${us}. */
int64_t balance_interval_step_end(const struct balance_series *,
    const struct balance_part *, int64_t step);
int64_t balance_interval_step(const struct balance_series *,
    const struct balance_part *, int64_t us);

/* Set the end of the interval that begins at row_from_us.  A new length counts
 * from there; an hour that does not exist is none. */
void balance_interval_length(const struct balance_series *,
    struct balance_part *, const struct profile *);

/* The profile whose allowances an interval from ${from_us} has: that at its
 * start, but none before the contract is activated.  NULL: none. */
const struct profile *balance_interval_profile(const struct balance_series *,
    int64_t from_us, int64_t activated_us, uint32_t *profile);

/* Give the interval its free time and cash. */
void balance_interval_allow(const struct balance_series *,
    struct balance_part *, int64_t activated_us, const struct profile *);

/* When the cash of an open interval expires: the first time after ${us}. */
int64_t balance_interval_open_expiry(const struct balance_series *,
    const struct package *, int64_t from_us, int64_t us);

/* When it expires if no top-up comes after an interval that ends then. */
int64_t balance_interval_closed_expiry(const struct balance_series *,
    const struct package *, int64_t until_us);

#endif /* RATING_BALANCE_INTERVAL_H */
