#ifndef DOCUMENT_FEE_H
#define DOCUMENT_FEE_H

#include <stddef.h>
#include <stdint.h>

#include "tariff/tariff_entity.h"

struct err;
struct zone;

/*
 * The interval fee: the profile's interval_charge for one billing interval.
 *
 * It is that of the schedule entry without network in force when the interval
 * begins, and ends with the interval, with the contract or when the entry
 * gives way to another profile, to the microsecond.  What is left of the
 * interval is charged in proportion to its length as it was, 23 and 25 hour
 * days included:
 *
 *	amount = interval_charge x (until - from) / (interval until - from)
 *
 * rounded half up to 10^-8.  In the interval in which the contract was
 * activated the fee begins at the start of that day, or at the activation if
 * that day began before the interval or with it (toll-close(1)).  A contract
 * without a profile at that moment pays from the first entry on that begins
 * inside the interval.
 */
struct fee_interval {
	const struct zone *zone; /* of the contract */
	int64_t from_us, until_us;
	int64_t activated_us;            /* ENTITY_NONE: always was */
	int64_t terminated_us;           /* ENTITY_NONE: never */
	const struct schedule *schedule; /* of the contract, any order */
	size_t n_schedule;
	const struct profile *profiles; /* all, in order of handle */
	size_t n_profiles;
};

struct fee_part {
	const struct profile *profile; /* NULL: no fee */
	int64_t from_us, until_us;
	int64_t amount_e8;
};

/* The fee of the interval.  No profile, no charge or no time: profile NULL. */
int fee_of_interval(const struct fee_interval *, struct fee_part *,
    struct err *);

/* amount_e8 x (until - from) / whole, half up; whole > 0. */
int fee_share(int64_t amount_e8, int64_t part_us, int64_t whole_us,
    int64_t *share_e8, struct err *);

/*
 * The entry without network in force at ${us}: the one that starts last, of
 * those the one listed last; NULL if there is none.
 */
const struct schedule *fee_entry_at(const struct schedule *, size_t n,
    int64_t us);

/* The profile of that handle; NULL if there is none. */
const struct profile *fee_profile(const struct profile *, size_t n,
    const char *handle);

#endif /* DOCUMENT_FEE_H */
