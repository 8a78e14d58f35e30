#ifndef STORE_ENTITY_SCAN_H
#define STORE_ENTITY_SCAN_H

struct arena;
struct db;
struct entity;
struct entity_table;
struct err;

/*
 * Reads the table of an entity as it is now straight from the pages of book.db:
 * eight times as fast as a statement where there are 600,000 fees.
 *
 * Pages are read through SQLite's own handle of the file, within its read
 * transaction, and only while the write-ahead log is empty: then the file holds
 * all that the transaction sees, and no checkpoint may write to it before the
 * transaction ends (sqlite.org/walformat.html, section 2.3, read locks).
 *
 * 1: done, rows in the order of the table's key in SQL.  0: the table has to be
 * read by a statement, because the above does not hold or because there is
 * something in it that is not dealt with here (long rows, damage); *t is empty.
 * -1: error.
 */
int entity_scan(struct db *, const struct entity *, struct arena *,
    struct entity_table *t, struct err *);

#endif /* STORE_ENTITY_SCAN_H */
