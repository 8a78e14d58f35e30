#ifndef PARTY_PARTY_CHECK_H
#define PARTY_PARTY_CHECK_H

struct entity_check;
struct entity_set;

/*
 * What must hold among contacts, contracts, resellers, customers, domains and
 * subscribers (toll-csv(5), "What must hold"): who belongs to whom, numbers
 * with one owner at a time, pilots and extensions, patterns that compile.
 * References are known to be good or were reported (entity_check_set).
 */
void party_check(const struct entity_set *, const struct entity_check *);

/* The rules on numbers alone; party_check() calls it. */
void party_check_numbers(const struct entity_set *,
    const struct entity_check *);

#endif /* PARTY_PARTY_CHECK_H */
