#ifndef STORE_TABLE_FILE_H
#define STORE_TABLE_FILE_H

#include <assert.h>
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/short_copy.h"

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

/* Largest record that the functions below make, but for
 * table_record_text_whole(). */
#define TABLE_RECORD_MAX 8000

/* ${root} is the root page of the table, ${page_size} that of the file. */
int table_file_open(struct table_file **, const char *path, uint32_t root,
    uint32_t page_size, struct err *);

/* The next row: a record in SQLite's format, made by the functions below.  One
 * that does not fit a leaf goes on on pages of its own. */
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
 * A record being made where it is to stay: the column of the primary key is
 * NULL in it.
 *
 *	uint8_t out[TABLE_RECORD_ROOM];
 *	struct table_record r;
 *
 *	table_record_begin(&r, out, 3);	(columns)
 *	table_record_null(&r); table_record_int(&r, 7);
 *	table_record_text(&r, "+49", 3);
 *	len = table_record_end(&r);
 *
 * Source: section 2.1.  A record is a head (its own length, and a serial type
 * for each column) and a body.  Nearly all serial types are a byte long, so the
 * body is begun behind as many bytes and moves for those that are longer.
 */
#define TABLE_COLUMNS_MAX 60
#define TABLE_RECORD_ROOM (TABLE_RECORD_MAX + 3 * TABLE_COLUMNS_MAX + 16)

struct table_record {
	uint8_t *out, *head_end, *body, *body_end;
};

static inline void
table_record_begin(struct table_record *r, uint8_t *out, size_t columns)
{
	r->out = out;
	r->head_end = out + 1;
	r->body = r->body_end = out + 1 + columns;
}

static inline void
table_record_null(struct table_record *r)
{
	*r->head_end++ = 0;
}

/* The shortest serial type that holds the value.  Inline and without a loop: a
 * charge has eighteen of them.  Eight bytes are stored, whatever it takes. */
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

/* The rare halves of the two below.  By value, so that the compiler may keep a
 * record that is being made in registers: twice as fast. */
struct table_record table_record_text_long(struct table_record, const char *,
    size_t len);
struct table_record table_record_text_whole(struct table_record, const char *,
    size_t len);
size_t table_record_end_long(struct table_record);

/*
 * Texts of more than 5000 bytes are cut at a whole character, except by
 * table_record_text_whole(), which takes up to 60000 and more than 57 bytes:
 * the caller sees to the room.
 */
static inline void
table_record_text(struct table_record *r, const char *text, size_t len)
{
	if (len >= 58) { /* the serial type is longer than a byte */
		*r = table_record_text_long(*r, text, len);
		return;
	}
	*r->head_end++ = (uint8_t)(13 + 2 * len);
	short_copy(r->body_end, text, len);
	r->body_end += len;
}

/* Returns the length of the record. */
static inline size_t
table_record_end(struct table_record *r)
{
	size_t head = (size_t)(r->head_end - r->out);

	assert(r->head_end == r->body);
	if (head >= 0x80) /* its length takes two bytes */
		return table_record_end_long(*r);
	r->out[0] = (uint8_t)head;
	return (size_t)(r->body_end - r->out);
}

#endif /* STORE_TABLE_FILE_H */
