/*
 * Rule 7: two bands of a profile may not claim the same second with equal
 * priority.  What no window covers is the default band, so that the week is
 * always covered whole.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/mem.h"
#include "tariff/days.h"
#include "tariff/tariff_check.h"
#include "tariff/tariff_entity.h"

/* A row of bands with its days; the dates of its calendars are among them. */
struct window {
	const struct band *band;
	struct days days;
	bool good;
};

/* Everything the check of the rows of one profile needs. */
struct profile_bands {
	const struct entity_check *c;
	const struct entity_table *calendars;
	struct entity_index calendar, profile;
	struct arena arena;
	struct window *windows;
	size_t count, cap;
};

/* Add the dates of a calendar, whose rows follow ${first}. */
static void
add_dates(struct profile_bands *b, struct days *d, const struct holiday *first)
{
	const struct holiday *rows = b->calendars->rows;
	size_t from = (size_t)(first - rows), n = from;
	int64_t *dates;

	while (n < b->calendars->count &&
	    strcmp(rows[n].calendar, first->calendar) == 0)
		n++;
	dates = ARENA_NEW(&b->arena, int64_t, d->ndates + n - from);
	if (d->ndates > 0)
		memcpy(dates, d->dates, d->ndates * sizeof(*dates));
	d->dates = dates;
	for (size_t i = from; i < n; i++)
		d->dates[d->ndates++] = rows[i].date_day;
}

/* The calendar is there, and belongs to whom the profile does, or to nobody. */
static void
check_calendar(struct profile_bands *b, struct window *w, const char *name)
{
	const struct holiday *h = entity_index_find(&b->calendar, name);
	const struct profile *p =
	    entity_index_find(&b->profile, w->band->profile);

	if (h == NULL) {
		entity_check_wrong(b->c, &entity_bands, w->band, "days",
		    "there is no calendar \"%s\"", name);
		return;
	}
	if (p != NULL && h->reseller != NULL &&
	    (p->reseller == NULL || strcmp(h->reseller, p->reseller) != 0))
		entity_check_wrong(b->c, &entity_bands, w->band, "days",
		    "calendar \"%s\" belongs to reseller %s", name,
		    h->reseller);
	add_dates(b, &w->days, h);
}

static int
compare_dates(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
add_window(struct profile_bands *b, const struct band *band)
{
	struct err e = { .code = ERR_NONE };
	struct window *w;

	b->windows = mem_grow(b->windows, b->count, &b->cap, sizeof(*w));
	w = &b->windows[b->count++];
	*w = (struct window){ .band = band };
	if (band->days == NULL)
		return;
	if (days_parse(&w->days, band->days, &b->arena, &e) < 0) {
		entity_check_wrong(b->c, &entity_bands, band, "days", "%s",
		    e.text);
		return;
	}
	w->good = band->from_s < band->to_s;
	for (size_t i = 0; i < w->days.ncalendars; i++)
		check_calendar(b, w, w->days.calendars[i]);
	if (w->days.ndates > 1)
		qsort(w->days.dates, w->days.ndates, sizeof(*w->days.dates),
		    compare_dates);
}

/* Does a date of ${d} fall on one of these days of the week? */
static bool
on_weekday(const struct days *d, unsigned weekdays)
{
	const struct days week = { .weekdays = weekdays };

	for (size_t i = 0; i < d->ndates && weekdays != 0; i++)
		if (days_contain(&week, d->dates[i]))
			return true;
	return false;
}

/* Is there a day that belongs to both?  Dates are in order. */
static bool
share_day(const struct days *x, const struct days *y)
{
	size_t i = 0, k = 0;

	if ((x->weekdays & y->weekdays) || on_weekday(x, y->weekdays) ||
	    on_weekday(y, x->weekdays))
		return true;
	while (i < x->ndates && k < y->ndates) {
		if (x->dates[i] == y->dates[k])
			return true;
		if (x->dates[i] < y->dates[k])
			i++;
		else
			k++;
	}
	return false;
}

static bool
contend(const struct window *x, const struct window *y)
{
	return x->good && y->good && x->band->priority == y->band->priority &&
	    x->band->from_s < y->band->to_s &&
	    y->band->from_s < x->band->to_s &&
	    strcmp(x->band->band, y->band->band) != 0 &&
	    share_day(&x->days, &y->days);
}

/* The rows of a profile are in order of their bands. */
static bool
check_sizes(const struct profile_bands *b)
{
	size_t names = 0;

	for (size_t i = 0; i < b->count; i++) {
		const struct band *this = b->windows[i].band;

		names += i == 0 ||
		    strcmp(this->band, b->windows[i - 1].band->band) != 0;
		if (names == TARIFF_BANDS_MAX + 1)
			entity_check_wrong(b->c, &entity_bands, this, "band",
			    "profile %s has more than %d bands", this->profile,
			    TARIFF_BANDS_MAX);
		if (i == TARIFF_WINDOWS_MAX)
			entity_check_wrong(b->c, &entity_bands, this, "from",
			    "profile %s has more than %d rows of bands",
			    this->profile, TARIFF_WINDOWS_MAX);
		if (names > TARIFF_BANDS_MAX || i == TARIFF_WINDOWS_MAX)
			return false;
	}
	return true;
}

static void
check_contention(struct profile_bands *b)
{
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 1; i < b->count; i++)
		for (size_t k = 0; k < i; k++)
			if (contend(&b->windows[i], &b->windows[k])) {
				const struct band *this = b->windows[i].band;
				const struct band *other = b->windows[k].band;

				if (entity_check_newer(other, this)) {
					other = b->windows[i].band;
					this = b->windows[k].band;
				}
				entity_check_wrong(b->c, &entity_bands, this,
				    "from",
				    "overlaps band %s of the same priority "
				    "(%s)",
				    other->band,
				    entity_check_place(b->c, &entity_bands,
					other, place));
			}
}

static void
check_profile(struct profile_bands *b)
{
	if (check_sizes(b))
		check_contention(b);
	b->count = 0;
	arena_reset(&b->arena);
}

void
tariff_check_bands(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_bands);
	const struct band *rows = t->rows;
	struct profile_bands b = { .c = c };

	b.calendars = entity_set_table(s, &entity_calendars);
	entity_index_build(&b.calendar, b.calendars, "calendar");
	entity_index_build(&b.profile, entity_set_table(s, &entity_profiles),
	    "handle");
	for (size_t i = 0; i < t->count; i++) {
		if (i > 0 && strcmp(rows[i].profile, rows[i - 1].profile) != 0)
			check_profile(&b);
		add_window(&b, &rows[i]);
	}
	check_profile(&b);
	entity_index_free(&b.calendar);
	entity_index_free(&b.profile);
	free(b.windows);
	arena_free(&b.arena);
}
