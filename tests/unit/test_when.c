/*
 * when_time() and when_duration(): the forms of every format, the two days of
 * the clock change, roundings.
 *
 * Method: rows worked out by hand; then random instants written in each form
 * and read back, local ones against time/instant, which looks every one up; and
 * what is read in a short way, spoilt or not, with zeros more, which is not.
 */
#include "base/err.h"
#include "cdr/format.h"
#include "cdr/when.h"
#include "time/instant.h"
#include "time/zone.h"

#include "../check.h"

#define S(x) ((int64_t)(x)*1000000)

/* clang-format off */
static const struct {
	const char *pattern;		/* NULL: RFC 3339; "epoch...": epoch */
	int64_t unit;
	const char *text;
	int64_t us;			/* -1: refused */
	enum zone_how how;
} times[] = {
{ NULL, 0, "2026-10-05T10:00:00Z",		S(1791194400), ZONE_UNIQUE },
{ NULL, 0, "2026-10-05t10:00:00z",		S(1791194400), ZONE_UNIQUE },
{ NULL, 0, "2026-10-05 12:00:00+02:00",		S(1791194400), ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T00:00:00.000001-10:00",	S(1791194400) + 1, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T10:00:00.5Z",		S(1791194400) + 500000, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T10:00:00",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T10:00:00.Z",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T10:00:60Z",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T24:00:00Z",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-02-29T10:00:00Z",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T10:00:00Zx",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-10-05T10:00:00UTC",		-1, ZONE_UNIQUE },
{ NULL, 0, "2026-1-05T10:00:00.00Z",		-1, ZONE_UNIQUE },
{ NULL, 0, "",					-1, ZONE_UNIQUE },
{ "epoch", 1000000, "1791194400",		S(1791194400), ZONE_UNIQUE },
{ "epoch", 1000000, "1791194400.123456",	S(1791194400) + 123456, ZONE_UNIQUE },
{ "epoch", 1000, "1791194400123",		S(1791194400) + 123000, ZONE_UNIQUE },
{ "epoch", 1, "1791194400123456",		-1, ZONE_UNIQUE },	/* too many digits */
{ "epoch", 1, "791194400123456",		791194400123456, ZONE_UNIQUE },
{ "epoch", 1000000, "-1",			-1, ZONE_UNIQUE },
{ "epoch", 1000000, "999999999999999",		-1, ZONE_UNIQUE },
{ "epoch", 1000000, "99999999999999999999",	-1, ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S%f", 0, "2026-07-05 12:00:00",	S(1783245600), ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S%f", 0, "2026-7-5 12:0:0.25",	S(1783245600) + 250000, ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S%f%f", 0, "2026-07-05 12:00:00.567.567", S(1783245600) + 567000, ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S%f", 0, "2026-07-05 12:00:00.567.567", -1, ZONE_UNIQUE },
{ "%d.%m.%Y %H:%M", 0, "05.07.2026 12:00",	S(1783245600), ZONE_UNIQUE },
{ "%Y%m%d%H%M%S %z", 0, "20260705120000 +0200",	S(1783245600), ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S %z", 0, "2026-07-05 10:00:00 UTC", S(1783245600), ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S %z", 0, "2026-07-05 10:00:00", -1, ZONE_UNIQUE },
/* Berlin: 02:00-03:00 occurs twice on 25 October, never on 29 March. */
{ "%Y-%m-%d %H:%M:%S", 0, "2026-10-25 01:59:59",	S(1792886399), ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S", 0, "2026-10-25 02:00:00",	S(1792886400), ZONE_FIRST },
{ "%Y-%m-%d %H:%M:%S", 0, "2026-10-25 02:59:59",	S(1792889999), ZONE_FIRST },
{ "%Y-%m-%d %H:%M:%S", 0, "2026-10-25 03:00:00",	S(1792893600), ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S", 0, "2026-03-29 01:59:59",	S(1774745999), ZONE_UNIQUE },
{ "%Y-%m-%d %H:%M:%S", 0, "2026-03-29 02:30:00",	S(1774747800), ZONE_MOVED },
{ "%Y-%m-%d %H:%M:%S", 0, "2026-03-29 03:00:00",	S(1774746000), ZONE_UNIQUE },
};

static const struct {
	const char *unit;		/* s, ms, us, min */
	int64_t num, den;
	enum cdr_exactness how;
	const char *text;
	int64_t ms;			/* -1: refused */
} durations[] = {
{ "s", 1000, 1, CDR_EXACT,     "0",		0 },
{ "s", 1000, 1, CDR_EXACT,     "61.5",		61500 },
{ "s", 1000, 1, CDR_EXACT,     "60.001",	60001 },
{ "s", 1000, 1, CDR_EXACT,     "60.0010",	60001 },
{ "s", 1000, 1, CDR_EXACT,     "60.0011",	-1 },
{ "s", 1000, 1, CDR_EXACT,     "60.000000001",	-1 },
{ "s", 1000, 1, CDR_HALF_UP,   "0.0005",	1 },
{ "s", 1000, 1, CDR_HALF_UP,   "0.0004999",	0 },
{ "s", 1000, 1, CDR_HALF_EVEN, "0.0005",	0 },
{ "s", 1000, 1, CDR_HALF_EVEN, "0.0015",	2 },
{ "s", 1000, 1, CDR_HALF_EVEN, "0.000500001",	1 },
{ "s", 1000, 1, CDR_UP,        "0.000000001",	1 },
{ "s", 1000, 1, CDR_UP,        "1.000",		1000 },
{ "s", 1000, 1, CDR_DOWN,      "0.000999999",	0 },
{ "ms", 1, 1, CDR_HALF_UP,     "1500",		1500 },
{ "ms", 1, 1, CDR_HALF_UP,     "1500.5",	1501 },
{ "us", 1, 1000, CDR_HALF_UP,  "1500500",	1501 },
{ "us", 1, 1000, CDR_DOWN,     "1500999",	1500 },
{ "min", 60000, 1, CDR_UP,     "1.5",		90000 },
{ "s", 1000, 1, CDR_EXACT,     "-1",		-1 },
{ "s", 1000, 1, CDR_EXACT,     "",		-1 },
{ "s", 1000, 1, CDR_EXACT,     "1.",		-1 },
{ "s", 1000, 1, CDR_EXACT,     ".5",		-1 },
{ "s", 1000, 1, CDR_EXACT,     "1,5",		-1 },
{ "s", 1000, 1, CDR_EXACT,     "1e3",		-1 },
{ "s", 1000, 1, CDR_EXACT,     "99999999999999", -1 },
{ "s", 1000, 1, CDR_EXACT,     "99999999999999999999", -1 },
};
/* clang-format on */

static void
test_times(const struct zone *berlin)
{
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct cdr_format f = { .clock = times[i].pattern == NULL
			    ? CDR_CLOCK_RFC3339
			    : times[i].unit > 0 ? CDR_CLOCK_EPOCH
						: CDR_CLOCK_PATTERN,
			.clock_pattern = times[i].pattern,
			.clock_unit_us = times[i].unit };
		enum zone_how how = ZONE_UNIQUE;
		const char *wrong;
		struct when w;
		int64_t us = -1;

		when_init(&w, &f, berlin);
		/* Twice: the second time what was kept of the day is used. */
		for (int k = 0; k < 2; k++) {
			us = -1;
			wrong = when_time(&w, times[i].text,
			    strlen(times[i].text), &us, &how);
			CHECK((wrong == NULL) == (times[i].us != -1), "%s: %s",
			    times[i].text, wrong == NULL ? "taken" : wrong);
			if (wrong == NULL) {
				CHECK_I64(us, times[i].us, times[i].text);
				CHECK_I64(how, times[i].how, times[i].text);
			}
		}
	}
}

static void
test_durations(void)
{
	for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		struct cdr_format f = { .duration_num = durations[i].num,
			.duration_den = durations[i].den,
			.rounding = durations[i].how };
		const char *wrong;
		struct when w;
		int64_t ms = -1;

		when_init(&w, &f, zone_utc());
		wrong = when_duration(&w, durations[i].text,
		    strlen(durations[i].text), &ms);
		CHECK((wrong == NULL) == (durations[i].ms != -1), "%s %s: %s",
		    durations[i].text, durations[i].unit,
		    wrong == NULL ? "taken" : wrong);
		if (wrong == NULL)
			CHECK_I64(ms, durations[i].ms, durations[i].text);
	}
}

/* Random clock times of 2026 and 2027, in any order of days. */
static void
test_against_instant(const struct zone *berlin)
{
	const struct cdr_format f = { .clock = CDR_CLOCK_PATTERN,
		.clock_pattern = "%Y-%m-%d %H:%M:%S%f" };
	uint64_t seed = 1;
	struct when w;

	when_init(&w, &f, berlin);
	for (int i = 0; i < 100000; i++) {
		struct err e = { .code = ERR_NONE };
		enum zone_how how, want_how = ZONE_UNIQUE;
		int64_t us = 0, want = 0;
		struct civil c;
		char text[64];

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		civil_from_us(S(1767225600) +
			(int64_t)((seed >> 16) % 63072000) * 1000000 +
			(int64_t)(seed >> 52) * 100,
		    &c);
		(void)snprintf(text, sizeof(text),
		    "%04d-%02d-%02d %02d:%02d:%02d.%06d", c.year, c.month,
		    c.day, c.hour, c.minute, c.second, c.us);
		CHECK(when_time(&w, text, strlen(text), &us, &how) == NULL,
		    "%s", text);
		CHECK(instant_parse_local(text, strlen(text), berlin, &want,
			  &want_how, &e) == 0,
		    "%s: %s", text, e.text);
		CHECK_I64(us, want, text);
		CHECK_I64(how, want_how, text);
	}
}

/* A few bytes of the text but the last one changed. */
static void
spoil(char *text, size_t len)
{
	static const char some[] = "0123456789.:-TZ+ 9";

	for (int n = rand() % 3; n > 0; n--)
		text[(size_t)rand() % (len - 1)] =
		    some[(size_t)rand() % (sizeof(some) - 1)];
}

/* What is read in a short way, against the same with zeros more, which is not. */
static void
test_short_way(void)
{
	const struct cdr_format f = { .clock = CDR_CLOCK_RFC3339,
		.duration_num = 1000,
		.duration_den = 1 };
	struct when w;

	when_init(&w, &f, zone_utc());
	for (int i = 0; i < 300000; i++) {
		char text[64], also[80];
		const char *wrong, *want_wrong;
		int64_t got = -1, want = -1;
		enum zone_how how;
		size_t len;

		(void)snprintf(text, sizeof(text),
		    "2026-10-%02dT%02d:%02d:%02d.%03dZ", rand() % 3 + 1,
		    rand() % 24, rand() % 60, rand() % 60, rand() % 1000);
		spoil(text, 24);
		(void)snprintf(also, sizeof(also), "%.23s000Z", text);
		wrong = when_time(&w, text, 24, &got, &how);
		want_wrong = when_time(&w, also, 27, &want, &how);
		CHECK(wrong == want_wrong && got == want,
		    "%s: %" PRId64 ", %" PRId64 " %s", text, got, want,
		    wrong == NULL ? "" : wrong);

		got = want = -1;
		(void)snprintf(text, sizeof(text), "%d.%03d",
		    rand() % (rand() % 2 == 0 ? 3000 : 1000000), rand() % 1000);
		spoil(text, strlen(text));
		if (rand() % 4 == 0)
			text[strlen(text) - 4] = '\0';
		len = strlen(text);
		(void)snprintf(also, sizeof(also), "%s%s", text,
		    strchr(text, '.') == NULL ? ".0000" : "0000");
		wrong = when_duration(&w, text, len, &got);
		want_wrong = when_duration(&w, also, strlen(also), &want);
		/* a point alone at the end is wrong, with a digit it is not */
		if (len > 0 && text[len - 1] == '.')
			CHECK(wrong != NULL, "%s: taken", text);
		else
			CHECK(len == 0 || (wrong == want_wrong && got == want),
			    "%s: %" PRId64 ", %" PRId64 " %s", text, got, want,
			    wrong == NULL ? "" : wrong);
	}
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *berlin = zone_find("Europe/Berlin", &e);

	CHECK(berlin != NULL, "%s", e.text);
	if (berlin == NULL)
		return check_done();
	test_times(berlin);
	test_durations();
	test_against_instant(berlin);
	test_short_way();
	return check_done();
}
