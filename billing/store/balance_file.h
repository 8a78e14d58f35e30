#ifndef STORE_BALANCE_FILE_H
#define STORE_BALANCE_FILE_H

#include "rating/balance_set.h"

struct book;
struct db;
struct directory;
struct err;

/*
 * Balances in the charges file of a period: balance_part, balance_entry and
 * balance_lock (data/schema/charges.sql).
 */

/* Write the whole set into the file that is being built. */
int balance_file_write(struct db *, const struct directory *,
    const struct balance_set *, struct err *);

/*
 * Append what charges/${file} has to the set, in order of contract; nothing if
 * an older version wrote it.  Contracts, profiles and networks that master data
 * does not have any more are left out.
 */
int balance_file_read(const struct book *, const char *file,
    const struct directory *, struct balance_set *, struct err *);

#endif /* STORE_BALANCE_FILE_H */
