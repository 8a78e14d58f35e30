/*
 * Limits against fraud: to the cent and to the second, and random calls against
 * a sum made anew for every call.  Lock levels: which claim wins.
 */
#include "../check.h"

#include "base/err.h"
#include "base/words.h"
#include "rating/fraud.h"
#include "rating/lock_level.h"
#include "tariff/tariff_entity.h"
#include "time/instant.h"
#include "time/zone.h"

#define CALLS 400

static const struct zone *
zone(const char *name)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *z = zone_find(name, &e);

	CHECK(z != NULL, "%s: %s", name, e.text);
	return z;
}

static int64_t
at(const char *text)
{
	struct err e = { .code = ERR_NONE };
	int64_t us = 0;

	CHECK(instant_parse(text, strlen(text), &us, &e) == 0, "%s: %s", text,
	    e.text);
	return us;
}

static struct profile
limits(int64_t day_e8, int64_t month_e8)
{
	return (struct profile){ .handle = "p",
		.fraud_daily_limit_e8 = day_e8,
		.fraud_daily_lock = 2,
		.fraud_daily_notify = "day@x.example",
		.fraud_interval_limit_e8 = month_e8,
		.fraud_interval_lock = ENTITY_NONE,
		.fraud_interval_notify = NULL };
}

static void
check_edges(void)
{
	const struct profile p = limits(100, 150),
			     none = limits(ENTITY_NONE, ENTITY_NONE);
	struct fraud_sums f;

	CHECK(fraud_limited(&p) && !fraud_limited(&none), "limited");
	fraud_begin(&f, zone("Europe/Berlin"));
	fraud_add(&f, at("2026-10-24T21:59:59.999999Z"), 99, &p);
	fraud_add(&f, at("2026-10-24T22:00:00Z"), 50, &p); /* the 25th */
	CHECK_I64(f.nhits, 0, "99 a day, 149 a month");
	fraud_add(&f, at("2026-10-25T22:59:59.999999Z"), 50, &p);
	CHECK_I64(f.nhits, 2, "100 on a day of 25 hours, 199 a month");
	CHECK_I64(f.hits[0].period, FRAUD_DAY, "the day");
	CHECK_I64(f.hits[0].from_us, at("2026-10-24T22:00:00Z"), "its start");
	CHECK_I64(f.hits[0].level, 2, "its level");
	CHECK_STR(f.hits[0].notify, "day@x.example", "its addresses");
	CHECK_I64(f.hits[1].from_us, at("2026-09-30T22:00:00Z"), "its month");
	CHECK_I64(f.hits[1].level, 0, "no level");
	CHECK_STR(f.hits[1].notify, "", "no addresses");
	fraud_add(&f, at("2026-10-31T22:59:59Z"), -60, &none);
	CHECK_I64((int64_t)f.hits[1].sum_e8, 139, "the sum goes on");
	CHECK_I64((int64_t)f.hits[0].sum_e8, 100, "that of the day does not");
	fraud_add(&f, at("2026-10-31T23:00:00Z"), 1000, &none);
	fraud_add(&f, at("2026-10-31T23:00:01Z"), 1000, NULL);
	CHECK_I64(f.nhits, 2, "no limit in force");
	fraud_add(&f, at("2026-10-31T23:00:02Z"), 0, &p);
	CHECK_I64(f.nhits, 4, "one comes into force: what was counts");
	CHECK_I64(f.hits[2].since_us, at("2026-10-31T23:00:02Z"), "from then");
	fraud_free(&f);
}

static void
check_large(void)
{
	const struct profile p = limits(INT64_MAX, INT64_MAX);
	struct fraud_sums f;

	fraud_begin(&f, zone_utc());
	for (int i = 0; i < 3; i++)
		fraud_add(&f, at("2026-10-24T21:00:00Z"), INT64_MAX / 2, &p);
	CHECK_I64(f.nhits, 2, "beyond 64 bits");
	CHECK(f.hits[0].sum_e8 > INT64_MAX, "and no wrap");
	fraud_free(&f);
}

/* --- the second opinion --------------------------------------------------- */

struct one_call {
	int64_t end_us, price_e8;
};

static int
compare_calls(const void *a, const void *b)
{
	const struct one_call *x = a, *y = b;

	return x->end_us < y->end_us ? -1 : x->end_us > y->end_us;
}

static bool
same_period(const struct zone *z, int64_t a_us, int64_t b_us, bool day)
{
	struct civil a, b;

	zone_to_civil(z, a_us, &a);
	zone_to_civil(z, b_us, &b);
	return a.year == b.year && a.month == b.month &&
	    (!day || a.day == b.day);
}

/* Of calls 0..i those in the period of call i; has it been reached there first? */
static bool
reached_at(const struct zone *z, const struct one_call *c, int i, bool day,
    int64_t limit)
{
	int64_t sum = 0;

	for (int j = 0; j <= i; j++) {
		if (!same_period(z, c[j].end_us, c[i].end_us, day))
			continue;
		sum += c[j].price_e8;
		if (sum >= limit)
			return j == i;
	}
	return false;
}

static void
check_random(const char *name, unsigned seed)
{
	const struct zone *z = zone(name);
	const struct profile p = limits(220, 3000);
	struct one_call calls[CALLS];
	struct fraud_sums f;
	size_t hits = 0;
	int64_t from = at("2026-03-01T00:00:00Z");

	for (int i = 0; i < CALLS; i++) {
		seed = seed * 1103515245u + 12345u;
		calls[i].end_us =
		    from + (int64_t)(seed >> 8) % 5000000 * CIVIL_US;
		seed = seed * 1103515245u + 12345u;
		calls[i].price_e8 = (int64_t)(seed >> 8) % 100 - 15;
	}
	qsort(calls, CALLS, sizeof(calls[0]), compare_calls);
	fraud_begin(&f, z);
	for (int i = 0; i < CALLS; i++)
		fraud_add(&f, calls[i].end_us, calls[i].price_e8, &p);
	for (int i = 0; i < CALLS; i++)
		for (int day = 1; day >= 0; day--) {
			if (!reached_at(z, calls, i, day, day ? 220 : 3000))
				continue;
			if (hits < f.nhits)
				CHECK(f.hits[hits].since_us ==
					    calls[i].end_us &&
					f.hits[hits].period ==
					    (day ? FRAUD_DAY : FRAUD_MONTH),
				    "%s: hit %zu", name, hits);
			hits++;
		}
	CHECK_I64(f.nhits, hits, name);
	CHECK(hits > 10, "%s: %zu hits are too few to say much", name, hits);
	fraud_free(&f);
}

/* --- levels --------------------------------------------------------------- */

static void
check_levels(void)
{
	struct lock_claim winner = LOCK_NO_CLAIM;
	const struct lock_claim two = { 2, "two", 1 }, also = { 2, "also", 2 },
				four = { 4, "four", 3 },
				zero = { 0, "zero", 4 };

	CHECK(!lock_level_claim(&winner, &zero), "nothing is claimed");
	CHECK_STR(winner.reason, "", "no reason");
	CHECK(lock_level_claim(&winner, &two), "more than nothing");
	CHECK(!lock_level_claim(&winner, &also), "the first counts");
	CHECK_STR(winner.reason, "two", "it stays");
	CHECK(lock_level_claim(&winner, &four), "the highest counts");
	CHECK_I64(winner.since_us, 3, "with its instant");
	CHECK_STR(lock_level_words[LOCK_PORTED], "ported", "words and levels");

	CHECK_I64(lock_level_status(CONTRACT_STATUS_ACTIVE, 10, 20, 9),
	    CONTRACT_STATUS_PENDING, "not yet");
	CHECK_I64(lock_level_status(CONTRACT_STATUS_ACTIVE, 10, 20, 10),
	    CONTRACT_STATUS_ACTIVE, "from then on");
	CHECK_I64(lock_level_status(CONTRACT_STATUS_ACTIVE, 10, 20, 19),
	    CONTRACT_STATUS_ACTIVE, "still");
	CHECK_I64(lock_level_status(CONTRACT_STATUS_ACTIVE, 10, 20, 20),
	    CONTRACT_STATUS_TERMINATED, "no more");
	CHECK_I64(lock_level_status(CONTRACT_STATUS_LOCKED, 10, 20, 5),
	    CONTRACT_STATUS_LOCKED, "locked stays locked");
	CHECK_I64(lock_level_status(CONTRACT_STATUS_ACTIVE, ENTITY_NONE,
		      ENTITY_NONE, INT64_MIN + 1),
	    CONTRACT_STATUS_ACTIVE, "without dates");
}

int
main(void)
{
	check_edges();
	check_large();
	check_random("Europe/Berlin", 1);
	check_random("Asia/Kathmandu", 2);
	check_random("America/Sao_Paulo", 3);
	check_random("Pacific/Apia", 4);
	check_levels();
	return check_done();
}
