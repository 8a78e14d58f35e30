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
#include "base/input.h"
#include "base/mem.h"

_Static_assert(CSV_LINES_SLACK >= CSV_PLAIN_SLACK, "room for a plain line");

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

/* Of the lines in our own block, as far as it goes. */
static size_t
take_kept(struct csv *c, char *to, size_t room, size_t least)
{
	size_t have = c->end - c->at;
	size_t n = run_of_lines(c->block + c->at, have < room ? have : room);

	if (n < least)
		return 0;
	memcpy(to, c->block + c->at, n);
	c->at += n;
	return n;
}

/*
 * What was kept, and what comes after it, which is read to where it is wanted;
 * only what follows the run goes to our own block.  A failure is told when all
 * that was read before it is used up, as if records were read one by one.
 */
static size_t
take_new(struct csv *c, char *to, size_t room, size_t least)
{
	size_t have = c->end - c->at, n;
	ptrdiff_t more;

	memcpy(to, c->block + c->at, have);
	while (!c->in_ended && !c->failed && have < room) {
		more = input_read(c->in, to + have, room - have, &c->why);
		c->failed = more < 0;
		c->in_ended = more == 0;
		have += more > 0 ? (size_t)more : 0;
	}
	n = run_of_lines(to, have);
	if (n < least)
		n = 0;
	c->at = 0;
	c->end = have - n;
	memcpy(c->block, to + n, c->end);
	memset(c->block + c->end, 0, CSV_PLAIN_SLACK);
	return n;
}

ptrdiff_t
csv_take_lines(struct csv *c, char *to, size_t room, size_t least,
    int64_t *line, struct err *e)
{
	size_t n, kept = c->end - c->at;

	if (room > CSV_BLOCK)
		room = CSV_BLOCK;
	n = kept >= room / 2 ? take_kept(c, to, room, least)
			     : take_new(c, to, room, least);
	if (n == 0 && c->at == c->end && c->failed) {
		*e = c->why;
		return -1;
	}
	*line = c->lines + 1;
	c->lines += count_lines(to, n);
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
