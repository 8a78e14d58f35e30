#ifndef TESTS_UNIT_REFERENCE_CASE_H
#define TESTS_UNIT_REFERENCE_CASE_H

/*
 * Contracts worked out by hand for the second opinion, and their result.
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

__attribute__((unused)) static const struct zone *
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

__attribute__((unused)) static int64_t
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
__attribute__((unused)) static struct reference_profile *
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

__attribute__((unused)) static struct reference_price *
price_of(int profile)
{
	return &c.profiles[profile].fees[0].price[0];
}

__attribute__((unused)) static void
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

__attribute__((unused)) static struct reference_package *
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

__attribute__((unused)) static void
brings(struct reference_package *p, enum reference_role role, int profile)
{
	p->roles[p->nroles].role = role;
	p->roles[p->nroles].profile = profile;
	p->roles[p->nroles++].network = -1;
}

__attribute__((unused)) static void
call(const char *start, int64_t duration_ms)
{
	calls[c.ncalls] = (struct reference_call){ .start_us = at(start),
		.duration_ms = duration_ms,
		.number = "49",
		.record = c.ncalls };
	c.ncalls++;
}

__attribute__((unused)) static void
topup(const char *time, int64_t cents, int new_package)
{
	c.topups[c.ntopups++] = (struct reference_topup){ .time_us = at(time),
		.amount_e8 = cents * CENT,
		.package = new_package };
}

__attribute__((unused)) static void
opening(const char *from, const char *until, int64_t cents, int64_t free_s)
{
	c.opening[c.nopening++] =
	    (struct reference_opening){ .from_us = at(from),
		    .until_us = until ? at(until) : REFERENCE_OPEN,
		    .cash_e8 = cents * CENT,
		    .free_s = free_s };
}

__attribute__((unused)) static void
run(void)
{
	reference_result_free(&r);
	reference_run(&c, &r);
}

__attribute__((unused)) static void
check_charge(int i, int64_t price_e8, int64_t cash_e8, const char *what)
{
	CHECK_I64(r.charges[i].price_e8, price_e8, what);
	CHECK_I64(r.charges[i].cash_e8, cash_e8, what);
}

__attribute__((unused)) static void
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

#endif /* TESTS_UNIT_REFERENCE_CASE_H */
