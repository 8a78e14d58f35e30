#include <stdbool.h>
#include <string.h>

#include "base/radix.h"

/*
 * Pairs are dealt out by the highest bits in which keys differ, each pile again
 * by the bits below, and piles of a few pairs are sorted by insertion: of a
 * million hashes two rounds are enough, and from the second one on everything
 * lies in the cache.
 */
#define RADIX_BITS  11
#define RADIX_PILES (1U << RADIX_BITS)
#define RADIX_FEW   24 /* pairs that are sorted by insertion */

/* Place each of a few pairs of ${from} in ${to}, which may be the same. */
static void
radix_insert(const struct radix *from, struct radix *to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct radix pair = from[i];
		size_t k = i;

		for (; k > 0 && to[k - 1].key > pair.key; k--)
			to[k] = to[k - 1];
		to[k] = pair;
	}
}

/* The bits in which keys differ, and whether they are in order already. */
static uint64_t
radix_differ(const struct radix *pairs, size_t n, bool *sorted)
{
	uint64_t differ = 0, before = pairs[0].key;

	*sorted = true;
	for (size_t i = 1; i < n; i++) {
		differ |= pairs[i].key ^ before;
		*sorted &= pairs[i].key >= before;
		before = pairs[i].key;
	}
	return differ;
}

/*
 * Deal out by ${bits} bits from ${shift} on; ${ends} is then where each pile
 * ends.
 */
static void
radix_deal(const struct radix *from, struct radix *to, size_t n, unsigned shift,
    unsigned bits, size_t *ends)
{
	uint64_t mask = (UINT64_C(1) << bits) - 1;
	size_t at = 0;

	memset(ends, 0, sizeof(*ends) << bits);
	for (size_t i = 0; i < n; i++)
		ends[from[i].key >> shift & mask]++;
	for (uint64_t i = 0; i <= mask; i++) {
		size_t count = ends[i];

		ends[i] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		to[ends[from[i].key >> shift & mask]++] = from[i];
}

static void radix_range(struct radix *, struct radix *, size_t);

/* A pile of the first round, in ${from}, whose keys agree from ${below} bits
 * on: sorted to ${to}. */
static void
radix_pile(struct radix *from, struct radix *to, size_t n, unsigned below)
{
	unsigned bits = n < 1024 ? 8 : RADIX_BITS;
	size_t ends[RADIX_PILES], start = 0;

	if (n <= RADIX_FEW) {
		radix_insert(from, to, n);
		return;
	}
	if (below == 0) {
		memcpy(to, from, n * sizeof(*to));
		return;
	}
	if (bits > below)
		bits = below;
	radix_deal(from, to, n, below - bits, bits, ends);
	for (unsigned i = 0; i < 1U << bits; i++) {
		if (ends[i] - start > RADIX_FEW)
			radix_range(to + start, from + start, ends[i] - start);
		else if (ends[i] - start > 1)
			radix_insert(to + start, to + start, ends[i] - start);
		start = ends[i];
	}
}

static void
radix_range(struct radix *pairs, struct radix *scratch, size_t n)
{
	size_t ends[RADIX_PILES], start = 0;
	unsigned below, bits;
	uint64_t differ;
	bool sorted;

	if (n <= RADIX_FEW) {
		radix_insert(pairs, pairs, n);
		return;
	}
	differ = radix_differ(pairs, n, &sorted);
	if (sorted)
		return;
	below = 64 - (unsigned)__builtin_clzll(differ);
	bits = below < RADIX_BITS ? below : RADIX_BITS;
	radix_deal(pairs, scratch, n, below - bits, bits, ends);
	for (unsigned i = 0; i < 1U << bits; i++) {
		radix_pile(scratch + start, pairs + start, ends[i] - start,
		    below - bits);
		start = ends[i];
	}
}

void
radix_sort(struct radix *pairs, struct radix *scratch, size_t n)
{
	radix_range(pairs, scratch, n);
}
