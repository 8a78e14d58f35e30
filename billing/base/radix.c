#include <stdbool.h>
#include <string.h>

#include "base/radix.h"

#define RADIX_BITS  11
#define RADIX_SIZE  (1U << RADIX_BITS)
#define RADIX_STEPS 6 /* 6 x 11 bits cover 64 */

static unsigned
radix_digit(uint64_t key, unsigned step)
{
	return (unsigned)(key >> (step * RADIX_BITS)) & (RADIX_SIZE - 1);
}

/* One pass by one digit.  false: all pairs have the same one. */
static bool
radix_pass(const struct radix *from, struct radix *to, size_t n, unsigned step,
    size_t *counts)
{
	size_t at = 0;

	if (counts[radix_digit(from[0].key, step)] == n)
		return false;
	for (unsigned i = 0; i < RADIX_SIZE; i++) {
		size_t count = counts[i];

		counts[i] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		to[counts[radix_digit(from[i].key, step)]++] = from[i];
	return true;
}

static bool
radix_is_sorted(const struct radix *pairs, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (pairs[i].key < pairs[i - 1].key)
			return false;
	return true;
}

void
radix_sort(struct radix *pairs, struct radix *scratch, size_t n)
{
	static _Thread_local size_t counts[RADIX_STEPS][RADIX_SIZE];
	struct radix *from = pairs, *to = scratch, *swap;

	if (radix_is_sorted(pairs, n))
		return;
	memset(counts, 0, sizeof(counts));
	for (size_t i = 0; i < n; i++)
		for (unsigned step = 0; step < RADIX_STEPS; step++)
			counts[step][radix_digit(pairs[i].key, step)]++;
	for (unsigned step = 0; step < RADIX_STEPS; step++)
		if (radix_pass(from, to, n, step, counts[step])) {
			swap = from;
			from = to;
			to = swap;
		}
	if (from != pairs)
		memcpy(pairs, from, n * sizeof(*pairs));
}
