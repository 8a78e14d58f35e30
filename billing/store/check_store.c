#include "store/check_store.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "document/document.h"
#include "store/book.h"
#include "store/db.h"
#include "store/entity_list.h"
#include "store/stmt.h"

/*
 * SQLite 3.40 looks at the wrong columns of a table WITHOUT ROWID whose
 * primary key is not what comes first in it, as that of segment_history, and
 * says that they are NULL; we look at them ourselves.
 */
/* clang-format off: one query a row */
const struct check_query check_store_book[] = {
	{ "integrity", "the file of the book is sound",
	    "SELECT integrity_check FROM pragma_integrity_check(2000000000)"
	    " WHERE integrity_check <> 'ok' AND integrity_check NOT IN"
	    " ('NULL value in segment_history.period',"
	    "  'NULL value in segment_history.calls',"
	    "  'NULL value in segment_history.size')"
	    " UNION ALL SELECT 'segment_history of ' || file || ' is not whole'"
	    " FROM segment_history WHERE typeof(period) <> 'text'"
	    " OR typeof(calls) <> 'integer' OR typeof(size) <> 'integer'" },
	{ "references", "every reference names a row",
	    "SELECT \"table\" || ' refers to a row that is not in ' || parent"
	    "  FROM pragma_foreign_key_check" },
	{ "loads", "the numbers of loads have no gap",
	    "SELECT 'load ' || number || ' follows ' || before FROM"
	    " (SELECT number, lag(number, 1, 0) OVER (ORDER BY number) AS before"
	    "    FROM loads) WHERE number <> before + 1" },
	{ "refs", "contract_refs names what contracts and customers have",
	    "SELECT ref || ' is not in contract_refs' FROM"
	    " (SELECT ref FROM contracts UNION ALL SELECT ref FROM customers)"
	    " WHERE ref NOT IN (SELECT ref FROM contract_refs)"
	    " UNION ALL"
	    " SELECT ref || ' is neither contract nor customer'"
	    "   FROM contract_refs"
	    "  WHERE ref NOT IN (SELECT ref FROM contracts)"
	    "    AND ref NOT IN (SELECT ref FROM customers)" },
	{ "batches", "a batch has the calls that its segments have",
	    "SELECT 'batch ' || number || ': ' || batch.calls || ' calls, but '"
	    " || sum(segment.calls) || ' in its segments'"
	    "  FROM batch JOIN segment ON segment.batch = batch.number"
	    " WHERE batch.state = 'imported'"
	    " GROUP BY number HAVING sum(segment.calls) > batch.calls" },
	{ "batches-all", "the imported calls are all in segments",
	    "SELECT calls || ' calls were imported, but ' || kept"
	    " || ' are in segments' FROM"
	    " (SELECT (SELECT coalesce(sum(calls), 0) FROM batch"
	    "           WHERE state = 'imported') AS calls,"
	    "         (SELECT coalesce(sum(calls), 0) FROM segment) AS kept)"
	    " WHERE calls <> kept" },
	{ "document-numbers", "the numbers of a series have no gap",
	    "SELECT 'series ' || series || ' of '"
	    " || iif(issuer = '', 'the operator', issuer) || ': '"
	    " || (max(series_seq) - min(series_seq) + 1 - count(*))"
	    " || ' numbers are missing'"
	    "  FROM document GROUP BY issuer, series, series_year"
	    " HAVING max(series_seq) - min(series_seq) + 1 <> count(*)" },
	{ "document-sums", "the lines of a document add up to its totals",
	    "SELECT 'document ' || number || ': net ' || net_minor"
	    " || ', but its lines have ' || lines"
	    "  FROM (SELECT number, net_minor, (SELECT coalesce(sum(net_minor), 0)"
	    "          FROM document_line WHERE document = document.id) AS lines"
	    "          FROM document)"
	    " WHERE net_minor <> lines" },
	{ "document-tax", "the taxes of a document are those of its lines",
	    "SELECT 'document ' || d.number || ': taxable ' || t.taxable_minor"
	    " || ' in category ' || t.category || ', but its lines have '"
	    " || coalesce(l.net, 0)"
	    "  FROM document_tax AS t JOIN document AS d ON d.id = t.document"
	    "  LEFT JOIN (SELECT document, tax_category, tax_rate_e4,"
	    "                    sum(net_minor) AS net FROM document_line"
	    "              GROUP BY document, tax_category, tax_rate_e4) AS l"
	    "    ON l.document = t.document AND l.tax_category = t.category"
	    "   AND l.tax_rate_e4 = t.rate_e4"
	    " WHERE t.taxable_minor <> coalesce(l.net, 0)"
	    " UNION ALL"
	    " SELECT 'document ' || number || ': tax ' || tax_minor"
	    " || ', but its categories have ' || taxes"
	    "  FROM (SELECT number, tax_minor, (SELECT coalesce(sum(tax_minor), 0)"
	    "          FROM document_tax WHERE document = document.id) AS taxes"
	    "          FROM document)"
	    " WHERE tax_minor <> taxes" },
	{ "document-usage", "the usage lines of a document are its charges",
	    "SELECT 'document ' || number || ': charges of ' || charges"
	    " || ' x 10^-8, but its lines have ' || lines"
	    "  FROM (SELECT number, category, kind,"
	    "    (SELECT coalesce(sum(price_e8 - cash_e8 + bought_e8), 0)"
	    "       FROM document_usage WHERE document = d.id) AS charges,"
	    "    (SELECT coalesce(sum(amount_e8), 0) FROM document_line"
	    "      WHERE document = d.id AND kind IN ('usage', 'late')) AS lines"
	    "    FROM document AS d WHERE corrects IS NULL AND kind <> 'margin')"
	    " WHERE lines <> iif(category = 'peer' AND kind <> 'statement',"
	    "                    -charges, charges)" },
	{ "document-subscribers", "the sums by subscriber are the usage lines",
	    "SELECT 'document ' || number || ': ' || subscribers"
	    " || ' x 10^-8 by subscriber, but its lines have ' || lines"
	    "  FROM (SELECT number,"
	    "    (SELECT coalesce(sum(amount_e8), 0)"
	    "       FROM document_subscriber WHERE document = d.id) AS subscribers,"
	    "    (SELECT coalesce(sum(amount_e8), 0) FROM document_line"
	    "      WHERE document = d.id AND kind IN ('usage', 'late')) AS lines"
	    "    FROM document AS d WHERE corrects IS NULL AND kind <> 'margin')"
	    " WHERE lines <> subscribers" },
	{ "credit-notes", "a credit note cancels what its document has",
	    "SELECT 'credit note ' || n.number || ', line ' || c.position"
	    " || ': not what line ' || c.line || ' of ' || o.number || ' has'"
	    "  FROM credit_line AS c"
	    "  JOIN document AS n ON n.id = c.document"
	    "  JOIN document AS o ON o.id = c.corrects"
	    "  LEFT JOIN document_line AS a"
	    "    ON a.document = c.document AND a.position = c.position"
	    "  LEFT JOIN document_line AS b"
	    "    ON b.document = c.corrects AND b.position = c.line"
	    " WHERE n.corrects IS NOT o.id OR n.currency <> o.currency"
	    "    OR n.contract <> o.contract OR n.issuer <> o.issuer"
	    "    OR a.tax_category IS NOT b.tax_category"
	    "    OR a.tax_rate_e4 IS NOT b.tax_rate_e4"
	    "    OR iif(n.prices_include_vat, a.gross_minor, a.net_minor)"
	    "       IS NOT iif(n.prices_include_vat, -b.gross_minor, -b.net_minor)"
	    " UNION ALL"
	    " SELECT 'credit note ' || number || ': a line of it cancels none'"
	    "  FROM document AS n WHERE corrects IS NOT NULL AND"
	    "   (SELECT count(*) FROM document_line WHERE document = n.id)"
	    "   <> (SELECT count(*) FROM credit_line WHERE document = n.id)" },
	{ "revisions", "a revision follows the one before, which is cancelled",
	    "SELECT 'document ' || number || ' is revision ' || revision"
	    " || ', but revision ' || (revision - 1) || ' is not cancelled'"
	    "  FROM document AS n WHERE revision > 1 AND corrects IS NULL"
	    "   AND NOT EXISTS (SELECT 1 FROM document AS o"
	    "    WHERE o.contract = n.contract AND o.from_us = n.from_us"
	    "     AND o.category = n.category AND o.corrects IS NULL"
	    "     AND o.revision = n.revision - 1"
	    "     AND (o.kind IN ('statement', 'margin') OR"
	    "      (SELECT count(*) FROM credit_line WHERE corrects = o.id)"
	    "      = (SELECT count(*) FROM document_line WHERE document = o.id)))" },
	{ "margins", "margins are retail less wholesale, as the ties have them",
	    "SELECT 'margin statement ' || number || ': ' || lines"
	    " || ' x 10^-8 of ' || tier || ', but its ties have ' || ties FROM"
	    " (SELECT number, tier,"
	    "    (SELECT coalesce(sum(amount_e8), 0) FROM document_tie AS t"
	    "      WHERE t.document = d.id AND t.tier = w.tier) AS ties,"
	    "    (SELECT coalesce(sum(iif(w.tier = 'retail', retail_e8,"
	    "        wholesale_e8)), 0) FROM document_line AS l"
	    "      WHERE l.document = d.id) AS lines"
	    "    FROM document AS d,"
	    "    (SELECT 'retail' AS tier UNION ALL SELECT 'wholesale') AS w"
	    "   WHERE d.kind = 'margin')"
	    " WHERE ties <> lines" },
	{ "margin-tax", "the tax of a tie is that of the document it names",
	    "WITH t AS (SELECT d.number AS margin, x.number, x.id, t.tax_e8,"
	    "    x.prices_include_vat AS within, amount_e8 + tax_e8 AS price"
	    "   FROM document AS d JOIN document_tie AS t ON t.document = d.id"
	    "   JOIN document AS x ON x.number = t.number"
	    "    AND x.contract = t.contract AND x.corrects IS NULL"
	    "   JOIN closing AS c ON c.number = d.closing"
	    "   JOIN closing AS k ON k.number = x.closing AND k.load = c.load"
	    "  WHERE d.kind = 'margin' AND t.tier = 'retail'),"
	    /* at one rate each call's part is rounded once */
	    " r AS (SELECT t.*, (SELECT sum(calls) FROM document_usage"
	    "    WHERE document = t.id) AS calls, (SELECT max(tax_rate_e4)"
	    "    FROM document_line WHERE document = t.id"
	    "     AND kind IN ('usage', 'late')"
	    "    HAVING count(DISTINCT tax_category || tax_rate_e4) = 1) AS rate"
	    "   FROM t WHERE within),"
	    " w AS (SELECT *, price / (1000000 + rate) * rate"
	    "    + price % (1000000 + rate) * rate / (1000000 + rate) AS tax"
	    "   FROM r)"
	    "SELECT 'margin statement ' || margin || ': ' || tax_e8"
	    " || ' x 10^-8 of tax in the prices of ' || number"
	    " || ', which has none in them' FROM t WHERE NOT within"
	    "  AND tax_e8 <> 0 UNION ALL "
	    "SELECT 'margin statement ' || margin || ': ' || tax_e8"
	    " || ' x 10^-8 of tax in the prices of ' || number || ', which is '"
	    " || tax || ' there' FROM w WHERE abs(tax_e8 - tax) > calls + 1" },
	{ "intervals", "the billed intervals of a contract follow each other",
	    "SELECT 'contract ' || contract || ': an interval begins at '"
	    " || from_us || ', the one before ended at ' || before FROM"
	    " (SELECT contract, from_us, lag(until_us, 1, from_us) OVER"
	    "   (PARTITION BY contract ORDER BY from_us) AS before"
	    "    FROM closed_interval) WHERE from_us <> before" },
	{ NULL, NULL, NULL },
};

const struct check_query check_store_calls[] = {
	{ "calls-integrity", "a file of calls is sound",
	    "SELECT integrity_check FROM pragma_integrity_check"
	    " WHERE integrity_check <> 'ok'" },
	{ "calls-order", "its calls are in order of their start",
	    "SELECT 'call ' || seq || ' starts before the one before it' FROM"
	    " (SELECT seq, start_us, lag(start_us, 1, start_us) OVER"
	    "   (ORDER BY seq) AS before FROM call) WHERE start_us < before" },
	{ "calls-identities", "every call has its identity",
	    "SELECT (SELECT count(*) FROM call) || ' calls, but '"
	    " || (SELECT count(*) FROM identity) || ' identities'"
	    " WHERE (SELECT count(*) FROM call)"
	    "    <> (SELECT count(*) FROM identity)" },
	{ NULL, NULL, NULL },
};

const struct check_query check_store_charges[] = {
	{ "charges-integrity", "a file of charges is sound",
	    "SELECT integrity_check FROM pragma_integrity_check"
	    " WHERE integrity_check <> 'ok'" },
	{ "charges-order", "its charges are in order of contract and start",
	    "SELECT 'charge ' || seq || ' is out of order' FROM"
	    " (SELECT seq, contract, start_us,"
	    "         lag(contract, 1, contract) OVER w AS c,"
	    "         lag(start_us, 1, start_us) OVER w AS s"
	    "    FROM charge WINDOW w AS (ORDER BY seq))"
	    " WHERE contract < c OR (contract = c AND start_us < s)" },
	{ "charges-contracts", "its contracts name their first and last charge",
	    "SELECT 'contract ' || contract.ref || ' has other charges'"
	    "  FROM contract LEFT JOIN (SELECT contract, min(seq) AS first,"
	    "       max(seq) AS last FROM charge GROUP BY contract) AS c"
	    "    ON c.contract = contract.id"
	    " WHERE contract.first IS NOT c.first"
	    "    OR contract.last IS NOT c.last" },
	{ "charges-sums", "its sums by zone are the sums of its charges",
	    "WITH z AS (SELECT contract, tier, direction, sum(calls) AS calls,"
	    "       sum(price_e8) AS price, sum(cash_e8) AS cash,"
	    "       sum(bought_e8) AS bought,"
	    "       sum(billed_s) AS billed FROM zone_sum"
	    "  GROUP BY contract, tier, direction),"
	    " c AS (SELECT contract, tier, direction, count(*) AS calls,"
	    "       sum(price_e8) AS price, sum(cash_e8) AS cash,"
	    "       sum(bought_e8) AS bought,"
	    "       sum(billed_s) AS billed FROM charge"
	    "  GROUP BY contract, tier, direction)"
	    " SELECT 'contract ' || ref || ', tier ' || tier || ', direction '"
	    " || direction || ': sums by zone are not those of its charges'"
	    "  FROM (SELECT * FROM z EXCEPT SELECT * FROM c UNION"
	    "        SELECT * FROM (SELECT * FROM c EXCEPT SELECT * FROM z)) AS x"
	    "  JOIN contract ON contract.id = x.contract" },
	{ NULL, NULL, NULL },
};
/* clang-format on */

static const char sql_files[] =
    "SELECT 'calls/' || file, sha256, calls, ?1 FROM segment"
    " UNION ALL"
    " SELECT 'charges/' || file, sha256, charges, ?2 FROM rating_run"
    "  WHERE current = 1"
    " UNION ALL"
    " SELECT path, sha256, -1, 0 FROM document_file"
    " ORDER BY 1";

static const char sql_undrawn[] =
    "SELECT number, strftime('%s', date) / 86400 FROM document AS d"
    " WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM document_file"
    "  WHERE document = d.id AND kind = ?2)";

static const char sql_count_calls[] = "SELECT count(*) FROM call";
static const char sql_count_charges[] = "SELECT count(*) FROM charge";

/* A column more or less, or with another type than the description's. */
static const char sql_columns[] =
    "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid";

int
check_store_run(struct db *db, const struct check_query *q,
    check_found_fn *found, void *arg, struct err *e)
{
	struct stmt s;
	int more;

	if (stmt_prepare(&s, db, q->sql, e) < 0)
		return err_ctx(e, "%s", q->name);
	more = stmt_bind(&s, e, NO_ARGS);
	if (more == 0)
		while ((more = stmt_step(&s, e)) > 0)
			found(arg, stmt_text(&s, 0));
	stmt_free(&s);
	return more < 0 ? err_ctx(e, "%s", q->name) : 0;
}

int
check_store_files(const struct book *b, struct arena *a,
    struct check_file **files, size_t *n, struct err *e)
{
	size_t cap = 64;
	struct stmt s;
	int more;

	*n = 0;
	*files = ARENA_NEW(a, struct check_file, cap);
	if (stmt_prepare(&s, b->db, sql_files, e) < 0)
		return -1;
	more = stmt_bind(&s, e, ARGS(A_INT(DB_CALLS), A_INT(DB_CHARGES)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		if (*n == cap) {
			struct check_file *more_files =
			    ARENA_NEW(a, struct check_file, cap * 2);

			memcpy(more_files, *files, cap * sizeof(**files));
			*files = more_files;
			cap *= 2;
		}
		(*files)[(*n)++] = (struct check_file){ .path = arena_strdup(a,
							    stmt_text(&s, 0)),
			.sha256 = arena_strdup(a, stmt_text(&s, 1)),
			.count = stmt_int(&s, 2),
			.application_id = (int32_t)stmt_int(&s, 3) };
	}
	stmt_free(&s);
	return more;
}

int
check_store_undrawn(const struct book *b, const char *kind, struct arena *a,
    struct document *d, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, b->db, sql_undrawn, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(d->id), A_TEXT(kind)));
	if (rc > 0) {
		d->number = arena_strdup(a, stmt_text(&s, 0));
		d->date_day = stmt_int(&s, 1);
	}
	stmt_free(&s);
	return rc;
}

int
check_store_count(struct db *db, int32_t application_id, int64_t *count,
    struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db,
		application_id == DB_CALLS ? sql_count_calls
					   : sql_count_charges,
		e) < 0)
		return -1;
	rc = stmt_row(&s, e, NO_ARGS);
	if (rc > 0)
		*count = stmt_int(&s, 0);
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

/* "name_e8 INTEGER" of a field, or of load and line behind the fields. */
static void
expected(const struct entity *ent, size_t i, struct buf *b)
{
	static const char *const origin[] = { "load INTEGER", "line INTEGER" };
	const struct field *f;

	buf_reset(b);
	if (i >= ent->nfields) {
		buf_str(b,
		    i < ent->nfields + 2 ? origin[i - ent->nfields]
					 : "nothing");
		return;
	}
	f = &ent->fields[i];
	buf_printf(b, "%s%s %s", f->name, entity_unit(f->type),
	    f->type == FIELD_TEXT || f->type == FIELD_WORD ? "TEXT"
							   : "INTEGER");
}

static int
check_table(struct stmt *s, const struct entity *ent, check_found_fn *found,
    void *arg, struct err *e)
{
	struct buf want = { 0 }, got = { 0 }, text = { 0 };
	size_t i = 0;
	int more = stmt_bind(s, e, ARGS(A_TEXT(ent->name)));

	while (more >= 0 && (more = stmt_step(s, e)) > 0) {
		expected(ent, i++, &want);
		buf_reset(&got);
		buf_printf(&got, "%s %s", stmt_text(s, 0), stmt_text(s, 1));
		if (strcmp(buf_text(&want), buf_text(&got)) == 0)
			continue;
		buf_reset(&text);
		buf_printf(&text, "%s has the column %s, its description %s",
		    ent->name, buf_text(&got), buf_text(&want));
		found(arg, buf_text(&text));
	}
	if (more == 0 && i < ent->nfields + 2) {
		buf_reset(&text);
		buf_printf(&text, "%s has %zu columns, its description %zu",
		    ent->name, i, ent->nfields + 2);
		found(arg, buf_text(&text));
	}
	buf_free(&want);
	buf_free(&got);
	buf_free(&text);
	return more;
}

int
check_store_schema(struct db *db, check_found_fn *found, void *arg,
    struct err *e)
{
	struct stmt s;
	int rc = 0;

	if (stmt_prepare(&s, db, sql_columns, e) < 0)
		return -1;
	for (int i = 0; i < ENTITY_COUNT && rc == 0; i++)
		rc = check_table(&s, entity_list[i], found, arg, e);
	stmt_free(&s);
	return rc;
}
