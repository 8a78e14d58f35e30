#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/settings.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/run.h"
#include "job/intake.h"
#include "store/book.h"
#include "store/db.h"
#include "store/segment_write.h"
#include "time/interval.h"

/* Calls of one segment file: bounds the memory for its index of identities.
 * A batch with more has several, NUMBER.db, NUMBER-2.db, ... */
#define INTAKE_SEGMENT_MAX 8000000

int
intake_begin(struct intake *in, struct book *book,
    const struct cdr_format *format, const char *format_name, int64_t now_us,
    struct err *e)
{
	*in = (struct intake){ .book = book, .format = format };
	in->batch = (struct import_batch){
		.format = format_name,
		.imported_us = now_us,
		.rejects_of = INT64_MIN,
		.from_us = INT64_MIN,
		.last_us = INT64_MIN,
	};
	in->memory =
	    (size_t)settings_int(book->settings, "rating", "memory_mib") << 19;
	if (db_begin(book->db, e) < 0)
		return -1;
	if (import_store_next(book->db, &in->batch.number, e) < 0)
		return -1;
	return import_store_billed(book->db, &in->arena, &in->billed,
	    &in->n_billed, e);
}

/* Turn the calls in memory into a run, in memory or in a file. */
static int
intake_run(struct intake *in, bool spill, struct err *e)
{
	char path[FILE_PATH_MAX], name[64];

	if (spill) {
		(void)snprintf(name, sizeof(name),
		    "calls/.%06" PRId64 "-%zu.run", in->batch.number,
		    in->n_runs);
		if (book_path(path, in->book, name, e) < 0)
			return -1;
	}
	in->runs =
	    mem_grow(in->runs, in->n_runs, &in->cap_runs, sizeof(*in->runs));
	if (run_make(&in->runs[in->n_runs], &in->calls, spill ? path : NULL,
		e) < 0)
		return -1;
	in->n_runs++;
	return 0;
}

int
intake_call(struct intake *in, struct call *call, struct err *e)
{
	struct import_batch *b = &in->batch;

	call->batch = b->number;
	batch_add(&in->calls, call);
	b->rows++;
	b->calls++;
	if (b->from_us == INT64_MIN || call->start_us < b->from_us)
		b->from_us = call->start_us;
	if (call->start_us > b->last_us)
		b->last_us = call->start_us;
	if (in->calls.bytes < in->memory)
		return 0;
	return intake_run(in, true, e);
}

int
intake_reject(struct intake *in, const char *kind, int64_t line, int64_t column,
    const char *reason, const void *raw, size_t raw_len, struct err *e)
{
	const struct import_reject r = {
		.batch = in->batch.number,
		.line = line,
		.column = column > 0 ? column : 1,
		.kind = kind,
		.reason = reason,
		.raw = raw,
		.raw_len = raw_len,
	};

	if (strcmp(kind, "reject") == 0) {
		in->batch.rows++;
		in->batch.rejects++;
	}
	return import_store_add_reject(in->book->db, &r, e);
}

int
intake_settle(struct intake *in, struct err *e)
{
	const struct zone *zone = in->book->zone;
	struct import_batch *b = &in->batch;

	if (b->calls == 0)
		return 0;
	if (in->calls.count > 0 && intake_run(in, false, e) < 0)
		return -1;
	if (identity_resolve(in->book, in->runs, in->n_runs,
		interval_period_of(zone, b->from_us),
		interval_period_of(zone, b->last_us), &in->identity, e) < 0)
		return -1;
	b->duplicates = in->identity.duplicates;
	b->conflicts = (int64_t)in->identity.n_conflicts;
	b->calls -= b->duplicates + b->conflicts;
	return 0;
}

/* The merge of all runs, cut at the ends of periods. */
struct intake_merge {
	struct intake *in;
	const struct pack **heads; /* NULL: that run is at its end */
	int64_t until_us;          /* end of the period being written */
	int64_t left;              /* calls this segment may still take */
	size_t last; /* run whose head was handed out; n_runs: none */
};

static int
merge_step(struct intake_merge *m, size_t i, struct err *e)
{
	int rc = run_next(&m->in->runs[i], &m->heads[i], e);

	if (rc == 0)
		m->heads[i] = NULL;
	return rc < 0 ? -1 : 0;
}

static bool
merge_before(const struct pack *a, const struct pack *b)
{
	if (a->start_us != b->start_us)
		return a->start_us < b->start_us;
	return pack_compare(a, b) < 0;
}

/* The run with the least call, or n_runs. */
static size_t
merge_least(const struct intake_merge *m)
{
	size_t n = m->in->n_runs, least = n;

	for (size_t i = 0; i < n; i++)
		if (m->heads[i] != NULL &&
		    (least == n || merge_before(m->heads[i], m->heads[least])))
			least = i;
	return least;
}

static bool
intake_is_late(const struct intake *in, int64_t us)
{
	for (size_t i = 0; i < in->n_billed; i++)
		if (us >= in->billed[i].from_us && us < in->billed[i].until_us)
			return true;
	return false;
}

/* segment_next_fn */
static int
merge_next(void *data, const struct pack **out, struct err *e)
{
	struct intake_merge *m = data;
	size_t i;

	if (m->last < m->in->n_runs && merge_step(m, m->last, e) < 0)
		return -1;
	m->last = m->in->n_runs;
	i = merge_least(m);
	if (i == m->in->n_runs || m->heads[i]->start_us >= m->until_us ||
	    m->left == 0)
		return 0;
	m->left--;
	m->last = i;
	*out = m->heads[i];
	m->in->late += intake_is_late(m->in, (*out)->start_us);
	return 1;
}

/* One segment, from the least call on. */
static int
intake_segment(struct intake *in, struct intake_merge *m, int *part,
    struct err *e)
{
	int64_t start = m->heads[merge_least(m)]->start_us;
	int period = interval_period_of(in->book->zone, start);
	char text[INTERVAL_PERIOD_MAX], name[64], key[96], dir[FILE_PATH_MAX],
	    sub[64];
	struct import_segment row = { .file = key,
		.period = text,
		.batch = in->batch.number };
	struct segment_head head = { .period = text,
		.batch = in->batch.number,
		.format = in->batch.format,
		.trust_cli = in->format->trust_cli,
		.demand_group = in->format->demand_peer };
	struct segment_done done;
	int64_t until = interval_period_until(in->book->zone, period);

	*part = until == m->until_us ? *part + 1 : 1;
	m->until_us = until;
	m->left = INTAKE_SEGMENT_MAX;
	(void)interval_period_format(text, period);
	if (*part == 1)
		(void)snprintf(name, sizeof(name), "%06" PRId64 ".db",
		    in->batch.number);
	else
		(void)snprintf(name, sizeof(name), "%06" PRId64 "-%d.db",
		    in->batch.number, *part);
	(void)snprintf(key, sizeof(key), "%s/%s", text, name);
	(void)snprintf(sub, sizeof(sub), "calls/%s", text);
	if (book_path(dir, in->book, sub, e) < 0)
		return -1;
	buf_printf(&in->files, "%s/%s", dir, name);
	buf_add(&in->files, "", 1);
	if (segment_write(dir, name, &head, merge_next, m, &done, e) < 0)
		return -1;
	return import_store_add_segment(in->book->db, &row, &done, e);
}

static int
intake_segments(struct intake *in, struct err *e)
{
	struct intake_merge m = { .in = in,
		.last = in->n_runs,
		.until_us = INT64_MIN };
	int part = 0, rc = 0;

	m.heads = mem_calloc(in->n_runs + 1, sizeof(*m.heads));
	for (size_t i = 0; i < in->n_runs && rc == 0; i++)
		rc = merge_step(&m, i, e);
	while (rc == 0 && merge_least(&m) < in->n_runs)
		rc = intake_segment(in, &m, &part, e);
	free(m.heads);
	return rc;
}

int
intake_write(struct intake *in, const char *header, struct err *e)
{
	struct import_batch *b = &in->batch;
	struct db *db = in->book->db;

	if (intake_segments(in, e) < 0 || import_store_add_batch(db, b, e) < 0)
		return -1;
	if (header[0] != '\0' && b->rejects + b->conflicts > 0 &&
	    import_store_add_header(db, b->number, header, e) < 0)
		return -1;
	for (size_t i = 0; i < in->identity.n_of; i++)
		if (import_store_add_duplicates(db, b->number,
			in->identity.of[i].batch, in->identity.of[i].calls,
			e) < 0)
			return -1;
	return 0;
}

int
intake_commit(struct intake *in, struct err *e)
{
	const struct import_batch *b = &in->batch;

	if (b->rows != b->calls + b->duplicates + b->conflicts + b->rejects)
		return err_set(e, ERR_INTERNAL,
		    "the rows do not add up: %" PRId64, b->rows);
	if (db_commit(in->book->db, e) < 0)
		return -1;
	buf_reset(&in->files);
	return 0;
}

void
intake_free(struct intake *in)
{
	const char *path = buf_text(&in->files);

	if (in->book == NULL)
		return;
	db_rollback(in->book->db);
	/* Not committed: the segments that were written count for nothing. */
	for (; path < in->files.data + in->files.len; path += strlen(path) + 1)
		(void)unlink(path);
	for (size_t i = 0; i < in->n_runs; i++)
		run_free(&in->runs[i]);
	free(in->runs);
	batch_free(&in->calls);
	identity_free(&in->identity);
	buf_free(&in->files);
	arena_free(&in->arena);
	*in = (struct intake){ .book = NULL };
}
