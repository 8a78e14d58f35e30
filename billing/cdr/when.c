#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "cdr/format.h"
#include "cdr/when.h"
#include "time/civil.h"

static const char not_a_time[] = "not a time as the format writes it";
static const char no_such_time[] = "no such date or clock time";
static const char not_a_duration[] = "not a duration";

#define WHEN_DIGITS_MAX 15 /* of the whole part of an epoch or a duration */

void
when_init(struct when *w, const struct cdr_format *format,
    const struct zone *zone)
{
	*w = (struct when){ .format = format, .zone = zone };
}

static bool
when_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two digits at ${p}, or -1. */
static int
when_two(const char *p)
{
	return when_digit(p[0]) && when_digit(p[1])
	    ? (p[0] - '0') * 10 + (p[1] - '0')
	    : -1;
}

/* 1..max digits from *p on; -1 if there is none. */
static int
when_number(const char **p, const char *end, int max)
{
	int value = 0, n = 0;

	while (n < max && *p < end && when_digit(**p)) {
		value = value * 10 + (**p - '0');
		(*p)++;
		n++;
	}
	return n == 0 ? -1 : value;
}

/* ".123" as microseconds; what lies beyond six digits is cut off.  0 if there
 * is no point; -1 if there is no digit behind it or more than nine. */
static int
when_fraction(const char **p, const char *end)
{
	int us = 0, scale = 100000, n = 0;

	if (*p == end || **p != '.')
		return 0;
	for ((*p)++; *p < end && when_digit(**p); (*p)++, n++) {
		us += (**p - '0') * scale;
		scale /= 10;
	}
	return n == 0 || n > 9 ? -1 : us;
}

/* Z, UTC, +hh:mm or +hhmm: seconds east of Greenwich. */
static bool
when_offset(const char **p, const char *end, int64_t *seconds)
{
	const char *q = *p;
	int h, m;

	if (q < end && (*q == 'Z' || *q == 'z')) {
		*p = q + 1;
		*seconds = 0;
		return true;
	}
	if (end - q >= 3 && memcmp(q, "UTC", 3) == 0) {
		*p = q + 3;
		*seconds = 0;
		return true;
	}
	if (end - q < 5 || (*q != '+' && *q != '-'))
		return false;
	h = when_two(q + 1);
	q += q[3] == ':' ? 4 : 3;
	if (end - q < 2)
		return false;
	m = when_two(q);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*seconds = (int64_t)h * 3600 + (int64_t)m * 60;
	if (**p == '-')
		*seconds = -*seconds;
	*p = q + 2;
	return true;
}

/* The instant of a clock time of the format's zone. */
static int64_t
when_local(struct when *w, const struct civil *c, int64_t day_us,
    enum zone_how *how)
{
	if (w->shift_day != day_us || w->shift_known == 0) {
		int64_t before = day_us - 2 * CIVIL_DAY_US;

		w->shift_day = day_us;
		w->shift_us = zone_offset_s(w->zone, day_us) * CIVIL_US;
		w->shift_known = zone_next_change(w->zone, before) >
			day_us + 3 * CIVIL_DAY_US
		    ? 1
		    : -1;
	}
	if (w->shift_known < 0)
		return zone_from_civil(w->zone, c, how);
	*how = ZONE_UNIQUE;
	return day_us - w->shift_us +
	    ((int64_t)c->hour * 3600 + c->minute * 60 + c->second) * CIVIL_US +
	    c->us;
}

/* Midnight of YYYY-MM-DD at ${p}, 10 bytes; sets the date of *c. */
static const char *
when_day(struct when *w, const char *p, struct civil *c)
{
	int century, year;

	if (memcmp(p, w->day_text, sizeof(w->day_text)) == 0) {
		civil_from_days(w->day_us / CIVIL_DAY_US, c);
		return NULL;
	}
	century = when_two(p);
	year = when_two(p + 2);
	*c = (struct civil){ .month = when_two(p + 5), .day = when_two(p + 8) };
	if (century < 0 || year < 0 || c->month < 0 || c->day < 0 ||
	    p[4] != '-' || p[7] != '-')
		return not_a_time;
	c->year = century * 100 + year;
	if (c->year < 1970 || !civil_check(c))
		return no_such_time;
	w->day_us = civil_to_us(c);
	memcpy(w->day_text, p, sizeof(w->day_text));
	return NULL;
}

/* hh:mm:ss, eight bytes at once: seconds, or -1. */
static inline int
when_clock(const char *p)
{
	static const uint64_t high = UINT64_C(0xf0f0fff0f0fff0f0);
	static const uint64_t zeros =
	    UINT64_C(0x30303a30303a3030); /* 00:00:00 */
	static const uint64_t six = UINT64_C(0x0606000606000606);
	int hour, minute, second;
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	w = le64toh(w);
	if ((w & high) != zeros || ((w + six) & high) != zeros)
		return -1;
	w &= UINT64_C(0x0f0f000f0f000f0f);
	w = w * 10 + (w >> 8); /* no byte is more than 99 */
	hour = (int)(w & 0xff);
	minute = (int)(w >> 24 & 0xff);
	second = (int)(w >> 48 & 0xff);
	if (hour > 23 || minute > 59 || second > 59)
		return -1;
	return hour * 3600 + minute * 60 + second;
}

/* Three digits, or -1. */
static inline int
when_three(const char *p)
{
	unsigned a = (unsigned char)p[0] - (unsigned)'0',
		 b = (unsigned char)p[1] - (unsigned)'0',
		 c = (unsigned char)p[2] - (unsigned)'0';

	return a > 9 || b > 9 || c > 9 ? -1 : (int)(a * 100 + b * 10 + c);
}

/* Does the time begin with the day of the last one?  No call of memcmp(). */
static inline bool
when_same_day(const struct when *w, const char *text)
{
	uint64_t a, b;
	uint16_t c, d;

	memcpy(&a, text, 8);
	memcpy(&b, w->day_text, 8);
	memcpy(&c, text + 8, 2);
	memcpy(&d, w->day_text + 8, 2);
	return a == b && c == d;
}

/*
 * What nearly all files have: YYYY-MM-DDThh:mm:ssZ or with .sss, of the day of
 * the time before.  Everything else, and everything that is wrong, is left to
 * when_rfc3339().
 */
static inline bool
when_usual(const struct when *w, const char *text, size_t len, int64_t *us)
{
	int clock, ms = 0;

	if ((len != 20 && len != 24) || text[len - 1] != 'Z' ||
	    text[10] != 'T' || !when_same_day(w, text))
		return false;
	clock = when_clock(text + 11);
	if (len == 24)
		ms = text[19] == '.' ? when_three(text + 20) : -1;
	if (clock < 0 || ms < 0)
		return false;
	*us = w->day_us + clock * CIVIL_US + ms * 1000;
	return true;
}

/* RFC 3339: the offset is required. */
static const char *
when_rfc3339(struct when *w, const char *text, size_t len, int64_t *us)
{
	const char *p = text + 19, *end = text + len;
	int hour, minute, second, fraction;
	int64_t offset = 0;
	struct civil c;

	if (len < 20 || text[13] != ':' || text[16] != ':' ||
	    (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
		return not_a_time;
	if (memcmp(text, w->day_text, sizeof(w->day_text)) != 0) {
		const char *fault = when_day(w, text, &c);

		if (fault != NULL)
			return fault;
	}
	hour = when_two(text + 11);
	minute = when_two(text + 14);
	second = when_two(text + 17);
	if (hour < 0 || minute < 0 || second < 0)
		return not_a_time;
	if (hour > 23 || minute > 59 || second > 59)
		return no_such_time;
	fraction = when_fraction(&p, end);
	if (fraction < 0 || p == end || *p == 'U' ||
	    !when_offset(&p, end, &offset) || p != end)
		return not_a_time;
	*us = w->day_us +
	    ((int64_t)hour * 3600 + minute * 60 + second - offset) * CIVIL_US +
	    fraction;
	return NULL;
}

/* One conversion of a pattern, at *p. */
static bool
when_convert(char what, const char **p, const char *end, struct civil *c,
    int64_t *offset, bool *zoned)
{
	int n;

	switch (what) {
	case 'Y':
		return (c->year = when_number(p, end, 4)) >= 0;
	case 'm':
		return (c->month = when_number(p, end, 2)) >= 0;
	case 'd':
		return (c->day = when_number(p, end, 2)) >= 0;
	case 'H':
		return (c->hour = when_number(p, end, 2)) >= 0;
	case 'M':
		return (c->minute = when_number(p, end, 2)) >= 0;
	case 'S':
		return (c->second = when_number(p, end, 2)) >= 0;
	case 'f':
		if (*p == end || **p != '.')
			return true;
		n = when_fraction(p, end);
		c->us = n;
		return n >= 0;
	case 'z':
		*zoned = true;
		return when_offset(p, end, offset);
	case '%':
		return *p < end && *(*p)++ == '%';
	default:
		return false;
	}
}

static const char *
when_pattern(struct when *w, const char *text, size_t len, int64_t *us,
    enum zone_how *how)
{
	const char *p = text, *end = text + len;
	struct civil c = { .month = 1, .day = 1 }, day;
	int64_t offset = 0;
	bool zoned = false;

	for (const char *f = w->format->clock_pattern; *f != '\0'; f++) {
		if (*f == '%' && f[1] != '\0') {
			if (!when_convert(*++f, &p, end, &c, &offset, &zoned))
				return not_a_time;
		} else if (p == end || *p++ != *f) {
			return not_a_time;
		}
	}
	if (p != end)
		return not_a_time;
	if (c.year < 1970 || !civil_check(&c))
		return no_such_time;
	day = c;
	day.hour = day.minute = day.second = day.us = 0;
	if (!zoned) {
		*us = when_local(w, &c, civil_to_us(&day), how);
		return NULL;
	}
	*us = civil_to_us(&c) - offset * CIVIL_US;
	return NULL;
}

/* Digits and at most nine decimals: the whole part and billionths. */
static bool
when_decimal(const char *text, size_t len, int64_t *whole, int64_t *e9)
{
	const char *p = text, *end = text + len;
	int64_t scale = 100000000;

	*whole = *e9 = 0;
	if (p == end || !when_digit(*p))
		return false;
	for (; p < end && p - text < WHEN_DIGITS_MAX && when_digit(*p); p++)
		*whole = *whole * 10 + (*p - '0');
	if (p == end)
		return true;
	if (*p++ != '.' || p == end)
		return false;
	for (; p < end && when_digit(*p) && scale > 0; p++) {
		*e9 += (*p - '0') * scale;
		scale /= 10;
	}
	while (p < end && *p == '0')
		p++;
	return p == end;
}

static const char *
when_epoch(const struct when *w, const char *text, size_t len, int64_t *us)
{
	int64_t unit = w->format->clock_unit_us, whole, e9;

	if (len > 2 * WHEN_DIGITS_MAX || !when_decimal(text, len, &whole, &e9))
		return not_a_time;
	if (whole > INT64_MAX / 4 / unit)
		return no_such_time;
	*us = whole * unit + e9 * unit / 1000000000;
	return NULL;
}

const char *
when_time(struct when *w, const char *text, size_t len, int64_t *us,
    enum zone_how *how)
{
	*how = ZONE_UNIQUE;
	switch (w->format->clock) {
	case CDR_CLOCK_RFC3339:
		if (when_usual(w, text, len, us))
			return NULL;
		return when_rfc3339(w, text, len, us);
	case CDR_CLOCK_EPOCH:
		return when_epoch(w, text, len, us);
	case CDR_CLOCK_PATTERN:
		break;
	}
	return when_pattern(w, text, len, us, how);
}

/* num / den for num >= 0, den > 0. */
static int64_t
when_round(int64_t num, int64_t den, enum cdr_exactness how)
{
	int64_t quot = num / den, rest = num % den;

	switch (how) {
	case CDR_EXACT:
	case CDR_DOWN:
		break;
	case CDR_HALF_UP:
		quot += rest >= den - rest;
		break;
	case CDR_HALF_EVEN:
		quot += rest > den - rest || (rest == den - rest && quot % 2);
		break;
	case CDR_UP:
		quot += rest != 0;
		break;
	}
	return quot;
}

/*
 * What nearly all files have: seconds, fewer than a billion, with three decimals
 * or none.  There is nothing to round, and all checks are known to pass.
 */
static inline bool
when_usual_seconds(const char *text, size_t len, int64_t *ms)
{
	size_t digits = len;
	int whole = 0, part = 0;

	if (len > 4 && text[len - 4] == '.') {
		digits = len - 4;
		part = when_three(text + len - 3);
	}
	if (digits == 0 || digits > 9 || part < 0)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!when_digit(text[i]))
			return false;
		whole = whole * 10 + (text[i] - '0');
	}
	*ms = (int64_t)whole * 1000 + part;
	return true;
}

const char *
when_duration(const struct when *w, const char *text, size_t len, int64_t *ms)
{
	const struct cdr_format *f = w->format;
	int64_t whole, e9, num, den = 1000000;

	if (f->duration_num == 1000 && f->duration_den == 1 &&
	    when_usual_seconds(text, len, ms))
		return NULL;
	if (len > 2 * WHEN_DIGITS_MAX || !when_decimal(text, len, &whole, &e9))
		return len > 0 && text[0] == '-' ? "negative duration"
						 : not_a_duration;
	if (whole > 1000000000000)
		return "impossible duration";
	/*
	 * Thousandths of a microsecond would overflow for the largest whole
	 * part in minutes, so billionths are cut to millionths of the unit,
	 * keeping a one for what was cut: no rounding tells the difference.
	 */
	num = e9 / 1000 + (e9 % 1000 != 0 && e9 / 1000 % 10 == 0 ? 1 : 0);
	if (whole > INT64_MAX / 4 / (den * f->duration_num))
		return "impossible duration";
	num = (whole * den + num) * f->duration_num;
	den *= f->duration_den;
	if (f->rounding == CDR_EXACT && (num % den != 0 || e9 % 1000 != 0))
		return "duration with more than three decimals of a second";
	*ms = when_round(num, den, f->rounding);
	return NULL;
}
