/*
 * The deep check: every charges file that counts, or that a closing read, is
 * what rating makes of the calls, the master data and what was billed then.
 *
 * The book is copied to a folder of its own (TMPDIR), taken back there to when
 * the run was made, and the period rated again.  Nothing in the book is written.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "base/scratch.h"
#include "job/check.h"
#include "job/period_calls.h"
#include "job/rate_period.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/book_rewind.h"
#include "store/charge_compare.h"
#include "store/charge_write.h"
#include "store/entity_store.h"

#define AGAIN "again.db" /* below charges/ of the copy */

struct deep {
	struct check *c;
	struct book copy;
	int64_t load; /* of the master data; -1: none yet */
	struct arena arena;
	struct master master;
	struct directory *directory;
	int64_t again, notes; /* runs that came out; that could not be tried */
};

/* What cannot be proven, and is not wrong for that. */
static void
note(struct deep *d, const struct book_rewind_run *r, const char *why,
    const char *what)
{
	d->notes++;
	check_note(d->c, "%s run %" PRId64 " cannot be rated again: %s %s",
	    r->period, r->run, why, what);
}

/* Master data of the load, kept for the next run that has the same. */
static int
use_load(struct deep *d, int64_t load, struct err *e)
{
	if (d->load == load)
		return 0;
	directory_free(d->directory);
	d->directory = NULL;
	d->load = -1;
	arena_reset(&d->arena);
	d->master = (struct master){ .load = 0 };
	if (entity_store_master(&d->copy, load, &d->arena, &d->master, e) < 0 ||
	    directory_build(&d->directory, &d->master, e) < 0)
		return -1;
	d->load = load;
	return 0;
}

/* Rate into a file of the copy; its hash. */
static int
rate_again(struct deep *d, const struct book_rewind_run *r,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	const struct rate_release release = { .contract = r->contract,
		.from_us = r->from_us,
		.until_us = r->until_us,
		.documents = r->documents,
		.n_documents = r->n_documents,
		.limited = r->limited,
		.limit_e8 = r->limit_e8 };
	const struct rate_period_input in = { .book = &d->copy,
		.directory = d->directory,
		.load = r->load,
		.threads = period_calls_threads(&d->copy, 0),
		.release = r->contract == NULL ? NULL : &release };
	struct rate_period p = { .period = r->period };
	int rc = -1;

	if (rate_period_make(&p, &in, e) == 0 &&
	    charge_write_finish(p.write, p.calls.store, &p.result, sha256, e) ==
		0)
		rc = charge_write_publish(p.write, AGAIN, e);
	rate_period_free(&p);
	return rc;
}

/* A path below charges/ of a book. */
static int
charges_path(char out[FILE_PATH_MAX], const struct book *b, const char *file,
    struct err *e)
{
	char folder[FILE_PATH_MAX];

	return book_path(folder, b, "charges", e) < 0
	    ? -1
	    : file_path_join(out, folder, file, e);
}

/* 1: it is not what came out, and *what says where; 0; -1. */
static int
compare(struct deep *d, const char *stored, const char *sha256,
    struct buf *what, struct err *e)
{
	char again[FILE_PATH_MAX], hex[HASH_HEX_MAX];
	int rc = 0;

	if (charges_path(again, &d->copy, AGAIN, e) < 0 ||
	    file_sha256(stored, hex, NULL, e) < 0)
		return -1;
	if (strcmp(hex, sha256) != 0)
		rc = charge_compare(stored, again, what, e);
	return rc < 0 || file_remove(again, e) < 0 ? -1 : rc;
}

/* With the closings up to ${before} made.  As compare(). */
static int
try_run(struct deep *d, const struct book_rewind_run *r, int64_t before,
    const char *stored, const char **missing, struct buf *what, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	int rc = -1;

	if (book_rewind_to(&d->copy, r, before, &d->c->arena, missing, e) < 0)
		return -1;
	if (*missing != NULL)
		rc = 0;
	else if (rate_again(d, r, sha256, e) == 0)
		rc = compare(d, stored, sha256, what, e);
	book_rewind_undo(&d->copy);
	return rc;
}

static int
check_run(struct deep *d, const struct book_rewind_run *r, struct err *e)
{
	struct buf what = { 0 }, ignored = { 0 };
	char stored[FILE_PATH_MAX];
	const char *missing;
	int rc, there;

	if (charges_path(stored, d->c->book, r->file, e) < 0)
		return -1;
	there = file_there(stored, e);
	if (there < 0)
		return -1;
	if (there == 0) {
		note(d, r, r->file, "is not there");
		return 0;
	}
	if (use_load(d, r->load, e) < 0)
		return -1;
	rc = try_run(d, r, r->before, stored, &missing, &what, e);
	for (int64_t k = r->before + 1; rc > 0 && k <= r->before_max; k++)
		rc = try_run(d, r, k, stored, &missing, &ignored, e);
	if (rc > 0)
		check_found(d->c, "%s run %" PRId64 ": %s", r->period, r->run,
		    buf_text(&what));
	else if (rc == 0 && missing != NULL)
		note(d, r, missing,
		    "is not there any more (merged, or its import undone)");
	else
		d->again += rc == 0;
	buf_free(&what);
	buf_free(&ignored);
	return rc < 0 ? -1 : 0;
}

/* A run that cannot be read is a finding; the others are looked at. */
static int
check_runs(struct deep *d, struct err *e)
{
	struct book_rewind_run *runs;
	size_t n;

	if (book_rewind_runs(d->c->book, &d->c->arena, &runs, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (check_run(d, &runs[i], e) == 0)
			continue;
		if (e->code != ERR_DATA)
			return err_ctx(e, "%s run %" PRId64, runs[i].period,
			    runs[i].run);
		check_found(d->c, "%s run %" PRId64 ": %s", runs[i].period,
		    runs[i].run, e->text);
		err_clear(e);
	}
	if (d->c->verbose)
		out_printf(d->c->out,
		    "  %zu runs: %" PRId64 " came out again, %" PRId64
		    " not tried\n",
		    n, d->again, d->notes);
	return 0;
}

int
check_deep(struct check *c, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	struct deep d = { .c = c, .load = -1 };
	struct scratch scratch;
	int rc = -1;

	if (scratch_open(&scratch, c->temp_dir, e) < 0)
		return -1;
	if (book_rewind_copy(c->book, scratch.path, &c->arena, e) == 0 &&
	    book_rewind_open(&d.copy, scratch.path, "toll-check", e) == 0) {
		rc = check_runs(&d, e);
		book_close(&d.copy);
	}
	directory_free(d.directory);
	arena_free(&d.arena);
	if (scratch_close(&scratch, rc < 0 ? &ignored : e) < 0)
		rc = -1;
	return rc;
}
