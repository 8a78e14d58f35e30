#include "tariff/days.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "time/civil.h"

static const char *const weekday_words[] = { "mon", "tue", "wed", "thu", "fri",
	"sat", "sun" };

#define HOLIDAYS     "holidays:"
#define HOLIDAYS_LEN (sizeof(HOLIDAYS) - 1)

/* 0 Monday .. 6 Sunday, or -1. */
static int
weekday_find(const char *text, size_t len)
{
	for (int i = 0; i < 7; i++)
		if (len == 3 && strncasecmp(text, weekday_words[i], 3) == 0)
			return i;
	return -1;
}

/* "mon" or "mon-fri". */
static bool
parse_weekdays(struct days *d, const char *text, size_t len)
{
	int from = weekday_find(text, len < 3 ? len : 3), to = from;

	if (from < 0)
		return false;
	if (len != 3) {
		if (len != 7 || text[3] != '-')
			return false;
		to = weekday_find(text + 4, 3);
		if (to < 0)
			return false;
	}
	for (int i = from;; i = (i + 1) % 7) {
		d->weekdays |= 1u << i;
		if (i == to)
			return true;
	}
}

/* "2026-12-25". */
static bool
parse_date(struct days *d, const char *text, size_t len)
{
	struct err ignored = { .code = ERR_NONE };
	struct civil c = { 0 };
	int64_t year, month, day;

	if (len != 10 || text[4] != '-' || text[7] != '-' ||
	    decimal_int(text, 4, 1, 9999, &year, &ignored) < 0 ||
	    decimal_int(text + 5, 2, 1, 12, &month, &ignored) < 0 ||
	    decimal_int(text + 8, 2, 1, 31, &day, &ignored) < 0)
		return false;
	c.year = (int)year;
	c.month = (int)month;
	c.day = (int)day;
	if (!civil_check(&c))
		return false;
	d->dates[d->ndates++] = civil_to_days(c.year, c.month, c.day);
	return true;
}

static bool
parse_item(struct days *d, const char *text, size_t len, struct arena *a)
{
	if (len == 5 && strncasecmp(text, "daily", 5) == 0) {
		d->weekdays = 0x7f;
		return true;
	}
	if (len > HOLIDAYS_LEN &&
	    strncasecmp(text, HOLIDAYS, HOLIDAYS_LEN) == 0) {
		d->calendars[d->ncalendars++] =
		    arena_strndup(a, text + HOLIDAYS_LEN, len - HOLIDAYS_LEN);
		return true;
	}
	return parse_weekdays(d, text, len) || parse_date(d, text, len);
}

int
days_parse(struct days *d, const char *text, struct arena *a, struct err *e)
{
	size_t items = 1;

	if (text == NULL)
		text = "";
	for (const char *p = text; *p != '\0'; p++)
		items += *p == ',';
	*d = (struct days){ .dates = ARENA_NEW(a, int64_t, items),
		.calendars = ARENA_NEW(a, const char *, items) };
	for (;;) {
		size_t len;

		text += strspn(text, " ");
		len = strcspn(text, ",");
		while (len > 0 && text[len - 1] == ' ')
			len--;
		if (!parse_item(d, text, len, a))
			return err_set(e, ERR_DATA,
			    "\"%.*s\" is not a set of days (mon-fri, sat, "
			    "2026-12-25, holidays:CALENDAR, daily)",
			    (int)(len > 60 ? 60 : len), text);
		text += strcspn(text, ",");
		if (*text == '\0')
			return 0;
		text++;
	}
}

bool
days_contain(const struct days *d, int64_t day)
{
	if (d->weekdays >> civil_weekday(day) & 1)
		return true;
	for (size_t i = 0; i < d->ndates; i++)
		if (d->dates[i] == day)
			return true;
	return false;
}
