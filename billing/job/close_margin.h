#ifndef JOB_CLOSE_MARGIN_H
#define JOB_CLOSE_MARGIN_H

#include <stddef.h>

#include "job/close_plan.h"

/*
 * The margin statements of a reseller: one for each of its billing intervals
 * that the plan has, from the calls that its invoice bills in them.
 */

/*
 * Add those of a contract to the plan, for its intervals from number ${from} on.
 * A contract that no reseller has gets none.  ERR_REFUSED and so on: the contract
 * cannot be billed.
 */
int close_margin(struct close_plan *, const struct terms *, size_t from,
    struct err *);

/*
 * The statement of an interval that ${before} states, from the charges that are
 * billed now: if it says anything else, it is added to the plan as the next
 * revision, with the numbers of the documents that it compares.  ${terms} are
 * those of the reseller's contract; ${issued} documents that the transaction has
 * written.
 */
int close_margin_again(struct close_plan *, const struct terms *,
    const struct document *before, struct document *const *issued,
    size_t n_issued, struct err *);

/* Once all numbers are drawn: those of the documents that statements compare. */
int close_margin_ties(struct close_plan *, struct err *);

#endif /* JOB_CLOSE_MARGIN_H */
