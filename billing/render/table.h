#ifndef RENDER_TABLE_H
#define RENDER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct currency;
struct err;
struct out;

/*
 * Tables on their way to CSV, JSON, plain text or a workbook.
 *
 * A report describes its columns once and hands over rows; the writer knows
 * how its format shows a count, an amount, an instant.  Rows are written as
 * they come: memory does not grow with them, except in a workbook with native
 * tables (see table_head.streaming).
 *
 *	table_open(&w, TABLE_CSV, &head, out, NULL, e);
 *	table_begin(w, &zones, e); table_row(w, cells, e); ... table_end(w, e);
 *	table_close(w, e);
 */
enum cell_type {
	CELL_TEXT,
	CELL_COUNT, /* a whole number */
	CELL_E8,    /* money, 10^-8 of the cell's currency, all its digits */
	CELL_MINOR, /* money, minor units of the cell's currency */
	CELL_MS,    /* duration in ms: seconds with three decimals */
	CELL_S,     /* duration in whole seconds */
	CELL_TIME,  /* instant, µs UTC; INT64_MAX: empty */
	CELL_DAY,   /* days since 1970-01-01 */
	CELL_YESNO  /* 0 or 1 */
};

struct cell {
	int64_t i;
	const char *s;             /* CELL_TEXT; borrowed during table_row() */
	const struct currency *in; /* CELL_E8, CELL_MINOR; NULL: empty cell */
};

struct column {
	const char *key;   /* in CSV and JSON */
	const char *title; /* for people */
	enum cell_type type;
	int width;  /* characters, for text and workbook */
	bool total; /* summed below the rows, by currency */
};

/* A picture of a column over the first rows; workbook only. */
struct table_chart {
	const char *title;
	size_t category, value; /* columns */
	size_t most;            /* rows shown */
	bool upright;           /* columns in place of bars */
};

struct table {
	const char *key;
	const char *title; /* of the sheet; at most 28 characters */
	const struct column *columns;
	size_t ncolumns;
	int currency_column; /* index of the currency's text column, -1: none */
	const struct table_chart *chart; /* or NULL */
};

struct table_parameter {
	const char *name;
	const char *value;
};

struct table_head {
	const char *report; /* name of the report, for machines */
	const char *title;  /* for people */
	const char *author; /* who made it: the issuer */
	const struct table_parameter *parameters;
	size_t nparameters;
	int64_t as_of_us; /* instant written into the workbook's properties */
	bool grouped;     /* its tables have the same columns: CSV puts them
			     under one head with the table's key in front */
	bool streaming;   /* many rows: a workbook in constant memory */
	bool raw;         /* CSV without the guard against formulas */
	const char *only; /* key of the one table wanted; NULL: all, in a CSV
			     that is not grouped the first */
};

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON, TABLE_XLSX };
extern const char *const table_format_words[]; /* text csv json xlsx */

struct table_writer;

/*
 * Begin a report in ${format}: to ${out}, a workbook to the file ${path} (both
 * borrowed).  On failure *w is NULL.
 */
int table_open(struct table_writer **w, enum table_format,
    const struct table_head *, struct out *, const char *path, struct err *);

int table_begin(struct table_writer *, const struct table *, struct err *);
/* ${cells}: one a column. */
int table_row(struct table_writer *, const struct cell *cells, struct err *);
int table_end(struct table_writer *, struct err *);

/* End the report and free the writer, also when it fails. */
int table_close(struct table_writer *, struct err *);

/* Give up: free the writer; a workbook half written is removed. */
void table_abort(struct table_writer *);

#define CELL_STR(text)     ((struct cell){ .s = (text) })
#define CELL_NUM(n)        ((struct cell){ .i = (n) })
#define CELL_MONEY(n, cur) ((struct cell){ .i = (n), .in = (cur) })

/* --- for the writers of the formats -------------------------------------- */

struct table_ops {
	int (*open)(struct table_writer *, const char *path, struct err *);
	int (*begin)(struct table_writer *, struct err *);
	int (*row)(struct table_writer *, const struct cell *, struct err *);
	int (*end)(struct table_writer *, struct err *);
	int (*close)(struct table_writer *, struct err *);
	void (*abort)(struct table_writer *);
};

struct table_writer {
	const struct table_ops *ops;
	const struct table_head *head;
	const struct table *table; /* the one being written, or NULL */
	struct out *out;
	bool skip;     /* the present table is not wanted */
	size_t tables; /* begun so far, of those wanted */
	int64_t rows;  /* of the present table */
	void *state;   /* the format's own */
};

#define TABLE_CELL_MAX 64 /* longest text of a cell that is not CELL_TEXT */

/* The text of ${cell} as CSV, JSON and plain text write it; "" if empty. */
const char *table_cell_text(char buf[TABLE_CELL_MAX], const struct column *,
    const struct cell *);

extern const struct table_ops table_csv_ops, table_json_ops, table_text_ops;
extern const struct table_ops xlsx_ops;

#endif /* RENDER_TABLE_H */
