/*
 * The longest call that a balance pays: rows worked out by hand, and random
 * price lists and balances against a loop that tries second after second.
 */
#include "price_list.h"
#include "../check.h"

#include "rating/quote.h"
#include "time/civil.h"
#include "time/zone.h"

enum { LIMIT_S = 2500, ROUNDS = 1000 };

/* 2026-10-15 is a Thursday. */
#define THURSDAY_US INT64_C(1792022400000000)
#define AT(h, m)    (THURSDAY_US + ((h)*60 + (m)) * 60 * CIVIL_US)

/* Peak from 08:00 to 20:00; a step of the peak price. */
struct list {
	struct profile profile;
	struct fee fee[3];
	size_t nfees;
	struct tariff *t;
};

static const struct band peak = { .profile = "p",
	.band = "offpeak",
	.days = "daily",
	.from_s = 20 * 3600,
	.to_s = 86400 };
static const struct band morning = { .profile = "p",
	.band = "offpeak",
	.days = "daily",
	.from_s = 0,
	.to_s = 8 * 3600 };

static struct list
base_list(void)
{
	struct list l = { .profile = price_list_profile("p"), .nfees = 2 };

	l.profile.prepaid = 1;
	l.fee[0] = price_list_fee("p", "49");
	l.fee[0].connect_fee_e12 = CENT_E12(5);
	l.fee[0].init_interval = 60;
	l.fee[0].init_rate_e12 = CENT_E12(6);
	l.fee[0].follow_interval = 30;
	l.fee[0].follow_rate_e12 = CENT_E12(3);
	l.fee[1] = l.fee[0];
	l.fee[1].band = "offpeak";
	l.fee[1].follow_rate_e12 = CENT_E12(60);
	return l;
}

static void
compile(struct list *l)
{
	const struct band bands[] = { peak, morning };

	l->t =
	    price_list_compile(&(struct tariff_input){ .profiles = &l->profile,
		.nprofiles = 1,
		.fees = l->fee,
		.nfees = l->nfees,
		.bands = bands,
		.nbands = 2 });
}

static struct rate_request
request(const struct list *l, int64_t start_us)
{
	return (struct rate_request){ .tariff = l->t,
		.profile = &l->t->profiles[0],
		.prices = &l->t->prices[l->t->fees[0].price],
		.start_us = start_us };
}

static const struct zone *
utc(void)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *z = zone_find("UTC", &e);

	CHECK(z != NULL, "%s", e.text);
	return z;
}

/* An interval that ends, with another balance behind it. */
struct purse {
	struct balance now;
	struct balance first;
	int64_t next_cash_e8, next_free_s;
};

static void
next_interval(struct balance *b, int64_t us)
{
	const struct purse *p = b->arg;

	(void)us;
	b->cash_e8 += p->next_cash_e8;
	b->free_s = p->next_free_s;
	b->until_us = INT64_MAX;
}

static struct balance *
get_purse(void *arg)
{
	struct purse *p = arg;

	p->now = p->first;
	return &p->now;
}

/* --- by hand -------------------------------------------------------------- */

struct row {
	const char *what;
	int64_t start_us, cash_e8, free_s;
	int64_t want_s;
	void (*change)(struct list *);
};

static void
with_free(struct list *l)
{
	l->fee[0].use_free_time = 1;
	l->fee[0].connect_fee_e12 = 0;
}

static void
with_extra(struct list *l)
{
	l->fee[0].extra_second = 100;
	l->fee[0].extra_rate_e12 = CENT_E12(50);
}

static void
with_cap(struct list *l)
{
	l->profile.max_call_charge_e8 = CENT_E8(14);
}

static void
with_grace(struct list *l)
{
	l->profile.grace_seconds = 7;
}

static void
without_peak(struct list *l)
{
	l->fee[0].band = "offpeak"; /* what is left */
	l->nfees = 1;
}

static void
with_income(struct list *l)
{
	l->fee[0].init_rate_e12 = -CENT_E12(6);
	l->fee[0].connect_fee_e12 = 0;
}

static const struct row rows[] = {
	{ "nothing", AT(12, 0), 0, 0, 0, NULL },
	/* the first block costs 5 + 6 */
	{ "not the first block", AT(12, 0), CENT_E8(11) - 1, 0, 0, NULL },
	{ "the first block", AT(12, 0), CENT_E8(11), 0, 60, NULL },
	/* then 1.5 a block */
	{ "and one less 10^-8", AT(12, 0), 12499999, 0, 60, NULL },
	{ "and one", AT(12, 0), 12500000, 0, 90, NULL },
	{ "and two hundred", AT(12, 0), CENT_E8(311), 0, 6060, NULL },
	{ "a day and more", AT(12, 0), CENT_E8(10000000), 0, QUOTE_MAX_S,
	    NULL },
	/* 19:58: 60 + 2 x 30 at 1.5, then 30 a block */
	{ "until the price rises", AT(19, 58), CENT_E8(43), 0, 120, NULL },
	{ "and one dear block", AT(19, 58), CENT_E8(44), 0, 150, NULL },
	/* 100 free seconds: 60, 30, 10 of 30, and 20 s at 3 a minute: 1 */
	{ "free time", AT(12, 0), 0, 100, 90, with_free },
	{ "free time and cash", AT(12, 0), CENT_E8(1), 100, 120, with_free },
	/* 11 + 1.5 pay 90 s; at 100 s the block of 90..120 costs 51.5 */
	{ "up to the extra rate", AT(12, 0), CENT_E8(20), 0, 99, with_extra },
	{ "not more than the cap", AT(12, 0), CENT_E8(14), 0, QUOTE_MAX_S,
	    with_cap },
	{ "the cap is not paid", AT(12, 0), CENT_E8(13), 0, 90, with_cap },
	{ "within the grace", AT(12, 0), 0, 0, 6, with_grace },
	/* 06:00: until 08:00, there is no price behind it */
	{ "into a band without a price", AT(6, 0), CENT_E8(100000), 0, 7200,
	    without_peak },
	/* the first block brings 6, which pay 4 blocks of 1.5 */
	{ "income pays", AT(12, 0), 0, 0, 180, with_income },
};

static void
check_rows(void)
{
	struct band_clock clock = BAND_CLOCK(utc());

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct list l = base_list();
		struct purse p = { .first = BALANCE_NONE };
		struct rate_request q;

		if (r->change != NULL)
			r->change(&l);
		compile(&l);
		q = request(&l, r->start_us);
		p.first.cash_e8 = r->cash_e8;
		p.first.free_s = r->free_s;
		CHECK_I64(quote_max_seconds(&q, &clock,
			      &(struct quote_balance){ get_purse, &p },
			      QUOTE_MAX_S),
		    r->want_s, r->what);
		tariff_free(l.t);
	}
}

/* --- second after second -------------------------------------------------- */

static uint64_t state = 11;

static int64_t
pick(int64_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (int64_t)((x ^ x >> 31) % (uint64_t)n);
}

static void
random_fee(struct fee *f, bool income)
{
	f->connect_fee_e12 = pick(2) * pick(8) * CENT_E12(1);
	f->init_interval = 1 + pick(70);
	f->init_rate_e12 = (pick(20) - income * 10) * CENT_E12(1) / 3;
	f->follow_interval = 1 + pick(40);
	f->follow_rate_e12 = (pick(20) - income * 5) * CENT_E12(1) / 7;
	f->use_free_time = pick(2);
	if (pick(3) == 0) {
		f->extra_second = pick(600);
		f->extra_rate_e12 = pick(30) * CENT_E12(1);
	}
}

/* The tariff borrows its rows from the list. */
static void
random_list(struct list *l)
{
	bool income = pick(5) == 0;

	*l = base_list();
	l->profile.prepaid = pick(4) > 0;
	l->profile.rate_per = pick(6) == 0 ? RATE_PER_SECOND : RATE_PER_MINUTE;
	l->profile.block_rounding =
	    pick(3) == 0 ? BLOCK_ROUNDING_TOTAL : BLOCK_ROUNDING_REST;
	l->profile.grace_seconds = pick(3) == 0 ? pick(20) : 0;
	l->profile.decimals = pick(9);
	if (pick(4) == 0)
		l->profile.max_call_charge_e8 = pick(60) * CENT_E8(1);
	random_fee(&l->fee[0], income);
	random_fee(&l->fee[1], income);
	if (pick(6) == 0)
		l->nfees = 1;
	else if (pick(3) == 0) {
		l->fee[2] = l->fee[0];
		l->fee[2].from_second = 1 + pick(300);
		l->fee[2].follow_interval = 1 + pick(20);
		l->fee[2].follow_rate_e12 = pick(30) * CENT_E12(1);
		l->nfees = 3;
	}
	compile(l);
}

/* The first duration that is not paid ends it; none behind it is. */
static int64_t
slow_max_seconds(struct rate_request q, struct band_clock *clock,
    const struct purse *p, int64_t limit_s)
{
	int64_t max_s = -1;

	for (int64_t s = 1; s <= limit_s; s++) {
		struct balance b = p->first;
		struct rate_result r;
		bool paid;

		q.duration_ms = s * 1000;
		paid = rate_call(&q, clock, &b, &r) == RATE_OK &&
		    r.price - r.cash == 0;
		if (!paid && max_s < 0)
			max_s = s - 1;
		CHECK(!paid || max_s < 0, "%lld s are paid, but not %lld s",
		    (long long)s, (long long)max_s + 1);
	}
	return max_s < 0 ? limit_s : max_s;
}

static void
check_random(void)
{
	struct band_clock clock = BAND_CLOCK(utc());

	for (int i = 0; i < ROUNDS; i++) {
		struct list l;
		struct purse p = { .first = BALANCE_NONE };
		int64_t limit_s = pick(4) == 0 ? 2044 : LIMIT_S;
		struct rate_request q;

		random_list(&l);
		q = request(&l, AT(pick(2) * 12 + 7, 20 + pick(40)));

		p.first.cash_e8 = pick(3) * pick(100) * CENT_E8(1) + pick(3);
		p.first.free_s = pick(2) * pick(900);
		if (pick(3) == 0) {
			p.next_cash_e8 = pick(20) * CENT_E8(1);
			p.next_free_s = pick(200);
			p.first.until_us = q.start_us + pick(2000) * CIVIL_US;
			p.first.advance = next_interval;
			p.first.arg = &p;
		}
		CHECK_I64(quote_max_seconds(&q, &clock,
			      &(struct quote_balance){ get_purse, &p },
			      limit_s),
		    slow_max_seconds(q, &clock, &p, limit_s), "random list");
		tariff_free(l.t);
	}
}

int
main(void)
{
	check_rows();
	check_random();
	return check_done();
}
