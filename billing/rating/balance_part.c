#include "rating/balance_part.h"

#include "base/mem.h"
#include "rating/balance_event.h"
#include "rating/balance_first.h"
#include "rating/balance_interval.h"
#include "rating/directory.h"

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
balance_part_add(struct balance_series *s, int64_t a, int64_t b)
{
	int64_t sum = 0;

	if (__builtin_add_overflow(a, b, &sum)) {
		s->too_many = true;
		return 0;
	}
	return sum;
}

struct balance_part *
balance_part_append(struct balance_series *s, const struct balance_part *p)
{
	if (s->nparts >= BALANCE_PARTS_MAX) {
		s->too_many = true;
		s->parts[s->nparts - 1].until_us = INT64_MAX;
		return &s->parts[s->nparts - 1];
	}
	s->parts =
	    mem_grow(s->parts, s->nparts, &s->parts_cap, sizeof(*s->parts));
	s->parts[s->nparts] = *p;
	return &s->parts[s->nparts++];
}

int64_t
balance_part_next_booking(const struct balance_series *s)
{
	int64_t us = INT64_MAX;

	if (s->topup < s->plan->first_topup[s->contract + 1])
		us = s->plan->topups[s->topup].at_us;
	if (s->correction < s->ncorrections)
		us = min64(us, s->corrections[s->correction].at_us);
	return us;
}

/* The next event after the part began. */
void
balance_part_set_until(const struct balance_series *s, struct balance_part *p)
{
	int64_t until = min64(p->row_until_us, p->expire_us);

	until = min64(until, balance_part_next_booking(s));
	p->until_us = until < p->from_us ? p->from_us : until;
}

/* What was unused of the free cash of the interval that ends with part ${i}. */
static int64_t
unused_free_cash(const struct balance_series *s, size_t i)
{
	const struct balance_part *p = &s->parts[i];
	int64_t debit = 0, unused;

	for (size_t j = i + 1; j-- > 0;) {
		if (s->parts[j].row_from_us != p->row_from_us)
			break;
		if (__builtin_add_overflow(debit, s->parts[j].debit_e8, &debit))
			return 0;
	}
	if (debit >= p->free_cash_e8)
		return 0;
	unused = debit < 0 ? p->free_cash_e8 : p->free_cash_e8 - debit;
	return p->cash_e8 <= 0 ? 0 : min64(unused, p->cash_e8);
}

/* The cash with which an interval opens that follows part ${i}. */
static int64_t
interval_opening(struct balance_series *s, const struct balance_part *p,
    size_t i)
{
	int64_t carried =
	    p->carries ? s->parts[i].cash_e8 - unused_free_cash(s, i) : 0;

	return balance_part_add(s,
	    balance_part_add(s, p->free_cash_e8, carried), p->added_e8);
}

/* Top-ups of the interval that ends with the last part, timely ones only. */
static bool
had_timely_topup(const struct balance_series *s)
{
	int64_t row = s->parts[s->nparts - 1].row_from_us;

	for (size_t i = s->nparts; i-- > 0;) {
		if (s->parts[i].row_from_us != row)
			return false;
		if (s->parts[i].timely_topups > 0)
			return true;
	}
	return false;
}

static bool
carries_over(const struct balance_series *s, const struct package *k)
{
	if (k == NULL || k->carry_over == CARRY_OVER_CARRY_OVER)
		return true;
	return k->carry_over == CARRY_OVER_CARRY_OVER_TIMELY &&
	    had_timely_topup(s);
}

/* The next part, as a copy of the last that goes on at its end. */
static struct balance_part
follow(const struct balance_series *s, enum balance_cause cause)
{
	const struct balance_part *last = &s->parts[s->nparts - 1];
	struct balance_part p = *last;

	p.from_us = last->until_us;
	p.cause = cause;
	p.topup = false;
	p.debit_e8 = p.added_e8 = p.free_cash_used_e8 = 0;
	p.topups = p.timely_topups = p.underruns = 0;
	p.opening_free_s = last->free_s;
	return p;
}

static void
next_expiry(struct balance_series *s)
{
	struct balance_part p = follow(s, BALANCE_EXPIRY);

	p.expire_us = p.row_until_us == INT64_MAX
	    ? balance_interval_open_expiry(s,
		  balance_interval_package(s, p.package), p.row_from_us,
		  p.from_us)
	    : INT64_MAX;
	p.cash_e8 = p.opening_cash_e8 = min64(p.cash_e8, 0);
	balance_part_set_until(s, &p);
	(void)balance_part_append(s, &p);
}

/* ${open}: the new interval ends with the next top-up. */
static void
next_interval(struct balance_series *s, struct balance_part *p, bool open)
{
	int64_t activated = s->directory->contracts[s->contract].from_us;
	const struct profile *profile;

	p->cause = BALANCE_INTERVAL;
	p->row_from_us = p->from_us;
	p->row_until_us = INT64_MAX;
	profile =
	    balance_interval_profile(s, p->from_us, activated, &p->profile);
	if (!open)
		balance_interval_length(s, p, profile);
	balance_interval_allow(s, p, activated, profile);
	if (activated >= p->row_from_us)
		balance_first_activate(s, p, activated);
	p->opening_cash_e8 = interval_opening(s, p, s->nparts - 1);
	p->cash_e8 = p->opening_cash_e8;
}

/* Cash that expires when the interval ends is not taken over: one change. */
static void
next_regular(struct balance_series *s)
{
	struct balance_part p = follow(s, BALANCE_INTERVAL);
	bool expires = p.expire_us <= p.from_us;

	p.carries =
	    !expires && carries_over(s, balance_interval_package(s, p.package));
	if (expires)
		p.expire_us = INT64_MAX;
	p.step++;
	next_interval(s, &p, false);
	balance_part_set_until(s, &p);
	(void)balance_part_append(s, &p);
}

/* Was the top-up in the last timely_duration of the running interval?  An open
 * one is as long as the package says. */
static bool
is_timely(const struct balance_series *s, const struct balance_part *p,
    const struct package *k, int64_t us)
{
	int64_t until = p->row_until_us;

	if (k == NULL || k->timely_count == ENTITY_NONE)
		return false;
	if (until == INT64_MAX)
		until = balance_interval_after(s, k, p->row_from_us,
		    k->interval_count);
	return us < until &&
	    us >= interval_add(s->zone, until,
		      (enum interval_unit_of_time)k->timely_unit,
		      -k->timely_count);
}

/*
 * A package with closed intervals takes over: the running one is cut where one
 * by the package's start mode would begin, the first of a month or midnight.
 * From there on they are as long as the package says.
 */
static void
cut_running(const struct balance_series *s, struct balance_part *p,
    const struct package *k)
{
	int64_t cut = balance_interval_mode(k) == START_MODE_CREATE
	    ? interval_next_day(s->zone, p->from_us)
	    : interval_next_month(s->zone, p->from_us);

	p->row_until_us = min64(p->row_until_us, cut);
	p->anchor_us = p->row_until_us;
	p->unit = s->plan->packages[p->package].unit;
	p->count = k->interval_count;
	p->step = -1;
}

/* The top-up goes into the running interval. */
static void
topup_inside(struct balance_series *s, struct balance_part *p,
    const struct package *before, bool timely)
{
	const struct package *k = balance_interval_package(s, p->package);

	p->topups = 1;
	p->timely_topups = timely;
	if (k != before && k != NULL)
		cut_running(s, p, k);
	p->expire_us = balance_interval_closed_expiry(s, k, p->row_until_us);
	p->cash_e8 = balance_part_add(s, p->cash_e8, p->added_e8);
	p->opening_cash_e8 = p->cash_e8;
}

/* The top-up comes at the instant at which an interval began: it is that which
 * the package shapes. */
static void
topup_begins(struct balance_series *s, struct balance_part *p, bool timely)
{
	const struct package *k = balance_interval_package(s, p->package);
	bool open = balance_interval_mode(k) == START_MODE_TOPUP;

	p->unit = UINT32_MAX;
	p->row_until_us = INT64_MAX;
	if (!open)
		balance_interval_length(s, p, NULL);
	for (size_t i = s->nparts;
	     i-- > 0 && s->parts[i].row_from_us == p->row_from_us;)
		s->parts[i].row_until_us = p->row_until_us;
	p->topups = 1;
	p->timely_topups = timely;
	p->expire_us = open
	    ? balance_interval_open_expiry(s, k, p->from_us, INT64_MIN)
	    : balance_interval_closed_expiry(s, k, p->row_until_us);
	p->cash_e8 = balance_part_add(s, p->cash_e8, p->added_e8);
	p->opening_cash_e8 = p->cash_e8;
}

/* The top-up ends the running interval, in which it counts. */
static void
topup_ends(struct balance_series *s, struct balance_part *p,
    const struct package *before, bool timely)
{
	struct balance_part *last = &s->parts[s->nparts - 1];
	const struct package *k = balance_interval_package(s, p->package);
	bool open = balance_interval_mode(k) == START_MODE_TOPUP;

	last->topups++;
	last->timely_topups += timely;
	for (size_t i = s->nparts;
	     i-- > 0 && s->parts[i].row_from_us == last->row_from_us;)
		s->parts[i].row_until_us = p->from_us;
	p->carries = carries_over(s, before);
	p->unit = UINT32_MAX;
	next_interval(s, p, open);
	p->expire_us = open
	    ? balance_interval_open_expiry(s, k, p->from_us, INT64_MIN)
	    : balance_interval_closed_expiry(s, k, p->from_us);
}

static void
next_topup(struct balance_series *s)
{
	const struct balance_topup *t = &s->plan->topups[s->topup++];
	struct balance_part *last = &s->parts[s->nparts - 1];
	const struct package *before =
				 balance_interval_package(s, last->package),
			     *k;
	struct balance_part p = follow(s, BALANCE_TOPUP);
	bool timely = is_timely(s, last, before, p.from_us);

	p.topup = true;
	if (t->package != BALANCE_NO_PACKAGE)
		p.package = t->package;
	k = balance_interval_package(s, p.package);
	p.added_e8 = balance_part_add(s, t->amount_e8,
	    k == NULL ? 0 : -k->service_charge_e8);
	/* a top-up profile is in force in the interval that it begins */
	balance_event_schedule(s, p.package, PACKAGE_ROLE_TOPUP, p.from_us,
	    last->row_from_us);
	/* where packages change the start mode of the new one decides */
	if (!balance_interval_is_open(k) ||
	    (last->row_until_us != INT64_MAX && k == before))
		topup_inside(s, &p, before, timely);
	else if (last->row_from_us == p.from_us)
		topup_begins(s, &p, timely);
	else
		topup_ends(s, &p, before, timely);
	balance_part_set_until(s, &p);
	if (k != NULL)
		balance_event_lock(s, k->topup_lock_level, PACKAGE_ROLE_TOPUP,
		    p.from_us, p.row_from_us);
	(void)balance_part_append(s, &p);
}

/* Cash comes back, or goes; nothing else changes. */
static void
next_correction(struct balance_series *s)
{
	const struct balance_correction *c = &s->corrections[s->correction++];
	struct balance_part p = follow(s, BALANCE_CORRECTION);

	p.added_e8 = c->amount_e8;
	p.cash_e8 = balance_part_add(s, p.cash_e8, c->amount_e8);
	p.opening_cash_e8 = p.cash_e8;
	balance_part_set_until(s, &p);
	(void)balance_part_append(s, &p);
}

/* Is a top-up what comes at ${us}?  Before a correction of the same instant. */
static bool
is_topup_next(const struct balance_series *s, int64_t us)
{
	return s->topup < s->plan->first_topup[s->contract + 1] &&
	    s->plan->topups[s->topup].at_us <= us;
}

/* A top-up at the instant at which an interval ends is of the next. */
void
balance_part_next(struct balance_series *s)
{
	const struct balance_part *last = &s->parts[s->nparts - 1];
	int64_t until = last->until_us, before = last->cash_e8;
	size_t n = s->nparts;

	if (last->row_until_us <= until)
		next_regular(s);
	else if (last->expire_us <= until)
		next_expiry(s);
	else if (is_topup_next(s, until))
		next_topup(s);
	else
		next_correction(s);
	if (s->nparts > n)
		balance_event_underrun(s, n, before, until);
}

void
balance_part_replay(struct balance_series *s, size_t i)
{
	for (size_t j = i + 1; j < s->nparts; j++) {
		struct balance_part *p = &s->parts[j], *q = &s->parts[j - 1];
		int64_t opening = p->opening_cash_e8, free_s = 0;

		switch ((enum balance_cause)p->cause) {
		case BALANCE_FIRST:
		case BALANCE_STATED:
			return;
		case BALANCE_EXPIRY:
			opening = min64(q->cash_e8, 0);
			free_s = q->free_s - p->opening_free_s;
			break;
		case BALANCE_TOPUP:
		case BALANCE_CORRECTION:
			opening = balance_part_add(s, q->cash_e8, p->added_e8);
			free_s = q->free_s - p->opening_free_s;
			break;
		case BALANCE_INTERVAL:
			opening = interval_opening(s, p, j - 1);
			break;
		}
		p->cash_e8 = balance_part_add(s, p->cash_e8,
		    opening - p->opening_cash_e8);
		p->opening_cash_e8 = opening;
		p->opening_free_s += free_s;
		p->free_s += free_s;
	}
}

int64_t
balance_part_cash(const struct balance_series *s, size_t i)
{
	const struct balance_part *p = &s->parts[i], *next = p + 1;
	int64_t rest;

	if (i + 1 == s->nparts)
		return p->cash_e8;
	switch ((enum balance_cause)next->cause) {
	case BALANCE_FIRST:
	case BALANCE_STATED:
	case BALANCE_EXPIRY:
		break;
	case BALANCE_TOPUP:
	case BALANCE_CORRECTION:
		return min64(p->cash_e8, balance_part_cash(s, i + 1));
	case BALANCE_INTERVAL:
		if (!next->carries)
			break;
		if (__builtin_add_overflow(unused_free_cash(s, i),
			balance_part_cash(s, i + 1), &rest))
			break;
		return min64(p->cash_e8, rest);
	}
	return p->cash_e8;
}

int64_t
balance_part_free_s(const struct balance_series *s, size_t i)
{
	int64_t free_s = s->parts[i].free_s;

	for (size_t j = i + 1; j < s->nparts &&
	     s->parts[j].row_from_us == s->parts[i].row_from_us;
	     j++)
		free_s = min64(free_s, s->parts[j].free_s);
	return free_s;
}
