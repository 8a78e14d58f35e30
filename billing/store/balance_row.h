#ifndef STORE_BALANCE_ROW_H
#define STORE_BALANCE_ROW_H

#include <stddef.h>

#include "rating/balance_set.h"
#include "store/stmt.h"

struct db;
struct directory;
struct err;

/*
 * Parts of balances, entries and locks as columns, in the order of the lists
 * below: the same in charges files and in the book.  Used by the stores of
 * balances only.
 */
#define BALANCE_ROW_COLUMNS                                                   \
	"opening_cash_e8, cash_e8, debit_e8, free_cash_e8,"                   \
	" free_cash_used_e8, added_e8,"                                       \
	" opening_free_s, free_s, topups, timely_topups, underruns, profile," \
	" currency, package, cause, carries, topup, anchor_us, unit, count,"  \
	" step, expire_us"
#define BALANCE_ROW_VALUES 22

#define BALANCE_ROW_ENTRY_COLUMNS \
	"from_us, profile, network, package, role, row_from_us"
#define BALANCE_ROW_ENTRY_VALUES 6

#define BALANCE_ROW_LOCK_COLUMNS "at_us, level, role, row_from_us"
#define BALANCE_ROW_LOCK_VALUES  4

/* INT64_MAX, an end that is open, is SQL NULL. */
struct arg balance_row_end(int64_t us);
int64_t balance_row_read_end(const struct stmt *, int column);

void balance_row_args(const struct directory *, const struct balance_part *,
    struct arg out[BALANCE_ROW_VALUES]);
void balance_row_entry_args(const struct directory *,
    const struct balance_entry *, struct arg out[BALANCE_ROW_ENTRY_VALUES]);
void balance_row_lock_args(const struct balance_lock *,
    struct arg out[BALANCE_ROW_LOCK_VALUES]);

/* Columns from ${column} on. */
void balance_row_read(const struct stmt *, int column, const struct directory *,
    struct balance_part *);

/* Append the rows of ${sql}: contract, then the columns of entries or locks. */
int balance_row_entries(struct db *, const char *sql, const struct directory *,
    struct balance_set *, struct err *);
int balance_row_locks(struct db *, const char *sql, const struct directory *,
    struct balance_set *, struct err *);

#endif /* STORE_BALANCE_ROW_H */
