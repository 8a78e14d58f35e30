#ifndef STORE_ENTITY_FEED_H
#define STORE_ENTITY_FEED_H

#include <stdatomic.h>
#include <stddef.h>

struct db;
struct entity;
struct err;

/*
 * New rows of one entity for SQLite, all with one statement.
 *
 * The rows in memory are a virtual table of the connection, and one INSERT
 * takes them from there: binding two dozen values a row through the interface
 * costs a tenth of a load, and so do columns that have one value in all rows
 * (most of a price list), which are parameters.  Whatever the table demands
 * (CHECK, REFERENCES, its triggers) holds for them as for any other row.
 */

/*
 * Insert ${count} rows; once ${stop} (may be NULL) is set, no more of them.  In
 * a transaction of the caller, who takes them all back if this fails.
 */
int entity_feed(struct db *, const struct entity *, const void *const *rows,
    size_t count, const atomic_bool *stop, struct err *);

#endif /* STORE_ENTITY_FEED_H */
