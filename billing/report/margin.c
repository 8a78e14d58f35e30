/*
 * The margin statement of a reseller: what its customers pay, what it pays,
 * what it keeps, without tax; by zone, customer, subscriber and day.  Margin is retail minus
 * wholesale; where the two are in different currencies they stand side by side
 * and no margin is shown.
 */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/words.h"
#include "document/document.h"
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
	{ "reason", "Why negative", CELL_TEXT, 44, false },
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

/* In the order of enum document_loss. */
static const char *const reasons[] = { "", "missing rate", "promotion",
	"price of 0", "minimum duration", "block rounding", "minimum charge",
	"setup fee", "price below cost" };

/* "price below cost: fee retail 49", what most of a loss comes from. */
static const char *
reason(struct buf *text, struct stmt *s)
{
	int loss = word_find(document_loss_words, stmt_text(s, 8));

	buf_reset(text);
	if (loss > 0)
		buf_printf(text, "%s: fee %s", reasons[loss], stmt_text(s, 9));
	return buf_text(text);
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
	struct buf why = { 0 };
	int64_t margin_e8;
	int rc;

	if (in == out) {
		if (__builtin_sub_overflow(retail_e8, wholesale_e8, &margin_e8))
			return err_set(e, ERR_DATA, "margin of %s: too large",
			    stmt_text(s, 0));
		cells[6] = CELL_MONEY(margin_e8, in);
		cells[9].s = reason(&why, s);
	}
	rc = table_row(r->writer, cells, e);
	buf_free(&why);
	return rc;
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
