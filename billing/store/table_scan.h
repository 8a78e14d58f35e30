#ifndef STORE_TABLE_SCAN_H
#define STORE_TABLE_SCAN_H

#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * Reads a range of rows of one table of a SQLite file, in order, straight from
 * the pages of its b-tree: for files of ours that are published and so never
 * change, and tables of millions of rows that are read whole.  The table is an
 * ordinary one with an INTEGER PRIMARY KEY.  Whatever a damaged file holds is
 * ERR_DATA, never more.  Source: sqlite.org/fileformat2.html, sections 1.6, 2.
 */
struct table_scan;

/* Rows from <= key < until.  ${root} is the root page of the table. */
int table_scan_open(struct table_scan **, const char *path, uint32_t root,
    uint32_t page_size, int64_t from, int64_t until, struct err *);

/* Go on with the rows of another range of the same table, before or behind. */
int table_scan_seek(struct table_scan *, int64_t from, int64_t until,
    struct err *);

/* A column: NULL, a number, or a text (bytes in the page, not ended by NUL). */
struct table_value {
	enum { TABLE_NULL, TABLE_INT, TABLE_TEXT } type;
	uint32_t len;
	int64_t number;
	const char *text;
};

/*
 * The next row: 1, its key and its first ${columns} columns, texts borrowed
 * until the next call; 0 no more; -1.  2: the row does not lie on one page, and
 * only its key is told: the caller gets it from SQLite.
 */
int table_scan_next(struct table_scan *, int64_t *key,
    struct table_value *values, int columns, struct err *);

/*
 * The same, but the record as it is stored, for a caller that reads its columns
 * in a way of its own; PAGE_SLACK bytes behind it (store/page_read.h) can be
 * read.  table_scan_damaged() reports one that makes no sense.
 */
int table_scan_record(struct table_scan *, int64_t *key, const uint8_t **record,
    size_t *len, struct err *);
int table_scan_damaged(const struct table_scan *, struct err *);

void table_scan_close(struct table_scan *); /* NULL is allowed */

#endif /* STORE_TABLE_SCAN_H */
