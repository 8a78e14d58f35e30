#ifndef CDR_SPLIT_H
#define CDR_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cdr_format;
struct cdr_record;
struct err;
struct input;

/*
 * Cuts files that are not RFC 4180 into records: another quote than ", or a
 * backslash as escape, or sealed with a count and an MD5.  A line is a record.
 * Limits and checks of the text are those of base/csv.h.
 *
 * A sealed file begins with VERSION,COUNT and ends with the MD5 of all bytes
 * before that last line.  Whether it is whole shows only at its end: nothing
 * that was read may be kept when split_next() fails.
 */
struct split;

/* The input is the splitter's from now on, also on failure. */
int split_open(struct split **, struct input *, const struct cdr_format *,
    struct err *);

/*
 *  1  *record is filled in, borrowed until the next call
 *  0  end of file
 *  2  this record is malformed: split_column() and *reason (static) tell
 * -1  ERR_IO, or ERR_DATA: the seal is broken; the reader is of no further use
 */
int split_next(struct split *, struct cdr_record *, const char **reason,
    struct err *);

int64_t split_line(const struct split *);   /* of the last record, from 1 */
int64_t split_column(const struct split *); /* of its fault, from 1 */
bool split_truncated(const struct split *); /* no line end behind it */

/* Byte column, from 1, at which field ${i} of the last record begins. */
int64_t split_where(const struct split *, size_t i);

/* The last record as it lies in the file, without its line end. */
const char *split_raw(const struct split *, size_t *len);

struct input *split_input(const struct split *); /* borrowed */
void split_close(struct split *);                /* NULL is allowed */

#endif /* CDR_SPLIT_H */
