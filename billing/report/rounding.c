/*
 * The rounding ledger: what the rounding of prices made of each price list, and
 * that of documents: each document, and each line that was rounded.
 */
#include <string.h>

#include "base/err.h"
#include "base/words.h"
#include "money/currency.h"
#include "money/money.h"
#include "rating/exact.h"
#include "rating/rate.h"
#include "report/report.h"
#include "store/audit_store.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "period", "Period", CELL_TEXT, 8, false },
	{ "profile", "Profile", CELL_TEXT, 24, false },
	{ "tier", "Tier", CELL_TEXT, 9, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "exact", "Exact", CELL_TEXT, 28, false },
	{ "rounded", "Rounded", CELL_TEXT, 20, false },
	{ "residual", "Exact - rounded", CELL_TEXT, 24, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "rounding",
	.title = "Rounding of prices",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = -1,
};

static const struct column line_columns[] = {
	{ "number", "Number", CELL_TEXT, 18, false },
	{ "line", "Line", CELL_COUNT, 5, false },
	{ "description", "Description", CELL_TEXT, 32, false },
	{ "exact", "Exact", CELL_E8, 18, false },
	{ "invoiced", "Invoiced", CELL_MINOR, 12, false },
	{ "residual", "Exact - invoiced", CELL_E8, 18, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NLINE (sizeof(line_columns) / sizeof(line_columns[0]))

static const struct table documents = {
	.key = "documents",
	.title = "Rounding of documents",
	.columns = line_columns,
	.ncolumns = NLINE,
	.currency_column = 6,
};

static const struct table lines = {
	.key = "lines",
	.title = "Rounding of lines",
	.columns = line_columns,
	.ncolumns = NLINE,
	.currency_column = 6,
};

static int
line_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 5));
	int64_t invoiced_e8, residual_e8;

	if (money_from_minor(stmt_int(s, 4), in, &invoiced_e8, e) < 0)
		return -1;
	residual_e8 = stmt_int(s, 3);
	if (money_add(&residual_e8, -invoiced_e8, e) < 0)
		return -1;
	return table_row(r->writer,
	    (const struct cell[NLINE]){
		CELL_STR(stmt_text(s, 0)),
		CELL_NUM(stmt_int(s, 1)),
		CELL_STR(stmt_text(s, 2)),
		CELL_MONEY(stmt_int(s, 3), in),
		CELL_MONEY(stmt_int(s, 4), in),
		CELL_MONEY(residual_e8, in),
		CELL_STR(stmt_text(s, 5)),
	    },
	    e);
}

/* Of documents whose interval begins in the periods, and of their lines. */
static int
document_rows(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };

	for (size_t i = 0; i < r->nperiods; i++)
		if (report_reader_ask(r->reader, r->periods[i], e) < 0)
			return -1;
	if (audit_rounding(r->reader, false, &rows, e) < 0 ||
	    report_rows(r, &documents, &rows, line_row, e) < 0 ||
	    audit_rounding(r->reader, true, &rows, e) < 0)
		return -1;
	return report_rows(r, &lines, &rows, line_row, e);
}

static int
rounding_row(const struct report_request *r, const char *period, struct stmt *s,
    struct err *e)
{
	char exact_text[EXACT_TEXT_MAX], rounded_text[EXACT_TEXT_MAX];
	char residual[EXACT_TEXT_MAX];
	i128 exact, rounded;

	if (!exact_parse(stmt_text(s, 3), &exact) ||
	    !exact_parse(stmt_text(s, 4), &rounded) ||
	    i128_mul(rounded, RATE_EXACT_PER_E8, &rounded))
		return err_set(e, ERR_DATA,
		    "charges of %s: the rounding of profile %s is damaged",
		    period, stmt_text(s, 0));
	exact_decimal(exact_text, exact);
	exact_decimal(rounded_text, rounded);
	exact_decimal(residual, exact - rounded);
	return table_row(r->writer,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(period),
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(tier_words[stmt_int(s, 1)]),
		CELL_STR(stmt_text(s, 2)),
		CELL_STR(exact_text),
		CELL_STR(rounded_text),
		CELL_STR(residual),
	    },
	    e);
}

static int
period_rows(const struct report_request *r, const char *period, struct err *e)
{
	struct stmt rows = { 0 };
	int rc = report_reader_period(r->reader, period, e);

	if (rc <= 0)
		return rc;
	rc = report_reader_rounding(r->reader, &rows, e);
	while (rc == 0 && (rc = stmt_step(&rows, e)) > 0)
		rc = rounding_row(r, period, &rows, e);
	stmt_free(&rows);
	return rc;
}

int
report_rounding(const struct report_request *r, struct err *e)
{
	/* sums of whole price lists: nothing of it is a reseller's alone */
	if (r->reseller[0] != '\0')
		return err_set(e, ERR_USAGE,
		    "report rounding is the operator's: leave out --reseller");
	if (table_begin(r->writer, &table, e) < 0)
		return -1;
	for (size_t i = 0; i < r->nperiods; i++)
		if (period_rows(r, r->periods[i], e) < 0)
			return -1;
	return table_end(r->writer, e) < 0 ? -1 : document_rows(r, e);
}
