/*
 * Revenue by zone, customer, profile and month: calls, minutes, average price.
 * The months are the twelve up to the last one asked for.
 */
#include <string.h>

#include "base/err.h"
#include "money/currency.h"
#include "money/round.h"
#include "report/report.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "key", "", CELL_TEXT, 28, false },
	{ "detail", "Detail", CELL_TEXT, 24, false },
	{ "calls", "Calls", CELL_COUNT, 8, true },
	{ "duration_s", "Duration", CELL_MS, 12, true },
	{ "billed_s", "Billed s", CELL_S, 10, true },
	{ "revenue", "Revenue", CELL_E8, 14, true },
	{ "per_minute", "Per minute", CELL_E8, 12, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))
#define CURRENCY 7

struct view {
	enum report_by by;
	const char *key, *title, *heading;
	struct table_chart chart;
};

static const struct view views[] = {
	{ REPORT_BY_ZONE, "zone", "By zone", "Zone",
	    { "Revenue by zone", 0, 5, 20, false } },
	{ REPORT_BY_CUSTOMER, "customer", "By customer", "Customer",
	    { "Revenue by customer", 0, 5, 20, false } },
	{ REPORT_BY_PROFILE, "profile", "By profile", "Profile",
	    { .title = NULL } },
};

static const struct view months = { REPORT_BY_PERIOD, "month", "By month",
	"Month", { "Revenue by month", 0, 5, 12, true } };

/* Average price of a minute of talk, rounded half up to 10^-8. */
static int64_t
per_minute_e8(int64_t price_e8, int64_t duration_ms)
{
	if (duration_ms <= 0)
		return 0;
	return (int64_t)round_div((i128)price_e8 * 60000, duration_ms,
	    ROUND_HALF_UP);
}

static int
revenue_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 6));
	const struct cell cells[NCOLUMNS] = {
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(stmt_text(s, 1)),
		CELL_NUM(stmt_int(s, 2)),
		CELL_NUM(stmt_int(s, 3)),
		CELL_NUM(stmt_int(s, 4)),
		CELL_MONEY(stmt_int(s, 5), in),
		CELL_MONEY(per_minute_e8(stmt_int(s, 5), stmt_int(s, 3)), in),
		CELL_STR(stmt_text(s, 6)),
	};

	return table_row(r->writer, cells, e);
}

static int
revenue_view(const struct report_request *r, const struct view *v,
    struct err *e)
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
	if (report_reader_revenue(r->reader, v->by, &rows, e) < 0)
		return -1;
	return report_rows(r, &table, &rows, revenue_row, e);
}

/* Add the periods among the twelve up to the last one asked for that were not
 * asked for. */
static int
add_earlier(const struct report_request *r, struct err *e)
{
	size_t last = 0;

	while (last < r->nall &&
	    strcmp(r->all[last], r->periods[r->nperiods - 1]) != 0)
		last++;
	for (size_t i = last < 11 ? 0 : last - 11; i < last; i++) {
		bool asked = false;

		for (size_t p = 0; p < r->nperiods && !asked; p++)
			asked = strcmp(r->all[i], r->periods[p]) == 0;
		if (!asked &&
		    (report_reader_period(r->reader, r->all[i], e) < 0 ||
			report_reader_revenue_add(r->reader, r->all[i], e) < 0))
			return -1;
	}
	return 0;
}

int
report_revenue(const struct report_request *r, struct err *e)
{
	for (size_t p = 0; p < r->nperiods; p++)
		if (report_reader_period(r->reader, r->periods[p], e) < 0 ||
		    report_reader_revenue_add(r->reader, r->periods[p], e) < 0)
			return -1;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (revenue_view(r, &views[i], e) < 0)
			return -1;
	if (r->nperiods > 0 && add_earlier(r, e) < 0)
		return -1;
	return revenue_view(r, &months, e);
}
