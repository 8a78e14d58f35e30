#include "store/tie_store.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/stmt.h"

/* clang-format off */

/* A document d that bills, and is the last of its revisions as of a closing. */
#define BILLS "d.corrects IS NULL AND d.kind IN ('invoice', 'credit_note')"
#define STANDS(closing)                                                     \
	BILLS " AND d.closing <= " closing                                  \
	" AND NOT EXISTS (SELECT 1 FROM document AS later"                  \
	"  WHERE later.contract = d.contract AND later.from_us = d.from_us" \
	"   AND later.category = d.category AND later.corrects IS NULL"     \
	"   AND later.kind IN ('invoice', 'credit_note')"                   \
	"   AND later.revision > d.revision AND later.closing <= " closing ")"

/*
 * Both ways round: a tie that no document of the interval bears out, and a document
 * that no tie names.  A customer's document bills the calls of its reseller's
 * statement; the reseller's own is named where it comes to anything.
 */
static const char sql_unproven[] =
    "WITH billed AS MATERIALIZED"
    " (SELECT d.*, sum(u.price_e8) AS price_e8, sum(u.calls) AS calls"
    "    FROM document AS d JOIN document_usage AS u ON u.document = d.id"
    "   WHERE " BILLS " AND d.category IN ('customer', 'did', 'reseller')"
    "   GROUP BY d.id),"
    " stated AS MATERIALIZED (SELECT d.id, d.number, d.contract, d.closing,"
    "   d.revision, d.currency, d.from_us, d.until_us,"
    "   coalesce((SELECT min(name) FROM resellers AS r"
    "     WHERE r.contract = d.contract), '') AS reseller,"
    "   (SELECT min(i.from_us) FROM closed_interval AS i"
    "     WHERE i.contract = d.contract AND i.closing ="
    "      (SELECT o.closing FROM closed_interval AS o"
    "        WHERE o.contract = d.contract AND o.from_us = d.from_us))"
    "   = d.from_us AS first"
    "   FROM document AS d WHERE d.kind = 'margin'),"
    " tie AS MATERIALIZED (SELECT document AS statement, tier, contract,"
    "   number, currency, amount_e8 + tax_e8 AS price_e8 FROM document_tie"
    "   JOIN (SELECT id, currency FROM stated) ON id = document),"
    " due AS MATERIALIZED (SELECT s.id AS statement, 'wholesale' AS tier,"
    "   d.contract, d.number, d.currency, d.price_e8"
    "   FROM stated AS s JOIN billed AS d ON d.contract = s.contract"
    "    AND d.from_us = s.from_us AND d.until_us = s.until_us"
    "  WHERE d.category = 'reseller' AND d.price_e8 <> 0"
    "   AND " STANDS("s.closing")
    "  UNION ALL SELECT s.id, 'retail', d.contract, d.number, d.currency,"
    "   d.price_e8"
    "   FROM stated AS s JOIN resellers AS r ON r.contract = s.contract"
    "   JOIN billed AS d ON d.issuer = r.name AND d.from_us = s.from_us"
    "    AND d.until_us = s.until_us"
    "  WHERE d.category <> 'reseller' AND d.calls > 0"
    "   AND " STANDS("s.closing") ")"
    "SELECT id, number, contract, reseller, currency, closing, revision,"
    "       from_us, until_us, first"
    "  FROM stated WHERE id IN (SELECT statement FROM"
    "   (SELECT * FROM tie EXCEPT SELECT * FROM due) UNION ALL"
    "   SELECT statement FROM (SELECT * FROM due EXCEPT SELECT * FROM tie)"
    "   UNION ALL SELECT statement FROM tie"
    "    GROUP BY statement, tier, contract, number HAVING count(*) > 1)"
    " ORDER BY id";

static const char sql_documents[] =
    "SELECT d.number, d.from_us FROM document AS d WHERE d.contract = ?1"
    " AND (?2 IS NULL OR d.category = ?2) AND d.from_us < ?4"
    " AND d.until_us > ?3 AND " STANDS("?5")
    " ORDER BY d.from_us, d.category, d.id";

/* clang-format on */

/* A correction's statements are in a closing of their own, which bills nothing. */
static const char sql_runs[] =
    "SELECT p.period, p.run, p.current, (SELECT max(u.until_us)"
    "   FROM document_usage AS u WHERE u.contract = ?2"
    "    AND u.period = p.period AND u.run = p.run AND u.closing < ?1)"
    "  FROM (SELECT r.period, max(iif(r.current, r.run, 0)) AS current,"
    "    coalesce((SELECT max(c.run) FROM closing_run AS c"
    "      WHERE c.period = r.period AND c.closing BETWEEN ?1 - ?3 AND ?1),"
    "     (SELECT max(o.run) FROM rating_run AS o WHERE o.period = r.period"
    "       AND (o.time_us <= (SELECT now_us FROM closing WHERE number = ?1)"
    "        OR o.run <= (SELECT max(c.run) FROM closing_run AS c"
    "         WHERE c.period = r.period AND c.closing <= ?1)))) AS run"
    "    FROM rating_run AS r GROUP BY r.period) AS p"
    " WHERE p.run IS NOT NULL ORDER BY p.period";

static struct tie_statement
read_statement(const struct stmt *s, struct arena *a)
{
	return (struct tie_statement){
		.id = stmt_int(s, 0),
		.number = arena_strdup(a, stmt_text(s, 1)),
		.contract = arena_strdup(a, stmt_text(s, 2)),
		.reseller = arena_strdup(a, stmt_text(s, 3)),
		.currency = arena_strdup(a, stmt_text(s, 4)),
		.closing = stmt_int(s, 5),
		.revision = stmt_int(s, 6),
		.from_us = stmt_int(s, 7),
		.until_us = stmt_int(s, 8),
		.first = stmt_int(s, 9) != 0,
	};
}

int
tie_unproven(struct db *db, struct arena *a, struct tie_statement **all,
    size_t *n, struct err *e)
{
	size_t cap = 0;
	struct stmt s;
	int more;

	*all = NULL;
	*n = 0;
	if (stmt_prepare(&s, db, sql_unproven, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0) {
		*all = mem_grow(*all, *n, &cap, sizeof((*all)[0]));
		(*all)[(*n)++] = read_statement(&s, a);
	}
	stmt_free(&s);
	return more;
}

int
tie_documents(struct db *db, const char *contract, const char *category,
    int64_t from_us, int64_t until_us, int64_t closing, struct arena *a,
    struct tie_document **all, size_t *n, struct err *e)
{
	size_t cap = 0;
	struct stmt s;
	int more;

	*all = NULL;
	*n = 0;
	if (stmt_prepare(&s, db, sql_documents, e) < 0)
		return -1;
	more = stmt_bind(&s, e,
	    ARGS(A_TEXT(contract), A_TEXT(category), A_INT(from_us),
		A_INT(until_us), A_INT(closing)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		*all = mem_grow(*all, *n, &cap, sizeof((*all)[0]));
		(*all)[(*n)++] = (struct tie_document){
			.number = arena_strdup(a, stmt_text(&s, 0)),
			.from_us = stmt_int(&s, 1),
		};
	}
	stmt_free(&s);
	return more;
}

int
tie_runs(struct db *db, const struct tie_statement *of, struct arena *a,
    struct tie_run **all, size_t *n, struct err *e)
{
	size_t cap = 0;
	struct stmt s;
	int more;

	*all = NULL;
	*n = 0;
	if (stmt_prepare(&s, db, sql_runs, e) < 0)
		return -1;
	more = stmt_bind(&s, e,
	    ARGS(A_INT(of->closing), A_TEXT(of->contract),
		A_INT(of->revision > 1)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		*all = mem_grow(*all, *n, &cap, sizeof((*all)[0]));
		(*all)[(*n)++] = (struct tie_run){
			.period = arena_strdup(a, stmt_text(&s, 0)),
			.run = stmt_int(&s, 1),
			.current = stmt_int(&s, 2),
			.open_us = stmt_optint(&s, 3),
		};
	}
	stmt_free(&s);
	return more;
}
