#ifndef JOB_CLOSE_FREEZE_H
#define JOB_CLOSE_FREEZE_H

#include <stdint.h>

struct close_plan;
struct err;

/*
 * Freeze the balances of the intervals that a closing bills: every interval of
 * a balance that ends at or before the end of what is billed, with the profiles
 * and locks that came about in it (table frozen_balance and its neighbours).
 * Inside the closing's transaction.
 */
int close_freeze(struct close_plan *, int64_t closing, struct err *);

#endif /* JOB_CLOSE_FREEZE_H */
