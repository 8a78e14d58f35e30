#include "store/usage_store.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "money/money.h"
#include "store/book.h"
#include "store/charge_scan.h"
#include "store/db.h"
#include "store/stmt.h"
#include "time/interval.h"

/* Of book.db. */
static const char sql_runs[] =
    "SELECT period, run, file FROM rating_run WHERE current = 1"
    " ORDER BY period";
static const char sql_never[] =
    "SELECT DISTINCT period FROM segment WHERE period NOT IN"
    " (SELECT period FROM rating_run WHERE current = 1) ORDER BY period";
static const char sql_segments[] =
    "SELECT file, calls FROM segment WHERE period = ? ORDER BY file";
static const char sql_billed[] =
    "SELECT max(until_us) FROM document_usage"
    " WHERE contract = ? AND period = ? AND run = ?";
static const char sql_waived[] =
    "SELECT calls FROM closing_waived WHERE what = ? AND period = ?"
    " AND contract = ? AND reason = ? ORDER BY closing DESC LIMIT 1";
static const char sql_rejects[] =
    "SELECT reject.batch, coalesce(file.name, ''), count(*) FROM reject"
    " LEFT JOIN file ON file.batch = reject.batch"
    " WHERE reject.state = 'open' GROUP BY reject.batch"
    " ORDER BY reject.batch";

/* Of a charges file. */
enum statement {
	RUN,
	SEGMENTS,
	CONTRACTS,
	CONTRACT,
	FIRST,
	LAST,
	TALLY,
	UNRATED,
	N_STATEMENTS
};

#define PART                                                           \
	" AND start_us < ?5 AND (?6 = 0 OR (?6 = 1 AND price_e8 < 0)"  \
	" OR (?6 = 2 AND price_e8 >= 0) OR (?6 = 3 AND direction = 0)" \
	" OR (?6 = 4 AND direction = 1))"

#define OPEN                                                     \
	" FROM charge WHERE seq BETWEEN ?1 AND ?2 AND tier = ?3" \
	" AND document = 0 AND start_us >= ?4"

static const char *const sql[N_STATEMENTS] = {
	[RUN] = "SELECT period, load FROM run",
	[SEGMENTS] = "SELECT file, calls FROM segment ORDER BY file",
	[CONTRACTS] = "SELECT ref FROM contract ORDER BY ref",
	[CONTRACT] = "SELECT first, last FROM contract WHERE ref = ?",
	[FIRST] = "SELECT start_us" OPEN " ORDER BY seq LIMIT 1",
	[LAST] = "SELECT start_us" OPEN " ORDER BY seq DESC LIMIT 1",
	[TALLY] = "SELECT count(*), coalesce(sum(price_e8), 0),"
		  " coalesce(sum(cash_e8), 0), coalesce(sum(bought_e8), 0)"
		  " FROM charge WHERE seq BETWEEN ?1 AND ?2"
		  " AND tier = ?3 AND start_us >= ?4" PART " AND document = ?7",
	[UNRATED] = "SELECT contract, reason, count(DISTINCT"
		    " segment || ' ' || call) FROM unrated WHERE start_us < ?"
		    " GROUP BY contract, reason ORDER BY contract, reason",
};

struct charges {
	struct usage_file file;
	struct db *db;
	struct stmt st[N_STATEMENTS];
	/* NULL: not wanted yet */
	struct usage_names *names;
	struct charge_scan *scan;
};

struct usage_store {
	const struct book *book;
	struct arena arena;
	struct stmt billed, waived;
	struct charges *files;
	size_t count, cap;
};

static int
open_charges(struct usage_store *s, struct charges *c, const char *file,
    struct err *e)
{
	char path[FILE_PATH_MAX], sub[FILE_PATH_MAX];
	struct stmt *run = &c->st[RUN];
	int period;

	if (file_path_join(sub, "charges", file, e) < 0 ||
	    book_path(path, s->book, sub, e) < 0 ||
	    db_open_part(&c->db, path, DB_CHARGES, e) < 0)
		return -1;
	for (int i = 0; i < N_STATEMENTS; i++)
		if (stmt_prepare(&c->st[i], c->db, sql[i], e) < 0)
			return -1;
	if (interval_period_parse(c->file.period, &period, e) < 0 ||
	    stmt_row(run, e, NO_ARGS) < 0)
		return -1;
	c->file.from_us = interval_period_from(s->book->zone, period);
	c->file.until_us = interval_period_until(s->book->zone, period);
	c->file.load = stmt_int(run, 1);
	if (strcmp(stmt_text(run, 0), c->file.period) != 0)
		return err_set(e, ERR_DATA, "%s: is of period %s", path,
		    stmt_text(run, 0));
	stmt_reset(run);
	return 0;
}

static int
open_all(struct usage_store *s, struct err *e)
{
	struct stmt st;
	struct charges *c;
	int rc;

	if (stmt_prepare(&st, s->book->db, sql_runs, e) < 0)
		return -1;
	while ((rc = stmt_step(&st, e)) == 1) {
		s->files =
		    mem_grow(s->files, s->count, &s->cap, sizeof(s->files[0]));
		c = &s->files[s->count++];
		memset(c, 0, sizeof(*c));
		c->file.period = arena_strdup(&s->arena, stmt_text(&st, 0));
		c->file.run = stmt_int(&st, 1);
		rc = open_charges(s, c, stmt_text(&st, 2), e);
		if (rc < 0)
			break;
	}
	stmt_free(&st);
	return rc;
}

int
usage_store_open(struct usage_store **store, const struct book *book,
    struct err *e)
{
	struct usage_store *s = mem_calloc(1, sizeof(*s));

	s->book = book;
	if (stmt_prepare(&s->billed, book->db, sql_billed, e) < 0 ||
	    stmt_prepare(&s->waived, book->db, sql_waived, e) < 0 ||
	    open_all(s, e) < 0) {
		usage_store_close(s);
		return -1;
	}
	*store = s;
	return 0;
}

void
usage_store_close(struct usage_store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		for (int k = 0; k < N_STATEMENTS; k++)
			stmt_free(&s->files[i].st[k]);
		usage_names_close(s->files[i].names);
		charge_scan_close(s->files[i].scan);
		db_close(s->files[i].db);
	}
	stmt_free(&s->billed);
	stmt_free(&s->waived);
	arena_free(&s->arena);
	free(s->files);
	free(s);
}

size_t
usage_store_files(const struct usage_store *s)
{
	return s->count;
}

const struct usage_file *
usage_store_file(const struct usage_store *s, size_t file)
{
	assert(file < s->count);
	return &s->files[file].file;
}

int
usage_store_is_current(struct usage_store *s, size_t file, struct err *e)
{
	struct stmt now, *then = &s->files[file].st[SEGMENTS];
	int a, b, same = 1;

	if (stmt_prepare(&now, s->book->db, sql_segments, e) < 0)
		return -1;
	a = stmt_bind(&now, e, ARGS(A_TEXT(s->files[file].file.period)));
	b = stmt_bind(then, e, NO_ARGS);
	while (a >= 0 && b >= 0 && same) {
		a = stmt_step(&now, e);
		b = a < 0 ? a : stmt_step(then, e);
		if (a != 1 || b != 1)
			break;
		same = strcmp(stmt_text(&now, 0), stmt_text(then, 0)) == 0 &&
		    stmt_int(&now, 1) == stmt_int(then, 1);
	}
	stmt_reset(then);
	stmt_free(&now);
	return a < 0 || b < 0 ? -1 : same && a == b;
}

int
usage_store_never_rated(struct usage_store *s, int64_t before_us,
    struct arena *arena, const char **period, struct err *e)
{
	struct stmt st;
	int rc, number, found = 0;

	if (stmt_prepare(&st, s->book->db, sql_never, e) < 0)
		return -1;
	while (!found && (rc = stmt_step(&st, e)) == 1) {
		if (interval_period_parse(stmt_text(&st, 0), &number, e) < 0) {
			rc = -1;
			break;
		}
		if (interval_period_from(s->book->zone, number) < before_us) {
			*period = arena_strdup(arena, stmt_text(&st, 0));
			found = 1;
		}
	}
	stmt_free(&st);
	return found ? 1 : rc;
}

int
usage_store_open_from(struct usage_store *s, size_t file, const char *contract,
    int64_t *from_us, struct err *e)
{
	const struct usage_file *f = &s->files[file].file;
	int rc;

	rc = stmt_row(&s->billed, e,
	    ARGS(A_TEXT(contract), A_TEXT(f->period), A_INT(f->run)));
	*from_us = rc == 1 ? stmt_optint(&s->billed, 0) : INT64_MIN;
	stmt_reset(&s->billed);
	return rc < 0 ? -1 : 0;
}

/* The contract's row in a charges file: 1, 0 it has no charges there. */
static int
find_contract(struct charges *c, const char *ref, int64_t *first, int64_t *last,
    struct err *e)
{
	struct stmt *st = &c->st[CONTRACT];
	int rc = stmt_row(st, e, ARGS(A_TEXT(ref)));

	if (rc == 1) {
		*first = stmt_int(st, 0);
		*last = stmt_int(st, 1);
	}
	stmt_reset(st);
	if (rc == 1 && (*first < 1 || *last < *first || *last == INT64_MAX))
		return err_set(e, ERR_DATA,
		    "charges file: no charges %" PRId64 " to %" PRId64, *first,
		    *last);
	return rc;
}

int
usage_store_span(struct usage_store *s, size_t file, const char *contract,
    int64_t tier, int64_t from_us, int64_t *first_us, int64_t *last_us,
    struct err *e)
{
	struct charges *c = &s->files[file];
	int64_t first, last, *const ends[2] = { first_us, last_us };
	int rc;

	rc = find_contract(c, contract, &first, &last, e);
	for (int i = 0; rc == 1 && i < 2; i++) {
		struct stmt *st = &c->st[i == 0 ? FIRST : LAST];

		rc = stmt_row(st, e,
		    ARGS(A_INT(first), A_INT(last), A_INT(tier),
			A_INT(from_us)));
		if (rc == 1)
			*ends[i] = stmt_int(st, 0);
		stmt_reset(st);
	}
	return rc;
}

int
usage_store_sums(struct usage_store *s, size_t file, const char *contract,
    struct document_usage *u, struct usage_list *list, struct err *e)
{
	struct charges *c = &s->files[file];
	int64_t first, last;
	size_t at = list->count;
	int rc;

	u->calls = u->price_e8 = u->cash_e8 = u->bought_e8 = 0;
	rc = find_contract(c, contract, &first, &last, e);
	if (rc != 1)
		return rc;
	if ((c->names == NULL && usage_names_open(&c->names, c->db, e) < 0) ||
	    (c->scan == NULL &&
		charge_scan_open(&c->scan, c->db, db_path(c->db), e) < 0) ||
	    charge_scan_seek(c->scan, first, last + 1, e) < 0)
		return -1;
	rc = usage_sums_add(list, c->names, c->scan, u, e);
	for (size_t i = at; rc == 0 && i < list->count; i++) {
		u->calls += list->sums[i].calls;
		if (money_add(&u->price_e8, list->sums[i].price_e8, e) < 0 ||
		    money_add(&u->cash_e8, list->sums[i].cash_e8, e) < 0 ||
		    money_add(&u->bought_e8, list->sums[i].bought_e8, e) < 0)
			rc = -1;
	}
	return rc < 0 ? err_ctx(e, "charges of %s", contract) : 0;
}

int
usage_store_tally(struct usage_store *s, size_t file, const char *contract,
    int64_t document, struct document_usage *u, struct err *e)
{
	struct charges *c = &s->files[file];
	struct stmt *st = &c->st[TALLY];
	int64_t first, last;
	int rc;

	u->calls = u->price_e8 = u->cash_e8 = u->bought_e8 = 0;
	rc = find_contract(c, contract, &first, &last, e);
	if (rc != 1)
		return rc;
	rc = stmt_row(st, e,
	    ARGS(A_INT(first), A_INT(last), A_INT(u->tier), A_INT(u->from_us),
		A_INT(u->until_us), A_INT(u->part), A_INT(document)));
	if (rc == 1) {
		u->calls = stmt_int(st, 0);
		u->price_e8 = stmt_int(st, 1);
		u->cash_e8 = stmt_int(st, 2);
		u->bought_e8 = stmt_int(st, 3);
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

/* How many of them the last closing that waived them let pass. */
static int
waived(struct usage_store *s, const char *what, const char *period,
    const char *contract, const char *reason, int64_t *calls, struct err *e)
{
	int rc;

	*calls = 0;
	rc = stmt_row(&s->waived, e,
	    ARGS(A_TEXT(what), A_TEXT(period), A_TEXT(contract),
		A_TEXT(reason)));
	if (rc == 1)
		*calls = stmt_int(&s->waived, 0);
	stmt_reset(&s->waived);
	return rc < 0 ? -1 : 0;
}

int
usage_store_unrated(struct usage_store *s, int64_t until_us,
    struct arena *arena, struct usage_unrated **unrated, size_t *n,
    struct err *e)
{
	struct usage_unrated *u = NULL;
	size_t count = 0, cap = 0;
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < s->count; i++) {
		struct stmt *st = &s->files[i].st[UNRATED];

		rc = stmt_bind(st, e, ARGS(A_INT(until_us)));
		while (rc >= 0 && (rc = stmt_step(st, e)) == 1) {
			u = mem_grow(u, count, &cap, sizeof(u[0]));
			u[count].period = s->files[i].file.period;
			u[count].contract =
			    arena_strdup(arena, stmt_text(st, 0));
			u[count].reason = arena_strdup(arena, stmt_text(st, 1));
			u[count].calls = stmt_int(st, 2);
			rc = waived(s, "unrated", u[count].period,
			    u[count].contract, u[count].reason,
			    &u[count].waived, e);
			count++;
		}
		stmt_reset(st);
	}
	*unrated = ARENA_NEW(arena, struct usage_unrated, count + 1);
	if (count > 0)
		memcpy(*unrated, u, count * sizeof(u[0]));
	*n = count;
	free(u);
	return rc;
}

int
usage_store_rejects(struct usage_store *s, struct arena *arena,
    struct usage_rejects **rejects, size_t *n, struct err *e)
{
	struct usage_rejects *r = NULL;
	size_t count = 0, cap = 0;
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, s->book->db, sql_rejects, e) < 0)
		return -1;
	while ((rc = stmt_step(&st, e)) == 1) {
		r = mem_grow(r, count, &cap, sizeof(r[0]));
		r[count].batch = stmt_int(&st, 0);
		r[count].file = arena_strdup(arena, stmt_text(&st, 1));
		r[count].rejects = stmt_int(&st, 2);
		rc = waived(s, "rejects", "", "",
		    arena_printf(arena, "%" PRId64, r[count].batch),
		    &r[count].waived, e);
		count++;
		if (rc < 0)
			break;
	}
	stmt_free(&st);
	*rejects = ARENA_NEW(arena, struct usage_rejects, count + 1);
	if (count > 0)
		memcpy(*rejects, r, count * sizeof(r[0]));
	*n = count;
	free(r);
	return rc;
}

int
usage_store_contracts(struct usage_store *s, size_t file, struct arena *arena,
    const char *const **refs, size_t *n, struct err *e)
{
	struct stmt *st = &s->files[file].st[CONTRACTS];
	const char **list = NULL, **copy;
	size_t count = 0, cap = 0;
	int rc;

	rc = stmt_bind(st, e, NO_ARGS);
	while (rc >= 0 && (rc = stmt_step(st, e)) == 1) {
		list = mem_grow(list, count, &cap, sizeof(list[0]));
		list[count++] = arena_strdup(arena, stmt_text(st, 0));
	}
	stmt_reset(st);
	copy = ARENA_NEW(arena, const char *, count + 1);
	if (count > 0)
		memcpy(copy, list, count * sizeof(list[0]));
	*refs = copy;
	*n = count;
	free(list);
	return rc;
}
