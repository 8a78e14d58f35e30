/*
 * Tables as plain text for a terminal: columns padded to their width, numbers
 * to the right.  Nothing is ever cut off: a long text pushes its row.
 */
#include <string.h>

#include "base/out.h"
#include "base/utf8.h"
#include "render/table.h"

static bool
is_left(enum cell_type type)
{
	return type == CELL_TEXT || type == CELL_TIME || type == CELL_DAY ||
	    type == CELL_YESNO;
}

static void
put_cell(struct out *o, const struct column *col, const char *text, bool last)
{
	int pad = col->width - (int)utf8_count(text, strlen(text));

	if (!is_left(col->type))
		for (; pad > 0; pad--)
			out_char(o, ' ');
	out_str(o, text);
	if (last)
		return;
	for (; pad > 0; pad--)
		out_char(o, ' ');
	out_str(o, "  ");
}

static int
text_open(struct table_writer *w, const char *path, struct err *e)
{
	(void)path;
	(void)e;
	out_printf(w->out, "%s\n", w->head->title);
	for (size_t i = 0; i < w->head->nparameters; i++)
		out_printf(w->out, "%s: %s\n", w->head->parameters[i].name,
		    w->head->parameters[i].value);
	return 0;
}

static int
text_begin(struct table_writer *w, struct err *e)
{
	const struct table *t = w->table;

	(void)e;
	out_printf(w->out, "\n%s\n", t->title);
	for (size_t i = 0; i < t->ncolumns; i++)
		put_cell(w->out, &t->columns[i], t->columns[i].title,
		    i + 1 == t->ncolumns);
	out_char(w->out, '\n');
	return 0;
}

static int
text_row(struct table_writer *w, const struct cell *cells, struct err *e)
{
	const struct table *t = w->table;
	char text[TABLE_CELL_MAX];

	(void)e;
	for (size_t i = 0; i < t->ncolumns; i++)
		put_cell(w->out, &t->columns[i],
		    table_cell_text(text, &t->columns[i], &cells[i]),
		    i + 1 == t->ncolumns);
	out_char(w->out, '\n');
	return 0;
}

const struct table_ops table_text_ops = {
	.open = text_open,
	.begin = text_begin,
	.row = text_row,
};
