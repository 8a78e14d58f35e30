#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/mem.h"
#include "money/currency.h"
#include "money/money.h"
#include "render/table.h"
#include "time/civil.h"
#include "time/instant.h"

const char *const table_format_words[] = { "text", "csv", "json", "xlsx",
	NULL };

static const struct table_ops *const formats[] = {
	[TABLE_TEXT] = &table_text_ops,
	[TABLE_CSV] = &table_csv_ops,
	[TABLE_JSON] = &table_json_ops,
	[TABLE_XLSX] = &xlsx_ops,
};

static void
day_text(char buf[TABLE_CELL_MAX], int64_t day)
{
	struct civil c;

	civil_from_days(day, &c);
	(void)snprintf(buf, TABLE_CELL_MAX, "%04d-%02d-%02d", c.year, c.month,
	    c.day);
}

const char *
table_cell_text(char buf[TABLE_CELL_MAX], const struct column *col,
    const struct cell *cell)
{
	buf[0] = '\0';
	switch (col->type) {
	case CELL_TEXT:
		return cell->s == NULL ? "" : cell->s;
	case CELL_COUNT:
	case CELL_S:
		(void)snprintf(buf, TABLE_CELL_MAX, "%" PRId64, cell->i);
		break;
	case CELL_E8:
		if (cell->in != NULL)
			(void)money_format_e8(buf, cell->i, cell->in->digits);
		break;
	case CELL_MINOR:
		if (cell->in != NULL)
			(void)money_format(buf, cell->i, cell->in);
		break;
	case CELL_MS:
		(void)decimal_format(buf, TABLE_CELL_MAX, cell->i, 3, 3);
		break;
	case CELL_TIME:
		if (cell->i != INT64_MAX)
			(void)instant_format(buf, cell->i);
		break;
	case CELL_DAY:
		day_text(buf, cell->i);
		break;
	case CELL_YESNO:
		return cell->i != 0 ? "yes" : "no";
	}
	return buf;
}

int
table_open(struct table_writer **w, enum table_format format,
    const struct table_head *head, struct out *out, const char *path,
    struct err *e)
{
	*w = mem_calloc(1, sizeof(**w));
	(*w)->ops = formats[format];
	(*w)->head = head;
	(*w)->out = out;
	if ((*w)->ops->open != NULL && (*w)->ops->open(*w, path, e) < 0) {
		free(*w);
		*w = NULL;
		return -1;
	}
	return 0;
}

/* A CSV file is one table, unless its tables have the same columns. */
static bool
is_wanted(const struct table_writer *w, const struct table *table)
{
	if (w->head->only != NULL)
		return strcmp(w->head->only, table->key) == 0;
	return w->ops != &table_csv_ops || w->head->grouped || w->tables == 0;
}

int
table_begin(struct table_writer *w, const struct table *table, struct err *e)
{
	assert(w->table == NULL);
	assert(table->ncolumns > 0);
	w->table = table;
	w->rows = 0;
	w->skip = !is_wanted(w, table);
	if (w->skip)
		return 0;
	w->tables++;
	return w->ops->begin(w, e);
}

int
table_row(struct table_writer *w, const struct cell *cells, struct err *e)
{
	assert(w->table != NULL);
	w->rows++;
	return w->skip ? 0 : w->ops->row(w, cells, e);
}

int
table_end(struct table_writer *w, struct err *e)
{
	int rc = 0;

	assert(w->table != NULL);
	if (!w->skip && w->ops->end != NULL)
		rc = w->ops->end(w, e);
	w->table = NULL;
	return rc;
}

int
table_close(struct table_writer *w, struct err *e)
{
	int rc;

	assert(w->table == NULL);
	rc = w->ops->close == NULL ? 0 : w->ops->close(w, e);
	free(w);
	return rc;
}

void
table_abort(struct table_writer *w)
{
	if (w == NULL)
		return;
	if (w->ops->abort != NULL)
		w->ops->abort(w);
	free(w);
}
