/*
 * hash64(): 8 bytes at a time, each mixed by a 64 x 64 -> 128 bit product
 * whose halves are folded together.  The seed enters every product, so that
 * who does not know it cannot make keys collide on purpose.
 */
#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "base/hash.h"

__extension__ typedef unsigned __int128 u128;

/* Odd constants with about as many ones as zeros. */
#define HASH_A UINT64_C(0x9e3779b97f4a7c15)
#define HASH_B UINT64_C(0xd1b54a32d192ed03)
#define HASH_C UINT64_C(0x8cb92ba72f3d8dd7)

static uint64_t
hash_fold(uint64_t a, uint64_t b)
{
	u128 p = (u128)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* The last ${len} < 8 bytes, zeros behind them; ${more}: at least eight lie
 * before them, and one load does. */
static uint64_t
hash_rest(const unsigned char *p, size_t len, bool more)
{
	uint64_t w = 0;

	if (len == 0)
		return 0;
	if (more) {
		memcpy(&w, p + len - 8, 8);
		return le64toh(w) >> 8 * (8 - len);
	}
	for (size_t i = len; i-- > 0;)
		w = w << 8 | p[i];
	return w;
}

uint64_t
hash64(const void *data, size_t len, uint64_t seed)
{
	const unsigned char *p = data;
	uint64_t key = hash_fold(seed ^ HASH_A, HASH_B);
	uint64_t h = key ^ (len * HASH_C);
	uint64_t w;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&w, p, 8);
		w = le64toh(w);
		h = hash_fold(h ^ w ^ HASH_A, key ^ HASH_C) + h * HASH_B;
	}
	w = hash_rest(p, len, p != data);
	h = hash_fold(h ^ w ^ HASH_B, key ^ HASH_A) + h;
	return hash_fold(h ^ HASH_C, HASH_A) ^ h;
}

/* One round: 8 bytes at ${p} into ${h}. */
static inline uint64_t
hash_round(uint64_t h, const unsigned char *p, uint64_t key)
{
	uint64_t w;

	memcpy(&w, p, 8);
	return hash_fold(h ^ le64toh(w) ^ HASH_A, key) + h * HASH_B;
}

/* Four chains at a time: a single one waits for its products. */
uint64_t
hash64_block(const void *data, size_t len, uint64_t seed)
{
	const unsigned char *p = data;
	uint64_t key = hash_fold(seed ^ HASH_B, HASH_C) ^ HASH_C;
	uint64_t h[4] = { key, key + HASH_A, key + HASH_B, key + HASH_C };
	uint64_t all = seed ^ len * HASH_B;

	for (; len >= 32; len -= 32, p += 32)
		for (int i = 0; i < 4; i++)
			h[i] = hash_round(h[i], p + (size_t)i * 8, key);
	for (int i = 0; i < 4; i++)
		all = hash_fold(all ^ h[i] ^ HASH_A, key) + h[i];
	return hash64(p, len, all);
}
