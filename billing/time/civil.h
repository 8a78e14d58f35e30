#ifndef TIME_CIVIL_H
#define TIME_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Dates and clock times as people write them, without a zone: the proleptic
 * Gregorian calendar.  Days are counted from 1970-01-01.
 */
struct civil {
	int year;       /* CIVIL_YEAR_MIN..CIVIL_YEAR_MAX */
	int month, day; /* 1..12, 1..31 */
	int hour, minute, second;
	int us; /* microsecond, 0..999999 */
};

#define CIVIL_YEAR_MIN 1
#define CIVIL_YEAR_MAX 9999

#define CIVIL_DAY_S  86400
#define CIVIL_US     INT64_C(1000000)     /* microseconds of a second */
#define CIVIL_DAY_US INT64_C(86400000000) /* of a day of 24 hours */

int64_t civil_to_days(int year, int month, int day);

/* Sets year, month and day; the clock of *c is set to 00:00. */
void civil_from_days(int64_t days, struct civil *c);

/* Monday 0 .. Sunday 6. */
int civil_weekday(int64_t days);

bool civil_is_leap(int year);
int civil_month_days(int year, int month);

/* Is it a date and time that exists?  (24:00:00 and second 60 do not.) */
bool civil_check(const struct civil *);

/* Microseconds since 1970-01-01 as if the zone were UTC, and back. */
int64_t civil_to_us(const struct civil *);
void civil_from_us(int64_t us, struct civil *);

#endif /* TIME_CIVIL_H */
