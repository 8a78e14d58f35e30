#ifndef TEL_NUMBER_H
#define TEL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * Telephone numbers.  Normal form: digits in E.164 with a leading +, or a
 * short code (digits without +), or a SIP user as it is.
 */
#define NUMBER_MAX 256 /* longest number or SIP user, with NUL */

/*
 * Write the normal form of ${len} bytes of ${text}.  Spaces around it go;
 * "(0)", and the separators  space - . / ( )  go if nothing but digits (and a
 * leading +, * or #) remains; all else is a SIP user and kept as it is.
 * ERR_DATA if it is too long.  Returns 0 and the length in *out_len (may be
 * NULL).
 */
int number_normal(char out[NUMBER_MAX], const char *text, size_t len,
    size_t *out_len, struct err *);

/* The part that is compared: without the leading +.  Borrowed from ${text}. */
const char *number_key(const char *text);

/* Digits only, perhaps after a +; at least one. */
bool number_is_number(const char *text);

/* NULL, "", anonymous, unknown, restricted (any case, and what begins with
 * "anonymous@"): the caller's number is withheld. */
bool number_is_anonymous(const char *text);

/* Replace the last ${hidden} digits by x: "+4989123xxx". */
void number_mask(char out[NUMBER_MAX], const char *text, int hidden);

#endif /* TEL_NUMBER_H */
