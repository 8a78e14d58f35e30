#ifndef TARIFF_TARIFF_CHECK_H
#define TARIFF_TARIFF_CHECK_H

struct entity_check;
struct entity_set;

/*
 * What must hold among price lists and what hangs on them (toll-csv(5), "What
 * must hold"): bands do not contend, fees do not, patterns compile, names of
 * several rows have one owner, packages and top-ups make sense.
 * References are known to be good or were reported (entity_check_set).
 */
void tariff_check(const struct entity_set *, const struct entity_check *);

/* Its parts. */
void tariff_check_bands(const struct entity_set *, const struct entity_check *);
void tariff_check_fees(const struct entity_set *, const struct entity_check *);
void tariff_check_packages(const struct entity_set *,
    const struct entity_check *);

#endif /* TARIFF_TARIFF_CHECK_H */
