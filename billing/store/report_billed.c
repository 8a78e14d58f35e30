#include "store/report_billed.h"

#include "base/err.h"
#include "document/document.h"
#include "rating/charge.h"

static const char sql_document[] =
    "INSERT INTO temp.fresh_document (id, number, from_us) VALUES (?1, ?2, ?3)";
static const char sql_usage[] =
    "INSERT INTO temp.fresh_usage (contract, period, run, tier, part, from_us,"
    " until_us, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char sql_has[] =
    "SELECT 1 FROM temp.billed AS u JOIN temp.billing AS d ON d.id = u.document"
    " WHERE u.period = ?1 AND d.from_us = ?2 LIMIT 1";

#define IN_CURRENCY "retail_currency = ?1 AND wholesale_currency = ?1"
static const char sql_ties[] =
    "SELECT s.customer, 0, coalesce(d.number, ''), sum(s.retail_e8),"
    "       sum(s.tax_e8)"
    "  FROM temp.leg_sum AS s LEFT JOIN temp.billing AS d ON d.id = s.document"
    " WHERE view = 'retail' AND " IN_CURRENCY " GROUP BY s.customer, 3"
    " UNION ALL "
    "SELECT ?2, 1, coalesce(d.number, ''), sum(s.wholesale_e8), 0"
    "  FROM temp.leg_sum AS s LEFT JOIN temp.billing AS d ON d.id = s.document"
    " WHERE view = 'wholesale' AND " IN_CURRENCY
    " GROUP BY 3 HAVING sum(s.wholesale_e8) <> 0"
    " ORDER BY 2, 1, 3";

static int
run(struct report_reader *r, const char *sql, const struct arg *args, size_t n,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = report_reader_query(r, sql, &s, args, n, e);

	if (rc == 0)
		rc = stmt_step(&s, e);
	stmt_free(&s);
	return rc;
}

int
report_billed_add(struct report_reader *r, const struct document *d,
    struct err *e)
{
	if (run(r, sql_document,
		ARGS(A_INT(d->id), A_TEXT(d->number), A_INT(d->from_us)),
		e) < 0)
		return -1;
	for (size_t i = 0; i < d->n_usages; i++) {
		const struct document_usage *u = &d->usages[i];

		if (run(r, sql_usage,
			ARGS(A_TEXT(d->contract), A_TEXT(u->period),
			    A_INT(u->run), A_TEXT(tier_words[u->tier]),
			    A_TEXT(document_part_words[u->part]),
			    A_INT(u->from_us), A_INT(u->until_us),
			    A_INT(d->id)),
			e) < 0)
			return -1;
	}
	return 0;
}

int
report_billed_has(struct report_reader *r, const char *period, int64_t from_us,
    struct err *e)
{
	return run(r, sql_has, ARGS(A_TEXT(period), A_INT(from_us)), e);
}

int
report_billed_ties(struct report_reader *r, const char *currency,
    const char *contract, struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_ties, rows,
	    ARGS(A_TEXT(currency), A_TEXT(contract)), e);
}
