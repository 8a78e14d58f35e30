/* Every charge, in the order of the charges file: for machines and auditors. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "money/currency.h"
#include "report/report.h"
#include "store/report_store.h"

static const struct column columns[] = {
	{ "call_id", "Call", CELL_TEXT, 36, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "tier", "Tier", CELL_TEXT, 9, false },
	{ "direction", "Direction", CELL_TEXT, 9, false },
	{ "subscriber", "Subscriber", CELL_TEXT, 24, false },
	{ "profile", "Profile", CELL_TEXT, 16, false },
	{ "fee", "Fee", CELL_TEXT, 12, false },
	{ "zone", "Zone", CELL_TEXT, 20, false },
	{ "zone_detail", "Detail", CELL_TEXT, 20, false },
	{ "band", "Band", CELL_TEXT, 9, false },
	{ "start", "Start", CELL_TIME, 27, false },
	{ "duration_ms", "Duration ms", CELL_COUNT, 11, true },
	{ "billed_s", "Billed s", CELL_S, 9, true },
	{ "free_s", "Free s", CELL_S, 7, true },
	{ "price", "Price", CELL_E8, 14, true },
	{ "cash", "Cash", CELL_E8, 12, true },
	{ "amount", "Amount", CELL_E8, 14, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "late", "Late", CELL_YESNO, 4, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "charges",
	.title = "Charges",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 17,
};

static int
charge_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 15));
	int64_t price_e8 = stmt_int(s, 13), cash_e8 = stmt_int(s, 14);
	const char *call_id;
	int64_t amount_e8;

	call_id = r->call_id(r->ctx, stmt_text(s, 17), stmt_int(s, 18), e);
	if (call_id == NULL)
		return -1;
	if (__builtin_sub_overflow(price_e8, cash_e8, &amount_e8))
		return err_set(e, ERR_DATA, "call %s: amount too large",
		    call_id);
	return table_row(r->writer,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(call_id),
		CELL_STR(stmt_text(s, 0)),
		CELL_STR(tier_words[stmt_int(s, 1)]),
		CELL_STR(direction_words[stmt_int(s, 2)]),
		CELL_STR(stmt_text(s, 3)),
		CELL_STR(stmt_text(s, 4)),
		CELL_STR(stmt_text(s, 5)),
		CELL_STR(stmt_text(s, 6)),
		CELL_STR(stmt_text(s, 7)),
		CELL_STR(stmt_text(s, 8)),
		CELL_NUM(stmt_int(s, 9)),
		CELL_NUM(stmt_int(s, 10)),
		CELL_NUM(stmt_int(s, 11)),
		CELL_NUM(stmt_int(s, 12)),
		CELL_MONEY(price_e8, in),
		CELL_MONEY(cash_e8, in),
		CELL_MONEY(amount_e8, in),
		CELL_STR(stmt_text(s, 15)),
		CELL_NUM(stmt_int(s, 16)),
	    },
	    e);
}

/* The charges of one period, read in order. */
struct cursor {
	struct report_reader *reader;
	struct stmt rows;
	int more; /* a row is ready */
};

static int
cursor_open(struct cursor *c, const struct report_request *r,
    const char *period, struct err *e)
{
	int found;

	if (report_reader_clone(&c->reader, r->reader, e) < 0)
		return -1;
	found = report_reader_period(c->reader, period, e);
	if (found <= 0)
		return found;
	if (report_reader_charge_rows(c->reader, &c->rows, e) < 0)
		return -1;
	c->more = stmt_step(&c->rows, e);
	return c->more < 0 ? -1 : 0;
}

/* The cursor whose contract comes first; of the same one, the earlier period.
 */
static struct cursor *
first_of(struct cursor *cursors, size_t n)
{
	struct cursor *first = NULL;

	for (size_t i = 0; i < n; i++) {
		struct cursor *c = &cursors[i];

		if (c->more > 0 &&
		    (first == NULL ||
			strcmp(stmt_text(&c->rows, 0),
			    stmt_text(&first->rows, 0)) < 0))
			first = c;
	}
	return first;
}

/*
 * Ordered by contract, then time: each period's file is in that order, and
 * periods follow each other in time, so the contracts are merged.
 */
int
report_charges(const struct report_request *r, struct err *e)
{
	struct cursor *cursors = mem_calloc(r->nperiods + 1, sizeof(*cursors));
	struct cursor *c;
	int rc = -1;

	if (table_begin(r->writer, &table, e) < 0)
		goto out;
	for (size_t p = 0; p < r->nperiods; p++)
		if (cursor_open(&cursors[p], r, r->periods[p], e) < 0)
			goto out;
	while ((c = first_of(cursors, r->nperiods)) != NULL)
		if (charge_row(r, &c->rows, e) < 0 ||
		    (c->more = stmt_step(&c->rows, e)) < 0)
			goto out;
	rc = table_end(r->writer, e);
out:
	for (size_t p = 0; p < r->nperiods; p++) {
		stmt_free(&cursors[p].rows);
		report_reader_close(cursors[p].reader);
	}
	free(cursors);
	return rc;
}
