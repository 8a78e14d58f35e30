/*
 * What a call costs: rules worked out by hand, one row each, and random calls
 * against the plain loop of the rules, block by block.
 */
#include "price_list.h"
#include "../check.h"

#include "base/wide.h"
#include "rating/rate.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/zone.h"

#define FEES_MAX 24

/* 2026-10-15 is a Thursday. */
#define THURSDAY_US INT64_C(1792022400000000)
#define AT(h, m, s) (THURSDAY_US + ((h)*3600 + (m)*60 + (s)) * CIVIL_US)

struct list {
	struct profile profile;
	struct fee fee[FEES_MAX];
	size_t nfees;
	struct band band[8];
	size_t nbands;
	struct holiday holiday[2];
	size_t nholidays;
	struct tariff *t;
};

static void
compile(struct list *l)
{
	l->t =
	    price_list_compile(&(struct tariff_input){ .profiles = &l->profile,
		.nprofiles = 1,
		.fees = l->fee,
		.nfees = l->nfees,
		.bands = l->band,
		.nbands = l->nbands,
		.holidays = l->holiday,
		.nholidays = l->nholidays });
}

static const struct zone *
zone(const char *name)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *z = zone_find(name, &e);

	if (z == NULL) {
		(void)printf("%s\n", e.text);
		exit(1);
	}
	return z;
}

/* --- by hand -------------------------------------------------------------- */

struct case_row {
	const char *what;
	int64_t start_us, duration_ms;
	int64_t price_e8, cash_e8, billed_s, free_s;
	struct balance before;
	int64_t cash_after_e8, free_after_s;
	void (*change)(struct list *);
};

/* Peak on working days 08:00-20:00: 60/30 at 6 and 3 a minute, connect 5.
 * Off-peak: 30/10 at 3 and 1.5 a minute, no connect fee. */
static struct list
base_list(void)
{
	struct list l = { .profile = price_list_profile("p"), .nfees = 2 };

	l.band[0] = (struct band){ .profile = "p",
		.band = "offpeak",
		.days = "daily",
		.from_s = 0,
		.to_s = 86400,
		.priority = 0 };
	l.band[1] = (struct band){ .profile = "p",
		.band = "peak",
		.days = "mon-fri",
		.from_s = 8 * 3600,
		.to_s = 20 * 3600,
		.priority = 1 };
	l.nbands = 2;
	l.fee[0] = price_list_fee("p", "49");
	l.fee[0].connect_fee_e12 = CENT_E12(5);
	l.fee[0].init_interval = 60;
	l.fee[0].init_rate_e12 = CENT_E12(6);
	l.fee[0].follow_interval = 30;
	l.fee[0].follow_rate_e12 = CENT_E12(3);
	l.fee[1] = price_list_fee("p", "49");
	l.fee[1].band = "offpeak";
	l.fee[1].init_interval = 30;
	l.fee[1].init_rate_e12 = CENT_E12(3);
	l.fee[1].follow_interval = 10;
	l.fee[1].follow_rate_e12 = CENT_E12(3) / 2;
	return l;
}

static void
with_grace(struct list *l)
{
	l->profile.grace_seconds = 10;
}

static void
with_extra_89(struct list *l)
{
	l->fee[0].extra_second = 89;
	l->fee[0].extra_rate_e12 = CENT_E12(100);
}

static void
with_extra_90(struct list *l)
{
	with_extra_89(l);
	l->fee[0].extra_second = 90;
}

static void
with_extra_0(struct list *l)
{
	with_extra_89(l);
	l->fee[0].extra_second = 0;
}

static void
with_total(struct list *l)
{
	l->profile.block_rounding = BLOCK_ROUNDING_TOTAL;
	l->fee[0].init_interval = 20;
	l->fee[0].follow_interval = 15;
}

static void
with_step(struct list *l)
{
	l->fee[2] = l->fee[0];
	l->fee[2].from_second = 100;
	l->fee[2].follow_interval = 1;
	l->fee[2].follow_rate_e12 = CENT_E12(60);
	l->nfees = 3;
}

static void
with_cap(struct list *l)
{
	l->profile.max_call_charge_e8 = CENT_E8(13);
}

static void
with_free(struct list *l)
{
	l->fee[0].use_free_time = 1;
}

static void
with_negative(struct list *l)
{
	l->fee[0].connect_fee_e12 = 0;
	l->fee[0].init_rate_e12 = -CENT_E12(6);
	l->fee[0].follow_rate_e12 = -CENT_E12(3);
}

static void
with_negative_prepaid(struct list *l)
{
	with_negative(l);
	l->profile.prepaid = 1;
}

static void
with_seconds(struct list *l)
{
	l->profile.rate_per = RATE_PER_SECOND;
}

static void
with_2_digits(struct list *l)
{
	l->profile.decimals = 2;
	l->fee[0].connect_fee_e12 = 0;
	l->fee[0].init_rate_e12 = CENT_E12(6) + CENT_E12(1) / 2;
}

static void
with_2_digits_negative(struct list *l)
{
	with_2_digits(l);
	l->fee[0].init_rate_e12 = -l->fee[0].init_rate_e12;
}

static void
with_2_digits_even(struct list *l)
{
	with_2_digits(l);
	l->profile.rounding = PRICE_ROUNDING_HALF_EVEN;
}

static void
with_holiday(struct list *l)
{
	l->band[2] = (struct band){ .profile = "p",
		.band = "offpeak",
		.days = "holidays:X",
		.from_s = 0,
		.to_s = 86400,
		.priority = 2 };
	l->nbands = 3;
	l->holiday[0] = (struct holiday){ .calendar = "X",
		.date_day = THURSDAY_US / CIVIL_DAY_US };
	l->nholidays = 1;
}

#define NOTHING                       \
	{                             \
		.until_us = INT64_MAX \
	}
#define CASH(n)                                              \
	{                                                    \
		.until_us = INT64_MAX, .cash_e8 = CENT_E8(n) \
	}
#define FREE(n)                                      \
	{                                            \
		.until_us = INT64_MAX, .free_s = (n) \
	}

static const struct case_row cases[] = {
	{ "0 s costs nothing", AT(12, 0, 0), 0, 0, 0, 0, 0, NOTHING, 0, 0,
	    NULL },
	{ "1 ms: first block, connect fee", AT(12, 0, 0), 1, CENT_E8(11), 0, 60,
	    0, NOTHING, 0, 0, NULL },
	{ "60 s", AT(12, 0, 0), 60000, CENT_E8(11), 0, 60, 0, NOTHING, 0, 0,
	    NULL },
	{ "60.001 s is 60 + 30", AT(12, 0, 0), 60001, 12500000, 0, 90, 0,
	    NOTHING, 0, 0, NULL },
	{ "300 s", AT(12, 0, 0), 300000, CENT_E8(23), 0, 300, 0, NOTHING, 0, 0,
	    NULL },
	{ "grace: 9.999 s free", AT(12, 0, 0), 9999, 0, 0, 0, 0, NOTHING, 0, 0,
	    with_grace },
	{ "grace: 10 s not", AT(12, 0, 0), 10000, CENT_E8(11), 0, 60, 0,
	    NOTHING, 0, 0, with_grace },
	{ "night", AT(3, 0, 0), 31000, 1750000, 0, 40, 0, NOTHING, 0, 0, NULL },
	/* 07:59:30: 30 off, then peak blocks of 30 at 3: 1.5 + 1.5 + 1.5 */
	{ "into peak", AT(7, 59, 30), 90000, 4500000, 0, 90, 0, NOTHING, 0, 0,
	    NULL },
	/* first block whole in its band, though it runs over 20:00 */
	{ "straddling block", AT(19, 59, 59), 60000, CENT_E8(11), 0, 60, 0,
	    NOTHING, 0, 0, NULL },
	/* 19:59:00: 60 peak, then off-peak blocks of 10: 0.25 each, 3 */
	{ "out of peak", AT(19, 59, 0), 81000, 11750000, 0, 90, 0, NOTHING, 0,
	    0, NULL },
	{ "holiday", AT(12, 0, 0), 30000, 1500000, 0, 30, 0, NOTHING, 0, 0,
	    with_holiday },
	{ "extra second 89 of 90 s", AT(12, 0, 0), 90000, 112500000, 0, 90, 0,
	    NOTHING, 0, 0, with_extra_89 },
	{ "extra second 90 of 90 s: no", AT(12, 0, 0), 90000, 12500000, 0, 90,
	    0, NOTHING, 0, 0, with_extra_90 },
	{ "extra second 0", AT(12, 0, 0), 1000, CENT_E8(111), 0, 60, 0, NOTHING,
	    0, 0, with_extra_0 },
	{ "extra second 89, 88.9 s talked: no", AT(12, 0, 0), 88900, 12500000,
	    0, 90, 0, NOTHING, 0, 0, with_extra_89 },
	/* 20 s at 6, 25 s at 3 a minute: 5 + 2 + 1.25 */
	{ "total: 40 s is 45", AT(12, 0, 0), 40000, 8250000, 0, 45, 0, NOTHING,
	    0, 0, with_total },
	/* 20 s at 6, 10 s at 3: a multiple of 15 */
	{ "total: 5 s is 30", AT(12, 0, 0), 5000, 7500000, 0, 30, 0, NOTHING, 0,
	    0, with_total },
	/* 60, 30 x 2 = 120 (the second block starts at 90), then 1 each */
	{ "step at 100 s: 122 s", AT(12, 0, 0), 122000, CENT_E8(16), 0, 122, 0,
	    NOTHING, 0, 0, with_step },
	{ "cap", AT(12, 0, 0), 300000, CENT_E8(13), 0, 300, 0, NOTHING, 0, 0,
	    with_cap },
	{ "cap not reached", AT(12, 0, 0), 90000, 12500000, 0, 90, 0, NOTHING,
	    0, 0, with_cap },
	/* 45 of the first 60 s: 15 s cost 1.5, connect 5 */
	{ "free time, part of a block", AT(12, 0, 0), 60000, 6500000, 0, 60, 45,
	    FREE(45), 0, 0, with_free },
	{ "free time, all but the connect fee", AT(12, 0, 0), 100000,
	    CENT_E8(5), 0, 120, 120, FREE(130), 0, 10, with_free },
	{ "free time not for this fee", AT(12, 0, 0), 60000, CENT_E8(11), 0, 60,
	    0, FREE(45), 0, 45, NULL },
	/* first block 11 does not fit 10; blocks of 1.5: six fit, of 8 */
	{ "cash greedy by block", AT(12, 0, 0), 300000, CENT_E8(23), CENT_E8(9),
	    300, 0, CASH(10), CENT_E8(1), 0, NULL },
	{ "cash for all", AT(12, 0, 0), 60000, CENT_E8(11), CENT_E8(11), 60, 0,
	    CASH(11), 0, 0, NULL },
	{ "negative, postpaid", AT(12, 0, 0), 90000, -7500000, 0, 90, 0,
	    CASH(10), CENT_E8(10), 0, with_negative },
	{ "negative, prepaid", AT(12, 0, 0), 90000, -7500000, -7500000, 90, 0,
	    CASH(10), 17500000, 0, with_negative_prepaid },
	{ "rates per second", AT(12, 0, 0), 60001, CENT_E8(5 + 360 + 90), 0, 90,
	    0, NOTHING, 0, 0, with_seconds },
	{ "half up", AT(12, 0, 0), 60000, CENT_E8(7), 0, 60, 0, NOTHING, 0, 0,
	    with_2_digits },
	{ "half up mirrors", AT(12, 0, 0), 60000, -CENT_E8(7), 0, 60, 0,
	    NOTHING, 0, 0, with_2_digits_negative },
	{ "half even", AT(12, 0, 0), 60000, CENT_E8(6), 0, 60, 0, NOTHING, 0, 0,
	    with_2_digits_even },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct case_row *c = &cases[i];
		struct band_clock clock = BAND_CLOCK(zone_utc());
		struct balance b = c->before;
		struct list l = base_list();
		struct rate_result r;

		if (c->change != NULL)
			c->change(&l);
		compile(&l);
		CHECK(rate_call(&(struct rate_request){ .tariff = l.t,
				    .profile = &l.t->profiles[0],
				    .prices = &l.t->prices[l.t->fees[0].price],
				    .start_us = c->start_us,
				    .duration_ms = c->duration_ms },
			  &clock, &b, &r) == RATE_OK,
		    "%s", c->what);
		CHECK_I64(r.price_e8, c->price_e8, c->what);
		CHECK_I64(r.cash_e8, c->cash_e8, c->what);
		CHECK_I64(r.billed_s, c->billed_s, c->what);
		CHECK_I64(r.free_s, c->free_s, c->what);
		CHECK_I64(b.cash_e8, c->cash_after_e8, c->what);
		CHECK_I64(b.free_s, c->free_after_s, c->what);
		tariff_free(l.t);
	}
}

static void
test_sms(void)
{
	struct band_clock clock = BAND_CLOCK(zone_utc());
	struct balance b = BALANCE_NONE;
	struct list l = base_list();
	struct rate_result r;

	compile(&l);
	for (int64_t ms = 0; ms < 200000; ms += 99999) {
		CHECK(rate_call(&(struct rate_request){ .tariff = l.t,
				    .profile = &l.t->profiles[0],
				    .prices = &l.t->prices[l.t->fees[0].price],
				    .type = CALL_TYPE_SMS,
				    .start_us = AT(12, 0, 0),
				    .duration_ms = ms },
			  &clock, &b, &r) == RATE_OK,
		    "sms");
		CHECK_I64(r.price_e8, CENT_E8(11), "sms");
	}
	tariff_free(l.t);
}

/* Cash that a negative price would carry beyond 64 bits, and debit. */
static void
test_too_large(void)
{
	struct band_clock clock = BAND_CLOCK(zone_utc());
	struct list l = base_list();
	struct rate_result r;

	with_negative_prepaid(&l);
	compile(&l);
	for (int i = 0; i < 3; i++) {
		struct balance b = BALANCE_NONE;

		if (i == 1)
			b.cash_e8 = INT64_MAX - CENT_E8(1);
		if (i == 2)
			b.debit_e8 = INT64_MIN + CENT_E8(1);
		CHECK(rate_call(&(struct rate_request){ .tariff = l.t,
				    .profile = &l.t->profiles[0],
				    .prices = &l.t->prices[l.t->fees[0].price],
				    .start_us = AT(12, 0, 0),
				    .duration_ms = 60000 },
			  &clock, &b,
			  &r) == (i == 0 ? RATE_OK : RATE_TOO_LARGE),
		    "balance %d", i);
	}
	tariff_free(l.t);
}

/* A day of one-second blocks takes as many steps as ten seconds of them. */
static void
count_run(void *arg, const struct rate_run *run)
{
	(void)run;
	++*(int *)arg;
}

static void
test_closed_form(void)
{
	struct band_clock clock = BAND_CLOCK(zone_utc());
	struct list l = { .profile = price_list_profile("p"), .nfees = 1 };
	struct balance b = BALANCE_NONE;
	struct rate_result r;
	int runs = 0;

	l.fee[0] = price_list_fee("p", "49");
	l.fee[0].follow_rate_e12 = CENT_E12(6);
	compile(&l);
	CHECK(
	    rate_call(&(struct rate_request){ .tariff = l.t,
			  .profile = &l.t->profiles[0],
			  .prices = &l.t->prices[l.t->fees[0].price],
			  .start_us = AT(12, 0, 0),
			  .duration_ms = 86400000,
			  .recorder = &(struct rate_recorder){ .run = count_run,
			      .arg = &runs } },
		&clock, &b, &r) == RATE_OK,
	    "24 h");
	CHECK_I64(r.price_e8, 86399 * CENT_E8(6) / 60, "24 h in 1 s blocks");
	CHECK_I64(runs, 3, "first block, to midnight, rest");
	tariff_free(l.t);
}

/* --- the plain loop --------------------------------------------------------- */

static uint64_t seed_state = 20261015;

static uint64_t
random_bits(void)
{
	uint64_t x = seed_state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static int64_t
pick(int64_t low, int64_t high)
{
	return low + (int64_t)(random_bits() % (uint64_t)(high - low + 1));
}

static bool
one_in(int n)
{
	return pick(1, n) == 1;
}

static bool
window_holds(const struct band *w, const struct civil *c)
{
	int64_t s = c->hour * 3600 + c->minute * 60 + c->second;
	int wd = civil_weekday(civil_to_days(c->year, c->month, c->day));
	char date[16];

	if (s < w->from_s || s >= w->to_s)
		return false;
	if (strcmp(w->days, "daily") == 0)
		return true;
	if (strcmp(w->days, "mon-fri") == 0)
		return wd < 5;
	if (strcmp(w->days, "sat,sun") == 0)
		return wd >= 5;
	(void)snprintf(date, sizeof(date), "%04d-%02d-%02d", c->year % 10000,
	    c->month % 100, c->day % 100);
	return strcmp(w->days, date) == 0;
}

/* The name of the band whose window holds and ranks highest. */
static const char *
plain_band(const struct list *l, const struct zone *z, int64_t us)
{
	const struct band *best = NULL;
	struct civil c;

	zone_to_civil(z, us, &c);
	for (size_t i = 0; i < l->nbands; i++)
		if (window_holds(&l->band[i], &c) &&
		    (best == NULL || l->band[i].priority > best->priority))
			best = &l->band[i];
	return best == NULL ? "peak" : best->band;
}

static const struct fee *
plain_base(const struct list *l, const char *band)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < l->nfees; i++)
			if (l->fee[i].from_second == 0 &&
			    strcmp(l->fee[i].band, band) == 0)
				return &l->fee[i];
		band = "peak";
	}
	return &l->fee[0];
}

static const struct fee *
plain_follow(const struct list *l, const char *band, int64_t at_s)
{
	const char *name = band;

	for (int pass = 0; pass < 2; pass++) {
		const struct fee *best = NULL;

		for (size_t i = 0; i < l->nfees; i++)
			if (l->fee[i].from_second > 0 &&
			    l->fee[i].from_second <= at_s &&
			    strcmp(l->fee[i].band, name) == 0 &&
			    (best == NULL ||
				l->fee[i].from_second > best->from_second))
				best = &l->fee[i];
		if (best != NULL)
			return best;
		name = "peak";
	}
	return plain_base(l, band);
}

struct plain {
	i128 price, cash; /* 10^-12 / 60 */
	i128 left;        /* cash */
	int64_t free_s, billed_s, free_used_s;
};

/* One block: free time, cap, cash. */
static void
plain_block(const struct list *l, struct plain *p, int64_t block_s,
    int64_t rate_e12, int64_t once_e12, bool use_free)
{
	i128 per = l->profile.rate_per == RATE_PER_SECOND ? 60 : 1;
	i128 max = (i128)l->profile.max_call_charge_e8 * 10000 * 60;
	int64_t paid_s = block_s, free_s = 0;
	i128 price;

	if (use_free) {
		free_s = p->free_s < block_s ? p->free_s : block_s;
		p->free_s -= free_s;
		p->free_used_s += free_s;
		paid_s -= free_s;
	}
	price = (i128)rate_e12 * paid_s * per + (i128)once_e12 * 60;
	if (l->profile.max_call_charge_e8 != ENTITY_NONE && price > 0 &&
	    p->price + price > max)
		price = p->price > max ? 0 : max - p->price;
	p->price += price;
	if ((price > 0 && price <= p->left) ||
	    (price <= 0 && l->profile.prepaid)) {
		p->left -= price;
		p->cash += price;
	}
	p->billed_s += block_s;
}

static struct plain
plain_rate(const struct list *l, const struct zone *z, int64_t start_us,
    int64_t ms, const struct balance *b)
{
	const struct fee *f = plain_base(l, plain_band(l, z, start_us));
	struct plain p = { .left = (i128)b->cash_e8 * 10000 * 60,
		.free_s = b->free_s };
	bool total = l->profile.block_rounding == BLOCK_ROUNDING_TOTAL;
	bool free = f->use_free_time;
	int64_t at_s = 0, whole_s = ms / 1000;

	if (ms == 0 || ms < l->profile.grace_seconds * 1000)
		return p;
	for (bool first = true;; first = false) {
		const char *band = plain_band(l, z, start_us + at_s * CIVIL_US);
		const struct fee *g = first ? f : plain_follow(l, band, at_s);
		int64_t block_s = first ? g->init_interval : g->follow_interval;
		int64_t once = first ? g->connect_fee_e12 : 0;

		if (!first && total && at_s % block_s != 0)
			block_s -= at_s % block_s;
		else if (!first && at_s * 1000 >= ms)
			return p;
		if (f->extra_second != ENTITY_NONE && f->extra_second >= at_s &&
		    f->extra_second < at_s + block_s &&
		    whole_s >= f->extra_second)
			once += f->extra_rate_e12;
		plain_block(l, &p, block_s,
		    first ? g->init_rate_e12 : g->follow_rate_e12, once, free);
		at_s += block_s;
		if (at_s * 1000 >= ms && !(first && total))
			return p;
	}
}

static i128
plain_round(i128 v, int decimals, int64_t how)
{
	i128 den = 60, magnitude = v < 0 ? -v : v, quotient, rest;

	for (int i = decimals; i < 12; i++)
		den *= 10;
	quotient = magnitude / den;
	rest = magnitude % den;
	if ((how == PRICE_ROUNDING_HALF_UP && rest * 2 >= den) ||
	    (how == PRICE_ROUNDING_UP && rest > 0) ||
	    (how == PRICE_ROUNDING_HALF_EVEN &&
		(rest * 2 > den || (rest * 2 == den && quotient % 2 == 1))))
		quotient++;
	for (int i = decimals; i < 8; i++)
		quotient *= 10;
	return v < 0 ? -quotient : quotient;
}

static int64_t
random_rate(void)
{
	int64_t rate_e12;

	if (one_in(6))
		return 0;
	rate_e12 = pick(one_in(4) ? -CENT_E12(50) : 0, CENT_E12(90));
	return one_in(2) ? rate_e12 : rate_e12 / CENT_E12(1) * CENT_E12(1);
}

static const char *const band_words[] = { "peak", "offpeak", "night" };
static const char *const days_choice[] = { "daily", "mon-fri", "sat,sun",
	"2026-10-25", "2026-03-29" };

static struct fee
random_fee(const char *band, int64_t from_second)
{
	struct fee f = price_list_fee("p", "49");
	int64_t longest = one_in(3) ? 600 : 60;

	f.band = band;
	f.from_second = from_second;
	f.init_interval = pick(1, longest);
	f.follow_interval = one_in(3) ? 1 : pick(1, longest);
	f.init_rate_e12 = random_rate();
	f.follow_rate_e12 = random_rate();
	f.connect_fee_e12 = one_in(2) ? 0 : random_rate();
	f.use_free_time = one_in(2);
	if (one_in(2)) {
		f.extra_second = pick(0, 400);
		f.extra_rate_e12 = random_rate();
	}
	return f;
}

static void
random_list(struct list *l)
{
	*l = (struct list){ .profile = price_list_profile("p") };

	l->profile.decimals = pick(0, 8);
	l->profile.rounding = pick(0, 3);
	l->profile.rate_per = one_in(2);
	l->profile.block_rounding = one_in(3);
	l->profile.prepaid = one_in(3);
	l->profile.grace_seconds = one_in(4) ? pick(0, 30) : 0;
	if (one_in(3))
		l->profile.max_call_charge_e8 = pick(0, CENT_E8(500));
	l->nbands = (size_t)pick(0, 6);
	for (size_t i = 0; i < l->nbands; i++) {
		int64_t from = pick(0, 86399) / 60 * 60;

		l->band[i] = (struct band){ .profile = "p",
			.band = band_words[pick(0, 2)],
			.days = days_choice[pick(0, 4)],
			.from_s = from,
			.to_s = one_in(4) ? 86400 : pick(from + 1, 86400),
			.priority = (int64_t)i };
	}
	for (int b = 0; b < 3; b++) {
		if (b > 0 && one_in(3))
			continue;
		l->fee[l->nfees++] = random_fee(band_words[b], 0);
	}
	for (int64_t s = pick(1, 300), n = pick(0, 4); n > 0; n--) {
		l->fee[l->nfees++] = random_fee(band_words[pick(0, 2)], s);
		s += pick(1, 200);
	}
	compile(l);
}

static const char *const zone_choice[] = { "Europe/Berlin", "UTC",
	"America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu" };

/* Near a change of the clock, a change of band or anywhere in 2026. */
static int64_t
random_start(const struct list *l, const struct zone *z)
{
	int64_t us = AT(0, 0, 0) + pick(-280, 70) * CIVIL_DAY_US;

	if (one_in(2)) {
		int64_t change = zone_next_change(z, us);

		if (change < INT64_C(1830000000000000))
			return change + pick(-7200, 3600) * CIVIL_US +
			    pick(0, 999999);
	}
	if (l->nbands > 0 && one_in(2)) {
		const struct band *w =
		    &l->band[pick(0, (int64_t)l->nbands - 1)];

		us += (one_in(2) ? w->from_s : w->to_s) * CIVIL_US -
		    zone_offset_s(z, us) * CIVIL_US +
		    pick(-1000, 60) * CIVIL_US;
		return one_in(2) ? us : us + pick(0, 999999);
	}
	return us + pick(0, 86399) * CIVIL_US;
}

static void
compare_one(const struct list *l, const struct zone *z,
    struct band_clock *clock)
{
	int64_t ms = one_in(20) ? pick(0, 20000000)
	    : one_in(8)         ? pick(0, 3) * 30000
				: pick(0, 1500000);
	struct balance b = BALANCE_NONE, before;
	int64_t start_us = random_start(l, z);
	struct rate_result r;
	struct plain p;
	bool same;

	b.free_s = one_in(2) ? 0 : pick(0, 1500);
	b.cash_e8 = one_in(2) ? 0 : pick(0, CENT_E8(900));
	before = b;
	p = plain_rate(l, z, start_us, ms, &b);
	same = rate_call(&(struct rate_request){ .tariff = l->t,
			     .profile = &l->t->profiles[0],
			     .prices = &l->t->prices[l->t->fees[0].price],
			     .start_us = start_us,
			     .duration_ms = ms },
		   clock, &b, &r) == RATE_OK;
	same = same && r.price == p.price && r.cash == p.cash &&
	    r.billed_s == p.billed_s && r.free_s == p.free_used_s &&
	    r.price_e8 ==
		plain_round(p.price, (int)l->profile.decimals,
		    l->profile.rounding) &&
	    r.cash_e8 ==
		plain_round(p.cash, (int)l->profile.decimals,
		    l->profile.rounding) &&
	    b.cash_e8 == before.cash_e8 - r.cash_e8 &&
	    b.free_s == before.free_s - r.free_s;
	CHECK(same,
	    "start %" PRId64 " %" PRId64 " ms in %s: price %" PRId64
	    " plain %" PRId64 ", billed %" PRId64 " plain %" PRId64
	    ", free %" PRId64 " plain %" PRId64 ", cash %" PRId64
	    " plain %" PRId64 " (total %d)",
	    start_us, ms, zone_name(z), r.price_e8,
	    (int64_t)plain_round(p.price, (int)l->profile.decimals,
		l->profile.rounding),
	    r.billed_s, p.billed_s, r.free_s, p.free_used_s, (int64_t)r.cash,
	    (int64_t)p.cash, (int)l->profile.block_rounding);
}

static void
test_against_plain_loop(void)
{
	for (int i = 0; i < 10000; i++) {
		const struct zone *z = zone(zone_choice[pick(0, 4)]);
		struct band_clock clock = BAND_CLOCK(z);
		struct list l;

		random_list(&l);
		for (int j = 0; j < 12; j++)
			compare_one(&l, z, &clock);
		tariff_free(l.t);
	}
}

int
main(void)
{
	test_cases();
	test_sms();
	test_too_large();
	test_closed_form();
	test_against_plain_loop();
	return check_done();
}
