#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Text is UTF-8 (RFC 3629): shortest forms only, no surrogates.
 */

/*
 * Is this text that we take in?  Valid UTF-8 without NUL and without control
 * characters other than TAB, LF and CR.  If not, *bad (may be NULL) is the
 * offset of the first byte that is at fault.
 */
bool utf8_check(const char *text, size_t len, size_t *bad);

/* The number of characters (code points) of valid text. */
size_t utf8_count(const char *text, size_t len);

/* The length in bytes of the first ${max} characters of valid text. */
size_t utf8_prefix(const char *text, size_t len, size_t max);

#endif /* BASE_UTF8_H */
