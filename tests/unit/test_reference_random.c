/*
 * Random contracts, priced twice: by the rating run and by the second opinion,
 * which walks every block; and what must hold of the second opinion itself.
 *
 *	RATE_ROUNDS=N	about N calls in place of 100000
 *	RATE_SEED=N	the first contract's; RATE_SHOW=1 prints it
 */
#include "../check.h"

#include "base/words.h"
#include "reference_real.h"
#include "reference_random.h"

enum { SHOWN = 3 }; /* contracts that are printed when they differ */

static struct reference_contract contract;
static struct reference_call calls[REFERENCE_RANDOM_CALLS];
static int shown;

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
	    a->free_s == b->free_s && a->billed_s == b->billed_s &&
	    a->profile == b->profile && a->band == b->band;
}

static void
compare(unsigned flags, const struct reference_result *want)
{
	struct reference_charge got[REFERENCE_RANDOM_CALLS] = { 0 };
	int differ = -1;

	if (!CHECK(reference_real_rate(&contract, got), "seed %" PRIu64,
		contract.seed))
		return;
	for (int i = contract.ncalls - 1; i >= 0; i--)
		if (!same(&got[i], &want->charges[i]))
			differ = i;
	CHECK(differ < 0, "seed %" PRIu64 " flags %u: call %d differs",
	    contract.seed, flags, differ);
	if (differ < 0 || shown++ >= SHOWN)
		return;
	reference_random_print(&contract);
	for (int i = 0; i <= differ; i++)
		reference_random_print_charge(&contract, i, &want->charges[i]);
	(void)printf("  but got\n");
	reference_random_print_charge(&contract, differ, &got[differ]);
	reference_random_print_rows(&contract, want->rows, want->nrows);
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

static void
round_of(uint64_t seed, unsigned flags, bool real)
{
	struct reference_result r;

	reference_random_contract(&contract, seed, flags, calls);
	reference_run(&contract, &r);
	CHECK(rows_hold(&r), "seed %" PRIu64 " flags %u: rows", seed, flags);
	CHECK(charges_hold(&r), "seed %" PRIu64 " flags %u: charges", seed,
	    flags);
	if (getenv("RATE_SHOW") != NULL) {
		reference_random_print(&contract);
		reference_random_print_result(&contract, &r);
	}
	if (real)
		compare(flags, &r);
	reference_result_free(&r);
}

int
main(void)
{
	int64_t rounds = setting("RATE_ROUNDS", 100000), n;
	uint64_t seed = (uint64_t)setting("RATE_SEED", 1);
	static const unsigned flags[] = { 0, REFERENCE_RANDOM_OVERLAP,
		REFERENCE_RANDOM_BALANCES,
		REFERENCE_RANDOM_BALANCES | REFERENCE_RANDOM_OVERLAP };

	for (n = 0; n < rounds; seed++) {
		unsigned f = flags[seed % 4];

		round_of(seed, f, (f & REFERENCE_RANDOM_BALANCES) == 0);
		n += contract.ncalls;
	}
	(void)printf("%" PRId64 " calls, last seed %" PRIu64 "\n", n, seed - 1);
	return check_done();
}
