/*
 * check_store_guards(): the tables, triggers and indexes of a book are those
 * that this program makes.  A trigger that is gone guards nothing.
 */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/check_store.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_objects[] =
    "SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '')"
    "  FROM sqlite_schema"
    " WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";

static void
tell(const struct stmt *s, const char *what, check_found_fn *found, void *arg)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s %s", stmt_text(s, 0), what);
	found(arg, buf_text(&text));
	buf_free(&text);
}

/* Both lists are in one order: merge them. */
static int
compare(struct stmt *ours, struct stmt *theirs, check_found_fn *found,
    void *arg, struct err *e)
{
	int a = stmt_step(ours, e), b = stmt_step(theirs, e), order;

	while (a >= 0 && b >= 0 && (a > 0 || b > 0)) {
		order = a == 0 ? 1
		    : b == 0   ? -1
			     : strcmp(stmt_text(ours, 0), stmt_text(theirs, 0));
		if (order < 0)
			tell(ours, "is not there", found, arg);
		else if (order > 0)
			tell(theirs, "is not of this program", found, arg);
		else if (strcmp(stmt_text(ours, 1), stmt_text(theirs, 1)) != 0)
			tell(ours, "is not what this program makes", found,
			    arg);
		if (order <= 0)
			a = stmt_step(ours, e);
		if (order >= 0 && a >= 0)
			b = stmt_step(theirs, e);
	}
	return a < 0 || b < 0 ? -1 : 0;
}

int
check_store_guards(struct db *db, check_found_fn *found, void *arg,
    struct err *e)
{
	struct stmt ours = { 0 }, theirs = { 0 };
	struct db *fresh;
	int rc = -1;

	if (db_create_book(&fresh, ":memory:", e) < 0)
		return -1;
	if (stmt_prepare(&ours, fresh, sql_objects, e) == 0 &&
	    stmt_prepare(&theirs, db, sql_objects, e) == 0)
		rc = compare(&ours, &theirs, found, arg, e);
	stmt_free(&ours);
	stmt_free(&theirs);
	db_close(fresh);
	return rc;
}
