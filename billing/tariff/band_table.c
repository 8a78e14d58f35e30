#include "tariff/band_table.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "tariff/tariff_entity.h"
#include "time/civil.h"
#include "time/zone.h"

/* Pieces as they are found, day after day. */
struct pieces {
	struct band_piece *items;
	size_t count, cap;
};

static int
compare_int64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The band at second ${s}: of the windows that hold, the one ranking highest. */
static uint32_t
band_of_second(const struct band_window *w, size_t n, const bool *holds,
    int64_t s)
{
	const struct band_window *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (holds[i] && w[i].from_s <= s && s < w[i].until_s &&
		    (best == NULL || w[i].priority >= best->priority))
			best = &w[i];
	return best == NULL ? 0 : best->band;
}

/* Append the pieces of a day on which the windows with holds[] hold. */
static uint32_t
add_day(struct pieces *p, const struct band_window *w, size_t n,
    const bool *holds)
{
	int64_t *cuts = mem_calloc(2 * n + 1, sizeof(*cuts));
	size_t ncuts = 0, first = p->count;

	for (size_t i = 0; i < n; i++) {
		if (!holds[i])
			continue;
		cuts[ncuts++] = w[i].from_s;
		cuts[ncuts++] = w[i].until_s;
	}
	cuts[ncuts++] = CIVIL_DAY_S;
	qsort(cuts, ncuts, sizeof(*cuts), compare_int64);
	for (size_t i = 0, at = 0; i < ncuts; i++) {
		uint32_t band;

		if (cuts[i] <= (int64_t)at)
			continue;
		band = band_of_second(w, n, holds, (int64_t)at);
		at = (size_t)cuts[i];
		if (p->count > first && p->items[p->count - 1].band == band) {
			p->items[p->count - 1].until_s = (int32_t)at;
			continue;
		}
		p->items =
		    mem_grow(p->items, p->count, &p->cap, sizeof(*p->items));
		p->items[p->count++] =
		    (struct band_piece){ .until_s = (int32_t)at, .band = band };
	}
	free(cuts);
	return (uint32_t)first;
}

/* The days that windows name by date or by calendar, ascending. */
struct dates {
	int64_t *days;
	size_t count, cap;
};

static void
add_date(struct dates *d, int64_t day)
{
	d->days = mem_grow(d->days, d->count, &d->cap, sizeof(*d->days));
	d->days[d->count++] = day;
}

static bool
names_calendar(const struct days *d, const char *calendar)
{
	for (size_t c = 0; c < d->ncalendars; c++)
		if (strcmp(calendar, d->calendars[c]) == 0)
			return true;
	return false;
}

static void
sort_dates(struct dates *d)
{
	size_t unique = 0;

	if (d->count > 1)
		qsort(d->days, d->count, sizeof(*d->days), compare_int64);
	for (size_t i = 0; i < d->count; i++)
		if (unique == 0 || d->days[unique - 1] != d->days[i])
			d->days[unique++] = d->days[i];
	d->count = unique;
}

/* Those of each window into ${of}, and those of all. */
static void
gather_dates(const struct band_window *w, size_t n, const struct holiday *h,
    size_t nh, struct dates *of, struct dates *all)
{
	for (size_t i = 0; i < n; i++) {
		const struct days *d = &w[i].days;

		for (size_t j = 0; j < d->ndates; j++)
			add_date(&of[i], d->dates[j]);
		for (size_t j = 0; d->ncalendars > 0 && j < nh; j++)
			if (names_calendar(d, h[j].calendar))
				add_date(&of[i], h[j].date_day);
		sort_dates(&of[i]);
		for (size_t j = 0; j < of[i].count; j++)
			add_date(all, of[i].days[j]);
	}
	sort_dates(all);
}

static bool
holds_on(const struct band_window *w, const struct dates *d, int64_t day)
{
	if (w->days.weekdays >> civil_weekday(day) & 1)
		return true;
	return d->count > 0 &&
	    bsearch(&day, d->days, d->count, sizeof(day), compare_int64) !=
	    NULL;
}

/* A list of pieces for each of those days. */
static void
build_special(struct band_table *t, const struct band_window *w, size_t n,
    const struct holiday *h, size_t nh, struct pieces *p, struct arena *a)
{
	struct dates *of = mem_calloc(n + 1, sizeof(*of)), all = { 0 };
	bool *holds = mem_calloc(n + 1, sizeof(*holds));

	gather_dates(w, n, h, nh, of, &all);
	t->nspecial = all.count;
	t->special = ARENA_NEW(a, struct band_special, all.count);
	for (size_t s = 0; s < all.count; s++) {
		for (size_t i = 0; i < n; i++)
			holds[i] = holds_on(&w[i], &of[i], all.days[s]);
		t->special[s].day = all.days[s];
		t->special[s].first = add_day(p, w, n, holds);
	}
	for (size_t i = 0; i < n; i++)
		free(of[i].days);
	free(of);
	free(all.days);
	free(holds);
}

static void
build_weekdays(struct band_table *t, const struct band_window *w, size_t n,
    struct pieces *p)
{
	bool *holds = mem_calloc(n + 1, sizeof(*holds));

	for (int wd = 0; wd < 7; wd++) {
		for (size_t i = 0; i < n; i++)
			holds[i] = w[i].days.weekdays >> wd & 1;
		t->weekday[wd] = add_day(p, w, n, holds);
	}
	free(holds);
}

int
band_table_build(struct band_table *t, struct band_window *w, size_t n,
    const struct holiday *h, size_t nh, struct arena *a, struct err *e)
{
	struct pieces p = { 0 };

	*t = (struct band_table){ 0 };
	for (size_t i = 0; i < n; i++)
		if (w[i].from_s < 0 || w[i].from_s >= w[i].until_s ||
		    w[i].until_s > CIVIL_DAY_S)
			return err_set(e, ERR_DATA,
			    "a window must end after it starts, at 24:00 at "
			    "the latest");
	build_weekdays(t, w, n, &p);
	build_special(t, w, n, h, nh, &p, a);
	t->pieces = ARENA_NEW(a, struct band_piece, p.count);
	memcpy(t->pieces, p.items, p.count * sizeof(*p.items));
	free(p.items);
	return 0;
}

static uint32_t
first_piece(const struct band_table *t, const struct band_clock *c)
{
	size_t low = 0, high = t->nspecial;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->special[mid].day < c->day)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < t->nspecial && t->special[low].day == c->day)
		return t->special[low].first;
	return t->weekday[c->weekday];
}

static int64_t
floor_day(int64_t local_us)
{
	int64_t day = local_us / CIVIL_DAY_US;

	return local_us % CIVIL_DAY_US < 0 ? day - 1 : day;
}

/* Calls come in order of time, so that the work on the calendar is done once
 * for each day of a contract and not for each call. */
static void
set_day(struct band_clock *c, int64_t us)
{
	if (us < c->from_us || us >= c->until_us) {
		c->offset_us = zone_offset_s(c->zone, us) * CIVIL_US;
		c->from_us = us;
		c->until_us = zone_next_change(c->zone, us);
	}
	c->day = floor_day(us + c->offset_us);
	c->weekday = civil_weekday(c->day);
	c->midnight_us = c->day * CIVIL_DAY_US - c->offset_us;
	c->day_from_us = c->midnight_us;
	if (c->day_from_us < c->from_us)
		c->day_from_us = c->from_us;
	c->day_until_us = c->midnight_us + CIVIL_DAY_US;
	if (c->day_until_us > c->until_us)
		c->day_until_us = c->until_us;
}

static inline void
clock_day(struct band_clock *c, int64_t us)
{
	if (us < c->day_from_us || us >= c->day_until_us)
		set_day(c, us);
}

struct band_clock *
band_clock_of(struct band_clocks *c, const struct zone *zone)
{
	int n = (int)(sizeof(c->items) / sizeof(c->items[0]));

	for (int i = 0; i < n; i++)
		if (c->items[i].zone == zone)
			return &c->items[i];
	c->next = (c->next + 1) % n;
	c->items[c->next] = BAND_CLOCK(zone);
	return &c->items[c->next];
}

int64_t
band_clock_day(struct band_clock *c, int64_t us)
{
	clock_day(c, us);
	return c->day;
}

uint32_t
band_table_at(const struct band_table *t, struct band_clock *c, int64_t us,
    int64_t *until_us)
{
	const struct band_piece *p;
	int64_t in_day_us;

	clock_day(c, us);
	in_day_us = us - c->midnight_us;
	p = &t->pieces[first_piece(t, c)];
	while (in_day_us >= p->until_s * CIVIL_US)
		p++;
	*until_us = c->midnight_us + p->until_s * CIVIL_US;
	if (*until_us > c->until_us)
		*until_us = c->until_us;
	assert(*until_us > us);
	return p->band;
}
