/*
 * A plain line, which is nearly every line of a call export, is cut by
 * csv_plain.h.  Of all others the framing (which bytes make a record) is ours,
 * and so is splitting a line without any quote.  Everything with a quote in it
 * goes to libcsv.
 */
#include "base/csv_record.h"

#include <assert.h>
#include <string.h>

#include "base/csv_plain.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/utf8.h"

static int
csv_never(unsigned char c)
{
	(void)c;
	return 0;
}

void
csv_record_begin(struct csv *c)
{
	if (csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		mem_exhausted();
	csv_set_delim(&c->parser, (unsigned char)c->separator);
	csv_set_space_func(&c->parser, csv_never);
	csv_set_term_func(&c->parser, csv_never);
}

int
csv_record_fill(struct csv *c, struct err *e)
{
	ptrdiff_t n;

	if (c->in_ended)
		return 0;
	if (c->failed) {
		*e = c->why;
		return -1;
	}
	if (c->at > 0)
		memmove(c->block, c->block + c->at, c->end - c->at);
	c->end -= c->at;
	c->at = 0;
	assert(c->end < CSV_BLOCK);
	n = input_read(c->in, c->block + c->end, CSV_BLOCK - c->end, e);
	if (n < 0) {
		c->failed = true;
		c->why = *e;
		return -1;
	}
	c->end += (size_t)n;
	memset(c->block + c->end, 0, CSV_PLAIN_SLACK);
	c->in_ended = n == 0;
	return n > 0;
}

/*
 * Find the end of the line that begins ${from} bytes behind at.  1: *len is
 * the offset of its LF; 0: the file ends without one at *len; -1; 2: the line
 * is too long.
 */
static int
csv_line_end(struct csv *c, size_t from, size_t *len, struct err *e)
{
	size_t seen = from;
	char *lf;
	int rc;

	for (;;) {
		size_t have = c->end - c->at;

		lf = memchr(c->block + c->at + seen, '\n', have - seen);
		if (lf != NULL) {
			*len = (size_t)(lf - (c->block + c->at));
			return *len >= CSV_LINE_MAX ? 2 : 1;
		}
		if (have >= CSV_LINE_MAX)
			return 2;
		seen = have;
		rc = csv_record_fill(c, e);
		if (rc < 0)
			return -1;
		if (rc == 0) {
			*len = c->end - c->at;
			return 0;
		}
	}
}

void
csv_record_keep_raw(struct csv *c, const char *p, size_t len)
{
	buf_reset(&c->raw);
	buf_add(&c->raw, p, len);
	c->raw_ready = true;
}

/* A line that is too long: keep its beginning, skip the rest. */
static int
csv_skip_long(struct csv *c, struct err *e)
{
	char *lf;
	int rc;

	csv_record_keep_raw(c, c->block + c->at, CSV_RAW_KEPT);
	c->count = 0;
	c->error_column = CSV_LINE_MAX;
	for (;;) {
		lf = memchr(c->block + c->at, '\n', c->end - c->at);
		if (lf != NULL)
			break;
		c->at = c->end;
		rc = csv_record_fill(c, e);
		if (rc < 0)
			return -1;
		if (rc == 0) {
			c->truncated = true;
			break;
		}
	}
	if (lf != NULL)
		c->at = (size_t)(lf - c->block) + 1;
	c->lines++;
	return err_set(e, ERR_DATA, "line longer than %d bytes", CSV_LINE_MAX);
}

/*
 * Is a quote open at the end of these bytes?  Strict RFC 4180: a quote opens
 * only at the start of a field.
 */
static bool
csv_quote_open(const char *p, size_t len, char separator)
{
	bool start = true, inside = false;

	for (size_t i = 0; i < len; i++) {
		if (inside) {
			if (p[i] != '"')
				continue;
			if (i + 1 < len && p[i + 1] == '"')
				i++;
			else
				inside = false;
		} else if (start && p[i] == '"') {
			inside = true;
			start = false;
		} else {
			start = p[i] == separator;
		}
	}
	return inside;
}

static void
csv_on_field(void *text, size_t len, void *data)
{
	struct csv *c = data;

	if (c->count == CSV_FIELDS_MAX) {
		c->too_many = true;
		return;
	}
	if (len > CSV_FIELD_MAX) {
		c->too_long = true;
		len = 0;
	}
	c->offset[c->count] = c->unquoted.len;
	c->length[c->count] = len;
	buf_add(&c->unquoted, text, len);
	buf_char(&c->unquoted, '\0');
	c->count++;
}

static void
csv_on_row(int terminator, void *data)
{
	(void)terminator;
	(void)data;
}

static int
csv_bad(struct csv *c, size_t offset, struct err *e, const char *text)
{
	c->error_column = (int64_t)offset + 1;
	return err_set(e, ERR_DATA, "%s", text);
}

static int
csv_check_fields(struct csv *c, struct err *e)
{
	if (c->too_many)
		return err_set(e, ERR_DATA, "more than %d fields",
		    CSV_FIELDS_MAX);
	if (c->too_long)
		return err_set(e, ERR_DATA, "field longer than %d bytes",
		    CSV_FIELD_MAX);
	return 0;
}

/* The record has quotes: libcsv takes it apart. */
static int
csv_split_quoted(struct csv *c, struct err *e)
{
	size_t used;

	c->count = 0;
	c->too_many = c->too_long = false;
	buf_reset(&c->unquoted);
	used = csv_parse(&c->parser, c->record, c->record_len, csv_on_field,
	    csv_on_row, c);
	if (used != c->record_len ||
	    csv_fini(&c->parser, csv_on_field, csv_on_row, c) != 0) {
		int why = csv_error(&c->parser);

		/* Only csv_fini() can put the parser back to its start. */
		csv_free(&c->parser);
		if (why == CSV_ENOMEM || why == CSV_ETOOBIG)
			mem_exhausted();
		csv_record_begin(c);
		c->count = 0;
		return csv_bad(c, used, e,
		    used != c->record_len ? "misplaced quote"
					  : "quote is never closed");
	}
	for (size_t i = 0; i < c->count; i++)
		c->text[i] = c->unquoted.data + c->offset[i];
	return csv_check_fields(c, e);
}

/* No quotes: the fields lie between the separators. */
static int
csv_split_plain(struct csv *c, struct err *e)
{
	char *p = c->record, *end = p + c->record_len, *sep;
	size_t n = 0;

	for (;;) {
		sep = memchr(p, c->separator, (size_t)(end - p));
		if (n == CSV_FIELDS_MAX) {
			c->error_column = p - c->record + 1;
			return err_set(e, ERR_DATA, "more than %d fields",
			    CSV_FIELDS_MAX);
		}
		c->text[n] = p;
		c->length[n] = (size_t)((sep != NULL ? sep : end) - p);
		if (c->length[n] > CSV_FIELD_MAX) {
			c->error_column = p - c->record + 1;
			return err_set(e, ERR_DATA,
			    "field longer than %d bytes", CSV_FIELD_MAX);
		}
		n++;
		if (sep == NULL)
			break;
		p = sep + 1;
	}
	/* Only now that nothing is wrong: csv_raw() needs the separators. */
	for (size_t i = 0; i < n; i++)
		c->record[(size_t)(c->text[i] - c->record) + c->length[i]] =
		    '\0';
	c->count = n;
	return 0;
}

/*
 * Frame the next record: record, record_len, quoted, truncated.  A quote that
 * is open at the end of a line takes in the next one, unless it is never
 * closed: then the record is the first line alone.
 */
static int
csv_frame(struct csv *c, size_t *used, struct err *e)
{
	size_t len, first, lines = 1;
	int rc = csv_line_end(c, 0, &len, e);
	bool first_truncated = rc == 0;

	if (rc < 0)
		return -1;
	if (rc == 2)
		return csv_skip_long(c, e);
	first = len;
	c->quoted = memchr(c->block + c->at, '"', len) != NULL;
	while (
	    c->quoted && csv_quote_open(c->block + c->at, len, c->separator)) {
		if (rc == 1)
			rc = csv_line_end(c, len + 1, &len, e);
		else
			rc = 2;
		if (rc < 0)
			return -1;
		if (rc == 2) {
			len = first;
			lines = 1;
			rc = !first_truncated;
			break;
		}
		lines++;
	}
	c->truncated = rc == 0;
	c->record = c->block + c->at;
	*used = len + (rc == 1);
	c->lines += (int64_t)lines;
	if (rc == 1 && len > 0 && c->record[len - 1] == '\r')
		len--;
	c->record_len = len;
	return 1;
}

/* What cannot be told from the framing: bytes and fields. */
static int
csv_split(struct csv *c, struct err *e)
{
	size_t bad;
	char *cr;

	if (!utf8_check(c->record, c->record_len, &bad))
		return csv_bad(c, bad, e,
		    (unsigned char)c->record[bad] >= 0x80
			? "not valid UTF-8"
			: "control character");
	if (c->quoted)
		return csv_split_quoted(c, e);
	cr = memchr(c->record, '\r', c->record_len);
	if (cr != NULL)
		return csv_bad(c, (size_t)(cr - c->record), e,
		    "carriage return inside a line");
	return csv_split_plain(c, e);
}

/* The next record if it is a plain line. */
static bool
csv_next_plain(struct csv *c)
{
	char *p = c->block + c->at;
	size_t used, start = 0;
	size_t n =
	    csv_plain_split(p, c->end - c->at, c->separator, c->ends, &used);

	c->plain = n > 0;
	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t end = c->ends[i];

		c->text[i] = p + start;
		c->length[i] = end - start;
		p[end] = '\0';
		start = end + 1;
	}
	c->count = n;
	c->record = p;
	c->record_len = c->ends[n - 1];
	c->raw_ready = c->quoted = c->truncated = false;
	c->error_column = 1;
	c->line = ++c->lines;
	c->at += used;
	return true;
}

int
csv_next(struct csv *c, struct err *e)
{
	size_t used, first;
	char *lf;
	int rc;

	if (c->can_plain && csv_next_plain(c))
		return 1;
	do {
		c->count = 0;
		c->raw_ready = false;
		c->record_len = 0;
		c->error_column = 1;
		c->line = c->lines + 1;
		if (c->at == c->end) {
			rc = csv_record_fill(c, e);
			if (rc <= 0)
				return rc;
		}
		rc = csv_frame(c, &used, e);
		if (rc < 0)
			return -1;
		c->at += used;
	} while (c->record_len == 0);

	if (csv_split(c, e) == 0)
		return 1;
	/* A bad record of several lines: only its first line is given up. */
	c->count = 0;
	c->raw_ready = false;
	lf = memchr(c->record, '\n', c->record_len);
	if (lf != NULL) {
		first = (size_t)(lf - c->record);
		c->at = (size_t)(lf - c->block) + 1;
		c->lines = c->line;
		c->truncated = false;
		if (first > 0 && c->record[first - 1] == '\r')
			first--;
		c->record_len = first;
	}
	return -1;
}
