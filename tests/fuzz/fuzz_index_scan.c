/*
 * A table and an index of a SQLite file, damaged byte by byte: rows in
 * ascending order or an error, never more; and where SQLite finds nothing wrong
 * with the file, its rows.
 */
#include <assert.h>
#include <stdbool.h>

#include <sqlite3.h>

#include "base/err.h"
#include "store/index_scan.h"
#include "store/table_scan.h"

#include "fuzz_patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small pages make a tree of several levels of few rows. */
#define PAGE_SIZE 512
#define ROWS_MAX  3000

static const char sql_make[] =
    "PRAGMA page_size = 512;"
    "CREATE TABLE pair (a INTEGER NOT NULL, b INTEGER NOT NULL,"
    "  PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER, s TEXT) STRICT;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 700)"
    "INSERT INTO pair SELECT i * i * i * 7919 - (i % 5) * 1000000007, i % 9"
    "  FROM n;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 200)"
    "INSERT INTO t SELECT i * 3, CASE WHEN i % 7 THEN i * i * i * 7919 END,"
    "  printf('%.*c', CASE i % 50 WHEN 9 THEN 900 ELSE i % 60 END, 'x')"
    "  FROM n;";

static struct fuzz_patch file;
static uint32_t pair_root, t_root;

struct row {
	int64_t key, number;
	bool null;
	int len; /* -1: the row does not lie on one page */
};

struct rows {
	struct row row[ROWS_MAX];
	size_t n;
	bool good; /* all were read */
};

static struct rows ours, theirs;

static void
end(void)
{
	fuzz_patch_end(&file);
}

static int64_t
number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;
	int64_t n;

	assert(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return n;
}

static void
make(void)
{
	sqlite3 *db;

	fuzz_patch_begin(&file, "index.db");
	(void)atexit(end);
	assert(sqlite3_open(file.path, &db) == SQLITE_OK &&
	    sqlite3_exec(db, sql_make, NULL, NULL, NULL) == SQLITE_OK);
	pair_root = (uint32_t)number(db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 'pair'");
	t_root = (uint32_t)number(db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 't'");
	(void)sqlite3_close(db);
	fuzz_patch_made(&file);
	file.from = PAGE_SIZE; /* the schema is SQLite's affair */
}

static void
add(struct rows *r, struct row row)
{
	assert(r->n < ROWS_MAX); /* as many as there are pages, at most */
	r->row[r->n++] = row;
}

static void
read_pairs(struct rows *r)
{
	struct err e = { .code = ERR_NONE };
	struct index_scan *s;
	struct row row = { 0 };
	int rc = index_scan_open(&s, file.path, pair_root, PAGE_SIZE, &e);

	*r = (struct rows){ 0 };
	while (rc == 0 &&
	    (rc = index_scan_next(s, &row.key, &row.number, &e)) > 0) {
		add(r, row);
		rc = 0;
	}
	assert((rc < 0) == (e.code != ERR_NONE));
	assert(rc == 0 || e.code == ERR_DATA);
	r->good = rc == 0;
	index_scan_close(s);
}

static void
read_table(struct rows *r, int64_t from, int64_t until)
{
	struct err e = { .code = ERR_NONE };
	struct table_value v[3];
	struct table_scan *s;
	int64_t key;
	int rc =
	    table_scan_open(&s, file.path, t_root, PAGE_SIZE, from, until, &e);

	*r = (struct rows){ 0 };
	while (rc == 0 && (rc = table_scan_next(s, &key, v, 3, &e)) > 0) {
		struct row row = { .key = key, .len = -1 };

		assert(key >= from && key < until);
		if (rc == 1) {
			row.null = v[1].type == TABLE_NULL;
			row.number = v[1].number;
			row.len = (int)v[2].len;
		}
		add(r, row);
		rc = 0;
	}
	assert(rc == 0 || e.code == ERR_DATA);
	r->good = rc == 0;
	table_scan_close(s);
}

/* The same by SQLite; not good if anything is wrong with the file. */
static void
read_theirs(struct rows *r, const char *sql, int64_t from, int64_t until)
{
	sqlite3_stmt *s;
	sqlite3 *db;
	int rc;

	*r = (struct rows){ 0 };
	assert(sqlite3_open_v2(file.path, &db, SQLITE_OPEN_READONLY, NULL) ==
	    SQLITE_OK);
	rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &s, NULL);
	if (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		r->good =
		    strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
	(void)sqlite3_finalize(s);
	if (r->good && sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK) {
		(void)sqlite3_bind_int64(s, 1, from);
		(void)sqlite3_bind_int64(s, 2, until);
		while ((rc = sqlite3_step(s)) == SQLITE_ROW)
			add(r,
			    (struct row){ .key = sqlite3_column_int64(s, 0),
				.number = sqlite3_column_int64(s, 1),
				.null =
				    sqlite3_column_type(s, 1) == SQLITE_NULL,
				.len = sqlite3_column_bytes(s, 2) });
		r->good = rc == SQLITE_DONE;
		(void)sqlite3_finalize(s);
	}
	(void)sqlite3_close(db);
}

static void
compare(bool sound)
{
	assert(ours.good || !sound);
	if (!ours.good || !theirs.good)
		return;
	assert(ours.n == theirs.n);
	for (size_t i = 0; i < ours.n; i++) {
		const struct row *a = &ours.row[i], *b = &theirs.row[i];

		assert(a->key == b->key);
		assert(a->len < 0 ||
		    (a->number == b->number && a->null == b->null &&
			a->len == b->len));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t from = 0, until = INT64_MAX;
	size_t n;

	if (file.base == NULL)
		make();
	if (size >= 2) { /* the first two say which rows */
		from = data[0] * 3;
		until = data[1] == 0 ? INT64_MAX : from + data[1] * 3;
		data += 2;
		size -= 2;
	}
	n = fuzz_patch_apply(&file, data, size, 0);
	read_pairs(&ours);
	read_theirs(&theirs, "SELECT a, b FROM pair ORDER BY a, b", 0, 0);
	compare(n == 0);
	read_table(&ours, from, until);
	read_theirs(&theirs,
	    "SELECT id, v, s FROM t WHERE id >= ?1 AND id < ?2 ORDER BY id",
	    from, until);
	compare(n == 0);
	(void)fuzz_patch_apply(&file, data, size, 1);
	return 0;
}
