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

/*
 * What a connection keeps from transaction to transaction, so that nothing is
 * prepared for each: NULL at first, state_hash_free() before it is closed.
 */
struct state_hash;
void state_hash_free(struct state_hash *); /* NULL is allowed */

/* As a transaction begins: what is due already was not written by us, and stays
 * without a hash that could be that of the row. */
int state_hash_begin(struct state_hash **kept, struct db *, struct err *);

/* Before its commit: fill in what is due.  A book that is being migrated may have
 * no hashes yet. */
int state_hash_commit(struct state_hash **kept, struct db *, struct err *);

/* One text for each row that is not what a program wrote. */
int state_hash_check(struct db *, check_found_fn *found, void *arg,
    struct err *);

#endif /* STORE_STATE_HASH_H */
