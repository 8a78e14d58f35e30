#ifndef STORE_BALANCE_STORE_H
#define STORE_BALANCE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "rating/balance_set.h"

struct book;
struct directory;
struct err;

/*
 * Balances at rest, wherever they are: in the charges file of each period
 * (balance_file.h) and, once closing froze them, in the book (balance_frozen.h).
 */

/*
 * What rating ${period} goes on from: what the last rated period before it left
 * and, of contracts that are billed into the period or beyond, what closing
 * froze.  The set is freed by the caller, also on failure.
 */
int balance_store_before(const struct book *, const char *period,
    const struct directory *, struct balance_set *, struct err *);

/*
 * The same as if nothing of a contract were frozen from an instant on: for who
 * bills an interval again.
 */
struct balance_release {
	const char *contract; /* NULL: of nobody */
	int64_t from_us;
	/* If so, its calls that start before until_us may take so much bought
	 * cash in all. */
	bool limited;
	int64_t until_us, limit_e8;
};
int balance_store_before_release(const struct book *, const char *period,
    const struct directory *, const struct balance_release *,
    struct balance_set *, struct err *);

/*
 * The same as if nothing of ${period} were billed yet: for who looks at it
 * again, as toll-explain and toll-whatif do.
 */
int balance_store_start(const struct book *, const char *period,
    const struct directory *, struct balance_set *, struct err *);

/* What the last rated period left, or closing froze after it: all of it. */
int balance_store_latest(const struct book *, const struct directory *,
    struct balance_set *, struct err *);

/*
 * The rows of all contracts, one an interval, in order of contract and start:
 * frozen ones, else as ${now} says, else as the latest charges file that has
 * them.
 */
int balance_store_rows(const struct book *, const struct directory *,
    const struct balance_set *now, struct balance_set *, struct err *);

#endif /* STORE_BALANCE_STORE_H */
