#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Hashes: SHA-256 (libcrypto) for what must be provable, hash64 for tables.
 */
#define HASH_HEX_MAX 65 /* 64 hexadecimal digits and NUL */

/* SHA-256 of a stream: begin, add any number of times, then end or drop. */
struct hash_sha256 {
	void *state;
};

void hash_sha256_begin(struct hash_sha256 *);
void hash_sha256_add(struct hash_sha256 *, const void *, size_t);
void hash_sha256_end(struct hash_sha256 *, char hex[HASH_HEX_MAX]);
void hash_sha256_drop(struct hash_sha256 *); /* harmless when zeroed */

/* SHA-256 of ${len} bytes, in lower case hexadecimal. */
void hash_sha256_hex(const void *, size_t len, char hex[HASH_HEX_MAX]);

/* The same as 32 raw bytes. */
void hash_sha256_raw(const void *, size_t len, unsigned char raw[32]);

/*
 * A fast 64-bit hash keyed with ${seed}.  Same bytes and seed, same hash on
 * every machine of one byte order.  Not for proofs: where a match matters,
 * compare the bytes as well.
 */
uint64_t hash64(const void *, size_t len, uint64_t seed);

/* Another one, three times as fast from a few hundred bytes on. */
uint64_t hash64_block(const void *, size_t len, uint64_t seed);

#endif /* BASE_HASH_H */
