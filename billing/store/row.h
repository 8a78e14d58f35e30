#ifndef STORE_ROW_H
#define STORE_ROW_H

#include <stddef.h>

#include "store/stmt.h"

struct arena;

/*
 * A struct as a row: where its members are and how they stand in columns, in
 * the order of the columns.  One description serves writing and reading.
 */
enum row_kind {
	ROW_TEXT, /* const char *: TEXT, never NULL */
	ROW_INT,  /* int64_t: INTEGER */
	ROW_ID,   /* int64_t: INTEGER; 0 is NULL */
	ROW_BOOL, /* bool: 0 or 1 */
	ROW_DATE, /* int64_t days since 1970-01-01: TEXT YYYY-MM-DD */
	ROW_WORD  /* int64_t, index into words: TEXT */
};

struct row_column {
	enum row_kind kind;
	size_t offset;
	const char *const *words;
};

#define ROW_AT(kind_, struct_name, member)                          \
	{                                                           \
		(kind_), offsetof(struct struct_name, member), NULL \
	}
#define ROW_WORD_AT(struct_name, member, words_)                         \
	{                                                                \
		ROW_WORD, offsetof(struct struct_name, member), (words_) \
	}

#define ROW_DATE_TEXT 16 /* a date as text, with NUL */

/* Fill ${n} arguments; what they point to lives as long as the row and the
 * arena. */
void row_args(const struct row_column *, size_t n, const void *row,
    struct arena *, struct arg *args);

/* Read ${n} columns from ${first} on into the row; texts in the arena. */
int row_read(const struct stmt *, int first, const struct row_column *,
    size_t n, struct arena *, void *row, struct err *);

/* "2026-10-31"; and back: ERR_DATA. */
void row_date_text(char out[ROW_DATE_TEXT], int64_t day);
int row_date(const char *text, int64_t *day, struct err *);

#endif /* STORE_ROW_H */
