#include "base/decimal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define QUOTE_MAX 60 /* bytes of a text that a message quotes */

static int
decimal_quote(size_t len)
{
	return len > QUOTE_MAX ? QUOTE_MAX : (int)len;
}

static bool
decimal_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* *v = *v x 10 - digit: built downwards, where there is one more value. */
static bool
decimal_push(int64_t *v, int digit)
{
	return __builtin_mul_overflow(*v, 10, v) ||
	    __builtin_sub_overflow(*v, digit, v);
}

/* The digits after the point; *p is left behind them. */
static int
decimal_fraction(const char **p, const char *end, int scale, int64_t *v,
    bool *lost, bool *up)
{
	int digits = 0;

	*lost = *up = false;
	for (; *p < end && decimal_is_digit(**p); (*p)++) {
		if (digits++ < scale) {
			if (decimal_push(v, **p - '0'))
				return -1;
		} else {
			if (digits == scale + 1)
				*up = **p >= '5';
			*lost = *lost || **p != '0';
		}
	}
	for (; digits < scale; digits++)
		if (decimal_push(v, 0))
			return -1;
	return 0;
}

int
decimal_parse(const char *text, size_t len, int scale, int64_t *out,
    bool *inexact, struct err *e)
{
	const char *p = text, *end = text + len, *begin;
	bool negative = false, lost = false, up = false, fits = true;
	int64_t v = 0;

	assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
	if (p < end && (*p == '-' || *p == '+'))
		negative = *p++ == '-';
	for (begin = p; p < end && decimal_is_digit(*p); p++)
		fits = fits && !decimal_push(&v, *p - '0');
	if (p == begin)
		goto malformed;
	if (p < end && *p == '.') {
		begin = ++p;
		if (p == end || !decimal_is_digit(*p))
			goto malformed;
	}
	if (decimal_fraction(&p, end, scale, &v, &lost, &up) < 0) {
		fits = false;
		while (p < end && decimal_is_digit(*p))
			p++;
	}
	if (p != end)
		goto malformed;
	if (lost && inexact == NULL)
		return err_set(e, ERR_DATA,
		    "\"%.*s\": more than %d digits after the point",
		    decimal_quote(len), text, scale);
	if (up && __builtin_sub_overflow(v, 1, &v))
		fits = false;
	if (!fits || (!negative && __builtin_sub_overflow(0, v, &v)))
		return err_set(e, ERR_DATA, "\"%.*s\": too large",
		    decimal_quote(len), text);
	if (inexact != NULL)
		*inexact = lost;
	*out = v;
	return 0;
malformed:
	return err_set(e, ERR_DATA, "\"%.*s\": not a decimal number",
	    decimal_quote(len), text);
}

size_t
decimal_format(char *out, size_t size, int64_t value, int scale, int min_digits)
{
	char digits[DECIMAL_TEXT_MAX];
	uint64_t mag = value < 0 ? -(uint64_t)value : (uint64_t)value;
	int drop = 0, n = 0;
	size_t len = 0;

	assert(size >= DECIMAL_TEXT_MAX);
	assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
	assert(min_digits >= 0 && min_digits <= scale);
	while (scale - drop > min_digits && mag % 10 == 0) {
		mag /= 10;
		drop++;
	}
	scale -= drop;
	do {
		digits[n++] = (char)('0' + (int)(mag % 10));
		mag /= 10;
	} while (mag > 0 || n <= scale);
	if (value < 0)
		out[len++] = '-';
	while (n > 0) {
		out[len++] = digits[--n];
		if (n == scale && scale > 0)
			out[len++] = '.';
	}
	out[len] = '\0';
	return len;
}

int
decimal_int(const char *text, size_t len, int64_t min, int64_t max,
    int64_t *out, struct err *e)
{
	const char *p = text, *end = text + len;
	bool negative = false, fits = true;
	int64_t v = 0;

	if (p < end && (*p == '-' || *p == '+'))
		negative = *p++ == '-';
	if (p == end)
		goto malformed;
	for (; p < end; p++) {
		if (!decimal_is_digit(*p))
			goto malformed;
		fits = fits && !decimal_push(&v, *p - '0');
	}
	if (!negative && __builtin_sub_overflow(0, v, &v))
		fits = false;
	if (!fits || v < min || v > max)
		return err_set(e, ERR_DATA,
		    "\"%.*s\": not in %" PRId64 "..%" PRId64,
		    decimal_quote(len), text, min, max);
	*out = v;
	return 0;
malformed:
	return err_set(e, ERR_DATA, "\"%.*s\": not a whole number",
	    decimal_quote(len), text);
}

const char *
decimal_minutes(char out[DECIMAL_TEXT_MAX], int64_t ms)
{
	enum { MS_PER_HUNDREDTH = 600 };

	(void)decimal_format(out, DECIMAL_TEXT_MAX, ms / MS_PER_HUNDREDTH, 2,
	    2);
	return out;
}
