#ifndef PEERING_PEERING_CHECK_H
#define PEERING_PEERING_CHECK_H

struct entity_check;
struct entity_set;

/*
 * What must hold among groups, servers, rules and time sets: patterns compile,
 * a server has an address or a name, days of time sets are days.
 */
void peering_check(const struct entity_set *, const struct entity_check *);

#endif /* PEERING_PEERING_CHECK_H */
