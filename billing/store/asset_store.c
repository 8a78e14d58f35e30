#include "store/asset_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/stmt.h"

#define ASSETS_FOLDER "archive/assets"
#define ASSET_MAX     ((size_t)64 << 20) /* bytes of one file */

static const char sql_read[] =
    "SELECT kind, name, sha256 FROM closing_asset WHERE closing = ?1"
    " ORDER BY kind, name";
static const char sql_add[] =
    "INSERT INTO closing_asset (closing, kind, name, sha256)"
    " VALUES (?1, ?2, ?3, ?4)";

int
asset_store_read(struct db *db, const char *book_dir, int64_t closing,
    struct arena *a, struct asset_kept **kept, size_t *n, struct err *e)
{
	struct asset_kept *list = NULL;
	size_t cap = 0;
	struct stmt s;
	int more;

	*n = 0;
	if (stmt_prepare(&s, db, sql_read, e) < 0)
		return -1;
	more = stmt_bind(&s, e, ARGS(A_INT(closing)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		list = mem_grow(list, *n, &cap, sizeof(list[0]));
		list[(*n)++] = (struct asset_kept){
			.kind = arena_strdup(a, stmt_text(&s, 0)),
			.name = arena_strdup(a, stmt_text(&s, 1)),
			.path = arena_printf(a, "%s/" ASSETS_FOLDER "/%s",
			    book_dir, stmt_text(&s, 2)),
		};
	}
	stmt_free(&s);
	*kept = ARENA_NEW(a, struct asset_kept, *n + 1);
	if (*n > 0)
		memcpy(*kept, list, *n * sizeof(list[0]));
	free(list);
	return more < 0 ? -1 : 0;
}

static int
publish(const char *dir, const char *name, const struct buf *bytes,
    struct err *e)
{
	struct file_aside file;

	if (file_mkdirs(dir, e) < 0 || file_aside_open(&file, dir, name, e) < 0)
		return -1;
	if (file_write(file.fd, buf_text(bytes), bytes->len, file.temp, e) <
	    0) {
		file_aside_abort(&file);
		return -1;
	}
	return file_aside_commit(&file, e);
}

int
asset_store_keep(const struct book *book, const char *path,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	char dir[FILE_PATH_MAX], to[FILE_PATH_MAX];
	struct buf bytes = { 0 };
	int rc = -1;

	if (file_read(path, ASSET_MAX, &bytes, e) == 0) {
		hash_sha256_hex(buf_text(&bytes), bytes.len, sha256);
		if (book_path(dir, book, ASSETS_FOLDER, e) == 0 &&
		    file_path_join(to, dir, sha256, e) == 0)
			rc = file_there(to, e);
		if (rc >= 0)
			rc = rc > 0 ? 0 : publish(dir, sha256, &bytes, e);
	}
	buf_free(&bytes);
	return rc;
}

int
asset_store_add(struct db *db, int64_t closing, const char *kind,
    const char *name, const char *sha256, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db, sql_add, e) < 0)
		return -1;
	rc = stmt_run(&s, e,
	    ARGS(A_INT(closing), A_TEXT(kind), A_TEXT(name), A_TEXT(sha256)));
	stmt_free(&s);
	return rc;
}
