/*
 * The margin statement of a reseller: what its customers pay, what it pays,
 * what it keeps; by zone, customer, subscriber and day.  Margin is retail minus
 * wholesale; where the two are in different currencies they stand side by side
 * and no margin is shown.
 */
#include <string.h>

#include "base/err.h"
#include "money/currency.h"
#include "report/report.h"
#include "store/report_margin.h"

static const struct column columns[] = {
	{ "key", "", CELL_TEXT, 28, false },
	{ "detail", "Detail", CELL_TEXT, 24, false },
	{ "calls", "Calls", CELL_COUNT, 8, true },
	{ "duration_s", "Duration", CELL_MS, 12, true },
	{ "retail", "Retail", CELL_E8, 14, true },
	{ "wholesale", "Wholesale", CELL_E8, 14, true },
	{ "margin", "Margin", CELL_E8, 14, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "wholesale_currency", "Wholesale in", CELL_TEXT, 12, false },
	{ "reason", "Why negative", CELL_TEXT, 24, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))
#define CURRENCY 7

/* The same columns with the first one named for what it shows. */
struct view {
	enum report_by by;
	const char *key, *title, *heading;
	struct table_chart chart;
};

static const struct view views[] = {
	{ REPORT_BY_ALL, "total", "Summary", "All", { .title = NULL } },
	{ REPORT_BY_ZONE, "zone", "By zone", "Zone",
	    { "Margin by zone", 0, 6, 20, false } },
	{ REPORT_BY_CUSTOMER, "customer", "By customer", "Customer",
	    { "Margin by customer", 0, 6, 20, false } },
	{ REPORT_BY_SUBSCRIBER, "subscriber", "By subscriber", "Subscriber",
	    { .title = NULL } },
	{ REPORT_BY_DAY, "day", "By day", "Day",
	    { "Margin by day", 0, 6, 31, true } },
};

/* The likeliest reason of a loss, from what the legs show (columns 8 to 11 of
 * report_reader_margin). */
static const char *
reason(int64_t retail_e8, int64_t wholesale_e8, struct stmt *s)
{
	if (retail_e8 >= wholesale_e8)
		return "";
	if (stmt_int(s, 8) > 0)
		return "missing rate";
	if (stmt_int(s, 9) > 0)
		return "price of 0";
	if (stmt_int(s, 11) > 0)
		return "promotion";
	if (stmt_int(s, 10) > 0)
		return "block rounding";
	return "price below cost";
}

static int
margin_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 6));
	const struct currency *out = currency_find(stmt_text(s, 7));
	int64_t retail_e8 = stmt_int(s, 4), wholesale_e8 = stmt_int(s, 5);
	struct cell cells[NCOLUMNS] = {
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(stmt_text(s, 1)),
		CELL_NUM(stmt_int(s, 2)),
		CELL_NUM(stmt_int(s, 3)),
		CELL_MONEY(retail_e8, in),
		CELL_MONEY(wholesale_e8, out),
		CELL_MONEY(0, NULL),
		CELL_STR(stmt_text(s, 6)),
		CELL_STR(stmt_text(s, 7)),
		CELL_STR(""),
	};
	int64_t margin_e8;

	if (in == out) {
		if (__builtin_sub_overflow(retail_e8, wholesale_e8, &margin_e8))
			return err_set(e, ERR_DATA, "margin of %s: too large",
			    stmt_text(s, 0));
		cells[6] = CELL_MONEY(margin_e8, in);
		cells[9].s = reason(retail_e8, wholesale_e8, s);
	}
	return table_row(r->writer, cells, e);
}

static int
margin_view(const struct report_request *r, const struct view *v, struct err *e)
{
	struct column named[NCOLUMNS];
	struct table table = {
		.key = v->key,
		.title = v->title,
		.columns = named,
		.ncolumns = NCOLUMNS,
		.currency_column = CURRENCY,
		.chart = v->chart.title == NULL ? NULL : &v->chart,
	};
	struct stmt rows = { 0 };

	memcpy(named, columns, sizeof(named));
	named[0].title = v->heading;
	if (report_reader_margin(r->reader, v->by, &rows, e) < 0)
		return -1;
	return report_rows(r, &table, &rows, margin_row, e);
}

int
report_margin(const struct report_request *r, struct err *e)
{
	for (size_t p = 0; p < r->nperiods; p++) {
		if (report_reader_period(r->reader, r->periods[p], e) < 0 ||
		    report_reader_pair(r->reader, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (margin_view(r, &views[i], e) < 0)
			return -1;
	return 0;
}
