#ifndef MONEY_MONEY_H
#define MONEY_MONEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"
#include "money/round.h"

struct currency;
struct err;

/*
 * Amounts of money are integers with a named scale, never floats:
 *
 *	rate_e12	10^-12 of the currency per second or minute, as quoted
 *	amount_e8	10^-8 of the currency: charges, prices, cash
 *	amount_minor	minor units of the currency: amounts of documents
 *
 * Which currency is the caller's to know: amounts of two are never added.
 * What does not fit is ERR_DATA, never a wrap.
 */
#define MONEY_E8       INT64_C(100000000)
#define MONEY_E12      INT64_C(1000000000000)
#define MONEY_TEXT_MAX 48 /* longest text money_format*() writes, with NUL */

/* *sum += ${a}. */
int money_add(int64_t *sum, int64_t a, struct err *);

/* 64 bits or ERR_DATA. */
int money_narrow(i128 v, int64_t *out, struct err *);

/*
 * The exact amount num_e12 / den (den > 0; unit 10^-12) rounded once to
 * ${decimals} (0..8) digits as ${how} says; the result in 10^-8.
 */
int money_round_e8(i128 num_e12, i128 den, int decimals, enum rounding how,
    int64_t *amount_e8, struct err *);

/* Between 10^-8 and minor units. */
int money_to_minor(i128 amount_e8, const struct currency *, enum rounding how,
    int64_t *amount_minor, struct err *);
/* The same to a multiple of ${step} (1 and more) minor units, in one rounding. */
int money_to_step(i128 amount_e8, const struct currency *, int64_t step,
    enum rounding how, int64_t *amount_minor, struct err *);
int money_from_minor(int64_t amount_minor, const struct currency *,
    int64_t *amount_e8, struct err *);

/* Minor units with all digits of the currency: "-12.30", "7", "0.500". */
size_t money_format(char out[MONEY_TEXT_MAX], int64_t amount_minor,
    const struct currency *);

/* 10^-8 with at least ${min_digits} decimals, zeros beyond left away. */
size_t money_format_e8(char out[MONEY_TEXT_MAX], int64_t amount_e8,
    int min_digits);

/* Decimal text to minor units; more digits than the currency has: ERR_DATA. */
int money_parse(const char *text, size_t len, const struct currency *,
    int64_t *amount_minor, struct err *);

#endif /* MONEY_MONEY_H */
