#ifndef RATING_EXACT_H
#define RATING_EXACT_H

#include "base/wide.h"

/*
 * Exact amounts as people read them.  They are counts of 10^-12 / 60 of a
 * currency (RATE_EXACT, rate.h), so that some have no end as decimals.
 */
#define EXACT_TEXT_MAX 96

/* In lowest terms: "1/5", "3". */
void exact_fraction(char out[EXACT_TEXT_MAX], i128 exact);

/* A decimal with all its digits, at least two: "0.20"; else a fraction. */
void exact_decimal(char out[EXACT_TEXT_MAX], i128 exact);

/* A whole number of up to 38 digits, with its sign; false if it is none. */
bool exact_parse(const char *text, i128 *out);

#endif /* RATING_EXACT_H */
