/*
 * The legs of resellers and what they come to, against plain SQL over the same
 * charges files.
 *
 * Method: random charges of customers and of resellers' contracts, in two periods:
 * many that start at once, one side only, several rows of a side, two customers of
 * a call, prices with tax in them at rates that change, two currencies, billed by
 * this document or that, or by none.  For each reseller and way of pairing the legs
 * must be those of a statement that groups all rows in one go, one by one; then
 * every query of report_margin.h and report_billed.h must return what sums over
 * these legs say, the reasons of losses found leg by leg.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "document/loss.h"
#include "rating/charge.h"
#include "store/book.h"
#include "store/db.h"
#include "store/leg_pair.h"
#include "store/report_billed.h"
#include "store/stmt.h"

#include "../check.h"
#include "leg_book.h"

#define ROUNDS 6

static char dir[] = "/tmp/test_leg.XXXXXX";
static struct err err;
static struct book book;

/* --- the second opinion -------------------------------------------------------------- */

/* ?1 resellers by name in one text, ?2 the contract, ?3 until, ?4 from, ?5 of the
 * interval, ?6 period, ?7 run, ?8 documents. */
static const char sql_rows[] =
    "CREATE TEMP TABLE own_row AS SELECT h.*, c.ref,"
    " coalesce((SELECT t.rate_e4 FROM temp.taxed AS t WHERE t.ref = c.ref"
    "   AND t.from_day = (SELECT max(from_day) FROM temp.taxed AS m"
    "    WHERE m.ref = c.ref AND m.from_day <= h.day)), 0) AS rate,"
    " CASE WHEN ?8 = 0 THEN 0 WHEN h.document <> 0 THEN h.document ELSE"
    "  coalesce((SELECT b.document FROM temp.billed AS b"
    "   WHERE b.contract = c.ref AND b.period = ?6 AND b.run = ?7"
    "    AND b.tier = CASE h.tier WHEN 0 THEN 'retail' ELSE 'wholesale' END"
    "    AND h.start_us >= b.from_us AND h.start_us < b.until_us"
    "    AND (b.part = 'all' OR b.part = CASE h.direction WHEN 0 THEN 'out'"
    "     ELSE 'in' END)), 0) END AS bill,"
    " CASE WHEN h.tier = 1 THEN h.document = 0 WHEN h.start_us >= ?5 THEN 1"
    "  ELSE h.document = 0 AND (SELECT count(*) FROM main.document_usage AS u"
    "   WHERE u.contract = c.ref AND u.period = ?6 AND u.run = ?7"
    "    AND u.tier = 'retail' AND h.start_us < u.until_us"
    "    AND u.closing <= (SELECT opened FROM temp.upto)) = 0 END AS open"
    " FROM rated.charge AS h JOIN rated.contract AS c ON c.id = h.contract"
    " WHERE h.start_us >= ?4 AND h.start_us < ?3"
    "  AND ((h.tier = 0 AND c.reseller <> '' AND instr(?1, c.reseller) > 0)"
    "   OR (h.tier = 1 AND c.ref = ?2))";

#define NET                                                    \
	"sign(price_e8) * ((2000000 * abs(price_e8) + 1000000" \
	" + rate) / (2 * (1000000 + rate)))"
#define SIDE(tier, what) what " FILTER (WHERE tier = " tier ")"

static const char
    sql_legs
	[] =
	    "CREATE TEMP TABLE own_leg AS SELECT start_us, segment, call, direction,"
	    " duration_ms, max(subscriber) AS subscriber,"
	    " " SIDE("0", "max(contract)") " AS customer,"
					   " " SIDE("0",
					       "max(fee)") " AS sold, " SIDE("1",
					       "max(fee)") " AS bought,"
							   " coalesce(" SIDE("0", "max(day)") ", max(day)) AS day,"
											      " coalesce(" SIDE(
												  "0",
												  "sum(" NET
												  ")") ", 0) AS retail_e8,"
												       " coalesce(" SIDE("0", "sum(price_e8 - " NET ")") ", 0) AS tax_e8,"
																			 " coalesce(" SIDE("1", "sum(price_e8)") ", 0) AS wholesale_e8,"
																								 " coalesce(" SIDE("0", "sum(billed_s)") ", 0) AS retail_s,"
																													 " coalesce(" SIDE("1", "sum(billed_s)") ", 0) AS wholesale_s,"
																																		 " coalesce(" SIDE(
																																		     "0", "sum(free_s)") ", 0) AS free_s,"
																																					 " coalesce(" SIDE(
																																					     "0", "max(bill)") ", 0) AS retail_bill,"
																																							       " coalesce(" SIDE(
																																								   "1", "max(bill)") ", 0) AS wholesale_bill,"
																																										     " coalesce(" SIDE("1", "max(open)") ", max(open)) AS open"
																																															 " FROM temp.own_row GROUP BY start_us, segment, call, direction,"
																																															 "  duration_ms";

/* ?1 enum leg_wanted, ?2 the interval's begin. */
#define OF(document)                                                \
	"((" document " < 0 AND start_us >= ?2) OR " document " IN" \
	" (SELECT id FROM temp.fresh_document WHERE from_us = ?2))"
static const char sql_wanted[] =
    "DELETE FROM temp.own_leg WHERE NOT CASE ?1 WHEN 0 THEN 1 WHEN 1 THEN open"
    " ELSE " OF("wholesale_bill") " OR (bought IS NULL AND (start_us >= ?2"
				  "  OR " OF("retail_bill") ")) END";

/* All legs so far, with names; ?1 from of the interval. */
static const char sql_keep[] =
    "INSERT INTO temp.own SELECT l.*, coalesce(c.ref, (SELECT m.customer"
    "  FROM main.subscribers AS m WHERE m.ref = s.ref)), coalesce(s.ref, ''),"
    " coalesce(r.zone, w.zone), coalesce(r.zone_detail, w.zone_detail),"
    " coalesce(r.currency, w.currency), coalesce(w.currency, r.currency),"
    " coalesce(r.profile || ' ' || r.destination, w.profile || ' ' ||"
    "  w.destination), iif(start_us < ?1, strftime('%Y-%m', day * 86400,"
    "  'unixepoch'), ''), ''"
    " FROM temp.own_leg AS l LEFT JOIN rated.fee AS r ON r.id = l.sold"
    " LEFT JOIN rated.fee AS w ON w.id = l.bought"
    " LEFT JOIN rated.subscriber AS s ON s.id = l.subscriber"
    " LEFT JOIN rated.contract AS c ON c.id = l.customer";
static const char sql_own[] =
    "CREATE TEMP TABLE own (start_us, segment, call, direction, duration_ms,"
    " subscriber_id, customer_id, sold, bought, day, retail_e8, tax_e8,"
    " wholesale_e8, retail_s, wholesale_s, free_s, retail_bill, wholesale_bill,"
    " open, customer, subscriber, zone, detail, rc, wc, fee, month, why)";

/* --- comparing ----------------------------------------------------------------------- */

struct trial {
	struct report_reader *reader;
	const char *name, *contract, *resellers;
	enum leg_wanted wanted;
	struct report_margin_part part;
	const char *what; /* for messages */
	int64_t legs, losses;
};

static void
ask(struct trial *t, const char *sql, struct stmt *s, const struct arg *args,
    size_t n)
{
	CHECK(report_reader_query(t->reader, sql, s, args, n, &err) == 0,
	    "%s: %s", sql, err.text);
}

static void
tell(struct trial *t, const char *sql, const struct arg *args, size_t n)
{
	struct stmt s = { 0 };

	ask(t, sql, &s, args, n);
	CHECK(stmt_step(&s, &err) == 0, "%s: %s", sql, err.text);
	stmt_free(&s);
}

/* The legs of the attached file, one by one. */
static void
check_legs(struct trial *t)
{
	struct stmt s = { 0 };
	struct leg_pair *p;
	struct leg g;
	int more;

	ask(t,
	    "SELECT start_us, direction, duration_ms, subscriber, customer, sold,"
	    " bought, day, retail_e8, tax_e8, wholesale_e8, retail_s,"
	    " wholesale_s, free_s, retail_bill, wholesale_bill"
	    " FROM temp.own_leg ORDER BY start_us, segment, call, direction,"
	    " duration_ms",
	    &s, NO_ARGS);
	if (!CHECK(leg_pair_open(&p, t->reader, &t->part, t->wanted, &err) == 0,
		"%s", err.text))
		return;
	while ((more = leg_pair_next(p, &g, &err)) > 0) {
		const int64_t is[] = { g.start_us, g.direction, g.duration_ms,
			g.subscriber, g.customer, g.retail_fee, g.wholesale_fee,
			g.day, g.retail_e8, g.tax_e8, g.wholesale_e8,
			g.retail_s, g.wholesale_s, g.free_s, g.retail_document,
			g.wholesale_document };

		if (!CHECK(stmt_step(&s, &err) == 1, "%s: one leg more",
			t->what))
			break;
		for (int i = 0; i < 16; i++)
			CHECK(is[i] == stmt_optint(&s, i),
			    "%s: leg %d, column %d: %lld, not %lld", t->what,
			    (int)t->legs, i, (long long)is[i],
			    (long long)stmt_optint(&s, i));
		t->legs++;
	}
	CHECK(more <= 0 && stmt_step(&s, &err) == 0, "%s: legs are missing %s",
	    t->what, err.text);
	leg_pair_close(p);
	stmt_free(&s);
}

static struct loss_price
price(int64_t fee, int64_t price_e8, int64_t tax_e8, int64_t billed_s)
{
	struct loss_price p = { .price_e8 = price_e8,
		.tax_e8 = tax_e8,
		.billed_s = billed_s };

	if (fee == INT64_MIN || leg_book_fees[fee / 3 - 1].rows == 0)
		return p;
	p.connect_e12 = leg_book_fees[fee / 3 - 1].connect_e12;
	p.init_interval = leg_book_fees[fee / 3 - 1].init;
	p.init_rate_e12 = leg_book_fees[fee / 3 - 1].init_e12;
	p.follow_rate_e12 = leg_book_fees[fee / 3 - 1].follow_e12;
	p.rate_per_s = leg_book_fees[fee / 3 - 1].profile[0] == 'q' ? 1 : 60;
	return p;
}

/* Say of each leg of ours that is a loss why. */
static void
find_reasons(struct trial *t)
{
	struct stmt s = { 0 };

	ask(t,
	    "SELECT rowid, sold, bought, retail_e8, tax_e8, retail_s,"
	    " wholesale_e8, wholesale_s, free_s FROM temp.own"
	    " WHERE rc = wc AND retail_e8 < wholesale_e8",
	    &s, NO_ARGS);
	while (stmt_step(&s, &err) > 0) {
		struct loss_price r = price(stmt_optint(&s, 1), stmt_int(&s, 3),
				      stmt_int(&s, 4), stmt_int(&s, 5)),
				  w = price(stmt_optint(&s, 2), stmt_int(&s, 6),
				      0, stmt_int(&s, 7));

		tell(t, "UPDATE temp.own SET why = ?1 WHERE rowid = ?2",
		    ARGS(A_TEXT(document_loss_words[loss_reason(&r, &w,
			     stmt_is_null(&s, 1), stmt_int(&s, 8))]),
			A_INT(stmt_int(&s, 0))));
		t->losses++;
	}
	stmt_free(&s);
}

/* Both return the same rows. */
static void
check_rows(struct trial *t, const char *what, struct stmt *is, const char *sql,
    int columns)
{
	struct stmt own = { 0 };
	int row = 0, more;

	ask(t, sql, &own, NO_ARGS);
	while ((more = stmt_step(is, &err)) > 0) {
		row++;
		if (!CHECK(stmt_step(&own, &err) == 1,
			"%s, %s: row %d is one "
			"too many",
			t->what, what, row))
			break;
		for (int i = 0; i < columns; i++)
			CHECK(stmt_is_null(is, i) == stmt_is_null(&own, i) &&
				strcmp(stmt_text(is, i), stmt_text(&own, i)) ==
				    0,
			    "%s, %s: row %d, column %d: %s, not %s", t->what,
			    what, row, i, stmt_text(is, i), stmt_text(&own, i));
	}
	CHECK(more <= 0 && stmt_step(&own, &err) == 0,
	    "%s, %s: rows missing %s", t->what, what, err.text);
	stmt_free(is);
	stmt_free(&own);
}

/* Groups ${k}, ${d}; the largest loss of a group that is one, by reason and fee. */
#define TOP(k, d, where, of)                                                 \
	"coalesce((SELECT " of                                               \
	" FROM temp.own AS x WHERE x.why <> '' AND " where " AND x." k       \
	" IS o." k " AND " d                                                 \
	"  GROUP BY x.why, x.fee ORDER BY sum(x.wholesale_e8 - x.retail_e8)" \
	"  DESC, x.why, x.fee LIMIT 1), '')"
#define INNER(k, detail, d)                                                \
	"SELECT " k " AS k, " detail                                       \
	" AS d, count(*) AS calls, sum(duration_ms) AS ms,"                \
	" sum(retail_e8) AS r, sum(wholesale_e8) AS w, rc, wc, " TOP(k, d, \
	    "x.rc = o.rc", "x.why") " AS a, " TOP(k, d, "x.rc = o.rc",     \
	    "x.fee") " AS b"                                               \
		     " FROM temp.own AS o GROUP BY 1, 2, rc, wc"
#define GROUPS(k, detail, d, order)                                            \
	"SELECT k, d, calls, ms, r, w, rc, wc, iif(rc = wc AND r < w, a, '')," \
	" iif(rc = wc AND r < w, b, '') FROM (" INNER(k, detail,               \
	    d) ") ORDER BY " order
#define LOSSES "iif(rc = wc, min(0, r - w), 0), r DESC, 1, 2, rc, wc"

static void
check_report(struct trial *t)
{
	static const struct {
		enum report_by by;
		const char *name, *sql;
	} views[] = {
		{ REPORT_BY_ZONE, "zone",
		    GROUPS("zone", "detail", "x.detail = o.detail", LOSSES) },
		{ REPORT_BY_CUSTOMER, "customer",
		    GROUPS("customer", "''", "1", LOSSES) },
		{ REPORT_BY_SUBSCRIBER, "subscriber",
		    GROUPS("subscriber", "coalesce(customer, '')",
			"x.customer IS o.customer", LOSSES) },
		{ REPORT_BY_DAY, "day",
		    "SELECT date(k * 86400, 'unixepoch'), d, calls, ms, r, w, rc,"
		    " wc, iif(rc = wc AND r < w, a, ''),"
		    " iif(rc = wc AND r < w, b, '') FROM (" INNER("day", "''",
			"1") ") ORDER BY 1, rc, wc" },
	};
	struct stmt s = { 0 };

	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		CHECK(report_reader_margin(t->reader, views[i].by, &s, &err) ==
			0,
		    "%s", err.text);
		check_rows(t, views[i].name, &s, views[i].sql, 10);
	}
	CHECK(report_reader_margin(t->reader, REPORT_BY_ALL, &s, &err) == 0,
	    "%s", err.text);
	check_rows(t, "all", &s,
	    "SELECT 'all', '', count(*), sum(duration_ms), sum(retail_e8),"
	    " sum(wholesale_e8), rc, wc FROM temp.own GROUP BY rc, wc"
	    " ORDER BY rc, wc",
	    8);
}

#define EUR "o.rc = 'EUR' AND o.wc = 'EUR'"
#define LINE(detail, same)                                                      \
	"SELECT z, d, direction, month, first, last, calls, ms, r, w,"          \
	" iif(r < w, a, ''), iif(r < w, b, '') FROM (SELECT zone AS z, " detail \
	" AS d, direction, month, min(start_us) AS first,"                      \
	" max(start_us) AS last, count(*) AS calls, sum(duration_ms) AS ms,"    \
	" sum(retail_e8) AS r, sum(wholesale_e8) AS w, " TOP("zone", same,      \
	    "x.rc = 'EUR' AND x.direction = o.direction"                        \
	    " AND x.month = o.month",                                           \
	    "x.why") " AS a, " TOP("zone", same,                                \
	    "x.rc = 'EUR' AND x.direction = o.direction"                        \
	    " AND x.month = o.month",                                           \
	    "x.fee") " AS b"                                                    \
		     " FROM temp.own AS o WHERE " EUR " GROUP BY 1, 2, 3, 4)"   \
		     " ORDER BY min(0, r - w), r DESC, 1, 2, 3, 4"

static void
check_lines(struct trial *t)
{
	struct stmt s = { 0 };

	CHECK(report_reader_margin_lines(t->reader, true, "EUR", &s, &err) == 0,
	    "%s", err.text);
	check_rows(t, "lines by detail", &s,
	    LINE("detail", "x.detail = o.detail"), 12);
	CHECK(report_reader_margin_lines(t->reader, false, "EUR", &s, &err) ==
		0,
	    "%s", err.text);
	check_rows(t, "lines", &s, LINE("''", "1"), 12);
	CHECK(report_reader_margin_odd(t->reader, "EUR", &s, &err) == 0, "%s",
	    err.text);
	check_rows(t, "odd", &s,
	    "SELECT count(*) FROM temp.own AS o WHERE NOT (" EUR ")", 1);
}

static void
check_ties(struct trial *t)
{
	struct stmt s = { 0 };

	if (!t->part.documents && t->wanted == LEG_OPEN) {
		CHECK(report_reader_margin_ties(t->reader, "EUR", &s, &err) ==
			0,
		    "%s", err.text);
		check_rows(t, "ties", &s,
		    "SELECT customer, direction = 1 AND customer IN (SELECT ref"
		    "  FROM main.customers WHERE did_template <> ''),"
		    " sum(retail_e8), sum(tax_e8) FROM temp.own AS o"
		    " WHERE sold IS NOT NULL AND " EUR " GROUP BY 1, 2"
		    " ORDER BY 1, 2",
		    4);
		return;
	}
	CHECK(report_billed_ties(t->reader, "EUR", t->contract, &s, &err) == 0,
	    "%s", err.text);
	check_rows(t, "documents", &s,
	    "SELECT * FROM (SELECT customer AS who, 0, coalesce((SELECT number"
	    "  FROM temp.fresh_document WHERE id = retail_bill), '') AS n,"
	    " sum(retail_e8), sum(tax_e8) FROM temp.own AS o"
	    " WHERE sold IS NOT NULL AND " EUR " GROUP BY 1, 3 ORDER BY 1, 3)"
	    " UNION ALL SELECT * FROM (SELECT (SELECT contract FROM temp.scope),"
	    " 1, coalesce((SELECT number FROM temp.fresh_document"
	    "  WHERE id = wholesale_bill), '') AS n, sum(wholesale_e8), 0"
	    " FROM temp.own AS o WHERE " EUR " GROUP BY 3"
	    " HAVING sum(wholesale_e8) <> 0 ORDER BY 3)",
	    5);
}

static void
pair_file(struct trial *t, const char *period, int64_t number)
{
	t->part.period = period;
	t->part.run = number;
	CHECK(report_reader_run(t->reader, period, number, &err) == 0, "%s",
	    err.text);
	tell(t, sql_rows,
	    ARGS(A_TEXT(t->resellers), A_TEXT(t->contract),
		A_INT(t->part.until_us), A_INT(t->part.open_us),
		A_INT(t->part.from_us), A_TEXT(period), A_INT(number),
		A_INT(t->part.documents)));
	tell(t, sql_legs, NO_ARGS);
	tell(t, sql_wanted, ARGS(A_INT(t->wanted), A_INT(t->part.from_us)));
	check_legs(t);
	tell(t, sql_keep, ARGS(A_INT(t->part.from_us)));
	tell(t, "DROP TABLE temp.own_row", NO_ARGS);
	tell(t, "DROP TABLE temp.own_leg", NO_ARGS);
	CHECK((t->wanted == LEG_ALL ? report_reader_pair(t->reader, &err)
		      : t->wanted == LEG_OPEN
		      ? report_reader_pair_open(t->reader, &t->part, &err)
		      : report_reader_pair_billed(t->reader, &t->part, &err)) ==
		0,
	    "%s", err.text);
}

static void
try_one(struct trial *t)
{
	if (!CHECK(report_reader_open(&t->reader, &book, t->name, &err) == 0,
		"%s", err.text))
		return;
	tell(t, sql_own, NO_ARGS);
	for (int64_t i = 1; i <= 4; i++)
		tell(t, "INSERT INTO temp.fresh_document VALUES (?1, ?2, ?3)",
		    ARGS(A_INT(i),
			A_TEXT(i == 1    ? "D1"
				: i == 2 ? "D2"
					 : "D3"),
			A_INT(i % 2 == 0 ? t->part.from_us : LEG_BOOK_US)));
	tell(t,
	    "INSERT INTO temp.fresh_usage VALUES ('C3', '2026-10', 2, 'retail',"
	    " 'all', ?1, ?2, 2)",
	    ARGS(A_INT(LEG_BOOK_US + 55 * LEG_BOOK_DAY_US),
		A_INT(LEG_BOOK_US + 60 * LEG_BOOK_DAY_US)));
	if (t->wanted != LEG_ALL && leg_book_any(0, 1) == 0)
		CHECK(report_reader_upto(t->reader, leg_book_any(0, 3),
			  leg_book_any(1, 4), &err) == 0,
		    "%s", err.text);
	pair_file(t, "2026-09", 1);
	pair_file(t, "2026-10", 2);
	find_reasons(t);
	if (t->wanted == LEG_ALL) {
		check_report(t);
	} else {
		if (!t->part.documents || t->wanted == LEG_BILLED)
			check_lines(t);
		check_ties(t);
	}
	report_reader_close(t->reader);
}

static void
try_all(int64_t *legs, int64_t *losses)
{
	static const char *const of[][4] = { { "r1", "C8", "r1", "r1 r2" },
		{ "r2", "C8", "r2", "r1 r2" }, { "r3", "C9", "r3", "r3" } };
	static const char *const what[] = { "report", "open", "open, documents",
		"billed" };

	for (int i = 0; i < 12; i++) {
		struct trial t = { .name = of[i / 4][0],
			.contract = of[i / 4][1],
			.resellers = of[i / 4][i % 4 == 0 ? 2 : 3],
			.wanted = i % 4 == 0 ? LEG_ALL
			    : i % 4 == 3     ? LEG_BILLED
					     : LEG_OPEN,
			.what = what[i % 4] };

		t.part = (struct report_margin_part){ .from_us = LEG_BOOK_US +
			    leg_book_any(0, 40) * LEG_BOOK_DAY_US,
			.open_us = leg_book_any(0, 1) ? INT64_MIN
						      : LEG_BOOK_US +
				leg_book_any(0, 9) * LEG_BOOK_DAY_US,
			.until_us = LEG_BOOK_US +
			    leg_book_any(30, 60) * LEG_BOOK_DAY_US,
			.documents = i % 4 >= 2 };
		if (t.wanted == LEG_ALL)
			t.part.from_us = t.part.open_us = INT64_MIN,
			t.part.until_us = INT64_MAX;
		try_one(&t);
		*legs += t.legs;
		*losses += t.losses;
	}
}

int
main(void)
{
	char path[FILE_PATH_MAX];
	int64_t legs = 0, losses = 0;

	if (mkdtemp(dir) == NULL)
		return 1;
	(void)snprintf(book.dir, sizeof(book.dir), "%s", dir);
	for (int round = 0; round < ROUNDS; round++) {
		CHECK(book_path(path, &book, "charges", &err) == 0 &&
			(round > 0 || mkdir(path, 0700) == 0) &&
			book_path(path, &book, "book.db", &err) == 0,
		    "%s", err.text);
		if (!CHECK(db_create_book(&book.db, path, &err) == 0, "%s",
			err.text))
			break;
		leg_book_make(&book);
		try_all(&legs, &losses);
		db_close(book.db);
		(void)unlink(path);
	}
	CHECK(legs > 5000 && losses > 1000, "%lld legs, %lld losses",
	    (long long)legs, (long long)losses);
	for (int i = 0; i < 2; i++) {
		(void)book_path(path, &book,
		    i == 0 ? LEG_BOOK_FILE_1 : LEG_BOOK_FILE_2, &err);
		(void)unlink(path);
	}
	(void)book_path(path, &book, "charges", &err);
	(void)rmdir(path);
	(void)rmdir(dir);
	return check_done();
}
