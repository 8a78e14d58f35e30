/* Opening, the header, and what may be asked about a record. */
#include "base/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv_plain.h"
#include "base/csv_record.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"

/* The separator of the first line: the most frequent outside quotes. */
static char
csv_guess(const char *p, size_t len)
{
	static const char candidates[] = ",;\t|";
	size_t counts[sizeof(candidates) - 1] = { 0 };
	bool inside = false;
	size_t best = 0;

	for (size_t i = 0; i < len && p[i] != '\n'; i++) {
		const char *which;

		if (p[i] == '"')
			inside = !inside;
		which =
		    inside || p[i] == '\0' ? NULL : strchr(candidates, p[i]);
		if (which != NULL)
			counts[which - candidates]++;
	}
	for (size_t i = 1; i < sizeof(candidates) - 1; i++)
		if (counts[i] > counts[best])
			best = i;
	return candidates[best];
}

static int
csv_header(struct csv *c, struct err *e)
{
	int rc = csv_next(c, e);

	if (rc < 0)
		return err_ctx(e, "%s:%lld", csv_name(c), (long long)c->line);
	if (rc == 0)
		return err_set(e, ERR_DATA, "%s: the header line is missing",
		    csv_name(c));
	c->names = mem_calloc(c->count, sizeof(*c->names));
	for (size_t i = 0; i < c->count; i++) {
		if (csv_column(c, c->text[i]) >= 0)
			return err_set(e, ERR_DATA,
			    "%s:%lld: two columns are named \"%.100s\"",
			    csv_name(c), (long long)c->line, c->text[i]);
		c->names[i] = mem_strdup(c->text[i]);
		c->columns = i + 1;
	}
	return 0;
}

int
csv_open_input(struct csv **out, struct input *in,
    const struct csv_options *opt, struct err *e)
{
	struct csv *c = mem_calloc(1, sizeof(*c));

	c->in = in;
	c->block = mem_alloc(CSV_BLOCK + CSV_PLAIN_SLACK);
	csv_record_begin(c);
	while (c->end < CSV_LINE_MAX && !c->in_ended)
		if (csv_record_fill(c, e) < 0)
			goto fail;
	if (c->end >= 3 && memcmp(c->block, "\xef\xbb\xbf", 3) == 0)
		c->at = 3;
	c->separator = opt->separator != '\0'
	    ? opt->separator
	    : csv_guess(c->block + c->at, c->end - c->at);
	csv_set_delim(&c->parser, (unsigned char)c->separator);
	c->can_plain = csv_plain_separator(c->separator);
	if (opt->header && csv_header(c, e) < 0)
		goto fail;
	*out = c;
	return 0;
fail:
	csv_close(c);
	return -1;
}

int
csv_open(struct csv **out, const char *path, const struct csv_options *opt,
    struct err *e)
{
	struct input *in;

	if (input_open(&in, path, e) < 0)
		return -1;
	return csv_open_input(out, in, opt, e);
}

int
csv_open_mem(struct csv **out, const char *name, const void *data, size_t len,
    const struct csv_options *opt, struct err *e)
{
	struct input *in;

	if (input_open_mem(&in, name, data, len, e) < 0)
		return -1;
	return csv_open_input(out, in, opt, e);
}

bool
csv_failed(const struct csv *c)
{
	return c->failed;
}

size_t
csv_count(const struct csv *c)
{
	return c->count;
}

const char *
csv_text(const struct csv *c, size_t i)
{
	return i < c->count ? c->text[i] : "";
}

size_t
csv_length(const struct csv *c, size_t i)
{
	return i < c->count ? c->length[i] : 0;
}

const char *const *
csv_texts(const struct csv *c)
{
	return c->text;
}

const size_t *
csv_lengths(const struct csv *c)
{
	return c->length;
}

bool
csv_is_plain(const struct csv *c)
{
	return c->plain;
}

int64_t
csv_line(const struct csv *c)
{
	return c->line;
}

const char *
csv_raw(struct csv *c, size_t *len)
{
	if (!c->raw_ready) {
		csv_record_keep_raw(c, c->record, c->record_len);
		for (size_t i = 1; !c->quoted && i < c->count; i++)
			c->raw.data[c->text[i] - c->record - 1] = c->separator;
	}
	if (len != NULL)
		*len = c->raw.len;
	return buf_text(&c->raw);
}

void
csv_where(struct csv *c, size_t i, int64_t *line, int64_t *column)
{
	bool start = true, inside = false;
	size_t len, field = 0, at = 0;
	const char *p = csv_raw(c, &len);

	*line = c->line;
	*column = 1;
	for (; at < len && field < i; at++) {
		if (p[at] == '"' && (start || inside))
			inside = !inside;
		/* "" closes and opens again, which comes to the same. */
		start = !inside && p[at] == c->separator;
		if (start)
			field++;
		if (p[at] == '\n') {
			(*line)++;
			*column = 0;
		}
		start = start || (at > 0 && p[at] == '"' && !inside);
		(*column)++;
	}
}

int64_t
csv_error_column(const struct csv *c)
{
	return c->error_column;
}

bool
csv_truncated(const struct csv *c)
{
	return c->truncated;
}

size_t
csv_columns(const struct csv *c)
{
	return c->columns;
}

const char *
csv_column_name(const struct csv *c, size_t i)
{
	return i < c->columns ? c->names[i] : "";
}

int
csv_column(const struct csv *c, const char *name)
{
	for (size_t i = 0; i < c->columns; i++)
		if (strcmp(c->names[i], name) == 0)
			return (int)i;
	return -1;
}

char
csv_separator(const struct csv *c)
{
	return c->separator;
}

const char *
csv_name(const struct csv *c)
{
	return input_name(c->in);
}

struct input *
csv_input(const struct csv *c)
{
	return c->in;
}

void
csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->columns; i++)
		free(c->names[i]);
	free(c->names);
	csv_free(&c->parser);
	buf_free(&c->raw);
	buf_free(&c->unquoted);
	input_close(c->in);
	if (!c->borrowed)
		free(c->block);
	free(c);
}
