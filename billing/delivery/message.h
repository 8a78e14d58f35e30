#ifndef DELIVERY_MESSAGE_H
#define DELIVERY_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/*
 * One message as bytes, ready for the wire: RFC 5322 and MIME.
 *
 *	multipart/mixed
 *	  multipart/alternative		(text/plain alone if there is no HTML)
 *	    text/plain
 *	    text/html
 *	  attachment ...
 *
 * The same struct gives the same bytes: the date is a parameter, the parts'
 * boundaries come from the Message-ID.  Every line ends with CR LF and is at
 * most 78 bytes (one that holds an address or the Message-ID may be longer); all bodies are
 * quoted-printable or base64.  Text is UTF-8; NULL or "" is empty.
 */
struct message_file {
	const char *name; /* as the reader saves it */
	const char *type; /* "application/pdf" */
	const void *bytes;
	size_t len;
};

struct message {
	const char *message_id; /* with its angle brackets */
	int64_t date_us;
	const char *from_name, *from;
	const char *reply_to; /* or empty */
	const char *to_name, *to;
	const char *subject;
	const char *language; /* RFC 5646, for Content-Language; or empty */
	const char *text;
	const char *html; /* or empty */
	const struct message_file *files;
	size_t nfiles;
};

#define MESSAGE_ID_MAX 400

/*
 * Add the message to the buffer.  ERR_DATA if an address is malformed or a
 * text is not UTF-8; what was added then is of no use.
 */
int message_build(struct buf *, const struct message *, struct err *);

/*
 * The Message-ID of a document to a recipient: the document's number, the
 * revision and 16 hexadecimal digits of a hash over number, revision,
 * recipient and the content's hash, at the sender's domain:
 *
 *	<INV2026-000042.r1.0123456789abcdef@example.net>
 *
 * Bytes of the number that are not letters, digits or "-" become "-".
 * ${sender} is a checked address.
 */
void message_id(char out[MESSAGE_ID_MAX], const char *number, int64_t revision,
    const char *recipient, const char *content_hash, const char *sender);

#endif /* DELIVERY_MESSAGE_H */
