#ifndef TIME_INTERVAL_H
#define TIME_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

#include "time/zone.h"

struct err;

/*
 * Days, months and periods of a zone.  All ranges are half open: [from, until).
 *
 * A period is a calendar month, as a number: year x 12 + month - 1.
 */
#define INTERVAL_PERIOD_MAX 12 /* longest text of a period, with NUL */

/* Start of the day that contains ${us}, and of the day after it: the first
 * instant of the date, also where midnight does not exist. */
int64_t interval_day(const struct zone *, int64_t us);
int64_t interval_next_day(const struct zone *, int64_t us);

/* Start of the month that contains ${us}, and of the month after it. */
int64_t interval_month(const struct zone *, int64_t us);
int64_t interval_next_month(const struct zone *, int64_t us);

/*
 * ${anchor_us} moved by ${n} (also negative) days or months at the same clock
 * time.  A day that the month lacks is its last one, each time worked out from
 * the anchor: 31 Jan + 1 is 28 Feb, + 2 is 31 Mar.
 */
int64_t interval_add_days(const struct zone *, int64_t anchor_us, int n);
int64_t interval_add_months(const struct zone *, int64_t anchor_us, int n);

/* What the length of a billing interval is counted in. */
enum interval_unit_of_time {
	INTERVAL_MINUTE,
	INTERVAL_HOUR,
	INTERVAL_DAY,
	INTERVAL_WEEK,
	INTERVAL_MONTH
};

/*
 * ${anchor_us} moved by ${n} units (also negative) as the clock shows them:
 * the hour that occurs twice counts as one, what the clock never shows is moved
 * forward, so that two neighbours may be the same instant.  INT64_MAX beyond
 * the year 9000, INT64_MIN before the year 1.
 */
int64_t interval_add(const struct zone *, int64_t anchor_us,
    enum interval_unit_of_time, int64_t n);

/* "2026-10".  ERR_DATA. */
int interval_period_parse(const char *text, int *period, struct err *);
size_t interval_period_format(char out[INTERVAL_PERIOD_MAX], int period);

/* The period that contains ${us}; where a period begins and ends. */
int interval_period_of(const struct zone *, int64_t us);
int64_t interval_period_from(const struct zone *, int period);
int64_t interval_period_until(const struct zone *, int period);

#endif /* TIME_INTERVAL_H */
