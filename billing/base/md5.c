#include <openssl/evp.h>
#include <stdio.h>

#include "base/md5.h"
#include "base/mem.h"

void
md5_begin(struct md5 *m)
{
	m->state = EVP_MD_CTX_new();
	if (m->state == NULL ||
	    EVP_DigestInit_ex(m->state, EVP_md5(), NULL) != 1)
		mem_exhausted();
}

void
md5_add(struct md5 *m, const void *p, size_t n)
{
	if (EVP_DigestUpdate(m->state, p, n) != 1)
		mem_exhausted();
}

void
md5_end(struct md5 *m, char hex[MD5_HEX_MAX])
{
	unsigned char raw[16];

	if (EVP_DigestFinal_ex(m->state, raw, NULL) != 1)
		mem_exhausted();
	for (size_t i = 0; i < sizeof(raw); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", raw[i]);
	md5_drop(m);
}

void
md5_drop(struct md5 *m)
{
	EVP_MD_CTX_free(m->state);
	m->state = NULL;
}
