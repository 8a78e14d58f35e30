#include "time/instant.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* A text that is being read. */
struct reading {
	const char *p, *end;
};

/* Exactly ${count} digits. */
static bool
instant_digits(struct reading *r, int count, int *v)
{
	if (r->end - r->p < count)
		return false;
	*v = 0;
	for (; count > 0; count--, r->p++) {
		if (*r->p < '0' || *r->p > '9')
			return false;
		*v = *v * 10 + (*r->p - '0');
	}
	return true;
}

static bool
instant_char(struct reading *r, const char *any)
{
	if (r->p == r->end || *r->p == '\0' || strchr(any, *r->p) == NULL)
		return false;
	r->p++;
	return true;
}

/* .f to .ffffff, as microseconds. */
static bool
instant_fraction(struct reading *r, int *us)
{
	int digits = 0;

	for (*us = 0; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++) {
		if (++digits > 6)
			return false;
		*us = *us * 10 + (*r->p - '0');
	}
	if (digits == 0)
		return false;
	for (; digits < 6; digits++)
		*us *= 10;
	return true;
}

static bool
instant_date(struct reading *r, struct civil *c)
{
	return instant_digits(r, 4, &c->year) && instant_char(r, "-") &&
	    instant_digits(r, 2, &c->month) && instant_char(r, "-") &&
	    instant_digits(r, 2, &c->day);
}

/* HH:MM[:SS[.f]]; RFC 3339 wants the seconds. */
static bool
instant_clock(struct reading *r, struct civil *c, bool *seconds)
{
	*seconds = false;
	if (!instant_digits(r, 2, &c->hour) || !instant_char(r, ":") ||
	    !instant_digits(r, 2, &c->minute))
		return false;
	if (!instant_char(r, ":"))
		return true;
	*seconds = true;
	if (!instant_digits(r, 2, &c->second))
		return false;
	return !instant_char(r, ".") || instant_fraction(r, &c->us);
}

/* Z or +HH:MM, as seconds. */
static bool
instant_offset(struct reading *r, int *offset_s)
{
	int sign, hour, minute;

	*offset_s = 0;
	if (instant_char(r, "Zz"))
		return true;
	sign = r->p < r->end && *r->p == '-' ? -1 : 1;
	if (!instant_char(r, "+-") || !instant_digits(r, 2, &hour) ||
	    !instant_char(r, ":") || !instant_digits(r, 2, &minute) ||
	    hour > 23 || minute > 59)
		return false;
	*offset_s = sign * (hour * 3600 + minute * 60);
	return true;
}

static int
instant_bad(const char *text, size_t len, const char *want, struct err *e)
{
	return err_set(e, ERR_DATA, "\"%.*s\": not a time (want %s)",
	    len > 60 ? 60 : (int)len, text, want);
}

int
instant_parse(const char *text, size_t len, int64_t *us, struct err *e)
{
	struct reading r = { text, text + len };
	struct civil c = { 0 };
	bool seconds;
	int offset_s;

	if (!instant_date(&r, &c) || !instant_char(&r, "Tt ") ||
	    !instant_clock(&r, &c, &seconds) || !seconds ||
	    !instant_offset(&r, &offset_s) || r.p != r.end || !civil_check(&c))
		return instant_bad(text, len,
		    "RFC 3339, for example "
		    "2026-10-25T02:30:00+02:00",
		    e);
	*us = civil_to_us(&c) - offset_s * CIVIL_US;
	return 0;
}

int
instant_parse_local(const char *text, size_t len, const struct zone *zone,
    int64_t *us, enum zone_how *how, struct err *e)
{
	struct reading r = { text, text + len };
	struct civil c = { 0 };
	bool seconds = false;
	int offset_s;

	if (!instant_date(&r, &c))
		goto bad;
	if (r.p != r.end &&
	    (!instant_char(&r, "Tt ") || !instant_clock(&r, &c, &seconds)))
		goto bad;
	if (!civil_check(&c))
		goto bad;
	if (r.p == r.end) {
		*us = zone_from_civil(zone, &c, how);
		return 0;
	}
	if (!seconds || !instant_offset(&r, &offset_s) || r.p != r.end)
		goto bad;
	*us = civil_to_us(&c) - offset_s * CIVIL_US;
	if (how != NULL)
		*how = ZONE_UNIQUE;
	return 0;
bad:
	return instant_bad(text, len,
	    "2026-10-25, 2026-10-25 02:30:00 or "
	    "2026-10-25T02:30:00+02:00",
	    e);
}

/* Date, clock and fraction, without offset. */
static size_t
instant_format_civil(char out[INSTANT_TEXT_MAX], const struct civil *c)
{
	int n = snprintf(out, INSTANT_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d",
	    c->year, c->month, c->day, c->hour, c->minute, c->second);
	size_t len = n < 0 ? 0 : (size_t)n;

	if (c->us == 0 || len + 8 >= INSTANT_TEXT_MAX)
		return len;
	(void)snprintf(out + len, INSTANT_TEXT_MAX - len, ".%06d", c->us);
	len += 7;
	while (out[len - 1] == '0')
		len--;
	out[len] = '\0';
	return len;
}

size_t
instant_format(char out[INSTANT_TEXT_MAX], int64_t us)
{
	struct civil c;
	size_t len;

	civil_from_us(us, &c);
	len = instant_format_civil(out, &c);
	out[len++] = 'Z';
	out[len] = '\0';
	return len;
}

size_t
instant_format_local(char out[INSTANT_TEXT_MAX], int64_t us,
    const struct zone *zone)
{
	int32_t offset_s = zone_offset_s(zone, us);
	int minutes = abs(offset_s) / 60;
	struct civil c;
	size_t len;
	int n;

	/* RFC 3339 has no seconds in an offset (they are of before 1972):
	 * what is shown is the clock of the offset that can be written. */
	offset_s = offset_s < 0 ? -minutes * 60 : minutes * 60;
	civil_from_us(us + offset_s * CIVIL_US, &c);
	len = instant_format_civil(out, &c);
	n = snprintf(out + len, INSTANT_TEXT_MAX - len, "%c%02d:%02d",
	    offset_s < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
	return len + (n < 0 ? 0 : (size_t)n);
}

size_t
instant_format_date(char out[INSTANT_TEXT_MAX], int64_t us,
    const struct zone *zone)
{
	struct civil c;
	int n;

	zone_to_civil(zone, us, &c);
	n = snprintf(out, INSTANT_TEXT_MAX, "%04d-%02d-%02d", c.year, c.month,
	    c.day);
	return n < 0 ? 0 : (size_t)n;
}
