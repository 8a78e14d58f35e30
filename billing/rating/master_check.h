#ifndef RATING_MASTER_CHECK_H
#define RATING_MASTER_CHECK_H

#include "base/entity_table.h"

struct entity_check;
struct entity_set;

/*
 * What must hold between parties and price lists (toll-csv(5), "What must
 * hold", 1 and 3): who may use whose profile, network and package; contracts
 * with resellers and peers have a profile at every instant; one contract, one
 * currency.
 * References are known to be good or were reported (entity_check_set).
 */
void master_check(const struct entity_set *, const struct entity_check *);

/*
 * Looks up whose a contract or customer is, and in which currency it is
 * charged.  Borrows the set.
 */
struct master_owner {
	const struct entity_table *schedule;
	struct entity_index customer, contract, contact, reseller;
	struct entity_index scheduled; /* profile_schedule by contract */
	struct entity_index profile;
};

void master_owner_init(struct master_owner *, const struct entity_set *);
void master_owner_free(struct master_owner *);

/*
 * The reseller whose things ${ref} may use: of a customer that of its contact,
 * of a reseller's contract the reseller itself; "" the operator.
 */
const char *master_owner_of(const struct master_owner *, const char *ref);

/* The currency of the first profile in its schedule; NULL if it has none. */
const char *master_owner_currency(const struct master_owner *, const char *ref);

/* May ${owner} use what belongs to ${reseller} (NULL: offered to all)? */
int master_owner_may_use(const char *owner, const char *reseller);

#endif /* RATING_MASTER_CHECK_H */
