#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "cdr/pack.h"
#include "cdr/run.h"
#include "store/book.h"
#include "store/call_row.h"
#include "store/db.h"
#include "store/identity.h"
#include "store/index_scan.h"
#include "store/stmt.h"
#include "time/interval.h"

/* Below this share of a segment its hashes are looked up one by one. */
#define IDENTITY_LOOKUP_SHARE 16

#define IDENTITY_END INT64_MAX

static const char sql_open_from[] =
    "SELECT min(latest) FROM"
    " (SELECT max(until_us) AS latest FROM closed_interval GROUP BY contract)";

static const char sql_segments[] =
    "SELECT file, calls FROM segment"
    " WHERE period >= ?1 OR period BETWEEN ?2 AND ?3 ORDER BY file";

static const char sql_lookup[] =
    "SELECT hash, seq FROM identity WHERE hash = ?1 ORDER BY seq";

static const char sql_fetch[] =
    "SELECT " CALL_ROW_COLUMNS "  FROM call WHERE seq = ?1";

/* The hashes of one segment. */
struct identity_segment {
	struct db *db;
	struct stmt lookup, fetch;
	struct index_scan *scan; /* read in order; NULL: looked up */
	int more;                /* scan: a hash is in hand */
	int64_t hash, seq;
};

/* A call of the import with the hash in question. */
struct identity_member {
	const struct pack *call;
	struct run *run;
	size_t i;
};

struct identity_work {
	struct identity_segment *segments;
	size_t n_segments, cap_segments;
	struct run *runs;
	size_t n_runs;
	int64_t *heads; /* the next hash of each run; IDENTITY_END: none, or */
	bool *more;     /* ... that is a hash as well */
	size_t *calls;  /* its call */

	struct identity_member *members; /* with the hash in question */
	size_t n_members, cap_members;
	const struct pack **known; /* calls that have the identities */
	size_t n_known, cap_known;
	struct arena arena; /* of one hash */
	char *room;
	struct identity_result *result;
};

int
identity_first_open(const struct book *book, int *period, struct err *e)
{
	struct stmt open_from = { 0 };
	int rc;

	*period = 0;
	if (stmt_prepare(&open_from, book->db, sql_open_from, e) < 0)
		return -1;
	rc = stmt_row(&open_from, e, NO_ARGS);
	if (rc > 0 && !stmt_is_null(&open_from, 0))
		*period =
		    interval_period_of(book->zone, stmt_int(&open_from, 0));
	stmt_free(&open_from);
	return rc < 0 ? -1 : 0;
}

/* Step a segment that is scanned. */
static int
identity_step(struct identity_segment *s, struct err *e)
{
	s->more = index_scan_next(s->scan, &s->hash, &s->seq, e);
	return s->more < 0 ? -1 : 0;
}

static int
identity_open(struct identity_work *w, const struct book *book,
    const char *file, int64_t calls, size_t batch_calls, struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct identity_segment *s;
	uint32_t root, page_size;

	w->segments = mem_grow(w->segments, w->n_segments, &w->cap_segments,
	    sizeof(*w->segments));
	s = &w->segments[w->n_segments++];
	*s = (struct identity_segment){ .db = NULL };
	if (book_path(dir, book, "calls", e) < 0 ||
	    file_path_join(path, dir, file, e) < 0 ||
	    db_open_part(&s->db, path, DB_CALLS, e) < 0 ||
	    stmt_prepare(&s->lookup, s->db, sql_lookup, e) < 0 ||
	    stmt_prepare(&s->fetch, s->db, sql_fetch, e) < 0)
		return -1;
	if ((int64_t)batch_calls < calls / IDENTITY_LOOKUP_SHARE)
		return 0;
	if (stmt_root_page(s->db, "identity", &root, &page_size, e) < 0 ||
	    index_scan_open(&s->scan, path, root, page_size, e) < 0)
		return -1;
	return identity_step(s, e);
}

static int
identity_segments(struct identity_work *w, const struct book *book,
    int first_period, int last_period, size_t batch_calls, struct err *e)
{
	char open_from[INTERVAL_PERIOD_MAX], first[INTERVAL_PERIOD_MAX],
	    last[INTERVAL_PERIOD_MAX];
	struct stmt list = { 0 };
	int open_period, rc;

	if (identity_first_open(book, &open_period, e) < 0)
		return -1;
	(void)interval_period_format(open_from, open_period);
	(void)interval_period_format(first, first_period);
	(void)interval_period_format(last, last_period);
	if (stmt_prepare(&list, book->db, sql_segments, e) < 0)
		return -1;
	rc = stmt_bind(&list, e,
	    ARGS(A_TEXT(open_from), A_TEXT(first), A_TEXT(last)));
	while (rc == 0 && (rc = stmt_step(&list, e)) > 0)
		rc = identity_open(w, book, stmt_text(&list, 0),
		    stmt_int(&list, 1), batch_calls, e);
	stmt_free(&list);
	return rc;
}

/* The call of a segment that has the hash joins the known ones. */
static int
identity_hit(struct identity_work *w, struct identity_segment *s, int64_t seq,
    struct err *e)
{
	struct pack *p;
	struct call c;
	int rc = stmt_row(&s->fetch, e, ARGS(A_INT(seq)));

	if (rc == 0)
		return err_set(e, ERR_DATA,
		    "%s: its index names call %lld, which is not there",
		    db_path(s->db), (long long)seq);
	if (rc < 0)
		return -1;
	if (!call_row_read(s->fetch.handle, &c, &seq))
		return err_set(e, ERR_DATA, "%s: damaged: call %lld",
		    db_path(s->db), (long long)seq);
	p = arena_alloc(&w->arena, 1, pack_size(&c));
	pack_call(p, &c);
	stmt_reset(&s->fetch);
	w->known =
	    mem_grow(w->known, w->n_known, &w->cap_known, sizeof(*w->known));
	w->known[w->n_known++] = p;
	return 0;
}

/* All calls of the segments with this hash. */
static int
identity_hits(struct identity_work *w, int64_t hash, struct err *e)
{
	for (size_t i = 0; i < w->n_segments; i++) {
		struct identity_segment *s = &w->segments[i];
		int rc;

		if (s->scan == NULL) {
			if (stmt_bind(&s->lookup, e, ARGS(A_INT(hash))) < 0)
				return -1;
			while ((rc = stmt_step(&s->lookup, e)) > 0)
				if (identity_hit(w, s, stmt_int(&s->lookup, 1),
					e) < 0)
					return -1;
			if (rc < 0)
				return -1;
			continue;
		}
		while (s->more > 0 && s->hash < hash)
			if (identity_step(s, e) < 0)
				return -1;
		while (s->more > 0 && s->hash == hash)
			if (identity_hit(w, s, s->seq, e) < 0 ||
			    identity_step(s, e) < 0)
				return -1;
	}
	return 0;
}

static int
identity_next_head(struct identity_work *w, size_t i, struct err *e)
{
	int rc = run_next_hash(&w->runs[i], &w->heads[i], &w->calls[i], e);

	w->more[i] = rc > 0;
	if (rc == 0)
		w->heads[i] = IDENTITY_END;
	return rc < 0 ? -1 : 0;
}

/* Without a branch: where the least is, nobody can guess. */
static int64_t
identity_least(const struct identity_work *w)
{
	int64_t least = IDENTITY_END;

	for (size_t i = 0; i < w->n_runs; i++)
		least = w->heads[i] < least ? w->heads[i] : least;
	return least;
}

/* The least hash of all runs: 1, and its calls as members; 0; -1. */
static int
identity_group(struct identity_work *w, int64_t *hash, struct err *e)
{
	w->n_members = 0;
	*hash = identity_least(w);
	for (size_t i = 0; i < w->n_runs; i++)
		while (w->heads[i] == *hash && w->more[i]) {
			w->members = mem_grow(w->members, w->n_members,
			    &w->cap_members, sizeof(*w->members));
			w->members[w->n_members++] = (struct identity_member){
				.run = &w->runs[i],
				.i = w->calls[i],
			};
			if (identity_next_head(w, i, e) < 0)
				return -1;
		}
	return w->n_members > 0;
}

static int
identity_by_line(const void *a, const void *b)
{
	const struct identity_member *x = a, *y = b;

	int64_t a_line = pack_line(x->call), b_line = pack_line(y->call);

	return (a_line > b_line) - (a_line < b_line);
}

static void
identity_count_of(struct identity_result *r, int64_t batch)
{
	size_t i = 0;

	r->duplicates++;
	while (i < r->n_of && r->of[i].batch < batch)
		i++;
	if (i < r->n_of && r->of[i].batch == batch) {
		r->of[i].calls++;
		return;
	}
	r->of = mem_grow(r->of, r->n_of, &r->cap_of, sizeof(*r->of));
	memmove(r->of + i + 1, r->of + i, (r->n_of - i) * sizeof(*r->of));
	r->of[i] = (struct identity_count){ batch, 1 };
	r->n_of++;
}

/* One call of the import against the known ones. */
static void
identity_judge(struct identity_work *w, const struct identity_member *m)
{
	struct identity_result *r = w->result;

	for (size_t i = 0; i < w->n_known; i++) {
		const struct pack *k = w->known[i];

		if (pack_compare(k, m->call) != 0)
			continue;
		run_drop(m->run, m->i);
		if (pack_same(k, m->call)) {
			identity_count_of(r, k->batch);
			return;
		}
		r->conflicts = mem_grow(r->conflicts, r->n_conflicts,
		    &r->cap_conflicts, sizeof(*r->conflicts));
		r->conflicts[r->n_conflicts++] =
		    (struct identity_conflict){ pack_line(m->call), k->batch,
			    pack_line(k) };
		return;
	}
	w->known =
	    mem_grow(w->known, w->n_known, &w->cap_known, sizeof(*w->known));
	w->known[w->n_known++] = m->call;
}

/* More than one call has the hash: compare in full. */
static int
identity_settle(struct identity_work *w, struct err *e)
{
	for (size_t i = 0; i < w->n_members; i++) {
		struct identity_member *m = &w->members[i];
		const struct pack *p;

		if (run_fetch(m->run, m->i, w->room, &p, e) < 0)
			return -1;
		if ((const void *)p == w->room) {
			struct pack *copy =
			    arena_alloc(&w->arena, 1, pack_bytes(p));

			memcpy(copy, p, pack_bytes(p));
			p = copy;
		}
		m->call = p;
	}
	qsort(w->members, w->n_members, sizeof(*w->members), identity_by_line);
	for (size_t i = 0; i < w->n_members; i++)
		identity_judge(w, &w->members[i]);
	return 0;
}

static int
identity_merge(struct identity_work *w, struct err *e)
{
	int64_t hash = 0;
	int rc;

	for (size_t i = 0; i < w->n_runs; i++)
		if (identity_next_head(w, i, e) < 0)
			return -1;
	while ((rc = identity_group(w, &hash, e)) > 0) {
		w->n_known = 0;
		if (identity_hits(w, hash, e) < 0)
			return -1;
		if (w->n_known + w->n_members < 2)
			continue;
		if (identity_settle(w, e) < 0)
			return -1;
		arena_reset(&w->arena);
	}
	return rc;
}

static int
identity_conflict_by_line(const void *a, const void *b)
{
	const struct identity_conflict *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static void
identity_close(struct identity_work *w)
{
	for (size_t i = 0; i < w->n_segments; i++) {
		stmt_free(&w->segments[i].lookup);
		stmt_free(&w->segments[i].fetch);
		index_scan_close(w->segments[i].scan);
		db_close(w->segments[i].db);
	}
	free(w->segments);
	free(w->heads);
	free(w->more);
	free(w->calls);
	free(w->members);
	free(w->known);
	free(w->room);
	arena_free(&w->arena);
}

int
identity_resolve(const struct book *book, struct run *runs, size_t n_runs,
    int first_period, int last_period, struct identity_result *result,
    struct err *e)
{
	struct identity_work w = { .runs = runs,
		.n_runs = n_runs,
		.result = result };
	size_t calls = 0;
	int rc = -1;

	*result = (struct identity_result){ .duplicates = 0 };
	w.heads = mem_calloc(n_runs + 1, sizeof(*w.heads));
	w.more = mem_calloc(n_runs + 1, sizeof(*w.more));
	w.calls = mem_calloc(n_runs + 1, sizeof(*w.calls));
	w.room = mem_alloc(PACK_SIZE_MAX);
	for (size_t i = 0; i < n_runs; i++)
		calls += runs[i].count;
	if (identity_segments(&w, book, first_period, last_period, calls, e) ==
		0 &&
	    identity_merge(&w, e) == 0)
		rc = 0;
	if (result->n_conflicts > 0)
		qsort(result->conflicts, result->n_conflicts,
		    sizeof(*result->conflicts), identity_conflict_by_line);
	identity_close(&w);
	return rc;
}

void
identity_free(struct identity_result *r)
{
	free(r->conflicts);
	free(r->of);
	*r = (struct identity_result){ .duplicates = 0 };
}
