/* The totals of a workbook: formulas over the rows, with cached values. */
#include <assert.h>
#include <stdio.h>

#include "base/err.h"
#include "money/currency.h"
#include "render/xlsx_inside.h"

/* The formula of a total over all sheets of the table. */
static void
total_formula(char *out, size_t size, const struct xlsx *x,
    const struct table *t, size_t col, const struct currency *in)
{
	size_t len = (size_t)snprintf(out, size, "=");

	for (unsigned part = 1; part <= x->part; part++) {
		lxw_row_t last = part < x->part ? ROWS_MAX : x->row - 1;
		char sheet[SHEET_MAX + 4] = "", range[64], keys[64];

		if (part == 1)
			(void)snprintf(sheet, sizeof(sheet), "'%s'!", t->title);
		else
			(void)snprintf(sheet, sizeof(sheet), "'%.24s (%u)'!",
			    t->title, part);
		lxw_rowcol_to_range_abs(range, 1, (lxw_col_t)col, last,
		    (lxw_col_t)col);
		len += (size_t)snprintf(out + len, size - len, "%s",
		    part > 1 ? "+" : "");
		if (in == NULL) {
			len += (size_t)snprintf(out + len, size - len,
			    "SUM(%s%s)", sheet, range);
			continue;
		}
		lxw_rowcol_to_range_abs(keys, 1, (lxw_col_t)t->currency_column,
		    last, (lxw_col_t)t->currency_column);
		len += (size_t)snprintf(out + len, size - len,
		    "SUMIF(%s%s,\"%s\",%s%s)", sheet, keys, in->code, sheet,
		    range);
	}
	assert(len < size);
}

/* One line of totals for each currency, as formulas with cached values. */
int
xlsx_totals(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table *t = w->table;
	char formula[2048], label[32];

	for (size_t k = 0; k < x->nsums; k++, x->row++) {
		const struct sums *s = &x->sums[k];

		(void)snprintf(label, sizeof(label), "Total%s%s",
		    s->in == NULL ? "" : " ", s->in == NULL ? "" : s->in->code);
		if (xlsx_failed(worksheet_write_string(x->sheet, x->row, 0,
				    label, x->style[STYLE_TOTAL]),
			x, e) < 0)
			return -1;
		for (size_t i = 1; i < t->ncolumns; i++) {
			const struct column *col = &t->columns[i];

			if (!col->total) {
				(void)worksheet_write_blank(x->sheet, x->row,
				    (lxw_col_t)i, x->style[STYLE_TOTAL]);
				continue;
			}
			total_formula(formula, sizeof(formula), x, t, i, s->in);
			if (xlsx_failed(
				worksheet_write_formula_num(x->sheet, x->row,
				    (lxw_col_t)i, formula,
				    xlsx_cell_style(x, col, s->in, true),
				    xlsx_sheet_value(col, s->in, s->sum[i])),
				x, e) < 0)
				return -1;
		}
	}
	return 0;
}

/* The totals of a streaming table: a sheet after its own. */
int
xlsx_totals_sheet(struct table_writer *w, struct err *e)
{
	struct xlsx *x = w->state;
	const struct table *t = w->table;
	lxw_row_t last = x->row;
	lxw_worksheet *totals;
	char name[SHEET_MAX];

	worksheet_autofilter(x->sheet, 0, 0, x->row - 1,
	    (lxw_col_t)(t->ncolumns - 1));
	(void)snprintf(name, sizeof(name), "%.22s totals", t->title);
	totals = xlsx_new_sheet(x, name, e);
	if (totals == NULL)
		return -1;
	for (size_t i = 0; i < t->ncolumns; i++) {
		worksheet_set_column(totals, (lxw_col_t)i, (lxw_col_t)i,
		    t->columns[i].width + 3, NULL);
		if (xlsx_failed(worksheet_write_string(totals, 0, (lxw_col_t)i,
				    t->columns[i].title,
				    xlsx_head_style(x, &t->columns[i])),
			x, e) < 0)
			return -1;
	}
	/* The formulas look at the data's last row; constant memory needs the
	 * rows of this sheet in order from its own second one. */
	x->sheet = totals;
	for (size_t k = 0; k < x->nsums; k++) {
		const struct sums *s = &x->sums[k];
		char formula[2048];

		worksheet_write_string(totals, (lxw_row_t)(k + 1), 0,
		    s->in == NULL ? "Total" : s->in->code,
		    x->style[STYLE_TOTAL]);
		for (size_t i = 1; i < t->ncolumns; i++) {
			if (!t->columns[i].total)
				continue;
			x->row = last;
			total_formula(formula, sizeof(formula), x, t, i, s->in);
			if (xlsx_failed(worksheet_write_formula_num(totals,
					    (lxw_row_t)(k + 1), (lxw_col_t)i,
					    formula,
					    xlsx_cell_style(x, &t->columns[i],
						s->in, true),
					    xlsx_sheet_value(&t->columns[i],
						s->in, s->sum[i])),
				x, e) < 0)
				return -1;
		}
	}
	return 0;
}
