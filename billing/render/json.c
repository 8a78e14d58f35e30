/*
 * Tables as one JSON object: parameters, then an array of rows a table.  Money
 * and durations are strings of exact decimals, never floats.
 */
#include "base/out.h"
#include "render/table.h"

static int
json_open(struct table_writer *w, const char *path, struct err *e)
{
	(void)path;
	(void)e;
	out_json_open(w->out, NULL, '{');
	out_json_text(w->out, "report", w->head->report);
	out_json_open(w->out, "parameters", '{');
	for (size_t i = 0; i < w->head->nparameters; i++)
		out_json_text(w->out, w->head->parameters[i].name,
		    w->head->parameters[i].value);
	out_json_close(w->out, '}');
	return 0;
}

static int
json_begin(struct table_writer *w, struct err *e)
{
	(void)e;
	out_json_open(w->out, w->table->key, '[');
	return 0;
}

static int
json_row(struct table_writer *w, const struct cell *cells, struct err *e)
{
	const struct table *t = w->table;
	char text[TABLE_CELL_MAX];

	(void)e;
	out_json_open(w->out, NULL, '{');
	for (size_t i = 0; i < t->ncolumns; i++) {
		const struct column *col = &t->columns[i];

		if (col->type == CELL_COUNT || col->type == CELL_S)
			out_json_int(w->out, col->key, cells[i].i);
		else if (col->type == CELL_YESNO)
			out_json_bool(w->out, col->key, cells[i].i != 0);
		else
			out_json_text(w->out, col->key,
			    table_cell_text(text, col, &cells[i]));
	}
	out_json_close(w->out, '}');
	return 0;
}

static int
json_end(struct table_writer *w, struct err *e)
{
	(void)e;
	out_json_close(w->out, ']');
	return 0;
}

static int
json_close(struct table_writer *w, struct err *e)
{
	(void)e;
	out_json_close(w->out, '}');
	return 0;
}

const struct table_ops table_json_ops = {
	.open = json_open,
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
	.close = json_close,
};
