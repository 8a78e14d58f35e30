/*
 * The fees of a book, damaged byte by byte: read from its pages, or left to
 * SQLite, never more; and where SQLite finds nothing wrong with the file, the
 * rows that a statement reads.
 */
#include <assert.h>
#include <stdbool.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/words.h"
#include "store/db.h"
#include "store/entity_scan.h"
#include "tariff/tariff_entity.h"

#include "fuzz_patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROWS 1500

static const char sql_fill[] =
    "PRAGMA foreign_keys = OFF;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 1500)"
    "INSERT INTO fees (profile, direction, destination, zone, zone_detail,"
    "  init_rate_e12, follow_interval, valid_to_us, load, line)"
    "  SELECT 'p' || i % 3, CASE i % 2 WHEN 0 THEN 'in' ELSE 'out' END,"
    "  i * 7919, 'zone ' || i % 11, CASE i % 4 WHEN 0 THEN 'x' END,"
    "  i * i * i * 31, 1 + i % 60, CASE i % 5 WHEN 0 THEN i END, 1, i FROM n";

static const char sql_rows[] =
    "SELECT line, destination, zone, coalesce(zone_detail, ''), init_rate_e12,"
    "  follow_interval, valid_to_us, direction, profile FROM fees"
    " ORDER BY profile, direction, type, \"match\", source, destination, band,"
    "  from_second, valid_from_us";

static struct fuzz_patch file;

static void
end(void)
{
	char path[112];

	(void)snprintf(path, sizeof(path), "%s-shm", file.path);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s-wal", file.path);
	(void)unlink(path);
	fuzz_patch_end(&file);
}

static void
make(void)
{
	struct err e = { .code = ERR_NONE };
	struct db *db;

	fuzz_patch_begin(&file, "book.db");
	(void)atexit(end);
	assert(db_create_book(&db, file.path, &e) == 0 &&
	    db_exec(db, sql_fill, &e) == 0);
	db_close(db);
	fuzz_patch_made(&file);
	/* the rows are the last that was written */
	assert(file.size > 65536);
	file.from = file.size - 65536;
}

/* Nothing is wrong with the file. */
static bool
is_sound(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;
	bool good = false;

	if (sqlite3_prepare_v2(db, "PRAGMA integrity_check('fees')", -1, &s,
		NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		good =
		    strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
	(void)sqlite3_finalize(s);
	return good;
}

static bool
same(const char *ours, sqlite3_stmt *s, int column)
{
	return strcmp(ours == NULL ? "" : ours,
		   (const char *)sqlite3_column_text(s, column)) == 0;
}

static void
compare(const struct entity_table *t)
{
	sqlite3_stmt *s;
	sqlite3 *db;
	int rc = SQLITE_DONE;

	assert(sqlite3_open_v2(file.path, &db, SQLITE_OPEN_READONLY, NULL) ==
	    SQLITE_OK);
	if (is_sound(db)) {
		assert(sqlite3_prepare_v2(db, sql_rows, -1, &s, NULL) ==
		    SQLITE_OK);
		for (size_t i = 0; i < t->count; i++) {
			const struct fee *f = entity_table_row(t, i);

			assert(sqlite3_step(s) == SQLITE_ROW);
			assert(sqlite3_column_int64(s, 0) == f->origin.line);
			assert(same(f->destination, s, 1) &&
			    same(f->zone, s, 2) && same(f->zone_detail, s, 3) &&
			    same(f->profile, s, 8));
			assert(sqlite3_column_int64(s, 4) == f->init_rate_e12);
			assert(
			    sqlite3_column_int64(s, 5) == f->follow_interval);
			assert(sqlite3_column_type(s, 6) == SQLITE_NULL
				? f->valid_to_us == ENTITY_NONE
				: f->valid_to_us == sqlite3_column_int64(s, 6));
			assert(strcmp((const char *)sqlite3_column_text(s, 7),
				   f->direction == DIRECTION_IN ? "in"
								: "out") == 0);
		}
		rc = sqlite3_step(s);
		(void)sqlite3_finalize(s);
	}
	(void)sqlite3_close(db);
	assert(rc == SQLITE_DONE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct entity_table t = { 0 };
	struct arena a = { 0 };
	struct db *db;
	size_t n;
	int rc;

	if (file.base == NULL)
		make();
	n = fuzz_patch_apply(&file, data, size, 0);
	if (db_open_book(&db, file.path, false, &e) == 0) {
		/* the transaction begins with the first row that is read */
		if (db_begin_read(db, &e) == 0 &&
		    db_exec(db, "SELECT count(*) FROM sqlite_master", &e) ==
			0) {
			rc = entity_scan(db, &entity_fees, &a, &t, &e);
			assert((rc < 0) == (e.code != ERR_NONE));
			assert(n > 0 || (rc == 1 && t.count == ROWS));
			if (rc > 0)
				compare(&t);
			entity_table_free(&t);
			db_rollback(db);
		}
		db_close(db);
	}
	arena_free(&a);
	(void)fuzz_patch_apply(&file, data, size, 1);
	return 0;
}
