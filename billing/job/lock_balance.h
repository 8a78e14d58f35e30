#ifndef JOB_LOCK_BALANCE_H
#define JOB_LOCK_BALANCE_H

#include <stdint.h>

#include "rating/lock_level.h"

struct balance_now;
struct err;
struct lock_store;

/*
 * The lock level that follows from the balance of one contract: of an underrun,
 * or the one that a top-up sets.
 */
struct lock_balance {
	struct lock_claim now; /* level 0 with a reason: unlocked by a top-up */
	struct lock_claim then; /* at ${then_us} */
	int64_t known_us; /* since when at the earliest the book could say so */
};

/*
 * ${now} is open.  ${then_us}: an instant in the past, or INT64_MIN for none.
 *
 * Calls come late: an underrun is known when the period of its calls was rated
 * last, and the effect of a top-up when it was loaded.
 */
int lock_balance_find(struct lock_balance *, struct balance_now *now,
    struct lock_store *, uint32_t contract, int64_t then_us, struct err *);

#endif /* JOB_LOCK_BALANCE_H */
