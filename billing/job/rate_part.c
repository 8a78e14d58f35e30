#include "job/rate_part.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/folder.h"
#include "job/period_calls.h"
#include "job/rate_clean.h"
#include "job/rate_snapshot.h"
#include "job/rate_task.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/entity_store.h"
#include "store/run_store.h"
#include "store/segment_merge.h"
#include "store/task_aside.h"
#include "time/interval.h"

/* What the snapshot is made of. */
struct parting {
	const struct rate_part *p;
	struct arena *arena;
	struct master master;
	struct directory *directory;
	struct period_calls calls;
	char aside[FILE_PATH_MAX]; /* where it is made */
};

static int
load(struct parting *w, struct err *e)
{
	const struct rate_part *p = w->p;
	int64_t merged;
	int number;

	if (interval_period_parse(p->period, &number, e) < 0 ||
	    segment_merge_small(p->book, p->period, &merged, e) < 0 ||
	    entity_store_master(p->book, ENTITY_LATEST, w->arena, &w->master,
		e) < 0 ||
	    directory_build(&w->directory, &w->master, e) < 0)
		return -1;
	return period_calls_open(&w->calls, p->book, p->period, e);
}

static int
make_snapshot(struct parting *w, const char *folder, struct task_manifest *m,
    struct err *e)
{
	const struct rate_part *p = w->p;
	struct rate_snapshot s = { .book = p->book,
		.directory = w->directory,
		.calls = &w->calls,
		.period = p->period,
		.program = p->program,
		.load = w->master.load,
		.maps = p->maps,
		.shards = p->shards,
		.folder = folder,
		.arena = w->arena };
	struct rating_run run;
	int rated = run_store_current(p->book, p->period, &run, e);

	if (rated < 0)
		return -1;
	if (rated > 0) {
		s.run = run.run;
		(void)memcpy(s.run_sha256, run.sha256, sizeof(s.run_sha256));
	}
	return rate_snapshot_make(&s, m, e);
}

/* --- publishing ----------------------------------------------------------- */

static int
write_manifest(struct task_manifest *m, const char *dir, struct err *e)
{
	struct buf text = { 0 };
	struct task_aside f;
	int rc;

	task_manifest_format(m, &text);
	rc = task_aside_open(&f, dir, "manifest", e);
	if (rc == 0 && file_write(f.fd, text.data, text.len, f.temp, e) < 0) {
		task_aside_abort(&f);
		rc = -1;
	}
	if (rc == 0)
		rc = task_aside_commit(&f, e);
	buf_free(&text);
	return rc;
}

/* The snapshot first, then the manifest that makes it count. */
static int
publish(struct parting *w, struct task_manifest *m, struct err *e)
{
	char to[FILE_PATH_MAX];

	if (file_path_join(to, w->p->tasks, TASK_MANIFEST_FOLDER, e) < 0 ||
	    file_sync_dir(w->aside, e) < 0)
		return -1;
	if (rename(w->aside, to) < 0)
		return err_set(e, ERR_IO, "renaming %s to %s: %s", w->aside, to,
		    strerror(errno));
	w->aside[0] = '\0';
	if (file_sync_dir(w->p->tasks, e) < 0)
		return -1;
	return write_manifest(m, w->p->tasks, e);
}

/* 1: there is a manifest, and it is that of the book as it is; 0: none. */
static int
look_same(struct parting *w, struct err *e)
{
	const struct rate_part *p = w->p;
	struct task_manifest was, now;
	char path[FILE_PATH_MAX];
	int there;

	if (file_path_join(path, p->tasks, "manifest", e) < 0)
		return -1;
	there = file_there(path, e);
	if (there <= 0)
		return there;
	if (task_manifest_read(p->tasks, w->arena, &was, e) < 0 ||
	    make_snapshot(w, NULL, &now, e) < 0)
		return -1;
	if (task_manifest_compare(&was, &now, e) < 0)
		return err_ctx(e,
		    "%s: has tasks of another state (toll-rate --clean removes"
		    " them)",
		    p->tasks);
	return 1;
}

static int
make_new(struct parting *w, struct task_manifest *m, struct err *e)
{
	const struct rate_part *p = w->p;
	char path[FILE_PATH_MAX];

	if (file_mkdirs(p->tasks, e) < 0 ||
	    rate_clean_before(p->tasks, e) < 0 ||
	    file_path_join(path, p->tasks, RATE_TASK_MAP, e) < 0 ||
	    file_mkdirs(path, e) < 0 ||
	    file_path_join(path, p->tasks, RATE_TASK_REDUCE, e) < 0 ||
	    file_mkdirs(path, e) < 0 ||
	    task_aside_name(w->aside, p->tasks, e) < 0 ||
	    file_mkdirs(w->aside, e) < 0 ||
	    make_snapshot(w, w->aside, m, e) < 0)
		return -1;
	return publish(w, m, e);
}

int
rate_part_make(const struct rate_part *p, struct arena *a,
    struct task_manifest *m, bool *same, struct err *e)
{
	struct parting w = { .p = p, .arena = a };
	struct err ignored = { .code = ERR_NONE };
	int rc = rate_clean_check(p->tasks, e);

	if (rc == 0)
		rc = load(&w, e);
	if (rc == 0)
		rc = look_same(&w, e);
	*same = rc > 0;
	if (*same)
		rc = task_manifest_read(p->tasks, a, m, e);
	else if (rc == 0)
		rc = make_new(&w, m, e);
	if (w.aside[0] != '\0' && file_exists(w.aside))
		(void)folder_remove(w.aside, &ignored);
	period_calls_close(&w.calls);
	directory_free(w.directory);
	return rc;
}

int
rate_part_check(const struct book *b, const struct directory *d,
    const struct period_calls *calls, int64_t load,
    const struct task_manifest *was, struct err *e)
{
	struct arena arena = { 0 };
	struct rate_snapshot s = { .book = b,
		.directory = d,
		.calls = calls,
		.period = was->period,
		.program = was->program,
		.load = load,
		.maps = was->maps,
		.shards = was->shards,
		.run = was->run,
		.arena = &arena };
	struct task_manifest now;
	int rc;

	(void)memcpy(s.run_sha256, was->run_sha256, sizeof(s.run_sha256));
	rc = rate_snapshot_make(&s, &now, e);
	if (rc == 0)
		rc = task_manifest_compare(was, &now, e);
	arena_free(&arena);
	return rc < 0 ? err_ctx(e, "the book changed since the tasks were made")
		      : 0;
}
