#include "store/book_rewind.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/book_copy.h"
#include "store/db.h"
#include "store/stmt.h"

/*
 * Closings that billed from an earlier run of the period came before this one,
 * those that billed from this one or a later one came after it; of those between,
 * which billed nothing of the period, the times decide.
 */
static const char sql_runs[] =
    "WITH kept AS (SELECT r.*,"
    " (SELECT min(c.closing) FROM closing_run AS c"
    "  WHERE c.period = r.period AND c.run = r.run) AS closing,"
    " coalesce((SELECT max(c.closing) FROM closing_run AS c"
    "  WHERE c.period = r.period AND c.run < r.run), 0) AS low,"
    " coalesce((SELECT min(c.closing) FROM closing_run AS c"
    "  WHERE c.period = r.period AND c.run >= r.run),"
    "  (SELECT max(number) + 1 FROM closing), 1) AS high"
    " FROM rating_run AS r WHERE r.current = 1 OR EXISTS"
    " (SELECT 1 FROM closing_run AS c"
    "  WHERE c.period = r.period AND c.run = r.run))"
    "SELECT period, run, file, load, sha256, time_us, closing,"
    " coalesce((SELECT max(number) FROM closing"
    "  WHERE number > low AND number < high AND now_us < time_us), low),"
    " coalesce((SELECT max(number) FROM closing"
    "  WHERE number > low AND number < high AND now_us <= time_us), low)"
    " FROM kept ORDER BY period, run";
/* The documents of a closing that takes the place of others. */
static const char sql_corrected[] =
    "SELECT contract, min(from_us), max(until_us) FROM document"
    " WHERE closing = ?1 AND (revision > 1 OR corrects IS NOT NULL)"
    " AND kind <> 'margin' GROUP BY contract";
static const char sql_released[] =
    "SELECT id FROM document WHERE contract = ?1 AND from_us >= ?2"
    " AND until_us <= ?3 AND closing < ?4 AND kind <> 'margin' ORDER BY id";
/* What was left of a limit when the period was rated. */
static const char sql_limit[] =
    "SELECT limit_e8 - coalesce((SELECT sum(bought_e8) FROM document_usage"
    "  WHERE closing = ?1 AND contract = ?2 AND period < ?3), 0)"
    " FROM balance_correction WHERE closing = ?1 AND contract = ?2"
    " AND limit_e8 IS NOT NULL";
static const char sql_triggers[] =
    "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
static const char sql_read[] = "SELECT file FROM segment ORDER BY id";
static const char sql_keep[] =
    "INSERT INTO temp.rewind_segment (file) VALUES (?1)";
static const char sql_missing[] =
    "SELECT file FROM temp.rewind_segment WHERE file NOT IN"
    " (SELECT file FROM main.segment WHERE period = ?1) ORDER BY file";

/* ?1 the last closing before the run, ?2 its period, ?3 its number, ?4 the
 * closing that billed from it, ?5 its time. */
static const struct back {
	const char *sql;
	size_t nargs;
} back[] = {
	{ "DELETE FROM document_usage WHERE closing > ?1", 1 },
	{ "DELETE FROM closed_interval WHERE closing > ?1", 1 },
	{ "DELETE FROM frozen_balance WHERE closing > ?1", 1 },
	{ "DELETE FROM frozen_balance_entry WHERE closing > ?1", 1 },
	{ "DELETE FROM frozen_balance_lock WHERE closing > ?1", 1 },
	{ "DELETE FROM balance_correction WHERE closing > ?1", 1 },
	{ "DELETE FROM rating_run WHERE period > ?2"
	  " OR (period = ?2 AND run >= ?3)",
	    3 },
	/* what was carried over came from the last file that was billed from */
	{ "UPDATE rating_run SET current = 0 WHERE period = ?2", 2 },
	{ "UPDATE rating_run SET current = 1 WHERE period = ?2 AND run ="
	  " (SELECT max(run) FROM closing_run WHERE period = ?2"
	  "  AND closing <= ?1)",
	    2 },
	/* earlier periods: what the same closing billed from, else the last
	 * that was there */
	{ "UPDATE rating_run SET current = 0 WHERE period < ?2", 2 },
	{ "UPDATE rating_run SET current = 1 WHERE period < ?2 AND run = coalesce("
	  "(SELECT c.run FROM closing_run AS c WHERE c.closing = ?4"
	  "  AND c.period = rating_run.period),"
	  "(SELECT max(k.run) FROM temp.rewind_run AS k"
	  "  WHERE k.period = rating_run.period AND k.time_us <= ?5"
	  "  AND NOT EXISTS (SELECT 1 FROM closing_run AS c"
	  "   WHERE c.period = k.period AND c.run < k.run AND c.closing > ?1)),"
	  "(SELECT max(k.run) FROM temp.rewind_run AS k"
	  "  WHERE k.period = rating_run.period))",
	    5 },
	{ "DELETE FROM segment WHERE period = ?2 AND file NOT IN"
	  " (SELECT file FROM temp.rewind_segment)",
	    2 },
};

/* --- which runs there are --------------------------------------------------- */

static int
read_released(const struct book *b, struct arena *a, struct book_rewind_run *r,
    struct err *e)
{
	struct stmt s = { 0 };
	int64_t *ids = NULL;
	size_t cap = 0, n = 0;
	int rc = stmt_prepare(&s, b->db, sql_released, e);

	if (rc == 0)
		rc = stmt_bind(&s, e,
		    ARGS(A_TEXT(r->contract), A_INT(r->from_us),
			A_INT(r->until_us), A_INT(r->closing)));
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		ids = mem_grow(ids, n, &cap, sizeof(*ids));
		ids[n++] = stmt_int(&s, 0);
		rc = 0;
	}
	stmt_free(&s);
	if (n > 0) {
		int64_t *copy = ARENA_NEW(a, int64_t, n);

		memcpy(copy, ids, n * sizeof(*ids));
		r->documents = copy;
		r->n_documents = n;
	}
	free(ids);
	return rc;
}

static int
read_limit(const struct book *b, struct book_rewind_run *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_limit, e);

	if (rc == 0)
		rc = stmt_row(&s, e,
		    ARGS(A_INT(r->closing), A_TEXT(r->contract),
			A_TEXT(r->period)));
	r->limited = rc > 0;
	r->limit_e8 = rc > 0 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

/* Was the run made by the correction that read it first? */
static int
find_correction(const struct book *b, struct arena *a,
    struct book_rewind_run *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_corrected, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_INT(r->closing)));
	if (rc > 0) {
		r->contract = arena_strdup(a, stmt_text(&s, 0));
		r->from_us = stmt_int(&s, 1);
		r->until_us = stmt_int(&s, 2);
	}
	stmt_free(&s);
	if (rc > 0)
		rc = read_limit(b, r, e) < 0 ? -1 : read_released(b, a, r, e);
	return rc;
}

int
book_rewind_runs(const struct book *b, struct arena *a,
    struct book_rewind_run **out, size_t *n, struct err *e)
{
	struct book_rewind_run *runs = NULL, *r;
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc = stmt_prepare(&s, b->db, sql_runs, e);

	*n = 0;
	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		runs = mem_grow(runs, *n, &cap, sizeof(*runs));
		r = &runs[(*n)++];
		*r = (struct book_rewind_run){ .period = arena_strdup(a,
						   stmt_text(&s, 0)),
			.run = stmt_int(&s, 1),
			.load = stmt_int(&s, 3),
			.time_us = stmt_int(&s, 5),
			.closing = stmt_int(&s, 6),
			.before = stmt_int(&s, 7),
			.before_max = stmt_int(&s, 8) };
		(void)snprintf(r->file, sizeof(r->file), "%s",
		    stmt_text(&s, 2));
		(void)snprintf(r->sha256, sizeof(r->sha256), "%s",
		    stmt_text(&s, 4));
		rc = r->closing == 0 ? 0 : find_correction(b, a, r, e);
	}
	stmt_free(&s);
	*out = ARENA_NEW(a, struct book_rewind_run, *n);
	if (*n > 0)
		memcpy(*out, runs, *n * sizeof(*runs));
	free(runs);
	return rc;
}

/* --- the copy ---------------------------------------------------------------- */

static int
link_to(const char *from, const char *to, struct err *e)
{
	char whole[PATH_MAX];

	if (realpath(from, whole) == NULL)
		return errno == ENOENT
		    ? 0
		    : err_set(e, ERR_IO, "%s: %s", from, strerror(errno));
	if (symlink(whole, to) < 0)
		return err_set(e, ERR_IO, "making %s: %s", to, strerror(errno));
	return 0;
}

/* Files are written to charges/, so it is a folder of its own. */
static int
link_charges(const struct book *b, const char *dir, struct arena *a,
    struct err *e)
{
	char theirs[FILE_PATH_MAX], ours[FILE_PATH_MAX], from[FILE_PATH_MAX],
	    to[FILE_PATH_MAX];
	struct folder_entry *in;
	size_t n;

	if (book_path(theirs, b, "charges", e) < 0 ||
	    file_path_join(ours, dir, "charges", e) < 0 ||
	    file_mkdirs(ours, e) < 0 || folder_read(theirs, a, &in, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (in[i].name[0] != '.' && !in[i].folder &&
		    (file_path_join(from, theirs, in[i].name, e) < 0 ||
			file_path_join(to, ours, in[i].name, e) < 0 ||
			link_to(from, to, e) < 0))
			return -1;
	return 0;
}

int
book_rewind_copy(const struct book *b, const char *dir, struct arena *a,
    struct err *e)
{
	char from[FILE_PATH_MAX], to[FILE_PATH_MAX];

	if (book_copy(b, dir, e) < 0 || book_path(from, b, "calls", e) < 0 ||
	    file_path_join(to, dir, "calls", e) < 0 || link_to(from, to, e) < 0)
		return -1;
	return link_charges(b, dir, a, e);
}

/* The rows of the copy are to be deleted, which triggers forbid. */
static int
drop_triggers(struct book *copy, struct err *e)
{
	struct stmt s = { 0 };
	struct buf sql = { 0 };
	int rc = stmt_prepare(&s, copy->db, sql_triggers, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		buf_printf(&sql, "DROP TRIGGER \"%s\";", stmt_text(&s, 0));
		rc = 0;
	}
	stmt_free(&s);
	if (rc == 0)
		rc = db_exec(copy->db, buf_text(&sql), e);
	buf_free(&sql);
	return rc;
}

int
book_rewind_open(struct book *copy, const char *dir, const char *program,
    struct err *e)
{
	if (book_open(copy, dir, BOOK_WRITE, program, e) < 0)
		return -1;
	if (db_exec(copy->db,
		"PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;"
		"CREATE TEMP TABLE rewind_segment (file TEXT PRIMARY KEY);"
		"CREATE TEMP TABLE rewind_run AS SELECT period, run, time_us"
		" FROM rating_run AS r WHERE current = 1 OR EXISTS"
		" (SELECT 1 FROM closing_run AS c"
		"  WHERE c.period = r.period AND c.run = r.run)",
		e) == 0 &&
	    drop_triggers(copy, e) == 0)
		return 0;
	book_close(copy);
	return -1;
}

/* The files of calls that a charges file names. */
static int
read_segments(struct book *copy, const char *file, struct err *e)
{
	char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct stmt from = { 0 }, to = { 0 };
	struct db *db = NULL;
	int rc = -1;

	if (book_path(folder, copy, "charges", e) == 0 &&
	    file_path_join(path, folder, file, e) == 0 &&
	    db_open_part(&db, path, DB_CHARGES, e) == 0 &&
	    stmt_prepare(&from, db, sql_read, e) == 0 &&
	    stmt_prepare(&to, copy->db, sql_keep, e) == 0)
		rc = stmt_bind(&from, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&from, e)) > 0)
		rc = stmt_run(&to, e, ARGS(A_TEXT(stmt_text(&from, 0))));
	stmt_free(&from);
	stmt_free(&to);
	db_close(db);
	return rc;
}

static int
find_missing(struct book *copy, const char *period, struct arena *a,
    const char **missing, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, copy->db, sql_missing, e);

	*missing = NULL;
	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_TEXT(period)));
	if (rc > 0)
		*missing = arena_strdup(a, stmt_text(&s, 0));
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

static int
go_back(struct book *copy, const struct book_rewind_run *r, int64_t before,
    struct err *e)
{
	const struct arg args[] = { A_INT(before), A_TEXT(r->period),
		A_INT(r->run), A_INT(r->closing), A_INT(r->time_us) };
	int rc = 0;

	for (size_t i = 0; i < sizeof(back) / sizeof(back[0]) && rc == 0; i++) {
		struct stmt s = { 0 };

		rc = stmt_prepare(&s, copy->db, back[i].sql, e);
		if (rc == 0)
			rc = stmt_run(&s, e, args, back[i].nargs);
		stmt_free(&s);
	}
	return rc;
}

int
book_rewind_to(struct book *copy, const struct book_rewind_run *r,
    int64_t before, struct arena *a, const char **missing, struct err *e)
{
	*missing = NULL;
	if (db_begin(copy->db, e) < 0)
		return -1;
	if (read_segments(copy, r->file, e) == 0 &&
	    find_missing(copy, r->period, a, missing, e) == 0 &&
	    go_back(copy, r, before, e) == 0)
		return 0;
	book_rewind_undo(copy);
	return -1;
}

void
book_rewind_undo(struct book *copy)
{
	db_rollback(copy->db);
}
