/*
 * The second opinion itself, against figures worked out by hand: calls and
 * intervals.
 */
#include "reference_case.h"

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

static void
test_late_in_an_old_row(void)
{
	/* 1.00 in January; the first takes 0.30 there and 0.30 of the 0.70 that
	 * are carried.  The second starts in January still: 0.40 are carried
	 * then, 0.10 left.  The third would find 0.40 there, but February has
	 * spent them. */
	contract("UTC", "2024-01-01");
	(void)list(0, 30, 60, 30, 60);
	opening("2024-01-01", "2024-02-01", 100, 0);
	call("2024-01-31 23:59:30", 60000);
	call("2024-01-31 23:59:40", 10000);
	call("2024-01-31 23:59:50", 5000);
	run();
	check_charge(0, 60 * CENT, 60 * CENT, "both rows");
	check_charge(1, 30 * CENT, 30 * CENT, "the old row");
	check_charge(2, 30 * CENT, 0, "spent since");
	check_row(0, "2024-01-01", 100 * CENT, 40 * CENT, 90 * CENT);
	check_row(1, "2024-02-01", 40 * CENT, 10 * CENT, 30 * CENT);
}

static void
test_income_is_kept(void)
{
	/* prepaid, 0.50 given, 1.50 earned: 0.50 go, 1.50 stay, 0.50 are new */
	contract("UTC", "2024-01-01");
	list(0, 60, -150, 60, 0)->prepaid = true;
	c.profiles[0].free_cash_e8 = 50 * CENT;
	call("2024-01-10", 60000);
	call("2024-02-10", 0);
	run();
	check_row(0, "2024-01-01", 50 * CENT, 200 * CENT, -150 * CENT);
	check_row(1, "2024-02-01", 200 * CENT, 200 * CENT, 0);
}

static void
test_late_before_a_topup(void)
{
	/* the second starts while the first runs, before the top-up that its
	 * second block has seen: there was nothing then */
	contract("UTC", "2024-01-01");
	(void)list(0, 30, 60, 30, 60);
	topup("2024-01-10 10:00:30", 100, -1);
	call("2024-01-10 10:00:00", 60000);
	call("2024-01-10 10:00:20", 10000);
	run();
	check_charge(0, 60 * CENT, 30 * CENT, "one block after it");
	check_charge(1, 30 * CENT, 0, "before it");
	check_row(0, "2024-01-01", 0, 70 * CENT, 90 * CENT);
}

static void
test_topup_in_a_call(void)
{
	/* blocks of 0.30 at 10:00:00, :30, 10:01:00; topped up at 10:00:30 */
	contract("UTC", "2024-01-01");
	(void)list(0, 30, 60, 30, 60);
	topup("2024-01-10 10:00:30", 45, -1);
	call("2024-01-10 10:00", 90000);
	run();
	check_charge(0, 90 * CENT, 30 * CENT, "found when it came");
	check_row(0, "2024-01-01", 0, 15 * CENT, 90 * CENT);
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
	test_late_in_an_old_row();
	test_income_is_kept();
	test_late_before_a_topup();
	test_topup_in_a_call();
	test_schedule();
	test_bands();
	reference_result_free(&r);
	return check_done();
}
