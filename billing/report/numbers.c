/* The register of numbers: every document, in the order of its series. */
#include <inttypes.h>
#include <stdio.h>

#include "base/err.h"
#include "money/currency.h"
#include "report/report.h"
#include "store/audit_store.h"

/* Whole numbers first: a line can be taken apart by its commas. */
static const struct column columns[] = {
	{ "year", "Year", CELL_COUNT, 6, false },
	{ "sequence", "Sequence", CELL_COUNT, 9, false },
	{ "previous", "Previous", CELL_TEXT, 9, false },
	{ "series", "Series", CELL_TEXT, 12, false },
	{ "number", "Number", CELL_TEXT, 18, false },
	{ "document", "Document", CELL_COUNT, 9, false },
	{ "date", "Date", CELL_TEXT, 10, false },
	{ "kind", "Kind", CELL_TEXT, 11, false },
	{ "issuer", "Issuer", CELL_TEXT, 16, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "total", "Total", CELL_MINOR, 12, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "numbers",
	.title = "Register of numbers",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 11,
};

static int
number_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	char previous[24] = "";

	if (!stmt_is_null(s, 2))
		(void)snprintf(previous, sizeof(previous), "%" PRId64,
		    stmt_int(s, 2));
	return table_row(r->writer,
	    (const struct cell[NCOLUMNS]){
		CELL_NUM(stmt_int(s, 0)),
		CELL_NUM(stmt_int(s, 1)),
		CELL_STR(previous),
		CELL_STR(stmt_text(s, 3)),
		CELL_STR(stmt_text(s, 4)),
		CELL_NUM(stmt_int(s, 5)),
		CELL_STR(stmt_text(s, 6)),
		CELL_STR(stmt_text(s, 7)),
		CELL_STR(stmt_text(s, 8)),
		CELL_STR(stmt_text(s, 9)),
		CELL_MONEY(stmt_int(s, 10), currency_find(stmt_text(s, 11))),
		CELL_STR(stmt_text(s, 11)),
	    },
	    e);
}

int
report_numbers(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };

	if (audit_numbers(r->reader, &rows, e) < 0)
		return -1;
	return report_rows(r, &table, &rows, number_row, e);
}
