/* The rounding ledger: what the rounding of prices made of each price list. */
#include <string.h>

#include "base/err.h"
#include "base/words.h"
#include "money/currency.h"
#include "rating/exact.h"
#include "rating/rate.h"
#include "report/report.h"
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

static int
rounding_row(const struct report_request *r, const char *period,
    struct stmt *s, struct err *e)
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
	return table_end(r->writer, e);
}
