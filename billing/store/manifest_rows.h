#ifndef STORE_MANIFEST_ROWS_H
#define STORE_MANIFEST_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct db;
struct err;

/*
 * Which rows of book.db a manifest seals, and their hashes (store/canon.h).
 *
 * A table whose rows belong to a closing or carry a number that only grows is
 * sealed piece by piece: each manifest covers the numbers behind those of the
 * one before.  Master data is sealed by load, the rows that a load brought and
 * those that it ended, so that every state there was is covered.  A document is
 * sealed with all its rows.
 *
 * Every table of the schema is either in here or in manifest_rows_left_out[]
 * with the reason; a test sees to it.
 */
struct manifest_table {
	const char *name; /* of the table */
	const char *last; /* SQL: the highest number there is; ?1 the closing */
	const char *sql;  /* rows with a number in (?1, ?2] */
};
extern const struct manifest_table manifest_tables[]; /* ends with NULL */

/* Tables that are the parts of a document. */
extern const struct manifest_table manifest_document_parts[];

struct manifest_left_out {
	const char *table; /* a trailing '*' stands for anything */
	const char *why;
};
extern const struct manifest_left_out manifest_rows_left_out[];

/* Statements that are used again and again. */
struct manifest_rows;
int manifest_rows_open(struct manifest_rows **, struct db *, struct err *);
void manifest_rows_close(struct manifest_rows *); /* NULL is allowed */

/* The hash of a document; *found 0: there is none. */
int manifest_rows_document(struct manifest_rows *, int64_t id, int64_t *found,
    char sha256[HASH_HEX_MAX], struct err *);

/* Rows of a table with numbers in (from, upto]. */
int manifest_rows_table(struct manifest_rows *, const char *table, int64_t from,
    int64_t upto, int64_t *count, char sha256[HASH_HEX_MAX], struct err *);

/* What loads in (from, upto] did to an entity of master data. */
int manifest_rows_master(struct manifest_rows *, const char *entity,
    int64_t from, int64_t upto, int64_t *count, char sha256[HASH_HEX_MAX],
    struct err *);

/* The row of a segment, of today or of once; count: its calls, -1 there is
 * none. */
int manifest_rows_segment(struct manifest_rows *, const char *file,
    int64_t *count, char sha256[HASH_HEX_MAX], struct err *);

/* The highest number of the table now, or of the loads (${table} NULL). */
int manifest_rows_last(struct manifest_rows *, const struct manifest_table *,
    int64_t closing, int64_t *last, struct err *);

#endif /* STORE_MANIFEST_ROWS_H */
