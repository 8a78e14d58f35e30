#include "rating/balance_first.h"

#include "rating/balance_event.h"
#include "rating/balance_interval.h"
#include "rating/balance_part.h"
#include "rating/directory.h"

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * The interval in which the contract is activated brings the initial balance,
 * and counts as the first without a top-up.  With intervals shorter than a
 * month it may be a later one than that in which the series starts.
 */
void
balance_first_activate(struct balance_series *s, struct balance_part *p,
    int64_t activated_us)
{
	const struct package *k =
	    balance_interval_package(s, s->plan->package[s->contract]);

	if (k == NULL || p->package != s->plan->package[s->contract] ||
	    activated_us >= p->row_until_us ||
	    s->plan->first_stated[s->contract] <
		s->plan->first_stated[s->contract + 1])
		return;
	p->added_e8 = balance_part_add(s, p->added_e8, k->initial_balance_e8);
	p->expire_us = p->row_until_us == INT64_MAX
	    ? balance_interval_open_expiry(s, k, p->from_us, INT64_MIN)
	    : balance_interval_closed_expiry(s, k, p->row_until_us);
}

static void
from_activation(struct balance_series *s, int64_t us)
{
	int64_t activated = s->directory->contracts[s->contract].from_us;
	uint32_t package = s->plan->package[s->contract];
	const struct package *k = balance_interval_package(s, package);
	const struct profile *profile;
	struct balance_part p = { .package = package,
		.cause = BALANCE_FIRST,
		.expire_us = INT64_MAX,
		.row_until_us = INT64_MAX,
		.unit = UINT32_MAX,
		.carries = true };

	if (activated == INT64_MIN)
		activated = us;
	p.from_us = p.row_from_us = p.anchor_us =
	    balance_interval_start(s, k, activated);
	balance_event_schedule(s, package, PACKAGE_ROLE_INITIAL, activated,
	    p.row_from_us);
	profile = balance_interval_profile(s, p.from_us, activated, &p.profile);
	if (!balance_interval_is_open(k))
		balance_interval_length(s, &p, profile);
	balance_interval_allow(s, &p, activated, profile);
	balance_first_activate(s, &p, activated);
	p.cash_e8 = balance_part_add(s, p.free_cash_e8, p.added_e8);
	p.opening_cash_e8 = p.cash_e8;
	balance_part_set_until(s, &p);
	(void)balance_part_append(s, &p);
}

/* Let the series of ${p} be counted from ${anchor_us}: has it an end where the
 * stated interval ends? */
static bool
fits(const struct balance_series *s, struct balance_part *p, int64_t anchor_us)
{
	p->anchor_us = anchor_us;
	p->step = balance_interval_step(s, p, p->row_until_us - 1);
	return balance_interval_step_end(s, p, p->step) == p->row_until_us;
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
	    : balance_interval_start(s, balance_interval_package(s, p->package),
		  activated);

	length.unit = UINT32_MAX;
	balance_interval_length(s, &length, profile);
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
	    balance_interval_profile(s, p.from_us, activated, &p.profile);

	balance_interval_allow(s, &p, activated, profile);
	p.cash_e8 = p.opening_cash_e8 = o->cash_e8;
	p.free_cash_used_e8 = stated_free_used(&p);
	p.free_s = o->free_s;
	p.opening_free_s = o->free_s + o->free_used_s;
	if (p.row_until_us != INT64_MAX)
		stated_anchor(s, &p, activated, profile);
	/* the next row begins where it is stated to, gaps included */
	p.until_us = p.row_until_us;
	(void)balance_part_append(s, &p);
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
		expire = balance_interval_after(s, k,
		    paid->row_until_us == INT64_MAX ? paid->row_from_us
						    : paid->row_until_us,
		    k->notopup_discard);
	if (expire <= last->row_from_us)
		expire = INT64_MAX;
	if (last->row_until_us == INT64_MAX &&
	    k->carry_over == CARRY_OVER_CARRY_OVER_TIMELY) {
		length = balance_interval_after(s, k, last->row_from_us,
		    k->interval_count);
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

	balance_event_schedule(s, package, PACKAGE_ROLE_INITIAL,
	    activated == INT64_MIN ? s->plan->stated[first]->from_us
				   : activated,
	    s->plan->stated[first]->from_us);
	for (uint32_t i = first; i < last; i++)
		stated_part(s, s->plan->stated[i], activated);
	p = &s->parts[s->nparts - 1];
	p->expire_us = stated_expiry(s, balance_interval_package(s, package));
	/* top-ups of the time that is stated are in it */
	while (s->topup < s->plan->first_topup[s->contract + 1] &&
	    s->plan->topups[s->topup].at_us < p->from_us)
		s->topup++;
	balance_part_set_until(s, p);
}

void
balance_first_parts(struct balance_series *s, int64_t us)
{
	uint32_t first = s->plan->first_stated[s->contract];
	uint32_t last = s->plan->first_stated[s->contract + 1];

	if (first < last)
		from_stated(s, first, last);
	else
		from_activation(s, us);
}
