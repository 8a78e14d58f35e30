/*
 * Any schedule of price lists and any bands: which list a contract has, and
 * which band is in force, are what a look at all rows says.
 */
#include <assert.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "tariff/band_table.h"
#include "tariff/compile.h"
#include "tariff/schedule.h"
#include "time/civil.h"
#include "time/zone.h"

#include "../unit/price_list.h"
#include "fuzz_bytes.h"

#define ROWS_MAX 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- which price list ----------------------------------------------------- */

static const struct network networks[] = { { .network = "a",
					       .block = "192.0.2.0/25" },
	{ .network = "a", .block = "198.51.100.7/32" },
	{ .network = "b", .block = "192.0.2.64/26" },
	{ .network = "c", .block = "2001:db8::/32" } };
#define NETWORKS (sizeof(networks) / sizeof(networks[0]))

static const char *const addresses[] = { NULL, "192.0.2.1", "192.0.2.65",
	"198.51.100.7", "2001:db8::1", "203.0.113.1" };

static uint32_t
number(void *arg, const char *ref)
{
	(void)arg;
	return (uint32_t)(ref[0] - '0');
}

static bool
in_network(const char *name, const struct address *a)
{
	struct err e = { .code = ERR_NONE };
	struct cidr c;

	for (size_t i = 0; i < NETWORKS; i++)
		if (strcmp(networks[i].network, name) == 0 &&
		    cidr_parse(networks[i].block, &c, &e) == 0 &&
		    cidr_contains(&c, a))
			return true;
	return false;
}

static bool
is_better(const struct schedule *x, const struct schedule *than)
{
	if ((x->network != NULL) != (than->network != NULL))
		return x->network != NULL;
	if (x->valid_from_us != than->valid_from_us)
		return x->valid_from_us > than->valid_from_us;
	if (x->seq != than->seq)
		return x->seq > than->seq;
	return x > than;
}

static const struct schedule *
look_at_all(const struct schedule *rows, size_t n, char contract, int64_t us,
    const struct address *a)
{
	const struct schedule *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct schedule *s = &rows[i];

		if (s->contract[0] != contract || us < s->valid_from_us ||
		    (s->valid_to_us != ENTITY_NONE && us >= s->valid_to_us) ||
		    (s->network != NULL &&
			(a == NULL || !in_network(s->network, a))))
			continue;
		if (best == NULL || is_better(s, best))
			best = s;
	}
	return best;
}

static void
check_schedule(struct fuzz_bytes *b)
{
	static const char *const contracts[] = { "0", "1", "2" };
	static const char *const names[] = { NULL, "a", "b", "c" };
	struct profile profiles[] = { price_list_profile("p"),
		price_list_profile("q") };
	struct schedule rows[ROWS_MAX];
	struct err e = { .code = ERR_NONE };
	struct schedules s;
	struct tariff *t = price_list_compile(
	    &(struct tariff_input){ .profiles = profiles, .nprofiles = 2 });
	size_t n = fuzz_pick(b, ROWS_MAX);

	for (size_t i = 0; i < n; i++) {
		int64_t from = fuzz_pick(b, 10) * 100;

		rows[i] =
		    (struct schedule){ .contract = contracts[fuzz_pick(b, 3)],
			    .profile = profiles[fuzz_pick(b, 2)].handle,
			    .network = names[fuzz_pick(b, 4)],
			    .valid_from_us =
				fuzz_pick(b, 3) == 0 ? ENTITY_NONE : from,
			    .valid_to_us = fuzz_pick(b, 3) == 0
				? ENTITY_NONE
				: from + 1 + fuzz_pick(b, 200),
			    .seq = fuzz_pick(b, 3) };
	}
	assert(schedules_build(&s, t, rows, n, networks, NETWORKS, 2, number,
		   NULL, &e) == 0);
	do {
		const char *text = addresses[fuzz_pick(b, 6)];
		uint32_t contract = fuzz_pick(b, 2);
		int64_t us = (int64_t)fuzz_pick(b, 250) * 5 - 10;
		struct address a;
		const struct schedule_entry *got;
		const struct schedule *want;

		assert(text == NULL || address_parse(text, &a));
		got =
		    schedules_find(&s, contract, us, text == NULL ? NULL : &a);
		want = look_at_all(rows, n, (char)('0' + contract), us,
		    text == NULL ? NULL : &a);
		assert((got == NULL) == (want == NULL));
		assert(got == NULL || &rows[got->row] == want);
	} while (b->left > 0);
	schedules_free(&s);
	tariff_free(t);
}

/* --- which band ----------------------------------------------------------- */

static const struct holiday holidays[] = { { .calendar = "x",
					       .date_day = 20000 },
	{ .calendar = "x", .date_day = 20003 },
	{ .calendar = "y", .date_day = 20003 } };
#define HOLIDAYS (sizeof(holidays) / sizeof(holidays[0]))

static bool
is_holiday(const struct days *d, int64_t day)
{
	for (size_t c = 0; c < d->ncalendars; c++)
		for (size_t i = 0; i < HOLIDAYS; i++)
			if (holidays[i].date_day == day &&
			    strcmp(holidays[i].calendar, d->calendars[c]) == 0)
				return true;
	return false;
}

/* Priorities differ, so that no two windows contend. */
static uint32_t
band_of(const struct band_window *w, size_t n, int64_t us)
{
	int64_t s = us / CIVIL_US, day = s / CIVIL_DAY_S;
	const struct band_window *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (w[i].from_s <= s % CIVIL_DAY_S &&
		    s % CIVIL_DAY_S < w[i].until_s &&
		    (days_contain(&w[i].days, day) ||
			is_holiday(&w[i].days, day)) &&
		    (best == NULL || w[i].priority > best->priority))
			best = &w[i];
	return best == NULL ? 0 : best->band;
}

static void
check_bands(struct fuzz_bytes *b)
{
	static const char *const days[] = { "daily", "mon-fri", "sat-mon",
		"2024-10-04", "holidays:x", "2024-10-04,wed,holidays:y",
		"holidays:none", "2024-10-05,2024-10-05" };
	struct band_window w[ROWS_MAX];
	struct err e = { .code = ERR_NONE };
	struct band_clock clock = BAND_CLOCK(zone_utc());
	struct band_table t;
	struct arena a = { 0 };
	size_t n = fuzz_pick(b, ROWS_MAX);
	int64_t us, until_us, end_us = (20000 + 10) * CIVIL_DAY_S * CIVIL_US;

	for (size_t i = 0; i < n; i++) {
		w[i] = (struct band_window){ .from_s = fuzz_pick(b, 24) * 3600,
			.until_s = fuzz_pick(b, 25) * 3600,
			.priority = (int64_t)(fuzz_pick(b, 3) * 100 + i),
			.band = fuzz_pick(b, 4) };
		assert(
		    days_parse(&w[i].days, days[fuzz_pick(b, 8)], &a, &e) == 0);
		if (w[i].from_s >= w[i].until_s)
			w[i].until_s = w[i].from_s + 1;
	}
	assert(band_table_build(&t, w, n, holidays, HOLIDAYS, &a, &e) == 0);
	for (us = (20000 - 3) * CIVIL_DAY_S * CIVIL_US; us < end_us;
	     us = until_us) {
		uint32_t band = band_table_at(&t, &clock, us, &until_us);

		assert(until_us > us);
		assert(band == band_of(w, n, us));
		assert(band == band_of(w, n, until_us - 1));
		assert(band == band_of(w, n, us + (until_us - us) / 2));
	}
	arena_free(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes b = { data, size };

	if (fuzz_pick(&b, 2) == 0)
		check_schedule(&b);
	else
		check_bands(&b);
	return 0;
}
