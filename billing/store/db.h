#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct sqlite3;
struct stmt_kept;

/*
 * One SQLite database: the book's book.db, or a call or charges file beside it.
 *
 * Only billing/store/ includes this header and <sqlite3.h>.  A connection
 * belongs to one thread at a time.  The book is kept in WAL mode with
 * synchronous=FULL: a commit that was reported is on the disk, also after the
 * power failed.  Foreign keys are on; the schema is not trusted and the
 * defensive mode is set, so that no SQL can damage the file's structure.
 *
 * Errors by code: ERR_BUSY somebody else writes, or no memory; ERR_IO the disk,
 * or a damaged file; ERR_REFUSED a constraint or trigger said no; ERR_DATA the
 * file is not ours; ERR_INTERNAL anything else.
 */
struct db;

/* PRAGMA application_id of our files: "tolb", "tolc", "tolx". */
#define DB_BOOK    0x746f6c62
#define DB_CALLS   0x746f6c63
#define DB_CHARGES 0x746f6c78

/*
 * Open an existing book.db.  Writable: an older schema is brought up to date
 * (db_migrate).  Read only: an older schema is ERR_CONFIG.  A book that is
 * newer than the program is ERR_REFUSED; no such file ERR_NOINPUT.
 */
int db_open_book(struct db **, const char *path, bool write, struct err *);

/* The book.db of a snapshot that no program writes to: without locks. */
int db_open_frozen(struct db **, const char *path, struct err *);

/* Make a new book.db with the whole schema.  ${path} must not exist. */
int db_create_book(struct db **, const char *path, struct err *);

/*
 * Make a call or charges file at ${path} (removed first if it exists), with the
 * schema of the embedded file ${schema} ("data/schema/calls.sql"), or none yet
 * (NULL).  No journal and no sync: write it in one transaction, db_close() it and
 * publish it with file_publish(), which syncs.  A failure at any time leaves
 * rubbish under ${path} only.
 */
int db_build(struct db **, const char *path, const char *schema, struct err *);

/* Open a file that is being built once more, to go on; the same as above. */
int db_build_more(struct db **, const char *path, struct err *);

/* Open a published file, which never changes, read only and without locks;
 * ERR_DATA if it is not of that kind. */
int db_open_part(struct db **, const char *path, int32_t application_id,
    struct err *);

/* Every statement must have been freed.  NULL is allowed.  An open
 * transaction is rolled back. */
void db_close(struct db *);

/*
 * A transaction.  db_begin() takes the write lock at once; db_begin_read()
 * fixes what the following reads see.  They do not nest.  After a failed
 * commit call db_rollback().
 */
int db_begin(struct db *, struct err *);
int db_begin_read(struct db *, struct err *);
int db_commit(struct db *, struct err *);
void db_rollback(struct db *); /* harmless without a transaction */
bool db_in_transaction(const struct db *);

/* Run constant SQL, one or more statements, that returns no rows. */
int db_exec(struct db *, const char *sql, struct err *);

int64_t db_changes(const struct db *);  /* rows the last stmt_run() changed */
const char *db_path(const struct db *); /* for messages; borrowed */

/* PRAGMA user_version of the file, and the one this program brings. */
int db_version(struct db *, int *version, struct err *);
int db_version_newest(void);

/* Apply the embedded migrations data/schema/NNNN-name.sql that the file lacks,
 * in order of number, each in a transaction of its own. */
int db_migrate(struct db *, struct err *);

/* For the files of store/ alone. */
struct sqlite3 *db_handle(const struct db *);

/* Is it a database that keeps a log (WAL), as only the book does? */
bool db_has_log(const char *path);

/* The one integer that a PRAGMA returns. */
int db_pragma(struct db *, const char *sql, int64_t *, struct err *);

/* For store/stmt.c. */
struct stmt_kept *db_statements(struct db *);
void db_changed(struct db *); /* a statement was run: db_changes() is its */
bool db_is_book(const struct db *); /* that is written */

/* Fill the error in from the connection; always -1. */
int db_fault(const struct db *, int rc, const char *what, struct err *);

#endif /* STORE_DB_H */
