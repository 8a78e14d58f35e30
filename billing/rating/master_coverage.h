#ifndef RATING_MASTER_COVERAGE_H
#define RATING_MASTER_COVERAGE_H

struct entity_check;
struct entity_set;
struct master_owner;

/*
 * Rule 3: a contract with a reseller or a peer has a profile at every instant
 * at which it is active: from its activation (if that is not given, from the
 * start of its first entry without network) until its end.
 */
void master_coverage_check(const struct entity_set *,
    const struct master_owner *, const struct entity_check *);

#endif /* RATING_MASTER_COVERAGE_H */
