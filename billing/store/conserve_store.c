#include "store/conserve_store.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "store/book.h"
#include "store/charge_scan.h"
#include "store/db.h"

static const char sql_periods[] =
    "SELECT period, run, load FROM rating_run WHERE current = 1"
    " ORDER BY period";
static const char sql_count_periods[] =
    "SELECT count(*) FROM rating_run WHERE current = 1";
static const char sql_file[] =
    "SELECT file FROM rating_run WHERE period = ?1 AND current = 1";
static const char sql_stored[] =
    "SELECT file, calls FROM segment WHERE period = ?1 ORDER BY file";
static const char sql_never_rated[] =
    "SELECT period, sum(calls) FROM segment WHERE period NOT IN"
    " (SELECT period FROM rating_run WHERE current = 1)"
    " GROUP BY period ORDER BY period";
static const char sql_segments[] =
    "SELECT id, file, calls FROM segment ORDER BY id";
static const char sql_count_segments[] = "SELECT count(*) FROM segment";
static const char sql_contracts[] = "SELECT id, ref FROM contract ORDER BY id";
static const char sql_last_contract[] =
    "SELECT coalesce(max(id), 0) FROM contract";
static const char sql_zones[] = "SELECT id, zone FROM fee ORDER BY id";
static const char sql_last_fee[] = "SELECT coalesce(max(id), 0) FROM fee";
static const char sql_unrated[] =
    "SELECT segment, call, contract, coalesce(tier, 0), coalesce(direction, 0),"
    " start_us, duration_ms FROM unrated ORDER BY segment, call, contract, 4, 5";
static const char sql_usages[] =
    "SELECT contract, CASE tier WHEN 'retail' THEN 0 WHEN 'wholesale' THEN 1"
    " ELSE 2 END, CASE part WHEN 'all' THEN 0 WHEN 'earned' THEN 1"
    " WHEN 'owed' THEN 2 WHEN 'out' THEN 3 ELSE 4 END, from_us, until_us,"
    " coalesce(document, -1) FROM document_usage"
    " WHERE period = ?1 AND run = ?2 ORDER BY contract, from_us, tier, part";
static const char sql_lines[] =
    "SELECT d.id, l.direction, l.zone, sum(l.calls), sum(l.duration_ms),"
    " sum(l.billed_s), sum(l.free_s), sum(CASE WHEN d.category = 'peer'"
    " AND d.kind <> 'statement' THEN -l.amount_e8 ELSE l.amount_e8 END),"
    " d.number FROM document AS d JOIN document_line AS l ON l.document = d.id"
    " WHERE l.kind IN ('usage', 'late') AND d.corrects IS NULL"
    " AND d.kind <> 'margin'" /* bills nothing */
    " AND d.revision = 1 AND NOT EXISTS (SELECT 1 FROM document AS other"
    "  WHERE other.corrects = d.id OR (other.contract = d.contract"
    "   AND other.from_us = d.from_us AND other.revision > 1))"
    " GROUP BY d.id, l.direction, l.zone ORDER BY d.id, l.direction, l.zone";

/* The only number of a query. */
static int
one(struct db *db, const char *sql, int64_t *out, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	rc = stmt_row(&s, e, NO_ARGS);
	*out = rc == 1 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
conserve_periods(const struct book *b, struct arena *a,
    struct conserve_period **out, size_t *n, struct err *e)
{
	int64_t count;
	struct stmt s;
	int more;

	*n = 0;
	if (one(b->db, sql_count_periods, &count, e) < 0 ||
	    stmt_prepare(&s, b->db, sql_periods, e) < 0)
		return -1;
	*out = ARENA_NEW(a, struct conserve_period, (size_t)count + 1);
	while ((more = stmt_step(&s, e)) > 0 && *n < (size_t)count)
		(*out)[(*n)++] = (struct conserve_period){
			.period = arena_strdup(a, stmt_text(&s, 0)),
			.run = stmt_int(&s, 1),
			.load = stmt_int(&s, 2),
		};
	stmt_free(&s);
	return more < 0 ? -1 : 0;
}

/* Texts by their ids, from 0 to the last. */
static int
read_names(struct db *db, const char *last, const char *sql, struct arena *a,
    const char ***names, size_t *n, struct err *e)
{
	int64_t count, id;
	struct stmt s;
	int more;

	if (one(db, last, &count, e) < 0 || stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	*n = (size_t)count + 1;
	*names = ARENA_NEW(a, const char *, *n);
	for (size_t i = 0; i < *n; i++)
		(*names)[i] = "";
	while ((more = stmt_step(&s, e)) > 0)
		if ((id = stmt_int(&s, 0)) >= 0 && id <= count)
			(*names)[id] = arena_strdup(a, stmt_text(&s, 1));
	stmt_free(&s);
	return more;
}

static int
read_segments(struct arena *a, struct conserve_period *p, struct err *e)
{
	int64_t count;
	struct stmt s;
	int more;

	if (one(p->charges, sql_count_segments, &count, e) < 0 ||
	    stmt_prepare(&s, p->charges, sql_segments, e) < 0)
		return -1;
	p->n_segments = 0;
	p->segments = ARENA_NEW(a, struct conserve_segment, (size_t)count + 1);
	while ((more = stmt_step(&s, e)) > 0 && p->n_segments < (size_t)count)
		p->segments[p->n_segments++] =
		    (struct conserve_segment){ stmt_int(&s, 0),
			    arena_strdup(a, stmt_text(&s, 1)),
			    stmt_int(&s, 2) };
	stmt_free(&s);
	return more < 0 ? -1 : 0;
}

/* Which of the segments that the book has were not rated, and the other way round. */
static int
count_changes(const struct book *b, struct conserve_period *p, struct err *e)
{
	size_t met = 0;
	struct stmt s;
	int more;

	if (stmt_prepare(&s, b->db, sql_stored, e) < 0)
		return -1;
	p->fresh = 0;
	more = stmt_bind(&s, e, ARGS(A_TEXT(p->period)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		size_t i = 0;

		while (i < p->n_segments &&
		    strcmp(stmt_text(&s, 0), p->segments[i].file) != 0)
			i++;
		met += i < p->n_segments;
		p->fresh += i < p->n_segments ? 0 : stmt_int(&s, 1);
	}
	stmt_free(&s);
	p->gone = p->n_segments - met;
	return more < 0 ? -1 : 0;
}

int
conserve_never_rated(const struct book *b, struct stmt *s, struct err *e)
{
	return stmt_prepare(s, b->db, sql_never_rated, e);
}

int
conserve_open(const struct book *b, struct arena *a, struct conserve_period *p,
    struct err *e)
{
	char sub[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, b->db, sql_file, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_TEXT(p->period)));
	if (rc == 1) {
		p->file = arena_strdup(a, stmt_text(&s, 0));
		rc = file_path_join(sub, "charges", p->file, e);
	}
	stmt_free(&s);
	if (rc < 0 || book_path(path, b, sub, e) < 0)
		return -1;
	p->path = arena_strdup(a, path);
	if (db_open_part(&p->charges, path, DB_CHARGES, e) < 0 ||
	    read_segments(a, p, e) < 0 ||
	    read_names(p->charges, sql_last_contract, sql_contracts, a,
		&p->contracts, &p->n_contracts, e) < 0 ||
	    read_names(p->charges, sql_last_fee, sql_zones, a, &p->zones,
		&p->n_zones, e) < 0)
		return -1;
	return count_changes(b, p, e);
}

void
conserve_close(struct conserve_period *p)
{
	db_close(p->charges);
	p->charges = NULL;
}

int
conserve_charges(const struct conserve_period *p, struct charge_scan **s,
    struct err *e)
{
	if (charge_scan_open(s, p->charges, p->path, e) < 0)
		return -1;
	charge_scan_allow_gaps(*s);
	return 0;
}

int
conserve_unrated_open(const struct conserve_period *p, struct stmt *s,
    struct err *e)
{
	return stmt_prepare(s, p->charges, sql_unrated, e);
}

int
conserve_unrated_next(struct stmt *s, struct conserve_unrated *u, struct err *e)
{
	int more = stmt_step(s, e);

	if (more > 0)
		*u = (struct conserve_unrated){ .segment = stmt_int(s, 0),
			.call = stmt_int(s, 1),
			.contract = stmt_text(s, 2),
			.tier = stmt_int(s, 3),
			.direction = stmt_int(s, 4),
			.start_us = stmt_int(s, 5),
			.duration_ms = stmt_int(s, 6) };
	return more;
}

int
conserve_usages(const struct book *b, const struct conserve_period *p,
    struct stmt *s, struct err *e)
{
	if (stmt_prepare(s, b->db, sql_usages, e) < 0)
		return -1;
	return stmt_bind(s, e, ARGS(A_TEXT(p->period), A_INT(p->run)));
}

int
conserve_lines(const struct book *b, struct stmt *s, struct err *e)
{
	return stmt_prepare(s, b->db, sql_lines, e);
}
