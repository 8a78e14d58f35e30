#ifndef STORE_INDEX_SCAN_H
#define STORE_INDEX_SCAN_H

#include <stdint.h>

struct err;

/*
 * Reads a table of two numbers that are its key, WITHOUT ROWID, in order,
 * straight from the pages of its b-tree: what table_scan.h is for ordinary
 * tables.  Some ten times as fast as a statement, which matters for the hashes
 * of a year of calls.  Whatever a damaged file holds is ERR_DATA, never more.
 */
struct index_scan;

/* ${root} is the root page of the table, ${page_size} that of the file. */
int index_scan_open(struct index_scan **, const char *path, uint32_t root,
    uint32_t page_size, struct err *);

/* The next row: 1, 0 no more, -1. */
int index_scan_next(struct index_scan *, int64_t *a, int64_t *b, struct err *);

void index_scan_close(struct index_scan *); /* NULL is allowed */

#endif /* STORE_INDEX_SCAN_H */
