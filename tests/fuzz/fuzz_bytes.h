#ifndef TESTS_FUZZ_FUZZ_BYTES_H
#define TESTS_FUZZ_FUZZ_BYTES_H

/*
 * The input of a fuzzer as a supply of small choices; zeros when it is used up.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct fuzz_bytes {
	const uint8_t *data;
	size_t left;
};

static inline unsigned
fuzz_byte(struct fuzz_bytes *b)
{
	if (b->left == 0)
		return 0;
	b->left--;
	return *b->data++;
}

/* 0 .. n - 1, n up to 256 */
static inline unsigned
fuzz_pick(struct fuzz_bytes *b, unsigned n)
{
	return fuzz_byte(b) % n;
}

static inline uint64_t
fuzz_u64(struct fuzz_bytes *b)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | fuzz_byte(b);
	return v;
}

/* A text of at most ${max} bytes, each one of ${alphabet}. */
static inline const char *
fuzz_text(struct fuzz_bytes *b, char *out, unsigned max, const char *alphabet)
{
	unsigned n = fuzz_pick(b, max + 1);

	for (unsigned i = 0; i < n; i++)
		out[i] = alphabet[fuzz_pick(b, (unsigned)strlen(alphabet))];
	out[n] = '\0';
	return out;
}

#endif /* TESTS_FUZZ_FUZZ_BYTES_H */
