#include "job/job_invoice.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/progress.h"
#include "base/settings.h"
#include "document/document.h"
#include "job/invoice_assets.h"
#include "job/invoice_draw.h"
#include "job/job_mail_build.h"
#include "store/book.h"
#include "store/db.h"
#include "store/document_past.h"
#include "store/document_store.h"

#define THREADS_MAX 64

/* One document to draw, and what became of it. */
struct task {
	int64_t id;
	bool done;  /* drawn, and not in the book yet */
	bool again; /* has its file already; hash and path are those recorded */
	char path[FILE_PATH_MAX];
	char sha256[HASH_HEX_MAX];
	struct err fault; /* why it was not drawn */
};

struct run {
	const char *book;
	struct invoice_assets *assets;
	struct progress *progress;
	pthread_mutex_t lock; /* of next and failed */
	struct task *tasks;
	size_t n, next;
	bool failed; /* not worth going on: the disk, a bug of ours */
};

/* Documents whose text or picture is at fault do not hold the others up. */
static bool
is_document_fault(enum err_code code)
{
	return code == ERR_DATA || code == ERR_NOINPUT || code == ERR_CONFIG;
}

static int
publish(const struct run *r, struct task *t, const struct buf *pdf,
    struct err *e)
{
	struct file_aside file;
	char path[FILE_PATH_MAX], *name;

	if (file_path_join(path, r->book, t->path, e) < 0)
		return -1;
	name = strrchr(path, '/');
	*name++ = '\0';
	if (file_mkdirs(path, e) < 0 ||
	    file_aside_open(&file, path, name, e) < 0)
		return -1;
	if (file_write(file.fd, pdf->data, pdf->len, file.temp, e) < 0) {
		file_aside_abort(&file);
		return -1;
	}
	return file_aside_commit(&file, e);
}

/* What was drawn before must come out the same; put it back if it is gone. */
static int
compare(const struct run *r, struct task *t, const struct document *d,
    const char *sha256, const struct buf *pdf, struct err *e)
{
	char path[FILE_PATH_MAX];

	if (strcmp(t->sha256, sha256) != 0)
		return err_set(e, ERR_DATA,
		    "document %s: template, language, font or logo have"
		    " changed: it would not be %s any more",
		    d->number, t->path);
	if (file_path_join(path, r->book, t->path, e) < 0)
		return -1;
	if (file_exists(path))
		return 0;
	return publish(r, t, pdf, e);
}

static int
draw_task(struct run *r, struct db *db, struct task *t, struct arena *a,
    struct buf *pdf, struct err *e)
{
	struct document d;
	char sha256[HASH_HEX_MAX];

	if (document_store_read(db, t->id, a, &d, e) < 0 ||
	    document_past_read(db, a, &d, e) < 0 ||
	    invoice_draw(r->assets, r->book, &d, pdf, e) < 0)
		return -1;
	hash_sha256_hex(pdf->data, pdf->len, sha256);
	if (t->again)
		return compare(r, t, &d, sha256, pdf, e);
	invoice_draw_path(t->path, &d);
	memcpy(t->sha256, sha256, sizeof(sha256));
	if (publish(r, t, pdf, e) < 0)
		return err_ctx(e, "document %s", d.number);
	t->done = true;
	return 0;
}

static struct task *
take_task(struct run *r)
{
	struct task *t = NULL;

	(void)pthread_mutex_lock(&r->lock);
	if (!r->failed && r->next < r->n)
		t = &r->tasks[r->next++];
	(void)pthread_mutex_unlock(&r->lock);
	return t;
}

static void
stop(struct run *r)
{
	(void)pthread_mutex_lock(&r->lock);
	r->failed = true;
	(void)pthread_mutex_unlock(&r->lock);
}

/* A thread has its own connection, memory and document of libharu. */
static void *
work(void *context)
{
	struct run *r = context;
	struct arena memory = { 0 };
	struct buf pdf = { 0 };
	struct task *t = take_task(r);
	char path[FILE_PATH_MAX];
	struct db *db = NULL;

	if (t != NULL &&
	    (file_path_join(path, r->book, "book.db", &t->fault) < 0 ||
		db_open_book(&db, path, false, &t->fault) < 0)) {
		stop(r);
		t = NULL;
	}
	for (; t != NULL; t = take_task(r)) {
		if (draw_task(r, db, t, &memory, &pdf, &t->fault) < 0 &&
		    !is_document_fault(t->fault.code))
			stop(r);
		arena_reset(&memory);
		buf_reset(&pdf);
		progress_add(r->progress, 1);
	}
	db_close(db);
	buf_free(&pdf);
	arena_free(&memory);
	return NULL;
}

static size_t
thread_count(const struct book *b, const struct job_invoice_options *opt,
    size_t tasks)
{
	int64_t n = opt->threads;

	if (n == 0)
		n = settings_int(b->settings, "invoice", "threads");
	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		n = 1;
	if (n > THREADS_MAX)
		n = THREADS_MAX;
	return (size_t)n < tasks ? (size_t)n : tasks;
}

static int
work_all(struct run *r, size_t threads, struct err *e)
{
	pthread_t thread[THREADS_MAX];
	size_t started = 0;

	progress_begin(r->progress, "drawing documents", (int64_t)r->n);
	while (started < threads &&
	    pthread_create(&thread[started], NULL, work, r) == 0)
		started++;
	for (size_t i = 0; i < started; i++)
		(void)pthread_join(thread[i], NULL);
	progress_end(r->progress);
	if (started == 0 && threads > 0)
		return err_set(e, ERR_BUSY, "no thread can be started");
	return 0;
}

/* --- which documents ------------------------------------------------------ */

static int
add_named(struct run *r, struct book *b, const struct job_invoice_options *opt,
    struct arena *a, struct err *e)
{
	const char *path, *sha256;

	r->tasks = mem_calloc(opt->count, sizeof(r->tasks[0]));
	for (; r->n < opt->count; r->n++) {
		struct task *t = &r->tasks[r->n];

		if (document_store_find(b->db, opt->numbers[r->n], opt->issuer,
			&t->id, e) < 0 ||
		    document_store_file(b->db, t->id, "pdf", a, &path, &sha256,
			e) < 0)
			return -1;
		if (path == NULL)
			continue;
		t->again = true;
		(void)strncat(t->path, path, sizeof(t->path) - 1);
		(void)strncat(t->sha256, sha256, sizeof(t->sha256) - 1);
	}
	return 0;
}

static int
add_missing(struct run *r, struct book *b,
    const struct job_invoice_options *opt, struct arena *a, struct err *e)
{
	struct document_filter filter = DOCUMENT_FILTER_ALL;
	int64_t *ids;
	size_t n;

	filter.without_pdf = true;
	filter.issuer = opt->issuer;
	filter.closing = opt->closing;
	r->tasks = NULL;
	if (!settings_bool(b->settings, "invoice", "pdf"))
		return 0;
	if (opt->closing < 0 &&
	    document_store_last_closing(b->db, &filter.closing, e) < 0)
		return -1;
	if (document_store_ids(b->db, &filter, a, &ids, &n, e) < 0)
		return -1;
	r->tasks = mem_calloc(n + 1, sizeof(r->tasks[0]));
	for (r->n = 0; r->n < n; r->n++)
		r->tasks[r->n].id = ids[r->n];
	return 0;
}

/* --- the end --------------------------------------------------------------- */

/* What was drawn becomes part of the book, in one transaction. */
static int
record(struct book *b, const struct run *r, struct err *e)
{
	if (db_begin(b->db, e) < 0)
		return -1;
	for (size_t i = 0; i < r->n; i++) {
		const struct task *t = &r->tasks[i];

		if (t->done &&
		    document_store_add_file(b->db, t->id, "pdf", t->path,
			t->sha256, e) < 0) {
			db_rollback(b->db);
			return -1;
		}
	}
	if (db_commit(b->db, e) < 0) {
		db_rollback(b->db);
		return -1;
	}
	return 0;
}

static int
tell(const struct run *r, bool verbose, struct out *out, struct out *messages,
    struct err *e)
{
	int64_t drawn = 0, left = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct task *t = &r->tasks[i];

		if (t->fault.code == ERR_NONE) {
			drawn += t->done || t->again;
			if (verbose)
				out_printf(out, "%s\n", t->path);
			continue;
		}
		if (!is_document_fault(t->fault.code)) {
			*e = t->fault;
			return -1;
		}
		out_printf(messages, "%s\n", t->fault.text);
		left++;
	}
	out_printf(out, "documents drawn: %" PRId64 "\n", drawn);
	if (left > 0)
		out_printf(out, "documents not drawn: %" PRId64 "\n", left);
	return left > 0;
}

int
job_invoice(const char *dir, const struct job_invoice_options *opt,
    struct out *out, struct out *messages, struct progress *progress,
    struct err *e)
{
	struct run r = { .book = dir, .progress = progress };
	struct job_mail_built mails = { 0 };
	struct arena a = { 0 };
	struct book b;
	int rc = -1;

	if (book_open(&b, dir, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	(void)pthread_mutex_init(&r.lock, NULL);
	if ((opt->count > 0 ? add_named(&r, &b, opt, &a, e)
			    : add_missing(&r, &b, opt, &a, e)) < 0 ||
	    invoice_assets_open(&r.assets, &b, opt->data_dir, e) < 0)
		goto out;
	/* What could be drawn is recorded, whatever stopped the rest. */
	if (work_all(&r, thread_count(&b, opt, r.n), e) < 0 ||
	    record(&b, &r, e) < 0)
		goto out;
	rc = tell(&r, opt->verbose, out, messages, e);
	if (rc >= 0 &&
	    job_mail_build(&b, opt->data_dir, opt->now_us, &mails, messages,
		e) < 0)
		rc = -1;
	if (rc == 0 && mails.failed > 0)
		rc = 1;
out:
	invoice_assets_close(r.assets);
	(void)pthread_mutex_destroy(&r.lock);
	free(r.tasks);
	arena_free(&a);
	book_close(&b);
	return rc;
}
