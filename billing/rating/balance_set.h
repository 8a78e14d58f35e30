#ifndef RATING_BALANCE_SET_H
#define RATING_BALANCE_SET_H

#include <stddef.h>
#include <stdint.h>

#include "rating/balance.h"

/*
 * Balances of many contracts at rest: what one period leaves to the next, what
 * closing froze, what a charges file says.  In order of contract, and within
 * one in order of time.
 */
struct balance_set_part {
	uint32_t contract;
	struct balance_part part;
};

struct balance_set_entry {
	uint32_t contract;
	struct balance_entry entry;
};

struct balance_set_lock {
	uint32_t contract;
	struct balance_lock lock;
};

struct balance_set {
	struct balance_set_part *parts;
	size_t nparts, parts_cap;
	struct balance_set_entry *entries;
	size_t nentries, entries_cap;
	struct balance_set_lock *locks;
	size_t nlocks, locks_cap;
	struct balance_correction *corrections; /* one a contract and instant */
	size_t ncorrections, corrections_cap;
	/* what toll-correct rates again may take so much bought cash in all */
	bool limited;
	uint32_t limit_contract;
	int64_t limit_until_us, limit_e8;
	int64_t from_us;   /* it is to go on from then */
	int64_t *floor_us; /* by contract: frozen until; NULL: nothing is */
};

void balance_set_add_part(struct balance_set *, uint32_t contract,
    const struct balance_part *);
void balance_set_add_entry(struct balance_set *, uint32_t contract,
    const struct balance_entry *);
void balance_set_add_lock(struct balance_set *, uint32_t contract,
    const struct balance_lock *);

void balance_set_add_correction(struct balance_set *,
    const struct balance_correction *);

/* What a series has come to, but for what is frozen, and for entries and locks
 * that were superseded before ${from_us}. */
void balance_set_take(struct balance_set *, const struct balance_series *,
    int64_t from_us);

/* The parts of one contract, *n of them. */
const struct balance_set_part *balance_set_parts(const struct balance_set *,
    uint32_t contract, size_t *n);

/* Append all of ${from} and empty it; its contracts come after ours. */
void balance_set_append(struct balance_set *, struct balance_set *from);

/* Begin ${s} on ${contract}, with what the set (or NULL) has of it and what may
 * still change: the last interval and those that end after from_us.  Is there
 * anything? */
bool balance_set_begin(const struct balance_set *, struct balance_series *s,
    uint32_t contract);

void balance_set_free(struct balance_set *);

#endif /* RATING_BALANCE_SET_H */
