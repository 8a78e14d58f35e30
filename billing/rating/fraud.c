#include "rating/fraud.h"

#include <stdlib.h>

#include "base/entity.h"
#include "base/mem.h"
#include "tariff/tariff_entity.h"
#include "time/interval.h"

const char *const fraud_period_words[] = { "day", "month", NULL };

void
fraud_begin(struct fraud_sums *f, const struct zone *zone)
{
	*f = (struct fraud_sums){ .zone = zone,
		.until_us = { INT64_MIN, INT64_MIN } };
}

void
fraud_free(struct fraud_sums *f)
{
	free(f->hits);
	*f = (struct fraud_sums){ 0 };
}

bool
fraud_limited(const struct profile *p)
{
	return p->fraud_daily_limit_e8 != ENTITY_NONE ||
	    p->fraud_interval_limit_e8 != ENTITY_NONE;
}

/* The period that contains ${us} begins: nothing in it yet. */
static void
turn(struct fraud_sums *f, enum fraud_period p, int64_t us)
{
	f->from_us[p] = p == FRAUD_DAY ? interval_day(f->zone, us)
				       : interval_month(f->zone, us);
	f->until_us[p] = p == FRAUD_DAY ? interval_next_day(f->zone, us)
					: interval_next_month(f->zone, us);
	f->sum_e8[p] = 0;
	f->hit[p] = 0;
}

static struct fraud_hit
limit_of(const struct profile *p, enum fraud_period period)
{
	struct fraud_hit h = { .period = period, .profile = p };
	int64_t level;

	if (period == FRAUD_DAY) {
		h.limit_e8 = p->fraud_daily_limit_e8;
		h.notify = p->fraud_daily_notify;
		level = p->fraud_daily_lock;
	} else {
		h.limit_e8 = p->fraud_interval_limit_e8;
		h.notify = p->fraud_interval_notify;
		level = p->fraud_interval_lock;
	}
	h.level = level == ENTITY_NONE ? 0 : level;
	if (h.notify == NULL)
		h.notify = "";
	return h;
}

void
fraud_add(struct fraud_sums *f, int64_t end_us, int64_t price_e8,
    const struct profile *profile)
{
	for (enum fraud_period p = FRAUD_DAY; p < FRAUD_PERIODS; p++) {
		struct fraud_hit h;

		if (end_us >= f->until_us[p])
			turn(f, p, end_us);
		f->sum_e8[p] += price_e8;
		if (f->hit[p] > 0) {
			f->hits[f->hit[p] - 1].sum_e8 = f->sum_e8[p];
			continue;
		}
		if (profile == NULL)
			continue;
		h = limit_of(profile, p);
		if (h.limit_e8 == ENTITY_NONE || f->sum_e8[p] < h.limit_e8)
			continue;
		h.from_us = f->from_us[p];
		h.since_us = end_us;
		h.sum_e8 = f->sum_e8[p];
		f->hits =
		    mem_grow(f->hits, f->nhits, &f->cap, sizeof(*f->hits));
		f->hits[f->nhits++] = h;
		f->hit[p] = f->nhits;
	}
}
