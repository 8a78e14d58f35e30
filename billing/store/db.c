#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/state_hash.h"
#include "store/stmt_kept.h"

struct db {
	sqlite3 *handle;
	char *path;
	int32_t kind; /* its application_id */
	bool book;    /* a book, not one of its files */
	int64_t changes;
	struct state_hash *state;
	struct stmt_kept statements;
};

static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* How long a connection waits: for the short transactions of a program that
 * sends mails, for a checkpoint of a reader. */
#define BUSY_MS 10000

/* What holds for every connection. */
static const char pragma_all[] = "PRAGMA foreign_keys = ON;"
				 "PRAGMA trusted_schema = OFF;"
				 "PRAGMA cell_size_check = ON;"
				 "PRAGMA temp_store = MEMORY;";

static const char pragma_book[] = "PRAGMA synchronous = FULL;"
				  "PRAGMA cache_size = -65536;"
				  "PRAGMA journal_size_limit = 67108864;";

/* What is sorted there may be as large as the file. */
static const char pragma_part[] = "PRAGMA temp_store = FILE;";
static const char pragma_build[] = "PRAGMA page_size = 16384;"
				   "PRAGMA journal_mode = OFF;"
				   "PRAGMA synchronous = OFF;"
				   "PRAGMA locking_mode = EXCLUSIVE;"
				   "PRAGMA cache_size = -32768;";

/* How to have a file back that is damaged or not there; one that is just being
 * made is of no kind yet. */
static const char *
remedy_of(int32_t kind)
{
	if (kind == DB_CHARGES)
		return "; toll-rate makes it anew if nothing of its period is"
		       " billed, else restore it from a backup";
	return kind == 0 ? "" : "; restore it from a backup";
}

static enum err_code
code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_NOMEM:
		return ERR_BUSY;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_PROTOCOL: /* a lock that cannot be had, not one held */
	case SQLITE_CORRUPT:  /* EIO of a read is reported as this, too */
		return ERR_IO;
	case SQLITE_CONSTRAINT:
		return ERR_REFUSED;
	case SQLITE_NOTADB:
		return ERR_DATA;
	default:
		return ERR_INTERNAL;
	}
}

/* What the operator can do about it: "; DO THAT". */
static const char *
remedy(const struct db *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return remedy_of(db->kind);
	case SQLITE_READONLY: /* book.db-shm, which SQLite calls the database */
		if (db->book)
			return ": this file or one beside it (-wal, -shm)"
			       " could not be opened for writing: see to"
			       " owner, mode and disk";
		return "; who only reads must be able to write in the folder"
		       " of the book, too: make it so, or read a copy";
	default:
		return "";
	}
}

/* SQLite takes for damaged what it could not read; errno still says so. */
static bool
is_unread(int rc)
{
	return (rc & 0xff) == SQLITE_CORRUPT &&
	    (errno == EIO || errno == ENXIO);
}

/* Who of those that write without the lock of the book, or with it, was not
 * done in BUSY_MS. */
static int
still_busy(const struct db *db, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	char dir[FILE_PATH_MAX], outbox[FILE_PATH_MAX], who[128];
	const char *slash = strrchr(db->path, '/');

	(void)snprintf(dir, sizeof(dir), "%.*s",
	    slash == NULL ? 1 : (int)(slash - db->path),
	    slash == NULL ? "." : db->path);
	lock_holder(dir, who, sizeof(who));
	if (who[0] == '\0' &&
	    file_path_join(outbox, dir, "outbox", &ignored) == 0)
		lock_holder(outbox, who, sizeof(who));
	return err_set(e, ERR_BUSY,
	    "%s: it has been written by %s for %d seconds; try again later",
	    db->path, who[0] == '\0' ? "another program" : who, BUSY_MS / 1000);
}

#define WHAT_MAX 120 /* bytes of a statement: the fault behind it counts */

int
db_fault(const struct db *db, int rc, const char *text, struct err *e)
{
	char what[WHAT_MAX + sizeof("...")];

	(void)snprintf(what, sizeof(what), "%.*s%s", WHAT_MAX, text,
	    strlen(text) > WHAT_MAX ? "..." : "");
	if (is_unread(rc)) {
		(void)err_set(e, ERR_IO, "%s%sreading: %s: see to the disk",
		    what, what[0] ? ": " : "", strerror(errno));
		return err_ctx(e, "%s", db->path);
	}
	if ((rc & 0xff) == SQLITE_BUSY)
		return still_busy(db, e);
	(void)err_set(e, code_of(rc), "%s%s%s%s", what, what[0] ? ": " : "",
	    sqlite3_errmsg(db->handle), remedy(db, rc));
	return err_ctx(e, "%s", db->path);
}

struct sqlite3 *
db_handle(const struct db *db)
{
	return db->handle;
}

const char *
db_path(const struct db *db)
{
	return db->path;
}

int64_t
db_changes(const struct db *db)
{
	return db->changes;
}

void
db_changed(struct db *db)
{
	db->changes = sqlite3_changes(db->handle);
}

bool
db_is_book(const struct db *db)
{
	return db->book;
}

int
db_exec(struct db *db, const char *sql, struct err *e)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fault(db, rc, "", e);
}

/* Counting its memory would cost SQLite a lock for each allocation. */
static void
configure(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* What nobody writes to any more is read without locks, which a file system that
 * machines share may not have. */
#define VFS_LOCKS   ((const char *)NULL)
#define VFS_NO_LOCK "unix-none"

/* Open the connection; on failure *out is closed and NULL. */
static int
open_file(struct db **out, const char *path, int flags, const char *vfs,
    int32_t kind, struct err *e)
{
	struct db *db;
	struct stat st;
	int rc;

	*out = NULL;
	(void)pthread_once(&configured, configure);
	if ((flags & SQLITE_OPEN_CREATE) == 0 && stat(path, &st) < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s%s", path, strerror(errno),
		    errno == ENOENT ? remedy_of(kind) : "");
	db = mem_calloc(1, sizeof(*db));
	db->kind = kind;
	db->path = mem_strdup(path);
	rc = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX,
	    vfs);
	if (db->handle == NULL) {
		free(db->path);
		free(db);
		mem_exhausted();
	}
	if (rc != SQLITE_OK) {
		(void)db_fault(db, rc, "", e);
		db_close(db);
		return -1;
	}
	(void)sqlite3_extended_result_codes(db->handle, 1);
	(void)sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (db_exec(db, pragma_all, e) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

static int
set_defensive(struct db *db, struct err *e)
{
	int rc;

	rc = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1,
	    (int *)NULL);
	return rc == SQLITE_OK ? 0 : db_fault(db, rc, "defensive mode", e);
}

static int
check_kind(struct db *db, int32_t want, const char *kind, struct err *e)
{
	int64_t id;

	if (db_pragma(db, "PRAGMA application_id", &id, e) < 0)
		return -1;
	if (id != want)
		return err_set(e, ERR_DATA, "%s: not %s%s", db->path, kind,
		    remedy_of(want));
	return 0;
}

/* Refuse what is newer; bring up to date, or refuse, what is older. */
static int
check_version(struct db *db, bool write, struct err *e)
{
	int have, newest = db_version_newest();

	if (db_version(db, &have, e) < 0)
		return -1;
	if (have > newest)
		return err_set(e, ERR_REFUSED,
		    "%s: schema %d is newer than this program (%d): "
		    "install the newer program",
		    db->path, have, newest);
	if (have == newest)
		return 0;
	if (!write)
		return err_set(e, ERR_CONFIG,
		    "%s: schema %d is older than this program (%d): "
		    "run toll-init --upgrade",
		    db->path, have, newest);
	return db_migrate(db, e);
}

static int
open_book(struct db **out, const char *path, bool write, const char *vfs,
    struct err *e)
{
	struct db *db;
	int flags = write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	*out = NULL;
	if (open_file(&db, path, flags, vfs, DB_BOOK, e) < 0)
		return -1;
	db->book = write;
	if (db_exec(db, pragma_book, e) < 0 || set_defensive(db, e) < 0 ||
	    check_kind(db, DB_BOOK, "a book of Tollbook", e) < 0 ||
	    check_version(db, write, e) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

int
db_open_book(struct db **out, const char *path, bool write, struct err *e)
{
	return open_book(out, path, write, VFS_LOCKS, e);
}

int
db_open_frozen(struct db **out, const char *path, struct err *e)
{
	return open_book(out, path, false, VFS_NO_LOCK, e);
}

int
db_create_book(struct db **out, const char *path, struct err *e)
{
	char pragma[64];
	struct db *db;
	int there;

	*out = NULL;
	there = file_there(path, e);
	if (there < 0)
		return -1;
	if (there > 0)
		return err_set(e, ERR_REFUSED, "%s: is there already", path);
	(void)snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d",
	    DB_BOOK);
	if (open_file(&db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		VFS_LOCKS, DB_BOOK, e) < 0)
		return -1;
	db->book = true;
	if (db_exec(db, "PRAGMA journal_mode = WAL", e) < 0 ||
	    db_exec(db, pragma_book, e) < 0 || set_defensive(db, e) < 0 ||
	    db_exec(db, pragma, e) < 0 || db_migrate(db, e) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

int
db_build(struct db **out, const char *path, const char *schema, struct err *e)
{
	struct db *db;

	*out = NULL;
	if (file_remove(path, e) < 0)
		return -1;
	if (open_file(&db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		VFS_LOCKS, 0, e) < 0)
		return -1;
	/* The defensive mode would forbid to do without a journal. */
	if (db_exec(db, pragma_build, e) < 0 || set_defensive(db, e) < 0 ||
	    (schema != NULL && db_exec(db, embed_text(schema), e) < 0)) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

int
db_build_more(struct db **out, const char *path, struct err *e)
{
	struct db *db;

	*out = NULL;
	if (open_file(&db, path, SQLITE_OPEN_READWRITE, VFS_LOCKS, 0, e) < 0)
		return -1;
	if (db_exec(db, pragma_build, e) < 0 || set_defensive(db, e) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

int
db_open_part(struct db **out, const char *path, int32_t application_id,
    struct err *e)
{
	const char *kind = application_id == DB_CALLS ? "a file of calls"
						      : "a file of charges";
	struct db *db;

	*out = NULL;
	if (db_has_log(path)) /* it cannot be read without locks */
		return err_set(e, ERR_DATA, "%s: not %s%s", path, kind,
		    remedy_of(application_id));
	if (open_file(&db, path, SQLITE_OPEN_READONLY, VFS_NO_LOCK,
		application_id, e) < 0)
		return -1;
	if (db_exec(db, pragma_part, e) < 0 || set_defensive(db, e) < 0 ||
	    check_kind(db, application_id, kind, e) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

struct stmt_kept *
db_statements(struct db *db)
{
	return &db->statements;
}

void
db_close(struct db *db)
{
	int rc;

	if (db == NULL)
		return;
	state_hash_free(db->state);
	stmt_kept_free(&db->statements);
	db_rollback(db);
	rc = sqlite3_close(db->handle);
	assert(rc == SQLITE_OK); /* else a statement was not freed */
	(void)rc;
	free(db->path);
	free(db);
}

bool
db_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) == 0;
}

int
db_begin(struct db *db, struct err *e)
{
	assert(!db_in_transaction(db));
	if (db_exec(db, "BEGIN IMMEDIATE", e) < 0)
		return -1;
	if (db->book && state_hash_begin(&db->state, db, e) < 0) {
		db_rollback(db);
		return -1;
	}
	return 0;
}

int
db_begin_read(struct db *db, struct err *e)
{
	assert(!db_in_transaction(db));
	return db_exec(db, "BEGIN", e);
}

int
db_commit(struct db *db, struct err *e)
{
	assert(db_in_transaction(db));
	if (db->book && state_hash_commit(&db->state, db, e) < 0)
		return -1;
	return db_exec(db, "COMMIT", e);
}

void
db_rollback(struct db *db)
{
	/* A failure that rolled back by itself leaves nothing to do. */
	if (db_in_transaction(db))
		(void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}
