/* import_store_sweep(): what a killed program left. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "store/book.h"
#include "store/db.h"
#include "store/import_store.h"
#include "store/stmt.h"

static const char sql_segment[] = "SELECT 1 FROM segment WHERE file = ?1";
static const char sql_archived[] = "SELECT 1 FROM file WHERE archived = ?1";

/* Only what we write ourselves is ours to remove. */
static int
sweep_is_ours(const char *name)
{
	static const char *const ends[] = { ".db", ".db-journal", ".aside",
		".run", ".zst", ".gz" };
	size_t len = strlen(name);

	if (name[0] != '.' && (name[0] < '0' || name[0] > '9'))
		return 0;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t n = strlen(ends[i]);

		if (len > n && strcmp(name + len - n, ends[i]) == 0)
			return 1;
	}
	return 0;
}

/* Remove ${dir}/${name} unless book.db names ${key}. */
static int
sweep_file(struct stmt *named, const char *dir, const char *name,
    const char *key, struct err *e)
{
	char path[FILE_PATH_MAX];
	int rc = stmt_row(named, e, ARGS(A_TEXT(key)));

	stmt_reset(named);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (file_path_join(path, dir, name, e) < 0)
		return -1;
	return file_remove(path, e);
}

/*
 * Sweep one folder: of archive/ (prefix NULL) or of calls/ (the period).  A
 * folder that is not there has nothing in it.
 */
static int
sweep_folder(struct stmt *named, const char *dir, const char *prefix,
    struct err *e)
{
	struct dirent *entry;
	char key[512];
	DIR *d = opendir(dir);
	int rc = 0;

	if (d == NULL)
		return errno == ENOENT || errno == ENOTDIR
		    ? 0
		    : err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
	while (rc == 0 && (errno = 0, entry = readdir(d)) != NULL) {
		if (!sweep_is_ours(entry->d_name))
			continue;
		(void)snprintf(key, sizeof(key), "%s%s%s",
		    prefix == NULL ? "" : prefix, prefix == NULL ? "" : "/",
		    entry->d_name);
		rc = sweep_file(named, dir, entry->d_name, key, e);
	}
	if (rc == 0 && errno != 0)
		rc = err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
	(void)closedir(d);
	return rc;
}

/* Every folder of calls/: one for each period. */
static int
sweep_periods(struct stmt *named, const char *calls, struct err *e)
{
	char dir[FILE_PATH_MAX];
	struct dirent *entry;
	DIR *d = opendir(calls);
	int rc = 0;

	if (d == NULL)
		return errno == ENOENT
		    ? 0
		    : err_set(e, ERR_IO, "%s: %s", calls, strerror(errno));
	while (rc == 0 && (errno = 0, entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		rc = file_path_join(dir, calls, entry->d_name, e);
		if (rc == 0)
			rc = sweep_folder(named, dir, entry->d_name, e);
		errno = 0;
	}
	(void)closedir(d);
	return rc;
}

static int
sweep(const struct book *book, struct err *e)
{
	char calls[FILE_PATH_MAX], archive[FILE_PATH_MAX];
	struct stmt segment = { 0 }, archived = { 0 };
	int rc = -1;

	if (book_path(calls, book, "calls", e) == 0 &&
	    book_path(archive, book, "archive", e) == 0 &&
	    stmt_prepare(&segment, book->db, sql_segment, e) == 0 &&
	    stmt_prepare(&archived, book->db, sql_archived, e) == 0 &&
	    sweep_periods(&segment, calls, e) == 0)
		rc = sweep_folder(&archived, archive, NULL, e);
	if (rc == 0)
		rc = sweep_folder(&segment, calls, NULL, e);
	stmt_free(&segment);
	stmt_free(&archived);
	return rc;
}

int
import_store_sweep(const struct book *book, struct err *e)
{
	return book_sweep(book, sweep, e);
}
