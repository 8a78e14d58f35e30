#ifndef MONEY_ROUND_H
#define MONEY_ROUND_H

#include "base/wide.h"

/*
 * The one place that rounds.  There is no default: every caller says which.
 * Halves go away from zero, so that a credit mirrors its charge.
 */
enum rounding {
	ROUND_HALF_UP,   /* nearest, ties away from zero */
	ROUND_HALF_EVEN, /* nearest, ties to even */
	ROUND_UP,        /* away from zero */
	ROUND_DOWN       /* towards zero */
};

/* num / den (den > 0), rounded to a whole number as ${how} says. */
i128 round_div(i128 num, i128 den, enum rounding how);

/* "half_up", "half_even", "up", "down"; -1 if it is none of them. */
int round_find(const char *name);
const char *round_name(enum rounding);

#endif /* MONEY_ROUND_H */
