/*
 * Tables written as pages: SQLite finds the file in order, reads every row back
 * as it was, and goes on writing behind it.
 */
#include "../check.h"

#include <sqlite3.h>
#include <unistd.h>

#include "base/err.h"
#include "store/table_file.h"

#define PATH "build/test_table_file.db"

static uint64_t state = 1;

static uint64_t
random_bits(void)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ x >> 31;
}

/* Values at the edges of every serial type, and others. */
static int64_t
value(int64_t row)
{
	static const int64_t edges[] = { 0, 1, -1, 2, 127, 128, -128, -129,
		32767, 32768, -32768, -32769, 8388607, 8388608, -8388608,
		-8388609, 2147483647, 2147483648, -2147483648, -2147483649,
		140737488355327, 140737488355328, -140737488355328,
		-140737488355329, INT64_MAX, INT64_MIN };
	size_t n = sizeof(edges) / sizeof(edges[0]);

	if ((size_t)row <= n)
		return edges[row - 1];
	return (int64_t)(random_bits() >> row % 64);
}

static size_t
text(char *out, int64_t row)
{
	size_t len = row % 7 == 0 ? (size_t)(row % 3000) : (size_t)(row % 60);

	memset(out, 'a' + (int)(row % 26), len);
	return len;
}

static void
must(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	CHECK(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s",
	    message == NULL ? sql : message);
	sqlite3_free(message);
}

static int64_t
number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t n = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return n;
}

static void
fill(int64_t rows, uint32_t root, uint32_t page_size)
{
	struct err e = { .code = ERR_NONE };
	struct table_file *t;
	struct table_record r;
	uint8_t record[TABLE_RECORD_MAX + 2 * TABLE_COLUMNS_MAX];
	char s[4000];

	state = 1;
	CHECK(table_file_open(&t, PATH, root, page_size, &e) == 0, "%s",
	    e.text);
	for (int64_t i = 1; i <= rows; i++) {
		size_t len = text(s, i);

		table_record_begin(&r);
		table_record_null(&r);
		table_record_int(&r, value(i));
		table_record_text(&r, s, len);
		table_record_int(&r, i);
		len = table_record_end(&r, record);
		CHECK(table_file_add(t, record, len, &e) == 0, "%s", e.text);
	}
	CHECK_I64(table_file_rows(t), rows, "rows");
	CHECK(table_file_finish(t, &e) == 0, "%s", e.text);
	table_file_free(t);
}

static void
read_back(sqlite3 *db, int64_t rows)
{
	sqlite3_stmt *s = NULL;
	char want[4000];
	int64_t i = 0;
	bool same = true;

	state = 1;
	CHECK(sqlite3_prepare_v2(db, "SELECT id, v, s, w FROM t ORDER BY id",
		  -1, &s, NULL) == SQLITE_OK,
	    "select");
	while (sqlite3_step(s) == SQLITE_ROW) {
		size_t len = text(want, ++i);

		same = same && sqlite3_column_int64(s, 0) == i &&
		    sqlite3_column_int64(s, 1) == value(i) &&
		    sqlite3_column_int64(s, 3) == i &&
		    (size_t)sqlite3_column_bytes(s, 2) == len &&
		    (len == 0 ||
			memcmp(sqlite3_column_text(s, 2), want, len) == 0);
	}
	(void)sqlite3_finalize(s);
	CHECK(same && i == rows, "%lld rows of %lld are as written",
	    (long long)i, (long long)rows);
}

static void
test_rows(int64_t rows, uint32_t page_size)
{
	char pragma[64], ok[16] = "";
	sqlite3_stmt *s = NULL;
	sqlite3 *db;
	uint32_t root;

	(void)unlink(PATH);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open");
	(void)snprintf(pragma, sizeof(pragma), "PRAGMA page_size = %u",
	    page_size);
	must(db, pragma);
	must(db,
	    "CREATE TABLE before (x TEXT) STRICT;"
	    "INSERT INTO before VALUES ('b');"
	    "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER NOT NULL,"
	    " s TEXT NOT NULL, w INTEGER NOT NULL) STRICT;"
	    "CREATE TABLE after (x INTEGER) STRICT;");
	root = (uint32_t)number(db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 't'");
	(void)sqlite3_close(db);
	fill(rows, root, page_size);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open again");
	must(db,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
	    " FROM n LIMIT 5000) INSERT INTO after SELECT i FROM n");
	if (sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		(void)snprintf(ok, sizeof(ok), "%s",
		    (const char *)sqlite3_column_text(s, 0));
	(void)sqlite3_finalize(s);
	CHECK_STR(ok, "ok", "integrity");
	read_back(db, rows);
	CHECK_I64(number(db, "SELECT sum(x) FROM after"), 12502500, "after");
	must(db, "INSERT INTO t (v, s, w) VALUES (5, 'x', 6)");
	CHECK_I64(number(db, "SELECT max(id) FROM t"), rows + 1, "next id");
	(void)sqlite3_close(db);
	(void)unlink(PATH);
}

int
main(void)
{
	static const int64_t rows[] = { 0, 1, 2, 26, 100, 1000, 5000, 70000 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_rows(rows[i], 16384);
	return check_done();
}
