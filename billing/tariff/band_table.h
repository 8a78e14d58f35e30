#ifndef TARIFF_BAND_TABLE_H
#define TARIFF_BAND_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "tariff/days.h"

struct arena;
struct err;
struct holiday;
struct zone;

/*
 * Which band is in force when: clock windows on sets of days, compiled into
 * one list of pieces for each day of the week and for each day that is named
 * by its date or by a calendar.
 *
 * Where windows overlap the higher priority wins.  What no window covers is
 * band 0, the default.  A band is a matter of what the clock shows: in the
 * hour that occurs twice a window holds twice, in the hour that does not exist
 * it does not hold.  Flat after the build, shared by threads.
 */
struct band_window {
	struct days days;
	int64_t from_s, until_s; /* of the day, 0..86400; from < until */
	int64_t priority;
	uint32_t band;
};

struct band_piece {
	int32_t until_s; /* of the day; the last one is 86400 */
	uint32_t band;
};

struct band_special {
	int64_t day;
	uint32_t first; /* piece */
};

struct band_table {
	struct band_piece *pieces;
	uint32_t weekday[7];          /* first piece */
	struct band_special *special; /* ascending */
	size_t nspecial;
};

/*
 * What the clock of a zone is off UTC by, kept while it does not change: one
 * for each thread and zone.  Start with BAND_CLOCK(zone).
 */
struct band_clock {
	const struct zone *zone;
	int64_t from_us, until_us; /* the offset holds in between */
	int64_t offset_us;
	int64_t day_from_us, day_until_us; /* and the day */
	int64_t day, midnight_us;          /* which, and when it began */
	int weekday;
};

#define BAND_CLOCK(z) ((struct band_clock){ .zone = (z) })

/* The clocks of the zones that were asked for last: few are in use at a time.
 * Zeroed before its first use. */
struct band_clocks {
	struct band_clock items[8];
	int next; /* that goes for another zone */
};

/* The clock of ${zone}, borrowed until eight others were asked for. */
struct band_clock *band_clock_of(struct band_clocks *, const struct zone *);

/* Compile ${n} windows into ${a}; ${holidays} are all calendars. */
int band_table_build(struct band_table *, struct band_window *windows, size_t n,
    const struct holiday *holidays, size_t nholidays, struct arena *a,
    struct err *);

/*
 * The band in force at ${us}.  *until_us is a later instant up to which it
 * certainly stays so: the next change of band, or midnight, or a change of the
 * clock, whichever comes first.
 */
uint32_t band_table_at(const struct band_table *, struct band_clock *,
    int64_t us, int64_t *until_us);

/* The day that ${us} falls on, counted from 1970-01-01. */
int64_t band_clock_day(struct band_clock *, int64_t us);

#endif /* TARIFF_BAND_TABLE_H */
