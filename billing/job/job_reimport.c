/* job_rejects_reimport(): rejects, read once more. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/input.h"
#include "base/out.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/reader.h"
#include "job/intake.h"
#include "job/job_import.h"
#include "job/job_rejects.h"
#include "store/book.h"
#include "store/db.h"

/* A row to be read again; its raw text may be mended. */
struct reimport_row {
	const struct import_reject *reject;
	const char *raw;
	size_t raw_len;
	bool tried; /* handed to the intake */
};

struct reimport {
	const struct job_rejects_options *opt;
	struct book *book;
	struct out *out;
	struct arena arena;
	struct reimport_row *rows;
	size_t n;
};

/* The guard against formulas that an export put in front. */
static const char *
reimport_unguard(const char *text)
{
	if (text[0] == '\'' && text[1] != '\0' &&
	    strchr("=+-@\t\r", text[1]) != NULL)
		return text + 1;
	return text;
}

/* Take the mended rows of an exported CSV: those with an id that is open. */
static int
reimport_mended(struct reimport *w, struct err *e)
{
	const struct csv_options opt = { .header = true };
	struct csv *csv;
	int id_column, raw_column, rc;
	size_t kept = 0;

	if (csv_open(&csv, w->opt->file, &opt, e) < 0)
		return -1;
	id_column = csv_column(csv, "id");
	raw_column = csv_column(csv, "raw");
	rc = id_column < 0 || raw_column < 0
	    ? err_set(e, ERR_DATA, "%s: must have the columns id and raw",
		  w->opt->file)
	    : 0;
	while (rc == 0 && (rc = csv_next(csv, e)) > 0) {
		const char *id = csv_text(csv, (size_t)id_column);
		const char *raw =
		    reimport_unguard(csv_text(csv, (size_t)raw_column));
		int64_t number;

		rc = decimal_int(id, strlen(id), 1, INT64_MAX, &number, e);
		for (size_t i = 0; rc == 0 && i < w->n; i++)
			if (w->rows[i].reject->id == number) {
				w->rows[i].raw = arena_strdup(&w->arena, raw);
				w->rows[i].raw_len = strlen(raw);
				w->rows[i].tried = true;
				kept++;
			}
		if (rc < 0)
			(void)err_ctx(e, "%s:%" PRId64, w->opt->file,
			    csv_line(csv));
	}
	csv_close(csv);
	if (rc == 0 && kept == 0)
		return err_set(e, ERR_NOINPUT,
		    "%s: none of its rows is an open reject", w->opt->file);
	return rc;
}

/*
 * Which rows: those of the file; without one all, but for truncated lines and
 * conflicts with nothing to read.
 */
static int
reimport_choose(struct reimport *w, struct err *e)
{
	size_t n = 0;

	if (w->opt->file != NULL && reimport_mended(w, e) < 0)
		return -1;
	for (size_t i = 0; i < w->n; i++) {
		struct reimport_row *r = &w->rows[i];

		if (w->opt->file == NULL)
			r->tried = r->raw_len > 0 &&
			    strcmp(r->reject->reason, READER_TRUNCATED) != 0;
		if (r->tried)
			w->rows[n++] = *r;
	}
	w->n = n;
	return 0;
}

/* Read one row as if it were a file with this header. */
static int
reimport_row(struct reimport *w, struct intake *in,
    const struct cdr_format *format, const char *header,
    struct reimport_row *row, struct err *e)
{
	const struct reader_options opt = { .zone = w->book->zone,
		.now_us = w->opt->now_us,
		.own_provider = w->opt->own_provider,
		.header = format->header ? header : NULL,
		.whole = 1 };
	struct call call = { .batch = 0 };
	struct reader *reader;
	struct input *bytes;
	int rc;

	if (input_open_mem(&bytes, "reject", row->raw, row->raw_len, e) < 0 ||
	    reader_open(&reader, bytes, format, &opt, e) < 0)
		return -1;
	rc = reader_next(reader, &call, e);
	row->tried = rc == 1;
	call.line = row->reject->line;
	if (rc == 1)
		rc = intake_call(in, &call, e);
	reader_close(reader);
	return rc < 0 ? -1 : 0;
}

/* The row of this line, among those of one batch. */
static struct reimport_row *
reimport_line(struct reimport_row *rows, size_t n, int64_t line)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].tried && rows[i].reject->line == line)
			return &rows[i];
	return NULL;
}

/* Settle what was read; conflicts stay open where they are. */
static int
reimport_finish(struct reimport *w, struct intake *in,
    struct reimport_row *rows, size_t n, struct err *e)
{
	struct import_batch *b = &in->batch;

	if (intake_settle(in, e) < 0)
		return -1;
	for (size_t i = 0; i < in->identity.n_conflicts; i++) {
		struct reimport_row *r =
		    reimport_line(rows, n, in->identity.conflicts[i].line);

		if (r != NULL)
			r->tried = false;
	}
	b->rows -= b->conflicts;
	b->conflicts = 0;
	if (b->rows == 0)
		return 0;
	if (intake_write(in, "", e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (rows[i].tried &&
		    import_store_reimported(w->book->db, rows[i].reject->id,
			b->number, w->opt->now_us, e) < 0)
			return -1;
	if (intake_commit(in, e) < 0)
		return -1;
	out_printf(w->out,
	    "batch %" PRId64 ", from rejects of batch %" PRId64 ": %" PRId64
	    " rows = %" PRId64 " calls + %" PRId64 " duplicates\n",
	    b->number, rows[0].reject->batch, b->rows, b->calls, b->duplicates);
	return 0;
}

/* The rows of one batch. */
static int
reimport_batch(struct reimport *w, struct reimport_row *rows, size_t n,
    struct err *e)
{
	struct cdr_format *format = NULL, *bare;
	const char *header;
	struct intake in = { .book = NULL };
	int rc = -1;

	if (import_store_header(w->book->db, rows[0].reject->batch, &w->arena,
		&header, e) < 0 ||
	    job_import_format(&format, w->opt->book, w->opt->formats_dir,
		rows[0].reject->format, e) < 0)
		return -1;
	/* One row has no seal. */
	bare = format;
	bare->sealed = false;
	if (intake_begin(&in, w->book, bare, rows[0].reject->format,
		w->opt->now_us, e) < 0)
		goto out;
	in.batch.rejects_of = rows[0].reject->batch;
	for (size_t i = 0; i < n; i++)
		if (reimport_row(w, &in, bare, header, &rows[i], e) < 0)
			goto out;
	rc = reimport_finish(w, &in, rows, n, e);
out:
	intake_free(&in);
	format_close(format);
	return rc;
}

static int
reimport_batches(struct reimport *w, struct err *e)
{
	size_t until;

	for (size_t i = 0; i < w->n; i = until) {
		for (until = i + 1; until < w->n &&
		     w->rows[until].reject->batch == w->rows[i].reject->batch;
		     until++)
			;
		if (reimport_batch(w, w->rows + i, until - i, e) < 0)
			return -1;
	}
	return 0;
}

int
job_rejects_reimport(const struct job_rejects_options *opt, struct out *out,
    int64_t *open, struct err *e)
{
	struct reimport w = { .opt = opt, .out = out };
	struct import_reject *rejects;
	struct book book;
	size_t n;
	int rc = -1;

	*open = 0;
	if (book_open(&book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	w.book = &book;
	if (import_store_sweep(&book, e) < 0 ||
	    import_store_rejects(book.db, opt->batch, 1, &w.arena, &rejects, &n,
		e) < 0)
		goto out;
	w.rows = ARENA_NEW(&w.arena, struct reimport_row, n + 1);
	for (w.n = 0; w.n < n; w.n++)
		w.rows[w.n] = (struct reimport_row){
			.reject = &rejects[w.n],
			.raw = rejects[w.n].raw,
			.raw_len = rejects[w.n].raw_len,
		};
	if (reimport_choose(&w, e) < 0 || reimport_batches(&w, e) < 0)
		goto out;
	*open = (int64_t)n;
	for (size_t i = 0; i < w.n; i++)
		*open -= w.rows[i].tried;
	out_printf(out, "%" PRId64 " rejects are still open\n", *open);
	rc = 0;
out:
	book_close(&book);
	arena_free(&w.arena);
	return rc;
}
