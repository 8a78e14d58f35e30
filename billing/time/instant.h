#ifndef TIME_INSTANT_H
#define TIME_INSTANT_H

#include <stddef.h>
#include <stdint.h>

#include "time/zone.h"

struct err;

/*
 * An instant is a signed 64-bit count of microseconds since
 * 1970-01-01T00:00:00Z; "_us" last in its name.
 */
#define INSTANT_TEXT_MAX 40 /* longest text the format functions write */

#define INSTANT_MIN INT64_MIN /* before all: "valid since ever" */
#define INSTANT_MAX INT64_MAX /* after all: "valid for ever" */

/*
 * RFC 3339: 2026-10-25T02:30:00.123456+02:00 (T may be t or a space; Z or z).
 * At most six digits of fraction; second 60 is refused.  ERR_DATA.
 */
int instant_parse(const char *text, size_t len, int64_t *us, struct err *);

/*
 * RFC 3339, or a time without offset in ${zone}: YYYY-MM-DD (its 00:00),
 * YYYY-MM-DD HH:MM[:SS[.ffffff]], T or space between.  *how (may be NULL) says
 * whether the clock time was unique; UNIQUE if there was an offset.
 */
int instant_parse_local(const char *text, size_t len, const struct zone *,
    int64_t *us, enum zone_how *how, struct err *);

/* "2026-10-25T00:30:00Z", with .123456 only if there is a fraction (zeros at
 * its end left away).  Returns the length. */
size_t instant_format(char out[INSTANT_TEXT_MAX], int64_t us);

/* The same instant with the offset of ${zone}: "2026-10-25T02:30:00+02:00". */
size_t instant_format_local(char out[INSTANT_TEXT_MAX], int64_t us,
    const struct zone *);

/* "2026-10-25" in ${zone}. */
size_t instant_format_date(char out[INSTANT_TEXT_MAX], int64_t us,
    const struct zone *);

#endif /* TIME_INSTANT_H */
