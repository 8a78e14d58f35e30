#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * 128-bit integers, for products and sums of money that 64 bits cannot hold.
 *
 * An operation that can overflow says so; none wraps.  Plain + - * on an i128
 * are for operands whose bounds are known.
 */
__extension__ typedef __int128 i128;

#define I128_TEXT_MAX 64 /* longest text i128_format() writes, with NUL */

/* *out = a + b; true if it does not fit (*out is then of no use). */
static inline bool
i128_add(i128 a, i128 b, i128 *out)
{
	return __builtin_add_overflow(a, b, out);
}

/* *out = a - b; true if it does not fit. */
static inline bool
i128_sub(i128 a, i128 b, i128 *out)
{
	return __builtin_sub_overflow(a, b, out);
}

/* *out = a x b; true if it does not fit. */
static inline bool
i128_mul(i128 a, i128 b, i128 *out)
{
	return __builtin_mul_overflow(a, b, out);
}

/* true if ${v} does not fit 64 bits; *out is then untouched. */
static inline bool
i128_to_int64(i128 v, int64_t *out)
{
	if (v < INT64_MIN || v > INT64_MAX)
		return true;
	*out = (int64_t)v;
	return false;
}

/*
 * Write ${v} x 10^-scale as a decimal with all ${scale} (0..20) digits after
 * the point: i128_format(out, -1234, 2) is "-12.34".  Returns its length.
 */
size_t i128_format(char out[I128_TEXT_MAX], i128 v, int scale);

#endif /* BASE_WIDE_H */
