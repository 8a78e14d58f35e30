/* The lines of a log or a mailbox; lines.h says what is promised. */
#include "delivery/lines.h"

#include <string.h>

#include "base/input.h"

/* Add at most what the limit leaves room for. */
static void
keep(struct lines *l, const char *bytes, size_t len)
{
	size_t room = LINES_MAX - l->line.len;
	size_t at = l->line.len;

	buf_add(&l->line, bytes, len < room ? len : room);
	for (; at < l->line.len; at++)
		if (l->line.data[at] == '\0')
			l->line.data[at] = ' ';
}

static int
fill(struct lines *l, struct err *e)
{
	ptrdiff_t n = input_read(l->input, l->block, sizeof(l->block), e);

	if (n < 0)
		return -1;
	l->at = 0;
	l->filled = (size_t)n;
	l->ended = n == 0;
	return 0;
}

int
lines_next(struct lines *l, const char **text, struct err *e)
{
	bool any = false, whole = false;

	buf_reset(&l->line);
	while (!whole && !l->ended) {
		const char *from = l->block + l->at, *lf;
		size_t len = l->filled - l->at;

		if (len == 0) {
			if (fill(l, e) < 0)
				return -1;
			continue;
		}
		any = true;
		lf = memchr(from, '\n', len);
		whole = lf != NULL;
		if (whole)
			len = (size_t)(lf - from);
		keep(l, from, len);
		l->at += len + whole;
	}
	if (!any)
		return 0;
	if (l->line.len > 0 && l->line.data[l->line.len - 1] == '\r')
		l->line.data[--l->line.len] = '\0';
	*text = buf_text(&l->line);
	return 1;
}

void
lines_free(struct lines *l)
{
	buf_free(&l->line);
}
