#include "store/open_store.h"

#include <stdio.h>

#include "document/document_entity.h"

static const char sql_items[] = OPEN_ITEMS_SQL("main.document", "1");
static const char sql_payment[] =
    "SELECT ref, contract, date_day, amount_e8, currency, document, note, load,"
    " line FROM payments WHERE ref = ?";
static const char sql_pay[] =
    "INSERT INTO payments (ref, contract, date_day, amount_e8, currency,"
    " document, note, load, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char sql_contract[] = "SELECT 1 FROM contract_refs WHERE ref = ?";
static const char sql_document[] =
    "SELECT currency FROM document WHERE number = ? AND contract = ?"
    " AND kind IN ('invoice', 'credit_note') AND corrects IS NULL";

static const char sql_billed[] =
    "SELECT 1 FROM document WHERE contract = ? AND date <="
    " date(? * 86400, 'unixepoch') AND kind IN ('invoice', 'credit_note')"
    " AND corrects IS NULL LIMIT 1";

int
open_store_items(struct db *db, int64_t day, const char *contract,
    struct stmt *rows, struct err *e)
{
	if (stmt_prepare(rows, db, sql_items, e) < 0)
		return -1;
	return stmt_bind(rows, e, ARGS(A_INT(day), A_TEXT(contract)));
}

static const char *
text_or_null(const struct stmt *s, int column)
{
	return stmt_is_null(s, column) ? NULL : stmt_text(s, column);
}

int
open_store_payment(struct db *db, const char *ref, struct stmt *rows,
    struct payment *p, struct err *e)
{
	int rc;

	if (stmt_prepare(rows, db, sql_payment, e) < 0)
		return -1;
	rc = stmt_row(rows, e, ARGS(A_TEXT(ref)));
	if (rc == 1)
		*p = (struct payment){ .origin = { stmt_int(rows, 7),
					   stmt_int(rows, 8) },
			.ref = stmt_text(rows, 0),
			.contract = stmt_text(rows, 1),
			.date_day = stmt_int(rows, 2),
			.amount_e8 = stmt_int(rows, 3),
			.currency = stmt_text(rows, 4),
			.document = text_or_null(rows, 5),
			.note = text_or_null(rows, 6) };
	return rc;
}

int
open_store_pay(struct db *db, const struct payment *p, struct err *e)
{
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_pay, e) < 0)
		return -1;
	rc = stmt_run(&st, e,
	    ARGS(A_TEXT(p->ref), A_TEXT(p->contract), A_INT(p->date_day),
		A_INT(p->amount_e8), A_TEXT(p->currency), A_TEXT(p->document),
		A_TEXT(p->note), A_INT(p->origin.load), A_INT(p->origin.line)));
	stmt_free(&st);
	return rc;
}

/* Is there a row?  The first column of it, if wanted. */
static int
is_there(struct db *db, const char *sql, const struct arg *args, size_t n,
    char currency[4], struct err *e)
{
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql, e) < 0)
		return -1;
	rc = stmt_row(&st, e, args, n);
	if (rc == 1 && currency != NULL)
		(void)snprintf(currency, 4, "%s", stmt_text(&st, 0));
	stmt_free(&st);
	return rc;
}

int
open_store_contract(struct db *db, const char *ref, struct err *e)
{
	return is_there(db, sql_contract, ARGS(A_TEXT(ref)), NULL, e);
}

int
open_store_document(struct db *db, const char *number, const char *contract,
    char currency[4], struct err *e)
{
	return is_there(db, sql_document,
	    ARGS(A_TEXT(number), A_TEXT(contract)), currency, e);
}

int
open_store_billed(struct db *db, const char *contract, int64_t day,
    struct err *e)
{
	return is_there(db, sql_billed, ARGS(A_TEXT(contract), A_INT(day)),
	    NULL, e);
}
