#include "base/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/mem.h"

void
hash_sha256_begin(struct hash_sha256 *h)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL)
		mem_exhausted();
	if (EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		mem_exhausted();
	h->state = ctx;
}

void
hash_sha256_add(struct hash_sha256 *h, const void *p, size_t n)
{
	int ok = EVP_DigestUpdate(h->state, p, n);

	assert(ok == 1);
	(void)ok;
}

static void
hash_to_hex(const unsigned char raw[32], char hex[HASH_HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 32; i++) {
		hex[2 * i] = digits[raw[i] >> 4];
		hex[2 * i + 1] = digits[raw[i] & 15];
	}
	hex[64] = '\0';
}

void
hash_sha256_end(struct hash_sha256 *h, char hex[HASH_HEX_MAX])
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	int ok = EVP_DigestFinal_ex(h->state, raw, NULL);

	assert(ok == 1);
	(void)ok;
	hash_to_hex(raw, hex);
	hash_sha256_drop(h);
}

void
hash_sha256_drop(struct hash_sha256 *h)
{
	EVP_MD_CTX_free(h->state);
	h->state = NULL;
}

void
hash_sha256_raw(const void *p, size_t n, unsigned char raw[32])
{
	int ok = EVP_Digest(p, n, raw, NULL, EVP_sha256(), NULL);

	if (ok != 1)
		mem_exhausted();
}

void
hash_sha256_hex(const void *p, size_t n, char hex[HASH_HEX_MAX])
{
	unsigned char raw[32];

	hash_sha256_raw(p, n, raw);
	hash_to_hex(raw, hex);
}
