#include "store/book_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/book.h"
#include "store/db.h"

#define CONF_MAX ((size_t)1 << 20)

static int
copy_settings(const struct book *b, const char *dir, struct err *e)
{
	char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
	struct buf text = { 0 };
	int rc = -1, fd = -1;

	if (book_path(from, b, "book.conf", e) < 0 ||
	    file_path_join(to, dir, "book.conf", e) < 0 ||
	    file_read(from, CONF_MAX, &text, e) < 0)
		goto out;
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		(void)err_set(e, ERR_IO, "creating %s: %s", to,
		    strerror(errno));
		goto out;
	}
	rc = file_write(fd, text.data, text.len, to, e);
out:
	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc = err_set(e, ERR_IO, "closing %s: %s", to, strerror(errno));
	buf_free(&text);
	return rc;
}

/* All pages in one step: what a single reader sees. */
static int
copy_database(const struct book *b, const char *dir, struct err *e)
{
	char path[FILE_PATH_MAX];
	sqlite3_backup *backup;
	sqlite3 *to = NULL;
	int rc;

	if (file_path_join(path, dir, "book.db", e) < 0)
		return -1;
	rc = sqlite3_open_v2(path, &to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);
	if (rc == SQLITE_OK) {
		backup =
		    sqlite3_backup_init(to, "main", db_handle(b->db), "main");
		rc = sqlite3_errcode(to);
		if (backup != NULL) {
			(void)sqlite3_backup_step(backup, -1);
			rc = sqlite3_backup_finish(backup);
		}
	}
	if (rc != SQLITE_OK)
		(void)err_set(e, rc == SQLITE_BUSY ? ERR_BUSY : ERR_IO,
		    "copying %s to %s: %s", db_path(b->db), path,
		    sqlite3_errstr(rc));
	(void)sqlite3_close(to);
	return rc == SQLITE_OK ? 0 : -1;
}

int
book_copy(const struct book *b, const char *dir, struct err *e)
{
	if (copy_settings(b, dir, e) < 0)
		return -1;
	return copy_database(b, dir, e);
}
