/* RFC 4180 output: the writing half of base/csv.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/out.h"

/* Would a spreadsheet take this for a formula?  Numbers are harmless. */
static bool
out_csv_is_formula(const char *text)
{
	struct err e = { .code = ERR_NONE };
	bool inexact;
	int64_t v;

	if (text[0] == '\0' || strchr("=+-@\t\r", text[0]) == NULL)
		return false;
	if (text[0] == '-')
		return decimal_parse(text, strlen(text), 8, &v, &inexact, &e) <
		    0;
	return true;
}

void
out_csv_field(struct out *o, const char *text, bool guard)
{
	bool quote;

	if (text == NULL)
		text = "";
	guard = guard && out_csv_is_formula(text);
	/* a file of fees takes a line that begins "# test:" for an example */
	quote = (text[0] == '#' && !o->in_record) ||
	    strpbrk(text, ",\"\r\n") != NULL ||
	    (text[0] != '\0' &&
		(strchr(" \t", text[0]) != NULL ||
		    strchr(" \t", text[strlen(text) - 1]) != NULL));
	if (o->in_record)
		out_char(o, ',');
	o->in_record = true;
	if (quote)
		out_char(o, '"');
	if (guard)
		out_char(o, '\'');
	if (!quote) {
		out_str(o, text);
		return;
	}
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"')
			out_char(o, '"');
		out_char(o, *p);
	}
	out_char(o, '"');
}

void
out_csv_int(struct out *o, int64_t v)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRId64, v);
	out_csv_field(o, text, false);
}

void
out_csv_end(struct out *o)
{
	out_char(o, '\n');
	o->in_record = false;
}
