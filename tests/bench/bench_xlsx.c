/*
 * bench_xlsx [ROWS]: a streaming workbook by render/xlsx.c and by a program
 * that does nothing but hand the same cells to libxlsxwriter, by turns.
 *
 * Prints the CPU seconds of both and their ratio for each turn; the median of
 * the ratios is to be at most 1.3.  200,000 rows of 19 columns, as the report
 * "charges" has them, unless ROWS says otherwise; beyond 1,048,575 rows both go
 * on on another sheet.  The files are read back by nobody: that the cells are
 * the same is what the unit tests of the sheets are for.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/err.h"
#include "money/currency.h"
#include "render/table.h"

#define TURNS   5
#define COLUMNS 19

static const struct column columns[COLUMNS] = {
	{ "call_id", "Call", CELL_TEXT, 36, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "tier", "Tier", CELL_TEXT, 9, false },
	{ "direction", "Direction", CELL_TEXT, 9, false },
	{ "subscriber", "Subscriber", CELL_TEXT, 24, false },
	{ "profile", "Profile", CELL_TEXT, 16, false },
	{ "fee", "Fee", CELL_TEXT, 12, false },
	{ "zone", "Zone", CELL_TEXT, 20, false },
	{ "zone_detail", "Detail", CELL_TEXT, 20, false },
	{ "band", "Band", CELL_TEXT, 9, false },
	{ "start", "Start", CELL_TIME, 27, false },
	{ "duration_ms", "Duration ms", CELL_COUNT, 11, true },
	{ "billed_s", "Billed s", CELL_S, 9, true },
	{ "free_s", "Free s", CELL_S, 7, true },
	{ "price", "Price", CELL_E8, 14, true },
	{ "cash", "Cash", CELL_E8, 12, true },
	{ "amount", "Amount", CELL_E8, 14, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "late", "Late", CELL_YESNO, 4, false },
};

static const struct table table = { .key = "charges",
	.title = "Charges",
	.columns = columns,
	.ncolumns = COLUMNS,
	.currency_column = 17 };

static const struct table_head head = { .report = "bench",
	.title = "Bench",
	.author = "Tollbook",
	.streaming = true };

/* The cells of a row; texts lie in ${text}. */
static void
make_row(int64_t i, char text[4][64], struct cell *cells)
{
	const struct currency *in = currency_find("EUR");
	uint64_t x = (uint64_t)i * UINT64_C(0x9e3779b97f4a7c15);
	int64_t ms = (int64_t)(x >> 40) % 3600000, e8 = (int64_t)(x >> 33) * 7;

	(void)snprintf(text[0], 64, "%08x-%04x-4%03x-8%03x-%012llx",
	    (unsigned)(x >> 32), (unsigned)x & 0xffff,
	    (unsigned)(x >> 16) & 0xfff, (unsigned)(x >> 20) & 0xfff,
	    (unsigned long long)(x & UINT64_C(0xffffffffffff)));
	(void)snprintf(text[1], 64, "%d", 100001 + (int)(i / 100));
	(void)snprintf(text[2], 64, "%d", 500001 + (int)(i / 30));
	(void)snprintf(text[3], 64, "49%05d", (int)(x >> 50));
	for (int c = 0; c < COLUMNS; c++)
		cells[c] = CELL_NUM(0);
	cells[0] = CELL_STR(text[0]);
	cells[1] = CELL_STR(text[1]);
	cells[2] = CELL_STR("retail");
	cells[3] = CELL_STR("out");
	cells[4] = CELL_STR(text[2]);
	cells[5] = CELL_STR("list1");
	cells[6] = CELL_STR(text[3]);
	cells[7] = CELL_STR("49fixed");
	cells[8] = CELL_STR("fixed");
	cells[9] = CELL_STR("offpeak");
	cells[10] = CELL_NUM(INT64_C(1790000000000000) + i * 2000000);
	cells[11] = CELL_NUM(ms);
	cells[12] = CELL_NUM(ms / 1000 + 1);
	cells[13] = CELL_NUM(0);
	cells[14] = CELL_MONEY(e8, in);
	cells[15] = CELL_MONEY(0, in);
	cells[16] = CELL_MONEY(e8, in);
	cells[17] = CELL_STR("EUR");
	cells[18] = CELL_NUM(0);
}

static double
cpu_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
ours(const char *path, int64_t rows)
{
	struct err e = { .code = ERR_NONE };
	struct cell cells[COLUMNS];
	struct table_writer *w;
	char text[4][64];
	int rc = table_open(&w, TABLE_XLSX, &head, NULL, path, &e);

	if (rc == 0)
		rc = table_begin(w, &table, &e);
	for (int64_t i = 0; rc == 0 && i < rows; i++) {
		make_row(i, text, cells);
		rc = table_row(w, cells, &e);
	}
	if (rc == 0)
		rc = table_end(w, &e);
	if (rc == 0)
		rc = table_close(w, &e);
	if (rc < 0)
		(void)fprintf(stderr, "bench_xlsx: %s\n", e.text);
	return rc;
}

/* The number that a sheet holds. */
static double
number(const struct column *col, int64_t v)
{
	return col->type == CELL_E8  ? (double)v / 1e8
	    : col->type == CELL_TIME ? (double)v / 86400e6 + 25569
				     : (double)v;
}

static int
bare(const char *path, int64_t rows)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
	lxw_format *format[3];
	struct cell cells[COLUMNS];
	char text[4][64];
	lxw_row_t row = 1;

	for (int i = 0; i < 3; i++) {
		static const char *const number_format[] = { "#,##0",
			"#,##0.0000", "yyyy-mm-dd hh:mm:ss\"Z\"" };

		format[i] = workbook_add_format(book);
		format_set_num_format(format[i], number_format[i]);
	}
	for (int64_t i = 0; i < rows; i++, row++) {
		if (row == LXW_ROW_MAX) {
			sheet = workbook_add_worksheet(book, NULL);
			row = 1;
		}
		make_row(i, text, cells);
		for (lxw_col_t c = 0; c < COLUMNS; c++) {
			const struct column *col = &columns[c];

			if (col->type == CELL_TEXT)
				worksheet_write_string(sheet, row, c,
				    cells[c].s, NULL);
			else if (col->type == CELL_YESNO)
				worksheet_write_string(sheet, row, c, "no",
				    NULL);
			else
				worksheet_write_number(sheet, row, c,
				    number(col, cells[c].i),
				    format[col->type == CELL_E8      ? 1
					    : col->type == CELL_TIME ? 2
								     : 0]);
		}
	}
	return workbook_close(book) == LXW_NO_ERROR ? 0 : -1;
}

static int
by_size(const void *a, const void *b)
{
	double x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 200000;
	const char *folder = getenv("TMPDIR");
	double ratio[TURNS];
	char path[2][4096];

	for (int i = 0; i < 2; i++)
		(void)snprintf(path[i], sizeof(path[i]),
		    "%s/bench_xlsx.%ld.%d.xlsx",
		    folder != NULL ? folder : "/tmp", (long)getpid(), i);
	for (int turn = 0; turn < TURNS; turn++) {
		double at[3] = { cpu_s(), 0, 0 };
		int rc = ours(path[0], rows);

		at[1] = cpu_s();
		if (rc == 0)
			rc = bare(path[1], rows);
		at[2] = cpu_s();
		for (int i = 0; i < 2; i++)
			(void)unlink(path[i]);
		if (rc < 0)
			return 1;
		ratio[turn] = (at[1] - at[0]) / (at[2] - at[1]);
		(void)printf("%" PRId64 " rows: ours %.2f s, bare %.2f s of"
			     " CPU, ratio %.2f\n",
		    rows, at[1] - at[0], at[2] - at[1], ratio[turn]);
	}
	qsort(ratio, TURNS, sizeof(ratio[0]), by_size);
	(void)printf("median ratio %.2f, to be at most 1.30\n",
	    ratio[TURNS / 2]);
	return ratio[TURNS / 2] <= 1.3 ? 0 : 1;
}
