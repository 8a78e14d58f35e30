#include "rating/quote.h"

#include <stdbool.h>

static bool
is_paid(const struct rate_request *q, struct band_clock *clock,
    const struct quote_balance *b, int64_t seconds)
{
	struct rate_request try = *q;
	struct rate_result r;

	try.duration_ms = seconds * 1000;
	try.recorder = NULL;
	return rate_call(&try, clock, b->get(b->arg), &r) == RATE_OK &&
	    r.cash == r.price;
}

int64_t
quote_max_seconds(const struct rate_request *q, struct band_clock *clock,
    const struct quote_balance *b, int64_t limit_s)
{
	int64_t paid = 0, unpaid = 1;

	/* a call of no length costs nothing */
	while (unpaid <= limit_s && is_paid(q, clock, b, unpaid)) {
		paid = unpaid;
		unpaid *= 2;
	}
	if (unpaid > limit_s)
		unpaid = limit_s + 1;
	while (unpaid - paid > 1) {
		int64_t middle = paid + (unpaid - paid) / 2;

		if (is_paid(q, clock, b, middle))
			paid = middle;
		else
			unpaid = middle;
	}
	return paid;
}
