#include "rating/balance_event.h"

#include "rating/balance_interval.h"

void
balance_event_schedule(struct balance_series *s, uint32_t package,
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

void
balance_event_lock(struct balance_series *s, int64_t level,
    enum package_role role, int64_t us, int64_t row_from_us)
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
balance_event_underrun(struct balance_series *s, size_t i, int64_t before_e8,
    int64_t us)
{
	struct balance_part *p = &s->parts[i];
	const struct package *k = balance_interval_package(s, p->package);
	bool lock, profiles;

	if (k == NULL)
		return;
	lock = falls(before_e8, p->cash_e8, k->underrun_lock_threshold_e8);
	profiles =
	    falls(before_e8, p->cash_e8, k->underrun_profile_threshold_e8);
	if (lock)
		balance_event_lock(s, k->underrun_lock_level,
		    PACKAGE_ROLE_UNDERRUN, us, p->row_from_us);
	if (profiles)
		balance_event_schedule(s, p->package, PACKAGE_ROLE_UNDERRUN, us,
		    p->row_from_us);
	p->underruns += lock || profiles;
}
