#include "store/call_trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/charge_file.h"
#include "store/db.h"
#include "store/run_store.h"
#include "store/stmt.h"

static const char sql_line[] =
    "SELECT seq FROM call WHERE batch = ?1 AND line = ?2 ORDER BY seq";
static const char sql_file[] = "SELECT name FROM file WHERE batch = ?1";

static const char sql_billing[] =
    "SELECT run, closing FROM document_usage WHERE contract = ?1"
    " AND period = ?2 AND tier = ?3 AND from_us <= ?4 AND ?4 < until_us"
    " AND (part = 'all' OR part = ?5 OR part = ?6)"
    " AND CASE ?7 WHEN 0 THEN run = ?8 WHEN -1 THEN document IS NULL"
    " ELSE document = ?7 END ORDER BY closing LIMIT 1";
static const char sql_closing[] = "SELECT closing FROM document WHERE id = ?1";
static const char sql_closing_load[] =
    "SELECT load FROM closing WHERE number = ?1";

struct trace {
	struct traced_call *calls;
	size_t count, cap;
	struct arena *arena;
	const char *period;
};

static void
trace_add(struct trace *t, const struct call_segment *s, int64_t seq,
    const struct call *call)
{
	t->calls = mem_grow(t->calls, t->count, &t->cap, sizeof(*t->calls));
	t->calls[t->count++] = (struct traced_call){ .period = t->period,
		.segment = arena_strdup(t->arena, s->file),
		.seq = seq,
		.format = arena_strdup(t->arena, s->format),
		.trust_cli = s->trust_cli,
		.demand_group = s->demand_group,
		.call = *call };
}

/* "12:345". */
static bool
parse_line(const char *name, int64_t *batch, int64_t *line)
{
	struct err ignored = { .code = ERR_NONE };
	const char *colon = strchr(name, ':');

	return colon != NULL &&
	    strspn(name, "0123456789") == (size_t)(colon - name) &&
	    decimal_int(name, (size_t)(colon - name), 1, INT64_MAX, batch,
		&ignored) == 0 &&
	    decimal_int(colon + 1, strlen(colon + 1), 1, INT64_MAX, line,
		&ignored) == 0;
}

static int
find_line(struct call_store *s, size_t segment, int64_t batch, int64_t line,
    struct trace *t, struct err *e)
{
	const struct call_segment *g = call_store_segment(s, segment);
	struct stmt find = { 0 };
	struct db *db = NULL;
	int rc = db_open_part(&db, g->path, DB_CALLS, e);

	if (rc == 0)
		rc = stmt_prepare(&find, db, sql_line, e);
	if (rc == 0)
		rc = stmt_bind(&find, e, ARGS(A_INT(batch), A_INT(line)));
	while (rc == 0 && (rc = stmt_step(&find, e)) > 0) {
		int64_t seq = stmt_int(&find, 0);
		struct call call;

		rc = call_store_fetch(s, segment, seq, t->arena, &call, e);
		if (rc == 0)
			trace_add(t, g, seq, &call);
	}
	stmt_free(&find);
	db_close(db);
	return rc;
}

static int
trace_period(const struct book *b, const char *name, struct trace *t,
    struct err *e)
{
	struct call_found *found;
	struct call_store *s;
	int64_t batch, line;
	size_t n;
	int rc;

	if (call_store_open(&s, b, t->period, e) < 0)
		return -1;
	rc = call_store_find(s, name, t->arena, &found, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		trace_add(t, call_store_segment(s, found[i].segment),
		    found[i].seq, &found[i].call);
	if (rc == 0 && n == 0 && parse_line(name, &batch, &line))
		for (size_t i = 0; rc == 0 && i < call_store_segments(s); i++)
			rc = find_line(s, i, batch, line, t, e);
	call_store_close(s);
	return rc;
}

int
call_trace_find(const struct book *b, const char *name, struct arena *a,
    struct traced_call **out, size_t *n, struct err *e)
{
	struct trace t = { .arena = a };
	const char *const *periods;
	size_t nperiods;
	int rc;

	if (call_store_periods(b, a, &periods, &nperiods, e) < 0)
		return -1;
	rc = 0;
	for (size_t i = 0; rc == 0 && i < nperiods; i++) {
		t.period = periods[i];
		rc = trace_period(b, name, &t, e);
	}
	*n = t.count;
	*out = ARENA_NEW(a, struct traced_call, t.count);
	if (t.count > 0)
		memcpy(*out, t.calls, t.count * sizeof(*t.calls));
	free(t.calls);
	if (rc == 0 && t.count == 0)
		return err_set(e, ERR_NOINPUT,
		    "there is no call \"%s\": name a call_id or BATCH:LINE",
		    name);
	return rc;
}

int
call_trace_file(const struct book *b, int64_t batch, struct arena *a,
    const char **file, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_file, e);

	*file = "";
	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_INT(batch)));
	if (rc > 0)
		*file = arena_strdup(a, stmt_text(&s, 0));
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
call_trace_billing(const struct book *b, const struct traced_charge *c,
    int64_t *run, int64_t *closing, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_billing, e);

	if (rc == 0)
		rc = stmt_row(&s, e,
		    ARGS(A_TEXT(c->contract), A_TEXT(c->period),
			A_TEXT(tier_words[c->tier]), A_INT(c->start_us),
			A_TEXT(c->price_e8 < 0 ? "earned" : "owed"),
			A_TEXT(direction_words[c->direction]),
			A_INT(c->document), A_INT(c->run)));
	if (rc > 0) {
		*run = stmt_int(&s, 0);
		*closing = stmt_int(&s, 1);
	}
	stmt_free(&s);
	return rc;
}

/* The number that ${sql} has for ${key}; 0: none. */
static int
number_of(const struct book *b, const char *sql, int64_t key, int64_t *number,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_INT(key)));
	*number = rc > 0 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
call_trace_closing(const struct book *b, int64_t document, int64_t *closing,
    struct err *e)
{
	return number_of(b, sql_closing, document, closing, e);
}

int
call_trace_closing_load(const struct book *b, int64_t closing, int64_t *load,
    struct err *e)
{
	return number_of(b, sql_closing_load, closing, load, e);
}

int
call_trace_load(const struct book *b, const char *period, int64_t run,
    int64_t *load, struct err *e)
{
	struct charge_file *f = NULL;
	char file[RUN_STORE_FILE_MAX];
	int rc;

	(void)snprintf(file, sizeof(file), "%.7s.%" PRId64 ".db", period, run);
	rc = charge_file_open(&f, b, file, e);
	if (rc == 0)
		rc = charge_file_load(f, load, e);
	charge_file_close(f);
	return rc;
}
