#include "base/markup.h"

#include <stddef.h>

#include "base/buf.h"

/* A carriage return would be read as the end of a line. */
static const char *
reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

void
markup_add(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		const char *r = reference(*text);

		if (r != NULL)
			buf_str(b, r);
		else
			buf_char(b, *text);
	}
}
