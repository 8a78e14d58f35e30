/*
 * Tables and indexes written as pages: SQLite finds the file in order, reads
 * every row back as it was, and goes on writing behind it.  Those read from
 * pages: every range gives what SQLite gives, and a damaged file gives an error
 * at worst.
 */
#include "../check.h"

#include <sqlite3.h>
#include <unistd.h>

#include "base/err.h"
#include "store/index_file.h"
#include "store/index_scan.h"
#include "store/table_file.h"
#include "store/table_scan.h"

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
	uint8_t record[TABLE_RECORD_ROOM];
	char s[4000];

	state = 1;
	CHECK(table_file_open(&t, PATH, root, page_size, &e) == 0, "%s",
	    e.text);
	for (int64_t i = 1; i <= rows; i++) {
		size_t len = text(s, i);

		table_record_begin(&r, record, 4);
		table_record_null(&r);
		table_record_int(&r, value(i));
		table_record_text(&r, s, len);
		table_record_int(&r, i);
		len = table_record_end(&r);
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
check_integrity(sqlite3 *db)
{
	char ok[200] = "";
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		(void)snprintf(ok, sizeof(ok), "%s",
		    (const char *)sqlite3_column_text(s, 0));
	(void)sqlite3_finalize(s);
	CHECK_STR(ok, "ok", "integrity");
}

static void
test_rows(int64_t rows, uint32_t page_size)
{
	char pragma[64];
	sqlite3 *db;
	uint32_t root;

	(void)unlink(PATH);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open");
	(void)snprintf(pragma, sizeof(pragma),
	    "PRAGMA page_size = %u; PRAGMA synchronous = OFF", page_size);
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
	check_integrity(db);
	read_back(db, rows);
	CHECK_I64(number(db, "SELECT sum(x) FROM after"), 12502500, "after");
	must(db, "INSERT INTO t (v, s, w) VALUES (5, 'x', 6)");
	CHECK_I64(number(db, "SELECT max(id) FROM t"), rows + 1, "next id");
	(void)sqlite3_close(db);
	(void)unlink(PATH);
}

/* A record whose head is so long that its length takes two bytes. */
static void
test_wide(void)
{
	enum { WIDE = 58 };
	struct err e = { .code = ERR_NONE };
	char sql[2000] = "CREATE TABLE t (id INTEGER PRIMARY KEY", s[200];
	uint8_t record[TABLE_RECORD_ROOM];
	struct table_record r;
	struct table_file *t;
	sqlite3 *db;
	uint32_t root;

	for (int i = 1; i < WIDE; i++)
		(void)snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql),
		    ", c%d TEXT", i);
	(void)snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), ")");
	(void)unlink(PATH);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open");
	must(db, "PRAGMA page_size = 16384");
	must(db, sql);
	root = (uint32_t)number(db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 't'");
	(void)sqlite3_close(db);
	memset(s, 'x', sizeof(s));
	CHECK(table_file_open(&t, PATH, root, 16384, &e) == 0, "%s", e.text);
	for (size_t row = 1; row <= 3; row++) {
		table_record_begin(&r, record, WIDE);
		table_record_null(&r);
		for (size_t i = 1; i < WIDE; i++)
			table_record_text(&r, s, i + 20 * row);
		CHECK(table_file_add_key(t, (int64_t)row * 7, record,
			  table_record_end(&r), &e) == 0,
		    "%s", e.text);
	}
	CHECK(table_file_finish(t, &e) == 0, "%s", e.text);
	table_file_free(t);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open again");
	for (int i = 1; i < WIDE; i++) {
		(void)snprintf(sql, sizeof(sql),
		    "SELECT count(*) FROM t WHERE length(c%d) = %d + 20 * id / 7"
		    " AND c%d NOT GLOB '*[^x]*'",
		    i, i, i);
		CHECK_I64(number(db, sql), 3, "a text of a wide row");
	}
	(void)sqlite3_close(db);
	(void)unlink(PATH);
}

/* Texts around every limit of what lies on a leaf, and of its successors. */
static void
test_overflow(uint32_t page_size)
{
	struct err e = { .code = ERR_NONE };
	uint8_t *record = malloc(400000);
	char *s = malloc(60001), pragma[64];
	struct table_record r;
	struct table_file *t;
	sqlite3 *db;
	uint32_t root;
	int64_t rows = 0;

	(void)unlink(PATH);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open");
	(void)snprintf(pragma, sizeof(pragma),
	    "PRAGMA page_size = %u; PRAGMA synchronous = OFF", page_size);
	must(db, pragma);
	must(db,
	    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT) STRICT");
	root = (uint32_t)number(db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 't'");
	(void)sqlite3_close(db);
	memset(s, 'x', 60000);
	CHECK(table_file_open(&t, PATH, root, page_size, &e) == 0, "%s",
	    e.text);
	for (size_t around = page_size / 8; around < 60000;
	     around += page_size / 4)
		for (size_t len = around - 40; len < around + 20;
		     len += page_size < 1000 ? 7 : 1) {
			table_record_begin(&r, record, 3);
			table_record_null(&r);
			r = table_record_text_whole(r, s, len);
			table_record_text(&r, s, len % 50);
			rows++;
			CHECK(table_file_add_key(t, (int64_t)len, record,
				  table_record_end(&r), &e) == 0,
			    "%s", e.text);
		}
	CHECK(table_file_finish(t, &e) == 0, "%s", e.text);
	table_file_free(t);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open again");
	check_integrity(db);
	CHECK_I64(number(db,
		      "SELECT count(*) FROM t WHERE length(a) = id"
		      " AND length(b) = id % 50 AND a NOT GLOB '*[^x]*'"),
	    rows, "long rows");
	(void)sqlite3_close(db);
	(void)unlink(PATH);
	free(record);
	free(s);
}

/* A pair of an index: ascending, with numbers of every size. */
static void
pair(int64_t row, int64_t *a, int64_t *b)
{
	*a = (int64_t)((uint64_t)(row / 3) * UINT64_C(0x0123456789abcd)) +
	    (row < 300 ? INT64_MIN / 2 : -70000);
	*b = row % 3 + 1000 * (row % 7 / 6 + row % 3);
}

static void
check_pairs(sqlite3 *db, uint32_t root, uint32_t page_size, int64_t rows)
{
	struct err e = { .code = ERR_NONE };
	struct index_scan *scan;
	sqlite3_stmt *s = NULL;
	int64_t i = 0, a, b, x, y;
	bool same = true;
	int rc;

	CHECK(index_scan_open(&scan, PATH, root, page_size, &e) == 0, "%s",
	    e.text);
	CHECK(sqlite3_prepare_v2(db, "SELECT a, b FROM t ORDER BY a, b", -1, &s,
		  NULL) == SQLITE_OK,
	    "select");
	while ((rc = index_scan_next(scan, &x, &y, &e)) > 0) {
		pair(i++, &a, &b);
		same = same && x == a && y == b &&
		    sqlite3_step(s) == SQLITE_ROW &&
		    sqlite3_column_int64(s, 0) == a &&
		    sqlite3_column_int64(s, 1) == b;
	}
	CHECK(rc == 0, "%s", e.text);
	CHECK(same && i == rows && sqlite3_step(s) == SQLITE_DONE,
	    "%lld pairs of %lld are as written", (long long)i, (long long)rows);
	(void)sqlite3_finalize(s);
	index_scan_close(scan);
}

static void
test_index(int64_t rows, uint32_t page_size)
{
	struct err e = { .code = ERR_NONE };
	struct index_file *f;
	char pragma[64];
	int64_t a, b;
	sqlite3 *db;
	uint32_t root;

	(void)unlink(PATH);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open");
	(void)snprintf(pragma, sizeof(pragma),
	    "PRAGMA page_size = %u; PRAGMA synchronous = OFF", page_size);
	must(db, pragma);
	must(db,
	    "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b))"
	    " STRICT, WITHOUT ROWID");
	root = (uint32_t)number(db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 't'");
	(void)sqlite3_close(db);
	CHECK(index_file_open(&f, PATH, root, page_size, &e) == 0, "%s",
	    e.text);
	for (int64_t i = 0; i < rows; i++) {
		pair(i, &a, &b);
		CHECK(index_file_add(f, a, b, &e) == 0, "%s", e.text);
	}
	CHECK(index_file_finish(f, &e) == 0, "%s", e.text);
	index_file_free(f);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open again");
	check_integrity(db);
	check_pairs(db, root, page_size, rows);
	for (int64_t i = 0; i < rows; i += rows / 50 + 1) {
		char sql[120];

		pair(i, &a, &b);
		(void)snprintf(sql, sizeof(sql),
		    "SELECT count(*) FROM t WHERE a = %lld AND b = %lld",
		    (long long)a, (long long)b);
		CHECK_I64(number(db, sql), 1, "looked up");
	}
	must(db, "PRAGMA synchronous = OFF");
	must(db, "INSERT INTO t VALUES (9223372036854775807, 1), (7, 7)");
	CHECK_I64(number(db, "SELECT count(*) FROM t"), rows + 2, "goes on");
	check_integrity(db);
	(void)sqlite3_close(db);
	(void)unlink(PATH);
}

/* Whatever the bytes of an index are: rows or an error, never more. */
static void
test_index_damage(void)
{
	struct err none = { .code = ERR_NONE };
	struct index_file *f;
	sqlite3 *db;
	int errors = 0;

	(void)unlink(PATH);
	CHECK(sqlite3_open(PATH, &db) == SQLITE_OK, "open");
	must(db, "PRAGMA page_size = 512");
	must(db,
	    "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b))"
	    " STRICT, WITHOUT ROWID");
	(void)sqlite3_close(db);
	CHECK(index_file_open(&f, PATH, 2, 512, &none) == 0, "%s", none.text);
	for (int64_t i = 0; i < 3000; i++)
		CHECK(index_file_add(f, i * 77777777, i, &none) == 0, "%s",
		    none.text);
	CHECK(index_file_finish(f, &none) == 0, "%s", none.text);
	index_file_free(f);
	for (int round = 0; round < 3000; round++) {
		struct err e = { .code = ERR_NONE };
		struct index_scan *scan;
		uint64_t bits = random_bits();
		uint8_t byte = (uint8_t)(bits >> 8), old = 0;
		long at = (long)((bits >> 16) % 60 * 512 +
		    (bits % 2 ? (bits >> 40) % 64 : (bits >> 40) % 512));
		FILE *file = fopen(PATH, "r+b");
		int64_t a, b;
		int rows = 0;

		if (file == NULL)
			break;
		(void)fseek(file, at, SEEK_SET);
		(void)!fread(&old, 1, 1, file);
		(void)fseek(file, at, SEEK_SET);
		(void)fwrite(&byte, 1, 1, file);
		(void)fflush(file);
		if (index_scan_open(&scan, PATH, 2, 512, &e) == 0) {
			while (rows++ < 100000 &&
			    index_scan_next(scan, &a, &b, &e) > 0)
				;
			index_scan_close(scan);
		}
		errors += e.code != ERR_NONE;
		(void)fseek(file, at, SEEK_SET);
		(void)fwrite(&old, 1, 1, file);
		(void)fclose(file);
	}
	CHECK(errors > 100, "damage is seen: %d times", errors);
	(void)unlink(PATH);
}

/* Rows [from, until) of "t", read from pages, against those of SQLite. */
static void
check_range(sqlite3 *db, uint32_t root, int64_t from, int64_t until)
{
	struct err e = { .code = ERR_NONE };
	struct table_value v[4];
	struct table_scan *scan;
	sqlite3_stmt *s = NULL;
	bool same = true;
	int64_t key, rows = 0;
	int rc;

	CHECK(table_scan_open(&scan, PATH, root, 4096, from, until, &e) == 0,
	    "%s", e.text);
	(void)sqlite3_prepare_v2(db,
	    "SELECT id, v, s, w FROM t WHERE id >= ?1 AND id < ?2 ORDER BY id",
	    -1, &s, NULL);
	(void)sqlite3_bind_int64(s, 1, from);
	(void)sqlite3_bind_int64(s, 2, until);
	while ((rc = table_scan_next(scan, &key, v, 4, &e)) > 0) {
		same = same && sqlite3_step(s) == SQLITE_ROW &&
		    sqlite3_column_int64(s, 0) == key;
		rows++;
		if (rc == 2) {
			same = same && sqlite3_column_bytes(s, 2) > 4000;
			continue;
		}
		same = same && v[0].type == TABLE_NULL &&
		    v[2].type == TABLE_TEXT &&
		    (sqlite3_column_type(s, 1) == SQLITE_NULL
			    ? v[1].type == TABLE_NULL
			    : v[1].number == sqlite3_column_int64(s, 1)) &&
		    v[3].number == sqlite3_column_int64(s, 3) &&
		    (int)v[2].len == sqlite3_column_bytes(s, 2) &&
		    memcmp(v[2].text, sqlite3_column_text(s, 2), v[2].len) == 0;
	}
	CHECK(rc == 0, "%s", e.text);
	CHECK(same && sqlite3_step(s) == SQLITE_DONE,
	    "rows %lld to %lld: %lld are the same", (long long)from,
	    (long long)until, (long long)rows);
	(void)sqlite3_finalize(s);
	table_scan_close(scan);
}

/* A table that SQLite wrote, with gaps, deleted rows and rows over pages. */
static uint32_t
sqlite_table(sqlite3 **db)
{
	(void)unlink(PATH);
	(void)sqlite3_open(PATH, db);
	must(*db,
	    "PRAGMA page_size = 4096;"
	    "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER,"
	    " s TEXT NOT NULL, w INTEGER NOT NULL) STRICT;"
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " LIMIT 20000) INSERT INTO t SELECT 2 * i,"
	    " CASE i % 11 WHEN 0 THEN NULL ELSE (i * i * i) << (i % 40) END,"
	    " substr(hex(zeroblob(CASE i % 997 WHEN 0 THEN 9000"
	    "  ELSE i % 90 END)), 1), -i FROM n;"
	    "DELETE FROM t WHERE id % 7 = 3 OR id BETWEEN 5000 AND 6000;"
	    "INSERT INTO t VALUES (9223372036854775807, 1, 'last', 0),"
	    " (-5, 2, 'before all', 0)");
	return (uint32_t)number(*db,
	    "SELECT rootpage FROM sqlite_master WHERE name = 't'");
}

static void
test_scan(void)
{
	static const int64_t edges[] = { INT64_MIN, -5, 0, 1, 2, 3, 4000, 4999,
		5500, 6001, 39998, 40000, 40001, INT64_MAX };
	size_t n = sizeof(edges) / sizeof(edges[0]);
	sqlite3 *db;
	uint32_t root = sqlite_table(&db);

	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			check_range(db, root, edges[i], edges[j]);
	(void)sqlite3_close(db);
}

/* Whatever the bytes are: rows or an error, never more. */
static void
test_damage(uint32_t root)
{
	struct table_value v[4];
	int errors = 0;

	for (int round = 0; round < 3000; round++) {
		struct err e = { .code = ERR_NONE };
		struct table_scan *scan;
		uint64_t r = random_bits();
		uint8_t byte = (uint8_t)(r >> 8), old = 0;
		/* pages of the tree, their heads above all */
		long at = (long)((r >> 16) % 200 * 4096 +
		    (r % 2 ? (r >> 40) % 64 : (r >> 40) % 4096));
		FILE *f = fopen(PATH, "r+b");
		int64_t key;
		int rc = 1, rows = 0;

		if (f == NULL)
			break;
		(void)fseek(f, at, SEEK_SET);
		(void)!fread(&old, 1, 1, f);
		(void)fseek(f, at, SEEK_SET);
		(void)fwrite(&byte, 1, 1, f);
		(void)fflush(f);
		if (table_scan_open(&scan, PATH, root, 4096, 0, INT64_MAX,
			&e) == 0) {
			while (rows++ < 100000 &&
			    (rc = table_scan_next(scan, &key, v, 4, &e)) > 0)
				;
			table_scan_close(scan);
		}
		errors += e.code != ERR_NONE;
		(void)fseek(f, at, SEEK_SET);
		(void)fwrite(&old, 1, 1, f);
		(void)fclose(f);
	}
	CHECK(errors > 100, "damage is seen: %d times", errors);
}

/*
 * Twelve pages, each of which has the next one forty times below it: whoever
 * follows that without looking reads 40^12 leaves.
 */
static void
write_knot(bool index)
{
	enum { LEVELS = 12, CELLS = 40, SIZE = 512 };
	FILE *f = fopen(PATH, "wb");

	if (!CHECK(f != NULL, "cannot write"))
		return;
	for (uint8_t level = 0; level <= LEVELS; level++) {
		uint8_t page[SIZE] = { 0 }, below = (uint8_t)(level + 2);
		bool leaf = level == LEVELS;
		uint8_t cells = leaf ? 1 : CELLS;

		page[0] = index ? (leaf ? 0x0a : 0x02) : (leaf ? 0x0d : 0x05);
		page[4] = cells;
		page[11] = below; /* of a leaf: not used */
		for (uint8_t i = 0; i < cells; i++) {
			size_t at = SIZE - 10 * (size_t)(i + 1);
			uint8_t row[] = { 5, 3, 1, 1, level, i }; /* a record */
			uint8_t key[] = { 3, 1, 2, 8, 0 };        /* a row */

			page[(leaf ? 8 : 12) + 2 * i] = (uint8_t)(at >> 8);
			page[(leaf ? 8 : 12) + 2 * i + 1] = (uint8_t)at;
			if (!leaf) {
				page[at + 3] = below;
				at += 4;
			}
			if (index)
				memcpy(page + at, row, sizeof(row));
			else if (leaf)
				memcpy(page + at, key, sizeof(key));
			else
				page[at] = (uint8_t)(i + 1);
		}
		CHECK(fwrite(page, 1, SIZE, f) == SIZE, "cannot write");
	}
	(void)fclose(f);
}

static void
test_knot(void)
{
	struct err e = { .code = ERR_NONE };
	struct index_scan *index;
	struct table_scan *table;
	struct table_value v[1];
	int64_t a, b;
	int rows = 0;

	write_knot(true);
	CHECK(index_scan_open(&index, PATH, 1, 512, &e) == 0, "%s", e.text);
	while (index_scan_next(index, &a, &b, &e) > 0)
		rows++;
	CHECK(e.code == ERR_DATA && strstr(e.text, "the order of rows") != NULL,
	    "%s", e.text);
	CHECK(rows <= 2, "%d rows", rows);
	index_scan_close(index);
	err_clear(&e);
	write_knot(false);
	CHECK(table_scan_open(&table, PATH, 1, 512, 0, 9, &e) == 0, "%s",
	    e.text);
	for (rows = 0; table_scan_next(table, &a, v, 1, &e) > 0;)
		rows++;
	CHECK(e.code == ERR_DATA && strstr(e.text, "the order of rows") != NULL,
	    "%s", e.text);
	CHECK_I64(rows, 1, "rows");
	table_scan_close(table);
}

int
main(void)
{
	static const int64_t rows[] = { 0, 1, 2, 26, 100, 1000, 5000, 70000 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_rows(rows[i], 16384);
	test_wide();
	test_overflow(512);
	test_overflow(16384);
	for (int64_t n = 0; n < 80; n++)
		test_index(n, 512);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		test_index(rows[i] % 30011, 512);
		test_index(rows[i], 16384);
	}
	test_index_damage();
	test_scan();
	test_damage(2);
	test_knot();
	(void)unlink(PATH);
	return check_done();
}
