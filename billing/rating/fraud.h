#ifndef RATING_FRAUD_H
#define RATING_FRAUD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"

struct profile;
struct zone;

/*
 * Limits against fraud of one contract: what its calls cost in a calendar day
 * and in a calendar month of its zone, against the limits of its profile.
 *
 * Calls come in order of their end.  A call belongs to the day and the month
 * that contain its end, and its limits are those of the profile in force then.
 * A limit is reached when the sum is not less than it.
 *
 *	fraud_begin(f, zone);
 *	for each call: fraud_add(f, end, price, profile);
 *	f->hits, f->nhits
 *	fraud_free(f);
 */
enum fraud_period { FRAUD_DAY, FRAUD_MONTH, FRAUD_PERIODS };
extern const char *const fraud_period_words[]; /* day month */

/* A limit that was reached. */
struct fraud_hit {
	enum fraud_period period;
	int64_t from_us;               /* start of the day or month */
	int64_t since_us;              /* end of the call that reached it */
	const struct profile *profile; /* whose limit it was */
	int64_t limit_e8;
	int64_t level;      /* of the lock; 0: none */
	const char *notify; /* addresses, with commas between; "" none */
	i128 sum_e8;        /* of the whole period, as far as calls went */
};

struct fraud_sums {
	const struct zone *zone;
	int64_t from_us[FRAUD_PERIODS], until_us[FRAUD_PERIODS];
	i128 sum_e8[FRAUD_PERIODS];
	size_t hit[FRAUD_PERIODS]; /* of the present period, from 1; 0 none */
	struct fraud_hit *hits;    /* in order of since_us, day before month */
	size_t nhits, cap;
};

void fraud_begin(struct fraud_sums *, const struct zone *);

/* A call that ended at ${end_us}; ${profile} NULL: none was in force, the call
 * counts and reaches nothing. */
void fraud_add(struct fraud_sums *, int64_t end_us, int64_t price_e8,
    const struct profile *profile);

void fraud_free(struct fraud_sums *);

/* Has the profile a limit? */
bool fraud_limited(const struct profile *);

#endif /* RATING_FRAUD_H */
