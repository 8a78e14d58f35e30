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
#include "job/invoice_draw.h"
#include "job/invoice_kept.h"
#include "job/invoice_pack.h"
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
	struct made {
		char path[FILE_PATH_MAX]; /* "": there is none */
		char sha256[HASH_HEX_MAX];
	} pdf, xml;
	struct err note;  /* why there is no e-invoice in it */
	struct err fault; /* why it was not drawn */
};

struct run {
	const char *book;
	struct invoice_kept *kept;
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
publish(const struct run *r, const struct made *m, const struct buf *bytes,
    struct err *e)
{
	struct file_aside file;
	char path[FILE_PATH_MAX], *name;

	if (file_path_join(path, r->book, m->path, e) < 0)
		return -1;
	name = strrchr(path, '/');
	*name++ = '\0';
	if (file_mkdirs(path, e) < 0 ||
	    file_aside_open(&file, path, name, e) < 0)
		return -1;
	if (file_write(file.fd, bytes->data, bytes->len, file.temp, e) < 0) {
		file_aside_abort(&file);
		return -1;
	}
	return file_aside_commit(&file, e);
}

/* What was drawn before must come out the same; put it back if it is gone. */
static int
compare(const struct run *r, const struct made *m, const struct document *d,
    const struct buf *bytes, struct err *e)
{
	char path[FILE_PATH_MAX], sha256[HASH_HEX_MAX];
	int there;

	if (m->path[0] == '\0')
		return 0;
	hash_sha256_hex(bytes->data, bytes->len, sha256);
	if (strcmp(m->sha256, sha256) != 0)
		return err_set(e, ERR_DATA,
		    "document %s: template, language, font, logo or the setting"
		    " of e-invoices have changed: it would not be %s any more",
		    d->number, m->path);
	if (file_path_join(path, r->book, m->path, e) < 0)
		return -1;
	there = file_there(path, e);
	if (there < 0)
		return -1;
	return there > 0 ? 0 : publish(r, m, bytes, e);
}

/* A new file; none of nothing. */
static int
make(const struct run *r, struct made *m, const struct document *d,
    const char *kind, const struct buf *bytes, struct err *e)
{
	if (bytes->len == 0)
		return 0;
	invoice_draw_path(m->path, d, kind);
	hash_sha256_hex(bytes->data, bytes->len, m->sha256);
	if (publish(r, m, bytes, e) < 0)
		return err_ctx(e, "document %s", d->number);
	return 0;
}

static int
draw_task(struct run *r, struct db *db, struct task *t, struct arena *a,
    struct invoice_pack *p, struct err *e)
{
	struct invoice_assets *assets;
	struct document d;

	if (document_store_read(db, t->id, a, &d, e) < 0 ||
	    document_past_read(db, a, &d, e) < 0 ||
	    invoice_kept_assets(r->kept, db, d.closing, &assets, e) < 0 ||
	    invoice_draw(assets, r->book, &d, &p->plain, e) < 0 ||
	    invoice_pack(p, assets, db, &d, a, e) < 0)
		return -1;
	if (p->without)
		(void)err_set(&t->note, ERR_REFUSED, "%s", buf_text(&p->why));
	if (t->again) {
		if (compare(r, &t->pdf, &d, &p->pdf, e) < 0)
			return -1;
		return compare(r, &t->xml, &d, &p->xml, e);
	}
	if (make(r, &t->xml, &d, "xml", &p->xml, e) < 0 ||
	    make(r, &t->pdf, &d, "pdf", &p->pdf, e) < 0)
		return -1;
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
	struct invoice_pack pack = { .without = false };
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
		if (draw_task(r, db, t, &memory, &pack, &t->fault) < 0 &&
		    !is_document_fault(t->fault.code))
			stop(r);
		arena_reset(&memory);
		invoice_pack_reset(&pack);
		progress_add(r->progress, 1);
	}
	db_close(db);
	invoice_pack_free(&pack);
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
find_made(struct book *b, int64_t id, const char *kind, struct made *m,
    struct arena *a, struct err *e)
{
	const char *path, *sha256;

	if (document_store_file(b->db, id, kind, a, &path, &sha256, e) < 0)
		return -1;
	if (path == NULL)
		return 0;
	(void)strncat(m->path, path, sizeof(m->path) - 1);
	(void)strncat(m->sha256, sha256, sizeof(m->sha256) - 1);
	return 0;
}

static int
add_named(struct run *r, struct book *b, const struct job_invoice_options *opt,
    struct arena *a, struct err *e)
{
	r->tasks = mem_calloc(opt->count, sizeof(r->tasks[0]));
	for (; r->n < opt->count; r->n++) {
		struct task *t = &r->tasks[r->n];

		if (document_store_find(b->db, opt->numbers[r->n], opt->issuer,
			&t->id, e) < 0 ||
		    find_made(b, t->id, "pdf", &t->pdf, a, e) < 0 ||
		    find_made(b, t->id, "xml", &t->xml, a, e) < 0)
			return -1;
		t->again = t->pdf.path[0] != '\0';
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

static int
record_made(struct book *b, int64_t id, const char *kind, const struct made *m,
    struct err *e)
{
	if (m->path[0] == '\0')
		return 0;
	return document_store_add_file(b->db, id, kind, m->path, m->sha256, e);
}

/* What was drawn becomes part of the book, in one transaction. */
static int
record(struct book *b, const struct run *r, struct err *e)
{
	if (db_begin(b->db, e) < 0)
		return -1;
	for (size_t i = 0; i < r->n; i++) {
		const struct task *t = &r->tasks[i];

		if (t->done &&
		    (record_made(b, t->id, "pdf", &t->pdf, e) < 0 ||
			record_made(b, t->id, "xml", &t->xml, e) < 0)) {
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

static void
tell_files(const struct task *t, struct out *out)
{
	out_printf(out, "%s\n", t->pdf.path);
	if (t->xml.path[0] != '\0')
		out_printf(out, "%s\n", t->xml.path);
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
			if (t->note.code != ERR_NONE)
				out_printf(messages, "%s\n", t->note.text);
			if (verbose)
				tell_files(t, out);
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
	    invoice_kept_open(&r.kept, &b, opt->data_dir, e) < 0)
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
	invoice_kept_close(r.kept);
	(void)pthread_mutex_destroy(&r.lock);
	free(r.tasks);
	arena_free(&a);
	book_close(&b);
	return rc;
}
