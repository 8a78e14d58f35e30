/*
 * The charges of several contracts merged by their start: more than fit at once,
 * against a statement that sorts them; and files that somebody changed.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "store/charge_merge.h"
#include "store/db.h"
#include "store/stmt.h"

#include "../check.h"

#define PATH "build/test_charge_merge.db"

/* Contract 1 has half of them, 2 few, 3 the rest: their starts go up in steps of
 * their own, with many that are the same. */
#define CHARGES 200000
static const char sql_fill[] =
    "INSERT INTO run VALUES ('2026-10', 1, 9, 200000, 0);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 200000)"
    "INSERT INTO charge (seq, contract, tier, direction, segment, call,"
    "  start_us, subscriber, fee, band, duration_ms, billed_s, free_s,"
    "  price_e8, cash_e8, bought_e8, late, document, day, number)"
    "  SELECT i, 1 + (i > 100000) + (i > 100010), i % 3, 0, 1, i,"
    "  CASE WHEN i <= 100000 THEN i / 3 WHEN i <= 100010 THEN i % 100000 * 999"
    "   ELSE (i - 100010) / 7 * 3 END, i, 0, 1, 1, 1, 0, 5, 0, 0, 0, 0, 0,"
    "  '' FROM n;"
    "INSERT INTO contract VALUES (1, 'a', '', 1, 100000),"
    " (2, 'b', '', 100001, 100010), (3, 'c', '', 100011, 200000)";

static const struct charge_range ranges[] = { { 1, 1, 100000, 1 | 2 },
	{ 2, 100001, 100010, 1 | 2 | 4 }, { 3, 100011, 200000, 4 } };

static struct err err;

static struct db *
make(const char *change)
{
	struct db *db;

	CHECK(db_build(&db, PATH, "data/schema/charges.sql", &err) == 0 &&
		db_begin(db, &err) == 0 && db_exec(db, sql_fill, &err) == 0 &&
		db_exec(db, change, &err) == 0 && db_commit(db, &err) == 0,
	    "%s", err.text);
	db_close(db);
	CHECK(db_open_part(&db, PATH, DB_CHARGES, &err) == 0, "%s", err.text);
	return db;
}

static const char sql_sorted[] =
    "SELECT start_us, count(*), sum(call), sum(contract) FROM charge"
    " WHERE ((contract = 1 AND tier < 2) OR contract = 2"
    "   OR (contract = 3 AND tier = 2)) AND start_us >= ?1 AND start_us < ?2"
    " GROUP BY 1 ORDER BY 1";

/* All that start at once are as many, of the same calls and contracts. */
static void
check_order(struct db *db, int64_t from_us, int64_t until_us)
{
	int64_t start_us = INT64_MIN, n = 0, calls = 0, contracts = 0;
	const struct charge *c = NULL;
	struct charge_merge *m = NULL;
	struct stmt s = { 0 };
	size_t range;
	int more;

	CHECK(stmt_prepare(&s, db, sql_sorted, &err) == 0 &&
		stmt_bind(&s, &err, ARGS(A_INT(from_us), A_INT(until_us))) ==
		    0 &&
		charge_merge_open(&m, db, PATH, ranges, 3, from_us, until_us,
		    &err) == 0,
	    "%s", err.text);
	do {
		more = charge_merge_next(m, &c, &range, &err);
		if (n > 0 && (more <= 0 || c->start_us != start_us)) {
			CHECK(stmt_step(&s, &err) == 1, "too many");
			CHECK_I64(start_us, stmt_int(&s, 0), "start");
			CHECK_I64(n, stmt_int(&s, 1), "charges");
			CHECK_I64(calls, stmt_int(&s, 2), "calls");
			CHECK_I64(contracts, stmt_int(&s, 3), "contracts");
			n = calls = contracts = 0;
		}
		if (more > 0) {
			CHECK_I64(ranges[range].contract, c->contract, "whose");
			start_us = c->start_us;
			n++;
			calls += c->call;
			contracts += c->contract;
		}
	} while (more > 0);
	CHECK(more == 0 && stmt_step(&s, &err) == 0, "missing: %s", err.text);
	charge_merge_close(m);
	stmt_free(&s);
}

static void
check_damage(const char *change, const struct charge_range *r, size_t n)
{
	struct db *db = make(change);
	const struct charge *c;
	struct charge_merge *m;
	size_t range;
	int rc =
	    charge_merge_open(&m, db, PATH, r, n, INT64_MIN, INT64_MAX, &err);

	while (rc == 0 && charge_merge_next(m, &c, &range, &err) > 0)
		continue;
	CHECK(err.code == ERR_DATA && strstr(err.text, PATH) != NULL &&
		strstr(err.text, "damaged") != NULL,
	    "%s: %s", change, err.text);
	err_clear(&err);
	if (rc == 0)
		charge_merge_close(m);
	db_close(db);
}

int
main(void)
{
	static const struct charge_range wrong[] = { { 1, 0, 5, 1 },
		{ 1, 5, 4, 1 }, { 1, 5, INT64_MAX, 1 }, { 1, 5, 900000, 1 },
		{ 1, INT64_MAX - 9, INT64_MAX - 1, 1 } };
	struct charge_merge *m;
	const struct charge *c;
	struct db *db = make("SELECT 1");
	size_t range;

	check_order(db, INT64_MIN, INT64_MAX);
	check_order(db, 100, 30000);
	check_order(db, 33334, 33335);
	CHECK(charge_merge_open(&m, db, PATH, ranges, 0, 0, 1, &err) == 0 &&
		charge_merge_next(m, &c, &range, &err) == 0 &&
		charge_merge_next(m, &c, &range, &err) == 0,
	    "none: %s", err.text);
	charge_merge_close(m);
	db_close(db);
	check_damage("DELETE FROM charge WHERE seq = 90000", ranges, 3);
	check_damage("DELETE FROM charge WHERE seq > 199990", ranges, 3);
	check_damage("UPDATE charge SET start_us = 5 WHERE seq = 70000", ranges,
	    3);
	check_damage("UPDATE charge SET tier = 3 WHERE seq = 150000", ranges,
	    3);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check_damage("SELECT 1", &wrong[i], 1);
	(void)unlink(PATH);
	return check_done();
}
