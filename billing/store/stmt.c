#include <assert.h>
#include <limits.h>
#include <string.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/stmt.h"
#include "store/stmt_kept.h"

static const char sql_root_page[] =
    "SELECT rootpage, (SELECT page_size FROM pragma_page_size)"
    "  FROM sqlite_master WHERE type = 'table' AND name = ?1";

struct arg
stmt_arg_int(int64_t v)
{
	return v == INT64_MIN ? A_NULL : A_INT(v);
}

/* The error of the connection; what a trigger says needs no SQL beside it. */
static int
fault(const struct stmt *s, int rc, struct err *e)
{
	int said = (rc & 0xff) == SQLITE_CONSTRAINT ||
	    (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_FULL;

	return db_fault(s->db, rc, said ? "" : sqlite3_sql(s->handle), e);
}

int
stmt_prepare(struct stmt *s, struct db *db, const char *sql, struct err *e)
{
	const char *rest;
	int rc;

	*s = (struct stmt){ .db = db,
		.handle = stmt_kept_again(db_statements(db), sql) };
	if (s->handle != NULL)
		return 0;
	rc = sqlite3_prepare_v3(db_handle(db), sql, -1,
	    SQLITE_PREPARE_PERSISTENT, &s->handle, &rest);
	if (rc != SQLITE_OK)
		return db_fault(db, rc, sql, e);
	if (s->handle == NULL || rest[strspn(rest, " \t\n;")] != '\0') {
		stmt_free(s);
		return err_set(e, ERR_INTERNAL, "not one statement: %s", sql);
	}
	return 0;
}

static int
bind_one(struct stmt *s, int i, const struct arg *a)
{
	switch (a->type) {
	case ARG_NULL:
		break;
	case ARG_INT:
		return sqlite3_bind_int64(s->handle, i, a->i);
	case ARG_TEXT:
		if (a->p == NULL)
			break;
		assert(a->len <= INT_MAX);
		return sqlite3_bind_text(s->handle, i, a->p,
		    a->len > 0 ? (int)a->len : -1, SQLITE_STATIC);
	case ARG_BLOB:
		return sqlite3_bind_blob64(s->handle, i,
		    a->p != NULL ? a->p : "", a->len, SQLITE_STATIC);
	}
	return sqlite3_bind_null(s->handle, i);
}

int
stmt_bind(struct stmt *s, struct err *e, const struct arg *args, size_t n)
{
	int rc;

	if (n != (size_t)sqlite3_bind_parameter_count(s->handle))
		return err_set(e, ERR_INTERNAL, "%zu arguments for: %s", n,
		    sqlite3_sql(s->handle));
	/* The result of the last run was reported by stmt_step(). */
	(void)sqlite3_reset(s->handle);
	for (size_t i = 0; i < n; i++) {
		rc = bind_one(s, (int)i + 1, &args[i]);
		if (rc != SQLITE_OK)
			return fault(s, rc, e);
	}
	return 0;
}

int
stmt_step(struct stmt *s, struct err *e)
{
	int rc = sqlite3_step(s->handle);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE) {
		(void)fault(s, rc, e);
		(void)sqlite3_reset(s->handle);
		return -1;
	}
	(void)sqlite3_reset(s->handle);
	return 0;
}

static int
run(struct stmt *s, struct err *e, const struct arg *args, size_t n)
{
	int rc;

	if (stmt_bind(s, e, args, n) < 0)
		return -1;
	rc = stmt_step(s, e);
	db_changed(s->db);
	if (rc > 0) {
		stmt_reset(s);
		return err_set(e, ERR_INTERNAL, "returns rows: %s",
		    sqlite3_sql(s->handle));
	}
	return rc;
}

/* Alone it is a transaction, which ends as all of them do. */
int
stmt_run(struct stmt *s, struct err *e, const struct arg *args, size_t n)
{
	int rc;

	if (db_in_transaction(s->db) || !db_is_book(s->db) ||
	    sqlite3_stmt_readonly(s->handle))
		return run(s, e, args, n);
	if (db_begin(s->db, e) < 0)
		return -1;
	rc = run(s, e, args, n);
	if (rc == 0)
		rc = db_commit(s->db, e);
	if (rc < 0)
		db_rollback(s->db);
	return rc;
}

int
stmt_row(struct stmt *s, struct err *e, const struct arg *args, size_t n)
{
	if (stmt_bind(s, e, args, n) < 0)
		return -1;
	return stmt_step(s, e);
}

bool
stmt_is_null(const struct stmt *s, int column)
{
	return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

int64_t
stmt_int(const struct stmt *s, int column)
{
	return sqlite3_column_int64(s->handle, column);
}

int64_t
stmt_optint(const struct stmt *s, int column)
{
	return stmt_is_null(s, column) ? INT64_MIN : stmt_int(s, column);
}

const char *
stmt_text(const struct stmt *s, int column)
{
	const unsigned char *t = sqlite3_column_text(s->handle, column);

	if (t == NULL && !stmt_is_null(s, column))
		mem_exhausted();
	return t != NULL ? (const char *)t : "";
}

const void *
stmt_blob(const struct stmt *s, int column, size_t *len)
{
	const void *p = sqlite3_column_blob(s->handle, column);

	*len = stmt_bytes(s, column);
	return p;
}

size_t
stmt_bytes(const struct stmt *s, int column)
{
	return (size_t)sqlite3_column_bytes(s->handle, column);
}

void
stmt_reset(struct stmt *s)
{
	(void)sqlite3_reset(s->handle);
}

void
stmt_free(struct stmt *s)
{
	if (s->handle != NULL)
		stmt_kept_add(db_statements(s->db), s->handle);
	*s = (struct stmt){ 0 };
}

int
stmt_root_page(struct db *db, const char *table, uint32_t *root,
    uint32_t *page_size, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_root_page, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_TEXT(table)));
	if (rc > 0) {
		*root = (uint32_t)stmt_int(&s, 0);
		*page_size = (uint32_t)stmt_int(&s, 1);
	}
	stmt_free(&s);
	if (rc > 0)
		return 0;
	return rc < 0 ? -1
		      : err_set(e, ERR_DATA, "%s: has no table \"%s\"",
			    db_path(db), table);
}
