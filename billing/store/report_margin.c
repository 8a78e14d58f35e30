#include "store/report_margin.h"

#include <assert.h>

#include "base/err.h"
#include "store/leg_sum.h"

/* Of a view the reason of the greatest part of what each group loses, and its fee.
 */
#define WHY(view, key, detail)                                                   \
	"WITH why AS (SELECT " key " AS k, " detail " AS d,"                     \
	"  retail_currency AS c, why, fee, row_number() OVER (PARTITION BY " key \
	", " detail ", retail_currency"                                          \
	"   ORDER BY sum(wholesale_e8 - retail_e8) DESC, why, fee) AS n"         \
	"  FROM temp.leg_sum WHERE view = '" view "' AND why <> ''"              \
	"  GROUP BY 1, 2, 3, 4, 5)"
#define MARGIN(view, key, detail, order)                                        \
	WHY(view, key, detail)                                                  \
	"SELECT l.*, coalesce(why.why, ''), coalesce(why.fee, '') FROM"         \
	" (SELECT " key " AS k, " detail                                        \
	" AS d, sum(calls), sum(duration_ms),"                                  \
	"   sum(retail_e8) AS r, sum(wholesale_e8) AS w, retail_currency AS c," \
	"   wholesale_currency AS wc FROM temp.leg_sum"                         \
	"  WHERE view = '" view "' GROUP BY 1, 2, 7, 8) AS l"                   \
	" LEFT JOIN why ON why.k IS l.k AND why.d IS l.d AND why.c = l.c"       \
	"  AND l.wc = l.c AND l.r < l.w AND why.n = 1 ORDER BY " order
#define LOSSES_FIRST                                                        \
	"CASE WHEN l.c = l.wc THEN min(0, l.r - l.w) ELSE 0 END, l.r DESC," \
	" 1, 2, 7, 8"

static const char *const sql_margin[] = {
	[REPORT_BY_ZONE] = MARGIN("zone", "zone", "zone_detail", LOSSES_FIRST),
	[REPORT_BY_CUSTOMER] =
	    MARGIN("customer", "customer", "''", LOSSES_FIRST),
	[REPORT_BY_SUBSCRIBER] = MARGIN("subscriber", "subscriber",
	    "coalesce(customer, '')", LOSSES_FIRST),
	[REPORT_BY_DAY] =
	    MARGIN("day", "date(day * 86400, 'unixepoch')", "''", "1, 7, 8"),
	[REPORT_BY_PROFILE] = NULL,
	[REPORT_BY_PERIOD] = NULL,
	[REPORT_BY_ALL] = MARGIN("total", "'all'", "''", "7, 8"),
};

#define IN_CURRENCY "retail_currency = ?1 AND wholesale_currency = ?1"

/* The day is that of a late call; others have none. */

static const char sql_lines[] =
    "WITH own AS (SELECT *, coalesce(strftime('%Y-%m', day * 86400,"
    "   'unixepoch'), '') AS m, iif(?2, zone_detail, '') AS d"
    "  FROM temp.leg_sum WHERE view = 'line' AND " IN_CURRENCY "),"
    " why AS (SELECT zone AS z, d, direction AS o, m, why, fee,"
    "  row_number() OVER (PARTITION BY zone, d, direction, m"
    "   ORDER BY sum(wholesale_e8 - retail_e8) DESC, why, fee) AS n"
    "  FROM own WHERE why <> '' GROUP BY 1, 2, 3, 4, 5, 6)"
    "SELECT l.*, coalesce(why.why, ''), coalesce(why.fee, '') FROM"
    " (SELECT zone AS z, d, direction AS o, m, min(first_us), max(last_us),"
    "   sum(calls), sum(duration_ms), sum(retail_e8) AS r,"
    "   sum(wholesale_e8) AS w FROM own GROUP BY 1, 2, 3, 4) AS l"
    " LEFT JOIN why ON why.z = l.z AND why.d = l.d AND why.o = l.o"
    "  AND why.m = l.m AND l.r < l.w AND why.n = 1"
    " ORDER BY min(0, l.r - l.w), l.r DESC, 1, 2, 3, 4";
static const char sql_ties[] =
    "SELECT s.customer,"
    "       s.direction = 1 AND coalesce(c.did_template, '') <> '',"
    "       sum(s.retail_e8), sum(s.tax_e8)"
    "  FROM temp.leg_sum AS s LEFT JOIN main.customers AS c"
    "    ON c.ref = s.customer"
    " WHERE view = 'tie' AND " IN_CURRENCY " GROUP BY 1, 2 ORDER BY 1, 2";
static const char sql_odd[] = "SELECT coalesce(sum(calls), 0) FROM temp.leg_sum"
			      " WHERE view = 'line' AND NOT (" IN_CURRENCY ")";

static const char sql_upto[] = "UPDATE temp.upto SET opened = ?1, billed = ?2";

/* The views of the report and of statements. */
#define REPORT                                                    \
	(1u << LEG_VIEW_TOTAL | 1u << LEG_VIEW_ZONE |             \
	    1u << LEG_VIEW_CUSTOMER | 1u << LEG_VIEW_SUBSCRIBER | \
	    1u << LEG_VIEW_DAY)
#define STATEMENT (1u << LEG_VIEW_LINE | 1u << LEG_VIEW_TIE)
#define BILLED \
	(1u << LEG_VIEW_LINE | 1u << LEG_VIEW_RETAIL | 1u << LEG_VIEW_WHOLESALE)

static int
pair(struct report_reader *r, const struct report_margin_part *part,
    enum leg_wanted wanted, unsigned views, struct err *e)
{
	struct leg_pair *p = NULL;
	struct leg_sum *sum = NULL;
	struct leg leg;
	int rc = -1;

	if (leg_sum_open(&sum, r, views, part->from_us, e) == 0 &&
	    leg_pair_open(&p, r, part, wanted, e) == 0)
		while ((rc = leg_pair_next(p, &leg, e)) > 0)
			if (leg_sum_add(sum, &leg, e) < 0) {
				rc = -1;
				break;
			}
	if (rc == 0)
		rc = leg_sum_end(sum, e);
	leg_pair_close(p);
	leg_sum_close(sum);
	return rc;
}

int
report_reader_pair(struct report_reader *r, struct err *e)
{
	const struct report_margin_part whole = { .period = "",
		.from_us = INT64_MIN,
		.open_us = INT64_MIN,
		.until_us = INT64_MAX };

	return pair(r, &whole, LEG_ALL, REPORT, e);
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
	return pair(r, part, LEG_OPEN, part->documents ? BILLED : STATEMENT, e);
}

int
report_reader_pair_billed(struct report_reader *r,
    const struct report_margin_part *part, struct err *e)
{
	struct report_margin_part asked = *part;

	asked.documents = true;
	return pair(r, &asked, LEG_BILLED, BILLED, e);
}

int
report_reader_margin(struct report_reader *r, enum report_by by,
    struct stmt *rows, struct err *e)
{
	assert(sql_margin[by] != NULL);
	return report_reader_query(r, sql_margin[by], rows, NO_ARGS, e);
}

int
report_reader_margin_lines(struct report_reader *r, bool by_detail,
    const char *currency, struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_lines, rows,
	    ARGS(A_TEXT(currency), A_INT(by_detail)), e);
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
