/* The encodings of a mail; mime.h says what is promised. */
#include "delivery/mime.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "delivery/address.h"
#include "time/civil.h"

#define LINE_MAX_BYTES     76 /* without CR LF; RFC 2045 and 2047 */
#define WORD_PAYLOAD       45 /* bytes in one encoded word: 60 base64 digits */
#define NAME_COLUMN_MAX    30 /* longest "Name: " that we write */
#define WORD_PAYLOAD_FIRST 24 /* ... in the word on the line of the name */
#define PARAM_PAYLOAD      54 /* bytes of a section of an RFC 2231 parameter */
#define ATOM_MAX           60 /* a longer run without a space gets encoded */
#define FILE_NAME_MAX      200

/*
 * A copy that can stand in a header: control characters, NEL, LINE SEPARATOR
 * and PARAGRAPH SEPARATOR are spaces.  The text must be UTF-8.
 */
static int
clean(struct buf *out, const char *what, const char *text, struct err *e)
{
	size_t len = strlen(text);

	/* Separate from the control characters, which are not an error. */
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char d = (unsigned char)text[i + 1];

		if (c < 0x20 || c == 0x7f) {
			buf_char(out, ' ');
		} else if (c == 0xc2 && d >= 0x80 && d <= 0x9f) {
			buf_char(out, ' ');
			i++;
		} else if (c == 0xe2 && d == 0x80 &&
		    ((unsigned char)text[i + 2] & 0xfe) == 0xa8) {
			buf_char(out, ' ');
			i += 2;
		} else {
			buf_char(out, text[i]);
		}
	}
	if (!utf8_check(buf_text(out), out->len, NULL))
		return err_set(e, ERR_DATA, "mail: %s is not UTF-8", what);
	return 0;
}

/* Printable ASCII that nobody could take for an encoded word, and that can be
 * folded at its single spaces without a loss. */
static bool
is_plain(const char *text)
{
	size_t len = strlen(text), run = 0;

	if (strstr(text, "=?") != NULL || strstr(text, "  ") != NULL ||
	    text[0] == ' ' || (len > 0 && text[len - 1] == ' '))
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			return false;
		run = *p == ' ' ? 0 : run + 1;
		if (run > ATOM_MAX)
			return false;
	}
	return true;
}

/* Words parted by one space; a line that would get too long is folded. */
static void
add_folded(struct buf *b, size_t column, const char *text)
{
	bool first = true;

	while (*(text += strspn(text, " ")) != '\0') {
		size_t len = strcspn(text, " ");

		if (!first && column + 1 + len > LINE_MAX_BYTES) {
			buf_str(b, "\r\n");
			column = 0;
		}
		if (!first) {
			buf_char(b, ' ');
			column++;
		}
		buf_add(b, text, len);
		column += len;
		text += len;
		first = false;
	}
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes, or what is left of them, as four digits. */
static void
add_base64_group(char out[4], const unsigned char *in, size_t len)
{
	unsigned v = (unsigned)in[0] << 16;

	if (len > 1)
		v |= (unsigned)in[1] << 8;
	if (len > 2)
		v |= in[2];
	out[0] = base64_digits[v >> 18];
	out[1] = base64_digits[v >> 12 & 63];
	out[2] = len > 1 ? base64_digits[v >> 6 & 63] : '=';
	out[3] = len > 2 ? base64_digits[v & 63] : '=';
}

static void
add_base64_run(struct buf *b, const unsigned char *in, size_t len)
{
	while (len > 0) {
		size_t n = len < 3 ? len : 3;
		char four[4];

		add_base64_group(four, in, n);
		buf_add(b, four, 4);
		in += n;
		len -= n;
	}
}

/* The most bytes <= ${max} of valid UTF-8 that end between two characters. */
static size_t
whole_chars(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	assert(max > 0);
	return max;
}

/* Encoded words, each on a line of its own but the first. */
static void
add_encoded(struct buf *b, size_t column, const char *text)
{
	size_t len = strlen(text), room = WORD_PAYLOAD_FIRST;

	assert(column <= NAME_COLUMN_MAX);
	while (len > 0) {
		size_t n = whole_chars(text, len, room);

		buf_str(b, "=?UTF-8?B?");
		add_base64_run(b, (const unsigned char *)text, n);
		buf_str(b, "?=");
		text += n;
		len -= n;
		room = WORD_PAYLOAD;
		if (len > 0)
			buf_str(b, "\r\n ");
	}
}

int
mime_header(struct buf *b, const char *name, const char *text, struct err *e)
{
	struct buf c = { 0 };
	size_t column = strlen(name) + 2;

	if (clean(&c, name, text, e) < 0) {
		buf_free(&c);
		return -1;
	}
	buf_str(b, name);
	buf_str(b, ": ");
	if (is_plain(buf_text(&c)))
		add_folded(b, column, buf_text(&c));
	else
		add_encoded(b, column, buf_text(&c));
	buf_str(b, "\r\n");
	buf_free(&c);
	return 0;
}

/* A phrase: as it is if it is made of atoms, else quoted, else encoded. */
static void
add_phrase(struct buf *b, size_t column, const char *text)
{
	static const char atoms[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789!#$%&'*+-/=?^_`{|}~ ";

	if (!is_plain(text) || strlen(text) > LINE_MAX_BYTES / 2) {
		add_encoded(b, column, text);
		return;
	}
	if (text[strspn(text, atoms)] == '\0') {
		add_folded(b, column, text);
		return;
	}
	buf_char(b, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(b, '\\');
		buf_char(b, *text);
	}
	buf_char(b, '"');
}

int
mime_mailbox(struct buf *b, const char *name, const char *display,
    const char *address, struct err *e)
{
	struct buf c = { 0 };
	int rc = -1;

	if (address_check(address, e) < 0)
		goto out;
	if (clean(&c, name, display == NULL ? "" : display, e) < 0)
		goto out;
	buf_str(b, name);
	buf_str(b, ": ");
	if (strspn(buf_text(&c), " ") < c.len) {
		add_phrase(b, strlen(name) + 2, buf_text(&c));
		buf_str(b, "\r\n <");
		buf_str(b, address);
		buf_char(b, '>');
	} else {
		/* An address may be as long as 254 bytes: it has no spaces. */
		buf_str(b, address);
	}
	buf_str(b, "\r\n");
	rc = 0;
out:
	buf_free(&c);
	return rc;
}

/* May the byte stand in the value of an RFC 2231 parameter as it is? */
static bool
is_attribute_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

/* "; filename*0*=UTF-8''..." in sections of one line each. */
static void
add_parameter(struct buf *b, const char *key, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t len = strlen(text), i = 0;

	for (unsigned section = 0; i < len; section++) {
		size_t width = 0;

		buf_printf(b, ";\r\n %s*%u*=%s", key, section,
		    section == 0 ? "UTF-8''" : "");
		while (i < len && width < PARAM_PAYLOAD - 3) {
			unsigned char c = (unsigned char)text[i++];

			if (is_attribute_char(c)) {
				buf_char(b, (char)c);
				width++;
			} else {
				buf_char(b, '%');
				buf_char(b, hex[c >> 4]);
				buf_char(b, hex[c & 15]);
				width += 3;
			}
		}
	}
}

/* One "_" for each character that is not harmless in every file system. */
static void
add_stand_in(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x80)
			buf_char(b, is_attribute_char(c) ? (char)c : '_');
		else if ((c & 0xc0) != 0x80)
			buf_char(b, '_');
	}
}

int
mime_attachment(struct buf *b, const char *type, const char *file,
    struct err *e)
{
	struct buf c = { 0 }, plain = { 0 };
	int rc = -1;

	if (clean(&c, "file name", file, e) < 0)
		goto out;
	if (c.len == 0 || c.len > FILE_NAME_MAX) {
		(void)err_set(e, ERR_DATA,
		    "mail: attachment name of %zu bytes, 1 to %d can be", c.len,
		    FILE_NAME_MAX);
		goto out;
	}
	for (size_t i = 0; i < c.len; i++)
		if (strchr("/\\:*?\"<>|", c.data[i]) != NULL)
			c.data[i] = '_';
	add_stand_in(&plain, buf_text(&c));
	if (strcmp(buf_text(&plain), buf_text(&c)) == 0 &&
	    c.len <= ATOM_MAX - 10) {
		buf_printf(b, "Content-Type: %s;\r\n name=\"%s\"\r\n", type,
		    buf_text(&plain));
		buf_printf(b,
		    "Content-Disposition: attachment;\r\n"
		    " filename=\"%s\"\r\n",
		    buf_text(&plain));
	} else {
		if (plain.len > ATOM_MAX)
			plain.data[ATOM_MAX] = '\0';
		buf_printf(b, "Content-Type: %s;\r\n name=\"%s\"\r\n", type,
		    buf_text(&plain));
		buf_str(b, "Content-Disposition: attachment");
		add_parameter(b, "filename", buf_text(&c));
		buf_str(b, "\r\n");
	}
	rc = 0;
out:
	buf_free(&c);
	buf_free(&plain);
	return rc;
}

void
mime_date(struct buf *b, int64_t us)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c;
	int weekday;

	civil_from_us(us, &c);
	weekday = civil_weekday(civil_to_days(c.year, c.month, c.day));
	buf_printf(b, "%.3s, %d %.3s %04d %02d:%02d:%02d +0000",
	    days + 3 * weekday, c.day, months + 3 * (c.month - 1), c.year,
	    c.hour, c.minute, c.second);
}

/* Encode this byte of a quoted-printable body?  "." and "From " at the start
 * of a line would be safe too, but some relays think they know better. */
static bool
qp_encodes(unsigned char c, size_t column, const char *next)
{
	if (c == ' ' || c == '\t')
		return *next == '\0' || *next == '\n' ||
		    (*next == '\r' && next[1] == '\n');
	if (c < 0x21 || c > 0x7e || c == '=')
		return true;
	return column == 0 && (c == '.' || c == 'F');
}

int
mime_quoted_printable(struct buf *b, const char *text, struct err *e)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t column = 0;

	if (!utf8_check(text, strlen(text), NULL))
		return err_set(e, ERR_DATA,
		    "mail: the text is not UTF-8, or has control characters");
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		bool encode;

		if (c == '\r' && p[1] == '\n')
			continue;
		if (c == '\n') {
			buf_str(b, "\r\n");
			column = 0;
			continue;
		}
		encode = qp_encodes(c, column, p + 1);
		if (column + (encode ? 3 : 1) > LINE_MAX_BYTES - 1) {
			buf_str(b, "=\r\n");
			column = 0;
			encode = qp_encodes(c, column, p + 1);
		}
		if (encode) {
			buf_char(b, '=');
			buf_char(b, hex[c >> 4]);
			buf_char(b, hex[c & 15]);
			column += 3;
		} else {
			buf_char(b, (char)c);
			column++;
		}
	}
	if (column > 0)
		buf_str(b, "\r\n");
	return 0;
}

void
mime_base64(struct buf *b, const void *bytes, size_t len)
{
	const unsigned char *in = bytes;
	const size_t per_line = LINE_MAX_BYTES / 4 * 3;

	buf_reserve(b, len / per_line * 80 + 80);
	while (len > 0) {
		size_t n = len < per_line ? len : per_line;

		add_base64_run(b, in, n);
		buf_str(b, "\r\n");
		in += n;
		len -= n;
	}
}
