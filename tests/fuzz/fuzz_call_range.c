/*
 * A segment of calls, damaged byte by byte: each call is one that can have been
 * imported, none is left out, or there is an error; and where SQLite finds
 * nothing wrong with the file, the calls are its rows.
 */
#include <assert.h>
#include <stdbool.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/words.h"
#include "cdr/call_check.h"
#include "store/call_row.h"
#include "store/call_store.h"
#include "store/db.h"

#include "fuzz_patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CALLS 220

/* Short ones, long ones, one in 40 that does not fit a page. */
static const char sql_fill[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 220)"
    "INSERT INTO call SELECT i, 1790000000000000 + i * i * 1000003, i * 977,"
    "  i % 8, i % 2, 'acc' || i % 5, '+49' || i * 7919, 'a.example',"
    "  '192.0.2.1', '', 'west', '', '+1' || i * 104729, '',"
    "  CASE i % 3 WHEN 0 THEN 'east' ELSE '' END, 'call',"
    "  printf('%.*c', CASE WHEN i % 40 = 7 THEN 4000 WHEN i % 9 = 1 THEN 70"
    "    ELSE 9 END, 'i') || i,"
    "  CASE i % 4 WHEN 0 THEN i || char(31) || 'x' WHEN 3 THEN"
    "    printf('%.*c', CASE i % 40 WHEN 7 THEN 8000 ELSE 5 END, 'k') END,"
    "  CASE i % 2 WHEN 0 THEN 1790000000000000 + i END, 1, i + 1 FROM n";

static struct fuzz_patch file;

static void
end(void)
{
	fuzz_patch_end(&file);
}

static void
make(void)
{
	struct err e = { .code = ERR_NONE };
	struct db *db;

	fuzz_patch_begin(&file, "000001.db");
	(void)atexit(end);
	assert(db_build(&db, file.path, "data/schema/calls.sql", &e) == 0 &&
	    db_exec(db, sql_fill, &e) == 0);
	db_close(db);
	fuzz_patch_made(&file);
	file.from = 16384; /* the schema is SQLite's affair */
	assert(file.size > 3 * 16384);
}

/* What SQLite reads; NULL if anything is wrong with the file. */
static sqlite3_stmt *
begin_theirs(sqlite3 **db)
{
	sqlite3_stmt *s = NULL;
	bool good = false;

	assert(sqlite3_open_v2(file.path, db, SQLITE_OPEN_READONLY, NULL) ==
	    SQLITE_OK);
	if (sqlite3_prepare_v2(*db, "PRAGMA integrity_check(1)", -1, &s,
		NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		good =
		    strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
	(void)sqlite3_finalize(s);
	s = NULL;
	if (good)
		(void)sqlite3_prepare_v2(*db,
		    "SELECT " CALL_ROW_COLUMNS " FROM call WHERE seq >= ?1"
		    " ORDER BY seq",
		    -1, &s, NULL);
	return s;
}

static void
same(const char *ours, sqlite3_stmt *s, int column)
{
	/* ours ends at a NUL inside, if it has one */
	assert(strcmp(ours, (const char *)sqlite3_column_text(s, column)) == 0);
}

static void
compare(const struct call *c, int64_t seq, sqlite3_stmt *s)
{
	int identity;

	assert(sqlite3_step(s) == SQLITE_ROW);
	assert(sqlite3_column_int64(s, 0) == seq &&
	    sqlite3_column_int64(s, 1) == c->start_us &&
	    sqlite3_column_int64(s, 2) == c->duration_ms &&
	    sqlite3_column_int64(s, 3) == c->status &&
	    sqlite3_column_int64(s, 4) == c->type &&
	    sqlite3_column_int64(s, 19) == c->batch &&
	    sqlite3_column_int64(s, 20) == c->line);
	same(c->source_account, s, 5);
	same(c->source_number, s, 6);
	same(c->source_peer, s, 10);
	same(c->destination_number, s, 12);
	same(c->destination_peer, s, 14);
	same(c->disposition, s, 15);
	same(c->call_id, s, 16);
	identity = sqlite3_column_type(s, 17) == SQLITE_NULL ? 16 : 17;
	assert(c->identity_len == sqlite3_column_bytes(s, identity) &&
	    memcmp(c->identity, sqlite3_column_text(s, identity),
		(size_t)c->identity_len) == 0);
	assert(sqlite3_column_type(s, 18) == SQLITE_NULL
		? c->setup_us == CALL_NO_SETUP
		: c->setup_us == sqlite3_column_int64(s, 18));
}

static void
check_call(const struct call *c)
{
	assert(c->type >= 0 && c->type <= CALL_TYPE_SMS && c->status >= 0 &&
	    c->status <= CALL_STATUS_OTHER && c->duration_ms >= 0 &&
	    c->duration_ms <= CALL_CHECK_DURATION_MAX_MS);
	assert(c->identity_len >= 0 &&
	    strlen(c->identity) <= (size_t)c->identity_len);
	assert(strlen(c->destination_account) + strlen(c->destination_domain) +
		strlen(c->source_user) + strlen(c->source_ip) <
	    65536);
}

static int
read_ours(int64_t from, sqlite3_stmt *theirs, struct err *e)
{
	const struct call_segment segment = { .file = "2026-10/000001.db",
		.path = file.path,
		.calls = CALLS };
	struct call_range *r;
	struct call c;
	int64_t seq, expected = from;
	int rc = call_range_open(&r, &segment, from, INT64_MAX, e);

	if (rc < 0)
		return -1;
	while ((rc = call_range_next(r, &c, &seq, e)) > 0) {
		assert(seq == expected++);
		check_call(&c);
		if (theirs != NULL)
			compare(&c, seq, theirs);
	}
	assert(rc < 0 || expected > CALLS);
	call_range_close(r);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	sqlite3_stmt *theirs;
	int64_t from = 1;
	sqlite3 *db;
	size_t n;
	int rc;

	if (file.base == NULL)
		make();
	if (size > 0) {
		from = 1 + data[0] % CALLS;
		data++;
		size--;
	}
	n = fuzz_patch_apply(&file, data, size, 0);
	theirs = begin_theirs(&db);
	(void)sqlite3_bind_int64(theirs, 1, from);
	rc = read_ours(from, theirs, &e);
	assert(rc == 0 || e.code == ERR_DATA || e.code == ERR_IO);
	assert(rc == 0 || n > 0);
	(void)sqlite3_finalize(theirs);
	(void)sqlite3_close(db);
	(void)fuzz_patch_apply(&file, data, size, 1);
	return 0;
}
