#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/db.h"
#include "store/report_store.h"
#include "store/report_views.h"
#include "store/revenue_tally.h"
#include "time/interval.h"

/*
 * The scope and the views that stand before every table.  An operator's scope
 * has the empty reseller and sees all.
 */
static const char sql_views[] =
    "PRAGMA temp_store = FILE;"       /* a leg a call: not in memory */
    "PRAGMA main.cache_size = -8192;" /* also what sorting may take */
    "CREATE TEMP TABLE scope (reseller TEXT NOT NULL, contract TEXT NOT NULL);"
    "CREATE TEMP TABLE asked (from_us INTEGER PRIMARY KEY,"
    "  until_us INTEGER NOT NULL);"
    "CREATE TEMP TABLE month (month TEXT PRIMARY KEY);"
    "CREATE TEMP TABLE unbilled ("
    "  period TEXT NOT NULL, contract TEXT NOT NULL, tier INTEGER NOT NULL,"
    "  currency TEXT NOT NULL, calls INTEGER NOT NULL,"
    "  duration_ms INTEGER NOT NULL, amount_e8 INTEGER NOT NULL,"
    "  bought_e8 INTEGER NOT NULL, credited TEXT NOT NULL);"
    "CREATE TEMP TABLE revenue ("
    "  customer TEXT NOT NULL, profile TEXT NOT NULL, zone TEXT NOT NULL,"
    "  zone_detail TEXT NOT NULL, period TEXT NOT NULL, currency TEXT NOT NULL,"
    "  calls INTEGER NOT NULL, duration_ms INTEGER NOT NULL,"
    "  billed_s INTEGER NOT NULL, price_e8 INTEGER NOT NULL);"
    /* a contract's charges lie together: those of others are not looked at */
    "CREATE TEMP VIEW visible_contract AS"
    " SELECT contract.*, scope.reseller = '' AS every,"
    "        contract.reseller = scope.reseller AS retail,"
    "        contract.ref = scope.contract AS wholesale"
    "   FROM rated.contract JOIN temp.scope"
    "  WHERE every OR retail OR wholesale;"
    "CREATE TEMP VIEW visible_charge AS"
    " SELECT charge.*, v.id AS contract_id, v.ref AS contract_ref,"
    "        v.reseller AS reseller, fee.profile, fee.currency,"
    "        fee.destination, fee.zone, fee.zone_detail"
    "   FROM temp.visible_contract AS v"
    "  CROSS JOIN rated.charge"
    "  CROSS JOIN rated.fee ON fee.id = charge.fee"
    "  WHERE charge.seq BETWEEN v.first AND v.last"
    "    AND (v.every OR (charge.tier = 0 AND v.retail)"
    "     OR (charge.tier = 1 AND v.wholesale));"
    "CREATE TEMP VIEW visible_document AS"
    " SELECT document.*"
    "   FROM main.document JOIN temp.scope"
    "  WHERE scope.reseller = ''"
    "     OR document.issuer = scope.reseller"
    "     OR document.contract = scope.contract;";

static const char sql_rounding[] =
    "SELECT r.profile, r.tier, r.currency, r.exact_e12x60, r.rounded_e8"
    "  FROM rated.rounding AS r, temp.scope WHERE scope.reseller = ''"
    " ORDER BY r.profile, r.tier, r.currency";
static const char sql_reseller[] =
    "SELECT contract FROM main.resellers WHERE name = ?1";
static const char sql_scope[] =
    "INSERT INTO temp.scope (reseller, contract) VALUES (?1, ?2)";

static const char sql_current[] =
    "SELECT 'charges/' || file FROM main.rating_run"
    " WHERE period = ?1 AND current = 1";
static const char sql_periods[] =
    "SELECT period FROM main.rating_run WHERE current = 1 ORDER BY period";
static const char sql_resellers[] =
    "SELECT name FROM main.resellers ORDER BY name";
static const char sql_attach[] = "ATTACH ?1 AS rated";

static const char sql_company[] =
    "SELECT coalesce(company, trim(coalesce(first_name, '') || ' ' ||"
    "       coalesce(last_name, ''))) FROM main.contacts WHERE ref = ?1";

#define REVENUE(key, detail, order)                                 \
	"SELECT " key ", " detail ", sum(calls), sum(duration_ms)," \
	" sum(billed_s), sum(price_e8), currency FROM temp.revenue" \
	" GROUP BY 1, 2, 7 ORDER BY " order

static const char *const sql_revenue[] = {
	[REPORT_BY_ZONE] = REVENUE("zone", "zone_detail", "6 DESC, 1, 2, 7"),
	[REPORT_BY_CUSTOMER] = REVENUE("customer", "''", "6 DESC, 1, 2, 7"),
	[REPORT_BY_PROFILE] = REVENUE("profile", "''", "6 DESC, 1, 2, 7"),
	[REPORT_BY_PERIOD] = REVENUE("period", "''", "1, 7"),
	[REPORT_BY_ALL] = REVENUE("'all'", "''", "7"),
};

static const char sql_charge_rows[] =
    "SELECT c.contract_ref, c.tier, c.direction, coalesce(subscriber.ref, ''),"
    "       c.profile, c.destination, c.zone, c.zone_detail, band.band,"
    "       c.start_us, c.duration_ms, c.billed_s, c.free_s, c.price_e8,"
    "       c.cash_e8, c.currency, c.late, segment.file, c.call"
    "  FROM temp.visible_charge AS c"
    "  JOIN rated.segment ON segment.id = c.segment"
    "  JOIN rated.band ON band.id = c.band"
    "  LEFT JOIN rated.subscriber ON subscriber.id = c.subscriber"
    " ORDER BY c.contract_id, c.seq";

static const char sql_ask[] =
    "INSERT INTO temp.asked (from_us, until_us) VALUES (?1, ?2)";

#define PARTY_NAME(p)                                      \
	"CASE WHEN " p ".company <> '' THEN " p ".company" \
	" ELSE trim(" p ".first_name || ' ' || " p ".last_name) END"
#define DOCUMENTS_ASKED                                   \
	"  FROM temp.visible_document AS d"               \
	"  JOIN temp.asked ON d.from_us >= asked.from_us" \
	"   AND d.from_us < asked.until_us"

static const char sql_documents[] =
    "SELECT d.number, d.date, d.kind, d.category, " PARTY_NAME("issuer") ", " PARTY_NAME(
	"recipient") ","
		     "       d.contract, d.period, d.net_minor, d.tax_minor, d.total_minor,"
		     "       d.currency, d.due_date,"
		     "       CASE WHEN d.kind = 'margin' THEN 'booked'"
		     "            WHEN d.kind = 'statement' THEN"
		     "             iif(EXISTS (SELECT 1 FROM main.document AS n"
		     "               WHERE n.contract = d.contract AND n.from_us = d.from_us"
		     "                AND n.kind = 'statement' AND n.revision > d.revision),"
		     "              'replaced', 'expected')"
		     "            WHEN d.corrects IS NOT NULL THEN 'booked'"
		     "            WHEN (SELECT count(*) FROM main.credit_line AS c"
		     "                   WHERE c.corrects = d.id) ="
		     "                 (SELECT count(*) FROM main.document_line AS l"
		     "                   WHERE l.document = d.id) THEN 'credited'"
		     "            WHEN iif(d.payable_minor < 0, -1, 1) *"
		     "                 (coalesce((SELECT sum(amount_e8) FROM main.payments AS p"
		     "                            WHERE p.document = d.number"
		     "                              AND p.contract = d.contract), 0)"
		     "                 - (d.payable_minor +"
		     "                     coalesce((SELECT sum(c.payable_minor)"
		     "                        FROM main.document AS c WHERE c.corrects = d.id), 0))"
		     "                  * CASE d.digits WHEN 0 THEN 100000000"
		     "                    WHEN 1 THEN 10000000 WHEN 2 THEN 1000000"
		     "                    WHEN 3 THEN 100000 ELSE 10000 END) >= 0 THEN 'paid'"
		     "            ELSE 'open' END,"
		     "       d.id" DOCUMENTS_ASKED
		     "  JOIN main.document_party AS issuer"
		     "    ON issuer.document = d.id AND issuer.role = 'issuer'"
		     "  JOIN main.document_party AS recipient"
		     "    ON recipient.document = d.id AND recipient.role = 'recipient'"
		     " ORDER BY d.id";

static const char sql_taxes[] =
    "SELECT d.number, d.date, t.category, t.rate_e4, t.taxable_minor,"
    "       t.tax_minor, d.currency" DOCUMENTS_ASKED
    "  JOIN main.document_tax AS t ON t.document = d.id"
    " WHERE d.kind <> 'margin' ORDER BY d.id, t.position";

static const char sql_taxes_of[] =
    "SELECT t.category, t.rate_e4, t.tax_minor"
    "  FROM temp.visible_document AS d"
    "  JOIN main.document_tax AS t ON t.document = d.id"
    " WHERE d.id = ?1 AND d.kind <> 'margin' ORDER BY t.position";

struct report_reader {
	struct db *db;
	const struct book *book;
	char *reseller; /* in scope; "" the operator */
	char *file;     /* charges attached, or NULL */
	char path[FILE_PATH_MAX]; /* ... whole */
	bool attached;
};

static int
set_scope(struct report_reader *r, const char *reseller, struct err *e)
{
	struct stmt find = { 0 }, put = { 0 };
	int rc = -1, found = 0;

	if (stmt_prepare(&find, r->db, sql_reseller, e) < 0 ||
	    stmt_prepare(&put, r->db, sql_scope, e) < 0)
		goto out;
	if (reseller[0] != '\0' &&
	    (found = stmt_row(&find, e, ARGS(A_TEXT(reseller)))) <= 0) {
		if (found == 0)
			(void)err_set(e, ERR_NOINPUT,
			    "reseller \"%s\": there is none of that name",
			    reseller);
		goto out;
	}
	rc = stmt_run(&put, e,
	    ARGS(A_TEXT(reseller),
		A_TEXT(reseller[0] == '\0' ? "" : stmt_text(&find, 0))));
out:
	stmt_free(&put);
	stmt_free(&find);
	return rc;
}

int
report_reader_open(struct report_reader **out, const struct book *book,
    const char *reseller, struct err *e)
{
	struct report_reader *r = mem_calloc(1, sizeof(*r));

	char path[FILE_PATH_MAX];

	r->book = book;
	r->reseller = mem_strdup(reseller == NULL ? "" : reseller);
	if (book_path(path, book, "book.db", e) < 0 ||
	    db_open_book(&r->db, path, false, e) < 0 ||
	    db_exec(r->db, sql_views, e) < 0 ||
	    report_views_margin(r->db, e) < 0 ||
	    set_scope(r, r->reseller, e) < 0 || db_begin_read(r->db, e) < 0) {
		report_reader_close(r);
		*out = NULL;
		return -1;
	}
	*out = r;
	return 0;
}

int
report_reader_clone(struct report_reader **out, const struct report_reader *r,
    struct err *e)
{
	return report_reader_open(out, r->book, r->reseller, e);
}

void
report_reader_close(struct report_reader *r)
{
	if (r == NULL)
		return;
	db_close(r->db);
	free(r->reseller);
	free(r->file);
	free(r);
}

/* Run a statement that was made for one use. */
static int
run_once(struct report_reader *r, const char *sql, const struct arg *args,
    size_t n, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, r->db, sql, e) < 0)
		return -1;
	rc = stmt_run(&s, e, args, n);
	stmt_free(&s);
	return rc;
}

/* Name of the current charges file of ${period} into *file: 1, 0, -1. */
static int
current_file(struct report_reader *r, const char *period, char **file,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, r->db, sql_current, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_TEXT(period)));
	if (rc > 0)
		*file = mem_strdup(stmt_text(&s, 0));
	stmt_free(&s);
	return rc;
}

static int
detach(struct report_reader *r, struct err *e)
{
	/* not inside of a transaction, which keeps what was filled in */
	if (r->attached &&
	    (db_commit(r->db, e) < 0 || db_exec(r->db, "DETACH rated", e) < 0 ||
		db_begin_read(r->db, e) < 0))
		return -1;
	r->attached = false;
	free(r->file);
	r->file = NULL;
	return 0;
}

static int
attach(struct report_reader *r, char *file, struct err *e)
{
	r->file = file;
	if (book_path(r->path, r->book, file, e) < 0)
		return -1;
	if (run_once(r, sql_attach, ARGS(A_TEXT(r->path)), e) < 0)
		return err_ctx(e, "%s", r->path);
	r->attached = true;
	return 1;
}

int
report_reader_period(struct report_reader *r, const char *period, struct err *e)
{
	char *file = NULL;
	int found;

	if (detach(r, e) < 0)
		return -1;
	found = current_file(r, period, &file, e);
	return found <= 0 ? found : attach(r, file, e);
}

int
report_reader_run(struct report_reader *r, const char *period, int64_t run,
    struct err *e)
{
	char file[FILE_PATH_MAX];

	if (detach(r, e) < 0)
		return -1;
	(void)snprintf(file, sizeof(file), "charges/%s.%" PRId64 ".db", period,
	    run);
	return attach(r, mem_strdup(file), e) < 0 ? -1 : 0;
}

/* Hand the first column of each row to ${each}. */
static int
for_each(struct report_reader *r, const char *sql,
    int (*each)(void *ctx, const char *text, struct err *), void *ctx,
    struct err *e)
{
	struct stmt s = { 0 };
	int more;

	if (stmt_prepare(&s, r->db, sql, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0)
		if (each(ctx, stmt_text(&s, 0), e) < 0) {
			more = -1;
			break;
		}
	stmt_free(&s);
	return more;
}

int
report_reader_periods(struct report_reader *r,
    int (*each)(void *ctx, const char *period, struct err *), void *ctx,
    struct err *e)
{
	return for_each(r, sql_periods, each, ctx, e);
}

int
report_reader_resellers(struct report_reader *r,
    int (*each)(void *ctx, const char *name, struct err *), void *ctx,
    struct err *e)
{
	return for_each(r, sql_resellers, each, ctx, e);
}

const char *
report_reader_charges(const struct report_reader *r)
{
	return r->file == NULL ? "" : r->file;
}

const char *
report_reader_path(const struct report_reader *r)
{
	assert(r->attached);
	return r->path;
}

int
report_reader_revenue_add(struct report_reader *r, const char *period,
    struct err *e)
{
	assert(r->attached);
	return revenue_tally_add(r, period, e);
}

int
report_reader_revenue(struct report_reader *r, enum report_by by,
    struct stmt *rows, struct err *e)
{
	assert(sql_revenue[by] != NULL);
	return stmt_prepare(rows, r->db, sql_revenue[by], e);
}

int
report_reader_charge_rows(struct report_reader *r, struct stmt *rows,
    struct err *e)
{
	assert(r->attached);
	return stmt_prepare(rows, r->db, sql_charge_rows, e);
}

int
report_reader_rounding(struct report_reader *r, struct stmt *rows,
    struct err *e)
{
	assert(r->attached);
	if (stmt_prepare(rows, r->db, sql_rounding, e) < 0)
		return -1;
	return stmt_bind(rows, e, NO_ARGS);
}

int
report_reader_ask(struct report_reader *r, const char *period, struct err *e)
{
	int number;

	if (interval_period_parse(period, &number, e) < 0)
		return -1;
	return run_once(r, sql_ask,
	    ARGS(A_INT(interval_period_from(r->book->zone, number)),
		A_INT(interval_period_until(r->book->zone, number))),
	    e);
}

int
report_reader_documents(struct report_reader *r, struct stmt *rows,
    struct err *e)
{
	return stmt_prepare(rows, r->db, sql_documents, e);
}

int
report_reader_taxes(struct report_reader *r, struct stmt *rows, struct err *e)
{
	return stmt_prepare(rows, r->db, sql_taxes, e);
}

int
report_reader_taxes_of(struct report_reader *r, int64_t document,
    struct stmt *rows, struct err *e)
{
	if (stmt_prepare(rows, r->db, sql_taxes_of, e) < 0)
		return -1;
	return stmt_bind(rows, e, ARGS(A_INT(document)));
}

int
report_reader_author(struct report_reader *r, const char *contact,
    char name[REPORT_AUTHOR_MAX], struct err *e)
{
	struct stmt s = { 0 };
	int found;

	name[0] = '\0';
	if (stmt_prepare(&s, r->db, sql_company, e) < 0)
		return -1;
	found = stmt_row(&s, e, ARGS(A_TEXT(contact)));
	if (found > 0)
		(void)snprintf(name, REPORT_AUTHOR_MAX, "%s", stmt_text(&s, 0));
	stmt_free(&s);
	return found < 0 ? -1 : 0;
}

int
report_reader_prepare(struct report_reader *r, const char *sql,
    struct stmt *s, struct err *e)
{
	return stmt_prepare(s, r->db, sql, e);
}

int
report_reader_query(struct report_reader *r, const char *sql, struct stmt *rows,
    const struct arg *args, size_t n, struct err *e)
{
	if (stmt_prepare(rows, r->db, sql, e) < 0)
		return -1;
	return stmt_bind(rows, e, args, n);
}
