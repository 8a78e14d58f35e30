/*
 * Taxes of invoices and credit notes by month of the document's date: what a tax
 * return asks for, by issuer, countries, category and rate.
 */
#include "base/decimal.h"
#include "base/err.h"
#include "money/currency.h"
#include "report/report.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "month", "Month", CELL_TEXT, 8, false },
	{ "issuer", "Issuer", CELL_TEXT, 12, false },
	{ "country", "Country", CELL_TEXT, 8, false },
	{ "recipient_country", "Of recipient", CELL_TEXT, 8, false },
	{ "category", "Category", CELL_TEXT, 8, false },
	{ "rate", "Rate %", CELL_TEXT, 8, false },
	{ "documents", "Documents", CELL_COUNT, 9, true },
	{ "taxable", "Taxable", CELL_MINOR, 14, true },
	{ "tax", "Tax", CELL_MINOR, 12, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table taxes = {
	.key = "taxes",
	.title = "Taxes",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 9,
};

static int
tax_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 9));
	char rate[DECIMAL_TEXT_MAX];

	(void)decimal_format(rate, sizeof(rate), stmt_int(s, 5), 4, 0);
	return table_row(r->writer,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(stmt_text(s, 1)),
		CELL_STR(stmt_text(s, 2)),
		CELL_STR(stmt_text(s, 3)),
		CELL_STR(stmt_text(s, 4)),
		CELL_STR(rate),
		CELL_NUM(stmt_int(s, 6)),
		CELL_MONEY(stmt_int(s, 7), in),
		CELL_MONEY(stmt_int(s, 8), in),
		CELL_STR(stmt_text(s, 9)),
	    },
	    e);
}

int
report_tax(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };

	for (size_t p = 0; p < r->nperiods; p++)
		if (report_reader_month(r->reader, r->periods[p], e) < 0)
			return -1;
	return report_reader_tax_sums(r->reader, &rows, e) < 0
	    ? -1
	    : report_rows(r, &taxes, &rows, tax_row, e);
}
