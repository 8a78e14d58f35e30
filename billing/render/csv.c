/*
 * Tables as CSV (RFC 4180).  A grouped report writes one head, with the key of
 * the table ("by") before each row.
 */
#include "base/out.h"
#include "render/table.h"

static int
csv_begin(struct table_writer *w, struct err *e)
{
	const struct table *t = w->table;

	(void)e;
	if (w->head->grouped && w->tables > 1)
		return 0;
	if (w->head->grouped)
		out_csv_field(w->out, "by", false);
	for (size_t i = 0; i < t->ncolumns; i++)
		out_csv_field(w->out, t->columns[i].key, false);
	out_csv_end(w->out);
	return 0;
}

static int
csv_row(struct table_writer *w, const struct cell *cells, struct err *e)
{
	const struct table *t = w->table;
	char text[TABLE_CELL_MAX];

	(void)e;
	if (w->head->grouped)
		out_csv_field(w->out, t->key, false);
	for (size_t i = 0; i < t->ncolumns; i++)
		out_csv_field(w->out,
		    table_cell_text(text, &t->columns[i], &cells[i]),
		    !w->head->raw && t->columns[i].type == CELL_TEXT);
	out_csv_end(w->out);
	return 0;
}

const struct table_ops table_csv_ops = {
	.begin = csv_begin,
	.row = csv_row,
};
