#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/import_store.h"
#include "store/segment_write.h"
#include "store/stmt.h"

static const char sql_next[] = "SELECT coalesce(max(number), 0) + 1 FROM batch";

static const char sql_known[] =
    "SELECT coalesce(max(batch), 0) FROM file"
    " JOIN batch ON batch.number = file.batch AND batch.state = 'imported'"
    " WHERE sha256 = ?1 OR content_sha256 = ?2 OR content_sha256 = ?1"
    "  OR sha256 = ?2";

static const char sql_add_batch[] =
    "INSERT INTO batch (number, format, imported_us, rejects_of, from_us,"
    "  last_us, rows, calls, duplicates, conflicts, rejects, clock_first,"
    "  clock_moved)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

static const char sql_add_header[] =
    "INSERT INTO batch_header (batch, header) VALUES (?1, ?2)";

static const char sql_add_file[] =
    "INSERT INTO file (batch, name, sha256, content_sha256, size, offset,"
    "  archived) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

static const char sql_add_segment[] =
    "INSERT INTO segment (file, period, batch, calls, size, sha256)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

static const char sql_drop_segment[] = "DELETE FROM segment WHERE file = ?1";

static const char sql_add_duplicates[] =
    "INSERT INTO batch_duplicate (batch, of_batch, calls)"
    " VALUES (?1, ?2, ?3)";

static const char sql_batch[] =
    "SELECT format, imported_us, rejects_of, from_us, last_us, rows, calls,"
    "  duplicates, conflicts, rejects, clock_first, clock_moved,"
    "  state = 'removed'"
    " FROM batch WHERE number = ?1";

static const char sql_remove_batch[] =
    "UPDATE batch SET state = 'removed' WHERE number = ?1";

static const char sql_dependent[] =
    "SELECT batch_duplicate.batch, batch_duplicate.calls FROM batch_duplicate"
    " JOIN batch ON batch.number = batch_duplicate.batch"
    "  AND batch.state = 'imported'"
    " WHERE of_batch = ?1 AND batch_duplicate.batch <> ?1"
    " ORDER BY batch_duplicate.batch DESC LIMIT 1";

static const char sql_segments[] =
    "SELECT file, period, batch, calls FROM segment"
    " WHERE ?1 IS NULL OR period = ?1 ORDER BY file";

static const char sql_header[] =
    "SELECT header FROM batch_header WHERE batch = ?1";

static const char sql_follow[] =
    "SELECT device, inode, offset, lines, header FROM follow_state"
    " WHERE path = ?1";

static const char sql_set_follow[] =
    "INSERT INTO follow_state (path, device, inode, offset, lines, header)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (path) DO UPDATE SET device = ?2, inode = ?3, offset = ?4,"
    "  lines = ?5, header = ?6";

static const char sql_billed[] =
    "SELECT DISTINCT from_us, until_us FROM closed_interval"
    " ORDER BY from_us, until_us";

/* Prepare, run, free: for what happens a few times in a program. */
static int
import_run(struct db *db, const char *sql, struct err *e,
    const struct arg *args, size_t n)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	rc = stmt_run(&s, e, args, n);
	stmt_free(&s);
	return rc;
}

int
import_store_next(struct db *db, int64_t *number, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_next, e) < 0)
		return -1;
	rc = stmt_row(&s, e, NO_ARGS);
	*number = rc > 0 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
import_store_known(struct db *db, const char *sha256,
    const char *content_sha256, int64_t *batch, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_known, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_TEXT(sha256), A_TEXT(content_sha256)));
	*batch = rc > 0 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
import_store_add_batch(struct db *db, const struct import_batch *b,
    struct err *e)
{
	return import_run(db, sql_add_batch, e,
	    ARGS(A_INT(b->number), A_TEXT(b->format), A_INT(b->imported_us),
		A_OPTINT(b->rejects_of), A_OPTINT(b->from_us),
		A_OPTINT(b->last_us), A_INT(b->rows), A_INT(b->calls),
		A_INT(b->duplicates), A_INT(b->conflicts), A_INT(b->rejects),
		A_INT(b->clock_first), A_INT(b->clock_moved)));
}

int
import_store_add_header(struct db *db, int64_t batch, const char *header,
    struct err *e)
{
	return import_run(db, sql_add_header, e,
	    ARGS(A_INT(batch), A_TEXT(header)));
}

int
import_store_add_file(struct db *db, const struct import_file *f, struct err *e)
{
	return import_run(db, sql_add_file, e,
	    ARGS(A_INT(f->batch), A_TEXT(f->name), A_TEXT(f->sha256),
		A_TEXT(f->content_sha256), A_INT(f->size), A_INT(f->offset),
		A_TEXT(f->archived)));
}

int
import_store_add_segment(struct db *db, const struct import_segment *seg,
    const struct segment_done *done, struct err *e)
{
	return import_run(db, sql_add_segment, e,
	    ARGS(A_TEXT(seg->file), A_TEXT(seg->period), A_OPTINT(seg->batch),
		A_INT(done->calls), A_INT(done->size), A_TEXT(done->sha256)));
}

int
import_store_drop_segment(struct db *db, const char *file, struct err *e)
{
	return import_run(db, sql_drop_segment, e, ARGS(A_TEXT(file)));
}

int
import_store_add_duplicates(struct db *db, int64_t batch, int64_t of_batch,
    int64_t calls, struct err *e)
{
	return import_run(db, sql_add_duplicates, e,
	    ARGS(A_INT(batch), A_INT(of_batch), A_INT(calls)));
}

int
import_store_batch(struct db *db, int64_t number, struct arena *a,
    struct import_batch *b, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_batch, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(number)));
	if (rc > 0)
		*b = (struct import_batch){
			.number = number,
			.format = arena_strdup(a, stmt_text(&s, 0)),
			.imported_us = stmt_int(&s, 1),
			.rejects_of = stmt_optint(&s, 2),
			.from_us = stmt_optint(&s, 3),
			.last_us = stmt_optint(&s, 4),
			.rows = stmt_int(&s, 5),
			.calls = stmt_int(&s, 6),
			.duplicates = stmt_int(&s, 7),
			.conflicts = stmt_int(&s, 8),
			.rejects = stmt_int(&s, 9),
			.clock_first = stmt_int(&s, 10),
			.clock_moved = stmt_int(&s, 11),
			.removed = stmt_int(&s, 12) != 0,
		};
	stmt_free(&s);
	if (rc == 0)
		return err_set(e, ERR_NOINPUT, "there is no batch %lld",
		    (long long)number);
	return rc < 0 ? -1 : 0;
}

int
import_store_remove_batch(struct db *db, int64_t number, struct err *e)
{
	return import_run(db, sql_remove_batch, e, ARGS(A_INT(number)));
}

int
import_store_dependent(struct db *db, int64_t number, int64_t *batch,
    int64_t *calls, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_dependent, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(number)));
	*batch = rc > 0 ? stmt_int(&s, 0) : 0;
	*calls = rc > 0 ? stmt_int(&s, 1) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
import_store_segments(struct db *db, const char *period, struct arena *a,
    struct import_segment **out, size_t *n, struct err *e)
{
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc;

	*out = NULL;
	*n = 0;
	if (stmt_prepare(&s, db, sql_segments, e) < 0)
		return -1;
	rc = stmt_bind(&s, e, ARGS(A_TEXT(period)));
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		if (*n == cap) {
			struct import_segment *more;

			cap = cap == 0 ? 64 : 2 * cap;
			more = ARENA_NEW(a, struct import_segment, cap);
			if (*n > 0)
				memcpy(more, *out, *n * sizeof(*more));
			*out = more;
		}
		(*out)[(*n)++] = (struct import_segment){
			.file = arena_strdup(a, stmt_text(&s, 0)),
			.period = arena_strdup(a, stmt_text(&s, 1)),
			.batch = stmt_optint(&s, 2),
			.calls = stmt_int(&s, 3),
		};
		rc = 0;
	}
	stmt_free(&s);
	return rc;
}

int
import_store_header(struct db *db, int64_t batch, struct arena *a,
    const char **header, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_header, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(batch)));
	*header = rc > 0 ? arena_strdup(a, stmt_text(&s, 0)) : "";
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
import_store_follow(struct db *db, const char *path, struct arena *a,
    struct import_follow *f, struct err *e)
{
	struct stmt s = { 0 };
	int rc;

	if (stmt_prepare(&s, db, sql_follow, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_TEXT(path)));
	if (rc > 0)
		*f = (struct import_follow){
			.device = stmt_int(&s, 0),
			.inode = stmt_int(&s, 1),
			.offset = stmt_int(&s, 2),
			.lines = stmt_int(&s, 3),
			.header = arena_strdup(a, stmt_text(&s, 4)),
		};
	stmt_free(&s);
	return rc;
}

int
import_store_set_follow(struct db *db, const char *path,
    const struct import_follow *f, struct err *e)
{
	return import_run(db, sql_set_follow, e,
	    ARGS(A_TEXT(path), A_INT(f->device), A_INT(f->inode),
		A_INT(f->offset), A_INT(f->lines), A_TEXT(f->header)));
}

int
import_store_billed(struct db *db, struct arena *a, struct import_range **out,
    size_t *n, struct err *e)
{
	struct import_range *ranges = NULL;
	struct stmt s = { 0 };
	size_t count = 0, cap = 0;
	int rc;

	if (stmt_prepare(&s, db, sql_billed, e) < 0)
		return -1;
	rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		int64_t from = stmt_int(&s, 0), until = stmt_int(&s, 1);

		rc = 0;
		if (count > 0 && from <= ranges[count - 1].until_us) {
			if (until > ranges[count - 1].until_us)
				ranges[count - 1].until_us = until;
			continue;
		}
		if (count == cap) {
			struct import_range *more;

			cap = cap == 0 ? 16 : 2 * cap;
			more = ARENA_NEW(a, struct import_range, cap);
			if (count > 0)
				memcpy(more, ranges, count * sizeof(*more));
			ranges = more;
		}
		ranges[count++] = (struct import_range){ from, until };
	}
	stmt_free(&s);
	*out = ranges;
	*n = count;
	return rc;
}
