/*
 * Documents read back.  The statements are prepared for each call: a document
 * is drawn once, and a handful of statements cost less than its first table.
 */
#include "store/document_store.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/document_row.h"
#include "store/stmt.h"

static const char sql_head[] =
    "SELECT " DOCUMENT_SQL_HEAD " FROM document WHERE id = ?";
static const char sql_party[] =
    "SELECT " DOCUMENT_SQL_PARTY " FROM document_party"
    " WHERE document = ? AND role = ?";
static const char sql_lines[] =
    "SELECT " DOCUMENT_SQL_LINE " FROM document_line"
    " WHERE document = ? ORDER BY position";
static const char sql_taxes[] = "SELECT " DOCUMENT_SQL_TAX " FROM document_tax"
				" WHERE document = ? ORDER BY position";
static const char sql_subscribers[] =
    "SELECT " DOCUMENT_SQL_SUBSCRIBER " FROM document_subscriber"
    " WHERE document = ? ORDER BY ref";
static const char sql_usages[] =
    "SELECT " DOCUMENT_SQL_USAGE " FROM document_usage"
    " WHERE document = ? ORDER BY period, run, tier, part, from_us";
static const char sql_allowances[] =
    "SELECT " DOCUMENT_SQL_ALLOWANCE " FROM document_allowance"
    " WHERE document = ?";
static const char sql_ties[] = "SELECT " DOCUMENT_SQL_TIE " FROM document_tie"
			       " WHERE document = ? ORDER BY position";
static const char sql_changes[] =
    "SELECT " DOCUMENT_SQL_CHANGE " FROM document_change"
    " WHERE document = ? ORDER BY position";
static const char sql_credits[] =
    "SELECT position, line FROM credit_line WHERE document = ?"
    " ORDER BY position";
static const char sql_find[] = "SELECT id FROM document WHERE number = ?1"
			       " AND (?2 IS NULL OR issuer = ?2) ORDER BY id";
static const char sql_ids[] =
    "SELECT id FROM document"
    " WHERE (?1 = 0 OR closing = ?1)"
    " AND (?2 IS NULL OR issuer = ?2)"
    " AND (?3 IS NULL OR contract = ?3)"
    " AND (?4 IS NULL OR kind = ?4)"
    " AND (?5 IS NULL OR category = ?5)"
    " AND until_us > ?6 AND from_us < ?7"
    " AND (?8 IS NULL OR date >= ?8) AND (?9 IS NULL OR date < ?9)"
    " AND (?10 = 0 OR NOT EXISTS (SELECT 1 FROM document_file AS f"
    "  WHERE f.document = document.id AND f.kind = 'pdf'))"
    " ORDER BY id";
static const char sql_revised[] =
    "SELECT number, date FROM document WHERE contract = ?1 AND from_us = ?2"
    " AND category = ?3 AND kind = ?4 AND revision = ?5 AND corrects IS NULL";
static const char sql_last_closing[] =
    "SELECT coalesce(max(number), 0) FROM closing";
static const char sql_intervals[] =
    "SELECT contract, from_us, until_us FROM closed_interval"
    " ORDER BY contract, from_us";
static const char sql_billed[] =
    "SELECT contract, period, run, tier, part, from_us, until_us,"
    " coalesce(document, -1), calls, price_e8, cash_e8, bought_e8,"
    " EXISTS (SELECT 1 FROM document AS o JOIN document AS n"
    "  ON n.contract = o.contract AND n.from_us = o.from_us"
    "  AND n.category = o.category AND n.corrects IS NULL"
    "  AND (n.kind IN ('statement', 'margin'))"
    "   = (o.kind IN ('statement', 'margin'))"
    "  WHERE o.id = document_usage.document AND n.revision > o.revision),"
    " (SELECT count(*) FROM credit_line AS c WHERE c.corrects = document_usage.document) > 0"
    "  AND (SELECT count(*) FROM credit_line AS c WHERE c.corrects = document_usage.document)"
    "   = (SELECT count(*) FROM document_line"
    "    WHERE document = document_usage.document)"
    " FROM document_usage WHERE ?1 IS NULL OR period = ?1"
    " ORDER BY contract, period, run, tier, part, from_us";
static const char sql_add_file[] =
    "INSERT INTO document_file (document, kind, path, sha256)"
    " VALUES (?, ?, ?, ?)";
static const char sql_file[] =
    "SELECT path, sha256 FROM document_file WHERE document = ? AND kind = ?";

/* Rows of a query, in the arena; an array that grows there. */
struct rows {
	struct arena *arena;
	size_t size;
	char *data;
	size_t count, cap;
};

static void *
rows_add(struct rows *r)
{
	char *more;

	if (r->count == r->cap) {
		r->cap = r->cap == 0 ? 16 : r->cap * 2;
		more = arena_alloc(r->arena, r->cap, r->size);
		if (r->count > 0)
			memcpy(more, r->data, r->count * r->size);
		r->data = more;
	}
	return r->data + r->size * r->count++;
}

/* All rows of ${sql} for one document. */
static int
read_rows(struct db *db, const char *sql, int64_t id,
    const struct row_column *columns, size_t n, struct rows *rows,
    struct err *e)
{
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql, e) < 0)
		return -1;
	rc = stmt_bind(&st, e, ARGS(A_INT(id)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1)
		rc = row_read(&st, 0, columns, n, rows->arena, rows_add(rows),
		    e);
	stmt_free(&st);
	return rc;
}

static int
read_head(struct db *db, int64_t id, struct arena *arena, struct document *d,
    struct err *e)
{
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_head, e) < 0)
		return -1;
	rc = stmt_row(&st, e, ARGS(A_INT(id)));
	if (rc == 0)
		rc = err_set(e, ERR_NOINPUT, "there is no such document");
	else if (rc == 1)
		rc = row_read(&st, 0, document_row_head, DOCUMENT_ROW_HEAD,
		    arena, d, e);
	stmt_free(&st);
	return rc;
}

static int
read_parties(struct db *db, int64_t id, struct arena *arena, struct document *d,
    struct err *e)
{
	struct stmt st;
	int rc = 0;

	if (stmt_prepare(&st, db, sql_party, e) < 0)
		return -1;
	for (int role = 0; rc == 0 && role < 2; role++) {
		rc = stmt_row(&st, e,
		    ARGS(A_INT(id), A_TEXT(document_role_words[role])));
		if (rc == 0)
			rc = err_set(e, ERR_DATA, "no %s",
			    document_role_words[role]);
		else if (rc == 1)
			rc = row_read(&st, 0, document_row_party,
			    DOCUMENT_ROW_PARTY, arena, &d->party[role], e);
	}
	stmt_free(&st);
	return rc;
}

/* Which lines a credit note cancels. */
static int
read_credits(struct db *db, struct document *d, struct err *e)
{
	struct stmt st;
	int rc;

	if (d->corrects == 0)
		return 0;
	if (stmt_prepare(&st, db, sql_credits, e) < 0)
		return -1;
	rc = stmt_bind(&st, e, ARGS(A_INT(d->id)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		int64_t at = stmt_int(&st, 0);

		if (at >= 1 && (uint64_t)at <= d->n_lines)
			d->lines[at - 1].corrects_line = stmt_int(&st, 1);
		rc = 0;
	}
	stmt_free(&st);
	return rc;
}

/* Rows of one child table into *${member} and n_${member}. */
#define READ(member, struct_name, sql, columns, n)                    \
	do {                                                          \
		struct rows rows = { .arena = arena,                  \
			.size = sizeof(struct struct_name) };         \
		if (read_rows(db, sql, id, columns, n, &rows, e) < 0) \
			return err_ctx(e, "document %" PRId64, id);   \
		d->member = (struct struct_name *)(void *)rows.data;  \
		d->n_##member = rows.count;                           \
	} while (0)

int
document_store_read(struct db *db, int64_t id, struct arena *arena,
    struct document *d, struct err *e)
{
	memset(d, 0, sizeof(*d));
	if (read_head(db, id, arena, d, e) < 0 ||
	    read_parties(db, id, arena, d, e) < 0)
		return err_ctx(e, "document %" PRId64, id);
	READ(lines, document_line, sql_lines, document_row_line,
	    DOCUMENT_ROW_LINE);
	READ(taxes, document_tax, sql_taxes, document_row_tax,
	    DOCUMENT_ROW_TAX);
	READ(subscribers, document_subscriber, sql_subscribers,
	    document_row_subscriber, DOCUMENT_ROW_SUBSCRIBER);
	READ(usages, document_usage, sql_usages, document_row_usage,
	    DOCUMENT_ROW_USAGE);
	READ(allowances, document_allowance, sql_allowances,
	    document_row_allowance, DOCUMENT_ROW_ALLOWANCE);
	READ(ties, document_tie, sql_ties, document_row_tie, DOCUMENT_ROW_TIE);
	READ(changes, document_change, sql_changes, document_row_change,
	    DOCUMENT_ROW_CHANGE);
	return read_credits(db, d, e);
}

int
document_store_find(struct db *db, const char *number, const char *issuer,
    int64_t *id, struct err *e)
{
	struct stmt st;
	int rc, found = 0;

	if (stmt_prepare(&st, db, sql_find, e) < 0)
		return -1;
	rc = stmt_bind(&st, e, ARGS(A_TEXT(number), A_TEXT(issuer)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		*id = stmt_int(&st, 0);
		found++;
		rc = 0;
	}
	stmt_free(&st);
	if (rc < 0)
		return -1;
	if (found == 0)
		return err_set(e, ERR_NOINPUT, "document %s: there is none",
		    number);
	if (found > 1)
		return err_set(e, ERR_USAGE,
		    "document %s: %d issuers have one "
		    "of that number; name the reseller",
		    number, found);
	return 0;
}

/* An optional bound of a date. */
static struct arg
date_arg(char out[ROW_DATE_TEXT], int64_t day)
{
	if (day == INT64_MIN || day == INT64_MAX)
		return A_NULL;
	row_date_text(out, day);
	return A_TEXT(out);
}

int
document_store_ids(struct db *db, const struct document_filter *f,
    struct arena *arena, int64_t **ids, size_t *n, struct err *e)
{
	struct rows rows = { .arena = arena, .size = sizeof(int64_t) };
	char from[ROW_DATE_TEXT], until[ROW_DATE_TEXT];
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_ids, e) < 0)
		return -1;
	rc = stmt_bind(&st, e,
	    ARGS(A_INT(f->closing), A_TEXT(f->issuer), A_TEXT(f->contract),
		A_TEXT(f->kind < 0 ? NULL : series_kind_words[f->kind]),
		A_TEXT(f->category < 0 ? NULL
				       : template_category_words[f->category]),
		A_INT(f->touches_from_us), A_INT(f->touches_until_us),
		date_arg(from, f->date_from_day),
		date_arg(until, f->date_until_day), A_INT(f->without_pdf)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		*(int64_t *)rows_add(&rows) = stmt_int(&st, 0);
		rc = 0;
	}
	stmt_free(&st);
	*ids = (int64_t *)(void *)rows.data;
	*n = rows.count;
	return rc;
}

int
document_store_revised(struct db *db, const struct document *d,
    struct arena *arena, const char **number, int64_t *date_day, struct err *e)
{
	struct stmt st;
	int rc;

	*number = NULL;
	if (d->revision <= 1)
		return 0;
	if (stmt_prepare(&st, db, sql_revised, e) < 0)
		return -1;
	rc = stmt_row(&st, e,
	    ARGS(A_TEXT(d->contract), A_INT(d->from_us),
		A_TEXT(template_category_words[d->category]),
		A_TEXT(series_kind_words[d->kind]), A_INT(d->revision - 1)));
	if (rc == 1) {
		*number = arena_strdup(arena, stmt_text(&st, 0));
		rc = row_date(stmt_text(&st, 1), date_day, e);
	}
	stmt_free(&st);
	return rc < 0 ? -1 : 0;
}

int
document_store_last_closing(struct db *db, int64_t *number, struct err *e)
{
	struct stmt st;
	int rc;

	*number = 0;
	if (stmt_prepare(&st, db, sql_last_closing, e) < 0)
		return -1;
	rc = stmt_row(&st, e, NO_ARGS);
	if (rc == 1)
		*number = stmt_int(&st, 0);
	stmt_free(&st);
	return rc < 0 ? -1 : 0;
}

int
document_store_intervals(struct db *db, struct arena *arena,
    struct billed_interval **intervals, size_t *n, struct err *e)
{
	struct rows rows = { .arena = arena,
		.size = sizeof(struct billed_interval) };
	struct billed_interval *row;
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_intervals, e) < 0)
		return -1;
	while ((rc = stmt_step(&st, e)) == 1) {
		row = rows_add(&rows);
		row->contract = arena_strdup(arena, stmt_text(&st, 0));
		row->from_us = stmt_int(&st, 1);
		row->until_us = stmt_int(&st, 2);
	}
	stmt_free(&st);
	*intervals = (struct billed_interval *)(void *)rows.data;
	*n = rows.count;
	return rc;
}

int
document_store_usages(struct db *db, const char *period, struct arena *arena,
    struct billed_usage **usages, size_t *n, struct err *e)
{
	struct rows rows = { .arena = arena,
		.size = sizeof(struct billed_usage) };
	struct billed_usage *row;
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_billed, e) < 0)
		return -1;
	rc = stmt_bind(&st, e, ARGS(A_TEXT(period)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		row = rows_add(&rows);
		row->contract = arena_strdup(arena, stmt_text(&st, 0));
		row->period = arena_strdup(arena, stmt_text(&st, 1));
		row->run = stmt_int(&st, 2);
		row->tier = word_find(tier_words, stmt_text(&st, 3));
		row->part = word_find(document_part_words, stmt_text(&st, 4));
		row->from_us = stmt_int(&st, 5);
		row->until_us = stmt_int(&st, 6);
		row->document = stmt_int(&st, 7);
		row->calls = stmt_int(&st, 8);
		row->price_e8 = stmt_int(&st, 9);
		row->cash_e8 = stmt_int(&st, 10);
		row->bought_e8 = stmt_int(&st, 11);
		row->replaced = stmt_int(&st, 12) != 0;
		row->cancelled = stmt_int(&st, 13) != 0;
		assert(row->tier >= 0 && row->part >= 0); /* CHECKed */
		rc = 0;
	}
	stmt_free(&st);
	*usages = (struct billed_usage *)(void *)rows.data;
	*n = rows.count;
	return rc;
}

int
document_store_add_file(struct db *db, int64_t id, const char *kind,
    const char *path, const char *sha256, struct err *e)
{
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql_add_file, e) < 0)
		return -1;
	rc = stmt_run(&st, e,
	    ARGS(A_INT(id), A_TEXT(kind), A_TEXT(path), A_TEXT(sha256)));
	stmt_free(&st);
	return rc;
}

int
document_store_file(struct db *db, int64_t id, const char *kind,
    struct arena *arena, const char **path, const char **sha256, struct err *e)
{
	struct stmt st;
	int rc;

	*path = *sha256 = NULL;
	if (stmt_prepare(&st, db, sql_file, e) < 0)
		return -1;
	rc = stmt_row(&st, e, ARGS(A_INT(id), A_TEXT(kind)));
	if (rc == 1) {
		*path = arena_strdup(arena, stmt_text(&st, 0));
		*sha256 = arena_strdup(arena, stmt_text(&st, 1));
	}
	stmt_free(&st);
	return rc < 0 ? -1 : 0;
}
