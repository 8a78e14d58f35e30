#include "time/zone.h"

#include <assert.h>
#include <glib.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/mem.h"

#define ZONE_NAME_MAX 64 /* longest name, with NUL */

/* From ${from_us} on, until the next one. */
struct zone_period {
	int64_t from_us;
	int32_t offset_s;
	char abbreviation[12];
};

struct zone {
	char *name;
	struct zone_period *periods; /* the first one is from INT64_MIN */
	size_t count;
	struct zone *next; /* in the list of those found */
};

static pthread_mutex_t zone_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct zone *zone_list;

/* What GLib says about one instant. */
static struct zone_period
zone_ask(GTimeZone *tz, int64_t second)
{
	int i = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, second);
	struct zone_period p = { .from_us = second * CIVIL_US };

	assert(i >= 0);
	p.offset_s = (int32_t)g_time_zone_get_offset(tz, i);
	(void)g_strlcpy(p.abbreviation, g_time_zone_get_abbreviation(tz, i),
	    sizeof(p.abbreviation));
	return p;
}

/*
 * GLib tells the number of the interval that holds an instant, but not where
 * an interval begins.  The numbers rise with time, so the beginning of the
 * next one is found by halving.
 */
static struct zone *
zone_build(const char *name, GTimeZone *tz)
{
	int64_t at = civil_to_days(1900, 1, 1) * CIVIL_DAY_S;
	int64_t until = civil_to_days(2200, 1, 1) * CIVIL_DAY_S;
	int end = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, until);
	int now = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, at);
	struct zone *z = mem_calloc(1, sizeof(*z));
	size_t cap = 0;

	z->name = mem_strdup(name);
	z->periods = mem_grow(NULL, 0, &cap, sizeof(*z->periods));
	z->periods[z->count++] = zone_ask(tz, at);
	z->periods[0].from_us = INT64_MIN;
	while (now != end) {
		int64_t low = at, high = until;

		while (high - low > 1) {
			int64_t middle = low + (high - low) / 2;

			if (g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL,
				middle) == now)
				low = middle;
			else
				high = middle;
		}
		at = high;
		now = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, at);
		z->periods =
		    mem_grow(z->periods, z->count, &cap, sizeof(*z->periods));
		z->periods[z->count] = zone_ask(tz, at);
		z->count++;
	}
	return z;
}

/* A name of the database: no path of its own, no rule, no offset. */
static bool
zone_name_ok(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len >= ZONE_NAME_MAX || !g_ascii_isalpha(name[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!g_ascii_isalnum(name[i]) &&
		    strchr("_+-/", name[i]) == NULL)
			return false;
	return true;
}

static struct zone *
zone_load(const char *name)
{
	GTimeZone *tz;
	struct zone *z;

	if (!zone_name_ok(name) ||
	    (tz = g_time_zone_new_identifier(name)) == NULL)
		return NULL;
	z = zone_build(name, tz);
	g_time_zone_unref(tz);
	return z;
}

/* Is there a file of that name, which GLib could not read? */
static bool
zone_is_broken(const char *name, struct err *e)
{
	char path[512];
	struct stat st;

	(void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	if (!zone_name_ok(name) || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	(void)err_set(e, ERR_IO,
	    "%s: cannot be read, or is no time zone: try again, else install"
	    " tzdata anew",
	    path);
	return true;
}

const struct zone *
zone_find(const char *name, struct err *e)
{
	struct zone *z;

	if (strcmp(name, "UTC") == 0)
		return zone_utc();
	(void)pthread_mutex_lock(&zone_mutex);
	for (z = zone_list; z != NULL; z = z->next)
		if (strcmp(z->name, name) == 0)
			break;
	if (z == NULL && (z = zone_load(name)) != NULL) {
		z->next = zone_list;
		zone_list = z;
	}
	(void)pthread_mutex_unlock(&zone_mutex);
	if (z == NULL && !zone_is_broken(name, e))
		(void)err_set(e, ERR_DATA,
		    "\"%.60s\": no such time zone (want a name like "
		    "Europe/Berlin)",
		    name);
	return z;
}

const struct zone *
zone_utc(void)
{
	static char name[] = "UTC";
	static struct zone_period period = { INT64_MIN, 0, "UTC" };
	static const struct zone utc = { name, &period, 1, NULL };

	return &utc;
}

const char *
zone_name(const struct zone *z)
{
	return z->name;
}

/* The period in force at ${us}: the last one that begins at or before it. */
static size_t
zone_at(const struct zone *z, int64_t us)
{
	size_t low = 0, high = z->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (z->periods[middle].from_us <= us)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int32_t
zone_offset_s(const struct zone *z, int64_t us)
{
	return z->periods[zone_at(z, us)].offset_s;
}

const char *
zone_abbreviation(const struct zone *z, int64_t us)
{
	return z->periods[zone_at(z, us)].abbreviation;
}

int64_t
zone_next_change(const struct zone *z, int64_t us)
{
	size_t now = zone_at(z, us);

	for (size_t i = now + 1; i < z->count; i++)
		if (z->periods[i].offset_s != z->periods[now].offset_s)
			return z->periods[i].from_us;
	return INT64_MAX;
}

void
zone_to_civil(const struct zone *z, int64_t us, struct civil *c)
{
	civil_from_us(us + zone_offset_s(z, us) * CIVIL_US, c);
}

int64_t
zone_from_civil(const struct zone *z, const struct civil *c, enum zone_how *how)
{
	int64_t local = civil_to_us(c), found = 0, moved = 0;
	size_t i = zone_at(z, local - 2 * CIVIL_DAY_US);
	int hits = 0;

	/* No offset is over a day, so that only these periods can show it. */
	for (; i < z->count && hits < 2; i++) {
		const struct zone_period *p = &z->periods[i];
		int64_t us = local - p->offset_s * CIVIL_US;
		bool last = i + 1 == z->count;

		if (p->from_us != INT64_MIN &&
		    p->from_us > local + 2 * CIVIL_DAY_US)
			break;
		if (us >= p->from_us &&
		    (last || us < z->periods[i + 1].from_us)) {
			if (hits++ == 0)
				found = us;
		} else if (us >= p->from_us) {
			/* Later than this period: should nobody show it, it
			 * is as much later by the clock before the gap. */
			moved = us;
		}
	}
	if (how != NULL)
		*how = hits == 0 ? ZONE_MOVED
		    : hits == 1  ? ZONE_UNIQUE
				 : ZONE_FIRST;
	return hits > 0 ? found : moved;
}
