#ifndef STORE_INDEX_FILE_H
#define STORE_INDEX_FILE_H

#include <stdint.h>

struct err;

/*
 * Fills one empty table of two numbers that are its key, WITHOUT ROWID, row
 * after row in order, by writing the pages of its b-tree: what table_file.h is
 * for ordinary tables.  The same rules hold.
 *
 * In the b-tree of an index every row stands once: the rows between two leaves
 * lie on the page above them.  Source: sqlite.org/fileformat2.html, section
 * 1.6.
 */
struct index_file;

/* ${root} is the root page of the table, ${page_size} that of the file. */
int index_file_open(struct index_file **, const char *path, uint32_t root,
    uint32_t page_size, struct err *);

/* The next row, larger than the one before. */
int index_file_add(struct index_file *, int64_t a, int64_t b, struct err *);

/* Write the rest of the tree and the size of the file. */
int index_file_finish(struct index_file *, struct err *);
void index_file_free(struct index_file *); /* NULL is allowed */

#endif /* STORE_INDEX_FILE_H */
