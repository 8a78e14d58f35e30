/* What is out of the ordinary, of the book and of periods, one row each. */
#include "base/err.h"
#include "money/currency.h"
#include "report/report.h"
#include "store/audit_store.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "period", "Period", CELL_TEXT, 8, false },
	{ "exception", "Exception", CELL_TEXT, 14, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "detail", "Detail", CELL_TEXT, 48, false },
	{ "count", "Count", CELL_COUNT, 9, false },
	{ "amount", "Amount", CELL_E8, 14, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "exceptions",
	.title = "Exceptions",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 6,
};

static int
rows_of(const struct report_request *r, const char *period, struct stmt *s,
    struct err *e)
{
	int more;

	while ((more = stmt_step(s, e)) > 0) {
		const struct currency *in =
		    stmt_is_null(s, 4) ? NULL : currency_find(stmt_text(s, 5));

		if (table_row(r->writer,
			(const struct cell[NCOLUMNS]){
			    CELL_STR(period),
			    CELL_STR(stmt_text(s, 0)),
			    CELL_STR(stmt_text(s, 1)),
			    CELL_STR(stmt_text(s, 2)),
			    CELL_NUM(stmt_int(s, 3)),
			    CELL_MONEY(stmt_int(s, 4), in),
			    CELL_STR(stmt_text(s, 5)),
			},
			e) < 0) {
			more = -1;
			break;
		}
	}
	stmt_free(s);
	return more;
}

int
report_exceptions(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };
	int rc;

	if (table_begin(r->writer, &table, e) < 0 ||
	    audit_book(r->reader, &rows, e) < 0 || rows_of(r, "", &rows, e) < 0)
		return -1;
	for (size_t i = 0; i < r->nperiods; i++) {
		rc = report_reader_period(r->reader, r->periods[i], e);
		if (rc == 0)
			continue;
		if (rc < 0 || audit_period(r->reader, &rows, e) < 0 ||
		    rows_of(r, r->periods[i], &rows, e) < 0)
			return -1;
	}
	return table_end(r->writer, e);
}
