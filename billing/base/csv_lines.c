/*
 * Lines that are handed on unread.  Only a quote can join lines to one record:
 * where there is none, a line says all by itself, and several threads can each
 * read some of a file.
 */
#include <string.h>

#include "base/csv.h"
#include "base/csv_plain.h"
#include "base/csv_record.h"
#include "base/err.h"
#include "base/mem.h"

_Static_assert(CSV_LINES_SLACK >= CSV_PLAIN_SLACK,
    "lines are cut 64 bytes "
    "at a time");

/* Read on until the block is full, unless half of it is still there.  A failure
 * is told only when all that was read before it is used up, as if records were
 * read one by one. */
static int
fill_up(struct csv *c, struct err *e)
{
	struct err later = { .code = ERR_NONE };

	if (c->end - c->at >= CSV_BLOCK / 2)
		return 0;
	while (!c->in_ended && c->end - c->at < CSV_BLOCK)
		if (csv_record_fill(c, &later) < 0) {
			if (c->at < c->end)
				return 0;
			*e = later;
			return -1;
		}
	return 0;
}

/* Bytes of the whole lines at ${p} before the first quote. */
static size_t
run_of_lines(const char *p, size_t len)
{
	const char *quote = memchr(p, '"', len), *lf;

	lf = memrchr(p, '\n', quote != NULL ? (size_t)(quote - p) : len);
	return lf == NULL ? 0 : (size_t)(lf - p) + 1;
}

static int64_t
count_lines(const char *p, size_t len)
{
	const char *end = p + len;
	int64_t n = 0;

	for (; p < end; n++)
		p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
	return n;
}

ptrdiff_t
csv_take_lines(struct csv *c, char *to, size_t room, size_t least,
    int64_t *line, struct err *e)
{
	size_t n;

	if (fill_up(c, e) < 0)
		return -1;
	n = c->end - c->at < room ? c->end - c->at : room;
	n = run_of_lines(c->block + c->at, n);
	if (n == 0 || n < least)
		return 0;
	memcpy(to, c->block + c->at, n);
	*line = c->lines + 1;
	c->lines += count_lines(to, n);
	c->at += n;
	return (ptrdiff_t)n;
}

struct csv *
csv_open_lines(char separator)
{
	struct csv *c = mem_calloc(1, sizeof(*c));

	c->separator = separator;
	c->can_plain = csv_plain_separator(separator);
	c->borrowed = c->in_ended = true;
	csv_record_begin(c);
	return c;
}

void
csv_lines(struct csv *c, char *text, size_t len, int64_t line)
{
	c->block = text;
	c->at = 0;
	c->end = len;
	c->lines = line - 1;
	memset(text + len, 0, CSV_LINES_SLACK);
}
