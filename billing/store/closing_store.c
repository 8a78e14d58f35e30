#include "store/closing_store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/document_row.h"
#include "store/manifest_store.h"
#include "store/stmt.h"

#define MARKS_5  "?, ?, ?, ?, ?"
#define MARKS_7  MARKS_5 ", ?, ?"
#define MARKS_10 MARKS_5 ", " MARKS_5
#define MARKS_20 MARKS_10 ", " MARKS_10

enum statement {
	INSERT_HEAD,
	INSERT_PARTY,
	INSERT_LINE,
	INSERT_TAX,
	INSERT_SUBSCRIBER,
	INSERT_USAGE,
	INSERT_ALLOWANCE,
	INSERT_TIE,
	INSERT_CHANGE,
	INSERT_CREDIT,
	INSERT_INTERVAL,
	INSERT_RUN,
	INSERT_NOTE,
	INSERT_WAIVED,
	INSERT_CLOSING,
	SELECT_CLOSED,
	SELECT_ITEM,
	SELECT_LAST_ID,
	SELECT_LAST,
	N_STATEMENTS
};

static const char *const sql[N_STATEMENTS] = {
	[INSERT_HEAD] = "INSERT INTO document (" DOCUMENT_SQL_HEAD ")"
			" VALUES (" MARKS_20 ", " MARKS_10 ", " MARKS_7 ", ?)",
	[INSERT_PARTY] =
	    "INSERT INTO document_party (document, role, " DOCUMENT_SQL_PARTY
	    ") VALUES (" MARKS_20 ", " MARKS_5 ")",
	[INSERT_LINE] =
	    "INSERT INTO document_line (document, position, " DOCUMENT_SQL_LINE
	    ") VALUES (" MARKS_20 ", " MARKS_7 ")",
	[INSERT_TAX] =
	    "INSERT INTO document_tax (document, position, " DOCUMENT_SQL_TAX
	    ") VALUES (" MARKS_7 ")",
	[INSERT_SUBSCRIBER] =
	    "INSERT INTO document_subscriber (document, " DOCUMENT_SQL_SUBSCRIBER
	    ") VALUES (" MARKS_7 ", ?)",
	[INSERT_USAGE] = "INSERT INTO document_usage (contract, document,"
			 " closing, " DOCUMENT_SQL_USAGE ") VALUES (" MARKS_7
			 ", " MARKS_7 ")",
	[INSERT_ALLOWANCE] =
	    "INSERT INTO document_allowance (document, " DOCUMENT_SQL_ALLOWANCE
	    ") VALUES (" MARKS_7 ")",
	[INSERT_TIE] =
	    "INSERT INTO document_tie (document, position, " DOCUMENT_SQL_TIE
	    ") VALUES (" MARKS_7 ")",
	[INSERT_CHANGE] =
	    "INSERT INTO document_change (document, position,"
	    " " DOCUMENT_SQL_CHANGE ") VALUES (" MARKS_7 ", " MARKS_5 ")",
	[INSERT_CREDIT] = "INSERT INTO credit_line (document, position,"
			  " corrects, line) VALUES (?, ?, ?, ?)",
	[INSERT_INTERVAL] =
	    "INSERT INTO closed_interval (contract, from_us,"
	    " until_us, closing, documents) VALUES (" MARKS_5 ")",
	[INSERT_RUN] = "INSERT INTO closing_run (closing, period, run)"
		       " VALUES (?, ?, ?)",
	[INSERT_NOTE] = "INSERT INTO closing_note (closing, position,"
			" severity, contract, text) VALUES (" MARKS_5 ")",
	[INSERT_WAIVED] = "INSERT INTO closing_waived (closing, what, period,"
			  " contract, reason, calls) VALUES (" MARKS_5 ", ?)",
	[INSERT_CLOSING] =
	    "INSERT INTO closing (number, until, date, now_us,"
	    " load, documents, intervals, left_out) VALUES (" MARKS_7 ", ?)",
	[SELECT_CLOSED] =
	    "SELECT max(until_us) FROM closed_interval WHERE contract = ?",
	[SELECT_ITEM] =
	    "SELECT coalesce(max(d.from_us = ?3), 0),"
	    " coalesce(max(d.from_us <> ?3), 0) FROM document AS d"
	    " JOIN document_line AS l ON l.document = d.id"
	    " WHERE d.contract = ?1 AND l.kind = 'item' AND l.ref = ?2"
	    " AND d.corrects IS NULL",
	[SELECT_LAST_ID] = "SELECT coalesce(max(id), 0) FROM document",
	[SELECT_LAST] =
	    "SELECT coalesce((SELECT max(series_seq) FROM document"
	    "  WHERE issuer = ?1 AND series = ?2 AND series_year = ?3), 0),"
	    " coalesce((SELECT date FROM document"
	    "  WHERE issuer = ?1 AND series = ?2"
	    "  ORDER BY series_year DESC, series_seq DESC LIMIT 1), '')",
};

struct closing_store {
	struct db *db;
	struct arena arena; /* for the arguments of one row */
	struct stmt st[N_STATEMENTS];
};

int
closing_store_open(struct closing_store **store, struct db *db, struct err *e)
{
	struct closing_store *s = mem_calloc(1, sizeof(*s));

	s->db = db;
	for (int i = 0; i < N_STATEMENTS; i++)
		if (stmt_prepare(&s->st[i], db, sql[i], e) < 0) {
			closing_store_close(s);
			return -1;
		}
	*store = s;
	return 0;
}

void
closing_store_close(struct closing_store *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < N_STATEMENTS; i++)
		stmt_free(&s->st[i]);
	arena_free(&s->arena);
	free(s);
}

int
closing_store_closed_until(struct closing_store *s, const char *contract,
    int64_t *until_us, struct err *e)
{
	struct stmt *st = &s->st[SELECT_CLOSED];
	int rc = stmt_row(st, e, ARGS(A_TEXT(contract)));

	*until_us = rc == 1 ? stmt_optint(st, 0) : INT64_MIN;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
closing_store_item_billed(struct closing_store *s, const char *contract,
    const char *ref, int64_t from_us, bool *here, bool *elsewhere,
    struct err *e)
{
	struct stmt *st = &s->st[SELECT_ITEM];
	int rc = stmt_row(st, e,
	    ARGS(A_TEXT(contract), A_TEXT(ref), A_INT(from_us)));

	*here = rc == 1 && stmt_int(st, 0) != 0;
	*elsewhere = rc == 1 && stmt_int(st, 1) != 0;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
closing_store_last(struct closing_store *s, const char *issuer,
    const char *series, int64_t year, struct closing_last *last, struct err *e)
{
	struct stmt *st = &s->st[SELECT_LAST];
	const char *day;
	int rc;

	*last = (struct closing_last){ .day = INT64_MIN };
	rc = stmt_row(st, e, ARGS(A_TEXT(issuer), A_TEXT(series), A_INT(year)));
	if (rc == 1) {
		last->seq = stmt_int(st, 0);
		day = stmt_text(st, 1);
		last->drawn = day[0] != '\0';
		if (last->drawn && row_date(day, &last->day, e) < 0)
			rc = err_ctx(e, "series %s", series);
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

/* Insert a row: ${lead} arguments, then the columns of ${row}. */
static int
insert(struct closing_store *s, enum statement which, const struct arg *lead,
    size_t n_lead, const struct row_column *columns, size_t n, const void *row,
    struct err *e)
{
	struct arg args[DOCUMENT_ROW_HEAD + 4];

	arena_reset(&s->arena);
	if (n_lead > 0)
		memcpy(args, lead, n_lead * sizeof(args[0]));
	row_args(columns, n, row, &s->arena, args + n_lead);
	return stmt_run(&s->st[which], e, args, n_lead + n);
}

static int
write_children(struct closing_store *s, const struct document *d, struct err *e)
{
	const struct arg id = A_INT(d->id);

	for (int role = 0; role < 2; role++)
		if (insert(s, INSERT_PARTY,
			ARGS(id, A_TEXT(document_role_words[role])),
			document_row_party, DOCUMENT_ROW_PARTY, &d->party[role],
			e) < 0)
			return -1;
	for (size_t i = 0; i < d->n_lines; i++)
		if (insert(s, INSERT_LINE, ARGS(id, A_INT((int64_t)i + 1)),
			document_row_line, DOCUMENT_ROW_LINE, &d->lines[i],
			e) < 0)
			return err_ctx(e, "line %zu", i + 1);
	for (size_t i = 0; d->corrects != 0 && i < d->n_lines; i++)
		if (stmt_run(&s->st[INSERT_CREDIT], e,
			ARGS(id, A_INT((int64_t)i + 1), A_INT(d->corrects),
			    A_INT(d->lines[i].corrects_line))) < 0)
			return err_ctx(e, "line %zu", i + 1);
	for (size_t i = 0; i < d->n_taxes; i++)
		if (insert(s, INSERT_TAX, ARGS(id, A_INT((int64_t)i + 1)),
			document_row_tax, DOCUMENT_ROW_TAX, &d->taxes[i],
			e) < 0)
			return err_ctx(e, "tax %zu", i + 1);
	for (size_t i = 0; i < d->n_subscribers; i++)
		if (insert(s, INSERT_SUBSCRIBER, ARGS(id),
			document_row_subscriber, DOCUMENT_ROW_SUBSCRIBER,
			&d->subscribers[i], e) < 0)
			return err_ctx(e, "subscriber %zu", i + 1);
	for (size_t i = 0; i < d->n_allowances; i++)
		if (insert(s, INSERT_ALLOWANCE, ARGS(id),
			document_row_allowance, DOCUMENT_ROW_ALLOWANCE,
			&d->allowances[i], e) < 0)
			return err_ctx(e, "allowances");
	for (size_t i = 0; i < d->n_ties; i++)
		if (insert(s, INSERT_TIE, ARGS(id, A_INT((int64_t)i + 1)),
			document_row_tie, DOCUMENT_ROW_TIE, &d->ties[i], e) < 0)
			return err_ctx(e, "tie %zu", i + 1);
	for (size_t i = 0; i < d->n_changes; i++)
		if (insert(s, INSERT_CHANGE, ARGS(id, A_INT((int64_t)i + 1)),
			document_row_change, DOCUMENT_ROW_CHANGE,
			&d->changes[i], e) < 0)
			return err_ctx(e, "change %zu", i + 1);
	for (size_t i = 0; i < d->n_usages; i++)
		if (closing_store_usage(s, d->contract, d->id, d->closing,
			&d->usages[i], e) < 0)
			return -1;
	return 0;
}

int
closing_store_write(struct closing_store *s, struct document *d, struct err *e)
{
	struct stmt *last = &s->st[SELECT_LAST_ID];

	if (stmt_row(last, e, NO_ARGS) < 0)
		return -1;
	d->id = stmt_int(last, 0) + 1;
	stmt_reset(last);
	if (write_children(s, d, e) < 0 ||
	    insert(s, INSERT_HEAD, NO_ARGS, document_row_head,
		DOCUMENT_ROW_HEAD, d, e) < 0)
		return err_ctx(e, "document %s of %s", d->number, d->contract);
	return 0;
}

int
closing_store_usage(struct closing_store *s, const char *contract,
    int64_t document, int64_t closing, const struct document_usage *usage,
    struct err *e)
{
	if (insert(s, INSERT_USAGE,
		ARGS(A_TEXT(contract), document == 0 ? A_NULL : A_INT(document),
		    A_INT(closing)),
		document_row_usage, DOCUMENT_ROW_USAGE, usage, e) < 0)
		return err_ctx(e, "charges of %s in %s.%" PRId64, contract,
		    usage->period, usage->run);
	return 0;
}

int
closing_store_interval(struct closing_store *s, const char *contract,
    int64_t from_us, int64_t until_us, int64_t closing, int64_t documents,
    struct err *e)
{
	return stmt_run(&s->st[INSERT_INTERVAL], e,
	    ARGS(A_TEXT(contract), A_INT(from_us), A_INT(until_us),
		A_INT(closing), A_INT(documents)));
}

int
closing_store_run(struct closing_store *s, int64_t closing, const char *period,
    int64_t run, struct err *e)
{
	return stmt_run(&s->st[INSERT_RUN], e,
	    ARGS(A_INT(closing), A_TEXT(period), A_INT(run)));
}

int
closing_store_note(struct closing_store *s, int64_t closing, int64_t position,
    const char *severity, const char *contract, const char *text, struct err *e)
{
	return stmt_run(&s->st[INSERT_NOTE], e,
	    ARGS(A_INT(closing), A_INT(position), A_TEXT(severity),
		A_TEXT(contract), A_TEXT(text)));
}

int
closing_store_waived(struct closing_store *s, int64_t closing, const char *what,
    const char *period, const char *contract, const char *reason, int64_t calls,
    struct err *e)
{
	return stmt_run(&s->st[INSERT_WAIVED], e,
	    ARGS(A_INT(closing), A_TEXT(what), A_TEXT(period), A_TEXT(contract),
		A_TEXT(reason), A_INT(calls)));
}

int
closing_store_finish(struct closing_store *s, const struct closing *c,
    struct err *e)
{
	char until[ROW_DATE_TEXT], date[ROW_DATE_TEXT] = "";

	row_date_text(until, c->until_day);
	if (c->date_day != INT64_MIN)
		row_date_text(date, c->date_day);
	if (stmt_run(&s->st[INSERT_CLOSING], e,
		ARGS(A_INT(c->number), A_TEXT(until), A_TEXT(date),
		    A_INT(c->now_us), A_INT(c->load), A_INT(c->documents),
		    A_INT(c->intervals), A_INT(c->left_out))) < 0)
		return -1;
	return manifest_write(s->db, c->number, e);
}
