#include "rating/rate.h"

#include <assert.h>
#include <string.h>

#include "base/err.h"
#include "money/money.h"
#include "money/round.h"
#include "time/civil.h"

/* A call on its way through its blocks. */
struct walk {
	const struct rate_request *q;
	struct balance *balance;
	struct rate_result *r;
	const struct tariff_price *start; /* price in the band at the start */
	i128 unit; /* exact units of rate 1 and one second */
	i128 max;  /* of the running price */
	i128 cash; /* left in the balance */
	int64_t free_s, free_row_s;
	int64_t settled_e8, debited_e8; /* in the intervals before */
	int64_t at_s;                   /* where the next block starts */
	bool free_time, capped, prepaid, too_large;
	int32_t extra_s; /* -1: none, or charged */
};

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
div_ceil(int64_t a, int64_t b)
{
	return a / b + (a % b > 0);
}

/* ${n} blocks of ${price} each are paid from the balance as far as it goes. */
static i128
pay(struct walk *w, int64_t n, i128 price)
{
	i128 used = 0;

	w->r->price += price * n;
	if (price > 0) {
		if (w->cash >= price) {
			i128 whole = w->cash / price;

			used = price * (whole < n ? whole : n);
		}
	} else if (w->prepaid) {
		used = price * n;
	}
	w->cash -= used;
	w->r->cash += used;
	return used;
}

/* The same under max_call_charge: whole blocks, the one cut, the rest free. */
static i128
charge(struct walk *w, int64_t n, i128 price)
{
	i128 room, whole, used;

	if (!w->capped || price <= 0)
		return pay(w, n, price);
	room = w->max - w->r->price;
	if (room < 0)
		room = 0;
	whole = room / price;
	if (whole >= n)
		return pay(w, n, price);
	used = pay(w, (int64_t)whole, price);
	return used + pay(w, 1, room - whole * price);
}

/* A run as filled in: price it, charge it, tell the recorder. */
static void
charge_run(struct walk *w, struct rate_run *run)
{
	const struct rate_recorder *rec = w->q->recorder;
	i128 once = (i128)run->connect_fee_e12 * RATE_EXACT +
	    (i128)run->extra_rate_e12 * RATE_EXACT;
	i128 each =
	    run->rate_e12 * (i128)(run->block_s - run->free_s) * w->unit + once;
	i128 before = w->r->price;

	assert(run->blocks == 1 || once == 0);
	run->cash = charge(w, run->blocks, each);
	if (rec == NULL || rec->run == NULL)
		return;
	run->full = each * run->blocks;
	run->price = w->r->price - before;
	rec->run(rec->arg, run);
}

/* Equal blocks, split where free time covers them whole, in part, not. */
static void
use_free_time(struct walk *w, struct rate_run run)
{
	int64_t left = run.blocks, whole;

	if (w->free_time && w->free_s > 0) {
		whole = min64(left, w->free_s / run.block_s);
		if (whole > 0) {
			run.blocks = whole;
			run.free_s = run.block_s;
			w->free_s -= whole * run.block_s;
			charge_run(w, &run);
			left -= whole;
			run.from_s += whole * run.block_s;
		}
		if (left > 0 && w->free_s > 0) {
			run.blocks = 1;
			run.free_s = (int32_t)w->free_s;
			w->free_s = 0;
			charge_run(w, &run);
			left--;
			run.from_s += run.block_s;
		}
		run.free_s = 0;
		run.blocks = left;
	}
	if (left > 0)
		charge_run(w, &run);
}

/* ${n} equal blocks from at_s on; the one with the extra second apart. */
static void
add_blocks(struct walk *w, struct rate_run run)
{
	int64_t end_s = w->at_s + run.blocks * run.block_s;
	int64_t n = run.blocks, before;
	int64_t free_before_s = w->free_s;

	run.from_s = w->at_s;
	if (w->extra_s >= w->at_s && w->extra_s < end_s) {
		before = (w->extra_s - w->at_s) / run.block_s;
		run.blocks = before;
		if (before > 0)
			use_free_time(w, run);
		run.from_s += before * run.block_s;
		run.blocks = 1;
		run.extra_rate_e12 = w->start->extra_rate_e12;
		use_free_time(w, run);
		run.extra_rate_e12 = 0;
		run.from_s += run.block_s;
		run.blocks = n - before - 1;
		w->extra_s = -1;
	}
	if (run.blocks > 0)
		use_free_time(w, run);
	w->free_row_s += free_before_s - w->free_s;
	w->r->free_s += free_before_s - w->free_s;
	w->at_s = end_s;
}

static void
first_block(struct walk *w)
{
	add_blocks(w,
	    (struct rate_run){ .blocks = 1,
		.first = true,
		.block_s = w->start->init_s,
		.band = w->r->band,
		.row = w->start->row,
		.rate_e12 = w->start->init_rate_e12,
		.connect_fee_e12 = w->start->connect_fee_e12 });
}

/* The block of ${p} that starts at at_s; *until_s is where a step begins. */
static struct rate_run
follow_block(const struct walk *w, const struct tariff_price *p, uint32_t band,
    int64_t *until_s)
{
	struct rate_run run = { .band = band,
		.block_s = p->follow_s,
		.rate_e12 = p->follow_rate_e12,
		.row = p->row };
	const struct tariff_step *s = &w->q->tariff->steps[p->step];

	*until_s = INT64_MAX;
	for (int i = 0; i < p->nsteps; i++) {
		if (s[i].from_s > w->at_s) {
			*until_s = s[i].from_s;
			break;
		}
		run.block_s = s[i].follow_s;
		run.rate_e12 = s[i].follow_rate_e12;
		run.row = s[i].row;
	}
	return run;
}

/* From the balance, what is new of both since it paid last. */
static void
take(struct walk *w, int64_t cash_e8, int64_t price_e8)
{
	struct balance *b = w->balance;

	if (__builtin_sub_overflow(cash_e8, w->settled_e8, &cash_e8) ||
	    __builtin_sub_overflow(price_e8, w->debited_e8, &price_e8) ||
	    __builtin_sub_overflow(b->cash_e8, cash_e8, &b->cash_e8) ||
	    __builtin_add_overflow(b->debit_e8, price_e8, &b->debit_e8))
		w->too_large = true;
	b->free_s -= w->free_row_s;
}

/* Take from the balance what the call used of its interval: what is rounded up
 * to here beyond what was taken before, so that nothing is left behind. */
static void
settle(struct walk *w)
{
	const struct profile *row = w->q->profile->row;
	enum rounding how = (enum rounding)row->rounding;
	int64_t cash_e8 = 0, price_e8 = 0;
	struct err e;

	err_init(&e);
	if (money_round_e8(w->r->cash, RATE_EXACT, (int)row->decimals, how,
		&cash_e8, &e) < 0 ||
	    money_round_e8(w->r->price, RATE_EXACT, (int)row->decimals, how,
		&price_e8, &e) < 0)
		w->too_large = true;
	take(w, cash_e8, price_e8);
	w->settled_e8 = cash_e8;
	w->debited_e8 = price_e8;
	w->free_row_s = 0;
}

/* The balance of the interval in which the block at ${us} starts. */
static void
next_interval(struct walk *w, int64_t us)
{
	if (w->balance->advance == NULL || us < w->balance->until_us)
		return;
	settle(w);
	w->balance->advance(w->balance, us);
	w->free_s = w->balance->free_s;
	/* within the call all is exact: what rounding has taken too much, or
	 * too little, until now is not gone yet */
	w->cash =
	    ((i128)w->balance->cash_e8 + w->settled_e8) * RATE_EXACT_PER_E8 -
	    w->r->cash;
}

/*
 * Equal blocks from at_s on, as many as start before the call ends and before
 * anything changes.  ${total}: blocks end at multiples of their length, so the
 * one that starts between two of them is short; it is charged also when the
 * first block covers the call, so that the total is such a multiple.
 */
static enum rate_outcome
follow_blocks(struct walk *w, struct band_clock *clock, bool total)
{
	bool covered = w->at_s * 1000 >= w->q->duration_ms;
	const struct rate_request *q = w->q;
	int64_t us = q->start_us + w->at_s * CIVIL_US, until_us, until_s, odd;
	uint32_t band = band_table_at(&q->profile->table, clock, us, &until_us);
	const struct tariff_price *p = &q->prices[band];
	struct rate_run run;

	if (p->row == TARIFF_NONE) {
		w->r->band = band;
		return RATE_NO_PRICE;
	}
	run = follow_block(w, p, band, &until_s);
	odd = w->at_s % run.block_s;
	if (covered && odd == 0)
		return RATE_OK;
	next_interval(w, us);
	if (w->balance->advance != NULL)
		until_us = min64(until_us, w->balance->until_us);
	if (total && odd != 0) {
		run.block_s -= (int32_t)odd;
		run.blocks = 1;
	} else {
		run.blocks = div_ceil(q->duration_ms - w->at_s * 1000,
		    run.block_s * INT64_C(1000));
		run.blocks = min64(run.blocks,
		    div_ceil(until_us - us, run.block_s * CIVIL_US));
		if (until_s != INT64_MAX)
			run.blocks = min64(run.blocks,
			    div_ceil(until_s - w->at_s, run.block_s));
	}
	add_blocks(w, run);
	return RATE_OK;
}

/* Everything about the call that does not depend on its blocks. */
static void
begin(struct walk *w, const struct rate_request *q, struct balance *b,
    struct rate_result *r, const struct tariff_price *start)
{
	const struct profile *row = q->profile->row;

	*w = (struct walk){ .q = q,
		.balance = b,
		.r = r,
		.start = start,
		.unit = row->rate_per == RATE_PER_SECOND ? RATE_EXACT : 1,
		.capped = row->max_call_charge_e8 != ENTITY_NONE,
		.max = (i128)row->max_call_charge_e8 * RATE_EXACT_PER_E8,
		.prepaid = row->prepaid == 1,
		.free_time = start->use_free_time,
		.extra_s = -1 };
	next_interval(w, q->start_us);
	w->free_s = b->free_s;
	w->cash = (i128)b->cash_e8 * RATE_EXACT_PER_E8;
	if (start->extra_s >= 0 && q->duration_ms / 1000 >= start->extra_s)
		w->extra_s = start->extra_s;
}

static enum rate_outcome
walk_blocks(struct walk *w, struct band_clock *clock)
{
	bool total = w->q->profile->row->block_rounding == BLOCK_ROUNDING_TOTAL;
	enum rate_outcome outcome = RATE_OK;

	first_block(w);
	if (total && w->at_s * 1000 >= w->q->duration_ms)
		outcome = follow_blocks(w, clock, total);
	while (outcome == RATE_OK && w->at_s * 1000 < w->q->duration_ms)
		outcome = follow_blocks(w, clock, total);
	w->r->billed_s = w->at_s;
	return outcome;
}

/* One price, whatever the duration. */
static void
charge_sms(struct walk *w)
{
	struct rate_run run = { .blocks = 1,
		.first = true,
		.block_s = w->start->init_s,
		.band = w->r->band,
		.row = w->start->row,
		.rate_e12 = w->start->init_rate_e12,
		.connect_fee_e12 = w->start->connect_fee_e12 };

	charge_run(w, &run);
}

/*
 * The call that nearly all are: in one band (which holds until ${until_us}) and
 * interval, without cap, steps, extra second, and nothing in the balance that
 * it could use.  What walk_blocks() does to it comes down to one sum, which is
 * a quarter of the work; a walk is not even begun.
 */
static bool
is_plain(const struct rate_request *q, const struct balance *b,
    const struct tariff_price *p, int64_t until_us)
{
	const struct rate_recorder *rec = q->recorder;
	const struct profile *row = q->profile->row;
	int64_t end_us = q->start_us + q->duration_ms * 1000;

	return q->type == CALL_TYPE_CALL && end_us <= until_us &&
	    p->nsteps == 0 &&
	    (p->extra_s < 0 || q->duration_ms / 1000 < p->extra_s) &&
	    row->max_call_charge_e8 == ENTITY_NONE && row->prepaid != 1 &&
	    b->cash_e8 <= 0 && (!p->use_free_time || b->free_s <= 0) &&
	    (b->advance == NULL || end_us <= b->until_us) &&
	    (rec == NULL || rec->run == NULL) &&
	    row->block_rounding != BLOCK_ROUNDING_TOTAL;
}

static enum rate_outcome
charge_plain(const struct rate_request *q, struct balance *b,
    const struct tariff_price *p, struct rate_result *r)
{
	const struct profile *row = q->profile->row;
	int64_t rest_ms = q->duration_ms - p->init_s * INT64_C(1000);
	int64_t n =
	    rest_ms > 0 ? div_ceil(rest_ms, p->follow_s * INT64_C(1000)) : 0;
	i128 unit = row->rate_per == RATE_PER_SECOND ? RATE_EXACT : 1;
	int64_t debit_e8;
	struct err e;

	err_init(&e);
	r->price = ((i128)p->init_rate_e12 * p->init_s +
		       (i128)p->follow_rate_e12 * p->follow_s * n) *
		unit +
	    (i128)p->connect_fee_e12 * RATE_EXACT;
	r->billed_s = p->init_s + n * p->follow_s;
	if (money_round_e8(r->price, RATE_EXACT, (int)row->decimals,
		(enum rounding)row->rounding, &r->price_e8, &e) < 0 ||
	    __builtin_add_overflow(b->debit_e8, r->price_e8, &debit_e8))
		return RATE_TOO_LARGE;
	b->debit_e8 = debit_e8;
	return RATE_OK;
}

static enum rate_outcome
finish(struct walk *w)
{
	const struct profile *row = w->q->profile->row;
	struct err e;
	int decimals = (int)row->decimals;
	enum rounding how = (enum rounding)row->rounding;
	struct rate_result *r = w->r;

	err_init(&e);
	if (money_round_e8(r->price, RATE_EXACT, decimals, how, &r->price_e8,
		&e) < 0)
		return RATE_TOO_LARGE;
	if (r->cash != 0 &&
	    money_round_e8(r->cash, RATE_EXACT, decimals, how, &r->cash_e8,
		&e) < 0)
		return RATE_TOO_LARGE;
	/* the last interval pays what the rounding of the sum leaves */
	take(w, r->cash_e8, r->price_e8);
	return w->too_large ? RATE_TOO_LARGE : RATE_OK;
}

enum rate_outcome
rate_call_in(const struct rate_request *q, struct band_clock *clock,
    uint32_t band, int64_t until_us, struct balance *balance,
    struct rate_result *r)
{
	enum rate_outcome outcome = RATE_OK;
	const struct tariff_price *start = &q->prices[band];
	struct walk w;

	*r = (struct rate_result){ .row = TARIFF_NONE, .band = band };
	if (start->row == TARIFF_NONE)
		return RATE_NO_PRICE;
	if (q->duration_ms < 0 || q->duration_ms > RATE_DURATION_MAX_MS)
		return RATE_TOO_LARGE;
	r->row = start->row;
	if (q->type == CALL_TYPE_CALL &&
	    (q->duration_ms == 0 ||
		q->duration_ms < q->profile->row->grace_seconds * 1000))
		return RATE_OK;
	if (is_plain(q, balance, start, until_us))
		return charge_plain(q, balance, start, r);
	begin(&w, q, balance, r, start);
	if (q->type == CALL_TYPE_SMS)
		charge_sms(&w);
	else
		outcome = walk_blocks(&w, clock);
	return outcome == RATE_OK ? finish(&w) : outcome;
}

enum rate_outcome
rate_call(const struct rate_request *q, struct band_clock *clock,
    struct balance *balance, struct rate_result *r)
{
	int64_t until_us;
	uint32_t band =
	    band_table_at(&q->profile->table, clock, q->start_us, &until_us);

	return rate_call_in(q, clock, band, until_us, balance, r);
}
