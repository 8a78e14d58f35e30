#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

/*
 * A buffer of bytes that grows.  A zeroed struct is an empty buffer; once
 * something was added, data[len] is always a NUL that is not counted.
 */
struct buf {
	char *data; /* NULL while nothing was added; see buf_text() */
	size_t len;
	size_t cap;
};

void buf_add(struct buf *, const void *, size_t);
void buf_str(struct buf *, const char *); /* NULL adds nothing */
void buf_char(struct buf *, char);
void buf_printf(struct buf *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *, const char *, va_list)
    __attribute__((format(printf, 2, 0)));

/* Room for ${n} more bytes, to be written at data + len by the caller. */
void buf_reserve(struct buf *, size_t n);

/* The content as text; "" when empty.  Borrowed until the next change. */
const char *buf_text(const struct buf *);

void buf_reset(struct buf *); /* empty it, keep the memory */
void buf_free(struct buf *);  /* empty it, return the memory */

#endif /* BASE_BUF_H */
