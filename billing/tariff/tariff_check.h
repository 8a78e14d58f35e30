#ifndef TARIFF_TARIFF_CHECK_H
#define TARIFF_TARIFF_CHECK_H

struct entity_check;
struct entity_set;

/* More than these is a mistake, or somebody's who wants to stop the rater. */
#define TARIFF_ROWS_MAX    2000 /* rows of one fee: bands, steps, validity */
#define TARIFF_STEPS_MAX   100  /* from_second of one fee and band */
#define TARIFF_BANDS_MAX   64   /* names of bands of a profile */
#define TARIFF_WINDOWS_MAX 500  /* rows of bands of a profile */
#define TARIFF_DATES_MAX   4000 /* of a calendar */

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
