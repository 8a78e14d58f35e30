/*
 * Checks of the files that book.db names: they are there, are what they were
 * when they were named, and hold in themselves.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/textmap.h"
#include "job/check.h"
#include "job/period_calls.h"
#include "store/book.h"
#include "store/check_store.h"
#include "store/db.h"

/* A finding in one file. */
struct in_file {
	struct check *check;
	const char *path;
};

static void
found(void *arg, const char *text)
{
	const struct in_file *f = arg;

	check_found(f->check, "%s: %s", f->path, text);
}

static int
check_database(struct check *c, const struct check_file *file, const char *path,
    struct err *e)
{
	const struct check_query *q = file->application_id == DB_CALLS
	    ? check_store_calls
	    : check_store_charges;
	struct in_file in = { c, file->path };
	struct db *db;
	int64_t count = 0;
	int proven = 0, rc;

	if (db_open_part(&db, path, file->application_id, e) < 0)
		return -1;
	rc = check_store_count(db, file->application_id, &count, e);
	if (rc == 0 && count != file->count)
		check_found(c,
		    "%s: %" PRId64 " rows, but book.db says %" PRId64,
		    file->path, count, file->count);
	if (rc == 0)
		rc = proven =
		    check_store_prove(db, path, file->application_id, e);
	for (; rc >= 0 && q->name != NULL; q++) {
		if (proven > 0 && check_store_proves(q))
			continue;
		c->name = q->name;
		rc = check_store_run(db, q, found, &in, e);
	}
	db_close(db);
	return rc < 0 ? -1 : 0;
}

static int
check_file(struct check *c, const struct check_file *file, struct err *e)
{
	char path[FILE_PATH_MAX], hex[HASH_HEX_MAX];
	int there;

	c->name = "files";
	if (book_path(path, c->book, file->path, e) < 0)
		return -1;
	there = file_there(path, e);
	if (there < 0)
		return -1;
	if (there == 0) {
		check_found(c, "%s is named in book.db, but not there",
		    file->path);
		return 0;
	}
	if (file_sha256(path, hex, NULL, e) < 0)
		return -1;
	if (strcmp(hex, file->sha256) != 0)
		check_found(c, "%s is not what it was when it was written",
		    file->path);
	return file->application_id != 0 ? check_database(c, file, path, e) : 0;
}

/* Files, each looked at by one of some threads, that says what it found there
 * into a text of the file. */
struct files {
	const struct check *check;
	const struct check_file *all;
	struct buf *texts;
	int64_t *found;
	size_t n;
	atomic_size_t next;
};

/* A file that cannot be read is a finding; the others are looked at all the
 * same. */
static void *
check_some(void *arg)
{
	struct files *f = arg;

	for (;;) {
		size_t i = atomic_fetch_add(&f->next, 1);
		struct err one = { .code = ERR_NONE };
		struct check c;
		struct out out;

		if (i >= f->n)
			break;
		out_init_buf(&out, &f->texts[i]);
		c = (struct check){ .book = f->check->book,
			.out = &out,
			.json = f->check->json };
		if (check_file(&c, &f->all[i], &one) < 0)
			check_found(&c, "%s: %s", f->all[i].path, one.text);
		out_free(&out);
		f->found[i] = c.found;
	}
	return NULL;
}

/* As many threads as rating has; without them this one does it all. */
static void
check_each(struct check *c, struct files *f)
{
	pthread_t threads[PERIOD_CALLS_THREADS_MAX];
	int n = period_calls_threads(c->book, 0), started = 0;

	f->check = c;
	f->texts = mem_calloc(f->n + 1, sizeof(f->texts[0]));
	f->found = mem_calloc(f->n + 1, sizeof(f->found[0]));
	while (started + 1 < n && (size_t)started + 1 < f->n &&
	    pthread_create(&threads[started], NULL, check_some, f) == 0)
		started++;
	(void)check_some(f);
	for (int i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	for (size_t i = 0; i < f->n; i++) {
		out_str(c->out, buf_text(&f->texts[i]));
		c->found += f->found[i];
		buf_free(&f->texts[i]);
	}
	free(f->texts);
	free(f->found);
}

int
check_files(struct check *c, struct err *e)
{
	struct files f = { .n = 0 };
	struct check_file *files;
	struct textmap named = { 0 };
	int rc;

	if (check_store_files(c->book, &c->arena, &files, &f.n, e) < 0)
		return -1;
	f.all = files;
	for (size_t i = 0; i < f.n; i++)
		(void)textmap_put(&named, files[i].path, 1);
	check_each(c, &f);
	c->name = "files";
	rc = check_strays_judge(c, &named, e);
	textmap_free(&named);
	return rc;
}
