#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct input;

/*
 * Reads CSV (RFC 4180; also ; TAB or | as separator; LF or CRLF) one record
 * at a time.  Memory in use does not grow with the file.
 *
 * A byte order mark at the start is skipped; empty lines are skipped.  Text is
 * checked to be UTF-8 without control characters (base/utf8.h).  A broken
 * record is the caller's decision: csv_next() reports it (ERR_DATA) and the
 * next call goes on.  A quote that is never closed spoils only the line on
 * which it stands.
 */
#define CSV_LINE_MAX   65536 /* bytes of a record, its line end included */
#define CSV_FIELD_MAX  4096  /* bytes of a field, unquoted */
#define CSV_FIELDS_MAX 512   /* fields of a record */

struct csv;

struct csv_options {
	char separator; /* 0: find out among , ; TAB | from the first line */
	bool header;    /* the first record names the columns */
};

/* Open "-" or a path, compressed or not (base/input.h). */
int csv_open(struct csv **, const char *path, const struct csv_options *,
    struct err *);

/* From memory, which is borrowed until csv_close(). */
int csv_open_mem(struct csv **, const char *name, const void *, size_t,
    const struct csv_options *, struct err *);

/* From an input that is the reader's from now on, also on failure. */
int csv_open_input(struct csv **, struct input *, const struct csv_options *,
    struct err *);

/*
 * The next record.
 *   1  its fields may be asked for, until the next call
 *   0  end of file
 *  -1  ERR_DATA: this record is malformed; csv_line(), csv_error_column() and
 *		  csv_raw() tell about it; the next call goes on
 *      any code, and csv_failed(): the file could not be read or unpacked; the
 *		  reader is of no further use
 */
int csv_next(struct csv *, struct err *);

bool csv_failed(const struct csv *);

/*
 * In place of csv_next(): the lines that come next, unread, so that somebody
 * else reads them (csv_lines()).  They are whole, end with LF, and have no
 * quote, without which no record goes beyond its line; nothing else is known of
 * them.
 *  >0  the bytes in ${to}, at most ${room}; *line is the number of the first line
 *   0  fewer than ${least} bytes of such lines come next, or the file ends
 *  -1  as csv_next() and csv_failed()
 */
ptrdiff_t csv_take_lines(struct csv *, char *to, size_t room, size_t least,
    int64_t *line, struct err *);

/* A reader of such lines, and those that csv_next() reads from now on.  They
 * are borrowed until the next ones or the close, are written to, and have
 * CSV_LINES_SLACK bytes of room behind them. */
#define CSV_LINES_SLACK 64
struct csv *csv_open_lines(char separator);
void csv_lines(struct csv *, char *text, size_t len, int64_t line);

size_t csv_count(const struct csv *); /* fields of this record */

/* Field ${i}, NUL-terminated; "" if the record has no such field. */
const char *csv_text(const struct csv *, size_t i);
size_t csv_length(const struct csv *, size_t i);

/* All csv_count() of them; and is every byte of them printable ASCII (or else
 * nobody looked)? */
const char *const *csv_texts(const struct csv *);
const size_t *csv_lengths(const struct csv *);
bool csv_is_plain(const struct csv *);

/* Line, from 1, on which this record began. */
int64_t csv_line(const struct csv *);

/* Where field ${i} begins: line and byte column, both from 1.  Worked out on
 * demand; the place after the record's end if there is no such field. */
void csv_where(struct csv *, size_t i, int64_t *line, int64_t *column);

/* Byte column, from 1, of the fault that csv_next() just reported. */
int64_t csv_error_column(const struct csv *);

/* This record as it lies in the file, without its line end. */
const char *csv_raw(struct csv *, size_t *len);

/* true: the file ended without a line end behind this record, so that its
 * last field may be incomplete. */
bool csv_truncated(const struct csv *);

/* The header: number of columns, their names, and the index of one (-1). */
size_t csv_columns(const struct csv *);
const char *csv_column_name(const struct csv *, size_t i);
int csv_column(const struct csv *, const char *name);

char csv_separator(const struct csv *);
const char *csv_name(const struct csv *);    /* of the file */
struct input *csv_input(const struct csv *); /* for the hash; borrowed; NULL:
					      * a reader of lines */
void csv_close(struct csv *);                /* NULL is allowed */

#endif /* BASE_CSV_H */
