#ifndef TARIFF_SCHEDULE_H
#define TARIFF_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cidr.h"
#include "tariff/tariff.h"

struct err;

/*
 * Which price list a contract has when.
 *
 * The entry valid at a call's start (from inclusive, to exclusive): entries
 * with a network that contains the caller's address before entries without;
 * among those the one that starts last; among those the one listed last.
 * Contracts are numbered by whoever builds it, entries [0, ncontracts).
 */
struct schedule_entry {
	int64_t from_us, until_us;
	uint32_t profile; /* index in the tariff */
	uint32_t network; /* index in networks, or TARIFF_NONE */
	uint32_t row;     /* of profile_schedule; TARIFF_NONE: none of it */
	bool yields;      /* to an entry that starts together with it */
};

struct schedule_network {
	const char *name;
	uint32_t first, count; /* of blocks */
};

struct schedules {
	uint32_t *first; /* entries of contract i: first[i]..first[i + 1] */
	size_t ncontracts;
	struct schedule_entry *entries;
	struct schedule_network *networks;
	size_t nnetworks;
	struct cidr *blocks;
	const struct schedule *rows;
	bool needs_address; /* some entry has a network */
	struct arena arena;
};

/*
 * ${number} gives the number of a contract's ref (ignored if >= ncontracts).
 * ERR_DATA if an entry names what is not there.
 */
int schedules_build(struct schedules *, const struct tariff *,
    const struct schedule *rows, size_t nrows, const struct network *networks,
    size_t nnetworks, size_t ncontracts,
    uint32_t (*number)(void *, const char *ref), void *arg, struct err *);

/* The entry, or NULL.  ${address} is NULL if the call has none. */
const struct schedule_entry *schedules_find(const struct schedules *,
    uint32_t contract, int64_t us, const struct address *);

/*
 * The same with ${n} entries more, such as those that a package brings: of
 * entries that start together these win over those of the schedule, and of
 * these the later one.
 */
const struct schedule_entry *schedules_find_with(const struct schedules *,
    uint32_t contract, int64_t us, const struct address *,
    const struct schedule_entry *more, size_t n);

/* Index of a network by name, or TARIFF_NONE. */
uint32_t schedules_network(const struct schedules *, const char *name);

void schedules_free(struct schedules *);

#endif /* TARIFF_SCHEDULE_H */
