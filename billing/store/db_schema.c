/*
 * The schema of a database file: which one it has, which one this program
 * brings, and the way from the one to the other.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/embed.h"
#include "base/err.h"
#include "store/db.h"

int
db_pragma(struct db *db, const char *sql, int64_t *out, struct err *e)
{
	sqlite3_stmt *s = NULL;
	int rc;

	rc = sqlite3_prepare_v2(db_handle(db), sql, -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		*out = sqlite3_column_int64(s, 0);
		rc = SQLITE_OK;
	}
	(void)sqlite3_finalize(s);
	return rc == SQLITE_OK ? 0 : db_fault(db, rc, "", e);
}

#define HEAD_BYTES 20
#define READ_AT    19 /* of the file header: 2, a log beside it is read as well */

bool
db_has_log(const char *path)
{
	static const char mark[16] = "SQLite format 3";
	char head[HEAD_BYTES];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool has = fd >= 0 && pread(fd, head, sizeof(head), 0) == HEAD_BYTES &&
	    memcmp(head, mark, sizeof(mark)) == 0 && head[READ_AT] == 2;

	if (fd >= 0)
		(void)close(fd);
	return has;
}

int
db_version(struct db *db, int *version, struct err *e)
{
	int64_t v;

	if (db_pragma(db, "PRAGMA user_version", &v, e) < 0)
		return -1;
	*version = (int)v;
	return 0;
}

/* The number of an embedded migration, or 0 if the file is none. */
static int
migration_number(const char *name)
{
	static const char folder[] = "data/schema/";
	int n = 0;

	if (strncmp(name, folder, sizeof(folder) - 1) != 0)
		return 0;
	name += sizeof(folder) - 1;
	for (int i = 0; i < 4; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		n = n * 10 + (name[i] - '0');
	}
	return name[4] == '-' ? n : 0;
}

int
db_version_newest(void)
{
	int newest = 0;

	for (const struct embed_file *f = embed_files; f->name != NULL; f++) {
		int n = migration_number(f->name);

		if (n > newest)
			newest = n;
	}
	return newest;
}

static int
migrate_one(struct db *db, const struct embed_file *f, int n, struct err *e)
{
	char pragma[64];

	(void)snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", n);
	if (db_begin(db, e) < 0)
		return -1;
	if (db_exec(db, f->text, e) < 0 || db_exec(db, pragma, e) < 0 ||
	    db_commit(db, e) < 0) {
		db_rollback(db);
		return err_ctx(e, "%s", f->name);
	}
	return 0;
}

int
db_migrate(struct db *db, struct err *e)
{
	int have;

	if (db_version(db, &have, e) < 0)
		return -1;
	/* embed_files is ordered by name, and so by number */
	for (const struct embed_file *f = embed_files; f->name != NULL; f++) {
		int n = migration_number(f->name);

		if (n > have && migrate_one(db, f, n, e) < 0)
			return -1;
	}
	return 0;
}
