/*
 * Intervals, days and bands on the clock of a zone: a civil date and time is
 * changed as one would on paper and looked up again.
 */
#include "reference.h"

#include "time/civil.h"
#include "time/zone.h"

static int64_t
instant(const struct zone *zone, const struct civil *c)
{
	return zone_from_civil(zone, c, NULL);
}

static void
add_months(struct civil *c, int64_t n)
{
	int64_t month = (int64_t)c->year * 12 + (c->month - 1) + n;

	c->year = (int)(month / 12);
	c->month = (int)(month % 12) + 1;
	if (c->day > civil_month_days(c->year, c->month))
		c->day = civil_month_days(c->year, c->month);
}

int64_t
reference_calendar_move(const struct zone *zone, int64_t us,
    enum reference_unit unit, int64_t n)
{
	static const int64_t seconds[] = { [REFERENCE_MINUTE] = 60,
		[REFERENCE_HOUR] = 3600,
		[REFERENCE_DAY] = CIVIL_DAY_S,
		[REFERENCE_WEEK] = 7 * CIVIL_DAY_S };
	struct civil c;
	int64_t moved;

	zone_to_civil(zone, us, &c);
	if (unit == REFERENCE_MONTH) {
		add_months(&c, n);
		return instant(zone, &c);
	}
	civil_from_us(civil_to_us(&c) + n * seconds[unit] * CIVIL_US, &c);
	moved = instant(zone, &c);
	/* the clock was turned back meanwhile: time goes on all the same */
	return n > 0 && moved <= us ? us + n * seconds[unit] * CIVIL_US : moved;
}

/* The first instant of that date. */
static int64_t
midnight(const struct zone *zone, const struct civil *date)
{
	struct civil c = { .year = date->year,
		.month = date->month,
		.day = date->day };

	return instant(zone, &c);
}

int64_t
reference_calendar_day(const struct zone *zone, int64_t us)
{
	struct civil c;

	zone_to_civil(zone, us, &c);
	return midnight(zone, &c);
}

int64_t
reference_calendar_month(const struct zone *zone, int64_t us)
{
	struct civil c;

	zone_to_civil(zone, us, &c);
	c.day = 1;
	return midnight(zone, &c);
}

int64_t
reference_calendar_day_number(const struct zone *zone, int64_t us)
{
	struct civil c;

	zone_to_civil(zone, us, &c);
	return civil_to_days(c.year, c.month, c.day);
}

int64_t
reference_calendar_month_number(const struct zone *zone, int64_t us)
{
	struct civil c;

	zone_to_civil(zone, us, &c);
	return (int64_t)c.year * 12 + c.month - 1;
}

/* Always counted from the anchor, so that the 31st comes back. */
int64_t
reference_calendar_next(const struct zone *zone, int64_t anchor_us,
    enum reference_unit unit, int64_t count, int64_t us)
{
	int64_t n = 1, at;

	/* far from the anchor: begin some units before */
	if (us - anchor_us > 3 * CIVIL_DAY_US && unit < REFERENCE_DAY) {
		n = (us - anchor_us - 2 * CIVIL_DAY_US) /
		    (count * (unit == REFERENCE_HOUR ? 3600 : 60) * CIVIL_US);
		n = n < 1 ? 1 : n;
	}
	do
		at =
		    reference_calendar_move(zone, anchor_us, unit, n++ * count);
	while (at <= us);
	return at;
}

int
reference_calendar_band(const struct reference_profile *p,
    const struct zone *zone, int64_t us)
{
	const struct reference_window *best = NULL;
	int64_t day, second;
	struct civil c;

	zone_to_civil(zone, us, &c);
	day = civil_to_days(c.year, c.month, c.day);
	second = c.hour * 3600 + c.minute * 60 + c.second;
	for (int i = 0; i < p->nwindows; i++) {
		const struct reference_window *w = &p->windows[i];
		bool today = w->weekdays == 0
		    ? w->date == day
		    : (w->weekdays >> civil_weekday(day) & 1) != 0;

		if (today && w->from_s <= second && second < w->until_s &&
		    (best == NULL || w->priority > best->priority))
			best = w;
	}
	return best == NULL ? 0 : best->band;
}
