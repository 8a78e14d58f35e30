#include "time/civil.h"

#include <assert.h>

/*
 * Days are counted in eras of 400 years (146097 days) whose years begin in
 * March, so that the leap day is the last one of its year.
 */
int64_t
civil_to_days(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t month_from_march = month > 2 ? month - 3 : month + 9;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year - 719468;
}

void
civil_from_days(int64_t days, struct civil *c)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 +
				  day_of_era / 36524 - day_of_era / 146096) /
	    365;
	int64_t day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;

	*c = (struct civil){
		.day =
		    (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
		.month = (int)(month_from_march < 10 ? month_from_march + 3
						     : month_from_march - 9),
	};
	c->year = (int)(year_of_era + era * 400 + (c->month <= 2));
}

int
civil_weekday(int64_t days)
{
	/* Day 0 was a Thursday. */
	int64_t w = (days + 3) % 7;

	return (int)(w < 0 ? w + 7 : w);
}

bool
civil_is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
civil_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	assert(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && civil_is_leap(year));
}

bool
civil_check(const struct civil *c)
{
	return c->year >= CIVIL_YEAR_MIN && c->year <= CIVIL_YEAR_MAX &&
	    c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	    c->day <= civil_month_days(c->year, c->month) && c->hour >= 0 &&
	    c->hour <= 23 && c->minute >= 0 && c->minute <= 59 &&
	    c->second >= 0 && c->second <= 59 && c->us >= 0 && c->us <= 999999;
}

int64_t
civil_to_us(const struct civil *c)
{
	return civil_to_days(c->year, c->month, c->day) * CIVIL_DAY_US +
	    (c->hour * INT64_C(3600) + c->minute * 60 + c->second) * CIVIL_US +
	    c->us;
}

void
civil_from_us(int64_t us, struct civil *c)
{
	int64_t days = us / CIVIL_DAY_US;
	int64_t rest = us % CIVIL_DAY_US;
	int64_t second;

	if (rest < 0) {
		rest += CIVIL_DAY_US;
		days--;
	}
	civil_from_days(days, c);
	second = rest / CIVIL_US;
	c->us = (int)(rest % CIVIL_US);
	c->hour = (int)(second / 3600);
	c->minute = (int)(second / 60 % 60);
	c->second = (int)(second % 60);
}
