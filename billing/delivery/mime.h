#ifndef DELIVERY_MIME_H
#define DELIVERY_MIME_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/*
 * The encodings of a mail: how names, subjects, file names and bodies are
 * written so that nothing in them can become anything else.
 *
 * Whatever goes in, what is added to the buffer is ASCII in lines of at most
 * 78 bytes that end with CR LF; no CR or LF stands alone and no line begins
 * with a dot.  Text in must be UTF-8 (ERR_DATA); control characters and the
 * line separators of Unicode become spaces in everything that is a header.
 */

/* "Name: text" CR LF, folded; RFC 2047 encoded words where needed. */
int mime_header(struct buf *, const char *name, const char *text, struct err *);

/*
 * "Name: Display Name <address>" CR LF.  ${display} is quoted or encoded; NULL
 * or "" leaves the address alone.  The address is checked (delivery/address).
 */
int mime_mailbox(struct buf *, const char *name, const char *display,
    const char *address, struct err *);

/*
 * Content-Type and Content-Disposition of a part that is to be saved as
 * ${file}: RFC 2231 with its continuations where the name is not plain, and
 * then an ASCII stand-in as "name" for readers that do not know it.  What some
 * file system does not take (/ \ : * ? " < > |) becomes "_".
 */
int mime_attachment(struct buf *, const char *type, const char *file,
    struct err *);

/* RFC 5322 date and time in UTC, no line end: "Mon, 23 Nov 2026 04:38:06 +0000" */
void mime_date(struct buf *, int64_t us);

/* A text as quoted-printable: its lines may end in LF or CR LF. */
int mime_quoted_printable(struct buf *, const char *text, struct err *);

/* Any bytes as base64 in lines of 76. */
void mime_base64(struct buf *, const void *, size_t len);

#endif /* DELIVERY_MIME_H */
