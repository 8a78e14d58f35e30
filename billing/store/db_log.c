/* Room in the log of a book; db_log.h says what for. */
#include "store/db_log.h"

#include <string.h>

#include <sqlite3.h>

#include "base/err.h"
#include "store/db.h"

#define LOG_HEAD    32   /* bytes before the frames of the log */
#define FRAME_HEAD  24   /* ... and before the page in each */
#define FRAMES_MOST 1100 /* SQLite begins anew soon after 1,000 */
#define BLOCK       65536

/* Zeros are no frames: their checksums are wrong wherever they stand. */
static int
grow(sqlite3_file *log, sqlite3_int64 from, sqlite3_int64 until)
{
	static const char zeros[BLOCK];
	int rc = SQLITE_OK;

	while (rc == SQLITE_OK && from < until) {
		sqlite3_int64 n = until - from < BLOCK ? until - from : BLOCK;

		rc = log->pMethods->xWrite(log, zeros, (int)n, from);
		from += n;
	}
	return rc == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL)
			       : rc;
}

/* The write lock is held: nobody else puts frames where it grows. */
static int
reserve(struct db *db, int64_t pages, struct err *e)
{
	sqlite3_file *log = NULL;
	sqlite3_int64 size, want;
	int64_t page_size;
	int rc;

	if (db_pragma(db, "PRAGMA page_size", &page_size, e) < 0)
		return -1;
	want = LOG_HEAD +
	    (pages < FRAMES_MOST ? pages : FRAMES_MOST) *
		(page_size + FRAME_HEAD);
	rc = sqlite3_file_control(db_handle(db), "main",
	    SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (rc != SQLITE_OK || log == NULL || log->pMethods == NULL)
		return 0;
	rc = log->pMethods->xFileSize(log, &size);
	if (rc == SQLITE_OK && size < want)
		rc = grow(log, size, want);
	return rc == SQLITE_OK ? 0
			       : err_set(e, ERR_IO, "%s-wal: making room: %s",
				     db_path(db), sqlite3_errstr(rc));
}

int
db_log_reserve(struct db *db, int64_t pages, struct err *e)
{
	int rc;

	if (db_begin(db, e) < 0)
		return -1;
	rc = reserve(db, pages, e);
	db_rollback(db);
	return rc;
}
