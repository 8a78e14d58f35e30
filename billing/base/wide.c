#include "base/wide.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

size_t
i128_format(char out[I128_TEXT_MAX], i128 v, int scale)
{
	char digits[I128_TEXT_MAX];
	size_t n = 0, len = 0;
	u128 mag = v < 0 ? -(u128)v : (u128)v;

	assert(scale >= 0 && scale <= 20);
	do {
		digits[n++] = (char)('0' + (int)(mag % 10));
		mag /= 10;
		if (n == (size_t)scale)
			digits[n++] = '.';
	} while (mag > 0 || n <= (size_t)scale + (scale > 0));
	if (v < 0)
		out[len++] = '-';
	while (n > 0)
		out[len++] = digits[--n];
	out[len] = '\0';
	return len;
}
