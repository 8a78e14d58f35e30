#include "store/preflight_store.h"

#include "base/err.h"
#include "store/report_store.h"

static const char sql_documents[] =
    "SELECT kind, category, currency, contract, from_us, until_us, net_minor"
    " FROM document WHERE from_us >= ?1 AND from_us < ?2 AND corrects IS NULL"
    " AND revision = 1 AND kind <> 'margin' ORDER BY id";

static const char sql_zero[] =
    "SELECT count(*), coalesce(sum(price_e8 = 0 AND free_s = 0), 0)"
    " FROM temp.visible_charge WHERE direction = 0 AND duration_ms > 0"
    " AND document = 0 AND tier < 2";

/* See store/audit_store.c, "below cost". */
static const char sql_cost[] =
    "SELECT count(*), coalesce(sum(sale < cost), 0) FROM (SELECT"
    "  sum(iif(tier = 1 OR (tier = 0 AND reseller = ''), price_e8, 0)) AS sale,"
    "  sum(iif(tier = 2, price_e8, 0)) AS cost, min(tier) AS low,"
    "  max(tier) AS top, count(DISTINCT currency) AS currencies"
    "  FROM temp.visible_charge WHERE direction = 0 AND document = 0"
    "  GROUP BY segment, call)"
    " WHERE low < 2 AND top = 2 AND currencies = 1 AND cost > 0";

int
preflight_documents(struct db *db, int64_t from_us, int64_t until_us,
    struct stmt *s, struct err *e)
{
	if (stmt_prepare(s, db, sql_documents, e) < 0)
		return -1;
	return stmt_bind(s, e, ARGS(A_INT(from_us), A_INT(until_us)));
}

/* Two numbers, added. */
static int
add(struct report_reader *r, const char *sql, int64_t *a, int64_t *b,
    struct err *e)
{
	struct stmt s;
	int rc;

	if (report_reader_query(r, sql, &s, NO_ARGS, e) < 0)
		return -1;
	rc = stmt_step(&s, e);
	if (rc == 1) {
		*a += stmt_int(&s, 0);
		*b += stmt_int(&s, 1);
	}
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
preflight_count(struct report_reader *r, struct preflight_calls *c,
    struct err *e)
{
	return add(r, sql_zero, &c->sold, &c->zero, e) < 0
	    ? -1
	    : add(r, sql_cost, &c->with_cost, &c->below_cost, e);
}
