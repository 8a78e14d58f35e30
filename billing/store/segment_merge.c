#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "cdr/pack.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/db.h"
#include "store/import_store.h"
#include "store/segment_merge.h"
#include "store/segment_write.h"
#include "store/stmt.h"
#include "time/interval.h"

static const char sql_count[] = "SELECT count(*) FROM call WHERE batch = ?1";

static const char sql_small[] =
    "SELECT file FROM segment WHERE period = ?1 AND calls < ?2 ORDER BY file";

/* The calls of a store, packed, but those of one batch. */
struct merge_source {
	struct call_store *calls;
	struct pack *room;
	size_t size;
	int64_t without; /* 0: none */
};

/* segment_next_fn */
static int
merge_source_next(void *data, const struct pack **out, struct err *e)
{
	struct merge_source *s = data;
	struct call call;
	size_t segment, size;
	int64_t seq;
	int rc;

	do {
		rc = call_store_next(s->calls, &call, &segment, &seq, e);
		if (rc <= 0)
			return rc;
	} while (s->without != 0 && call.batch == s->without);
	size = pack_size(&call);
	if (size > s->size) {
		s->room = mem_realloc(s->room, size);
		s->size = size;
	}
	pack_call(s->room, &call);
	*out = s->room;
	return 1;
}

/* A name that nothing has: NUMBER-mN.db, with the number of the next batch. */
static int
merge_name(const struct book *book, const char *period, char *name, size_t size,
    char *dir, struct err *e)
{
	char sub[64], path[FILE_PATH_MAX];
	int64_t number;
	int there;

	(void)snprintf(sub, sizeof(sub), "calls/%s", period);
	if (import_store_next(book->db, &number, e) < 0 ||
	    book_path(dir, book, sub, e) < 0)
		return -1;
	for (int i = 1;; i++) {
		(void)snprintf(name, size, "%06" PRId64 "-m%d.db", number - 1,
		    i);
		if (file_path_join(path, dir, name, e) < 0)
			return -1;
		there = file_there(path, e);
		if (there <= 0)
			return there;
	}
}

/*
 * Replace ${files} by one segment, in the caller's transaction; by none if no
 * call is left.
 */
static int
merge_files(struct book *book, const char *period, const char *const *files,
    size_t n, int64_t without, struct err *e)
{
	struct merge_source source = { .without = without };
	char dir[FILE_PATH_MAX], name[64], key[96];
	const struct call_segment *first;
	struct segment_head head = { .period = period };
	struct import_segment row = { .file = key,
		.period = period,
		.batch = INT64_MIN };
	struct segment_done done;
	int rc = -1;

	if (merge_name(book, period, name, sizeof(name), dir, e) < 0 ||
	    call_store_open_files(&source.calls, book, files, n, e) < 0)
		return -1;
	first = call_store_segment(source.calls, 0);
	head.trust_cli = first->trust_cli;
	head.demand_group = first->demand_group;
	head.format = first->format;
	for (size_t i = 1; i < n; i++)
		if (strcmp(call_store_segment(source.calls, i)->format,
			head.format) != 0)
			head.format = "";
	(void)snprintf(key, sizeof(key), "%s/%s", period, name);
	if (segment_write(dir, name, &head, merge_source_next, &source, &done,
		e) < 0)
		goto out;
	if (done.calls > 0 &&
	    import_store_add_segment(book->db, &row, &done, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		if (import_store_drop_segment(book->db, files[i], e) < 0)
			goto out;
	rc = 0;
out:
	call_store_close(source.calls);
	free(source.room);
	return rc;
}

/* Is any instant of the period billed for some contract? */
static int
merge_is_billed(struct book *book, const char *period, bool *billed,
    struct err *e)
{
	struct import_range *ranges;
	struct arena a = { 0 };
	int64_t from, until;
	int number;
	size_t n;

	*billed = false;
	if (interval_period_parse(period, &number, e) < 0 ||
	    import_store_billed(book->db, &a, &ranges, &n, e) < 0) {
		arena_free(&a);
		return -1;
	}
	from = interval_period_from(book->zone, number);
	until = interval_period_until(book->zone, number);
	for (size_t i = 0; i < n; i++)
		if (ranges[i].from_us < until && ranges[i].until_us > from)
			*billed = true;
	arena_free(&a);
	return 0;
}

/* The files of small segments, in the arena. */
static int
merge_small_files(struct book *book, const char *period, struct arena *a,
    const char ***files, size_t *n, struct err *e)
{
	struct stmt list = { 0 };
	size_t cap = 0;
	int rc;

	*files = NULL;
	*n = 0;
	if (stmt_prepare(&list, book->db, sql_small, e) < 0)
		return -1;
	rc = stmt_bind(&list, e,
	    ARGS(A_TEXT(period), A_INT(SEGMENT_MERGE_SMALL)));
	while (rc == 0 && (rc = stmt_step(&list, e)) > 0) {
		*files = mem_grow(*files, *n, &cap, sizeof(**files));
		(*files)[(*n)++] = arena_strdup(a, stmt_text(&list, 0));
		rc = 0;
	}
	stmt_free(&list);
	return rc;
}

/*
 * Merge those with the flags of group ${group} (0..3).  They are looked at one
 * by one, so that a year of segments does not mean a year of open files.
 */
static int
merge_group(struct book *book, const char *period, const char **files, size_t n,
    int group, int64_t *merged, struct err *e)
{
	const char **same = mem_calloc(n + 1, sizeof(*same));
	struct call_store *store;
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct call_segment *seg;

		rc = call_store_open_files(&store, book, &files[i], 1, e);
		if (rc < 0)
			break;
		seg = call_store_segment(store, 0);
		if (seg->trust_cli * 2 + seg->demand_group == group)
			same[count++] = files[i];
		call_store_close(store);
	}
	if (rc == 0 && count > SEGMENT_MERGE_FEW) {
		rc = merge_files(book, period, same, count, 0, e);
		*merged += rc == 0 ? (int64_t)count : 0;
	}
	free(same);
	return rc;
}

int
segment_merge_small(struct book *book, const char *period, int64_t *merged,
    struct err *e)
{
	const char **files = NULL;
	struct arena a = { 0 };
	size_t n = 0;
	bool billed;
	int rc;

	*merged = 0;
	if (merge_is_billed(book, period, &billed, e) < 0)
		return -1;
	if (billed)
		return 0;
	if (db_begin(book->db, e) < 0)
		return -1;
	rc = merge_small_files(book, period, &a, &files, &n, e);
	if (rc == 0 && n > SEGMENT_MERGE_FEW)
		for (int group = 0; group < 4 && rc == 0; group++)
			rc = merge_group(book, period, files, n, group, merged,
			    e);
	if (rc == 0 && *merged > 0)
		rc = db_commit(book->db, e);
	db_rollback(book->db);
	free(files);
	arena_free(&a);
	if (rc == 0 && *merged > 0)
		rc = import_store_sweep(book, e);
	return rc;
}

int
segment_merge_without(struct book *book, const char *file, int64_t batch,
    int64_t *removed, struct err *e)
{
	char period[8], dir[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct stmt count = { 0 };
	struct db *db = NULL;
	bool billed;
	int rc = -1;

	*removed = 0;
	if (book_path(dir, book, "calls", e) < 0 ||
	    file_path_join(path, dir, file, e) < 0 ||
	    db_open_part(&db, path, DB_CALLS, e) < 0 ||
	    stmt_prepare(&count, db, sql_count, e) < 0)
		goto out;
	rc = stmt_row(&count, e, ARGS(A_INT(batch)));
	if (rc > 0)
		*removed = stmt_int(&count, 0);
	rc = rc < 0 ? -1 : 0;
out:
	stmt_free(&count);
	db_close(db);
	if (rc < 0 || *removed == 0)
		return rc;
	(void)snprintf(period, sizeof(period), "%.7s", file);
	if (merge_is_billed(book, period, &billed, e) < 0)
		return -1;
	if (billed)
		return err_set(e, ERR_REFUSED,
		    "its calls lie in one file with calls of %s that are "
		    "billed",
		    period);
	return merge_files(book, period, &file, 1, batch, e);
}
