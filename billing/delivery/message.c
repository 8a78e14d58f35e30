/* One message as bytes; message.h says what is promised. */
#include "delivery/message.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "delivery/address.h"
#include "delivery/mime.h"

#define BOUNDARY_MAX 40
#define NUMBER_SHOWN 60 /* bytes of the document number in a Message-ID */

/*
 * "=_" never stands in a quoted-printable or base64 body, so that no body can
 * contain the boundary (RFC 2045, 6.7).
 */
static void
boundary(char out[BOUNDARY_MAX], const char *id, int level)
{
	char hex[HASH_HEX_MAX];

	hash_sha256_hex(id, strlen(id), hex);
	(void)snprintf(out, BOUNDARY_MAX, "=_%d_%.24s", level, hex);
}

static int
is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

static int
check_id(const char *id, struct err *e)
{
	size_t len = strlen(id);

	if (len < 5 || len >= MESSAGE_ID_MAX || id[0] != '<' ||
	    id[len - 1] != '>')
		return err_set(e, ERR_DATA, "mail: no Message-ID: \"%.80s\"",
		    id);
	for (size_t i = 1; i + 1 < len; i++)
		if (id[i] < 0x21 || id[i] > 0x7e || id[i] == '<' ||
		    id[i] == '>')
			return err_set(e, ERR_DATA,
			    "mail: byte %zu of the Message-ID cannot be", i);
	return 0;
}

static int
add_head(struct buf *b, const struct message *m, struct err *e)
{
	if (check_id(m->message_id, e) < 0)
		return -1;
	buf_str(b, "Date: ");
	mime_date(b, m->date_us);
	buf_str(b, "\r\n");
	if (mime_mailbox(b, "From", m->from_name, m->from, e) < 0)
		return err_ctx(e, "sender");
	if (!is_empty(m->reply_to) &&
	    mime_mailbox(b, "Reply-To", NULL, m->reply_to, e) < 0)
		return err_ctx(e, "reply_to");
	if (mime_mailbox(b, "To", m->to_name, m->to, e) < 0)
		return err_ctx(e, "recipient");
	if (mime_header(b, "Subject", m->subject == NULL ? "" : m->subject, e) <
	    0)
		return -1;
	buf_printf(b, "Message-ID:\r\n %s\r\n", m->message_id);
	/* RFC 3834: no vacation notes, please. */
	buf_str(b, "Auto-Submitted: auto-generated\r\n");
	if (!is_empty(m->language) &&
	    mime_header(b, "Content-Language", m->language, e) < 0)
		return -1;
	buf_str(b, "MIME-Version: 1.0\r\n");
	return 0;
}

static int
add_text(struct buf *b, const char *subtype, const char *text, struct err *e)
{
	buf_printf(b,
	    "Content-Type: text/%s; charset=UTF-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    subtype);
	return mime_quoted_printable(b, text == NULL ? "" : text, e);
}

/* The text, and the HTML beside it if there is one. */
static int
add_body(struct buf *b, const struct message *m, struct err *e)
{
	char inner[BOUNDARY_MAX];

	if (is_empty(m->html))
		return add_text(b, "plain", m->text, e);
	boundary(inner, m->message_id, 2);
	buf_printf(b,
	    "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n"
	    "--%s\r\n",
	    inner, inner);
	if (add_text(b, "plain", m->text, e) < 0)
		return -1;
	buf_printf(b, "\r\n--%s\r\n", inner);
	if (add_text(b, "html", m->html, e) < 0)
		return -1;
	buf_printf(b, "\r\n--%s--\r\n", inner);
	return 0;
}

static int
check_type(const char *type, struct err *e)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ/.+-";

	if (type[0] == '\0' || strlen(type) > 60 ||
	    type[strspn(type, chars)] != '\0')
		return err_set(e, ERR_DATA, "mail: media type \"%.60s\"", type);
	return 0;
}

int
message_build(struct buf *b, const struct message *m, struct err *e)
{
	char outer[BOUNDARY_MAX];

	if (add_head(b, m, e) < 0)
		return -1;
	if (m->nfiles == 0)
		return add_body(b, m, e);
	boundary(outer, m->message_id, 1);
	buf_printf(b,
	    "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n\r\n"
	    "--%s\r\n",
	    outer, outer);
	if (add_body(b, m, e) < 0)
		return -1;
	for (size_t i = 0; i < m->nfiles; i++) {
		const struct message_file *f = &m->files[i];

		buf_printf(b, "\r\n--%s\r\n", outer);
		if (check_type(f->type, e) < 0 ||
		    mime_attachment(b, f->type, f->name, e) < 0)
			return -1;
		buf_str(b, "Content-Transfer-Encoding: base64\r\n\r\n");
		mime_base64(b, f->bytes, f->len);
	}
	buf_printf(b, "\r\n--%s--\r\n", outer);
	return 0;
}

void
message_id(char out[MESSAGE_ID_MAX], const char *number, int64_t revision,
    const char *recipient, const char *content_hash, const char *sender)
{
	char shown[NUMBER_SHOWN + 1], hex[HASH_HEX_MAX];
	struct buf key = { 0 };
	size_t n = 0;

	for (; number[n] != '\0' && n < NUMBER_SHOWN; n++) {
		char c = number[n];

		shown[n] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			(c >= 'a' && c <= 'z')
		    ? c
		    : '-';
	}
	shown[n] = '\0';
	buf_printf(&key, "%s\n%" PRId64 "\n%s\n%s\n", number, revision,
	    recipient, content_hash);
	hash_sha256_hex(key.data, key.len, hex);
	buf_free(&key);
	(void)snprintf(out, MESSAGE_ID_MAX, "<%s.r%" PRId64 ".%.16s@%s>", shown,
	    revision, hex, address_domain(sender));
}
