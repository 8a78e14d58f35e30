#ifndef BASE_MD5_H
#define BASE_MD5_H

#include <stddef.h>

/*
 * MD5 (libcrypto), for files of others that carry one.  It proves nothing
 * against intent; what we write ourselves has SHA-256 (base/hash.h).
 */
#define MD5_HEX_MAX 33 /* 32 hexadecimal digits and NUL */

struct md5 {
	void *state;
};

void md5_begin(struct md5 *);
void md5_add(struct md5 *, const void *, size_t);
void md5_end(struct md5 *, char hex[MD5_HEX_MAX]); /* lower case */
void md5_drop(struct md5 *);                       /* harmless when zeroed */

#endif /* BASE_MD5_H */
