#include "document/share.h"

#include <assert.h>
#include <stdbool.h>

static i128
floor_div(i128 num, i128 den)
{
	i128 q = num / den;

	return num % den < 0 ? q - 1 : q;
}

/* What part i lost by rounding down, times den. */
static i128
lost(const struct share *s, i128 den)
{
	return s->num - floor_div(s->num, den) * den;
}

/* Does part i come before part j when one unit is given out? */
static bool
before(const struct share *s, size_t i, size_t j, i128 den)
{
	i128 a = lost(&s[i], den), b = lost(&s[j], den);

	return a != b ? a > b : i < j;
}

/* Among ${n} parts, how many come before part i. */
static size_t
rank(const struct share *s, size_t n, size_t i, i128 den)
{
	size_t r = 0;

	for (size_t j = 0; j < n; j++)
		r += j != i && before(s, j, i, den);
	return r;
}

void
share_largest_remainder(struct share *s, size_t n, i128 den, i128 total)
{
	i128 each, left = total;

	assert(den > 0 && (n > 0 || total == 0));
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++) {
		s[i].part = floor_div(s[i].num, den);
		left -= s[i].part;
	}
	each = floor_div(left, (i128)n);
	left -= each * (i128)n;
	for (size_t i = 0; i < n; i++) {
		s[i].part += each;
		if ((i128)rank(s, n, i, den) < left)
			s[i].part++;
	}
}
