/* The rejects of store/import_store.h. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/import_store.h"
#include "store/stmt.h"

static const char sql_add[] =
    "INSERT INTO reject (batch, line, column, kind, reason, raw)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

static const char sql_list[] =
    "SELECT reject.id, reject.batch, line, column, kind, reason, raw,"
    "  reject.state, coalesce(by, ''), coalesce(note, ''), format,"
    "  coalesce(file.name, '')"
    " FROM reject"
    " JOIN batch ON batch.number = reject.batch AND batch.state = 'imported'"
    " LEFT JOIN file ON file.batch = reject.batch"
    " WHERE (?1 = 0 OR reject.batch = ?1)"
    "  AND (?2 = 0 OR reject.state = 'open')"
    " ORDER BY reject.batch, line, reject.id";

static const char sql_waive[] =
    "UPDATE reject SET state = 'waived', by = ?2, note = ?3, changed_us = ?4"
    " WHERE id = ?1 AND state = 'open'";

static const char sql_reimported[] =
    "UPDATE reject SET state = 'reimported', into_batch = ?2, changed_us = ?3"
    " WHERE id = ?1 AND state = 'open'";

static const char sql_reopen[] =
    "UPDATE reject SET state = 'open', into_batch = NULL, changed_us = NULL"
    " WHERE into_batch = ?1";

int
import_store_add_reject(struct db *db, const struct import_reject *r,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_add, e) < 0)
		return -1;
	rc = stmt_run(&s, e,
	    ARGS(A_INT(r->batch), A_INT(r->line), A_INT(r->column),
		A_TEXT(r->kind), A_TEXT(r->reason),
		A_BLOB(r->raw, r->raw_len)));
	stmt_free(&s);
	return rc;
}

static void
reject_row(const struct stmt *s, struct arena *a, struct import_reject *r)
{
	const void *raw;

	*r = (struct import_reject){
		.id = stmt_int(s, 0),
		.batch = stmt_int(s, 1),
		.line = stmt_int(s, 2),
		.column = stmt_int(s, 3),
		.kind = arena_strdup(a, stmt_text(s, 4)),
		.reason = arena_strdup(a, stmt_text(s, 5)),
		.state = arena_strdup(a, stmt_text(s, 7)),
		.by = arena_strdup(a, stmt_text(s, 8)),
		.note = arena_strdup(a, stmt_text(s, 9)),
		.format = arena_strdup(a, stmt_text(s, 10)),
		.file = arena_strdup(a, stmt_text(s, 11)),
	};
	raw = stmt_blob(s, 6, &r->raw_len);
	r->raw = arena_strndup(a, raw == NULL ? "" : raw, r->raw_len);
}

int
import_store_rejects(struct db *db, int64_t batch, int open_only,
    struct arena *a, struct import_reject **out, size_t *n, struct err *e)
{
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc;

	*out = NULL;
	*n = 0;
	if (stmt_prepare(&s, db, sql_list, e) < 0)
		return -1;
	rc = stmt_bind(&s, e, ARGS(A_INT(batch), A_INT(open_only)));
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		if (*n == cap) {
			struct import_reject *more;

			cap = cap == 0 ? 64 : 2 * cap;
			more = ARENA_NEW(a, struct import_reject, cap);
			if (*n > 0)
				memcpy(more, *out, *n * sizeof(*more));
			*out = more;
		}
		reject_row(&s, a, &(*out)[(*n)++]);
		rc = 0;
	}
	stmt_free(&s);
	return rc;
}

static int
reject_change(struct db *db, const char *sql, struct err *e,
    const struct arg *args, size_t n)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	rc = stmt_run(&s, e, args, n);
	stmt_free(&s);
	return rc;
}

int
import_store_waive(struct db *db, int64_t reject, const char *by,
    const char *note, int64_t now_us, struct err *e)
{
	return reject_change(db, sql_waive, e,
	    ARGS(A_INT(reject), A_TEXT(by), A_TEXT(note), A_INT(now_us)));
}

int
import_store_reimported(struct db *db, int64_t reject, int64_t into_batch,
    int64_t now_us, struct err *e)
{
	return reject_change(db, sql_reimported, e,
	    ARGS(A_INT(reject), A_INT(into_batch), A_INT(now_us)));
}

int
import_store_reopen(struct db *db, int64_t into_batch, struct err *e)
{
	return reject_change(db, sql_reopen, e, ARGS(A_INT(into_batch)));
}
