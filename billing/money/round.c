#include "money/round.h"

#include <assert.h>
#include <string.h>

static const char *const round_names[] = {
	[ROUND_HALF_UP] = "half_up",
	[ROUND_HALF_EVEN] = "half_even",
	[ROUND_UP] = "up",
	[ROUND_DOWN] = "down",
};

i128
round_div(i128 num, i128 den, enum rounding how)
{
	i128 quot, rest, step;

	assert(den > 0);
	/* nearly all that is divided fits; the quotient of the least number by
	 * one, rounded, does as well */
	if (num == (int64_t)num && den == (int64_t)den)
		return round_div64((int64_t)num, (int64_t)den, how);
	quot = num / den;
	rest = num % den;
	step = num < 0 ? -1 : 1;
	if (rest < 0)
		rest = -rest;
	switch (how) {
	case ROUND_HALF_UP:
		quot += rest >= den - rest ? step : 0;
		break;
	case ROUND_HALF_EVEN:
		if (rest > den - rest || (rest == den - rest && quot % 2 != 0))
			quot += step;
		break;
	case ROUND_UP:
		quot += rest != 0 ? step : 0;
		break;
	case ROUND_DOWN:
		break;
	}
	return quot;
}

int
round_find(const char *name)
{
	for (int i = 0; i < (int)(sizeof(round_names) / sizeof(*round_names));
	     i++)
		if (strcmp(round_names[i], name) == 0)
			return i;
	return -1;
}

const char *
round_name(enum rounding how)
{
	assert((size_t)how < sizeof(round_names) / sizeof(*round_names));
	return round_names[how];
}
