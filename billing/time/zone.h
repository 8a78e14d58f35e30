#ifndef TIME_ZONE_H
#define TIME_ZONE_H

#include <stdint.h>

#include "time/civil.h"

struct err;

/*
 * A time zone of the IANA database, from the system's tzdata.
 *
 * Read once into a table of transitions (from 1900 to 2200), after which an
 * offset is a binary search over integers.  Zones are kept for the life of the
 * program; a found zone may be used by many threads.
 *
 * Known limit: GLib 2.74 misreads the rule for years after 2037 where winter
 * time is the exception (Europe/Dublin only); it is right up to 2037.
 */
struct zone;

enum zone_how {
	ZONE_UNIQUE, /* the clock showed it once */
	ZONE_FIRST,  /* it showed it twice (end of summer time): the first */
	ZONE_MOVED   /* it never showed it: moved forward by the gap */
};

/* NULL with ERR_DATA if there is no such zone, with ERR_IO if it cannot be read.
 * Thread safe. */
const struct zone *zone_find(const char *name, struct err *);

const struct zone *zone_utc(void);
const char *zone_name(const struct zone *);

/* Seconds east of Greenwich in force at ${us}. */
int32_t zone_offset_s(const struct zone *, int64_t us);

/* "CEST" at ${us}. */
const char *zone_abbreviation(const struct zone *, int64_t us);

/* The first instant after ${us} at which the offset changes; INT64_MAX if it
 * does not any more. */
int64_t zone_next_change(const struct zone *, int64_t us);

void zone_to_civil(const struct zone *, int64_t us, struct civil *);

/* The instant at which the clock shows *c; *how may be NULL. */
int64_t zone_from_civil(const struct zone *, const struct civil *c,
    enum zone_how *how);

#endif /* TIME_ZONE_H */
