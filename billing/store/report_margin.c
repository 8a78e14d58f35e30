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
 */
#define CHARGES                                                          \
	"  FROM temp.scope CROSS JOIN rated.contract AS c"               \
	"  CROSS JOIN rated.charge AS h"                                 \
	"  CROSS JOIN rated.fee ON fee.id = h.fee"                       \
	"  LEFT JOIN rated.subscriber ON subscriber.id = h.subscriber"   \
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

static const char sql_pair[] =
    "INSERT INTO temp.leg"
    " SELECT max(customer), coalesce(max(subscriber), ''),"
    "        coalesce(max(retail_zone), max(wholesale_zone)),"
    "        coalesce(max(retail_detail), max(wholesale_detail)),"
    "        direction, start_us,"
    "        coalesce(max(retail_day), max(wholesale_day)),"
    "        duration_ms, sum(retail_e8), sum(wholesale_e8),"
    "        coalesce(max(retail_currency), max(wholesale_currency)),"
    "        coalesce(max(wholesale_currency), max(retail_currency)),"
    "        max(retail_s) IS NULL,"
    "        max(retail_s) IS NOT NULL AND max(retail_e8) = 0,"
    "        coalesce(max(wholesale_s) > max(retail_s), 0), sum(free_s) > 0,"
    "        max(wholesale_s) IS NULL,"
    "        max(retail_document) + min(retail_document),"
    "        max(wholesale_document) + min(wholesale_document)"
    "   FROM (SELECT h.segment, h.call, h.direction, h.start_us, h.duration_ms,"
    "                subscriber.ref AS subscriber, c.ref AS customer,"
    "                fee.zone AS retail_zone, fee.zone_detail AS retail_detail,"
    "                NULL AS wholesale_zone, NULL AS wholesale_detail,"
    "                h.day AS retail_day, NULL AS wholesale_day,"
    "                h.price_e8 AS retail_e8, 0 AS wholesale_e8,"
    "                fee.currency AS retail_currency,"
    "                NULL AS wholesale_currency, h.billed_s AS retail_s,"
    "                NULL AS wholesale_s, h.free_s,"
    "                (h.start_us >= ?3 OR (h.document = 0 AND NOT EXISTS"
    "                  (SELECT 1 FROM main.document_usage AS u"
    "                    WHERE u.contract = c.ref AND u.period = ?5"
    "                      AND u.run = ?6 AND u.tier = 'retail'"
    "                      AND u.until_us > h.start_us))) AS retail_open,"
    "                0 AS wholesale_open,"
    "                " DOCUMENT(
	"retail") " AS retail_document,"
		  "                0 AS wholesale_document" CHARGES
		  "            AND +h.tier = 0 AND (c.reseller = scope.reseller OR (?7 AND"
		  "                c.reseller IN (SELECT name FROM main.resellers"
		  "                                WHERE contract = scope.contract)))"
		  "            AND scope.reseller <> ''"
		  "         UNION ALL"
		  "         SELECT h.segment, h.call, h.direction, h.start_us, h.duration_ms,"
		  "                subscriber.ref,"
		  "                (SELECT customer FROM main.subscribers AS m"
		  "                  WHERE m.ref = subscriber.ref),"
		  "                NULL, NULL, fee.zone, fee.zone_detail, NULL, h.day, 0,"
		  "                h.price_e8, NULL, fee.currency, NULL, h.billed_s, 0,"
		  "                0, h.document = 0, 0, " DOCUMENT("wholesale")
		      CHARGES
    "            AND +h.tier = 1 AND c.ref = scope.contract) AS u"
    "  GROUP BY u.segment, u.call, u.direction, u.start_us, u.duration_ms"
    " HAVING ?4 OR max(wholesale_open)"
    "     OR (max(wholesale_s) IS NULL AND max(retail_open))";

#define MARGIN(key, detail, order)                                            \
	"SELECT " key ", " detail ", count(*), sum(duration_ms),"             \
	" sum(retail_e8), sum(wholesale_e8), retail_currency,"                \
	" wholesale_currency, sum(no_price), sum(zero_price), sum(rounding)," \
	" sum(free_time) FROM temp.leg GROUP BY 1, 2, 7, 8 ORDER BY " order
#define LOSSES_FIRST                                              \
	"CASE WHEN retail_currency = wholesale_currency THEN"     \
	" min(0, sum(retail_e8) - sum(wholesale_e8)) ELSE 0 END," \
	" sum(retail_e8) DESC, 1, 2, 7, 8"

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

static const char sql_lines[] =
    "SELECT zone, iif(?3, zone_detail, ''), direction,"
    "       iif(start_us < ?2, strftime('%Y-%m', day * 86400, 'unixepoch'), ''),"
    "       min(start_us), max(start_us), count(*), sum(duration_ms),"
    "       sum(retail_e8), sum(wholesale_e8)"
    "  FROM temp.leg WHERE " IN_CURRENCY " GROUP BY 1, 2, 3, 4"
    " ORDER BY min(0, sum(retail_e8) - sum(wholesale_e8)),"
    "          sum(retail_e8) DESC, 1, 2, 3, 4";
static const char sql_ties[] =
    "SELECT leg.customer,"
    "       leg.direction = 1 AND coalesce(c.did_template, '') <> '',"
    "       sum(leg.retail_e8)"
    "  FROM temp.leg LEFT JOIN main.customers AS c ON c.ref = leg.customer"
    " WHERE " IN_CURRENCY " AND no_price = 0 GROUP BY 1, 2 ORDER BY 1, 2";
static const char sql_odd[] =
    "SELECT count(*) FILTER (WHERE NOT (" IN_CURRENCY ")),"
    "       count(DISTINCT iif(no_price = 0 AND c.prices_include_vat = 1,"
    "                          leg.customer, NULL))"
    "  FROM temp.leg LEFT JOIN main.customers AS c ON c.ref = leg.customer";

static int
pair(struct report_reader *r, const struct report_margin_part *p, bool all,
    bool mine, bool billed, struct err *e)
{
	struct stmt s = { 0 };
	int rc = report_reader_query(r, sql_pair, &s,
	    ARGS(A_INT(p->open_us), A_INT(p->until_us), A_INT(p->from_us),
		A_INT(all), A_TEXT(p->period), A_INT(p->run), A_INT(mine),
		A_INT(billed)),
	    e);

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
report_reader_pair_open(struct report_reader *r,
    const struct report_margin_part *part, struct err *e)
{
	return pair(r, part, false, true, false, e);
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
