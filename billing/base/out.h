#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct err;

/*
 * Where text goes: a file descriptor or a buffer.
 *
 * Writing never fails on the spot.  The first error is kept, what follows is
 * dropped, and out_flush() reports it: a caller writes as much as it likes and
 * asks once.  Who forgets to ask loses the end of the text.
 */
struct out {
	struct buf pending; /* not yet written */
	struct buf *target; /* or NULL: write to fd */
	const char *name;   /* of the descriptor, for messages */
	int fd;
	int fault;           /* errno of the first error; sticky */
	bool in_record;      /* a CSV field was written in this line */
	unsigned char depth; /* of JSON objects and arrays */
	bool json_more;      /* a JSON value stands before the next one */
};

/* Write to ${fd}, which stays the caller's; ${name} is borrowed. */
void out_init_fd(struct out *, int fd, const char *name);

/* Write to the end of ${target}, at once: no flush is needed. */
void out_init_buf(struct out *, struct buf *target);

void out_write(struct out *, const void *, size_t);
void out_str(struct out *, const char *); /* NULL writes nothing */
void out_char(struct out *, char);
void out_printf(struct out *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
void out_vprintf(struct out *, const char *, va_list)
    __attribute__((format(printf, 2, 0)));

/* ERR_IO if anything since out_init_fd() could not be written. */
int out_flush(struct out *, struct err *);

/* Give back the memory.  Does not flush. */
void out_free(struct out *);

/*
 * One field of an RFC 4180 record, quoted when it must be, with the comma
 * before it; out_csv_end() ends the record with LF.  NULL is an empty field.
 * ${guard}: put ' before text that a spreadsheet would take for a formula
 * (begins with = + - @ TAB or CR and is not a number).  For files that people
 * open; never for files that are read back.
 */
void out_csv_field(struct out *, const char *text, bool guard);
void out_csv_int(struct out *, int64_t);
void out_csv_end(struct out *);

/* ${text} as a JSON string with its quotes; NULL is null. */
void out_json_string(struct out *, const char *text);

/*
 * JSON with the commas put for the caller:
 *	out_json_open(o, NULL, '{'); out_json_text(o, "call", id);
 *	out_json_open(o, "legs", '['); ... out_json_close(o, ']');
 *	out_json_close(o, '}');
 * ${key} is NULL inside an array and at the top.  The outermost close ends the
 * line.
 */
void out_json_open(struct out *, const char *key, char bracket);
void out_json_close(struct out *, char bracket);
void out_json_text(struct out *, const char *key, const char *text);
void out_json_int(struct out *, const char *key, int64_t);
void out_json_bool(struct out *, const char *key, bool);
/* ${literal} as it stands: a decimal number. */
void out_json_number(struct out *, const char *key, const char *literal);

#endif /* BASE_OUT_H */
