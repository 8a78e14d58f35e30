#ifndef TARIFF_DAYS_H
#define TARIFF_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;

/*
 * A set of days as bands and time sets name it: items joined by commas,
 *
 *	daily			every day
 *	mon  mon-fri  sat-mon	days of the week; a range may run over Sunday
 *	2026-12-25		a date
 *	holidays:CALENDAR	the dates of a calendar
 *
 * Days are counted from 1970-01-01, on the clock of whoever asks.
 */
struct days {
	unsigned weekdays; /* bit 0 is Monday */
	int64_t *dates;
	size_t ndates;
	const char **calendars; /* names; their dates are the asker's to add */
	size_t ncalendars;
};

/* Parse ${text} into ${a}.  ERR_DATA names the item that is none of these. */
int days_parse(struct days *, const char *text, struct arena *a, struct err *);

/* Is ${day} of the week, or one of the dates?  (Calendars are not asked.) */
bool days_contain(const struct days *, int64_t day);

#endif /* TARIFF_DAYS_H */
