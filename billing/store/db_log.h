#ifndef STORE_DB_LOG_H
#define STORE_DB_LOG_H

#include <stdint.h>

struct db;
struct err;

/*
 * The log of a book (book.db-wal) before many small transactions.
 *
 * A commit waits for the disk.  While the log grows it waits for the blocks that
 * the file system gives to it as well, and for the list of them, several times as
 * long; a log that has its blocks is written over.  So who knows that he will
 * commit often has them given beforehand: zeros behind what the log holds, which
 * SQLite takes for no part of it.  The log is removed with the last connection,
 * as always.
 */

/* Room for so many pages, but not for more than SQLite lets gather there. */
int db_log_reserve(struct db *, int64_t pages, struct err *);

#endif /* STORE_DB_LOG_H */
