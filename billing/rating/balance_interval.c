#include "rating/balance_interval.h"

#include "base/wide.h"
#include "money/round.h"
#include "rating/directory.h"
#include "time/civil.h"

const struct package *
balance_interval_package(const struct balance_series *s, uint32_t package)
{
	return package == BALANCE_NO_PACKAGE ? NULL
					     : s->plan->packages[package].row;
}

/* Of a package without one, intervals are the first of its kind. */
enum start_mode
balance_interval_mode(const struct package *k)
{
	return k == NULL ? START_MODE_1ST : (enum start_mode)k->start_mode;
}

bool
balance_interval_is_open(const struct package *k)
{
	return balance_interval_mode(k) == START_MODE_TOPUP ||
	    balance_interval_mode(k) == START_MODE_TOPUP_INTERVAL;
}

/* ${n} units of a package's intervals after ${us}. */
int64_t
balance_interval_after(const struct balance_series *s, const struct package *k,
    int64_t us, int64_t n)
{
	if (us == INT64_MAX)
		return INT64_MAX;
	return interval_add(s->zone, us,
	    (enum interval_unit_of_time)k->interval_unit, n);
}

const struct profile *
balance_interval_profile(const struct balance_series *s, int64_t from_us,
    int64_t activated_us, uint32_t *profile)
{
	int64_t at = activated_us > from_us ? activated_us : from_us;
	const struct schedule_entry *n = balance_schedule(s, at, NULL);

	*profile = n == NULL ? TARIFF_NONE : n->profile;
	return n == NULL ? NULL
			 : s->directory->tariff->profiles[n->profile].row;
}

/* The end of step ${step} of a series. */
int64_t
balance_interval_step_end(const struct balance_series *s,
    const struct balance_part *p, int64_t step)
{
	return interval_add(s->zone, p->anchor_us,
	    (enum interval_unit_of_time)p->unit, p->count * (step + 1));
}

/* The first step of the series that ends after ${us}. */
int64_t
balance_interval_step(const struct balance_series *s,
    const struct balance_part *p, int64_t us)
{
	int64_t low = -1, high = 0;

	while (balance_interval_step_end(s, p, high) <= us) {
		low = high;
		high = high * 2 + 1;
	}
	while (high - low > 1) {
		int64_t mid = low + (high - low) / 2;

		if (balance_interval_step_end(s, p, mid) <= us)
			low = mid;
		else
			high = mid;
	}
	return high;
}

/* How long the interval is that begins at row_from_us: its end.  A new length
 * counts from here; an hour that does not exist is none. */
void
balance_interval_length(const struct balance_series *s, struct balance_part *p,
    const struct profile *profile)
{
	const struct package *k = balance_interval_package(s, p->package);
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
	p->row_until_us = balance_interval_step_end(s, p, p->step);
	if (p->row_until_us <= p->row_from_us) {
		p->step = balance_interval_step(s, p, p->row_from_us);
		p->row_until_us = balance_interval_step_end(s, p, p->step);
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
void
balance_interval_allow(const struct balance_series *s, struct balance_part *p,
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

/* When the cash of an open interval expires: the first time after ${us}. */
int64_t
balance_interval_open_expiry(const struct balance_series *s,
    const struct package *k, int64_t from_us, int64_t us)
{
	int64_t expire = INT64_MAX, length;

	if (k->notopup_discard != ENTITY_NONE)
		expire =
		    balance_interval_after(s, k, from_us, k->notopup_discard);
	if (expire <= us)
		expire = INT64_MAX;
	if (k->carry_over == CARRY_OVER_CARRY_OVER_TIMELY) {
		length =
		    balance_interval_after(s, k, from_us, k->interval_count);
		if (length > us && length < expire)
			expire = length;
	}
	return expire;
}

/* When it expires if nothing comes after an interval that ends then. */
int64_t
balance_interval_closed_expiry(const struct balance_series *s,
    const struct package *k, int64_t until_us)
{
	if (k == NULL || k->notopup_discard == ENTITY_NONE)
		return INT64_MAX;
	return balance_interval_after(s, k, until_us, k->notopup_discard);
}

static int64_t
whole_second(int64_t us)
{
	int64_t rest = us % CIVIL_US;

	return us - rest - (rest < 0 ? CIVIL_US : 0);
}

/* Where the first interval starts. */
int64_t
balance_interval_start(const struct balance_series *s, const struct package *k,
    int64_t us)
{
	switch (balance_interval_mode(k)) {
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
