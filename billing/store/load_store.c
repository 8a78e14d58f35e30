#include "store/load_store.h"

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_last[] = "SELECT coalesce(max(number), 0) FROM loads";

static const char sql_insert[] =
    "INSERT INTO loads (number, time_us, program, added, changed, removed)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

static const char sql_insert_file[] =
    "INSERT INTO load_files (load, entity, file, sha256, rows)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";

static const char sql_file[] =
    "SELECT file FROM load_files WHERE load = ?1 AND entity = ?2";

int
load_store_last(struct db *db, int64_t *number, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db, sql_last, e) < 0)
		return -1;
	rc = stmt_row(&s, e, NO_ARGS);
	if (rc > 0)
		*number = stmt_int(&s, 0);
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
load_store_insert_files(struct db *db, int64_t load,
    const struct load_file *files, size_t count, struct err *e)
{
	struct stmt s;
	int rc = 0;

	if (stmt_prepare(&s, db, sql_insert_file, e) < 0)
		return -1;
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = stmt_run(&s, e,
		    ARGS(A_INT(load), A_TEXT(files[i].entity),
			A_TEXT(files[i].file), A_TEXT(files[i].sha256),
			A_INT(files[i].rows)));
	stmt_free(&s);
	return rc;
}

int
load_store_insert(struct db *db, const struct load *l, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db, sql_insert, e) < 0)
		return -1;
	rc = stmt_run(&s, e,
	    ARGS(A_INT(l->number), A_INT(l->time_us), A_TEXT(l->program),
		A_INT(l->added), A_INT(l->changed), A_INT(l->removed)));
	stmt_free(&s);
	return rc;
}

int
load_store_file(struct db *db, int64_t load, const char *entity,
    struct arena *a, const char **file, struct err *e)
{
	struct stmt s;
	int rc;

	*file = "";
	if (stmt_prepare(&s, db, sql_file, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(load), A_TEXT(entity)));
	if (rc > 0)
		*file = arena_strdup(a, stmt_text(&s, 0));
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}
