#ifndef STORE_TABLE_FILE_H
#define STORE_TABLE_FILE_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct err;

/*
 * Fills one empty table of a SQLite file, row after row, by writing the pages
 * of its b-tree: a file of ours that nobody else has open yet, in a few large
 * writes, for the tables that have millions of rows.  SQLite itself makes the
 * file and its schema before, fills the other tables behind it, and reads it:
 * PRAGMA integrity_check finds it in order.  Source: the database file format,
 * sqlite.org/fileformat2.html, sections 1.3, 1.6 and 2.
 *
 * The table is an ordinary one with an INTEGER PRIMARY KEY, which gets 1, 2,
 * 3, ... or what the caller says; it has no index.  Several tables are filled
 * one after the other.  No connection to the file is open meanwhile.
 */
struct table_file;

/* Largest record; it must fit a page. */
#define TABLE_RECORD_MAX 8000

/* ${root} is the root page of the table, ${page_size} that of the file. */
int table_file_open(struct table_file **, const char *path, uint32_t root,
    uint32_t page_size, struct err *);

/* The next row: a record in SQLite's format, made by the functions below. */
int table_file_add(struct table_file *, const void *record, size_t len,
    struct err *);

/* The same with a key of its own, larger than those before. */
int table_file_add_key(struct table_file *, int64_t key, const void *record,
    size_t len, struct err *);

int64_t table_file_rows(const struct table_file *);

/* Write the rest of the tree and the size of the file. */
int table_file_finish(struct table_file *, struct err *);
void table_file_free(struct table_file *); /* NULL is allowed */

/*
 * A record being made: the column of the primary key is NULL in it.
 *
 *	struct table_record r;
 *	table_record_begin(&r);
 *	table_record_null(&r); table_record_int(&r, 7);
 *	table_record_text(&r, "+49", 3);
 *	len = table_record_end(&r, out);
 */
#define TABLE_COLUMNS_MAX 60

struct table_record {
	uint8_t *head_end, *body_end;
	uint8_t head[2 * TABLE_COLUMNS_MAX + 2];
	uint8_t
	    body[TABLE_RECORD_MAX + 8]; /* an integer is stored as 8 bytes */
};

static inline void
table_record_begin(struct table_record *r)
{
	r->head_end = r->head;
	r->body_end = r->body;
}

static inline void
table_record_null(struct table_record *r)
{
	*r->head_end++ = 0;
}

/* Section 2.1: serial types; the shortest that holds the value.  Inline and
 * without a loop: a charge has eighteen of them. */
static inline void
table_record_int(struct table_record *r, int64_t v)
{
	static const uint8_t len[] = { 0, 1, 2, 3, 4, 6, 6, 8, 8 };
	static const uint8_t type[] = { 0, 1, 2, 3, 4, 5, 5, 6, 6 };
	uint64_t m = (uint64_t)(v < 0 ? ~v : v), bytes;
	int n;

	if (v == 0 || v == 1) {
		*r->head_end++ = (uint8_t)(8 + v);
		return;
	}
	n = (72 - __builtin_clzll(m | 1)) / 8; /* with the sign */
	*r->head_end++ = type[n];
	bytes = htobe64((uint64_t)v << (64 - 8 * len[n]));
	memcpy(r->body_end, &bytes, sizeof(bytes));
	r->body_end += len[n];
}

/* Texts of more than 5000 bytes are cut at a whole character. */
void table_record_text(struct table_record *, const char *, size_t len);

/* Write the record; returns its length.  ${out} holds TABLE_RECORD_MAX +
 * 2 * TABLE_COLUMNS_MAX bytes. */
size_t table_record_end(struct table_record *, uint8_t *out);

#endif /* STORE_TABLE_FILE_H */
