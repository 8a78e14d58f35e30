/*
 * The second opinion itself, against figures worked out by hand: packages,
 * top-ups, limits.
 */
#include "reference_case.h"

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

	/* and to weeks from a day on: the month ends with that day */
	contract("Europe/Berlin", "2026-03-01");
	(void)package(0, REFERENCE_1ST, REFERENCE_MONTH);
	(void)package(1, REFERENCE_CREATE, REFERENCE_WEEK);
	topup("2026-03-20 10:00", 100, 1);
	call("2026-04-01 10:00", 60000);
	run();
	CHECK_I64(r.nrows, 3, "rows");
	check_row(1, "2026-03-21", 100 * CENT, 100 * CENT, 0);
	check_row(2, "2026-03-28", 100 * CENT, 40 * CENT, 60 * CENT);
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

int
main(void)
{
	test_discard();
	test_timely();
	test_expiry();
	test_topup_modes();
	test_underrun();
	test_package_change();
	test_fraud();
	reference_result_free(&r);
	return check_done();
}
