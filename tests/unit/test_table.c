/*
 * Tables as CSV, JSON and text: each kind of cell, the guard against formulas,
 * grouped tables under one head, one table picked out of several.
 */
#include <string.h>

#include "base/err.h"
#include "base/out.h"
#include "money/currency.h"
#include "render/table.h"

#include "../check.h"

static const struct column columns[] = {
	{ "name", "Name", CELL_TEXT, 6, false },
	{ "calls", "Calls", CELL_COUNT, 5, true },
	{ "time", "Time", CELL_MS, 8, true },
	{ "exact", "Exact", CELL_E8, 8, true },
	{ "net", "Net", CELL_MINOR, 8, true },
	{ "at", "At", CELL_TIME, 20, false },
	{ "day", "Day", CELL_DAY, 10, false },
	{ "late", "Late", CELL_YESNO, 4, false },
};
#define N (sizeof(columns) / sizeof(columns[0]))

static const struct table one = { .key = "one",
	.title = "One",
	.columns = columns,
	.ncolumns = N,
	.currency_column = -1 };
static const struct table two = { .key = "two",
	.title = "Two",
	.columns = columns,
	.ncolumns = N,
	.currency_column = -1 };

static const struct table_parameter parameters[] = { { "Period", "2026-10" } };

static int
row(struct table_writer *w, const char *name, const char *currency,
    struct err *e)
{
	const struct currency *in = currency_find(currency);
	const struct cell cells[N] = { CELL_STR(name), CELL_NUM(12),
		CELL_NUM(60001), CELL_MONEY(4500000, in), CELL_MONEY(-1230, in),
		CELL_NUM(INT64_C(1793491200000000)), CELL_NUM(20758),
		CELL_NUM(1) };

	return table_row(w, cells, e);
}

static const char *
written(enum table_format format, bool grouped, bool raw, const char *only)
{
	static struct buf buf;
	struct table_head head = { .report = "test",
		.title = "Test",
		.parameters = parameters,
		.nparameters = 1,
		.grouped = grouped,
		.raw = raw,
		.only = only };
	struct err e = { .code = ERR_NONE };
	struct table_writer *w;
	struct out out;

	buf_reset(&buf);
	out_init_buf(&out, &buf);
	CHECK(table_open(&w, format, &head, &out, NULL, &e) == 0 &&
		table_begin(w, &one, &e) == 0 &&
		row(w, "a,b", "EUR", &e) == 0 &&
		row(w, "=1+1", "JPY", &e) == 0 && table_end(w, &e) == 0 &&
		table_begin(w, &two, &e) == 0 && row(w, "", "KWD", &e) == 0 &&
		table_end(w, &e) == 0 && table_close(w, &e) == 0,
	    "%s", e.text);
	out_free(&out);
	return buf_text(&buf);
}

int
main(void)
{
	/* 4500000 x 10^-8 = 0.045; -1230 minor units: EUR -12.30, JPY -1230,
	 * KWD -1.230; 1793491200 s is 2026-11-01T00:00:00Z, day 20758. */
	CHECK_STR(written(TABLE_CSV, false, false, NULL),
	    "name,calls,time,exact,net,at,day,late\n"
	    "\"a,b\",12,60.001,0.045,-12.30,2026-11-01T00:00:00Z,2026-11-01,"
	    "yes\n"
	    "'=1+1,12,60.001,0.045,-1230,2026-11-01T00:00:00Z,2026-11-01,yes\n",
	    "csv: the first table");
	CHECK_STR(written(TABLE_CSV, true, true, NULL),
	    "by,name,calls,time,exact,net,at,day,late\n"
	    "one,\"a,b\",12,60.001,0.045,-12.30,2026-11-01T00:00:00Z,"
	    "2026-11-01,yes\n"
	    "one,=1+1,12,60.001,0.045,-1230,2026-11-01T00:00:00Z,2026-11-01,"
	    "yes\n"
	    "two,,12,60.001,0.045,-1.230,2026-11-01T00:00:00Z,2026-11-01,yes\n",
	    "csv: grouped and raw");
	CHECK_STR(written(TABLE_CSV, false, true, "two"),
	    "name,calls,time,exact,net,at,day,late\n"
	    ",12,60.001,0.045,-1.230,2026-11-01T00:00:00Z,2026-11-01,yes\n",
	    "csv: the one asked for");
	CHECK_STR(written(TABLE_JSON, false, false, "two"),
	    "{\"report\":\"test\",\"parameters\":{\"Period\":\"2026-10\"},"
	    "\"two\":[{\"name\":\"\",\"calls\":12,\"time\":\"60.001\","
	    "\"exact\":\"0.045\",\"net\":\"-1.230\","
	    "\"at\":\"2026-11-01T00:00:00Z\",\"day\":\"2026-11-01\","
	    "\"late\":true}]}\n",
	    "json");
	CHECK_STR(written(TABLE_TEXT, false, false, "two"),
	    "Test\nPeriod: 2026-10\n\nTwo\n"
	    "Name    Calls      Time     Exact       Net  At                    "
	    "Day         Late\n"
	    "           12    60.001     0.045    -1.230  2026-11-01T00:00:00Z  "
	    "2026-11-01  yes\n",
	    "text");
	return check_done();
}
