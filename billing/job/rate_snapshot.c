#include "job/rate_snapshot.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "job/period_calls.h"
#include "job/rate_task.h"
#include "rating/run_map.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/document_store.h"
#include "store/run_store.h"
#include "store/task_book.h"

struct making {
	const struct rate_snapshot *s;
	struct task_manifest *m;
};

/*
 * Where a file of the snapshot is made: below its folder, else beside the charges
 * of the book, under a name that the next sweep of them removes.
 */
static int
place(const struct making *w, const char *name, char path[FILE_PATH_MAX],
    struct err *e)
{
	char dir[FILE_PATH_MAX];

	if (w->s->folder != NULL)
		return file_path_join(path, w->s->folder, name, e);
	if (book_path(dir, w->s->book, "charges", e) < 0 ||
	    file_mkdirs(dir, e) < 0 ||
	    file_path_join(path, dir, ".tasks.db.aside", e) < 0)
		return -1;
	return file_remove(path, e);
}

/* It was made: into the manifest. */
static int
add_made(const struct making *w, const char *name, const char *path,
    struct err *e)
{
	char sha256[HASH_HEX_MAX];
	int64_t size;

	if (file_sha256(path, sha256, &size, e) < 0)
		return -1;
	task_manifest_add(w->m, arena_strdup(w->s->arena, name), size, sha256);
	return w->s->folder == NULL ? file_remove(path, e) : file_sync(path, e);
}

static int
add_book(const struct making *w, struct err *e)
{
	const struct rate_snapshot *s = w->s;
	char path[FILE_PATH_MAX];

	if (place(w, "book.conf", path, e) < 0 ||
	    task_book_settings(s->book, path, e) < 0 ||
	    add_made(w, "book.conf", path, e) < 0 ||
	    place(w, "book.db", path, e) < 0 ||
	    task_book_database(s->book, s->period, s->run, path, e) < 0)
		return -1;
	return add_made(w, "book.db", path, e);
}

/* The balances that the last period before this one left. */
static int
add_balances(const struct making *w, struct err *e)
{
	const struct rate_snapshot *s = w->s;
	char dir[FILE_PATH_MAX], from[FILE_PATH_MAX], path[FILE_PATH_MAX];
	char name[sizeof("charges/") + RUN_STORE_FILE_MAX];
	const char *const *periods, *last = NULL;
	struct rating_run run;
	size_t n;

	if (run_store_periods(s->book, s->arena, &periods, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (strcmp(periods[i], s->period) < 0)
			last = periods[i];
	if (last == NULL)
		return 0;
	if (run_store_current(s->book, last, &run, e) < 0 ||
	    book_path(dir, s->book, "charges", e) < 0 ||
	    file_path_join(from, dir, run.file, e) < 0)
		return -1;
	(void)snprintf(name, sizeof(name), "charges/%s", run.file);
	if (place(w, name, path, e) < 0 ||
	    task_book_balances(from, path, e) < 0)
		return -1;
	return add_made(w, name, path, e);
}

/* A file of the book as it is; ${sha256} is what the book says of it. */
static int
add_shared(const struct making *w, const char *name, int64_t size,
    const char *sha256, struct err *e)
{
	const struct rate_snapshot *s = w->s;
	char from[FILE_PATH_MAX], path[FILE_PATH_MAX], found[HASH_HEX_MAX];

	if (s->folder != NULL) {
		if (book_path(from, s->book, name, e) < 0 ||
		    file_path_join(path, s->folder, name, e) < 0 ||
		    file_share(from, path, e) < 0 ||
		    file_sha256(path, found, &size, e) < 0)
			return -1;
		if (strcmp(found, sha256) != 0)
			return err_set(e, ERR_DATA,
			    "%s: is not the file that the book names;"
			    " toll-check tells more",
			    from);
	}
	task_manifest_add(w->m, arena_strdup(s->arena, name), size, sha256);
	return 0;
}

/* The charges of the current run, if documents bill any of them. */
static int
add_billed(const struct making *w, struct err *e)
{
	const struct rate_snapshot *s = w->s;
	char name[sizeof("charges/") + RUN_STORE_FILE_MAX];
	struct billed_usage *usages;
	size_t n;

	if (s->run == 0)
		return 0;
	if (document_store_usages(s->book->db, s->period, s->arena, &usages, &n,
		e) < 0)
		return -1;
	(void)snprintf(name, sizeof(name), "charges/%.7s.%lld.db", s->period,
	    (long long)s->run);
	return n == 0 ? 0 : add_shared(w, name, 0, s->run_sha256, e);
}

static int
add_calls(const struct making *w, struct err *e)
{
	const struct rate_snapshot *s = w->s;
	struct task_book_segment *segments;
	size_t n;

	if (task_book_segments(s->book, s->period, s->arena, &segments, &n, e) <
	    0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		char name[FILE_PATH_MAX];

		(void)snprintf(name, sizeof(name), "calls/%s",
		    segments[i].file);
		if (add_shared(w, name, segments[i].size, segments[i].sha256,
			e) < 0)
			return -1;
	}
	return 0;
}

static int
make_folders(const struct rate_snapshot *s, struct err *e)
{
	char calls[FILE_PATH_MAX], path[FILE_PATH_MAX];

	if (s->folder == NULL)
		return 0;
	if (file_path_join(calls, s->folder, "calls", e) < 0 ||
	    file_path_join(path, calls, s->period, e) < 0 ||
	    file_mkdirs(path, e) < 0 ||
	    file_path_join(path, s->folder, "charges", e) < 0)
		return -1;
	return file_mkdirs(path, e);
}

int
rate_snapshot_make(const struct rate_snapshot *s, struct task_manifest *m,
    struct err *e)
{
	struct making w = { .s = s, .m = m };
	struct run_input in = { .threads = 1 };
	struct buf ignored = { 0 };
	int rc = -1;

	*m = (struct task_manifest){ .program = s->program,
		.layout = task_manifest_layout(),
		.period = s->period,
		.maps = s->maps,
		.shards = s->shards,
		.load = s->load,
		.run = s->run,
		.calls = call_store_calls(s->calls->store) };
	(void)memcpy(m->run_sha256, s->run == 0 ? "-" : s->run_sha256,
	    s->run == 0 ? 2 : sizeof(m->run_sha256));
	period_calls_input(s->calls, &in);
	m->overlap = run_map_overlap(&in);
	rate_task_zones(s->directory, m->zones);
	if (make_folders(s, e) == 0 && add_book(&w, e) == 0 &&
	    add_balances(&w, e) == 0 && add_billed(&w, e) == 0)
		rc = add_calls(&w, e);
	task_manifest_format(m, &ignored);
	buf_free(&ignored);
	if (m->files != NULL)
		arena_adopt(s->arena, m->files);
	return rc;
}
