#ifndef RATING_QUOTE_H
#define RATING_QUOTE_H

#include <stdint.h>

#include "rating/rate.h"

/*
 * How long a call may last: what a switch asks before it connects the call of
 * a prepaid customer.
 *
 * A duration is allowed while the balance pays the whole price.  What is not
 * paid only grows with the duration: a block that the balance could not pay
 * stays unpaid, whatever comes after it, and the extra rate, once due, stays
 * so.  Therefore the longest duration is found by doubling and halving, and
 * each one tried is priced in a few steps (rate.h), never block by block.
 */
#define QUOTE_MAX_S INT64_C(86400)

/* The balance as it is when the call starts: asked anew for each duration that
 * is tried, since pricing draws on it; borrowed until it is asked again. */
struct quote_balance {
	struct balance *(*get)(void *arg);
	void *arg;
};

/*
 * The longest call of 0..${limit_s} whole seconds that the balance pays to the
 * end; the duration and the recorder of ${q} are not looked at.  A call that
 * would run into a band without a price may last until then.
 */
int64_t quote_max_seconds(const struct rate_request *q, struct band_clock *,
    const struct quote_balance *, int64_t limit_s);

#endif /* RATING_QUOTE_H */
