/* What accountants ask of a reader: open items, taxes, charges not billed yet. */
#include "store/open_store.h"
#include "store/report_store.h"

static const char sql_open_items[] = OPEN_ITEMS_SQL("temp.visible_document",
    "(SELECT reseller FROM temp.scope) IN ('', issuer)");

static const char sql_month[] = "INSERT INTO temp.month (month) VALUES (?1)";

static const char sql_tax[] =
    "SELECT substr(d.date, 1, 7), d.issuer, seller.country, buyer.country,"
    "       t.category, t.rate_e4, count(*), sum(t.taxable_minor),"
    "       sum(t.tax_minor), d.currency"
    "  FROM temp.visible_document AS d"
    "  JOIN main.document_tax AS t ON t.document = d.id"
    "  JOIN main.document_party AS seller"
    "    ON seller.document = d.id AND seller.role = 'issuer'"
    "  JOIN main.document_party AS buyer"
    "    ON buyer.document = d.id AND buyer.role = 'recipient'"
    " WHERE d.kind IN ('invoice', 'credit_note')"
    "   AND (substr(d.date, 1, 7) IN (SELECT month FROM temp.month)"
    "        OR NOT EXISTS (SELECT 1 FROM temp.month))"
    " GROUP BY 1, 2, 3, 4, 5, 6, 10 ORDER BY 1, 2, 3, 4, 5, 6, 10";

/*
 * A charge is on a document that its own column names, or on that which billed
 * it from this very file (document_usage); -1, or a usage without a document: its
 * interval was closed without one.
 */
#define USAGE                                                                   \
	" FROM main.document_usage AS u, main.rating_run AS run"                \
	" WHERE run.period = ?1 AND run.current = 1 AND u.run = run.run"        \
	"  AND u.period = ?1 AND u.contract = c.contract_ref"                   \
	"  AND u.tier = CASE c.tier WHEN 0 THEN 'retail'"                       \
	"   WHEN 1 THEN 'wholesale' ELSE 'carrier' END"                         \
	"  AND c.document = 0 AND c.start_us >= u.from_us"                      \
	"  AND c.start_us < u.until_us AND CASE u.part WHEN 'all' THEN 1"       \
	"   WHEN 'earned' THEN c.price_e8 < 0 WHEN 'owed' THEN c.price_e8 >= 0" \
	"   WHEN 'out' THEN c.direction = 0 ELSE c.direction = 1 END"

/* What is on no document by the day ?2, and what is on one that was cancelled whole
 * by then: its charges stay with it until it is billed again. */
static const char sql_unbilled_add[] =
    "WITH cancelled AS (SELECT d.id, d.number"
    "   FROM main.document AS d"
    "  WHERE d.id IN (SELECT corrects FROM main.credit_line) AND"
    "   (SELECT count(*) FROM main.credit_line AS l"
    "      JOIN main.document AS n ON n.id = l.document"
    "     WHERE l.corrects = d.id AND n.date <= date(?2 * 86400, 'unixepoch'))"
    "   = (SELECT count(*) FROM main.document_line AS m"
    "       WHERE m.document = d.id))"
    "INSERT INTO temp.unbilled"
    " SELECT ?1, c.contract_ref, c.tier, c.currency, count(*),"
    "        sum(c.duration_ms), sum(c.price_e8 - c.cash_e8 + c.bought_e8),"
    "        sum(c.bought_e8), coalesce(x.number, '')"
    "   FROM (SELECT c.*, iif(c.document > 0, c.document,"
    "            (SELECT max(u.document)" USAGE ")) AS billed_by"
    "           FROM temp.visible_charge AS c"
    "          WHERE c.start_us < ?3 AND c.document >= 0 AND NOT EXISTS"
    "           (SELECT 1" USAGE " AND u.document IS NULL)) AS c"
    "   LEFT JOIN cancelled AS x ON x.id = c.billed_by"
    "  WHERE x.id IS NOT NULL OR coalesce((SELECT date FROM main.document AS d"
    "         WHERE d.id = c.billed_by), '9999-12-31')"
    "        > date(?2 * 86400, 'unixepoch')"
    "  GROUP BY 2, 3, 4, 9";

static const char sql_unbilled[] =
    "SELECT period, contract, tier, currency, calls, duration_ms, amount_e8,"
    "       bought_e8, credited FROM temp.unbilled ORDER BY period, contract,"
    "       tier, currency, credited";

int
report_reader_open_items(struct report_reader *r, int64_t day,
    struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_open_items, rows,
	    ARGS(A_INT(day), A_NULL), e);
}

/* A statement without rows. */
static int
run(struct report_reader *r, const char *sql, const struct arg *args, size_t n,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = report_reader_query(r, sql, &s, args, n, e);

	if (rc == 0)
		rc = stmt_step(&s, e);
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
report_reader_month(struct report_reader *r, const char *month, struct err *e)
{
	return run(r, sql_month, ARGS(A_TEXT(month)), e);
}

int
report_reader_tax_sums(struct report_reader *r, struct stmt *rows,
    struct err *e)
{
	return report_reader_query(r, sql_tax, rows, NO_ARGS, e);
}

int
report_reader_unbilled_add(struct report_reader *r, const char *period,
    int64_t day, int64_t until_us, struct err *e)
{
	return run(r, sql_unbilled_add,
	    ARGS(A_TEXT(period), A_INT(day), A_INT(until_us)), e);
}

int
report_reader_unbilled(struct report_reader *r, struct stmt *rows,
    struct err *e)
{
	return report_reader_query(r, sql_unbilled, rows, NO_ARGS, e);
}
