#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/input.h"
#include "base/out.h"
#include "base/progress.h"
#include "base/settings.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/reader.h"
#include "job/archive.h"
#include "job/follow.h"
#include "job/intake.h"
#include "job/job_import.h"
#include "store/book.h"
#include "store/db.h"

/* One file on its way. */
struct import_work {
	const struct job_import_options *opt;
	struct book *book;
	const struct cdr_format *format;
	struct out *out;
	struct progress *progress;
	struct job_import_report *report;

	const char *path;
	struct archive archive;
	struct follow follow;
	struct intake intake;
	struct reader *reader;
	char sha256[HASH_HEX_MAX], content_sha256[HASH_HEX_MAX];
	int64_t size;
};

int
job_import_format(struct cdr_format **out, const char *book, const char *dir,
    const char *name, struct err *e)
{
	char path[FILE_PATH_MAX], own[FILE_PATH_MAX], file[256];
	const char *const dirs[] = { own, dir };
	int there;

	if (strchr(name, '/') != NULL)
		return format_open(out, name, e);
	if (snprintf(file, sizeof(file), "%s.ini", name) >= (int)sizeof(file))
		return err_set(e, ERR_USAGE, "format %.60s...: too long", name);
	if (file_path_join(own, book, "formats", e) < 0)
		return -1;
	there = file_find(path, dirs, sizeof(dirs) / sizeof(dirs[0]), file, e);
	if (there < 0)
		return -1;
	if (there == 0)
		return err_set(e, ERR_NOINPUT,
		    "there is no format \"%s\": neither %s/%s nor %s", name,
		    own, file, path);
	return format_open(out, path, e);
}

/* Every byte of the file, as it lies there. */
static int
import_tee(void *data, const void *p, size_t n, struct err *e)
{
	struct import_work *w = data;

	progress_add(w->progress, (int64_t)n);
	follow_count(&w->follow, p, n);
	return archive_add(&w->archive, p, n, e);
}

static struct reader_options
import_options(const struct import_work *w)
{
	struct reader_options opt = { .zone = w->book->zone,
		.now_us = w->opt->now_us,
		.own_provider = w->opt->own_provider };

	if (w->opt->follow && w->follow.from > 0 && w->format->header)
		opt.header = w->follow.header;
	return opt;
}

static int
import_open(struct import_work *w, struct err *e)
{
	struct reader_options opt = import_options(w);
	struct input *in;

	if (w->opt->follow) {
		if (input_open_range(&in, w->path, w->follow.from,
			w->follow.until, e) < 0)
			return -1;
	} else if (input_open(&in, w->path, e) < 0) {
		return -1;
	}
	progress_begin(w->progress, "importing",
	    input_size(in) > 0 ? input_size(in) : 0);
	input_tee(in, import_tee, w);
	input_ahead(in);
	return reader_open(&w->reader, in, w->format, &opt, e);
}

/* All records: calls and rejects. */
static int
import_read(struct import_work *w, struct err *e)
{
	struct call call = { .batch = 0 };
	const char *raw;
	size_t len;
	int rc;

	while ((rc = reader_next(w->reader, &call, e)) > 0) {
		if (rc == 1) {
			call.line += w->follow.lines_before;
			if (intake_call(&w->intake, &call, e) < 0)
				return -1;
			continue;
		}
		raw = reader_raw(w->reader, &len);
		if (intake_reject(&w->intake, "reject",
			reader_line(w->reader) + w->follow.lines_before,
			reader_column(w->reader), reader_reason(w->reader), raw,
			len, e) < 0)
			return -1;
	}
	return rc;
}

/* What was read must be what there was. */
static int
import_measure(struct import_work *w, struct err *e)
{
	struct input *in = reader_input(w->reader);
	struct import_batch *b = &w->intake.batch;

	if (input_sha256(in, w->sha256, e) < 0 ||
	    input_content_sha256(in, w->content_sha256, e) < 0)
		return -1;
	w->size = input_raw_bytes(in);
	if (input_size(in) >= 0 && input_size(in) != w->size)
		return err_set(e, ERR_BUSY,
		    "it changed while it was read; --follow-state is for files "
		    "that still grow");
	b->clock_first = reader_first(w->reader);
	b->clock_moved = reader_moved(w->reader);
	return 0;
}

/*
 * The file once more, for the raw lines of conflicts: from the archived copy,
 * or from the path if there is none.  *again is NULL if neither can be read.
 */
static int
import_again(struct import_work *w, struct reader **again, struct err *e)
{
	struct reader_options opt = import_options(w);
	struct err ignored = { .code = ERR_NONE };
	struct input *in = NULL;

	*again = NULL;
	if (archive_reopen(&w->archive, &in, e) < 0)
		return -1;
	if (in == NULL && w->opt->follow)
		(void)input_open_range(&in, w->path, w->follow.from,
		    w->follow.until, &ignored);
	else if (in == NULL && strcmp(w->path, "-") != 0)
		(void)input_open(&in, w->path, &ignored);
	if (in != NULL && reader_open(again, in, w->format, &opt, &ignored) < 0)
		*again = NULL;
	return 0;
}

/* Step to the record on ${line}; its raw text, "" if it is not there. */
static const char *
import_raw(struct import_work *w, struct reader *again, int64_t line,
    size_t *len)
{
	struct err ignored = { .code = ERR_NONE };
	struct call call;

	*len = 0;
	while (again != NULL && reader_next(again, &call, &ignored) > 0) {
		int64_t at = reader_line(again) + w->follow.lines_before;

		if (at == line)
			return reader_raw(again, len);
		if (at > line)
			break;
	}
	return "";
}

static int
import_conflicts(struct import_work *w, struct err *e)
{
	const struct identity_result *id = &w->intake.identity;
	struct reader *again;
	char reason[160];
	int rc = 0;

	if (id->n_conflicts == 0)
		return 0;
	if (import_again(w, &again, e) < 0)
		return -1;
	for (size_t i = 0; i < id->n_conflicts && rc == 0; i++) {
		const struct identity_conflict *c = &id->conflicts[i];
		size_t len;
		const char *raw = import_raw(w, again, c->line, &len);

		(void)snprintf(reason, sizeof(reason),
		    "another call with this identity is batch %" PRId64
		    ", line %" PRId64,
		    c->batch, c->of_line);
		rc = intake_reject(&w->intake, "conflict", c->line, 1, reason,
		    raw, len, e);
	}
	reader_close(again);
	return rc;
}

static int
import_record(struct import_work *w, struct err *e)
{
	char absolute[FILE_PATH_MAX];
	const struct import_file file = {
		.batch = w->intake.batch.number,
		.name = w->opt->follow ? absolute : w->path,
		.sha256 = w->sha256,
		.content_sha256 = w->content_sha256,
		.size = w->size,
		.offset = w->follow.from,
		.archived = archive_name(&w->archive),
	};

	(void)snprintf(absolute, sizeof(absolute), "%s", w->follow.path);
	return import_store_add_file(w->book->db, &file, e);
}

/* How far a growing file was read is part of the same commit. */
static int
import_followed(struct import_work *w, struct err *e)
{
	if (!w->opt->follow)
		return 0;
	return follow_save(&w->follow, w->book->db, reader_header(w->reader),
	    e);
}

static void
import_say_nothing(struct import_work *w)
{
	if (w->opt->json) {
		out_json_open(w->out, NULL, '{');
		out_json_text(w->out, "file", w->path);
		out_json_int(w->out, "rows", 0);
		out_json_close(w->out, '}');
		return;
	}
	out_printf(w->out, "%s: no new line\n", w->path);
}

static void
import_say_known(struct import_work *w, int64_t batch)
{
	w->report->known++;
	if (w->opt->json) {
		out_json_open(w->out, NULL, '{');
		out_json_text(w->out, "file", w->path);
		out_json_int(w->out, "known_as_batch", batch);
		out_json_close(w->out, '}');
		return;
	}
	out_printf(w->out,
	    "%s: was imported before as batch %" PRId64 "; nothing to do\n",
	    w->path, batch);
}

static void
import_say(struct import_work *w)
{
	const struct import_batch *b = &w->intake.batch;

	if (w->opt->json) {
		out_json_open(w->out, NULL, '{');
		out_json_text(w->out, "file", w->path);
		out_json_int(w->out, "batch", b->number);
		out_json_int(w->out, "rows", b->rows);
		out_json_int(w->out, "calls", b->calls);
		out_json_int(w->out, "duplicates", b->duplicates);
		out_json_int(w->out, "conflicts", b->conflicts);
		out_json_int(w->out, "rejects", b->rejects);
		out_json_int(w->out, "clock_first", b->clock_first);
		out_json_int(w->out, "clock_moved", b->clock_moved);
		out_json_int(w->out, "late", w->intake.late);
		out_json_close(w->out, '}');
		return;
	}
	out_printf(w->out,
	    "%s: batch %" PRId64 ": %" PRId64 " rows = %" PRId64
	    " calls + %" PRId64 " duplicates + %" PRId64 " conflicts + %" PRId64
	    " rejects\n",
	    w->path, b->number, b->rows, b->calls, b->duplicates, b->conflicts,
	    b->rejects);
	if (b->clock_first > 0)
		out_printf(w->out,
		    "  %" PRId64 " times are in the hour that occurs twice: "
		    "taken as its first occurrence\n",
		    b->clock_first);
	if (b->clock_moved > 0)
		out_printf(w->out,
		    "  %" PRId64 " times are in the hour that does not exist: "
		    "moved forward\n",
		    b->clock_moved);
	if (w->intake.late > 0)
		out_printf(w->out,
		    "  %" PRId64 " calls are late: their interval is billed "
		    "for some contract\n",
		    w->intake.late);
	if (b->rejects + b->conflicts > 0)
		out_printf(w->out,
		    "  toll rejects --batch %" PRId64
		    " lists what was rejected\n",
		    b->number);
}

/* Settle, write and commit what was read. */
static int
import_finish(struct import_work *w, struct err *e)
{
	struct job_import_report *r = w->report;
	const struct import_batch *b = &w->intake.batch;
	int64_t known;

	if (import_measure(w, e) < 0 ||
	    import_store_known(w->book->db, w->sha256, w->content_sha256,
		&known, e) < 0)
		return -1;
	if (known != 0) {
		/* Not its rejects, but how far it was read. */
		db_rollback(w->book->db);
		if (w->opt->follow &&
		    (db_begin(w->book->db, e) < 0 ||
			import_followed(w, e) < 0 ||
			db_commit(w->book->db, e) < 0))
			return -1;
		import_say_known(w, known);
		return 0;
	}
	if (intake_settle(&w->intake, e) < 0 || import_conflicts(w, e) < 0 ||
	    intake_write(&w->intake, reader_header(w->reader), e) < 0 ||
	    archive_commit(&w->archive, e) < 0 || import_record(w, e) < 0 ||
	    import_followed(w, e) < 0 || intake_commit(&w->intake, e) < 0)
		return -1;
	archive_keep(&w->archive);
	r->files++;
	r->rows += b->rows;
	r->calls += b->calls;
	r->duplicates += b->duplicates;
	r->conflicts += b->conflicts;
	r->rejects += b->rejects;
	import_say(w);
	return 0;
}

/* 0 also when there was nothing to do. */
static int
import_one(struct import_work *w, struct err *e)
{
	bool keep = w->opt->archive &&
	    settings_bool(w->book->settings, "import", "archive");
	int rc;

	if (w->opt->follow) {
		rc = follow_open(&w->follow, w->book->db, w->path, e);
		if (rc == 0) {
			w->report->known++;
			import_say_nothing(w);
		}
		if (rc <= 0) {
			follow_free(&w->follow);
			return rc;
		}
	}
	rc = -1;
	if (intake_begin(&w->intake, w->book, w->format, w->opt->format,
		w->opt->now_us, e) == 0 &&
	    archive_open(&w->archive, w->book, w->intake.batch.number, keep,
		e) == 0 &&
	    import_open(w, e) == 0 && import_read(w, e) == 0)
		rc = import_finish(w, e);
	reader_close(w->reader); /* first: its input may be read in a thread */
	progress_end(w->progress);
	intake_free(&w->intake);
	archive_free(&w->archive);
	follow_free(&w->follow);
	return rc;
}

/* Import every file; keep the first error. */
static int
import_files(struct import_work *w, struct out *messages, struct err *e)
{
	const struct job_import_options *opt = w->opt;
	struct err first = { .code = ERR_NONE };

	for (size_t i = 0; i < opt->n_files; i++) {
		struct import_work one = *w;

		one.path = opt->files[i];
		if (import_one(&one, e) == 0)
			continue;
		w->report->failed++;
		if (strncmp(e->text, one.path, strlen(one.path)) != 0)
			(void)err_ctx(e, "%s", one.path);
		if (e->code != ERR_DATA && e->code != ERR_NOINPUT &&
		    e->code != ERR_BUSY)
			return -1;
		if (first.code == ERR_NONE)
			first = *e;
		else
			out_printf(messages, "%s: %s\n", opt->program, e->text);
		err_clear(e);
	}
	if (first.code == ERR_NONE)
		return 0;
	*e = first;
	return -1;
}

int
job_import(const struct job_import_options *opt, struct out *out,
    struct out *messages, struct progress *progress,
    struct job_import_report *report, struct err *e)
{
	struct import_work w = { .opt = opt,
		.out = out,
		.progress = progress,
		.report = report };
	struct cdr_format *format = NULL;
	struct book book;
	int rc = -1;

	*report = (struct job_import_report){ .files = 0 };
	if (book_open(&book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	w.book = &book;
	if (job_import_format(&format, opt->book, opt->formats_dir, opt->format,
		e) < 0)
		goto out;
	w.format = format;
	if (opt->follow && format->sealed) {
		(void)err_set(e, ERR_USAGE,
		    "--follow-state: files of format %s are written whole",
		    opt->format);
		goto out;
	}
	if (import_store_sweep(&book, e) == 0)
		rc = import_files(&w, messages, e);
out:
	format_close(format);
	book_close(&book);
	return rc;
}
