/*
 * Calls and charges of files that somebody changed: a row that cannot have been
 * written, and one that is not there, are errors, whoever reads them.
 */
#include "../check.h"

#include <unistd.h>

#include "base/err.h"
#include "rating/charge.h"
#include "store/call_store.h"
#include "store/charge_scan.h"
#include "store/db.h"

#define PATH "build/test_call_range.db"

static const char sql_calls[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 100)"
    "INSERT INTO call SELECT i, 1790000000000000 + i, i, i % 8, i % 2, '', '1',"
    "  '', '', '', '', '', '2', '', '', 'call',"
    /* number 50 lies on pages of its own */
    "  printf('%.*c', CASE i WHEN 50 THEN 7000 ELSE 5 END, 'x') || i,"
    "  CASE i WHEN 50 THEN printf('%.*c', 8000, 'y') END, NULL, 1, i FROM n";

static const struct {
	const char *sql;
	const char *says; /* NULL: all calls are read */
} rows[] = {
	{ "SELECT 1", NULL },
	{ "UPDATE call SET type = 2 WHERE seq = 7", "damaged" },
	{ "UPDATE call SET type = -1 WHERE seq = 7", "damaged" },
	{ "UPDATE call SET status = 8 WHERE seq = 7", "damaged" },
	{ "UPDATE call SET status = 8 WHERE seq = 50", "damaged" },
	{ "UPDATE call SET duration_ms = -1 WHERE seq = 7", "damaged" },
	{ "UPDATE call SET duration_ms = 2678400000 WHERE seq = 7", NULL },
	{ "UPDATE call SET duration_ms = 2678400001 WHERE seq = 7", "damaged" },
	{ "UPDATE call SET start_us = 9223372036854775807 WHERE seq = 100",
	    "damaged" },
	{ "UPDATE call SET identity = printf('%.*c', 16000, 'z') WHERE seq = 50",
	    "damaged" },
	{ "DELETE FROM call WHERE seq = 7", "call 7 is missing" },
	{ "DELETE FROM call WHERE seq = 1", "call 1 is missing" },
	{ "DELETE FROM call WHERE seq = 100", "call 100 is missing" },
	{ "DELETE FROM call", "call 1 is missing" },
};

static void
make(const char *schema, const char *fill, const char *change)
{
	struct err e = { .code = ERR_NONE };
	struct db *db;

	if (CHECK(db_build(&db, PATH, schema, &e) == 0, "%s", e.text)) {
		CHECK(db_exec(db, fill, &e) == 0 &&
			db_exec(db, change, &e) == 0,
		    "%s", e.text);
		db_close(db);
	}
}

static void
check(int rc, const struct err *e, const char *says, const char *sql)
{
	if (says == NULL)
		CHECK(rc == 0, "%s: %s", sql, e->text);
	else
		CHECK(rc < 0 && e->code == ERR_DATA &&
			strstr(e->text, says) != NULL &&
			strstr(e->text, PATH) != NULL,
		    "%s: %s", sql, e->text);
}

static void
test_calls(void)
{
	const struct call_segment segment = { .path = PATH, .calls = 100 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct call_range *r;
		struct call c;
		int64_t seq, n = 0;
		int rc;

		make("data/schema/calls.sql", sql_calls, rows[i].sql);
		if (!CHECK(call_range_open(&r, &segment, 1, INT64_MAX, &e) == 0,
			"%s", e.text))
			continue;
		while ((rc = call_range_next(r, &c, &seq, &e)) > 0)
			CHECK_I64(seq, ++n, "number");
		check(rc, &e, rows[i].says, rows[i].sql);
		CHECK((rc == 0) == (n == 100), "%d calls", (int)n);
		call_range_close(r);
	}
}

static const char sql_charges[] =
    "INSERT INTO run VALUES ('2026-10', 1, 9, 9, 0);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 9)"
    "INSERT INTO charge (seq, contract, tier, direction, segment, call,"
    "  start_us, subscriber, fee, band, duration_ms, billed_s, free_s,"
    "  price_e8, cash_e8, bought_e8, late, document, day, number)"
    "  SELECT i, 1, i % 3, i % 2, 1, i, i, 0, 1, 1, 1, 1, 0, 5, 0, 0, 0, 0, 0,"
    "  '' FROM n";

static void
test_charges(void)
{
	static const char *const changes[][2] = {
		{ "SELECT 1", NULL },
		{ "UPDATE charge SET tier = 3 WHERE seq = 5", "damaged" },
		{ "UPDATE charge SET direction = 2 WHERE seq = 5", "damaged" },
		{ "UPDATE charge SET direction = -1 WHERE seq = 5", "damaged" },
		{ "DELETE FROM charge WHERE seq = 5", "damaged" },
		{ "DELETE FROM charge WHERE seq = 9", "damaged" },
		{ "UPDATE run SET charges = 8", "damaged" },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct charge_scan *s = NULL;
		struct db *db = NULL;
		struct charge c;
		int64_t seq;
		int rc;

		make("data/schema/charges.sql", sql_charges, changes[i][0]);
		if (CHECK(db_open_part(&db, PATH, DB_CHARGES, &e) == 0 &&
			    charge_scan_open(&s, db, PATH, &e) == 0,
			"%s", e.text)) {
			do {
				rc = charge_scan_next(s, &seq, &c, &e);
			} while (rc > 0);
			check(rc, &e, changes[i][1], changes[i][0]);
		}
		charge_scan_close(s);
		db_close(db);
	}
}

int
main(void)
{
	test_calls();
	test_charges();
	(void)unlink(PATH);
	return check_done();
}
