/*
 * The second opinion itself, against figures worked out by hand.
 */
#include "../check.h"

#include "base/err.h"
#include "base/words.h"
#include "reference.h"
#include "time/instant.h"
#include "time/zone.h"

#define CENT INT64_C(1000000) /* of a charge, 10^-8 */

static struct reference_contract c;
static struct reference_call calls[8];
static struct reference_result r;

static const struct zone *
zone_named(const char *name)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *zone = zone_find(name, &e);

	if (zone == NULL) {
		(void)printf("%s\n", e.text);
		exit(1);
	}
	return zone;
}

static int64_t
at(const char *text)
{
	struct err e = { .code = ERR_NONE };
	int64_t us = 0;

	if (instant_parse_local(text, strlen(text), c.zone, &us, NULL, &e) <
	    0) {
		(void)printf("%s\n", e.text);
		exit(1);
	}
	return us;
}

/* A price list: all calls to 4 in blocks, at so many cents a minute. */
static struct reference_profile *
list(int i, int64_t init_s, int64_t init_cents, int64_t follow_s,
    int64_t follow_cents)
{
	struct reference_profile *p = &c.profiles[i];

	*p = (struct reference_profile){ .decimals = 6,
		.unit = REFERENCE_MONTH,
		.count = 1,
		.max_e8 = REFERENCE_NONE,
		.day_e8 = REFERENCE_NONE,
		.month_e8 = REFERENCE_NONE,
		.day_lock = REFERENCE_NONE,
		.month_lock = REFERENCE_NONE,
		.nfees = 1 };
	p->fees[0] = (struct reference_fee){ .destination = "4",
		.from_us = REFERENCE_NONE,
		.until_us = REFERENCE_OPEN };
	p->fees[0].price[0] = (struct reference_price){ .given = true,
		.init_s = init_s,
		.init_rate_e12 = init_cents * CENT * 10000,
		.follow_s = follow_s,
		.follow_rate_e12 = follow_cents * CENT * 10000,
		.extra_s = REFERENCE_NONE };
	if (c.nprofiles <= i)
		c.nprofiles = i + 1;
	return p;
}

static struct reference_price *
price_of(int profile)
{
	return &c.profiles[profile].fees[0].price[0];
}

static void
contract(const char *zone, const char *activated)
{
	c = (struct reference_contract){ .package = -1, .calls = calls };
	c.zone = c.line_zone[0] = c.line_zone[1] = zone_named(zone);
	c.activated_us = at(activated);
	c.entries[0] = (struct reference_entry){ .network = -1,
		.from_us = REFERENCE_NONE,
		.until_us = REFERENCE_OPEN };
	c.nentries = 1;
	(void)list(0, 60, 60, 60, 60);
}

static struct reference_package *
package(int i, enum reference_start start, enum reference_unit unit)
{
	struct reference_package *p = &c.packages[i];

	*p = (struct reference_package){ .start = start,
		.unit = unit,
		.count = 1,
		.timely_unit = REFERENCE_DAY,
		.timely_count = REFERENCE_NONE,
		.discard = REFERENCE_NONE,
		.lock_below_e8 = REFERENCE_NONE,
		.lock_level = REFERENCE_NONE,
		.below_e8 = REFERENCE_NONE,
		.topup_lock = REFERENCE_NONE };
	c.npackages = i + 1;
	c.package = 0;
	return p;
}

static void
brings(struct reference_package *p, enum reference_role role, int profile)
{
	p->roles[p->nroles].role = role;
	p->roles[p->nroles].profile = profile;
	p->roles[p->nroles++].network = -1;
}

static void
call(const char *start, int64_t duration_ms)
{
	calls[c.ncalls] = (struct reference_call){ .start_us = at(start),
		.duration_ms = duration_ms,
		.number = "49",
		.record = c.ncalls };
	c.ncalls++;
}

static void
topup(const char *time, int64_t cents, int new_package)
{
	c.topups[c.ntopups++] = (struct reference_topup){ .time_us = at(time),
		.amount_e8 = cents * CENT,
		.package = new_package };
}

static void
opening(const char *from, const char *until, int64_t cents, int64_t free_s)
{
	c.opening[c.nopening++] =
	    (struct reference_opening){ .from_us = at(from),
		    .until_us = until ? at(until) : REFERENCE_OPEN,
		    .cash_e8 = cents * CENT,
		    .free_s = free_s };
}

static void
run(void)
{
	reference_result_free(&r);
	reference_run(&c, &r);
}

static void
check_charge(int i, int64_t price_e8, int64_t cash_e8, const char *what)
{
	CHECK_I64(r.charges[i].price_e8, price_e8, what);
	CHECK_I64(r.charges[i].cash_e8, cash_e8, what);
}

static void
check_row(size_t i, const char *from, int64_t opening_e8, int64_t cash_e8,
    int64_t debit_e8)
{
	if (!CHECK(i < r.nrows, "row %zu: there are %zu", i, r.nrows))
		return;
	CHECK_I64(r.rows[i].from_us, at(from), from);
	CHECK_I64(r.rows[i].opening_cash_e8, opening_e8, from);
	CHECK_I64(r.rows[i].cash_e8, cash_e8, from);
	CHECK_I64(r.rows[i].debit_e8, debit_e8, from);
}

/* --- one row ------------------------------------------------------------- */

static void
test_cash_block_by_block(void)
{
	/* 1.00; 1.20 for 60 s is too much, then 0.30 for 30 s, five times:
	 * three are paid, 0.10 stay */
	contract("UTC", "2024-03-01");
	(void)list(0, 60, 120, 30, 60);
	opening("2024-03-01", "2024-04-01", 100, 0);
	call("2024-03-14 10:00", 210000);
	run();
	check_charge(0, 270 * CENT, 90 * CENT, "greedy");
	check_row(0, "2024-03-01", 100 * CENT, 10 * CENT, 270 * CENT);
}

static void
test_free_time(void)
{
	/* 45 free seconds of a block of 60 at 1.20: 15 s cost 0.30; the connect
	 * fee of 0.05 is not free */
	contract("UTC", "2024-03-01");
	(void)list(0, 60, 120, 30, 60);
	price_of(0)->use_free_time = true;
	price_of(0)->connect_e12 = 5 * CENT * 10000;
	opening("2024-03-01", "2024-04-01", 0, 45);
	call("2024-03-14 10:00", 60000);
	run();
	check_charge(0, 35 * CENT, 0, "partly free");
	CHECK_I64(r.charges[0].free_s, 45, "free seconds");

	/* 50 + 32 x 20 = 690 s for a call of 671; 650 are free, two blocks of
	 * 20 at 0.03 a second cost 1.20 */
	contract("UTC", "2024-03-01");
	(void)list(0, 50, 180, 20, 180);
	price_of(0)->use_free_time = true;
	opening("2024-03-01", "2024-04-01", 500, 650);
	call("2024-03-14 10:00", 671000);
	run();
	check_charge(0, 120 * CENT, 120 * CENT, "650 free seconds");
	check_row(0, "2024-03-01", 500 * CENT, 380 * CENT, 120 * CENT);
	CHECK_I64(r.rows[0].free_s, 0, "none left");
}

static void
test_income(void)
{
	/* -1.50: a prepaid balance grows, another is not touched */
	for (int prepaid = 0; prepaid < 2; prepaid++) {
		contract("UTC", "2024-03-01");
		list(0, 60, -150, 60, 0)->prepaid = prepaid != 0;
		opening("2024-03-01", "2024-04-01", 500, 0);
		call("2024-03-14 10:00", 60000);
		run();
		check_charge(0, -150 * CENT, prepaid ? -150 * CENT : 0,
		    "income");
		CHECK_I64(r.rows[0].cash_e8, (prepaid ? 650 : 500) * CENT,
		    "cash");
	}
}

static void
test_limit_and_rounding(void)
{
	/* blocks of 0.60, cut at 1.00: 0.60 + 0.40 + 0; cash of 0.50 pays 0.40 */
	contract("UTC", "2024-03-01");
	c.profiles[0].max_e8 = 100 * CENT;
	opening("2024-03-01", "2024-04-01", 50, 0);
	call("2024-03-14 10:00", 170000);
	run();
	check_charge(0, 100 * CENT, 40 * CENT, "limit of a call");

	/* three seconds at 0.10 a minute are 0.005: 0.01 by half up, twice is
	 * not 0.01 but 0.02; the balance falls by what was rounded */
	contract("UTC", "2024-03-01");
	list(0, 1, 10, 1, 10)->decimals = 2;
	opening("2024-03-01", "2024-04-01", 100, 0);
	call("2024-03-14 10:00", 3000);
	call("2024-03-14 10:01", 3000);
	run();
	check_charge(0, CENT, CENT, "half up");
	check_row(0, "2024-03-01", 100 * CENT, 98 * CENT, 2 * CENT);
}

static void
test_blocks(void)
{
	/* whole blocks of 60 + 30 seconds; extra at second 89, not at 90 */
	for (int64_t second = 89; second <= 90; second++) {
		contract("UTC", "2024-03-01");
		(void)list(0, 60, 60, 30, 60);
		price_of(0)->extra_s = second;
		price_of(0)->extra_rate_e12 = 100 * CENT * 10000;
		call("2024-03-14 10:00", 90000);
		run();
		check_charge(0, (90 + (second == 89 ? 100 : 0)) * CENT, 0,
		    "extra second");
	}
	/* from 60 s on 10 s at 0.12: 61.001 s are 60 + 10 s, 0.60 + 0.02 */
	contract("UTC", "2024-03-01");
	price_of(0)->nsteps = 1;
	price_of(0)->steps[0] =
	    (struct reference_step){ 60, 10, 12 * CENT * 10000 };
	call("2024-03-14 10:00", 61001);
	call("2024-03-14 10:10", 60000);
	call("2024-03-14 10:20", 0);
	run();
	check_charge(0, 62 * CENT, 0, "step");
	check_charge(1, 60 * CENT, 0, "before the step");
	check_charge(2, 0, 0, "nothing lasted");
	/* total: 7 s at 0.60, the rest at 1.20, in all a multiple of 10:
	 * 12 s are 7 x 0.01 + 13 x 0.02 */
	contract("UTC", "2024-03-01");
	list(0, 7, 60, 10, 120)->total = true;
	call("2024-03-14 10:00", 12000);
	run();
	check_charge(0, 33 * CENT, 0, "total");
	CHECK_I64(r.charges[0].billed_s, 20, "total");
}

/* --- intervals ----------------------------------------------------------- */

static void
test_first_interval(void)
{
	/* March 2026 in Berlin has 743 hours, 383 of them from the 16th on:
	 * 31 x 383 / 743 = 15.979811574..., 3100 x 383 / 743 = 1597.98 */
	contract("Europe/Berlin", "2026-03-16 12:00");
	c.profiles[0].free_cash_e8 = 3100 * CENT;
	c.profiles[0].free_s = 3100;
	run();
	check_row(0, "2026-03-01", INT64_C(1597981157), INT64_C(1597981157), 0);
	CHECK_I64(r.rows[0].opening_free_s, 1598, "prorated seconds");

	/* from the day of activation: its day does not begin after the
	 * interval, so noon counts: half a day */
	contract("Europe/Berlin", "2026-03-16 12:00");
	c.profiles[0].free_cash_e8 = 100 * CENT;
	(void)package(0, REFERENCE_CREATE, REFERENCE_DAY);
	call("2026-03-18 10:00", 60000);
	run();
	check_row(0, "2026-03-16", 50 * CENT, 50 * CENT, 0);
	/* what was given and not used is gone: 0 + 1.00 */
	check_row(1, "2026-03-17", 100 * CENT, 100 * CENT, 0);
	check_row(2, "2026-03-18", 100 * CENT, 40 * CENT, 60 * CENT);
}

static void
test_weeks(void)
{
	/* weeks from the first: activated on the 17th, in the third; 5 of its 7
	 * days are left, the first two give nothing */
	contract("UTC", "2026-06-17 12:00");
	c.profiles[0].free_cash_e8 = 700 * CENT;
	c.profiles[0].unit = REFERENCE_WEEK;
	call("2026-06-22 10:00", 60000);
	run();
	check_row(0, "2026-06-01", 0, 0, 0);
	check_row(2, "2026-06-15", 500 * CENT, 500 * CENT, 0);
	check_row(3, "2026-06-22", 700 * CENT, 640 * CENT, 60 * CENT);
}

static void
test_calendar(void)
{
	const char *const months[] = { "2026-01-31", "2026-02-28", "2026-03-31",
		"2026-04-30" };
	const char *const spring[] = { "2026-03-29 00:00", "2026-03-29 01:00",
		"2026-03-29 03:00", "2026-03-29 04:00" };

	contract("Europe/Berlin", "2026-01-31 10:00");
	(void)package(0, REFERENCE_CREATE, REFERENCE_MONTH);
	call("2026-05-01 10:00", 60000);
	run();
	for (size_t i = 0; i < 4; i++)
		CHECK_I64(r.rows[i].from_us, at(months[i]), "no drift");

	contract("Europe/Berlin", "2026-03-29 00:00");
	(void)package(0, REFERENCE_CREATE, REFERENCE_HOUR);
	call("2026-03-29 04:30", 60000);
	run();
	CHECK_I64(r.nrows, 4, "no interval of an hour that is not");
	for (size_t i = 0; i < 4; i++)
		CHECK_I64(r.rows[i].from_us, at(spring[i]), "summer time");

	/* 00, 01, 02 twice, 03 */
	contract("Europe/Berlin", "2026-10-25 00:00");
	(void)package(0, REFERENCE_CREATE, REFERENCE_HOUR);
	call("2026-10-25 03:30", 60000);
	run();
	CHECK_I64(r.nrows, 4, "an hour that is twice");
	CHECK_I64(r.rows[2].until_us - r.rows[2].from_us, INT64_C(7200000000),
	    "is one interval of two");

	/* half an hour: 02:00 is 02:30 */
	contract("Australia/Lord_Howe", "2026-10-04 00:00");
	(void)package(0, REFERENCE_CREATE, REFERENCE_HOUR);
	call("2026-10-04 03:10", 60000);
	run();
	CHECK_I64(r.nrows, 4, "Lord Howe");
	CHECK_I64(r.rows[2].until_us - r.rows[2].from_us, INT64_C(1800000000),
	    "half an hour");
}

static void
test_refill(void)
{
	/* 3.00 with 0.50 of them given and not used: 2.50 + 0.50; free time is
	 * new, 40 are forgotten */
	contract("UTC", "2024-01-01");
	c.profiles[0].free_cash_e8 = 50 * CENT;
	c.profiles[0].free_s = 100;
	price_of(0)->use_free_time = true;
	opening("2024-01-01", "2024-02-01", 300, 40);
	call("2024-03-05 10:00", 60000);
	run();
	CHECK_I64(r.nrows, 3, "rows");
	check_row(1, "2024-02-01", 300 * CENT, 300 * CENT, 0);
	check_row(2, "2024-03-01", 300 * CENT, 300 * CENT, 0);
	CHECK_I64(r.rows[2].free_s, 40, "60 of 100 used");
}

static void
test_over_the_end(void)
{
	/* from 23:59:30 on, blocks of 30 s at 0.30: one in January, two in
	 * February; each row has free cash for one */
	contract("UTC", "2024-01-01");
	list(0, 30, 60, 30, 60)->free_cash_e8 = 30 * CENT;
	call("2024-01-31 23:59:30", 90000);
	run();
	check_charge(0, 90 * CENT, 60 * CENT, "over the end");
	check_row(0, "2024-01-01", 30 * CENT, 0, 30 * CENT);
	check_row(1, "2024-02-01", 30 * CENT, 0, 60 * CENT);

	/* the only block starts before the end */
	contract("UTC", "2024-01-01");
	call("2024-01-31 23:59:59.567", 10000);
	run();
	CHECK_I64(r.nrows, 1, "the next row is not touched");

	/* thirds of a cent, one in each row: rounded once, 0.006667 in all */
	contract("UTC", "2024-01-01");
	(void)list(0, 10, 2, 10, 2);
	call("2024-01-31 23:59:50", 20000);
	run();
	check_charge(0, 666700, 0, "one rounding");
	CHECK_I64(r.rows[0].debit_e8, 333300, "a third");
	CHECK_I64(r.rows[1].debit_e8, 333400, "the rest");
}

/* --- packages ------------------------------------------------------------ */

static void
test_discard(void)
{
	struct reference_package *p;

	/* 5.00 bought, gone at the first: locked then, other prices from then */
	contract("Europe/Berlin", "2026-01-01");
	(void)list(1, 60, 90, 60, 90);
	p = package(0, REFERENCE_1ST, REFERENCE_MONTH);
	p->carry = REFERENCE_DISCARD;
	p->lock_below_e8 = 10 * CENT;
	p->lock_level = 2;
	p->below_e8 = 1;
	brings(p, REFERENCE_UNDERRUN, 1);
	topup("2026-01-10", 500, -1);
	call("2026-01-31 12:00", 60000);
	call("2026-02-01 12:00", 60000);
	run();
	check_charge(0, 60 * CENT, 60 * CENT, "still there");
	check_charge(1, 90 * CENT, 0, "gone, and other prices");
	check_row(0, "2026-01-01", 0, 440 * CENT, 60 * CENT);
	check_row(1, "2026-02-01", 0, 0, 90 * CENT);
	CHECK_I64(r.lock_level, 2, "locked");
	CHECK_I64(r.lock_since_us, at("2026-02-01"), "at its instant");
	CHECK_I64(r.rows[1].profile_underruns, 1, "one underrun");
}

static void
test_timely(void)
{
	/* the last three days of January: 28th 00:00 no, 29th 00:00 yes */
	for (int day = 28; day <= 29; day++) {
		struct reference_package *p;

		contract("Europe/Berlin", "2026-01-01");
		p = package(0, REFERENCE_1ST, REFERENCE_MONTH);
		p->carry = REFERENCE_TIMELY;
		p->timely_count = 3;
		topup(day == 28 ? "2026-01-28" : "2026-01-29", 500, -1);
		call("2026-02-01", 60000);
		run();
		CHECK_I64(r.rows[0].topups, 1, "top-ups");
		CHECK_I64(r.rows[0].timely, day == 29, "timely");
		check_charge(0, 60 * CENT, day == 29 ? 60 * CENT : 0, "timely");
	}
}

static void
test_expiry(void)
{
	struct reference_package *p;

	/* open intervals, two days: from the last top-up on the 3rd at 10:00
	 * to the 5th at 10:00 */
	contract("Europe/Berlin", "2026-03-01 09:00");
	p = package(0, REFERENCE_TOPUP, REFERENCE_DAY);
	p->discard = 2;
	p->initial_e8 = 100 * CENT;
	p->lock_below_e8 = 50 * CENT;
	p->lock_level = 4;
	p->topup_lock = 0;
	topup("2026-03-03 09:00", 500, -1);
	topup("2026-03-03 10:00", 500, -1);
	call("2026-03-05 09:59:59", 1000);
	call("2026-03-05 10:00:00", 1000);
	run();
	/* the first expired after two days, at the instant of the top-up */
	check_row(0, "2026-03-01 09:00", 100 * CENT, 0, 0);
	check_row(1, "2026-03-03 09:00", 0, 500 * CENT, 0);
	check_row(2, "2026-03-03 10:00", 500 * CENT, 0, 120 * CENT);
	check_charge(0, 60 * CENT, 60 * CENT, "a second before");
	check_charge(1, 60 * CENT, 0, "gone");
	CHECK_I64(r.nlocks, 4, "locked, unlocked twice, locked");
	CHECK_I64(r.lock_level, 4, "locked");
	CHECK_I64(r.lock_since_us, at("2026-03-05 10:00"), "when it expired");
}

static void
test_topup_modes(void)
{
	struct reference_package *p;

	/* each cuts: 1.00 free, not used, goes; 2.00 come along and 1.00 free;
	 * what the top-up brings is no part of the opening */
	contract("Europe/Berlin", "2026-03-01 09:00");
	c.profiles[0].free_cash_e8 = 100 * CENT;
	(void)package(0, REFERENCE_TOPUP, REFERENCE_MONTH);
	topup("2026-03-10 10:00", 200, -1);
	topup("2026-03-20 10:00", 300, -1);
	run();
	check_row(0, "2026-03-01 09:00", 100 * CENT, 100 * CENT, 0);
	check_row(1, "2026-03-10 10:00", 100 * CENT, 300 * CENT, 0);
	check_row(2, "2026-03-20 10:00", 300 * CENT, 600 * CENT, 0);
	CHECK_I64(r.rows[2].until_us, REFERENCE_OPEN, "open");

	/* the first cuts; weeks from there, which the second does not change */
	contract("Europe/Berlin", "2026-03-01 09:00");
	p = package(0, REFERENCE_TOPUP_INTERVAL, REFERENCE_WEEK);
	p->service_e8 = 25 * CENT;
	topup("2026-03-24 10:00", 200, -1);
	topup("2026-03-26 10:00", 200, -1);
	call("2026-04-01 11:00", 60000);
	run();
	CHECK_I64(r.nrows, 3, "rows");
	check_row(1, "2026-03-24 10:00", 0, 350 * CENT, 0);
	check_row(2, "2026-03-31 10:00", 350 * CENT, 290 * CENT, 60 * CENT);
}

static void
test_underrun(void)
{
	struct reference_package *p;

	/* 1.00; the first call leaves 0.40 when it ends at 10:01:30; one that
	 * starts before that keeps the prices, one then has the others; until a
	 * top-up brings the first again */
	contract("Europe/Berlin", "2026-03-01 09:00");
	(void)list(1, 60, 90, 60, 90);
	list(2, 60, 120, 60, 120)->prepaid = true;
	p = package(0, REFERENCE_1ST, REFERENCE_MONTH);
	p->initial_e8 = 100 * CENT;
	p->below_e8 = 50 * CENT;
	brings(p, REFERENCE_INITIAL, 0);
	brings(p, REFERENCE_UNDERRUN, 1);
	brings(p, REFERENCE_TOPPED_UP, 2);
	topup("2026-03-10 11:00", 100, -1);
	call("2026-03-10 10:00:30", 60000);
	call("2026-03-10 10:01:29.999", 60000);
	call("2026-03-10 10:01:30", 60000);
	call("2026-03-10 11:00:00", 60000);
	run();
	check_charge(0, 60 * CENT, 60 * CENT, "the cause");
	check_charge(1, 60 * CENT, 0, "before its end");
	check_charge(2, 90 * CENT, 0, "from its end");
	check_charge(3, 120 * CENT, 120 * CENT, "topped up");
	/* 0.40 + 1.00 - 1.20: below again */
	CHECK_I64(r.rows[0].profile_underruns, 2, "underruns");
	CHECK_I64(r.rows[0].cash_e8, 20 * CENT, "cash");
}

static void
test_package_change(void)
{
	/* a voucher changes from calendar months to open intervals: March is
	 * cut, what it left is carried */
	contract("Europe/Berlin", "2026-03-01");
	(void)package(0, REFERENCE_1ST, REFERENCE_MONTH);
	package(1, REFERENCE_TOPUP, REFERENCE_MONTH)->service_e8 = 50 * CENT;
	topup("2026-03-10 10:00", 100, -1);
	topup("2026-03-20 10:00", 100, 1);
	run();
	CHECK_I64(r.nrows, 2, "rows");
	check_row(0, "2026-03-01", 0, 100 * CENT, 0);
	check_row(1, "2026-03-20 10:00", 100 * CENT, 150 * CENT, 0);
	CHECK_I64(r.package, 1, "the package");
}

static void
test_fraud(void)
{
	/* the second ends on the 11th: 0.60, then 1.20 + 0.60; the month's
	 * limit of 1.80 is reached by the second, the day's by the third */
	contract("Europe/Berlin", "2026-03-01");
	c.profiles[0].day_e8 = 180 * CENT;
	c.profiles[0].day_lock = 4;
	c.profiles[0].month_e8 = 180 * CENT;
	c.profiles[0].month_lock = 1;
	call("2026-03-10 10:00", 60000);
	call("2026-03-10 23:59:30", 120000);
	call("2026-03-11 10:00", 60000);
	run();
	CHECK_I64(r.ndays, 2, "days");
	CHECK_I64(r.days[0].sum_e8, 60 * CENT, "the 10th");
	CHECK_I64(r.days[1].sum_e8, 180 * CENT, "the 11th");
	CHECK_I64(r.days[1].reached_us, at("2026-03-11 10:01"), "reached");
	CHECK_I64(r.months[0].reached_us, at("2026-03-11 00:01:30"), "month");
	CHECK_I64(r.fraud_level, 1, "the month goes before the day");
}

/* --- schedule, bands ------------------------------------------------------ */

static void
test_schedule(void)
{
	/* by network before without; start inclusive, end exclusive */
	contract("Europe/Berlin", "2026-03-01");
	(void)list(1, 60, 90, 60, 90);
	(void)list(2, 60, 120, 60, 120);
	c.networks[0] = (struct reference_network){ 0x0a000000, 24 };
	c.nnetworks = 1;
	c.entries[1] = (struct reference_entry){ .profile = 1,
		.network = -1,
		.from_us = at("2026-03-10 10:00"),
		.until_us = at("2026-03-10 11:00") };
	c.entries[2] = (struct reference_entry){ .profile = 2,
		.from_us = REFERENCE_NONE,
		.until_us = REFERENCE_OPEN };
	c.nentries = 3;
	call("2026-03-10 09:59:59", 60000);
	call("2026-03-10 10:00:00", 60000);
	call("2026-03-10 10:30:00", 60000);
	call("2026-03-10 11:00:00", 60000);
	calls[2].has_ip = true;
	calls[2].ip = 0x0a0000ff;
	run();
	CHECK_I64(r.charges[0].profile, 0, "before");
	CHECK_I64(r.charges[1].profile, 1, "its start");
	CHECK_I64(r.charges[2].profile, 2, "by network");
	CHECK_I64(r.charges[3].profile, 0, "its end");
}

static void
test_bands(void)
{
	struct reference_price *night;

	/* from 22:00 on half the price, in the subscriber's zone: 21:59:30 is
	 * 60 s at 0.60, then two blocks of 30 s at 0.30 a minute */
	contract("UTC", "2026-03-01");
	(void)list(0, 60, 60, 30, 60);
	c.line_zone[0] = zone_named("Asia/Kathmandu"); /* + 5:45 */
	c.profiles[0].windows[0] = (struct reference_window){ .band = 1,
		.weekdays = 127,
		.from_s = 22 * 3600,
		.until_s = 24 * 3600 };
	c.profiles[0].nwindows = 1;
	night = &c.profiles[0].fees[0].price[1];
	*night = *price_of(0);
	night->follow_rate_e12 /= 2;
	call("2026-03-10 16:14:30", 91000);
	run();
	CHECK_I64(r.charges[0].band, 0, "band at the start");
	check_charge(0, 90 * CENT, 0, "over the edge");
}

int
main(void)
{
	test_cash_block_by_block();
	test_free_time();
	test_income();
	test_limit_and_rounding();
	test_blocks();
	test_first_interval();
	test_weeks();
	test_calendar();
	test_refill();
	test_over_the_end();
	test_discard();
	test_timely();
	test_expiry();
	test_topup_modes();
	test_underrun();
	test_package_change();
	test_fraud();
	test_schedule();
	test_bands();
	reference_result_free(&r);
	return check_done();
}
