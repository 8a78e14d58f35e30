#include <inttypes.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "job/job_unimport.h"
#include "store/book.h"
#include "store/db.h"
#include "store/import_store.h"
#include "store/segment_merge.h"

/* May the batch go?  ERR_REFUSED says why not. */
static int
unimport_check(struct book *book, const struct import_batch *b, struct arena *a,
    struct err *e)
{
	struct import_range *billed;
	int64_t batch, calls;
	size_t n;

	if (b->removed)
		return err_set(e, ERR_REFUSED,
		    "batch %" PRId64 " was removed before", b->number);
	if (import_store_billed(book->db, a, &billed, &n, e) < 0 ||
	    import_store_dependent(book->db, b->number, &batch, &calls, e) < 0)
		return -1;
	for (size_t i = 0; i < n && b->calls > 0; i++)
		if (billed[i].from_us <= b->last_us &&
		    billed[i].until_us > b->from_us)
			return err_set(e, ERR_REFUSED,
			    "batch %" PRId64 " has calls in an interval that "
			    "is billed",
			    b->number);
	if (batch != 0)
		return err_set(e, ERR_REFUSED,
		    "batch %" PRId64 " brought %" PRId64 " of these calls as "
		    "well and left them out: remove it first, and import its "
		    "file again afterwards",
		    batch, calls);
	return 0;
}

/* Drop its segments, and its calls from merged ones. */
static int
unimport_segments(struct book *book, int64_t batch, struct arena *a,
    int64_t *calls, struct err *e)
{
	struct import_segment *segments;
	int64_t removed;
	size_t n;

	if (import_store_segments(book->db, NULL, a, &segments, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct import_segment *s = &segments[i];

		if (s->batch == batch) {
			if (import_store_drop_segment(book->db, s->file, e) < 0)
				return -1;
			*calls += s->calls;
		} else if (s->batch == INT64_MIN) {
			if (segment_merge_without(book, s->file, batch,
				&removed, e) < 0)
				return -1;
			*calls += removed;
		}
	}
	return 0;
}

static int
unimport_batch(struct book *book, int64_t batch, struct arena *a,
    int64_t *calls, struct err *e)
{
	struct import_batch b;

	if (db_begin(book->db, e) < 0)
		return -1;
	if (import_store_batch(book->db, batch, a, &b, e) < 0 ||
	    unimport_check(book, &b, a, e) < 0 ||
	    unimport_segments(book, batch, a, calls, e) < 0)
		return -1;
	if (*calls != b.calls)
		return err_set(e, ERR_DATA,
		    "batch %" PRId64 " has %" PRId64 " calls, but %" PRId64
		    " were found",
		    batch, b.calls, *calls);
	if (import_store_reopen(book->db, batch, e) < 0 ||
	    import_store_remove_batch(book->db, batch, e) < 0)
		return -1;
	return db_commit(book->db, e);
}

int
job_unimport(const char *dir, const char *program, int64_t batch,
    struct out *out, struct err *e)
{
	struct arena a = { 0 };
	struct book book;
	int64_t calls = 0;
	int rc;

	if (book_open(&book, dir, BOOK_WRITE, program, e) < 0)
		return -1;
	rc = import_store_sweep(&book, e);
	if (rc == 0)
		rc = unimport_batch(&book, batch, &a, &calls, e);
	db_rollback(book.db);
	if (rc == 0) {
		out_printf(out,
		    "batch %" PRId64 " removed: %" PRId64 " calls\n", batch,
		    calls);
		rc = import_store_sweep(&book, e);
	}
	book_close(&book);
	arena_free(&a);
	return rc;
}
