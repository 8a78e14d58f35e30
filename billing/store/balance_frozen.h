#ifndef STORE_BALANCE_FROZEN_H
#define STORE_BALANCE_FROZEN_H

#include "rating/balance_set.h"

struct book;
struct directory;
struct err;

/*
 * Balances that closing froze, in the book: frozen_balance and its neighbours
 * (data/schema/0009-balances.sql).
 */

/* Append the frozen rows that end at ${limit_us} or before, each as a part of
 * its own; read() the entries and locks of that time too. */
int balance_frozen_rows(const struct book *, int64_t limit_us,
    const struct directory *, struct balance_set *, struct err *);
int balance_frozen_read(const struct book *, int64_t limit_us,
    const struct directory *, struct balance_set *, struct err *);

/* How far each contract is frozen by those rows; INT64_MIN: not at all.  The
 * caller frees it. */
int64_t *balance_frozen_until(const struct balance_set *rows,
    const struct directory *);

/*
 * What closing ${closing} freezes: rows that end at or before the end given for
 * their contract (INT64_MIN: none of it) and are not frozen yet; the profiles
 * and locks of a series that came about before ${until_us}.
 */
int balance_frozen_add(const struct book *, const struct directory *,
    int64_t closing, const struct balance_set *rows, const int64_t *until_us,
    struct err *);
int balance_frozen_add_events(const struct book *, const struct directory *,
    int64_t closing, const struct balance_series *, int64_t until_us,
    struct err *);

#endif /* STORE_BALANCE_FROZEN_H */
