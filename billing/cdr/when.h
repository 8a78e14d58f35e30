#ifndef CDR_WHEN_H
#define CDR_WHEN_H

#include <stddef.h>
#include <stdint.h>

#include "time/zone.h"

struct cdr_format;

/*
 * Reads the times and durations of one file, in the way its format says.
 *
 * The calendar work is done once per day of the file and kept: a time that
 * names the same day as the one before costs a comparison and its digits.
 *
 * A time without a zone is one of the format's zone.  In the hour that occurs
 * twice it is the first occurrence, in the hour that does not exist it is moved
 * forward; both are told to the caller, who counts them.
 */
struct when {
	const struct cdr_format *format;
	const struct zone *zone;
	char day_text[10]; /* YYYY-MM-DD last seen; "" at first */
	int64_t day_us;    /* its midnight, as if the zone were UTC */
	int64_t shift_day; /* day_us for which shift_us is known */
	int64_t shift_us;  /* offset of the zone on all of that day ... */
	int shift_known;   /* ... or 0: it changes about then */
};

void when_init(struct when *, const struct cdr_format *, const struct zone *);

/*
 * NULL and the instant; or what is wrong with it, a static text.  *how is
 * ZONE_UNIQUE when the time named its zone.
 */
const char *when_time(struct when *, const char *text, size_t len, int64_t *us,
    enum zone_how *how);

/* NULL and the milliseconds, rounded as the format says; or what is wrong. */
const char *when_duration(const struct when *, const char *text, size_t len,
    int64_t *ms);

#endif /* CDR_WHEN_H */
