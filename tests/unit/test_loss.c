/*
 * Why a call is a loss: rows worked out by hand; and random prices whose reason is
 * found a second time by pricing the call again without the part, in another way.
 */
#include "../check.h"

#include <stdlib.h>

#include "base/wide.h"
#include "document/loss.h"

#define E12(cents) ((int64_t)(cents)*10000000000)
#define E8(cents)  ((int64_t)(cents)*1000000)

/* A row of fees.csv, in cents: connect fee, first block, later ones; a minute. */
struct fee {
	int64_t connect, init_s, init, follow_s, follow;
};

/* The price of ${s} seconds in 10^-8, and what was billed; exact for the
 * prices here, which are multiples of 6 cents a minute. */
static struct loss_price
price(const struct fee *f, int64_t s)
{
	int64_t later = s <= f->init_s
	    ? 0
	    : (s - f->init_s + f->follow_s - 1) / f->follow_s * f->follow_s;

	return (struct loss_price){ .price_e8 = E8(f->connect) +
		    (E8(f->init) * f->init_s + E8(f->follow) * later) / 60,
		.billed_s = f->init_s + later,
		.connect_e12 = E12(f->connect),
		.init_interval = f->init_s,
		.init_rate_e12 = E12(f->init),
		.follow_rate_e12 = E12(f->follow),
		.rate_per_s = 60 };
}

static void
test_table(void)
{
	static const struct {
		struct fee retail, wholesale;
		int64_t s;
		enum document_loss why;
	} rows[] = {
		/* sold 12 ct a minute by the second, bought at 6 by the minute */
		{ { 0, 1, 12, 1, 12 }, { 0, 60, 6, 60, 6 }, 7,
		    DOCUMENT_LOSS_MIN_DURATION },
		/* the 61st second opens a second minute; 6 : 12.2 would do */
		{ { 0, 1, 6, 1, 6 }, { 0, 60, 6, 60, 6 }, 61,
		    DOCUMENT_LOSS_ROUNDING },
		/* by the second at the same price, but a first minute at 30 */
		{ { 0, 1, 12, 1, 12 }, { 0, 60, 30, 1, 6 }, 60,
		    DOCUMENT_LOSS_MIN_CHARGE },
		{ { 0, 1, 12, 1, 12 }, { 0, 60, 30, 1, 6 }, 30,
		    DOCUMENT_LOSS_MIN_CHARGE },
		/* both have a dear first block: none of it explains anything */
		{ { 0, 60, 12, 60, 6 }, { 0, 60, 18, 60, 12 }, 60,
		    DOCUMENT_LOSS_BELOW_COST },
		/* 5 ct for each call, minutes are sold for more */
		{ { 0, 1, 12, 1, 12 }, { 5, 1, 6, 1, 6 }, 30,
		    DOCUMENT_LOSS_SETUP_FEE },
		/* both take 5 ct for each call: it is the price */
		{ { 5, 1, 6, 1, 6 }, { 5, 1, 12, 1, 12 }, 30,
		    DOCUMENT_LOSS_BELOW_COST },
		/* blocks and connect fee together, neither alone */
		{ { 0, 1, 12, 1, 12 }, { 5, 60, 6, 60, 6 }, 7,
		    DOCUMENT_LOSS_BELOW_COST },
		{ { 0, 1, 6, 1, 6 }, { 0, 1, 12, 1, 12 }, 60,
		    DOCUMENT_LOSS_BELOW_COST },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct loss_price r = price(&rows[i].retail, rows[i].s),
				  w = price(&rows[i].wholesale, rows[i].s);

		CHECK(r.price_e8 < w.price_e8, "row %zu is a loss", i);
		CHECK_I64(loss_reason(&r, &w, false, 0), rows[i].why, "reason");
		CHECK_I64(loss_reason(&r, &w, true, 0), DOCUMENT_LOSS_NO_PRICE,
		    "reason");
		CHECK_I64(loss_reason(&r, &w, false, 1),
		    DOCUMENT_LOSS_FREE_TIME, "reason");
		r.price_e8 = 0;
		CHECK_I64(loss_reason(&r, &w, false, 0),
		    DOCUMENT_LOSS_ZERO_PRICE, "reason");
	}
}

/* A connect fee with tax in it counts for less: 5 ct with 25 % are 4 without. */
static void
test_tax(void)
{
	struct loss_price r = { .price_e8 = E8(8),
		.tax_e8 = E8(2),
		.billed_s = 60,
		.connect_e12 = E12(5) };
	struct loss_price w = { .price_e8 = E8(9),
		.billed_s = 60,
		.connect_e12 = E12(5) };

	/* 8 - 4 = 4, 9 - 5 = 4 */
	CHECK_I64(loss_reason(&r, &w, false, 0), DOCUMENT_LOSS_SETUP_FEE,
	    "reason");
	w.price_e8++;
	CHECK_I64(loss_reason(&r, &w, false, 0), DOCUMENT_LOSS_BELOW_COST,
	    "reason");
}

/* The largest prices: no sum of them overflows; nothing known of the fees. */
static void
test_limits(void)
{
	struct loss_price r = { .price_e8 = INT64_MAX - 1,
		.tax_e8 = INT64_MAX,
		.billed_s = INT64_MAX - 1,
		.connect_e12 = INT64_MAX,
		.init_interval = INT64_MAX,
		.init_rate_e12 = INT64_MAX,
		.follow_rate_e12 = INT64_MIN,
		.rate_per_s = 1 };
	struct loss_price w = r;

	w.price_e8 = w.billed_s = INT64_MAX;
	CHECK_I64(loss_reason(&r, &w, false, 0), DOCUMENT_LOSS_BELOW_COST,
	    "reason");
	r.price_e8 = r.tax_e8 = INT64_C(10000000000000000);
	w.price_e8 = r.price_e8;
	(void)loss_reason(&r, &w, false, 0);
	r = (struct loss_price){ .price_e8 = -5 };
	w = (struct loss_price){ .price_e8 = 0 };
	CHECK_I64(loss_reason(&r, &w, false, 0), DOCUMENT_LOSS_BELOW_COST,
	    "reason");
	r = (struct loss_price){ .price_e8 = 5, .billed_s = 5 };
	w = (struct loss_price){ .price_e8 = 6, .billed_s = 6 };
	CHECK_I64(loss_reason(&r, &w, false, 0), DOCUMENT_LOSS_ROUNDING,
	    "reason");
}

static uint64_t seed = 88172645463325252u;

static int64_t
any(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

/* No loss if the seconds sold are bought, the rest of the price as it is. */
static bool
no_loss(const struct loss_price *r, const struct loss_price *w)
{
	return r->price_e8 >= w->price_e8;
}

static void
test_again(void)
{
	int64_t seen[DOCUMENT_LOSS_BELOW_COST + 1] = { 0 };

	for (int i = 0; i < 200000; i++) {
		struct fee rf = { any(6), 1 + any(2) * 59, 6 * (1 + any(5)),
			1 + any(2) * 59, 6 * (1 + any(5)) };
		struct fee wf = { any(6), 1 + any(2) * 59, 6 * (1 + any(5)),
			1 + any(2) * 59, 6 * (1 + any(5)) };
		int64_t s = 1 + any(300);
		struct loss_price r = price(&rf, s), w = price(&wf, s), r2, w2;
		struct fee rg = rf, wg = wf;
		enum document_loss why;

		if (no_loss(&r, &w))
			continue;
		why = loss_reason(&r, &w, false, 0);
		seen[why]++;
		/* the same call, priced by fees without a connect fee */
		rg.connect = wg.connect = 0;
		r2 = price(&rg, s);
		w2 = price(&wg, s);
		if (why == DOCUMENT_LOSS_SETUP_FEE)
			CHECK(no_loss(&r2, &w2), "reason %d", why);
		if (why == DOCUMENT_LOSS_BELOW_COST)
			CHECK(!no_loss(&r2, &w2), "reason %d", why);
		/* by fees whose first block is no dearer than later ones */
		rg = rf;
		wg = wf;
		if (rg.init > rg.follow)
			rg.init = rg.follow;
		if (wg.init > wg.follow)
			wg.init = wg.follow;
		r2 = price(&rg, s);
		w2 = price(&wg, s);
		if (why == DOCUMENT_LOSS_MIN_CHARGE)
			CHECK(no_loss(&r2, &w2), "reason %d", why);
		if (why == DOCUMENT_LOSS_BELOW_COST)
			CHECK(!no_loss(&r2, &w2), "reason %d", why);
		if (why == DOCUMENT_LOSS_MIN_DURATION)
			CHECK(w.billed_s == wf.init_s && s < w.billed_s,
			    "reason %d", why);
		if (why == DOCUMENT_LOSS_ROUNDING)
			CHECK(w.billed_s > wf.init_s && s < w.billed_s,
			    "reason %d", why);
	}
	for (int k = DOCUMENT_LOSS_MIN_DURATION; k <= DOCUMENT_LOSS_BELOW_COST;
	     k++)
		CHECK(seen[k] > 100, "reason %d was seen", k);
}

int
main(void)
{
	test_table();
	test_tax();
	test_limits();
	test_again();
	return check_done();
}
