#ifndef RATING_LOCK_LEVEL_H
#define RATING_LOCK_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How far a subscriber is locked, and why.
 *
 * Everything that speaks for a lock makes a claim; the highest level wins, and
 * of two that are the same the one that was made first.  toll-locks(1) says
 * which level follows from what.
 */
enum {
	LOCK_NONE,
	LOCK_FOREIGN,
	LOCK_OUTGOING,
	LOCK_ALL,
	LOCK_GLOBAL,
	LOCK_PORTED,
	LOCK_LEVELS
};

/* "none", "foreign calls", ... for people. */
extern const char *const lock_level_words[];

struct lock_claim {
	int64_t level;
	const char *reason; /* a word of toll-locks(1); "" none */
	int64_t since_us;   /* INT64_MAX: not known */
};

/* Nothing is claimed. */
#define LOCK_NO_CLAIM ((struct lock_claim){ LOCK_NONE, "", INT64_MAX })

/* ${claim} takes the place of *winner if its level is higher. */
bool lock_level_claim(struct lock_claim *winner,
    const struct lock_claim *claim);

/*
 * A party that is not in service is locked at LOCK_GLOBAL: its status
 * (enum contract_status), and the instants between which it is served
 * (ENTITY_NONE: no bound).  The status that it has at ${us}.
 */
int64_t lock_level_status(int64_t status, int64_t activated_us,
    int64_t terminated_us, int64_t us);

#endif /* RATING_LOCK_LEVEL_H */
