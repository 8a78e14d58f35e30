#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * Decimals: the one way in and out for numbers that people write.
 *
 * A decimal is  [-+] digits [ . digits ]  with at least one digit before the
 * point and, if there is a point, one after it.  No exponent, no spaces, no
 * separators of thousands, no comma.  The value is held as a 64-bit integer
 * count of 10^-scale.
 */
#define DECIMAL_SCALE_MAX 18
#define DECIMAL_TEXT_MAX  48 /* longest text decimal_format() writes */

/*
 * Read ${len} bytes of ${text} as a count of 10^-scale (scale 0..18).
 *
 * Digits beyond the scale: trailing zeros are always allowed.  Others are
 * ERR_DATA if ${inexact} is NULL; otherwise the value is rounded half away
 * from zero and *inexact says whether anything was lost.
 *
 * Returns 0, or -1 with ERR_DATA (not a decimal, does not fit) and *out
 * untouched; the message quotes the text.
 */
int decimal_parse(const char *text, size_t len, int scale, int64_t *out,
    bool *inexact, struct err *);

/*
 * Write value x 10^-scale with at least ${min_digits} and at most ${scale}
 * digits after the point; zeros beyond min_digits are left away.  ${size} is
 * at least DECIMAL_TEXT_MAX.  Returns the length.
 *	decimal_format(t, sizeof(t), 4000000, 8, 2)	"0.04"
 *	decimal_format(t, sizeof(t), 4500000, 8, 2)	"0.045"
 */
size_t decimal_format(char *out, size_t size, int64_t value, int scale,
    int min_digits);

/*
 * Read ${len} bytes as a whole number in min..max ([-+] digits).
 * ERR_DATA names the bounds.
 */
int decimal_int(const char *text, size_t len, int64_t min, int64_t max,
    int64_t *out, struct err *);

/* Minutes with two decimals, rounded down: a figure to look at.  Returns ${out}. */
const char *decimal_minutes(char out[DECIMAL_TEXT_MAX], int64_t ms);

#endif /* BASE_DECIMAL_H */
