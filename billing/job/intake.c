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
#include "time/interval.h"

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
	    ((size_t)settings_int(book->settings, "rating", "memory_mib")
		<< 20) /
	    8 * 3;
	if (db_begin(book->db, e) < 0)
		return -1;
	if (import_store_next(book->db, &in->batch.number, e) < 0)
		return -1;
	return import_store_billed(book->db, &in->arena, &in->billed,
	    &in->n_billed, e);
}

/* A run more. */
static struct run *
intake_new_run(struct intake *in)
{
	in->runs =
	    mem_grow(in->runs, in->n_runs, &in->cap_runs, sizeof(*in->runs));
	return &in->runs[in->n_runs];
}

/* Take the run that is being put on disk, if there is one. */
static int
intake_take(struct intake *in, struct err *e)
{
	int rc = run_thread_take(&in->spill, intake_new_run(in), e);

	in->n_runs += rc > 0;
	return rc < 0 ? -1 : 0;
}

/* Put the calls in memory on disk. */
static int
intake_spill(struct intake *in, struct err *e)
{
	char path[FILE_PATH_MAX], name[64];

	if (intake_take(in, e) < 0)
		return -1;
	(void)snprintf(name, sizeof(name), "calls/.%06" PRId64 "-%zu.run",
	    in->batch.number, in->n_runs);
	if (book_path(path, in->book, name, e) < 0)
		return -1;
	run_thread_begin(&in->spill, &in->calls, path);
	return 0;
}

/* All calls are in: the last run stays in memory. */
static int
intake_runs(struct intake *in, struct err *e)
{
	if (intake_take(in, e) < 0)
		return -1;
	if (in->calls.count == 0)
		return 0;
	if (run_make(intake_new_run(in), &in->calls, NULL, e) < 0)
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
	return intake_spill(in, e);
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
	if (intake_runs(in, e) < 0)
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

static int
intake_threads(const struct book *book)
{
	int64_t n = settings_int(book->settings, "rating", "threads");

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

/* Write the segments and name them in book.db. */
static int
intake_segments(struct intake *in, struct err *e)
{
	in->parts = (struct intake_parts){
		.book = in->book,
		.runs = in->runs,
		.n_runs = in->n_runs,
		.head = { .batch = in->batch.number,
		    .format = in->batch.format,
		    .trust_cli = in->format->trust_cli,
		    .demand_group = in->format->demand_peer },
		.billed = in->billed,
		.n_billed = in->n_billed,
	};
	if (in->n_runs == 0)
		return 0;
	if (intake_parts_write(&in->parts, intake_threads(in->book), e) < 0)
		return -1;
	for (size_t i = 0; i < in->parts.count; i++) {
		const struct intake_part *p = &in->parts.parts[i];
		char key[128];
		struct import_segment row = { .file = key,
			.period = p->period,
			.batch = in->batch.number };

		in->late += p->late;
		(void)snprintf(key, sizeof(key), "%s/%s", p->period, p->name);
		if (p->done.calls > 0 &&
		    import_store_add_segment(in->book->db, &row, &p->done, e) <
			0)
			return -1;
	}
	return 0;
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
	in->committed = true;
	return 0;
}

void
intake_free(struct intake *in)
{
	if (in->book == NULL)
		return;
	db_rollback(in->book->db);
	if (!in->committed)
		intake_parts_remove(&in->parts);
	intake_parts_free(&in->parts);
	for (size_t i = 0; i < in->n_runs; i++)
		run_free(&in->runs[i]);
	free(in->runs);
	run_thread_free(&in->spill);
	batch_free(&in->calls);
	identity_free(&in->identity);
	arena_free(&in->arena);
	*in = (struct intake){ .book = NULL };
}
