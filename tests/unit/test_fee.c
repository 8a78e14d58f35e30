/*
 * The interval fee: a table worked out by hand, and a slow second opinion that
 * counts seconds one by one over months with and without a change of clocks.
 */
#include "../check.h"

#include "base/err.h"
#include "document/fee.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

#define E8 INT64_C(100000000)

static struct profile profiles[] = {
	{ .handle = "big", .interval_charge_e8 = 31 * E8 },
	{ .handle = "free", .interval_charge_e8 = ENTITY_NONE },
	{ .handle = "small", .interval_charge_e8 = 790000000 },
};

static int64_t
at(const struct zone *zone, const char *text)
{
	struct err e = { .code = ERR_NONE };
	int64_t us = ENTITY_NONE;

	if (text[0] == '\0')
		return ENTITY_NONE;
	CHECK(instant_parse_local(text, strlen(text), zone, &us, NULL, &e) == 0,
	    "%s: %s", text, e.text);
	return us;
}

struct row {
	const char *what, *zone, *from, *until, *activated, *terminated;
	const char *profile, *valid_from, *change, *second; /* at change */
	int64_t amount_e8;
	const char *fee_from, *fee_until;
};

static const struct row rows[] = {
	/* whole months of 28 to 31 days */
	{ "31 days", "Europe/Berlin", "2026-01-01", "2026-02-01", "2025-06-01",
	    "", "big", "", "", "", 31 * E8, "2026-01-01", "2026-02-01" },
	{ "28 days", "Europe/Berlin", "2026-02-01", "2026-03-01", "", "",
	    "small", "", "", "", 790000000, "2026-02-01", "2026-03-01" },
	{ "29 days", "UTC", "2028-02-01", "2028-03-01", "", "", "small", "", "",
	    "", 790000000, "2028-02-01", "2028-03-01" },
	/* activation: its day counts whole: 17 of 31 days, an hour more */
	{ "activated on the 15th", "UTC", "2026-10-01", "2026-11-01",
	    "2026-10-15 13:45:01", "", "big", "2026-10-15 13:45:01", "", "",
	    17 * E8, "2026-10-15", "2026-11-01" },
	{ "activated in an autumn month", "Europe/Berlin", "2026-10-01",
	    "2026-11-01", "2026-10-15", "", "big", "2026-10-15", "", "",
	    /* 31 x (17 x 24 + 1) / (31 x 24 + 1) hours */
	    1701879195, "2026-10-15", "2026-11-01" },
	{ "activated after the change of clocks", "Europe/Berlin", "2026-03-01",
	    "2026-04-01", "2026-03-30", "", "big", "2026-03-30", "", "",
	    /* 31 x 48 / 743 */ 200269179, "2026-03-30", "2026-04-01" },
	/* ... but not where the day is the interval's first */
	{ "activated on the first, noon", "UTC", "2026-10-01", "2026-11-01",
	    "2026-10-01 12:00:00", "", "big", "", "", "",
	    /* 30.5 days */ 3050000000, "2026-10-01 12:00:00", "2026-11-01" },
	{ "activated at the start", "UTC", "2026-10-01", "2026-11-01",
	    "2026-10-01", "", "big", "", "", "", 31 * E8, "2026-10-01",
	    "2026-11-01" },
	{ "activated later", "UTC", "2026-10-01", "2026-11-01", "2026-11-01",
	    "", "big", "", "", "", 0, "", "" },
	/* termination, to the second */
	{ "terminated at noon of the 20th", "UTC", "2026-10-01", "2026-11-01",
	    "", "2026-10-20 12:00:00", "big", "", "", "", 1950000000,
	    "2026-10-01", "2026-10-20 12:00:00" },
	{ "terminated a second after the start", "UTC", "2026-10-01",
	    "2026-11-01", "", "2026-10-01 00:00:01", "big", "", "", "",
	    /* 31 / 2678400 = 0.0000115740.. */ 1157, "2026-10-01",
	    "2026-10-01 00:00:01" },
	{ "terminated before", "UTC", "2026-10-01", "2026-11-01", "",
	    "2026-09-30", "big", "", "", "", 0, "", "" },
	{ "activated and terminated", "UTC", "2026-10-01", "2026-11-01",
	    "2026-10-10", "2026-10-12", "big", "", "", "", 2 * E8, "2026-10-10",
	    "2026-10-12" },
	/* a change of profile ends it; the same profile again does not */
	{ "another profile", "UTC", "2026-10-01", "2026-11-01", "", "", "big",
	    "", "2026-10-12", "small", 11 * E8, "2026-10-01", "2026-10-12" },
	{ "the same profile again", "UTC", "2026-10-01", "2026-11-01", "", "",
	    "big", "", "2026-10-12", "big", 31 * E8, "2026-10-01",
	    "2026-11-01" },
	{ "a profile without a fee first", "UTC", "2026-10-01", "2026-11-01",
	    "", "", "free", "", "2026-10-12", "big", 0, "", "" },
	{ "a change at the start", "UTC", "2026-10-01", "2026-11-01", "", "",
	    "small", "", "2026-10-01", "big", 31 * E8, "2026-10-01",
	    "2026-11-01" },
	/* no profile at first */
	{ "a profile from the 21st", "UTC", "2026-10-01", "2026-11-01", "", "",
	    "big", "2026-10-21", "", "", 11 * E8, "2026-10-21", "2026-11-01" },
	{ "a profile next month", "UTC", "2026-10-01", "2026-11-01", "", "",
	    "big", "2026-11-01", "", "", 0, "", "" },
};

static void
check_row(const struct row *r)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *zone = zone_find(r->zone, &e);
	struct schedule schedule[3] = {
		{ .profile = "free",
		    .network = "office",
		    .seq = 0,
		    .valid_from_us = at(zone, "2026-10-02"),
		    .valid_to_us = ENTITY_NONE },
		{ .profile = r->profile,
		    .seq = 1,
		    .valid_from_us = at(zone, r->valid_from),
		    .valid_to_us = ENTITY_NONE },
		{ .profile = r->second,
		    .seq = 2,
		    .valid_from_us = at(zone, r->change),
		    .valid_to_us = ENTITY_NONE },
	};
	struct fee_interval in = {
		.zone = zone,
		.from_us = at(zone, r->from),
		.until_us = at(zone, r->until),
		.activated_us = at(zone, r->activated),
		.terminated_us = at(zone, r->terminated),
		.schedule = schedule,
		.n_schedule = r->change[0] == '\0' ? 2 : 3,
		.profiles = profiles,
		.n_profiles = 3,
	};
	struct fee_part fee;

	CHECK(fee_of_interval(&in, &fee, &e) == 0, "%s: %s", r->what, e.text);
	CHECK((fee.profile != NULL) == (r->amount_e8 != 0), "%s: profile",
	    r->what);
	CHECK_I64(fee.amount_e8, r->amount_e8, r->what);
	if (r->amount_e8 == 0)
		return;
	CHECK_I64(fee.from_us, at(zone, r->fee_from), r->what);
	CHECK_I64(fee.until_us, at(zone, r->fee_until), r->what);
}

/*
 * Count the seconds of the month and those of the fee: two days one by one,
 * as activation may be at any second of the first, then by quarters of an
 * hour, as every day and every change of the clock begins with one.
 */
static void
second_opinion(const char *zone_text, const char *month, int64_t start_s)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *zone = zone_find(zone_text, &e);
	int64_t from = at(zone, month), until = interval_next_month(zone, from);
	int64_t activated = from + start_s * 1000000, whole = 0, part = 0;
	int64_t two_days = from + INT64_C(2) * 86400 * 1000000, step_s;
	struct schedule entry = { .profile = "small",
		.valid_from_us = ENTITY_NONE,
		.valid_to_us = ENTITY_NONE };
	struct fee_interval in = { .zone = zone,
		.from_us = from,
		.until_us = until,
		.activated_us = activated,
		.terminated_us = ENTITY_NONE,
		.schedule = &entry,
		.n_schedule = 1,
		.profiles = profiles,
		.n_profiles = 3 };
	struct fee_part fee;
	struct civil c, a;
	__extension__ __int128 exact;

	zone_to_civil(zone, activated, &a);
	for (int64_t us = from; us < until; us += step_s * 1000000) {
		step_s = us < two_days ? 1 : 900;
		zone_to_civil(zone, us, &c);
		whole += step_s;
		if (a.day == 1 ? us >= activated : c.day >= a.day)
			part += step_s;
	}
	exact = (__extension__(__int128) 790000000 * part * 2 + whole) /
	    (whole * 2);
	CHECK(fee_of_interval(&in, &fee, &e) == 0, "%s", e.text);
	CHECK(fee.amount_e8 == (int64_t)exact,
	    "%s %s + %" PRId64 " s: %" PRId64 ", counted %" PRId64, zone_text,
	    month, start_s, fee.amount_e8, (int64_t)exact);
}

int
main(void)
{
	static const char *const zones[] = { "Europe/Berlin",
		"America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe" };
	static const char *const months[] = { "2026-02-01", "2026-03-01",
		"2026-04-01", "2026-10-01", "2026-11-01" };
	struct err e = { .code = ERR_NONE };
	int64_t share;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
	for (size_t z = 0; z < 4; z++)
		for (size_t m = 0; m < 5; m++) {
			second_opinion(zones[z], months[m], 1);
			second_opinion(zones[z], months[m], 86399);
			second_opinion(zones[z], months[m], 13 * 86400 + 4711);
		}
	/* halves away from zero, and a product beyond 64 bits */
	CHECK(fee_share(1, 1, 2, &share, &e) == 0 && share == 1, "half");
	CHECK(fee_share(-1, 1, 2, &share, &e) == 0 && share == -1, "-half");
	CHECK(fee_share(INT64_MAX, 2678400000000, 2678400000000, &share, &e) ==
		    0 &&
		share == INT64_MAX,
	    "large");
	return check_done();
}
