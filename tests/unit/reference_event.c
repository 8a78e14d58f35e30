/*
 * What a package does to its contract: profiles and locks.
 */
#include "reference_balance.h"

void
reference_event_entries(struct reference_balance *s, enum reference_role role,
    int64_t us)
{
	const struct reference_package *p = reference_rows_package(s);
	void *e;

	for (int i = 0; p != NULL && i < p->nroles; i++) {
		if (p->roles[i].role != role)
			continue;
		s->r->entries =
		    reference_rows_grow(s->r->entries, &s->r->nentries,
			&s->r->entries_cap, sizeof(*s->r->entries), &e);
		*(struct reference_entry *)e =
		    (struct reference_entry){ .profile = p->roles[i].profile,
			    .network = p->roles[i].network,
			    .from_us = us,
			    .until_us = REFERENCE_OPEN,
			    .seq = INT64_MAX,
			    .event = true };
	}
}

void
reference_event_lock(struct reference_balance *s, int64_t us, int64_t level,
    bool topup)
{
	void *lock;

	if (level == REFERENCE_NONE)
		return;
	s->r->locks = reference_rows_grow(s->r->locks, &s->r->nlocks,
	    &s->r->locks_cap, sizeof(*s->r->locks), &lock);
	*(struct reference_lock *)lock = (struct reference_lock){ .at_us = us,
		.level = level,
		.topup = topup };
	s->r->lock_level = level;
	s->r->lock_since_us = us;
}

static bool
falls(int64_t before, int64_t after, int64_t threshold)
{
	return threshold != REFERENCE_NONE && before >= threshold &&
	    after < threshold;
}

void
reference_event_underrun(struct reference_balance *s, int64_t us,
    int64_t before, int64_t after)
{
	const struct reference_package *p = reference_rows_package(s);

	if (p == NULL)
		return;
	if (falls(before, after, p->lock_below_e8)) {
		reference_rows_head(reference_rows_newest(s))->lock_underruns++;
		reference_event_lock(s, us, p->lock_level, false);
	}
	if (falls(before, after, p->below_e8)) {
		reference_rows_head(reference_rows_newest(s))
		    ->profile_underruns++;
		reference_event_entries(s, REFERENCE_UNDERRUN, us);
	}
}
