#ifndef BASE_SHORT_COPY_H
#define BASE_SHORT_COPY_H

#include <stddef.h>
#include <string.h>

/*
 * memcpy(3) for the texts of calls, most of which are shorter than 32 bytes:
 * without a call, by two copies that overlap.  Reads and writes nothing outside
 * of the ${n} bytes.
 */
static inline void
short_copy(void *to, const void *from, size_t n)
{
	char *t = to;
	const char *f = from;

	if (n > 32) {
		memcpy(t, f, n);
	} else if (n >= 16) {
		char a[16], b[16];

		memcpy(a, f, 16);
		memcpy(b, f + n - 16, 16);
		memcpy(t, a, 16);
		memcpy(t + n - 16, b, 16);
	} else if (n >= 8) {
		char a[8], b[8];

		memcpy(a, f, 8);
		memcpy(b, f + n - 8, 8);
		memcpy(t, a, 8);
		memcpy(t + n - 8, b, 8);
	} else if (n >= 4) {
		char a[4], b[4];

		memcpy(a, f, 4);
		memcpy(b, f + n - 4, 4);
		memcpy(t, a, 4);
		memcpy(t + n - 4, b, 4);
	} else if (n > 0) {
		t[0] = f[0];
		t[n / 2] = f[n / 2];
		t[n - 1] = f[n - 1];
	}
}

#endif /* BASE_SHORT_COPY_H */
