#include "store/report_margin.h"

#include <assert.h>

#include "base/err.h"

/*
 * One row a leg, under the retail zone where there is one.  ?1 from where and ?2
 * up to where charges start; ?3 start of the interval; ?4 all of them, whatever
 * they are billed on; ?5 period and ?6 run of the file; ?7 the customers of every
 * reseller of the contract.  A contract's charges lie together in the file: by
 * their seq they are found at once, while SQLite, with a contract or a tier to look
 * for, would first make an index of all charges of the period; + hides these.
 * Both sides of a leg are brought together by numbers; names come once a leg.
 */
#define CHARGES                                                          \
	"  FROM temp.scope CROSS JOIN rated.contract AS c"               \
	"  CROSS JOIN rated.charge AS h"                                 \
	" WHERE h.seq BETWEEN c.first AND c.last AND +h.contract = c.id" \
	"   AND h.start_us >= ?1 AND h.start_us < ?2"

/* The document that has billed the charge, -1 without one, 0 none yet: what the
 * charge says, else what took it from this very file.  Only where ?8 asks. */
#define DOCUMENT(tier)                                                 \
	"CASE WHEN NOT ?8 THEN 0 WHEN h.document <> 0 THEN h.document" \
	" ELSE coalesce((SELECT u.document FROM temp.billed AS u"      \
	"   WHERE u.contract = c.ref AND u.period = ?5 AND u.run = ?6" \
	"    AND u.tier = '" tier "' AND u.from_us <= h.start_us"      \
	"    AND u.until_us > h.start_us AND u.part IN"                \
	"     ('all', iif(h.direction = 1, 'in', 'out'))), 0) END"

/* A customer's price without the tax that is in it; the name of a fee. */
#define NET                                                            \
	"without_tax(h.price_e8, coalesce((SELECT t.rate_e4 FROM"      \
	" temp.taxed AS t WHERE t.ref = c.ref AND t.from_day <= h.day" \
	" ORDER BY t.from_day DESC LIMIT 1), 0))"
#define FEE(fee) fee ".profile || ' ' || " fee ".destination"

/* clang-format off */

static const char sql_pair[] =
    "INSERT INTO temp.leg"
    " SELECT coalesce(c.ref, (SELECT customer FROM main.subscribers AS m"
    "  WHERE m.ref = s.ref)), coalesce(s.ref, ''),"
    " coalesce(r.zone, w.zone), coalesce(r.zone_detail, w.zone_detail),"
    " g.direction, g.start_us, coalesce(g.retail_day, g.wholesale_day),"
    " g.duration_ms, g.retail_e8, g.wholesale_e8,"
    " coalesce(r.currency, w.currency), coalesce(w.currency, r.currency),"
    " g.retail_s IS NULL, g.wholesale_s IS NULL,"
    " coalesce(g.retail_s, 0), coalesce(g.wholesale_s, 0), g.free_s,"
    " " FEE("r") ", " FEE("w") ", g.gross_e8 - g.retail_e8,"
    " coalesce(g.retail_document, 0), coalesce(g.wholesale_document, 0),"
    " ?9 + g.retail_fee, ?9 + g.wholesale_fee"
    " FROM (SELECT direction, start_us, duration_ms,"
    " max(subscriber) AS subscriber, max(customer) AS customer,"
    " max(retail_fee) AS retail_fee, max(wholesale_fee) AS wholesale_fee,"
    " max(retail_day) AS retail_day, max(wholesale_day) AS wholesale_day,"
    " sum(retail_e8) AS retail_e8, sum(gross_e8) AS gross_e8,"
    " sum(wholesale_e8) AS wholesale_e8, sum(retail_s) AS retail_s,"
    " sum(wholesale_s) AS wholesale_s, sum(free_s) AS free_s,"
    " max(retail_document) AS retail_document,"
    " max(wholesale_document) AS wholesale_document"
    " FROM (SELECT h.segment, h.call, h.direction, h.start_us, h.duration_ms,"
    " h.subscriber, c.id AS customer,"
    " h.fee AS retail_fee, NULL AS wholesale_fee,"
    " h.day AS retail_day, NULL AS wholesale_day,"
    " " NET " AS retail_e8, h.price_e8 AS gross_e8, 0 AS wholesale_e8,"
    " h.billed_s AS retail_s, NULL AS wholesale_s, h.free_s,"
    " (h.start_us >= ?3 OR (h.document = 0 AND NOT EXISTS"
    " (SELECT 1 FROM main.document_usage AS u"
    " WHERE u.contract = c.ref AND u.period = ?5"
    " AND u.run = ?6 AND u.tier = 'retail' AND u.until_us > h.start_us"
    " AND u.closing <= (SELECT opened FROM temp.upto)))) AS retail_open,"
    " 0 AS wholesale_open,"
    " " DOCUMENT("retail") " AS retail_document,"
    " NULL AS wholesale_document" CHARGES
    " AND +h.tier = 0 AND (c.reseller = scope.reseller OR (?7 AND"
    " c.reseller IN (SELECT name FROM main.resellers"
    " WHERE contract = scope.contract)))"
    " AND scope.reseller <> ''"
    " UNION ALL"
    " SELECT h.segment, h.call, h.direction, h.start_us, h.duration_ms,"
    " h.subscriber, NULL, NULL, h.fee, NULL, h.day, 0, 0, h.price_e8,"
    " NULL, h.billed_s, 0,"
    " 0, h.document = 0, NULL, " DOCUMENT("wholesale") CHARGES
    " AND +h.tier = 1 AND c.ref = scope.contract) AS u"
    " GROUP BY u.segment, u.call, u.direction, u.start_us, u.duration_ms"
    " HAVING ?4 OR max(wholesale_open)"
    " OR (max(wholesale_s) IS NULL AND max(retail_open))) AS g"
    " LEFT JOIN rated.fee AS r ON r.id = g.retail_fee"
    " LEFT JOIN rated.fee AS w ON w.id = g.wholesale_fee"
    " LEFT JOIN rated.subscriber AS s ON s.id = g.subscriber"
    " LEFT JOIN rated.contract AS c ON c.id = g.customer";

/* clang-format on */

/* The reason of the greatest part of what each group loses, and its fee. */
#define WHY(key, detail, where)                                                  \
	"WITH why AS (SELECT " key " AS k, " detail " AS d,"                     \
	"  retail_currency AS c, why, fee, row_number() OVER (PARTITION BY " key \
	", " detail ", retail_currency ORDER BY sum(lost) DESC, why, fee)"       \
	"  AS n FROM temp.loss " where " GROUP BY 1, 2, 3, 4, 5)"
#define MARGIN(key, detail, order)                                              \
	WHY(key, detail, "")                                                    \
	"SELECT l.*, coalesce(why.why, ''), coalesce(why.fee, '') FROM"         \
	" (SELECT " key " AS k, " detail " AS d, count(*), sum(duration_ms),"   \
	"   sum(retail_e8) AS r, sum(wholesale_e8) AS w, retail_currency AS c," \
	"   wholesale_currency AS wc FROM temp.leg GROUP BY 1, 2, 7, 8) AS l"   \
	" LEFT JOIN why ON why.k IS l.k AND why.d IS l.d AND why.c = l.c"       \
	"  AND l.wc = l.c AND l.r < l.w AND why.n = 1 ORDER BY " order
#define LOSSES_FIRST                                                        \
	"CASE WHEN l.c = l.wc THEN min(0, l.r - l.w) ELSE 0 END, l.r DESC," \
	" 1, 2, 7, 8"

static const char *const sql_margin[] = {
	[REPORT_BY_ZONE] = MARGIN("zone", "zone_detail", LOSSES_FIRST),
	[REPORT_BY_CUSTOMER] = MARGIN("customer", "''", LOSSES_FIRST),
	[REPORT_BY_SUBSCRIBER] =
	    MARGIN("subscriber", "coalesce(customer, '')", LOSSES_FIRST),
	[REPORT_BY_DAY] =
	    MARGIN("date(day * 86400, 'unixepoch')", "''", "1, 7, 8"),
	[REPORT_BY_PROFILE] = NULL,
	[REPORT_BY_PERIOD] = NULL,
	[REPORT_BY_ALL] = MARGIN("'all'", "''", "7, 8"),
};

#define IN_CURRENCY "retail_currency = ?1 AND wholesale_currency = ?1"

#define LINE_KEY                                                        \
	"zone, iif(?3, zone_detail, ''), direction, iif(start_us < ?2," \
	" strftime('%Y-%m', day * 86400, 'unixepoch'), '')"
static const char sql_lines[] =
    "WITH why AS (SELECT zone AS z, iif(?3, zone_detail, '') AS d,"
    "  direction AS o, iif(start_us < ?2,"
    "   strftime('%Y-%m', day * 86400, 'unixepoch'), '') AS m, why, fee,"
    "  row_number() OVER (PARTITION BY " LINE_KEY
    "   ORDER BY sum(lost) DESC, why, fee) AS n"
    "  FROM temp.loss WHERE " IN_CURRENCY " GROUP BY 1, 2, 3, 4, 5, 6)"
    "SELECT l.*, coalesce(why.why, ''), coalesce(why.fee, '') FROM"
    " (SELECT zone AS z, iif(?3, zone_detail, '') AS d, direction AS o,"
    "   iif(start_us < ?2, strftime('%Y-%m', day * 86400, 'unixepoch'), '')"
    "    AS m, min(start_us), max(start_us), count(*), sum(duration_ms),"
    "   sum(retail_e8) AS r, sum(wholesale_e8) AS w"
    "  FROM temp.leg WHERE " IN_CURRENCY " GROUP BY 1, 2, 3, 4) AS l"
    " LEFT JOIN why ON why.z = l.z AND why.d = l.d AND why.o = l.o"
    "  AND why.m = l.m AND l.r < l.w AND why.n = 1"
    " ORDER BY min(0, l.r - l.w), l.r DESC, 1, 2, 3, 4";
static const char sql_ties[] =
    "SELECT leg.customer,"
    "       leg.direction = 1 AND coalesce(c.did_template, '') <> '',"
    "       sum(leg.retail_e8), sum(leg.tax_e8)"
    "  FROM temp.leg LEFT JOIN main.customers AS c ON c.ref = leg.customer"
    " WHERE " IN_CURRENCY " AND no_price = 0 GROUP BY 1, 2 ORDER BY 1, 2";
static const char sql_odd[] =
    "SELECT count(*) FROM temp.leg WHERE NOT (" IN_CURRENCY ")";

/*
 * The rows of fees.csv of the legs behind ?2 that cost more than they bring: the
 * versions that the file of charges was made with.
 */
#define FEES(fees)                                                    \
	"SELECT x.id + ?1 AS id, f.connect_fee_e12, f.init_interval," \
	" f.init_rate_e12, f.follow_rate_e12, x.profile FROM x"       \
	" CROSS JOIN main." fees " AS f ON f.profile = x.profile"     \
	"  AND f.direction = iif(x.direction = 1, 'in', 'out')"       \
	"  AND f.type = iif(x.type = 1, 'sms', 'call')"               \
	"  AND f.\"match\" = x.\"match\" AND f.source = x.source"     \
	"  AND f.destination = x.destination AND f.load = x.load"     \
	"  AND f.line = x.line"
static const char sql_parts[] =
    "INSERT OR IGNORE INTO temp.part"
    " WITH lost AS MATERIALIZED (SELECT retail_part AS r, wholesale_part AS w"
    "   FROM temp.leg WHERE rowid > ?2 AND retail_e8 < wholesale_e8"
    "    AND retail_currency = wholesale_currency AND no_price = 0),"
    " x AS MATERIALIZED (SELECT fee.* FROM rated.fee WHERE id IN"
    "   (SELECT r - ?1 FROM lost UNION SELECT w - ?1 FROM lost))"
    " SELECT id, connect_fee_e12, init_interval, init_rate_e12,"
    "  follow_rate_e12, CASE (SELECT rate_per FROM (SELECT load, rate_per"
    "    FROM main.profiles WHERE handle = v.profile UNION ALL"
    "    SELECT load, rate_per FROM main.profiles_history"
    "     WHERE handle = v.profile)"
    "   WHERE load <= (SELECT load FROM rated.run) ORDER BY load DESC LIMIT 1)"
    "   WHEN 'second' THEN 1 ELSE 60 END"
    " FROM (" FEES("fees") " UNION ALL " FEES("fees_history") ") AS v";
static const char sql_last_leg[] =
    "SELECT coalesce(max(rowid), 0), (SELECT coalesce(max(id), 0) FROM"
    " temp.part) FROM temp.leg";

static const char sql_upto[] = "UPDATE temp.upto SET opened = ?1, billed = ?2";

/* Fees of another file have other numbers, of this many. */
#define FILE_FEES (INT64_C(1) << 32)

static int
pair(struct report_reader *r, const struct report_margin_part *p, bool all,
    bool mine, bool billed, struct err *e)
{
	struct stmt s = { 0 };
	int64_t legs = 0, parts = 0;
	int rc = report_reader_query(r, sql_last_leg, &s, NO_ARGS, e);

	if (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		legs = stmt_int(&s, 0);
		parts = (stmt_int(&s, 1) / FILE_FEES + 1) * FILE_FEES;
	}
	stmt_free(&s);
	if (rc >= 0)
		rc = report_reader_query(r, sql_pair, &s,
		    ARGS(A_INT(p->open_us), A_INT(p->until_us),
			A_INT(p->from_us), A_INT(all), A_TEXT(p->period),
			A_INT(p->run), A_INT(mine), A_INT(billed),
			A_INT(parts)),
		    e);
	if (rc == 0)
		rc = stmt_step(&s, e);
	stmt_free(&s);
	if (rc == 0)
		rc = report_reader_query(r, sql_parts, &s,
		    ARGS(A_INT(parts), A_INT(legs)), e);
	if (rc == 0)
		rc = stmt_step(&s, e);
	stmt_free(&s);
	return rc;
}

int
report_reader_pair(struct report_reader *r, struct err *e)
{
	const struct report_margin_part whole = { .period = "",
		.from_us = INT64_MIN,
		.open_us = INT64_MIN,
		.until_us = INT64_MAX };

	return pair(r, &whole, true, false, false, e);
}

int
report_reader_upto(struct report_reader *r, int64_t opened, int64_t billed,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = report_reader_query(r, sql_upto, &s,
	    ARGS(A_INT(opened), A_INT(billed)), e);

	if (rc == 0)
		rc = stmt_step(&s, e);
	stmt_free(&s);
	return rc;
}

int
report_reader_pair_open(struct report_reader *r,
    const struct report_margin_part *part, struct err *e)
{
	return pair(r, part, false, true, part->documents, e);
}

int
report_reader_pair_billed(struct report_reader *r,
    const struct report_margin_part *part, struct err *e)
{
	return pair(r, part, true, true, true, e);
}

int
report_reader_margin(struct report_reader *r, enum report_by by,
    struct stmt *rows, struct err *e)
{
	assert(sql_margin[by] != NULL);
	return report_reader_query(r, sql_margin[by], rows, NO_ARGS, e);
}

int
report_reader_margin_lines(struct report_reader *r, int64_t from_us,
    bool by_detail, const char *currency, struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_lines, rows,
	    ARGS(A_TEXT(currency), A_INT(from_us), A_INT(by_detail)), e);
}

int
report_reader_margin_ties(struct report_reader *r, const char *currency,
    struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_ties, rows, ARGS(A_TEXT(currency)),
	    e);
}

int
report_reader_margin_odd(struct report_reader *r, const char *currency,
    struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_odd, rows, ARGS(A_TEXT(currency)), e);
}
