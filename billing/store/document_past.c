#include "store/document_past.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/document.h"
#include "store/db.h"
#include "store/stmt.h"

/* 2440587.5 is the Julian day of 1970-01-01. */
static const char sql_corrected[] =
    "SELECT number, CAST(julianday(date) - 2440587.5 AS INTEGER)"
    " FROM document WHERE id = ?";
static const char sql_history[] =
    "SELECT from_us, max(until_us), sum(total_minor) FROM document"
    " WHERE contract = ?1 AND issuer = ?2 AND category = ?3 AND currency = ?4"
    " AND kind IN ('invoice', 'credit_note') AND from_us <= ?5 AND id <= ?6"
    " GROUP BY from_us ORDER BY from_us DESC LIMIT ?7";

static int
read_corrected(struct db *db, struct arena *a, struct document *d,
    struct err *e)
{
	struct stmt st;
	int rc;

	if (d->corrects == 0)
		return 0;
	if (stmt_prepare(&st, db, sql_corrected, e) < 0)
		return -1;
	rc = stmt_row(&st, e, ARGS(A_INT(d->corrects)));
	if (rc == 1) {
		d->corrects_number = arena_strdup(a, stmt_text(&st, 0));
		d->corrects_day = stmt_int(&st, 1);
	}
	stmt_free(&st);
	return rc < 0 ? -1 : 0;
}

/* The newest come first: they are put in from the end. */
static int
read_history(struct db *db, struct arena *a, struct document *d, struct err *e)
{
	struct document_history *h =
	    ARENA_NEW(a, struct document_history, DOCUMENT_HISTORY_MAX);
	size_t first = DOCUMENT_HISTORY_MAX;
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_history, e) < 0)
		return -1;
	rc = stmt_bind(&st, e,
	    ARGS(A_TEXT(d->contract), A_TEXT(d->issuer),
		A_TEXT(template_category_words[d->category]),
		A_TEXT(d->currency), A_INT(d->from_us), A_INT(d->id),
		A_INT(DOCUMENT_HISTORY_MAX)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		h[--first] =
		    (struct document_history){ .from_us = stmt_int(&st, 0),
			    .until_us = stmt_int(&st, 1),
			    .total_minor = stmt_int(&st, 2) };
		rc = 0;
	}
	stmt_free(&st);
	d->history = h + first;
	d->n_history = DOCUMENT_HISTORY_MAX - first;
	return rc < 0 ? -1 : 0;
}

int
document_past_read(struct db *db, struct arena *a, struct document *d,
    struct err *e)
{
	bool billed =
	    d->kind == DOCUMENT_INVOICE || d->kind == DOCUMENT_CREDIT_NOTE;

	if (read_corrected(db, a, d, e) < 0 ||
	    (billed && read_history(db, a, d, e) < 0))
		return err_ctx(e, "document %" PRId64, d->id);
	return 0;
}
