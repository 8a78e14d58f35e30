/*
 * Random contracts, priced twice: by the rating run and by the second opinion,
 * which walks every block; and what must hold of the second opinion itself.
 *
 *	RATE_ROUNDS=N	about N calls in place of 100000
 *	RATE_SEED=N	the first contract's; RATE_SHOW=1 prints it
 *	RATE_FLAGS=N	what it has, see reference_random.h
 */
#include "../check.h"

#include <limits.h>

#include "base/words.h"
#include "reference_real.h"
#include "reference_random.h"
#include "reference_shrink.h"
#include "time/zone.h"

enum { SHOWN = 3 }; /* contracts that are printed when they differ */

static struct reference_contract contract;
static struct reference_call calls[REFERENCE_RANDOM_CALLS];
static int shown;
static int64_t calls_made;

static int64_t
setting(const char *name, int64_t deflt)
{
	const char *text = getenv(name);

	return text == NULL ? deflt : strtoll(text, NULL, 10);
}

static bool
same(const struct reference_charge *a, const struct reference_charge *b)
{
	if (!a->charged || !b->charged)
		return a->charged == b->charged;
	return a->price_e8 == b->price_e8 && a->cash_e8 == b->cash_e8 &&
	    a->free_cash_e8 == b->free_cash_e8 && a->free_s == b->free_s &&
	    a->billed_s == b->billed_s && a->profile == b->profile &&
	    a->band == b->band;
}

static bool
same_row(const struct reference_row *a, const struct reference_row *b)
{
	return a->from_us == b->from_us && a->until_us == b->until_us &&
	    a->opening_cash_e8 == b->opening_cash_e8 &&
	    a->cash_e8 == b->cash_e8 && a->debit_e8 == b->debit_e8 &&
	    a->free_cash_used_e8 == b->free_cash_used_e8 &&
	    a->opening_free_s == b->opening_free_s && a->free_s == b->free_s &&
	    a->topups == b->topups && a->timely == b->timely;
}

/* What differs first: call i is i, row i is ncalls + i, lock i comes after all
 * rows; -1: nothing does. */
static int
first_difference(const struct reference_contract *c,
    const struct reference_result *got, const struct reference_result *want)
{
	size_t n;

	for (int i = 0; i < c->ncalls; i++)
		if (!same(&got->charges[i], &want->charges[i]))
			return i;
	/* whose calls and top-ups there are none of has no rows */
	if (c->ncalls + c->ntopups == 0)
		return -1;
	for (n = 0; n < got->nrows && n < want->nrows; n++)
		if (!same_row(&got->rows[n], &want->rows[n]))
			return c->ncalls + (int)n;
	if (got->nrows != want->nrows)
		return c->ncalls + (int)n;
	for (n = 0; n < got->nlocks && n < want->nlocks; n++)
		if (got->locks[n].at_us != want->locks[n].at_us ||
		    got->locks[n].level != want->locks[n].level)
			break;
	return n < got->nlocks || n < want->nlocks
	    ? c->ncalls + (int)(want->nrows + n)
	    : -1;
}

static bool
differs(const struct reference_contract *c)
{
	struct reference_result want, got;
	int differ = -1;

	reference_run(c, &want);
	if (reference_real_rate(c, &got))
		differ = first_difference(c, &got, &want);
	reference_result_free(&got);
	reference_result_free(&want);
	return differ >= 0;
}

/* What is left of the contract that makes the difference. */
static void
show_difference(void)
{
	struct reference_result want, got;

	reference_shrink(&contract, differs);
	reference_run(&contract, &want);
	(void)reference_real_rate(&contract, &got);
	reference_random_print(&contract);
	reference_random_print_result(&contract, &want);
	(void)printf("  but got, at %d\n",
	    first_difference(&contract, &got, &want));
	reference_random_print_result(&contract, &got);
	reference_result_free(&got);
	reference_result_free(&want);
}

/* What must hold whatever the prices are. */
static bool
rows_hold(const struct reference_result *r)
{
	int64_t debit = 0, price = 0, opening = 0;

	for (size_t i = 0; i < r->nrows; i++) {
		const struct reference_row *row = &r->rows[i];

		if (row->from_us >= row->until_us ||
		    (i > 0 && row->from_us != (row - 1)->until_us) ||
		    row->free_s < 0 || row->free_s > row->opening_free_s ||
		    row->timely > row->topups)
			return false;
		debit += row->debit_e8;
	}
	for (int i = 0; i < contract.nopening; i++)
		opening += contract.opening[i].debit_e8;
	for (int i = 0; i < contract.ncalls; i++)
		price += r->charges[i].price_e8;
	return debit - opening == price;
}

/* Cash comes in by the top-ups and goes out by the calls, within rows; between
 * rows it is given, carried or lost.  It is never below 0, but for what
 * rounding can add. */
static bool
cash_holds(const struct reference_result *r)
{
	int64_t within = 0, paid = 0, rounded = 0;

	for (int i = 0; i < contract.ncalls; i++) {
		int64_t unit = 1;

		for (int64_t d =
			 contract.profiles[r->charges[i].profile].decimals;
		     d < 8; d++)
			unit *= 10;
		rounded += r->charges[i].charged ? 2 * unit : 0;
		paid += r->charges[i].cash_e8;
	}
	for (size_t i = 0; i < r->nrows; i++) {
		if (r->rows[i].cash_e8 < -rounded)
			return false;
		within += r->rows[i].cash_e8 - r->rows[i].opening_cash_e8;
	}
	/* only a package lets it expire */
	return contract.package < 0 && r->package < 0
	    ? within == r->topped_up_e8 - paid
	    : within <= r->topped_up_e8 - paid;
}

/* A balance never pays more than it has, but for what rounding up adds. */
static bool
charges_hold(const struct reference_result *r)
{
	int64_t free_s = 0, used = 0;

	for (int i = 0; i < contract.ncalls; i++) {
		const struct reference_charge *x = &r->charges[i];
		const struct reference_profile *p =
		    &contract.profiles[x->profile];

		if (!x->charged)
			continue;
		if (x->free_s > x->billed_s || x->free_s < 0)
			return false;
		if (!p->prepaid && x->cash_e8 < 0)
			return false;
		if (contract.calls[i].type == CALL_TYPE_CALL &&
		    (x->billed_s == 0 ? x->price_e8 != 0
				      : x->billed_s * 1000 <
				contract.calls[i].duration_ms))
			return false;
		free_s += x->free_s;
	}
	for (size_t i = (size_t)contract.nopening; i < r->nrows; i++)
		used += r->rows[i].opening_free_s - r->rows[i].free_s;
	for (int i = 0; i < contract.nopening; i++)
		used += contract.opening[i].free_s - r->rows[i].free_s;
	return free_s == used;
}

/* What the contracts were about: each of it has to happen often. */
static struct {
	int64_t rows, carried, prorated, over_rows, part_cash, free_time,
	    prepaid_income, topups, timely, expired, lock, underrun, package,
	    day, month, clock_changed, frozen;
} seen;

static void
look(const struct reference_result *r)
{
	for (size_t i = 0; i < r->nrows; i++) {
		const struct reference_row *row = &r->rows[i];
		bool last = i + 1 == r->nrows;

		seen.rows++;
		seen.carried +=
		    row->carries && row->opening_cash_e8 > row->allowance_e8;
		seen.topups += row->topups;
		seen.timely += row->timely;
		seen.lock += row->lock_underruns;
		seen.underrun += row->profile_underruns;
		seen.expired += !last && row->cash_e8 == 0 &&
		    row->debit_e8 == 0 && row->opening_cash_e8 > 0;
		seen.clock_changed += row->until_us != REFERENCE_OPEN &&
		    zone_next_change(contract.zone, row->from_us) <
			row->until_us;
	}
	for (int i = 0; i < contract.ncalls; i++) {
		const struct reference_charge *x = &r->charges[i];
		int64_t end = contract.calls[i].start_us +
		    contract.calls[i].duration_ms * 1000;

		seen.part_cash += x->cash_e8 > 0 && x->cash_e8 < x->price_e8;
		seen.prepaid_income += x->cash_e8 < 0;
		seen.free_time += x->free_s > 0;
		for (size_t k = 1; k < r->nrows; k++)
			seen.over_rows +=
			    contract.calls[i].start_us < r->rows[k].from_us &&
			    end > r->rows[k].from_us;
	}
	seen.prorated += r->rows[0].from_us < contract.activated_us;
	seen.package += r->package != contract.package;
	for (size_t i = 0; i < r->ndays; i++)
		seen.day += r->days[i].reached_us != REFERENCE_NONE;
	for (size_t i = 0; i < r->nmonths; i++)
		seen.month += r->months[i].reached_us != REFERENCE_NONE;
}

static void
check_seen(void)
{
	const struct {
		const char *what;
		int64_t count;
	} all[] = { { "rows", seen.rows }, { "cash carried", seen.carried },
		{ "first intervals cut", seen.prorated },
		{ "calls over rows", seen.over_rows },
		{ "partly paid", seen.part_cash },
		{ "free time", seen.free_time },
		{ "income", seen.prepaid_income }, { "top-ups", seen.topups },
		{ "timely", seen.timely }, { "expired", seen.expired },
		{ "locks", seen.lock }, { "underruns", seen.underrun },
		{ "packages changed", seen.package },
		{ "days' limits", seen.day }, { "months' limits", seen.month },
		{ "rows with a change of clock", seen.clock_changed },
		{ "gone on from a row", seen.frozen } };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		(void)printf("%s%s %" PRId64, i == 0 ? "" : ", ", all[i].what,
		    all[i].count);
		CHECK(calls_made < 50000 || all[i].count * 1000 > calls_made,
		    "%s: only %" PRId64, all[i].what, all[i].count);
	}
	(void)printf("\n");
}

/* --- going on from a frozen row -------------------------------------------- */

/* The contract from the end of a row on, which becomes its opening balance;
 * false if a call runs over that end. */
static bool
go_on(const struct reference_row *row, struct reference_contract *rest)
{
	int first = 0;

	*rest = contract;
	rest->nopening = 1;
	rest->opening[0] = (struct reference_opening){ .from_us = row->from_us,
		.until_us = row->until_us,
		.cash_e8 = row->cash_e8,
		.debit_e8 = row->debit_e8,
		.free_s = row->free_s,
		.free_used_s = row->opening_free_s - row->free_s,
		.topups = row->topups,
		.timely = row->timely };
	while (
	    first < contract.ncalls && calls[first].start_us < row->until_us) {
		if (calls[first].start_us + calls[first].duration_ms * 1000 >=
		    row->until_us)
			return false;
		first++;
	}
	rest->calls += first;
	rest->ncalls -= first;
	while (rest->ntopups > 0 && rest->topups[0].time_us < row->until_us) {
		rest->ntopups--;
		memmove(rest->topups, rest->topups + 1,
		    (size_t)rest->ntopups * sizeof(rest->topups[0]));
	}
	return true;
}

/* Without a package all that a row leaves is in it: from any on, the rest is
 * what it is in one go. */
static void
check_frozen(const struct reference_result *whole)
{
	struct reference_contract rest;
	struct reference_result r;
	size_t frozen = whole->nrows / 2;
	bool ok;

	if (whole->package >= 0 || contract.package >= 0 ||
	    frozen + 1 >= whole->nrows || frozen < (size_t)contract.nopening ||
	    !go_on(&whole->rows[frozen], &rest))
		return;
	for (int i = 0; i < contract.nprofiles; i++)
		if (contract.profiles[i].unit != contract.profiles[0].unit ||
		    contract.profiles[i].count != contract.profiles[0].count)
			return; /* the days of a month may differ */
	seen.frozen++;
	reference_run(&rest, &r);
	ok = r.nrows == whole->nrows - frozen;
	for (size_t i = 1; ok && i < r.nrows; i++)
		ok = same_row(&r.rows[i], &whole->rows[frozen + i]);
	for (int i = 0; ok && i < rest.ncalls; i++)
		ok = same(&r.charges[i],
		    &whole->charges[rest.calls - calls + i]);
	CHECK(ok, "seed %" PRIu64 ": from row %zu on", contract.seed, frozen);
	reference_result_free(&r);
}

static void
round_of(uint64_t seed, unsigned flags, bool real)
{
	struct reference_result r, got;

	reference_random_contract(&contract, seed, flags, calls);
	reference_run(&contract, &r);
	CHECK(rows_hold(&r), "seed %" PRIu64 " flags %u: rows", seed, flags);
	CHECK(cash_holds(&r), "seed %" PRIu64 " flags %u: cash", seed, flags);
	CHECK(charges_hold(&r), "seed %" PRIu64 " flags %u: charges", seed,
	    flags);
	look(&r);
	if (!(flags & REFERENCE_RANDOM_OVERLAP))
		check_frozen(&r);
	if (getenv("RATE_SHOW") != NULL) {
		reference_random_print(&contract);
		reference_random_print_result(&contract, &r);
	}
	calls_made += contract.ncalls;
	if (real) {
		int differ = reference_real_rate(&contract, &got)
		    ? first_difference(&contract, &got, &r)
		    : INT_MAX;

		reference_result_free(&got);
		if (!CHECK(differ < 0, "seed %" PRIu64 " flags %u: %d differs",
			seed, flags, differ) &&
		    differ < INT_MAX && shown++ < SHOWN)
			show_difference();
	}
	reference_result_free(&r);
}

/* Bits of reference_random.h. */
static unsigned
flags_of(uint64_t seed)
{
	static const unsigned flags[] = { 0, REFERENCE_RANDOM_OVERLAP,
		REFERENCE_RANDOM_BALANCES,
		REFERENCE_RANDOM_BALANCES | REFERENCE_RANDOM_OVERLAP };

	return (unsigned)setting("RATE_FLAGS", flags[seed % 4]);
}

/* Which of two calls at one time makes cash fall below a threshold depends on
 * whether one looks in order of charging or of time: there only charges of
 * contracts without packages are compared. */
static bool
is_compared(unsigned flags)
{
	return (flags & REFERENCE_RANDOM_OVERLAP) == 0 ||
	    (flags & REFERENCE_RANDOM_PACKAGES) == 0;
}

int
main(void)
{
	int64_t rounds = setting("RATE_ROUNDS", 100000);
	uint64_t seed = (uint64_t)setting("RATE_SEED", 1);
	bool all = getenv("RATE_FLAGS") != NULL;

	for (; calls_made < rounds; seed++) {
		unsigned f = flags_of(seed);

		round_of(seed, f, all || is_compared(f));
	}
	(void)printf("%" PRId64 " calls, last seed %" PRIu64 "\n", calls_made,
	    seed - 1);
	if (!all)
		check_seen();
	return check_done();
}
