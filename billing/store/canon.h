#ifndef STORE_CANON_H
#define STORE_CANON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "store/stmt.h"

struct err;
struct hash_sha256;

/*
 * Rows in a form that is hashed: the same for the same values, whatever order
 * the columns of a table have and whichever columns a later schema adds.
 *
 *	TABLE				a line before the rows of a query, if any
 *	NAME=i42;NAME=t5:hello;		a line per row
 *
 * Columns come in order of their names.  An integer is "i" and its decimal
 * digits; a text "t", its length in bytes, ":" and its bytes; bytes the same
 * with "b".  A column that is NULL, or that has the value which its table
 * declares as the default, is left out: a column or a table that a later schema
 * adds to rows that were there does not show.
 */
struct canon {
	struct stmt stmt;
	const char *table; /* borrowed */
	struct canon_column *columns;
	size_t n;
	struct buf row;
};

/*
 * A query, and the table whose defaults hold.  ${sql} has an order that is
 * unique.  Both texts are borrowed until the close.
 */
int canon_open(struct canon *, struct db *, const char *table, const char *sql,
    struct err *);

/* Its rows for these arguments into the hash; *rows grows by their number. */
int canon_add(struct canon *, const struct arg *, size_t, struct hash_sha256 *,
    int64_t *rows, struct err *);

void canon_close(struct canon *); /* a zeroed one is allowed */

#endif /* STORE_CANON_H */
