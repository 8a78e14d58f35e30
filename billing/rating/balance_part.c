#include "rating/balance_part.h"

#include <string.h>

#include "base/mem.h"
#include "base/wide.h"
#include "money/round.h"
#include "rating/directory.h"
#include "time/civil.h"

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

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static const struct package *
package_of(const struct balance_series *s, uint32_t package)
{
	return package == BALANCE_NO_PACKAGE ? NULL
					     : s->plan->packages[package].row;
}

/* Of a package without one, intervals are the first of its kind. */
static enum start_mode
mode_of(const struct package *k)
{
	return k == NULL ? START_MODE_1ST : (enum start_mode)k->start_mode;
}

static bool
is_open_mode(const struct package *k)
{
	return mode_of(k) == START_MODE_TOPUP ||
	    mode_of(k) == START_MODE_TOPUP_INTERVAL;
}

/* ${n} units of a package's intervals after ${us}. */
static int64_t
after_units(const struct balance_series *s, const struct package *k, int64_t us,
    int64_t n)
{
	if (us == INT64_MAX)
		return INT64_MAX;
	return interval_add(s->zone, us,
	    (enum interval_unit_of_time)k->interval_unit, n);
}

static struct balance_part *
append(struct balance_series *s, const struct balance_part *p)
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

/* --- what is scheduled, locked -------------------------------------------- */

static void
schedule_package(struct balance_series *s, uint32_t package,
    enum package_role role, int64_t us, int64_t row_from_us)
{
	const struct balance_package *k;

	if (package == BALANCE_NO_PACKAGE)
		return;
	k = &s->plan->packages[package];
	for (size_t i = 0; i < k->nentries[role]; i++) {
		struct balance_entry entry = { .entry = k->entries[role][i],
			.row_from_us = row_from_us,
			.package = package,
			.role = role };

		entry.entry.from_us = us;
		entry.entry.yields = role == PACKAGE_ROLE_INITIAL;
		balance_restore_entry(s, &entry);
	}
}

static void
set_lock(struct balance_series *s, int64_t level, enum package_role role,
    int64_t us, int64_t row_from_us)
{
	if (level != ENTITY_NONE)
		balance_restore_lock(s,
		    &(struct balance_lock){ .at_us = us,
			.level = level,
			.row_from_us = row_from_us,
			.role = role });
}

/* From at or above the threshold to below it. */
static bool
falls(int64_t before, int64_t after, int64_t threshold)
{
	return threshold != ENTITY_NONE && before >= threshold &&
	    after < threshold;
}

void
balance_part_underrun(struct balance_series *s, size_t i, int64_t before_e8,
    int64_t us)
{
	struct balance_part *p = &s->parts[i];
	const struct package *k = package_of(s, p->package);
	bool lock, profiles;

	if (k == NULL)
		return;
	lock = falls(before_e8, p->cash_e8, k->underrun_lock_threshold_e8);
	profiles =
	    falls(before_e8, p->cash_e8, k->underrun_profile_threshold_e8);
	if (lock)
		set_lock(s, k->underrun_lock_level, PACKAGE_ROLE_UNDERRUN, us,
		    p->row_from_us);
	if (profiles)
		schedule_package(s, p->package, PACKAGE_ROLE_UNDERRUN, us,
		    p->row_from_us);
	p->underruns += lock || profiles;
}

/* --- how an interval begins ----------------------------------------------- */

/* The profile without network in force at ${us}; NULL if there is none. */
static const struct profile *
profile_at(const struct balance_series *s, int64_t us, uint32_t *profile)
{
	const struct schedule_entry *n = balance_schedule(s, us, NULL);

	*profile = n == NULL ? TARIFF_NONE : n->profile;
	return n == NULL ? NULL
			 : s->directory->tariff->profiles[n->profile].row;
}

/* The next event after the part began. */
static void
set_until(const struct balance_series *s, struct balance_part *p)
{
	int64_t until = min64(p->row_until_us, p->expire_us);

	if (s->topup < s->plan->first_topup[s->contract + 1])
		until = min64(until, s->plan->topups[s->topup].at_us);
	p->until_us = until < p->from_us ? p->from_us : until;
}

/* The end of step ${step} of a series. */
static int64_t
step_end(const struct balance_series *s, const struct balance_part *p,
    int64_t step)
{
	return interval_add(s->zone, p->anchor_us,
	    (enum interval_unit_of_time)p->unit, p->count * (step + 1));
}

/* The first step of the series that ends after ${us}. */
static int64_t
step_after(const struct balance_series *s, const struct balance_part *p,
    int64_t us)
{
	int64_t low = -1, high = 0;

	while (step_end(s, p, high) <= us) {
		low = high;
		high = high * 2 + 1;
	}
	while (high - low > 1) {
		int64_t mid = low + (high - low) / 2;

		if (step_end(s, p, mid) <= us)
			low = mid;
		else
			high = mid;
	}
	return high;
}

/* How long the interval is that begins at row_from_us: its end.  A new length
 * counts from here; an hour that does not exist is none. */
static void
set_row_until(const struct balance_series *s, struct balance_part *p,
    const struct profile *profile)
{
	const struct package *k = package_of(s, p->package);
	uint32_t unit = k != NULL ? s->plan->packages[p->package].unit
	    : profile != NULL
	    ? (uint32_t)(INTERVAL_DAY + profile->interval_unit)
	    : (uint32_t)INTERVAL_MONTH;
	int64_t count = k != NULL ? k->interval_count
	    : profile != NULL     ? profile->interval_count
				  : 1;

	if (count < 1) /* rows made by hand; a load does not let it in */
		count = 1;
	if (p->unit != unit || p->count != count) {
		p->anchor_us = p->row_from_us;
		p->step = 0;
		p->unit = unit;
		p->count = count;
	}
	p->row_until_us = step_end(s, p, p->step);
	if (p->row_until_us <= p->row_from_us) {
		p->step = step_after(s, p, p->row_from_us);
		p->row_until_us = step_end(s, p, p->step);
	}
}

/* amount x (until - c) / (until - from), half up. */
static int64_t
in_proportion(const struct balance_part *p, int64_t amount, int64_t c)
{
	if (p->row_until_us == INT64_MAX || c <= p->row_from_us)
		return amount;
	if (c >= p->row_until_us)
		return 0;
	return (int64_t)round_div((i128)amount * (p->row_until_us - c),
	    p->row_until_us - p->row_from_us, ROUND_HALF_UP);
}

/* Free time and cash of the profile: in proportion in the interval in which the
 * contract is activated, none before. */
static void
set_allowances(const struct balance_series *s, struct balance_part *p,
    int64_t activated_us, const struct profile *profile)
{
	int64_t day, c = activated_us;

	p->free_s = profile == NULL ? 0 : profile->interval_free_time;
	p->free_cash_e8 = profile == NULL ? 0 : profile->interval_free_cash_e8;
	if (activated_us > p->row_from_us) {
		day = interval_day(s->zone, activated_us);
		if (day > p->row_from_us && activated_us < p->row_until_us)
			c = day;
		p->free_s = in_proportion(p, p->free_s, c);
		p->free_cash_e8 = in_proportion(p, p->free_cash_e8, c);
	}
	p->opening_free_s = p->free_s;
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

/* When the cash of an open interval expires: the first time after ${us}. */
static int64_t
open_expiry(const struct balance_series *s, const struct package *k,
    int64_t from_us, int64_t us)
{
	int64_t expire = INT64_MAX, length;

	if (k->notopup_discard != ENTITY_NONE)
		expire = after_units(s, k, from_us, k->notopup_discard);
	if (expire <= us)
		expire = INT64_MAX;
	if (k->carry_over == CARRY_OVER_CARRY_OVER_TIMELY) {
		length = after_units(s, k, from_us, k->interval_count);
		if (length > us && length < expire)
			expire = length;
	}
	return expire;
}

/* When it expires if nothing comes after an interval that ends then. */
static int64_t
closed_expiry(const struct balance_series *s, const struct package *k,
    int64_t until_us)
{
	if (k == NULL || k->notopup_discard == ENTITY_NONE)
		return INT64_MAX;
	return after_units(s, k, until_us, k->notopup_discard);
}

/*
 * The interval in which the contract is activated brings the initial balance,
 * and counts as the first without a top-up.  With intervals shorter than a
 * month it may be a later one than that in which the series starts.
 */
static void
activate(struct balance_series *s, struct balance_part *p, int64_t activated_us)
{
	const struct package *k = package_of(s, s->plan->package[s->contract]);

	if (k == NULL || p->package != s->plan->package[s->contract] ||
	    activated_us >= p->row_until_us ||
	    s->plan->first_stated[s->contract] <
		s->plan->first_stated[s->contract + 1])
		return;
	p->added_e8 = balance_part_add(s, p->added_e8, k->initial_balance_e8);
	p->expire_us = p->row_until_us == INT64_MAX
	    ? open_expiry(s, k, p->from_us, INT64_MIN)
	    : closed_expiry(s, k, p->row_until_us);
}

/* --- the first interval --------------------------------------------------- */

/* The profile whose allowances an interval has: that at its start, but none
 * before the contract is activated. */
static const struct profile *
allowing_profile(const struct balance_series *s, int64_t from_us,
    int64_t activated_us, uint32_t *profile)
{
	return profile_at(s, activated_us > from_us ? activated_us : from_us,
	    profile);
}

static int64_t
whole_second(int64_t us)
{
	int64_t rest = us % CIVIL_US;

	return us - rest - (rest < 0 ? CIVIL_US : 0);
}

/* Where the first interval starts. */
static int64_t
first_start(const struct balance_series *s, const struct package *k, int64_t us)
{
	switch (mode_of(k)) {
	case START_MODE_CREATE:
		return interval_day(s->zone, us);
	case START_MODE_TOPUP:
	case START_MODE_TOPUP_INTERVAL:
		return whole_second(us);
	case START_MODE_1ST:
		break;
	}
	return interval_month(s->zone, us);
}

static void
from_activation(struct balance_series *s, int64_t us)
{
	int64_t activated = s->directory->contracts[s->contract].from_us;
	uint32_t package = s->plan->package[s->contract];
	const struct package *k = package_of(s, package);
	const struct profile *profile;
	struct balance_part p = { .package = package,
		.cause = BALANCE_FIRST,
		.expire_us = INT64_MAX,
		.row_until_us = INT64_MAX,
		.unit = UINT32_MAX,
		.carries = true };

	if (activated == INT64_MIN)
		activated = us;
	p.from_us = p.row_from_us = p.anchor_us = first_start(s, k, activated);
	schedule_package(s, package, PACKAGE_ROLE_INITIAL, activated,
	    p.row_from_us);
	profile = allowing_profile(s, p.from_us, activated, &p.profile);
	if (!is_open_mode(k))
		set_row_until(s, &p, profile);
	set_allowances(s, &p, activated, profile);
	activate(s, &p, activated);
	p.cash_e8 = balance_part_add(s, p.free_cash_e8, p.added_e8);
	p.opening_cash_e8 = p.cash_e8;
	set_until(s, &p);
	(void)append(s, &p);
}

/* --- stated rows ---------------------------------------------------------- */

/* Let the series of ${p} be counted from ${anchor_us}: has it an end where the
 * stated interval ends? */
static bool
fits(const struct balance_series *s, struct balance_part *p, int64_t anchor_us)
{
	p->anchor_us = anchor_us;
	p->step = step_after(s, p, p->row_until_us - 1);
	return step_end(s, p, p->step) == p->row_until_us;
}

/*
 * Where the series of a stated interval counts from: the activation's first
 * start or its own, if an interval from there ends where the stated one does;
 * else the stated end.
 */
static void
stated_anchor(const struct balance_series *s, struct balance_part *p,
    int64_t activated, const struct profile *profile)
{
	struct balance_part length = *p;
	int64_t first = activated == INT64_MIN || activated > p->row_from_us
	    ? p->row_from_us
	    : first_start(s, package_of(s, p->package), activated);

	length.unit = UINT32_MAX;
	set_row_until(s, &length, profile);
	p->unit = length.unit;
	p->count = length.count;
	if (fits(s, p, first) || fits(s, p, p->row_from_us))
		return;
	p->anchor_us = p->row_until_us;
	p->step = -1;
}

/* Of the free cash of a stated interval what it says is gone: all that was
 * charged, and what it has no cash for any more. */
static int64_t
stated_free_used(const struct balance_part *p)
{
	int64_t left = p->free_cash_e8 - (p->debit_e8 > 0 ? p->debit_e8 : 0);

	left = min64(left, p->cash_e8);
	return left <= 0 ? p->free_cash_e8 : p->free_cash_e8 - left;
}

static void
stated_part(struct balance_series *s, const struct opening_balance *o,
    int64_t activated)
{
	struct balance_part p = { .package = s->plan->package[s->contract],
		.cause = BALANCE_STATED,
		.from_us = o->from_us,
		.row_from_us = o->from_us,
		.row_until_us =
		    o->until_us == ENTITY_NONE ? INT64_MAX : o->until_us,
		.topups = o->topups,
		.timely_topups = o->timely_topups,
		.debit_e8 = o->debit_e8,
		.expire_us = INT64_MAX,
		.carries = true };
	const struct profile *profile =
	    allowing_profile(s, p.from_us, activated, &p.profile);

	set_allowances(s, &p, activated, profile);
	p.cash_e8 = p.opening_cash_e8 = o->cash_e8;
	p.free_cash_used_e8 = stated_free_used(&p);
	p.free_s = o->free_s;
	p.opening_free_s = o->free_s + o->free_used_s;
	if (p.row_until_us != INT64_MAX)
		stated_anchor(s, &p, activated, profile);
	/* the next row begins where it is stated to, gaps included */
	p.until_us = p.row_until_us;
	(void)append(s, &p);
}

/* When cash of the last stated row expires: counted from the last one with a
 * top-up, else from the first. */
static int64_t
stated_expiry(const struct balance_series *s, const struct package *k)
{
	const struct balance_part *last = &s->parts[s->nparts - 1];
	const struct balance_part *paid = s->parts;
	int64_t expire = INT64_MAX, length;

	if (k == NULL)
		return INT64_MAX;
	for (size_t i = 0; i < s->nparts; i++)
		if (s->parts[i].topups > 0)
			paid = &s->parts[i];
	if (k->notopup_discard != ENTITY_NONE)
		expire = after_units(s, k,
		    paid->row_until_us == INT64_MAX ? paid->row_from_us
						    : paid->row_until_us,
		    k->notopup_discard);
	if (expire <= last->row_from_us)
		expire = INT64_MAX;
	if (last->row_until_us == INT64_MAX &&
	    k->carry_over == CARRY_OVER_CARRY_OVER_TIMELY) {
		length =
		    after_units(s, k, last->row_from_us, k->interval_count);
		expire = min64(expire, length);
	}
	return expire;
}

/* Stated rows end where they say; the last goes on by the rules. */
static void
from_stated(struct balance_series *s, uint32_t first, uint32_t last)
{
	int64_t activated = s->directory->contracts[s->contract].from_us;
	uint32_t package = s->plan->package[s->contract];
	struct balance_part *p;

	schedule_package(s, package, PACKAGE_ROLE_INITIAL,
	    activated == INT64_MIN ? s->plan->stated[first]->from_us
				   : activated,
	    s->plan->stated[first]->from_us);
	for (uint32_t i = first; i < last; i++)
		stated_part(s, s->plan->stated[i], activated);
	p = &s->parts[s->nparts - 1];
	p->expire_us = stated_expiry(s, package_of(s, package));
	/* top-ups of the time that is stated are in it */
	while (s->topup < s->plan->first_topup[s->contract + 1] &&
	    s->plan->topups[s->topup].at_us < p->from_us)
		s->topup++;
	set_until(s, p);
}

void
balance_part_first(struct balance_series *s, int64_t us)
{
	uint32_t first = s->plan->first_stated[s->contract];
	uint32_t last = s->plan->first_stated[s->contract + 1];

	if (first < last)
		from_stated(s, first, last);
	else
		from_activation(s, us);
}

/* --- what follows --------------------------------------------------------- */

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
	    ? open_expiry(s, package_of(s, p.package), p.row_from_us, p.from_us)
	    : INT64_MAX;
	p.cash_e8 = p.opening_cash_e8 = min64(p.cash_e8, 0);
	set_until(s, &p);
	(void)append(s, &p);
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
	profile = profile_at(s, activated > p->from_us ? activated : p->from_us,
	    &p->profile);
	if (!open)
		set_row_until(s, p, profile);
	set_allowances(s, p, activated, profile);
	if (activated >= p->row_from_us)
		activate(s, p, activated);
	p->opening_cash_e8 = interval_opening(s, p, s->nparts - 1);
	p->cash_e8 = p->opening_cash_e8;
}

/* Cash that expires when the interval ends is not taken over: one change. */
static void
next_regular(struct balance_series *s)
{
	struct balance_part p = follow(s, BALANCE_INTERVAL);
	bool expires = p.expire_us <= p.from_us;

	p.carries = !expires && carries_over(s, package_of(s, p.package));
	if (expires)
		p.expire_us = INT64_MAX;
	p.step++;
	next_interval(s, &p, false);
	set_until(s, &p);
	(void)append(s, &p);
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
		until = after_units(s, k, p->row_from_us, k->interval_count);
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
	int64_t cut = mode_of(k) == START_MODE_CREATE
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
	const struct package *k = package_of(s, p->package);

	p->topups = 1;
	p->timely_topups = timely;
	if (k != before && k != NULL)
		cut_running(s, p, k);
	p->expire_us = closed_expiry(s, k, p->row_until_us);
	p->cash_e8 = balance_part_add(s, p->cash_e8, p->added_e8);
	p->opening_cash_e8 = p->cash_e8;
}

/* The top-up comes at the instant at which an interval began: it is that which
 * the package shapes. */
static void
topup_begins(struct balance_series *s, struct balance_part *p, bool timely)
{
	const struct package *k = package_of(s, p->package);
	bool open = mode_of(k) == START_MODE_TOPUP;

	p->unit = UINT32_MAX;
	p->row_until_us = INT64_MAX;
	if (!open)
		set_row_until(s, p, NULL);
	for (size_t i = s->nparts;
	     i-- > 0 && s->parts[i].row_from_us == p->row_from_us;)
		s->parts[i].row_until_us = p->row_until_us;
	p->topups = 1;
	p->timely_topups = timely;
	p->expire_us = open ? open_expiry(s, k, p->from_us, INT64_MIN)
			    : closed_expiry(s, k, p->row_until_us);
	p->cash_e8 = balance_part_add(s, p->cash_e8, p->added_e8);
	p->opening_cash_e8 = p->cash_e8;
}

/* The top-up ends the running interval, in which it counts. */
static void
topup_ends(struct balance_series *s, struct balance_part *p,
    const struct package *before, bool timely)
{
	struct balance_part *last = &s->parts[s->nparts - 1];
	const struct package *k = package_of(s, p->package);
	bool open = mode_of(k) == START_MODE_TOPUP;

	last->topups++;
	last->timely_topups += timely;
	for (size_t i = s->nparts;
	     i-- > 0 && s->parts[i].row_from_us == last->row_from_us;)
		s->parts[i].row_until_us = p->from_us;
	p->carries = carries_over(s, before);
	p->unit = UINT32_MAX;
	next_interval(s, p, open);
	p->expire_us = open ? open_expiry(s, k, p->from_us, INT64_MIN)
			    : closed_expiry(s, k, p->from_us);
}

static void
next_topup(struct balance_series *s)
{
	const struct balance_topup *t = &s->plan->topups[s->topup++];
	struct balance_part *last = &s->parts[s->nparts - 1];
	const struct package *before = package_of(s, last->package), *k;
	struct balance_part p = follow(s, BALANCE_TOPUP);
	bool timely = is_timely(s, last, before, p.from_us);

	p.topup = true;
	if (t->package != BALANCE_NO_PACKAGE)
		p.package = t->package;
	k = package_of(s, p.package);
	p.added_e8 = balance_part_add(s, t->amount_e8,
	    k == NULL ? 0 : -k->service_charge_e8);
	/* a top-up profile is in force in the interval that it begins */
	schedule_package(s, p.package, PACKAGE_ROLE_TOPUP, p.from_us,
	    last->row_from_us);
	/* where packages change the start mode of the new one decides */
	if (!is_open_mode(k) ||
	    (last->row_until_us != INT64_MAX && k == before))
		topup_inside(s, &p, before, timely);
	else if (last->row_from_us == p.from_us)
		topup_begins(s, &p, timely);
	else
		topup_ends(s, &p, before, timely);
	set_until(s, &p);
	if (k != NULL)
		set_lock(s, k->topup_lock_level, PACKAGE_ROLE_TOPUP, p.from_us,
		    p.row_from_us);
	(void)append(s, &p);
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
	else
		next_topup(s);
	if (s->nparts > n)
		balance_part_underrun(s, n, before, until);
}

/* --- going back ----------------------------------------------------------- */

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
