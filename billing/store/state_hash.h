#ifndef STORE_STATE_HASH_H
#define STORE_STATE_HASH_H

#include "store/check_store.h"

struct db;
struct err;

/*
 * Hashes of the rows that change after a closing by right (data/schema/
 * 0018-state.sql): a row that was changed by other means than a program of ours
 * is found out.  Triggers mark what was written; db_commit() fills in.
 */

/* Does the book have them (1, 0)?  One that is being migrated does not yet. */
int state_hash_there(struct db *, struct err *);

/* As a transaction begins: what is due already was not written by us, and stays
 * without a hash that could be that of the row. */
int state_hash_disown(struct db *, struct err *);

/* Fill in what is due, in the transaction that is open. */
int state_hash_fill(struct db *, struct err *);

/* One text for each row that is not what a program wrote. */
int state_hash_check(struct db *, check_found_fn *found, void *arg,
    struct err *);

#endif /* STORE_STATE_HASH_H */
