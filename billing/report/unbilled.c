/*
 * Charges that are on no document at the end of a day: accruals.  Those that
 * start by then and are billed by a document with a later date, or by none yet; and
 * those of documents that were cancelled whole by then and are not billed again,
 * with their number.
 */
#include "base/err.h"
#include "base/words.h"
#include "money/currency.h"
#include "rating/charge.h"
#include "report/report.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "period", "Period", CELL_TEXT, 8, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "tier", "Tier", CELL_TEXT, 10, false },
	{ "calls", "Calls", CELL_COUNT, 8, true },
	{ "duration_s", "Duration", CELL_MS, 12, true },
	{ "amount", "Amount", CELL_E8, 14, true },
	{ "by_balance", "Paid by balance", CELL_E8, 14, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "credited", "Credited document", CELL_TEXT, 18, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table charges = {
	.key = "charges",
	.title = "Charges not billed",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 7,
};

static int
charge_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 3));

	return table_row(r->writer,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(stmt_text(s, 1)),
		CELL_STR(tier_words[stmt_int(s, 2)]),
		CELL_NUM(stmt_int(s, 4)),
		CELL_NUM(stmt_int(s, 5)),
		CELL_MONEY(stmt_int(s, 6), in),
		CELL_MONEY(stmt_int(s, 7), in),
		CELL_STR(stmt_text(s, 3)),
		CELL_STR(stmt_text(s, 8)),
	    },
	    e);
}

int
report_unbilled(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };

	for (size_t p = 0; p < r->nperiods; p++)
		if (report_reader_period(r->reader, r->periods[p], e) < 0 ||
		    report_reader_unbilled_add(r->reader, r->periods[p], r->day,
			r->day_until_us, e) < 0)
			return -1;
	return report_reader_unbilled(r->reader, &rows, e) < 0
	    ? -1
	    : report_rows(r, &charges, &rows, charge_row, e);
}
