#include "store/entity_feed.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "store/db.h"
#include "store/entity_sql.h"
#include "store/stmt.h"

/* The name of the virtual table; one feeds at a time. */
#define FEED "entity_feed"

/* A text that is the row's before, which most are: its length is known. */
struct last_text {
	const char *text;
	int len;
};

/* Where the rows come from. */
struct source {
	const struct entity *entity;
	const void *const *rows;
	size_t count, at;
	const atomic_bool *stop; /* or NULL */
	struct last_text *last;  /* one a column */
};

struct feed {
	sqlite3_vtab base; /* first: SQLite casts */
	struct source *source;
};

struct feed_cursor {
	sqlite3_vtab_cursor base;
	struct source *source;
};

static struct source *
source_of(sqlite3_vtab_cursor *cursor)
{
	return ((struct feed_cursor *)cursor)->source;
}

/* The columns have no names that matter: c0, c1, ... */
static int
feed_connect(sqlite3 *db, void *aux, int argc, const char *const *argv,
    sqlite3_vtab **out, char **message)
{
	struct source *s = aux;
	struct feed *f = sqlite3_malloc(sizeof(*f));
	struct buf sql = { 0 };
	int rc;

	(void)argc;
	(void)argv;
	(void)message;
	if (f == NULL)
		return SQLITE_NOMEM;
	*f = (struct feed){ .source = s };
	for (size_t i = 0; i < s->entity->nfields + 2; i++)
		buf_printf(&sql, "%s c%zu",
		    i == 0 ? "CREATE TABLE feed (" : ",", i);
	buf_str(&sql, ")");
	rc = sqlite3_declare_vtab(db, buf_text(&sql));
	buf_free(&sql);
	if (rc != SQLITE_OK) {
		sqlite3_free(f);
		return rc;
	}
	*out = &f->base;
	return SQLITE_OK;
}

static int
feed_disconnect(sqlite3_vtab *table)
{
	sqlite3_free(table);
	return SQLITE_OK;
}

static int
feed_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedCost = 1e6;
	return SQLITE_OK;
}

static int
feed_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct feed_cursor *c = sqlite3_malloc(sizeof(*c));

	if (c == NULL)
		return SQLITE_NOMEM;
	*c = (struct feed_cursor){ .source = ((struct feed *)table)->source };
	*out = &c->base;
	return SQLITE_OK;
}

static int
feed_close(sqlite3_vtab_cursor *cursor)
{
	sqlite3_free(cursor);
	return SQLITE_OK;
}

static int
feed_next(sqlite3_vtab_cursor *cursor)
{
	source_of(cursor)->at++;
	return SQLITE_OK;
}

static int
feed_filter(sqlite3_vtab_cursor *cursor, int plan, const char *text, int argc,
    sqlite3_value **argv)
{
	(void)plan;
	(void)text;
	(void)argc;
	(void)argv;
	source_of(cursor)->at = 0;
	return SQLITE_OK;
}

static int
feed_eof(sqlite3_vtab_cursor *cursor)
{
	const struct source *s = source_of(cursor);

	return s->at == s->count || (s->stop != NULL && atomic_load(s->stop));
}

static int
feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid)
{
	*rowid = (sqlite3_int64)source_of(cursor)->at;
	return SQLITE_OK;
}

static int
feed_column(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int column)
{
	const struct source *s = source_of(cursor);
	size_t i = (size_t)column;
	const struct arg v = entity_sql_value(s->entity, s->rows[s->at], i);
	struct last_text *last = &s->last[i];

	if (v.type == ARG_INT) {
		sqlite3_result_int64(to, v.i);
	} else if (v.type == ARG_TEXT && v.p != NULL) {
		if (v.p != last->text)
			*last = (struct last_text){ v.p, (int)strlen(v.p) };
		sqlite3_result_text(to, v.p, last->len, SQLITE_STATIC);
	}
	return SQLITE_OK;
}

/* Without xCreate: the table is there by the name of the module. */
static const sqlite3_module module = {
	.xConnect = feed_connect,
	.xBestIndex = feed_plan,
	.xDisconnect = feed_disconnect,
	.xOpen = feed_open,
	.xClose = feed_close,
	.xFilter = feed_filter,
	.xNext = feed_next,
	.xEof = feed_eof,
	.xColumn = feed_column,
	.xRowid = feed_rowid,
};

/* Have both rows the same in column ${i}? */
static bool
same_value(const struct entity *ent, const void *a, const void *b, size_t i)
{
	const struct origin *x = a, *y = b;

	if (i < ent->nfields)
		return field_same(&ent->fields[i], a, b);
	return i == ent->nfields ? x->load == y->load : x->line == y->line;
}

/* The columns in which all rows are as the first one. */
static void
find_constant(const struct source *s, bool *constant)
{
	size_t left[ENTITY_SQL_COLUMNS_MAX], n = 0, kept;

	for (size_t i = 0; i < s->entity->nfields + 2; i++)
		left[n++] = i;
	for (size_t k = 1; k < s->count; k++) {
		kept = 0;
		for (size_t i = 0; i < n; i++)
			if (same_value(s->entity, s->rows[0], s->rows[k],
				left[i]))
				left[kept++] = left[i];
		n = kept;
	}
	for (size_t i = 0; i < n; i++)
		constant[left[i]] = true;
}

/* "INSERT INTO fees (...) SELECT ?1, c1, c2, ?2 ...", with its parameters. */
static int
insert(struct db *db, const struct source *s, struct err *e)
{
	struct arg args[ENTITY_SQL_COLUMNS_MAX];
	bool constant[ENTITY_SQL_COLUMNS_MAX] = { false };
	struct buf sql = { 0 };
	struct stmt stmt;
	size_t n = 0;
	int rc;

	find_constant(s, constant);
	entity_sql_insert(&sql, s->entity);
	for (size_t i = 0; i < s->entity->nfields + 2; i++) {
		buf_str(&sql, i == 0 ? " SELECT " : ", ");
		if (constant[i]) {
			args[n++] = entity_sql_value(s->entity, s->rows[0], i);
			buf_printf(&sql, "?%zu", n);
		} else {
			buf_printf(&sql, "c%zu", i);
		}
	}
	buf_str(&sql, " FROM " FEED);
	rc = stmt_prepare(&stmt, db, buf_text(&sql), e);
	if (rc == 0)
		rc = stmt_run(&stmt, e, args, n);
	stmt_free(&stmt);
	buf_free(&sql);
	return rc;
}

int
entity_feed(struct db *db, const struct entity *ent, const void *const *rows,
    size_t count, const atomic_bool *stop, struct err *e)
{
	struct last_text last[ENTITY_SQL_COLUMNS_MAX] = { { NULL, 0 } };
	struct source s = { .entity = ent,
		.rows = rows,
		.count = count,
		.stop = stop,
		.last = last };
	int rc;

	assert(ent->nfields + 2 <= ENTITY_SQL_COLUMNS_MAX);
	if (count == 0)
		return 0;
	rc = sqlite3_create_module(db_handle(db), FEED, &module, &s);
	if (rc != SQLITE_OK)
		return db_fault(db, rc, FEED, e);
	rc = insert(db, &s, e);
	/* The source is gone when this returns. */
	(void)sqlite3_create_module(db_handle(db), FEED, NULL, NULL);
	return rc;
}
