/*
 * The journal of documents: one row a document for the accountant's ledger,
 * and in the workbook a second sheet with every tax group.  A period means the
 * documents whose billing interval begins in it.
 */
#include <inttypes.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "money/currency.h"
#include "money/money.h"
#include "report/report.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "number", "Number", CELL_TEXT, 16, false },
	{ "date", "Date", CELL_TEXT, 10, false },
	{ "kind", "Kind", CELL_TEXT, 11, false },
	{ "category", "Category", CELL_TEXT, 9, false },
	{ "issuer", "Issuer", CELL_TEXT, 22, false },
	{ "recipient", "Recipient", CELL_TEXT, 28, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "period", "Period", CELL_TEXT, 10, false },
	{ "net", "Net", CELL_MINOR, 12, true },
	{ "tax", "Tax", CELL_MINOR, 12, true },
	{ "gross", "Gross", CELL_MINOR, 12, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "tax_by_rate", "Tax by rate", CELL_TEXT, 20, false },
	{ "due", "Due", CELL_TEXT, 10, false },
	{ "status", "Status", CELL_TEXT, 9, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table documents = {
	.key = "documents",
	.title = "Documents",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 11,
};

static const struct column tax_columns[] = {
	{ "number", "Number", CELL_TEXT, 16, false },
	{ "date", "Date", CELL_TEXT, 10, false },
	{ "category", "Category", CELL_TEXT, 8, false },
	{ "rate", "Rate %", CELL_TEXT, 8, false },
	{ "taxable", "Taxable", CELL_MINOR, 12, true },
	{ "tax", "Tax", CELL_MINOR, 12, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NTAX (sizeof(tax_columns) / sizeof(tax_columns[0]))

static const struct table taxes = {
	.key = "taxes",
	.title = "Tax groups",
	.columns = tax_columns,
	.ncolumns = NTAX,
	.currency_column = 6,
};

/* "S 19%: 3.80; Z 0%: 0.00" of one document. */
static int
tax_text(const struct report_request *r, int64_t document,
    const struct currency *in, struct buf *text, struct err *e)
{
	struct stmt rows = { 0 };
	int more;

	buf_reset(text);
	if (report_reader_taxes_of(r->reader, document, &rows, e) < 0)
		return -1;
	while ((more = stmt_step(&rows, e)) > 0) {
		char rate[DECIMAL_TEXT_MAX], tax[MONEY_TEXT_MAX];

		(void)decimal_format(rate, sizeof(rate), stmt_int(&rows, 1), 4,
		    0);
		(void)money_format(tax, stmt_int(&rows, 2), in);
		buf_printf(text, "%s%s %s%%: %s", text->len > 0 ? "; " : "",
		    stmt_text(&rows, 0), rate, tax);
	}
	stmt_free(&rows);
	return more;
}

static int
document_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 11));
	struct buf text = { 0 };
	int rc;

	rc = tax_text(r, stmt_int(s, 14), in, &text, e);
	if (rc == 0)
		rc = table_row(r->writer,
		    (const struct cell[NCOLUMNS]){
			CELL_STR(stmt_text(s, 0)),
			CELL_STR(stmt_text(s, 1)),
			CELL_STR(stmt_text(s, 2)),
			CELL_STR(stmt_text(s, 3)),
			CELL_STR(stmt_text(s, 4)),
			CELL_STR(stmt_text(s, 5)),
			CELL_STR(stmt_text(s, 6)),
			CELL_STR(stmt_text(s, 7)),
			CELL_MONEY(stmt_int(s, 8), in),
			CELL_MONEY(stmt_int(s, 9), in),
			CELL_MONEY(stmt_int(s, 10), in),
			CELL_STR(stmt_text(s, 11)),
			CELL_STR(buf_text(&text)),
			CELL_STR(stmt_text(s, 12)),
			CELL_STR(stmt_text(s, 13)),
		    },
		    e);
	buf_free(&text);
	return rc;
}

static int
tax_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 6));
	char rate[DECIMAL_TEXT_MAX];

	(void)decimal_format(rate, sizeof(rate), stmt_int(s, 3), 4, 0);
	return table_row(r->writer,
	    (const struct cell[NTAX]){
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(stmt_text(s, 1)),
		CELL_STR(stmt_text(s, 2)),
		CELL_STR(rate),
		CELL_MONEY(stmt_int(s, 4), in),
		CELL_MONEY(stmt_int(s, 5), in),
		CELL_STR(stmt_text(s, 6)),
	    },
	    e);
}

int
report_journal(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };

	for (size_t p = 0; p < r->nperiods; p++)
		if (report_reader_ask(r->reader, r->periods[p], e) < 0)
			return -1;
	if (report_reader_documents(r->reader, &rows, e) < 0 ||
	    report_rows(r, &documents, &rows, document_row, e) < 0 ||
	    report_reader_taxes(r->reader, &rows, e) < 0)
		return -1;
	return report_rows(r, &taxes, &rows, tax_row, e);
}
