#ifndef RENDER_XLSX_INSIDE_H
#define RENDER_XLSX_INSIDE_H

#include <xlsxwriter.h>

#include "base/wide.h"
#include "render/table.h"

/* What the files xlsx*.c share of a workbook being written. */

#define ROWS_MAX     (LXW_ROW_MAX - 1) /* of a sheet, without its head */
#define COLUMNS_MAX  64
#define CURRENCY_MAX 16 /* with totals of their own in one table */
#define SHEET_MAX    32 /* bytes of a sheet's name, with NUL */

enum style {
	STYLE_TITLE,
	STYLE_LABEL,
	STYLE_HEAD,       /* of a column of text */
	STYLE_HEAD_RIGHT, /* of numbers */
	STYLE_TOTAL,
	STYLE_COUNT,
	STYLE_COUNT_TOTAL,
	STYLE_MS,
	STYLE_MS_TOTAL,
	STYLE_TIME,
	STYLE_DAY,
	STYLE_PLAIN,
	STYLE_COUNT_OF /* how many there are */
};

struct sums { /* of one currency in the present table */
	const struct currency *in;
	i128 sum[COLUMNS_MAX];
};

struct xlsx {
	char *path;
	lxw_workbook *book;
	lxw_worksheet *cover;
	lxw_row_t chart_row; /* of the cover, for the next chart */
	lxw_worksheet *sheet;
	lxw_format *style[STYLE_COUNT_OF];
	lxw_format *exact[9], *minor[9]; /* money, by digits; lazily made */
	lxw_format *exact_total[9], *minor_total[9];
	lxw_row_t row; /* the next one of the sheet */
	unsigned part; /* sheets of this table so far */
	char name[SHEET_MAX];
	struct sums sums[CURRENCY_MAX];
	size_t nsums;
};

/* 0, or ERR_IO with the path and libxlsxwriter's reason. */
int xlsx_failed(lxw_error, const struct xlsx *, struct err *);

/* A sheet of that name, or NULL with *e set. */
lxw_worksheet *xlsx_new_sheet(struct xlsx *, const char *name, struct err *);

/* The number a sheet holds for the value ${v} of a column. */
double xlsx_sheet_value(const struct column *, const struct currency *in,
    i128 v);

/* The styles that every workbook has; those of money are made on demand. */
void xlsx_make_styles(struct xlsx *);

/* How it is shown; NULL: plain. */
lxw_format *xlsx_cell_style(struct xlsx *, const struct column *,
    const struct currency *in, bool total);

/* The style of a column's head: numbers stand on the right. */
lxw_format *xlsx_head_style(const struct xlsx *, const struct column *);

/* Below the rows, one line of totals for each currency: formulas with cached
 * values. */
int xlsx_totals(struct table_writer *, struct err *);

/* The totals of a streaming table: a sheet after its own. */
int xlsx_totals_sheet(struct table_writer *, struct err *);

#endif /* RENDER_XLSX_INSIDE_H */
