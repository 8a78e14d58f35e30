#include "reference_maker.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/words.h"
#include "reference_random.h"
#include "time/zone.h"

int64_t
reference_maker_pick(struct maker *m, int64_t n)
{
	uint64_t x = m->state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (int64_t)((x ^ x >> 31) % (uint64_t)n);
}

bool
reference_maker_chance(struct maker *m, int percent)
{
	return pick(m, 100) < percent;
}

int64_t
reference_maker_one_of(struct maker *m, const int64_t *values, size_t n)
{
	return values[pick(m, (int64_t)n)];
}

/* --- where and when ----------------------------------------------------- */

static const struct zone *
random_zone(struct maker *m)
{
	static const char *const names[] = { "Europe/Berlin",
		"America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
		"America/St_Johns", "America/Havana", "UTC" };
	struct err e = { .code = ERR_NONE };
	const struct zone *zone =
	    zone_find(names[pick(m, sizeof(names) / sizeof(names[0]))], &e);

	if (zone == NULL) {
		(void)printf("%s\n", e.text);
		exit(1);
	}
	return zone;
}

void
reference_maker_frame(struct maker *m)
{
	static const int64_t span_h[] = { [REFERENCE_MINUTE] = 3,
		[REFERENCE_HOUR] = 26,
		[REFERENCE_DAY] = 10 * 24,
		[REFERENCE_WEEK] = 50 * 24,
		[REFERENCE_MONTH] = 180 * 24 };
	/* from 2025-01-01 on, for two years */
	int64_t us = INT64_C(1735689600) * SECOND_US + pick(m, 730) * DAY_US;
	int64_t change;

	m->c->zone = random_zone(m);
	for (int i = 0; i < REFERENCE_LINES; i++)
		m->c->line_zone[i] =
		    chance(m, 20) ? random_zone(m) : m->c->zone;
	m->unit = (enum reference_unit)pick(m, 5);
	change = zone_next_change(m->c->zone, us);
	m->hot_us = chance(m, 60) && change - us < 400 * DAY_US
	    ? change
	    : reference_calendar_month(m->c->zone, us);
	m->from_us = m->hot_us - span_h[m->unit] * HOUR_US;
	m->until_us = m->hot_us + span_h[m->unit] * HOUR_US;
}

int64_t
reference_maker_instant(struct maker *m)
{
	const struct zone *zone = m->c->zone;
	int64_t us = m->from_us +
	    pick(m, (m->until_us - m->from_us) / SECOND_US) * SECOND_US;

	switch (pick(m, 10)) {
	case 0:
		us = reference_calendar_day(zone, us + DAY_US);
		break;
	case 1:
		us = m->hot_us;
		break;
	case 2:
		us = reference_calendar_next(zone,
		    reference_calendar_day(zone, m->from_us), m->unit,
		    m->count > 0 ? m->count : 1, us);
		break;
	case 3:
		us = reference_calendar_day(zone, us) + 8 * HOUR_US;
		break;
	default:
		return us;
	}
	return us - (chance(m, 80) ? pick(m, 200) * SECOND_US : 0);
}

int64_t
reference_maker_after(struct maker *m)
{
	int64_t us = reference_maker_instant(m);

	while (us <= m->first_us)
		us += HOUR_US / 4 + pick(m, 3600) * SECOND_US;
	return us;
}

/* --- price lists -------------------------------------------------------- */

static int64_t
random_rate(struct maker *m, const struct reference_profile *p)
{
	int64_t rate = pick(m, 30) * CENT_E12;

	if (chance(m, 40))
		rate = pick(m, 300000000000);
	if (p->per_second)
		rate /= 60;
	/* income of a prepaid balance is a matter of balances */
	if (p->prepaid && !(m->flags & REFERENCE_RANDOM_BALANCES))
		return rate;
	return chance(m, 6) ? -rate : rate;
}

static void
random_price(struct maker *m, const struct reference_profile *p,
    struct reference_price *price, int64_t follow_s)
{
	*price = (struct reference_price){ .given = true,
		.connect_e12 = chance(m, 70) ? 0 : pick(m, 10) * CENT_E12,
		.init_s = ONE_OF(m, 1, 6, 7, 30, 45, 60, 60, 600),
		.init_rate_e12 = random_rate(m, p),
		.follow_s = p->total
		    ? follow_s
		    : ONE_OF(m, 1, 6, 10, 20, 30, 30, 60, 60, 600),
		.follow_rate_e12 = random_rate(m, p),
		.extra_s = chance(m, 80) ? REFERENCE_NONE
					 : ONE_OF(m, 0, 1, 59, 60, 61, 89, 90),
		.extra_rate_e12 = random_rate(m, p),
		.use_free_time = chance(m, 60) };
	if (price->extra_s == REFERENCE_NONE)
		price->extra_rate_e12 = 0;
	if (!chance(m, 20))
		return;
	price->nsteps = 1 + (int)pick(m, REFERENCE_STEPS);
	for (int i = 0; i < price->nsteps; i++)
		price->steps[i] = (struct reference_step){ .from_s = 60 +
			    90 * i + pick(m, 60),
			.follow_s =
			    p->total ? follow_s : ONE_OF(m, 1, 10, 30, 60),
			.follow_rate_e12 = random_rate(m, p) };
}

static void
random_fee(struct maker *m, struct reference_profile *p, const char *to,
    int direction, int type)
{
	struct reference_fee *f = &p->fees[p->nfees++];
	int64_t follow_s = ONE_OF(m, 6, 10, 30, 60);

	*f = (struct reference_fee){ .direction = direction,
		.type = type,
		.from_us = REFERENCE_NONE,
		.until_us = REFERENCE_OPEN };
	(void)snprintf(f->destination, sizeof(f->destination), "%s", to);
	for (int band = 0; band < REFERENCE_BANDS; band++)
		if (band == 0 || chance(m, 70))
			random_price(m, p, &f->price[band], follow_s);
}

static void
random_windows(struct maker *m, struct reference_profile *p)
{
	p->nwindows = (int)pick(m, REFERENCE_WINDOWS + 1);
	for (int i = 0; i < p->nwindows; i++) {
		struct reference_window *w = &p->windows[i];
		int64_t from = pick(m, 23);

		*w = (struct reference_window){ .band = (int)pick(m,
						    REFERENCE_BANDS),
			.weekdays = (unsigned)pick(m, 127) + 1,
			.from_s =
			    from * 3600 + (chance(m, 20) ? pick(m, 3600) : 0),
			.until_s = (from + 1 + pick(m, 24 - from)) * 3600,
			.priority = i + 1 };
		if (chance(m, 20)) {
			w->weekdays = 0;
			w->date = reference_calendar_day_number(m->c->zone,
			    m->hot_us - pick(m, 2) * HOUR_US);
		}
	}
}

void
reference_maker_profile(struct maker *m, struct reference_profile *p)
{
	bool given = (m->flags & REFERENCE_RANDOM_ALLOWANCES) != 0;

	*p = (struct reference_profile){ .prepaid = chance(m, 40),
		.per_second = chance(m, 20),
		.total = chance(m, 20),
		.decimals = ONE_OF(m, 6, 6, 6, 8, 4, 3, 2, 1, 0),
		.rounding = (enum reference_rounding)pick(m, 4),
		.unit = REFERENCE_DAY + (enum reference_unit)pick(m, 3),
		.count = 1 + (chance(m, 20) ? pick(m, 3) : 0),
		.grace_s = chance(m, 80) ? 0 : ONE_OF(m, 1, 3, 6),
		.max_e8 = chance(m, 85) ? REFERENCE_NONE
					: (1 + pick(m, 60)) * CENT_E8,
		.day_e8 = chance(m, 50) ? REFERENCE_NONE
					: (1 + pick(m, 100)) * CENT_E8,
		.month_e8 = chance(m, 50) ? REFERENCE_NONE
					  : (1 + pick(m, 300)) * CENT_E8,
		.day_lock = 1 + pick(m, 4),
		.month_lock = 1 + pick(m, 4) };
	if (given && chance(m, 60))
		p->free_s = ONE_OF(m, 30, 60, 100, 250, 600, 1000);
	if (given && chance(m, 60))
		p->free_cash_e8 = pick(m, 100) * CENT_E8 +
		    (chance(m, 20) ? pick(m, 1000) : 0);
	random_windows(m, p);
	random_fee(m, p, "4", DIRECTION_OUT, CALL_TYPE_CALL);
	random_fee(m, p, "4", DIRECTION_OUT, CALL_TYPE_SMS);
	if (chance(m, 95))
		random_fee(m, p, "49", DIRECTION_IN, CALL_TYPE_CALL);
	if (chance(m, 50)) {
		/* another price from some time on */
		p->fees[0].until_us = reference_maker_instant(m);
		random_fee(m, p, "4", DIRECTION_OUT, CALL_TYPE_CALL);
		p->fees[p->nfees - 1].from_us = p->fees[0].until_us;
	}
	if (chance(m, 50))
		random_fee(m, p, "43", DIRECTION_OUT, CALL_TYPE_CALL);
}
