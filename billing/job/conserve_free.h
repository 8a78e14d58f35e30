#ifndef JOB_CONSERVE_FREE_H
#define JOB_CONSERVE_FREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct conserve;
struct conserve_free;
struct conserve_period;
struct conserve_rated;
struct err;

/*
 * Of the contracts that are to be charged for call ${seq} of a segment those
 * that have nothing to pay by rule: bits of tier and direction in *bits
 * (job/conserve_window.h).  Calls inside one customer whose price list then has
 * internal free, and incoming ones without a fee (toll-check(1),
 * "Conservation").  The price list is chosen as rating chooses it, with what
 * packages brought.
 */
int conserve_free_call(struct conserve_rated *, struct conserve *,
    const struct conserve_period *, size_t segment, int64_t seq, unsigned *bits,
    struct err *);

/* Has the contract no price for incoming calls, whenever they come? */
bool conserve_free_incoming(struct conserve_rated *, uint32_t contract);

void conserve_free_close(struct conserve_free *); /* NULL is allowed */

#endif /* JOB_CONSERVE_FREE_H */
