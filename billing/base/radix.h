#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sorting by a 64-bit key, in time that grows with the number of pairs and not
 * faster.  Stable: pairs with one key keep their order.
 */
struct radix {
	uint64_t key;
	uint64_t value;
};

/* Sort ${n} pairs; ${scratch} has room for as many. */
void radix_sort(struct radix *pairs, struct radix *scratch, size_t n);

/* The key that orders signed numbers. */
static inline uint64_t
radix_signed(int64_t v)
{
	return (uint64_t)v ^ UINT64_C(0x8000000000000000);
}

#endif /* BASE_RADIX_H */
