#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/input.h"
#include "base/md5.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cdr/format.h"
#include "cdr/map.h"
#include "cdr/split.h"

#define SPLIT_BLOCK ((size_t)4 * CSV_LINE_MAX)
#define SPLIT_RAW   1024 /* bytes kept of a line that is too long */

struct split {
	struct input *in;
	const struct cdr_format *format;
	char *block;
	size_t at, end; /* what is not yet used in it */
	bool ended;
	int64_t line, lines; /* of the record; used up */
	int64_t column;
	bool truncated;
	const char *raw; /* the record, in the block */
	size_t raw_len;
	struct buf text; /* the fields, unquoted */
	const char *field[CSV_FIELDS_MAX];
	size_t length[CSV_FIELDS_MAX];
	size_t offset[CSV_FIELDS_MAX];
	size_t begin[CSV_FIELDS_MAX]; /* in the line */
	size_t count;
	struct md5 md5;
	int64_t records, announced;
};

int
split_open(struct split **out, struct input *in,
    const struct cdr_format *format, struct err *e)
{
	struct split *s = mem_calloc(1, sizeof(*s));

	(void)e;
	s->in = in;
	s->format = format;
	s->block = mem_alloc(SPLIT_BLOCK);
	md5_begin(&s->md5);
	*out = s;
	return 0;
}

/* Move what is left to the front and read on.  1: more came; 0: the end. */
static int
split_fill(struct split *s, struct err *e)
{
	ptrdiff_t n;

	if (s->ended)
		return 0;
	memmove(s->block, s->block + s->at, s->end - s->at);
	s->end -= s->at;
	s->at = 0;
	assert(s->end < SPLIT_BLOCK);
	n = input_read(s->in, s->block + s->end, SPLIT_BLOCK - s->end, e);
	if (n < 0)
		return -1;
	s->end += (size_t)n;
	s->ended = n == 0;
	return n > 0;
}

/* Skip what is left of a line that is too long. */
static int
split_skip(struct split *s, struct err *e)
{
	for (;;) {
		char *lf = memchr(s->block + s->at, '\n', s->end - s->at);
		size_t used = lf != NULL ? (size_t)(lf - (s->block + s->at)) + 1
					 : s->end - s->at;
		int rc;

		md5_add(&s->md5, s->block + s->at, used);
		s->at += used;
		if (lf != NULL)
			return 0;
		rc = split_fill(s, e);
		if (rc <= 0)
			return rc;
	}
}

/*
 * Take the next line: raw, raw_len, truncated.  1; 0 at the end; 2 it is too
 * long; -1.
 */
static int
split_take(struct split *s, struct err *e)
{
	size_t seen = 0, have;
	char *lf;
	int rc;

	s->line = ++s->lines;
	for (;;) {
		have = s->end - s->at;
		lf = memchr(s->block + s->at + seen, '\n', have - seen);
		if (lf != NULL || have >= CSV_LINE_MAX)
			break;
		seen = have;
		rc = split_fill(s, e);
		if (rc < 0)
			return -1;
		if (rc == 0) {
			if (have == 0)
				return 0;
			break;
		}
	}
	s->raw = s->block + s->at;
	s->raw_len = lf != NULL ? (size_t)(lf - s->raw) : have;
	s->truncated = lf == NULL;
	if (s->raw_len >= CSV_LINE_MAX) {
		buf_reset(&s->text);
		buf_add(&s->text, s->raw, SPLIT_RAW);
		if (split_skip(s, e) < 0)
			return -1;
		s->raw = s->text.data;
		s->raw_len = SPLIT_RAW;
		return 2;
	}
	s->at += s->raw_len + (lf != NULL);
	if (s->raw_len > 0 && s->raw[s->raw_len - 1] == '\r')
		s->raw_len--;
	return 1;
}

static const char *
split_fail(struct split *s, size_t at, const char *reason)
{
	s->column = (int64_t)at + 1;
	return reason;
}

/* One field from ${at} on, which moves behind it.  NULL, or what is wrong. */
static const char *
split_field(struct split *s, size_t *at)
{
	const struct cdr_format *f = s->format;
	bool quoted = *at < s->raw_len && s->raw[*at] == f->quote,
	     open = quoted;
	size_t p = *at + quoted, start = s->text.len;

	if (s->count == CSV_FIELDS_MAX)
		return split_fail(s, *at, "more than 512 fields");
	s->begin[s->count] = *at;
	s->offset[s->count] = start;
	for (; p < s->raw_len; p++) {
		char c = s->raw[p];

		if (f->backslash && c == '\\' && p + 1 < s->raw_len) {
			c = s->raw[++p];
		} else if (open && c == f->quote) {
			if (f->backslash || p + 1 == s->raw_len ||
			    s->raw[p + 1] != f->quote) {
				open = false;
				p++;
				break;
			}
			p++;
		} else if (!open && c == f->separator) {
			break;
		} else if (!open && c == f->quote) {
			return split_fail(s, p, "misplaced quote");
		}
		buf_char(&s->text, c);
	}
	if (open)
		return split_fail(s, *at, "quote is never closed");
	if (p < s->raw_len && s->raw[p] != f->separator)
		return split_fail(s, p, "misplaced quote");
	if (s->text.len - start > CSV_FIELD_MAX)
		return split_fail(s, *at, "field longer than 4096 bytes");
	buf_char(&s->text, '\0');
	s->count++;
	*at = p;
	return NULL;
}

static const char *
split_line_fields(struct split *s, struct cdr_record *record)
{
	const char *wrong;
	size_t at = 0, bad;

	buf_reset(&s->text);
	s->count = 0;
	if (!utf8_check(s->raw, s->raw_len, &bad))
		return split_fail(s, bad,
		    (unsigned char)s->raw[bad] >= 0x80 ? "not valid UTF-8"
						       : "control character");
	for (;;) {
		wrong = split_field(s, &at);
		if (wrong != NULL)
			return wrong;
		if (at == s->raw_len)
			break;
		at++;
	}
	*record = (struct cdr_record){ .count = s->count,
		.text = s->field,
		.len = s->length };
	for (size_t i = 0; i < s->count; i++) {
		size_t next = i + 1 < s->count ? s->offset[i + 1] : s->text.len;

		s->field[i] = s->text.data + s->offset[i];
		s->length[i] = next - s->offset[i] - 1;
	}
	return NULL;
}

/* The first line of a sealed file. */
static int
split_head(struct split *s, struct err *e)
{
	const char *version = s->format->version;
	size_t len = version == NULL ? 0 : strlen(version);
	int rc = split_take(s, e);

	if (rc < 0)
		return -1;
	if (rc != 1 || s->truncated || s->raw_len <= len + 1 ||
	    (len > 0 && memcmp(s->raw, version, len) != 0) ||
	    s->raw[len] != ',' ||
	    decimal_int(s->raw + len + 1, s->raw_len - len - 1, 0, INT64_MAX,
		&s->announced, e) < 0) {
		err_clear(e);
		return err_set(e, ERR_DATA,
		    "line 1: must be %s,COUNT: not a file of this format",
		    version == NULL ? "VERSION" : version);
	}
	md5_add(&s->md5, s->block, s->at);
	return 1;
}

/* The line in hand is the last one: it must be the MD5. */
static int
split_tail(struct split *s, struct err *e)
{
	char hex[MD5_HEX_MAX];

	md5_end(&s->md5, hex);
	if (s->raw_len != MD5_HEX_MAX - 1 ||
	    strncasecmp(s->raw, hex, s->raw_len) != 0)
		return err_set(e, ERR_DATA,
		    "line %lld: the MD5 of the file is %s, not \"%.*s\": it "
		    "was cut short or changed",
		    (long long)s->line, hex,
		    s->raw_len > 64 ? 64 : (int)s->raw_len, s->raw);
	if (s->records != s->announced)
		return err_set(e, ERR_DATA,
		    "the first line announces %lld records, there are %lld",
		    (long long)s->announced, (long long)s->records);
	return 0;
}

/* Is the line in hand the last one?  -1 on errors of reading. */
static int
split_is_last(struct split *s, struct err *e)
{
	size_t len = s->raw_len, back;
	int rc;

	if (s->at < s->end)
		return 0;
	/* Keep the line while reading on. */
	back = (size_t)(s->block + s->at - s->raw);
	s->at -= back;
	rc = split_fill(s, e);
	s->raw = s->block + s->at;
	s->raw_len = len;
	s->at += back;
	return rc < 0 ? -1 : rc == 0;
}

/* Of a sealed file: 1 a record line is in hand, 0 the seal was right, -1. */
static int
split_sealed(struct split *s, struct err *e)
{
	int last, rc;

	if (s->lines == 0 && split_head(s, e) < 0)
		return -1;
	rc = split_take(s, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_DATA,
		    "the last line with the MD5 is missing");
	s->records++;
	if (rc == 2)
		return 2;
	last = split_is_last(s, e);
	if (last < 0)
		return -1;
	if (last == 1) {
		s->records--;
		return split_tail(s, e);
	}
	md5_add(&s->md5, s->raw, (size_t)(s->block + s->at - s->raw));
	return 1;
}

int
split_next(struct split *s, struct cdr_record *record, const char **reason,
    struct err *e)
{
	int rc;

	if (s->format->sealed && s->md5.state == NULL)
		return 0;
	s->column = 1;
	s->count = 0;
	do {
		rc = s->format->sealed ? split_sealed(s, e) : split_take(s, e);
		if (rc <= 0)
			return rc;
	} while (rc == 1 && s->raw_len == 0 && !s->format->sealed);
	*reason = rc == 2 ? "line longer than 65536 bytes"
			  : split_line_fields(s, record);
	return *reason == NULL ? 1 : 2;
}

int64_t
split_line(const struct split *s)
{
	return s->line;
}

int64_t
split_column(const struct split *s)
{
	return s->column;
}

int64_t
split_where(const struct split *s, size_t i)
{
	return i < s->count ? (int64_t)s->begin[i] + 1
			    : (int64_t)s->raw_len + 1;
}

bool
split_truncated(const struct split *s)
{
	return s->truncated;
}

const char *
split_raw(const struct split *s, size_t *len)
{
	*len = s->raw_len;
	return s->raw;
}

struct input *
split_input(const struct split *s)
{
	return s->in;
}

void
split_close(struct split *s)
{
	if (s == NULL)
		return;
	md5_drop(&s->md5);
	buf_free(&s->text);
	input_close(s->in);
	free(s->block);
	free(s);
}
