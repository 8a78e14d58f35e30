#ifndef STORE_CHARGE_TALLY_H
#define STORE_CHARGE_TALLY_H

#include "rating/sums.h"

struct book;
struct call_store;
struct err;

/*
 * The sums of a charges file (data/schema/charges.sql), added up in one pass
 * over its pages: its tally and its calls without a price.  ${file} is its name
 * below charges/.
 *
 * 1; or 0 if it is not what rating ${calls} as if nothing was billed would
 * give: it was made from other calls, or some of its charges were billed then
 * and carried over.  The sums are then of no use.  ERR_DATA: a charge names
 * what the file does not have.  *names and the tally are the caller's to free,
 * whatever is returned.
 */
int charge_tally_read(const struct book *, const char *file,
    const struct call_store *calls, struct tally_names *names,
    struct sums_result *, struct err *);

#endif /* STORE_CHARGE_TALLY_H */
