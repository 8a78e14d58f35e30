#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "base/utf8.h"
#include "job/job_rejects.h"
#include "store/book.h"
#include "store/db.h"
#include "store/import_store.h"

/* A row as text that a terminal and a CSV can show: bytes that are not text
 * become \xHH. */
static const char *
rejects_text(struct arena *a, const void *raw, size_t len)
{
	const unsigned char *p = raw;
	struct buf b = { 0 };
	const char *text;
	size_t bad;

	for (;;) {
		if (utf8_check((const char *)p, len, &bad))
			bad = len;
		buf_add(&b, p, bad);
		if (bad == len)
			break;
		buf_printf(&b, "\\x%02x", p[bad]);
		p += bad + 1;
		len -= bad + 1;
	}
	text = arena_strndup(a, buf_text(&b), b.len);
	buf_free(&b);
	return text;
}

static void
rejects_json(struct out *out, const struct import_reject *r, const char *raw)
{
	out_json_open(out, NULL, '{');
	out_json_int(out, "id", r->id);
	out_json_int(out, "batch", r->batch);
	out_json_text(out, "file", r->file);
	out_json_int(out, "line", r->line);
	out_json_int(out, "column", r->column);
	out_json_text(out, "kind", r->kind);
	out_json_text(out, "state", r->state);
	out_json_text(out, "reason", r->reason);
	out_json_text(out, "raw", raw);
	out_json_close(out, '}');
}

static void
rejects_print(struct out *out, const struct import_reject *r, const char *raw)
{
	out_printf(out, "%" PRId64 ": %s:%" PRId64 ":%" PRId64 ": %s: %s",
	    r->id, r->file, r->line, r->column, r->kind, r->reason);
	if (strcmp(r->state, "waived") == 0)
		out_printf(out, " [waived by %s: %s]", r->by, r->note);
	else if (strcmp(r->state, "open") != 0)
		out_printf(out, " [%s]", r->state);
	out_printf(out, "\n\t%s\n", raw);
}

/* Open the book for reading and take the list. */
static int
rejects_read(const struct job_rejects_options *opt, struct book *book,
    struct arena *a, struct import_reject **rejects, size_t *n, struct err *e)
{
	if (book_open(book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	if (import_store_rejects(book->db, opt->batch, !opt->all, a, rejects, n,
		e) < 0) {
		book_close(book);
		return -1;
	}
	return 0;
}

int
job_rejects_list(const struct job_rejects_options *opt, struct out *out,
    int64_t *open, struct err *e)
{
	struct import_reject *rejects;
	struct arena a = { 0 };
	struct book book;
	size_t n;

	*open = 0;
	if (rejects_read(opt, &book, &a, &rejects, &n, e) < 0) {
		arena_free(&a);
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		const char *raw =
		    rejects_text(&a, rejects[i].raw, rejects[i].raw_len);

		*open += strcmp(rejects[i].state, "open") == 0;
		if (opt->json)
			rejects_json(out, &rejects[i], raw);
		else
			rejects_print(out, &rejects[i], raw);
	}
	book_close(&book);
	arena_free(&a);
	return 0;
}

int
job_rejects_export(const struct job_rejects_options *opt, struct out *out,
    struct err *e)
{
	static const char *const head[] = { "id", "batch", "file", "line",
		"column", "kind", "state", "reason", "raw" };
	struct import_reject *rejects;
	struct arena a = { 0 };
	struct book book;
	size_t n;

	if (rejects_read(opt, &book, &a, &rejects, &n, e) < 0) {
		arena_free(&a);
		return -1;
	}
	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		out_csv_field(out, head[i], false);
	out_csv_end(out);
	for (size_t i = 0; i < n; i++) {
		const struct import_reject *r = &rejects[i];

		out_csv_int(out, r->id);
		out_csv_int(out, r->batch);
		out_csv_field(out, r->file, !opt->raw);
		out_csv_int(out, r->line);
		out_csv_int(out, r->column);
		out_csv_field(out, r->kind, false);
		out_csv_field(out, r->state, false);
		out_csv_field(out, r->reason, !opt->raw);
		out_csv_field(out, rejects_text(&a, r->raw, r->raw_len),
		    !opt->raw);
		out_csv_end(out);
	}
	book_close(&book);
	arena_free(&a);
	return 0;
}

static bool
rejects_named(const struct job_rejects_options *opt, int64_t id)
{
	for (size_t i = 0; i < opt->n_ids; i++)
		if (opt->ids[i] == id)
			return true;
	return opt->n_ids == 0;
}

/* Every id that was named must be among the open ones. */
static int
rejects_known(const struct job_rejects_options *opt,
    const struct import_reject *rejects, size_t n, struct err *e)
{
	for (size_t i = 0; i < opt->n_ids; i++) {
		size_t k = 0;

		while (k < n && rejects[k].id != opt->ids[i])
			k++;
		if (k == n)
			return err_set(e, ERR_NOINPUT,
			    "there is no open reject %" PRId64, opt->ids[i]);
	}
	return 0;
}

int
job_rejects_waive(const struct job_rejects_options *opt, struct out *out,
    struct err *e)
{
	struct import_reject *rejects;
	struct arena a = { 0 };
	struct book book;
	int64_t waived = 0;
	size_t n;
	int rc = -1;

	if (opt->by == NULL || opt->by[0] == '\0' || opt->note == NULL ||
	    opt->note[0] == '\0')
		return err_set(e, ERR_USAGE,
		    "--waive needs --by NAME and --reason TEXT");
	if (book_open(&book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	if (db_begin(book.db, e) < 0 ||
	    import_store_rejects(book.db, opt->batch, 1, &a, &rejects, &n, e) <
		0 ||
	    rejects_known(opt, rejects, n, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++) {
		if (!rejects_named(opt, rejects[i].id))
			continue;
		if (import_store_waive(book.db, rejects[i].id, opt->by,
			opt->note, opt->now_us, e) < 0)
			goto out;
		waived++;
	}
	rc = db_commit(book.db, e);
	if (rc == 0)
		out_printf(out, "%" PRId64 " rejects waived by %s\n", waived,
		    opt->by);
out:
	db_rollback(book.db);
	book_close(&book);
	arena_free(&a);
	return rc;
}
