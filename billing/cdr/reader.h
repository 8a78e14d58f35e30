#ifndef CDR_READER_H
#define CDR_READER_H

#include <stddef.h>
#include <stdint.h>

struct call;
struct cdr_format;
struct err;
struct input;
struct zone;

/*
 * Reads call records from one switch's export, one at a time, in file order.
 *
 * Opaque.  Memory in use does not grow with the file.  A broken record is the
 * caller's decision, not the reader's: reader_next() reports it, and the next
 * call continues with the record after it.  The last record of a file that
 * ends without a line end is broken: what is missing may be half a number.
 */
struct reader;

#define READER_TRUNCATED "truncated last line: it has no line end"

struct reader_options {
	const struct zone *zone; /* of the operator */
	int64_t now_us;
	const char
	    *own_provider;  /* name in the file of the operator; or NULL */
	const char *header; /* of a file that is read from its middle; NULL */
	int whole; /* the last record is whole also without a line end */
};

/*
 * The input is the reader's from now on, also on failure; the format is
 * borrowed until the close.  ERR_DATA: the header is not one of this format.
 */
int reader_open(struct reader **, struct input *, const struct cdr_format *,
    const struct reader_options *, struct err *);

/*
 * The next record.
 *   1  *call is filled in but for its batch; texts are borrowed until the next
 *	call
 *   0  end of file
 *   2  this record is broken: reader_column() and reader_reason() tell why;
 *	the next call continues behind it
 *  -1  ERR_IO: the file could not be read; ERR_DATA: the file as a whole is
 *	broken (a wrong seal, a compressed file cut short).  Nothing that was
 *	read may be kept.
 */
int reader_next(struct reader *, struct call *, struct err *);

/*
 * In place of reader_next(): the lines that come next, unread, for readers of
 * lines in other threads.  As csv_take_lines(); always 0 in formats that are not
 * RFC 4180 or are sealed.
 */
ptrdiff_t reader_take_lines(struct reader *, char *to, size_t room,
    size_t least, int64_t *line, struct err *);

/*
 * A reader of such lines of ${from}, and those that reader_next() reads from
 * now on, as csv_lines(): it says of them what ${from} would have said.  Texts of
 * a call are borrowed until READER_KEEPS more calls were asked for, or these
 * lines are the reader's no more.  NULL: ${from} gives none away.
 */
#define READER_KEEPS      16
#define READER_LINES_ROOM 64 /* bytes behind the lines */
struct reader *reader_open_lines(const struct reader *from);
void reader_lines(struct reader *, char *text, size_t len, int64_t line);

/* Of the last record: line and byte column of the fault, from 1; the reason;
 * the record as it lies in the file, without its line end. */
int64_t reader_line(const struct reader *);
int64_t reader_column(const struct reader *);
const char *reader_reason(const struct reader *);
const char *reader_raw(struct reader *, size_t *len);

/* The header line as it was read, or "" if the format has none. */
const char *reader_header(const struct reader *);

/* Times that were in the hour that occurs twice, and in the one that does not
 * exist, until now. */
int64_t reader_first(const struct reader *);
int64_t reader_moved(const struct reader *);

struct input *reader_input(const struct reader *); /* borrowed */
void reader_close(struct reader *);                /* NULL is allowed */

#endif /* CDR_READER_H */
