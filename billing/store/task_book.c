#include "store/task_book.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/settings.h"
#include "store/book.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_attach[] = "ATTACH ?1 AS book";
static const char sql_create[] =
    "SELECT sql FROM book.sqlite_master WHERE type = 'table' AND name = ?1";

static const char sql_segments[] =
    "SELECT file, size, sha256 FROM segment WHERE period = ?1 ORDER BY file";

/* A table, and how its rows come over; NULL: it stays empty, for who reads all
 * of master data. */
struct copied {
	const char *table, *rows;
	size_t asks; /* so many of: the period, its run */
};

#define ALL(table)                                                            \
	{                                                                     \
#table,                                                       \
		    "INSERT INTO main." #table " SELECT * FROM book." #table, \
		    0                                                         \
	}
#define NONE(table)             \
	{                       \
#table, NULL, 0 \
	}

/* Of documents, those that bill the period and their revisions; of runs, what
 * balances go on from and what the period's documents took charges of. */
static const struct copied book_tables[] = {
	{ "loads",
	    "INSERT INTO main.loads SELECT * FROM book.loads"
	    " ORDER BY number DESC LIMIT 1",
	    0 },
	ALL(contacts),
	ALL(contracts),
	ALL(resellers),
	ALL(domains),
	ALL(networks),
	ALL(calendars),
	NONE(vat_rates),
	NONE(templates),
	NONE(mail_templates),
	NONE(series),
	ALL(profiles),
	ALL(bands),
	ALL(zones),
	ALL(fees),
	ALL(number_portability),
	ALL(packages),
	ALL(package_profiles),
	ALL(customers),
	ALL(subscribers),
	ALL(aliases),
	ALL(trusted_sources),
	ALL(profile_schedule),
	ALL(time_sets),
	ALL(peering_groups),
	ALL(peering_servers),
	ALL(outbound_rules),
	ALL(inbound_rules),
	ALL(vouchers),
	ALL(topups),
	ALL(opening_balances),
	NONE(payments),
	NONE(items),
	{ "segment",
	    "INSERT INTO main.segment SELECT * FROM book.segment"
	    " WHERE period = ?1",
	    1 },
	{ "rating_run",
	    "INSERT INTO main.rating_run (period, run, file, current, load,"
	    " time_us, calls, charged, charges, unrated, listed, sha256)"
	    " SELECT period, run, file, 1, load, time_us, calls, charged,"
	    " charges, unrated, listed, sha256 FROM book.rating_run"
	    " WHERE (period < ?1 AND current = 1)"
	    " OR (period = ?1 AND run = ?2)",
	    2 },
	ALL(closed_interval),
	{ "document_usage",
	    "INSERT INTO main.document_usage SELECT * FROM book.document_usage"
	    " WHERE period = ?1",
	    1 },
	{ "document",
	    "INSERT INTO main.document SELECT * FROM book.document WHERE"
	    " contract IN (SELECT contract FROM main.document_usage)",
	    0 },
	{ "credit_line",
	    "INSERT INTO main.credit_line SELECT * FROM book.credit_line WHERE"
	    " corrects IN (SELECT document FROM main.document_usage)",
	    0 },
	{ "document_line",
	    "INSERT INTO main.document_line SELECT * FROM book.document_line"
	    " WHERE document IN (SELECT document FROM main.document_usage)",
	    0 },
	ALL(frozen_balance),
	ALL(frozen_balance_entry),
	ALL(frozen_balance_lock),
	ALL(balance_correction),
};

static const struct copied balance_tables[] = {
	ALL(balance_part),
	ALL(balance_entry),
	ALL(balance_lock),
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* An empty file of a kind, and the one that its rows come from, as "book". */
static int
begin(struct db **db, const char *path, const char *from, int32_t kind,
    struct err *e)
{
	struct stmt s = { 0 };
	char pragma[128];
	int rc = -1;

	(void)snprintf(pragma, sizeof(pragma),
	    "PRAGMA locking_mode = NORMAL; PRAGMA foreign_keys = OFF;"
	    "PRAGMA application_id = %d; PRAGMA user_version = %d;",
	    (int)kind, kind == DB_BOOK ? db_version_newest() : 0);
	if (db_build(db, path, NULL, e) < 0)
		return -1;
	if (db_exec(*db, pragma, e) == 0 &&
	    stmt_prepare(&s, *db, sql_attach, e) == 0)
		rc = stmt_run(&s, e, ARGS(A_TEXT(from)));
	stmt_free(&s);
	return rc;
}

/* The table as the book has it, without its triggers and indexes. */
static int
create(struct db *db, const char *table, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_create, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_TEXT(table)));
	if (rc > 0 && db_exec(db, stmt_text(&s, 0), e) < 0)
		rc = -1;
	stmt_free(&s);
	return rc;
}

static int
fill(struct db *db, const struct copied *t, const char *period, int64_t run,
    struct err *e)
{
	struct stmt s = { 0 };
	const struct arg args[] = { A_TEXT(period), A_INT(run) };
	int rc = stmt_prepare(&s, db, t->rows, e);

	if (rc == 0)
		rc = stmt_run(&s, e, args, t->asks);
	stmt_free(&s);
	return rc;
}

static int
copy(const char *path, const char *from, int32_t kind,
    const struct copied *tables, size_t n, const char *period, int64_t run,
    struct err *e)
{
	struct db *db = NULL;
	int rc = begin(&db, path, from, kind, e);

	if (rc == 0)
		rc = db_begin_read(db, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int there = create(db, tables[i].table, e);

		if (there < 0 ||
		    (there > 0 && tables[i].rows != NULL &&
			fill(db, &tables[i], period, run, e) < 0))
			rc = err_ctx(e, "copying %s", tables[i].table);
	}
	if (rc == 0)
		rc = db_exec(db, "COMMIT", e);
	db_close(db);
	return rc;
}

int
task_book_database(const struct book *b, const char *period, int64_t run,
    const char *path, struct err *e)
{
	return copy(path, db_path(b->db), DB_BOOK, book_tables,
	    COUNT(book_tables), period, run, e);
}

int
task_book_balances(const char *from, const char *path, struct err *e)
{
	return copy(path, from, DB_CHARGES, balance_tables,
	    COUNT(balance_tables), "", 0, e);
}

/* --- call files ----------------------------------------------------------- */

int
task_book_segments(const struct book *b, const char *period, struct arena *a,
    struct task_book_segment **out, size_t *n, struct err *e)
{
	struct task_book_segment *found = NULL;
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc = stmt_prepare(&s, b->db, sql_segments, e);

	*n = 0;
	if (rc == 0)
		rc = stmt_bind(&s, e, ARGS(A_TEXT(period)));
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		struct task_book_segment *g;

		found = mem_grow(found, *n, &cap, sizeof(*found));
		g = &found[(*n)++];
		g->file = arena_strdup(a, stmt_text(&s, 0));
		g->size = stmt_int(&s, 1);
		(void)snprintf(g->sha256, sizeof(g->sha256), "%s",
		    stmt_text(&s, 2));
		rc = 0;
	}
	stmt_free(&s);
	if (found != NULL)
		arena_adopt(a, found);
	*out = found;
	return rc;
}

/* --- settings ------------------------------------------------------------- */

static void
put_setting(struct buf *b, const struct settings *s, const char *group,
    const char *key)
{
	const char *value = settings_text(s, group, key);

	if (value[0] != '\0')
		buf_printf(b, "%s=%s\n", key, value);
}

int
task_book_settings(const struct book *b, const char *path, struct err *e)
{
	static const char *const operator[] = { "contact", "timezone",
		"currency", "country" };
	struct buf text = { 0 };
	int fd, rc;

	buf_str(&text, "[operator]\n");
	for (size_t i = 0; i < COUNT(operator); i++)
		put_setting(&text, b->settings, "operator", operator[i]);
	buf_printf(&text, "[rating]\nmemory_mib=%" PRId64 "\n",
	    settings_int(b->settings, "rating", "memory_mib"));
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		rc = err_set(e, ERR_IO, "creating %s: %s", path,
		    strerror(errno));
	else
		rc = file_write(fd, text.data, text.len, path, e);
	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc =
		    err_set(e, ERR_IO, "closing %s: %s", path, strerror(errno));
	buf_free(&text);
	return rc;
}
