#ifndef RATING_BALANCE_PLAN_H
#define RATING_BALANCE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "tariff/schedule.h"
#include "time/interval.h"

struct directory;
struct err;
struct master;

/*
 * What the balances of all contracts are derived from, beside their calls:
 * packages, top-ups and stated rows of master data, looked up once and laid out
 * by contract.  Built with the directory, read only afterwards.
 */

/* One booking of cash; at one instant in order of ref. */
struct balance_topup {
	int64_t at_us;
	int64_t amount_e8; /* of the voucher, if there is one */
	uint32_t package;  /* it brings, or BALANCE_NO_PACKAGE */
	uint32_t row;      /* of topups */
};

#define BALANCE_NO_PACKAGE UINT32_MAX

/* A package, with the profiles that it brings as entries of a schedule whose
 * from_us is to be set. */
struct balance_package {
	const struct package *row;
	enum interval_unit_of_time unit;
	const struct schedule_entry *entries[3]; /* enum package_role */
	size_t nentries[3];
};

struct balance_plan {
	struct balance_package *packages;
	size_t npackages;
	uint32_t *package;     /* of each contract, or BALANCE_NO_PACKAGE */
	uint32_t *first_topup; /* of contract i: first[i]..first[i + 1] */
	struct balance_topup *topups;
	uint32_t *first_stated;
	const struct opening_balance **stated; /* by from_us */
	struct arena arena;
};

/* The directory has its contracts and its tariff already.  ERR_DATA. */
int balance_plan_build(struct balance_plan *, struct directory *,
    const struct master *, struct err *);
void balance_plan_free(struct balance_plan *);

/* Index of a package by name, or BALANCE_NO_PACKAGE. */
uint32_t balance_plan_package(const struct balance_plan *, const char *name);

#endif /* RATING_BALANCE_PLAN_H */
