/*
 * Calendar, instants, zones, intervals.
 *
 * Method: rows by hand (both nights of the clock change in Berlin, half an hour
 * in Lord Howe, odd offsets in Kathmandu, midnights that do not exist in Sao
 * Paulo, a missing date in Apia); the calendar against counting day by day;
 * zones against the C library for random instants, and zone_from_civil()
 * against a search through every minute.
 */
#include <pthread.h>
#include <time.h>

#include "base/err.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

#include "../check.h"

static const char *const zones[] = { "Europe/Berlin", "Europe/London",
	"Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu",
	"America/Sao_Paulo", "America/St_Johns", "America/New_York",
	"Pacific/Apia", "Africa/Casablanca", "Asia/Tehran", "Asia/Tokyo",
	"Pacific/Chatham", "Antarctica/Troll", "UTC", "Etc/GMT+5" };
#define ZONES (sizeof(zones) / sizeof(zones[0]))

static const struct zone *
zone(const char *name)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *z = zone_find(name, &e);

	CHECK(z != NULL, "%s: %s", name, e.text);
	return z != NULL ? z : zone_utc();
}

static int64_t
at(const char *text)
{
	struct err e = { .code = ERR_NONE };
	int64_t us = 0;

	CHECK(instant_parse(text, strlen(text), &us, &e) == 0, "%s", e.text);
	return us;
}

static uint64_t
next(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Every day from 1800 to 2400, counted by hand. */
static void
test_calendar(void)
{
	int64_t day = civil_to_days(1800, 1, 1);
	int weekday = 2, bad = 0; /* it was a Wednesday */

	CHECK_I64(civil_to_days(1970, 1, 1), 0, "day 0");
	for (int y = 1800; y < 2400; y++)
		for (int m = 1; m <= 12; m++)
			for (int d = 1; d <= civil_month_days(y, m); d++) {
				struct civil c;

				civil_from_days(day, &c);
				bad += civil_to_days(y, m, d) != day ||
				    c.year != y || c.month != m || c.day != d ||
				    civil_weekday(day) != weekday;
				day++;
				weekday = (weekday + 1) % 7;
			}
	CHECK_I64(bad, 0, "days that differ from counting");
	CHECK(civil_is_leap(2000) && !civil_is_leap(1900) &&
		civil_is_leap(2024) && !civil_is_leap(2026),
	    "leap years");
}

/* clang-format off */
static const struct {
	const char *text, *utc;	/* utc NULL: refused */
} instants[] = {
{ "2026-10-25T02:30:00+02:00",	      "2026-10-25T00:30:00Z" },
{ "2026-10-25T02:30:00+01:00",	      "2026-10-25T01:30:00Z" },
{ "2026-10-25 02:30:00z",	      "2026-10-25T02:30:00Z" },
{ "2026-10-25t02:30:00.5Z",	      "2026-10-25T02:30:00.5Z" },
{ "2026-10-25T02:30:00.123456Z",      "2026-10-25T02:30:00.123456Z" },
{ "2026-10-25T02:30:00.000001Z",      "2026-10-25T02:30:00.000001Z" },
{ "1969-12-31T23:59:59.999999Z",      "1969-12-31T23:59:59.999999Z" },
{ "0001-01-01T00:00:00Z",	      "0001-01-01T00:00:00Z" },
{ "9999-12-31T23:59:59Z",	      "9999-12-31T23:59:59Z" },
{ "2024-02-29T00:00:00-05:30",	      "2024-02-29T05:30:00Z" },
{ "2026-10-25T02:30:00.1234567Z",     NULL },
{ "2026-10-25T02:30:00.0000001Z",     NULL },
{ "2026-10-25T02:30:00.Z",	      NULL },
{ "2026-10-25T02:30:00",	      NULL },
{ "2026-10-25T02:30Z",		      NULL },
{ "2026-02-29T00:00:00Z",	      NULL },
{ "2026-13-01T00:00:00Z",	      NULL },
{ "2026-00-01T00:00:00Z",	      NULL },
{ "2026-01-32T00:00:00Z",	      NULL },
{ "2026-01-01T24:00:00Z",	      NULL },
{ "2026-01-01T00:60:00Z",	      NULL },
{ "2026-01-01T00:00:60Z",	      NULL },
{ "2026-1-01T00:00:00Z",	      NULL },
{ "2026-01-01T00:00:00+2:00",	      NULL },
{ "2026-01-01T00:00:00+24:00",	      NULL },
{ "2026-01-01T00:00:00Zx",	      NULL },
{ "0000-01-01T00:00:00Z",	      NULL },
{ " 2026-01-01T00:00:00Z",	      NULL },
{ "",				      NULL },
};
/* clang-format on */

static void
test_instants(void)
{
	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		struct err e = { .code = ERR_NONE };
		const char *text = instants[i].text;
		char back[INSTANT_TEXT_MAX] = "";
		int64_t us = 0;
		int rc = instant_parse(text, strlen(text), &us, &e);

		CHECK_I64(rc, instants[i].utc == NULL ? -1 : 0, text);
		if (rc < 0 || instants[i].utc == NULL)
			continue;
		instant_format(back, us);
		CHECK_STR(back, instants[i].utc, text);
	}
	CHECK_I64(at("2026-11-02T06:00:00Z"), INT64_C(1793599200000000),
	    "date -d 2026-11-02T06:00:00Z +%s");
}

/* clang-format off */
static const struct {
	const char *zone, *local, *want;
	enum zone_how how;
} locals[] = {
/* Berlin: 02:00 -> 03:00 on 29 March, 03:00 -> 02:00 on 25 October. */
{ "Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z", ZONE_UNIQUE },
{ "Europe/Berlin", "2026-03-29 02:00:00", "2026-03-29T01:00:00Z", ZONE_MOVED },
{ "Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T01:30:00Z", ZONE_MOVED },
{ "Europe/Berlin", "2026-03-29 02:59:59.999999", "2026-03-29T01:59:59.999999Z", ZONE_MOVED },
{ "Europe/Berlin", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z", ZONE_UNIQUE },
{ "Europe/Berlin", "2026-10-25 01:59:59", "2026-10-24T23:59:59Z", ZONE_UNIQUE },
{ "Europe/Berlin", "2026-10-25 02:00:00", "2026-10-25T00:00:00Z", ZONE_FIRST },
{ "Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z", ZONE_FIRST },
{ "Europe/Berlin", "2026-10-25 02:59:59", "2026-10-25T00:59:59Z", ZONE_FIRST },
{ "Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T02:00:00Z", ZONE_UNIQUE },
{ "Europe/Berlin", "2026-10-25",	  "2026-10-24T22:00:00Z", ZONE_UNIQUE },
{ "Europe/Berlin", "2026-10-25 02:30",	  "2026-10-25T00:30:00Z", ZONE_FIRST },
{ "Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z", ZONE_UNIQUE },
/* Lord Howe: half an hour; 02:00 -> 02:30 on 4 October, back on 5 April. */
{ "Australia/Lord_Howe", "2026-10-04 02:10:00", "2026-10-03T15:40:00Z", ZONE_MOVED },
{ "Australia/Lord_Howe", "2026-10-04 02:30:00", "2026-10-03T15:30:00Z", ZONE_UNIQUE },
{ "Australia/Lord_Howe", "2026-04-05 01:40:00", "2026-04-04T14:40:00Z", ZONE_FIRST },
{ "Australia/Lord_Howe", "2026-04-05 01:20:00", "2026-04-04T14:20:00Z", ZONE_UNIQUE },
{ "Asia/Kathmandu", "2026-01-01 00:00:00", "2025-12-31T18:15:00Z", ZONE_UNIQUE },
{ "Asia/Kathmandu", "1986-01-01 00:10:00", "1985-12-31T18:40:00Z", ZONE_MOVED },
/* Sao Paulo: no midnight on 4 November 2018; no summer time since 2019. */
{ "America/Sao_Paulo", "2018-11-04 00:00:00", "2018-11-04T03:00:00Z", ZONE_MOVED },
{ "America/Sao_Paulo", "2018-11-04 01:00:00", "2018-11-04T03:00:00Z", ZONE_UNIQUE },
{ "America/Sao_Paulo", "2018-02-17 23:30:00", "2018-02-18T01:30:00Z", ZONE_FIRST },
{ "America/Sao_Paulo", "2026-11-04 00:00:00", "2026-11-04T03:00:00Z", ZONE_UNIQUE },
/* Apia: there was no 30 December 2011. */
{ "Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T22:00:00Z", ZONE_MOVED },
{ "Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30T10:00:00Z", ZONE_UNIQUE },
{ "UTC", "2026-10-25 02:30:00", "2026-10-25T02:30:00Z", ZONE_UNIQUE },
};
/* clang-format on */

static void
test_locals(void)
{
	for (size_t i = 0; i < sizeof(locals) / sizeof(locals[0]); i++) {
		struct err e = { .code = ERR_NONE };
		const char *text = locals[i].local;
		char back[INSTANT_TEXT_MAX] = "";
		enum zone_how how = ZONE_UNIQUE;
		int64_t us = 0;

		CHECK(instant_parse_local(text, strlen(text),
			  zone(locals[i].zone), &us, &how, &e) == 0,
		    "%s", e.text);
		instant_format(back, us);
		CHECK_STR(back, locals[i].want, text);
		CHECK_I64(how, locals[i].how, text);
	}
}

static void
test_format_local(void)
{
	char text[INSTANT_TEXT_MAX];

	instant_format_local(text, at("2026-10-25T00:30:00Z"),
	    zone("Europe/Berlin"));
	CHECK_STR(text, "2026-10-25T02:30:00+02:00", "summer");
	instant_format_local(text, at("2026-10-25T01:30:00Z"),
	    zone("Europe/Berlin"));
	CHECK_STR(text, "2026-10-25T02:30:00+01:00", "winter");
	instant_format_local(text, at("2026-07-01T00:00:00.25Z"),
	    zone("America/St_Johns"));
	CHECK_STR(text, "2026-06-30T21:30:00.25-02:30", "St John's");
	instant_format_date(text, at("2026-10-31T23:30:00Z"),
	    zone("Europe/Berlin"));
	CHECK_STR(text, "2026-11-01", "date");
	CHECK_STR(zone_abbreviation(zone("Europe/Berlin"),
		      at("2026-10-25T00:30:00Z")),
	    "CEST", "abbreviation");
	CHECK_I64(
	    zone_next_change(zone("Europe/Berlin"), at("2026-10-01T00:00:00Z")),
	    at("2026-10-25T01:00:00Z"), "next change");
	CHECK_I64(zone_next_change(zone_utc(), 0), INT64_MAX, "no change");
}

/*
 * Offsets against the C library, 1901 to 2100; Dublin, whose winter time is the
 * exception and not its summer time, to 2037 (see time/zone.h).
 */
static void
test_against_libc(void)
{
	for (size_t i = 0; i < ZONES; i++) {
		const struct zone *z = zone(zones[i]);
		int bad = 0;

		CHECK(setenv("TZ", zones[i], 1) == 0, "setenv");
		tzset();
		for (int n = 0; n < 20000; n++) {
			time_t t = (time_t)(next() % 6279724800u) - 2177452800;
			int64_t us =
			    (int64_t)t * 1000000 + (int64_t)(next() % 1000000);
			struct civil c;
			struct tm tm;

			(void)localtime_r(&t, &tm);
			zone_to_civil(z, us, &c);
			if (t >= 2114380800 && /* 2037-01-01 */
			    strcmp(zones[i], "Europe/Dublin") == 0)
				continue;
			if (zone_offset_s(z, us) != tm.tm_gmtoff ||
			    c.year != tm.tm_year + 1900 ||
			    c.month != tm.tm_mon + 1 || c.day != tm.tm_mday ||
			    c.hour != tm.tm_hour || c.minute != tm.tm_min ||
			    c.second != tm.tm_sec)
				bad++;
		}
		CHECK(bad == 0, "%s: %d of 20000 differ", zones[i], bad);
	}
	CHECK(setenv("TZ", "UTC", 1) == 0, "setenv");
	tzset();
}

/* The slow way back: try every quarter of an hour of two days around it. */
static int64_t
slow_from_civil(const struct zone *z, int64_t local, int *hits)
{
	int64_t first = 0;

	*hits = 0;
	for (int q = -120; q <= 120; q++) {
		int64_t us = local + q * INT64_C(900000000);

		if (us + zone_offset_s(z, us) * CIVIL_US == local &&
		    (*hits)++ == 0)
			first = us;
	}
	return first;
}

static void
test_from_civil(void)
{
	for (size_t i = 0; i < ZONES; i++) {
		const struct zone *z = zone(zones[i]);
		int bad = 0;

		/* Times around the changes of 1990 to 2040. */
		for (int64_t c = at("1990-01-01T00:00:00Z");
		     c < at("2040-01-01T00:00:00Z");) {
			int64_t change = zone_next_change(z, c);

			if (change == INT64_MAX)
				break;
			for (int m = -180; m <= 180; m += 7) {
				int64_t local = change + m * INT64_C(60000000) +
				    zone_offset_s(z, c) * CIVIL_US,
					got;
				struct civil civil;
				enum zone_how how;
				int hits;
				int64_t want;

				civil_from_us(local, &civil);
				got = zone_from_civil(z, &civil, &how);
				want = slow_from_civil(z, local, &hits);
				if (hits == 0) {
					/* By the clock before the gap. */
					want = local -
					    zone_offset_s(z, c) * CIVIL_US;
				}
				bad += got != want ||
				    how !=
					(hits == 0          ? ZONE_MOVED
						: hits == 1 ? ZONE_UNIQUE
							    : ZONE_FIRST);
			}
			c = change;
		}
		CHECK(bad == 0, "%s: %d differ", zones[i], bad);
	}
}

static void
test_bad_zones(void)
{
	static const char *const bad[] = { "", "Europe/Muenchen",
		"../../etc/passwd", "/etc/localtime", "+02:00", "EST5EDT,M3",
		":UTC", "Europe/../UTC" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = { .code = ERR_NONE };

		CHECK(zone_find(bad[i], &e) == NULL, "%s", bad[i]);
		CHECK_I64(e.code, ERR_DATA, bad[i]);
	}
}

static void
test_months(void)
{
	const struct zone *berlin = zone("Europe/Berlin");
	int64_t jan31 = at("2026-01-31T10:00:00+01:00");

	CHECK_I64(interval_add_months(berlin, jan31, 1),
	    at("2026-02-28T10:00:00+01:00"), "31 Jan + 1");
	CHECK_I64(interval_add_months(berlin, jan31, 2),
	    at("2026-03-31T10:00:00+02:00"), "31 Jan + 2");
	CHECK_I64(interval_add_months(berlin, jan31, 25),
	    at("2028-02-29T10:00:00+01:00"), "31 Jan + 25");
	CHECK_I64(interval_add_months(berlin, jan31, -2),
	    at("2025-11-30T10:00:00+01:00"), "31 Jan - 2");
	CHECK_I64(interval_add_months(berlin, jan31, 0), jan31, "31 Jan");
	CHECK_I64(interval_add_days(berlin, at("2026-10-24T12:00:00+02:00"), 1),
	    at("2026-10-25T12:00:00+01:00"), "noon to noon, 25 hours");
	CHECK_I64(interval_month(berlin, at("2026-10-31T22:59:59.999999Z")),
	    at("2026-10-01T00:00:00+02:00"), "October");
	CHECK_I64(
	    interval_next_month(berlin, at("2026-10-31T22:59:59.999999Z")),
	    at("2026-11-01T00:00:00+01:00"), "end of October");
	CHECK_I64(interval_month(berlin, at("2026-10-31T23:00:00Z")),
	    at("2026-11-01T00:00:00+01:00"), "November");
}

static void
test_days(void)
{
	const struct zone *berlin = zone("Europe/Berlin"),
			  *sao = zone("America/Sao_Paulo"),
			  *apia = zone("Pacific/Apia");

	CHECK_I64(interval_next_day(berlin, at("2026-10-25T12:00:00Z")) -
		interval_day(berlin, at("2026-10-25T12:00:00Z")),
	    25 * INT64_C(3600000000), "25 hours");
	CHECK_I64(interval_next_day(berlin, at("2026-03-29T12:00:00Z")) -
		interval_day(berlin, at("2026-03-29T12:00:00Z")),
	    23 * INT64_C(3600000000), "23 hours");
	/* The day begins at 01:00, when the clock jumps there. */
	CHECK_I64(interval_day(sao, at("2018-11-04T12:00:00Z")),
	    at("2018-11-04T03:00:00Z"), "no midnight");
	CHECK_I64(interval_next_day(sao, at("2018-11-03T12:00:00Z")),
	    at("2018-11-04T03:00:00Z"), "no midnight");
	CHECK_I64(interval_next_day(apia, at("2011-12-29T12:00:00-10:00")),
	    at("2011-12-31T00:00:00+14:00"), "a date is missing");
	/* Every instant lies in its day; days follow each other. */
	for (size_t i = 0; i < ZONES; i++) {
		const struct zone *z = zone(zones[i]);
		int bad = 0;

		for (int n = 0; n < 3000; n++) {
			int64_t us = (int64_t)(next() % 2000000000u) * CIVIL_US;
			int64_t from = interval_day(z, us),
				until = interval_next_day(z, us);
			struct civil a, b;

			zone_to_civil(z, us, &a);
			zone_to_civil(z, from, &b);
			bad += !(from <= us && us < until) || a.day != b.day ||
			    interval_day(z, until) != until ||
			    interval_day(z, until - 1) != from;
		}
		CHECK(bad == 0, "%s: %d bad days", zones[i], bad);
	}
}

static void
test_periods(void)
{
	static const char *const bad[] = { "", "2026", "2026-13", "2026-00",
		"2026-1", "2026-010", "26-10", "2026/10", "+026-10", "2026-+1",
		"0000-01" };
	const struct zone *berlin = zone("Europe/Berlin");
	struct err e = { .code = ERR_NONE };
	char text[INTERVAL_PERIOD_MAX];
	int p = 0;

	CHECK(interval_period_parse("2026-10", &p, &e) == 0, "%s", e.text);
	CHECK_I64(p, 2026 * 12 + 9, "period");
	CHECK_I64(interval_period_format(text, p), 7, "length");
	CHECK_STR(text, "2026-10", "text");
	interval_period_format(text, p + 3);
	CHECK_STR(text, "2027-01", "three later");
	CHECK_I64(interval_period_from(berlin, p), at("2026-09-30T22:00:00Z"),
	    "from");
	CHECK_I64(interval_period_until(berlin, p), at("2026-10-31T23:00:00Z"),
	    "until");
	CHECK_I64(interval_period_of(berlin, at("2026-10-31T22:59:59.999999Z")),
	    p, "last microsecond");
	CHECK_I64(interval_period_of(berlin, at("2026-10-31T23:00:00Z")), p + 1,
	    "first of the next");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(interval_period_parse(bad[i], &p, &e) < 0, "%s", bad[i]);
		err_clear(&e);
	}
}

static void *
find_all(void *data)
{
	(void)data;
	for (size_t i = 0; i < ZONES; i++) {
		struct err e = { .code = ERR_NONE };
		const struct zone *z = zone_find(zones[i], &e);

		if (z == NULL || zone_find(zones[i], &e) != z)
			return data;
	}
	return NULL;
}

static void
test_threads(void)
{
	pthread_t threads[8];
	int failed = 0;

	for (int i = 0; i < 8; i++)
		(void)pthread_create(&threads[i], NULL, find_all, &failed);
	for (int i = 0; i < 8; i++) {
		void *result;

		(void)pthread_join(threads[i], &result);
		failed += result != NULL;
	}
	CHECK_I64(failed, 0, "threads that got another zone");
}

/* Lengths of billing intervals, by the clock, in both nights of the year. */
static void
test_interval_add(void)
{
	static const struct {
		const char *zone, *anchor;
		enum interval_unit_of_time unit;
		int64_t n;
		const char *want;
	} rows[] = {
		{ "Europe/Berlin", "2026-03-29T01:00:00+01:00", INTERVAL_HOUR,
		    1, "2026-03-29T03:00:00+02:00" }, /* 02:00 never was */
		{ "Europe/Berlin", "2026-03-29T01:00:00+01:00", INTERVAL_HOUR,
		    2, "2026-03-29T03:00:00+02:00" },
		{ "Europe/Berlin", "2026-03-29T01:00:00+01:00", INTERVAL_HOUR,
		    3, "2026-03-29T04:00:00+02:00" },
		{ "Europe/Berlin", "2026-10-25T01:00:00+02:00", INTERVAL_HOUR,
		    1, "2026-10-25T02:00:00+02:00" },
		{ "Europe/Berlin", "2026-10-25T01:00:00+02:00", INTERVAL_HOUR,
		    2, "2026-10-25T03:00:00+01:00" }, /* 02:00 lasts twice */
		{ "Europe/Berlin", "2026-10-25T02:59:00+02:00",
		    INTERVAL_MINUTE, 1, "2026-10-25T03:00:00+01:00" },
		{ "Europe/Berlin", "2026-03-28T12:00:00+01:00", INTERVAL_DAY,
		    1, "2026-03-29T12:00:00+02:00" },
		{ "Europe/Berlin", "2026-03-25T00:00:00+01:00", INTERVAL_WEEK,
		    1, "2026-04-01T00:00:00+02:00" },
		{ "Europe/Berlin", "2026-01-31T00:00:00+01:00", INTERVAL_MONTH,
		    1, "2026-02-28T00:00:00+01:00" },
		{ "Europe/Berlin", "2026-03-31T00:00:00+02:00", INTERVAL_MONTH,
		    -1, "2026-02-28T00:00:00+01:00" },
		{ "Australia/Lord_Howe", "2026-10-04T01:30:00+10:30",
		    INTERVAL_HOUR, 1, "2026-10-04T02:30:00+11:00" },
		{ "Asia/Kathmandu", "2026-01-01T00:00:00+05:45", INTERVAL_HOUR,
		    -1, "2025-12-31T23:00:00+05:45" },
	};
	const struct zone *utc = zone_utc();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_I64(interval_add(zone(rows[i].zone), at(rows[i].anchor),
			      rows[i].unit, rows[i].n),
		    at(rows[i].want), rows[i].anchor);
	CHECK_I64(interval_add(utc, 0, INTERVAL_MONTH, 100000), INT64_MAX,
	    "too far");
	CHECK_I64(interval_add(utc, 0, INTERVAL_WEEK, INT64_MAX), INT64_MAX,
	    "too far");
	CHECK_I64(interval_add(utc, 0, INTERVAL_MINUTE, -INT64_MAX), INT64_MIN,
	    "too early");
	CHECK_I64(interval_add(utc, 0, INTERVAL_MONTH, -INT64_MAX), INT64_MIN,
	    "too early");
}

int
main(void)
{
	test_threads();
	test_calendar();
	test_instants();
	test_locals();
	test_format_local();
	test_against_libc();
	test_from_civil();
	test_bad_zones();
	test_months();
	test_interval_add();
	test_days();
	test_periods();
	return check_done();
}
