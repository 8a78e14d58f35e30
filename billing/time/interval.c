#include "time/interval.h"

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"

/* 00:00 of a date, or the first instant of it where that does not exist. */
static int64_t
interval_midnight(const struct zone *z, int year, int month, int day)
{
	struct civil c = { .year = year, .month = month, .day = day };
	enum zone_how how;
	int64_t us = zone_from_civil(z, &c, &how);
	int64_t change;

	if (how != ZONE_MOVED)
		return us;
	/* The clock jumps over midnight; the date begins with the jump. */
	change = zone_next_change(z, us - CIVIL_DAY_US);
	while (change < us) {
		int64_t next = zone_next_change(z, change);

		if (next > us)
			break;
		change = next;
	}
	return change <= us ? change : us;
}

static int64_t
interval_day_after(const struct zone *z, int64_t us, int days)
{
	struct civil c;

	zone_to_civil(z, us, &c);
	civil_from_days(civil_to_days(c.year, c.month, c.day) + days, &c);
	return interval_midnight(z, c.year, c.month, c.day);
}

int64_t
interval_day(const struct zone *z, int64_t us)
{
	return interval_day_after(z, us, 0);
}

int64_t
interval_next_day(const struct zone *z, int64_t us)
{
	int64_t next = interval_day_after(z, us, 1);

	/* A whole date can be missing (Pacific/Apia, 2011-12-30). */
	for (int days = 2; next <= us; days++)
		next = interval_day_after(z, us, days);
	return next;
}

int64_t
interval_month(const struct zone *z, int64_t us)
{
	return interval_period_from(z, interval_period_of(z, us));
}

int64_t
interval_next_month(const struct zone *z, int64_t us)
{
	return interval_period_until(z, interval_period_of(z, us));
}

int64_t
interval_add_days(const struct zone *z, int64_t anchor_us, int n)
{
	struct civil c, clock;

	if (n == 0)
		return anchor_us;
	zone_to_civil(z, anchor_us, &clock);
	civil_from_days(civil_to_days(clock.year, clock.month, clock.day) + n,
	    &c);
	clock.year = c.year;
	clock.month = c.month;
	clock.day = c.day;
	return zone_from_civil(z, &clock, NULL);
}

int64_t
interval_add_months(const struct zone *z, int64_t anchor_us, int n)
{
	struct civil c;
	int months, last;

	if (n == 0)
		return anchor_us;
	zone_to_civil(z, anchor_us, &c);
	months = c.year * 12 + c.month - 1 + n;
	c.year = months / 12;
	c.month = months % 12 + 1;
	last = civil_month_days(c.year, c.month);
	if (c.day > last)
		c.day = last;
	return zone_from_civil(z, &c, NULL);
}

#define YEAR_LAST 9000

/* ${anchor_us} moved by so many microseconds of the clock. */
static int64_t
interval_add_clock(const struct zone *z, int64_t anchor_us, int64_t us)
{
	struct civil c;
	int64_t moved;

	if (us == 0)
		return anchor_us;
	zone_to_civil(z, anchor_us, &c);
	civil_from_us(civil_to_us(&c) + us, &c);
	moved = zone_from_civil(z, &c, NULL);
	/* from within the second of two hours that show the same */
	return us > 0 && moved <= anchor_us ? anchor_us + us : moved;
}

int64_t
interval_add(const struct zone *z, int64_t anchor_us,
    enum interval_unit_of_time unit, int64_t n)
{
	static const int64_t unit_us[] = { [INTERVAL_MINUTE] = 60 * CIVIL_US,
		[INTERVAL_HOUR] = 3600 * CIVIL_US,
		[INTERVAL_DAY] = CIVIL_DAY_US,
		[INTERVAL_WEEK] = 7 * CIVIL_DAY_US };
	int64_t months_left, us_left;
	struct civil first = { .year = CIVIL_YEAR_MIN, .month = 1, .day = 2 };
	struct civil last = { .year = YEAR_LAST, .month = 1, .day = 1 };
	struct civil c;

	zone_to_civil(z, anchor_us, &c);
	if (unit == INTERVAL_MONTH) {
		months_left = n > 0 ? (YEAR_LAST - c.year) * INT64_C(12)
				    : (c.year - 2) * INT64_C(12);
		if (n > months_left || -n > months_left)
			return n > 0 ? INT64_MAX : INT64_MIN;
		return interval_add_months(z, anchor_us, (int)n);
	}
	us_left = n > 0 ? civil_to_us(&last) - anchor_us
			: anchor_us - civil_to_us(&first);
	if (n > us_left / unit_us[unit] || -n > us_left / unit_us[unit])
		return n > 0 ? INT64_MAX : INT64_MIN;
	return interval_add_clock(z, anchor_us, n * unit_us[unit]);
}

int
interval_period_parse(const char *text, int *period, struct err *e)
{
	struct err no = { .code = ERR_NONE };
	int64_t year, month;

	if (strlen(text) != 7 || text[4] != '-' || strcspn(text, "+") != 7 ||
	    decimal_int(text, 4, CIVIL_YEAR_MIN, CIVIL_YEAR_MAX, &year, &no) <
		0 ||
	    decimal_int(text + 5, 2, 1, 12, &month, &no) < 0)
		return err_set(e, ERR_DATA,
		    "\"%.60s\": not a period (want YYYY-MM)", text);
	*period = (int)(year * 12 + month - 1);
	return 0;
}

size_t
interval_period_format(char out[INTERVAL_PERIOD_MAX], int period)
{
	int n = snprintf(out, INTERVAL_PERIOD_MAX, "%04d-%02d",
	    (int)(period / 12 % 10000), (int)(period % 12 + 1));

	return n < 0 ? 0 : (size_t)n;
}

int
interval_period_of(const struct zone *z, int64_t us)
{
	struct civil c;

	zone_to_civil(z, us, &c);
	return c.year * 12 + c.month - 1;
}

int64_t
interval_period_from(const struct zone *z, int period)
{
	return interval_midnight(z, period / 12, period % 12 + 1, 1);
}

int64_t
interval_period_until(const struct zone *z, int period)
{
	return interval_period_from(z, period + 1);
}
