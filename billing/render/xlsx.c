/*
 * Tables as an XLSX workbook: a cover sheet with the parameters, then a sheet
 * a table, with frozen head, filters, number formats of the currency and
 * totals as formulas with cached values.
 *
 * Tables of ordinary size become native tables.  A streaming report is written
 * in libxlsxwriter's constant memory, which knows no native tables: it gets a
 * plain head with filters, goes on on further sheets when one is full, and has
 * its totals on a sheet of their own.
 *
 * Text is always written as a string cell, so nothing in the data can become a
 * formula.  The creation time in the file is the report's, not the clock's.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/wide.h"
#include "money/currency.h"
#include "render/table.h"
#include "render/xlsx_temp.h"

#include "render/xlsx_inside.h"

#define CHART_ROWS 25 /* of the cover, for one chart */
#define PAPER_A4   9  /* libxlsxwriter's number of it */

int
xlsx_failed(lxw_error rc, const struct xlsx *x, struct err *e)
{
	if (rc == LXW_NO_ERROR)
		return 0;
	if (xlsx_temp_error(e) == 0)
		(void)err_set(e, ERR_IO, "%s", lxw_strerror(rc));
	return err_ctx(e, "%s", x->path);
}

/* It makes the temporary file of a streamed sheet at once. */
lxw_worksheet *
xlsx_new_sheet(struct xlsx *x, const char *name, struct err *e)
{
	lxw_worksheet *sheet = workbook_add_worksheet(x->book, name);

	if (sheet != NULL)
		return sheet;
	if (xlsx_temp_error(e) == 0)
		(void)err_set(e, ERR_INTERNAL, "sheet name \"%s\"", name);
	(void)err_ctx(e, "%s", x->path);
	return NULL;
}

static int
write_cover(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table_head *h = w->head;
	lxw_row_t row = 3;

	x->cover = x->sheet = xlsx_new_sheet(x, "Cover", e);
	if (x->cover == NULL)
		return -1;
	worksheet_gridlines(x->sheet, LXW_HIDE_ALL_GRIDLINES);
	worksheet_set_paper(x->sheet, PAPER_A4);
	worksheet_fit_to_pages(x->sheet, 1, 1);
	worksheet_set_column(x->sheet, 0, 0, 24, NULL);
	worksheet_set_column(x->sheet, 1, 1, 72, NULL);
	if (xlsx_failed(worksheet_write_string(x->sheet, 0, 0, h->title,
			    x->style[STYLE_TITLE]),
		x, e) < 0 ||
	    xlsx_failed(worksheet_write_string(x->sheet, 1, 0,
			    h->author == NULL ? "" : h->author,
			    x->style[STYLE_LABEL]),
		x, e) < 0)
		return -1;
	for (size_t i = 0; i < h->nparameters; i++, row++)
		if (xlsx_failed(worksheet_write_string(x->sheet, row, 0,
				    h->parameters[i].name,
				    x->style[STYLE_LABEL]),
			x, e) < 0 ||
		    xlsx_failed(worksheet_write_string(x->sheet, row, 1,
				    h->parameters[i].value, NULL),
			x, e) < 0)
			return -1;
	x->chart_row = row + 2;
	return 0;
}

static int
xlsx_open(struct table_writer *w, const char *path, struct err *e)
{
	lxw_workbook_options options = {
		.constant_memory = w->head->streaming ? LXW_TRUE : LXW_FALSE,
	};
	lxw_doc_properties properties = {
		.title = (char *)(uintptr_t)w->head->title,
		.author = (char *)(uintptr_t)w->head->author,
		.created = (time_t)(w->head->as_of_us / 1000000),
	};
	struct xlsx *x;

	assert(path != NULL);
	x = mem_calloc(1, sizeof(*x));
	w->state = x;
	x->path = mem_strdup(path);
	xlsx_temp_begin(path);
	x->book = workbook_new_opt(path, &options);
	if (x->book == NULL)
		mem_exhausted();
	xlsx_make_styles(x);
	if (xlsx_failed(workbook_set_properties(x->book, &properties), x, e) <
		0 ||
	    write_cover(w, e) < 0) {
		xlsx_ops.abort(w);
		return -1;
	}
	return 0;
}

/* A sheet for the present table, with its columns; further ones get a number.
 */
static int
add_sheet(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table *t = w->table;

	if (++x->part == 1)
		(void)snprintf(x->name, sizeof(x->name), "%s", t->title);
	else
		(void)snprintf(x->name, sizeof(x->name), "%.24s (%u)", t->title,
		    x->part);
	x->sheet = xlsx_new_sheet(x, x->name, e);
	if (x->sheet == NULL)
		return -1;
	worksheet_freeze_panes(x->sheet, 1, 0);
	worksheet_set_landscape(x->sheet);
	worksheet_set_paper(x->sheet, PAPER_A4);
	worksheet_fit_to_pages(x->sheet, 1, 0);
	if (xlsx_failed(worksheet_repeat_rows(x->sheet, 0, 0), x, e) < 0)
		return -1;
	for (size_t i = 0; i < t->ncolumns; i++) {
		worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
		    t->columns[i].width + 3, NULL);
		if (xlsx_failed(worksheet_write_string(x->sheet, 0,
				    (lxw_col_t)i, t->columns[i].title,
				    x->style[STYLE_HEAD]),
			x, e) < 0)
			return -1;
	}
	x->row = 1;
	return 0;
}

static int
xlsx_begin(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;

	assert(w->table->ncolumns <= COLUMNS_MAX);
	x->part = 0;
	x->nsums = 0;
	return add_sheet(w, e);
}

static double
pow10_of(int digits)
{
	double p = 1;

	while (digits-- > 0)
		p *= 10;
	return p;
}

/* The number a sheet holds for the value ${v} of a column. */
double
xlsx_sheet_value(const struct column *col, const struct currency *in, i128 v)
{
	switch (col->type) {
	case CELL_E8:
		return (double)v / 1e8;
	case CELL_MINOR:
		return (double)v / pow10_of(in->digits);
	case CELL_MS:
		return (double)v / 86400e3;
	case CELL_TIME:
		return (double)v / 86400e6 + 25569; /* days since 1899-12-30 */
	case CELL_DAY:
		return (double)v + 25569;
	case CELL_TEXT:
	case CELL_COUNT:
	case CELL_S:
	case CELL_YESNO:
		break;
	}
	return (double)v;
}

static struct sums *
sums_of(struct xlsx *x, const struct currency *in)
{
	for (size_t i = 0; i < x->nsums; i++)
		if (x->sums[i].in == in)
			return &x->sums[i];
	if (x->nsums == CURRENCY_MAX)
		return NULL; /* no totals for the seventeenth currency */
	x->sums[x->nsums] = (struct sums){ .in = in };
	return &x->sums[x->nsums++];
}

static int
write_cell(struct xlsx *x, size_t i, const struct column *col,
    const struct cell *cell, struct err *e)
{
	lxw_col_t c = (lxw_col_t)i;
	char text[TABLE_CELL_MAX];
	const char *s;

	if (col->type == CELL_TEXT || col->type == CELL_YESNO) {
		s = table_cell_text(text, col, cell);
		return s[0] == '\0'
		    ? 0
		    : xlsx_failed(
			  worksheet_write_string(x->sheet, x->row, c, s, NULL),
			  x, e);
	}
	if (((col->type == CELL_E8 || col->type == CELL_MINOR) &&
		cell->in == NULL) ||
	    (col->type == CELL_TIME && cell->i == INT64_MAX))
		return 0;
	return xlsx_failed(worksheet_write_number(x->sheet, x->row, c,
			       xlsx_sheet_value(col, cell->in, cell->i),
			       xlsx_cell_style(x, col, cell->in, false)),
	    x, e);
}

static const struct currency *
row_currency(const struct table *t, const struct cell *cells)
{
	return t->currency_column < 0
	    ? NULL
	    : currency_find(cells[t->currency_column].s);
}

/* A table without columns to be totalled has no line of totals. */
static void
add_to_sums(struct xlsx *x, const struct table *t, const struct cell *cells)
{
	struct sums *sums = NULL;

	for (size_t i = 0; i < t->ncolumns; i++) {
		if (!t->columns[i].total)
			continue;
		if (sums == NULL)
			sums = sums_of(x, row_currency(t, cells));
		if (sums != NULL)
			sums->sum[i] += cells[i].i;
	}
}

static int
xlsx_row(struct table_writer *w, const struct cell *cells, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table *t = w->table;

	if (x->row > ROWS_MAX) {
		worksheet_autofilter(x->sheet, 0, 0, x->row - 1,
		    (lxw_col_t)(t->ncolumns - 1));
		if (add_sheet(w, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < t->ncolumns; i++)
		if (write_cell(x, i, &t->columns[i], &cells[i], e) < 0)
			return -1;
	add_to_sums(x, t, cells);
	x->row++;
	return 0;
}

static int
native_table(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table *t = w->table;
	lxw_table_column columns[COLUMNS_MAX] = { 0 };
	lxw_table_column *list[COLUMNS_MAX + 1] = { NULL };
	lxw_table_options options = {
		.columns = list,
		.style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
		.style_type_number = 9,
	};

	for (size_t i = 0; i < t->ncolumns; i++) {
		columns[i].header = (char *)(uintptr_t)t->columns[i].title;
		columns[i].header_format = xlsx_head_style(x, &t->columns[i]);
		list[i] = &columns[i];
	}
	return xlsx_failed(worksheet_add_table(x->sheet, 0, 0, x->row - 1,
			       (lxw_col_t)(t->ncolumns - 1), &options),
	    x, e);
}

/* On the cover, one below the other. */
static int
add_chart(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table *t = w->table;
	const struct table_chart *c = t->chart;
	lxw_chart_options place = { .x_scale = 1.4, .y_scale = 1.6 };
	lxw_row_t last = x->row - 1;
	lxw_chart_series *series;
	lxw_chart *chart;

	if (last > c->most)
		last = (lxw_row_t)c->most;
	chart = workbook_add_chart(x->book,
	    c->upright ? LXW_CHART_COLUMN : LXW_CHART_BAR);
	if (chart == NULL)
		mem_exhausted();
	series = chart_add_series(chart, NULL, NULL);
	if (series == NULL)
		mem_exhausted();
	chart_series_set_categories(series, x->name, 1, (lxw_col_t)c->category,
	    last, (lxw_col_t)c->category);
	chart_series_set_values(series, x->name, 1, (lxw_col_t)c->value, last,
	    (lxw_col_t)c->value);
	chart_title_set_name(chart, c->title);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	/* The categories of a bar chart are its vertical axis. */
	chart_axis_set_label_position(c->upright ? chart->x_axis
						 : chart->y_axis,
	    LXW_CHART_AXIS_LABEL_POSITION_LOW);
	if (!c->upright)
		chart_axis_set_reverse(chart->y_axis);
	if (xlsx_failed(worksheet_insert_chart_opt(x->cover, x->chart_row, 0,
			    chart, &place),
		x, e) < 0)
		return -1;
	x->chart_row += CHART_ROWS;
	return 0;
}

static int
xlsx_end(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;

	if (x->row == 1 && x->part == 1)
		return 0; /* no rows: head only */
	if (w->head->streaming)
		return xlsx_totals_sheet(w, e);
	if (native_table(w, e) < 0)
		return -1;
	if (w->table->chart != NULL && add_chart(w, e) < 0)
		return -1;
	return xlsx_totals(w, e);
}

static int
xlsx_close(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	lxw_error rc = workbook_close(x->book);
	int status = xlsx_failed(rc, x, e);

	if (status == 0 && xlsx_temp_end(e) < 0)
		status = err_ctx(e, "%s", x->path);
	free(x->path);
	free(x);
	w->state = NULL;
	return status;
}

static void
xlsx_abort(struct table_writer *w)
{
	struct xlsx *x = w->state;

	if (x == NULL)
		return;
	lxw_workbook_free(x->book);
	(void)unlink(x->path);
	free(x->path);
	free(x);
	w->state = NULL;
}

const struct table_ops xlsx_ops = {
	.open = xlsx_open,
	.begin = xlsx_begin,
	.row = xlsx_row,
	.end = xlsx_end,
	.close = xlsx_close,
	.abort = xlsx_abort,
};
