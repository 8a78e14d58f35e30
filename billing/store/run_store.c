#include "store/run_store.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/db.h"
#include "store/stmt.h"

#define COLUMNS                                                       \
	"run, file, load, time_us, calls, charged, charges, unrated," \
	" listed, sha256"

static const char sql_current[] =
    "SELECT " COLUMNS " FROM rating_run WHERE period = ?1 AND current = 1";
static const char sql_last[] =
    "SELECT coalesce(max(run), 0) FROM rating_run WHERE period = ?1";
static const char sql_retire[] =
    "UPDATE rating_run SET current = 0 WHERE period = ?1 AND current = 1";
static const char sql_insert[] =
    "INSERT INTO rating_run (period, run, file, current, load, time_us, calls,"
    " charged, charges, unrated, listed, sha256)"
    " VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
static const char sql_periods[] =
    "SELECT period FROM rating_run WHERE current = 1 ORDER BY period";
/* Current, or what a closing was made of. */
static const char sql_needed[] =
    "SELECT 1 FROM rating_run WHERE file = ?1 AND (current = 1 OR EXISTS"
    " (SELECT 1 FROM closing_run WHERE closing_run.period = rating_run.period"
    " AND closing_run.run = rating_run.run))";

/* Every call read, every charge on a document that stands. */
static const char sql_closed[] =
    "SELECT 1 FROM rating_run AS r WHERE r.period = ?1 AND r.current = 1"
    " AND r.unrated = 0"
    " AND r.calls = (SELECT sum(s.calls) FROM segment AS s"
    " WHERE s.period = r.period)"
    " AND r.charges = (SELECT sum(u.calls) FROM document_usage AS u"
    " WHERE u.period = r.period)"
    " AND NOT EXISTS (SELECT 1 FROM document_usage AS u"
    " JOIN document AS c ON c.corrects = u.document"
    " WHERE u.period = r.period)";

/* The one row of ${sql}: 1, 0 or -1. */
static int
read_run(const struct book *b, const char *sql, const struct arg *args,
    size_t nargs, struct rating_run *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql, e);

	*r = (struct rating_run){ 0 };
	if (rc == 0)
		rc = stmt_row(&s, e, args, nargs);
	if (rc > 0) {
		r->run = stmt_int(&s, 0);
		(void)snprintf(r->file, sizeof(r->file), "%s",
		    stmt_text(&s, 1));
		r->load = stmt_int(&s, 2);
		r->time_us = stmt_int(&s, 3);
		r->calls = stmt_int(&s, 4);
		r->charged = stmt_int(&s, 5);
		r->charges = stmt_int(&s, 6);
		r->unrated = stmt_int(&s, 7);
		r->listed = stmt_int(&s, 8);
		(void)snprintf(r->sha256, sizeof(r->sha256), "%s",
		    stmt_text(&s, 9));
	}
	stmt_free(&s);
	return rc;
}

int
run_store_current(const struct book *b, const char *period,
    struct rating_run *r, struct err *e)
{
	return read_run(b, sql_current, ARGS(A_TEXT(period)), r, e);
}

int
run_store_is_closed(const struct book *b, const char *period, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_closed, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_TEXT(period)));
	stmt_free(&s);
	return rc;
}

int
run_store_next(const struct book *b, const char *period, struct rating_run *r,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_last, e);

	*r = (struct rating_run){ 0 };
	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_TEXT(period)));
	if (rc > 0) {
		r->run = stmt_int(&s, 0) + 1;
		(void)snprintf(r->file, sizeof(r->file), "%.7s.%" PRId64 ".db",
		    period, r->run);
	}
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
run_store_put(const struct book *b, const char *period,
    const struct rating_run *r, struct err *e)
{
	struct stmt retire = { 0 }, insert = { 0 };
	int rc = -1;

	if (stmt_prepare(&retire, b->db, sql_retire, e) == 0 &&
	    stmt_prepare(&insert, b->db, sql_insert, e) == 0 &&
	    stmt_run(&retire, e, ARGS(A_TEXT(period))) == 0)
		rc = stmt_run(&insert, e,
		    ARGS(A_TEXT(period), A_INT(r->run), A_TEXT(r->file),
			A_INT(r->load), A_INT(r->time_us), A_INT(r->calls),
			A_INT(r->charged), A_INT(r->charges), A_INT(r->unrated),
			A_INT(r->listed), A_TEXT(r->sha256)));
	stmt_free(&retire);
	stmt_free(&insert);
	return rc;
}

int
run_store_switch(const struct book *b, const char *period,
    const struct rating_run *r, struct err *e)
{
	if (db_begin(b->db, e) < 0)
		return -1;
	if (run_store_put(b, period, r, e) < 0 || db_commit(b->db, e) < 0) {
		db_rollback(b->db);
		return -1;
	}
	return 0;
}

int
run_store_periods(const struct book *b, struct arena *a,
    const char *const **out, size_t *n, struct err *e)
{
	const char **found = NULL, **copy;
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc = stmt_prepare(&s, b->db, sql_periods, e);

	*n = 0;
	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		found = mem_grow(found, *n, &cap, sizeof(*found));
		found[(*n)++] = arena_strdup(a, stmt_text(&s, 0));
		rc = 0;
	}
	stmt_free(&s);
	copy = ARENA_NEW(a, const char *, *n);
	if (*n > 0)
		memcpy(copy, found, *n * sizeof(*found));
	free(found);
	*out = copy;
	return rc;
}

static int
sweep(const struct book *b, struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct stmt s = { 0 };
	struct dirent *f;
	DIR *d;
	int rc = 0;

	if (book_path(dir, b, "charges", e) < 0)
		return -1;
	d = opendir(dir);
	if (d == NULL)
		return errno == ENOENT
		    ? 0
		    : err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
	rc = stmt_prepare(&s, b->db, sql_needed, e);
	while (rc == 0 && (errno = 0, f = readdir(d)) != NULL) {
		if (strstr(f->d_name, ".db") == NULL)
			continue;
		rc = stmt_row(&s, e, ARGS(A_TEXT(f->d_name)));
		stmt_reset(&s);
		if (rc > 0)
			rc = 0;
		else if (rc == 0 &&
		    (file_path_join(path, dir, f->d_name, e) < 0 ||
			file_remove(path, e) < 0))
			rc = -1;
	}
	if (rc == 0 && errno != 0)
		rc = err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
	(void)closedir(d);
	stmt_free(&s);
	return rc;
}

int
run_store_sweep(const struct book *b, struct err *e)
{
	return book_sweep(b, sweep, e);
}
