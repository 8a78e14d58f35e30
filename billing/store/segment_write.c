/*
 * Rows reach SQLite through virtual tables over what is in memory, one INSERT
 * for all: binding twenty values a row through the interface takes twice the
 * time.
 */
#include "store/segment_write.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/file.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/radix.h"
#include "cdr/pack.h"
#include "store/call_row.h"
#include "store/db.h"
#include "store/stmt.h"

/* Every seq of the index comes from the rows just written: looking each up
 * again, in the order of the hashes, takes longer than all the rest. */
static const char sql_trust[] = "PRAGMA foreign_keys = OFF";

static const char sql_head[] =
    "INSERT INTO segment (period, batch, format, trust_cli, demand_group,"
    "  calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

static const char sql_calls[] = "INSERT INTO call SELECT * FROM feed_call";

static const char sql_identities[] =
    "INSERT INTO identity SELECT * FROM feed_identity";

static const char feed_call_columns[] =
    "CREATE TABLE feed (" CALL_ROW_COLUMNS ")";

static const char feed_identity_columns[] = "CREATE TABLE feed (hash, seq)";

/* What the two virtual tables hand out. */
struct feed {
	sqlite3_vtab base; /* first: SQLite casts */
	struct segment_source *source;
};

struct segment_source {
	segment_next_fn *next;
	void *data;
	struct err *e;
	int64_t seq; /* of the call in hand */
	const struct pack *call;
	const char *text[PACK_TEXTS];
	bool ended;
	struct radix *hashes; /* (hash, seq) of all calls so far */
	size_t count, cap, at;
};

struct feed_cursor {
	sqlite3_vtab_cursor base;
	struct segment_source *source;
};

static int
feed_connect_as(sqlite3 *db, void *aux, const char *columns, sqlite3_vtab **out)
{
	struct feed *f = sqlite3_malloc(sizeof(*f));
	int rc;

	if (f == NULL)
		return SQLITE_NOMEM;
	*f = (struct feed){ .source = aux };
	rc = sqlite3_declare_vtab(db, columns);
	if (rc != SQLITE_OK) {
		sqlite3_free(f);
		return rc;
	}
	*out = &f->base;
	return SQLITE_OK;
}

static int
feed_connect_calls(sqlite3 *db, void *aux, int argc, const char *const *argv,
    sqlite3_vtab **out, char **message)
{
	(void)argc;
	(void)argv;
	(void)message;
	return feed_connect_as(db, aux, feed_call_columns, out);
}

static int
feed_connect_identities(sqlite3 *db, void *aux, int argc,
    const char *const *argv, sqlite3_vtab **out, char **message)
{
	(void)argc;
	(void)argv;
	(void)message;
	return feed_connect_as(db, aux, feed_identity_columns, out);
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
	*c = (struct feed_cursor){
		.source = ((struct feed *)table)->source,
	};
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
feed_next_call(sqlite3_vtab_cursor *cursor)
{
	struct segment_source *s = ((struct feed_cursor *)cursor)->source;
	const char *at;
	int rc = s->next(s->data, &s->call, s->e);

	if (rc <= 0) {
		s->ended = true;
		return rc < 0 ? SQLITE_ERROR : SQLITE_OK;
	}
	s->seq++;
	at = s->call->text;
	for (int i = 0; i < PACK_TEXTS; i++) {
		s->text[i] = at;
		at += s->call->len[i] + 1;
	}
	s->hashes = mem_grow(s->hashes, s->count, &s->cap, sizeof(*s->hashes));
	s->hashes[s->count++] =
	    (struct radix){ radix_signed((int64_t)s->call->hash),
		    (uint64_t)s->seq };
	return SQLITE_OK;
}

static int
feed_filter_calls(sqlite3_vtab_cursor *cursor, int plan, const char *text,
    int argc, sqlite3_value **argv)
{
	(void)plan;
	(void)text;
	(void)argc;
	(void)argv;
	return feed_next_call(cursor);
}

static int
feed_eof_calls(sqlite3_vtab_cursor *cursor)
{
	return ((struct feed_cursor *)cursor)->source->ended;
}

/* The columns of CALL_ROW_COLUMNS. */
static int
feed_column_call(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int column)
{
	struct segment_source *s = ((struct feed_cursor *)cursor)->source;
	const struct pack *p = s->call;

	switch (column) {
	case 0:
		sqlite3_result_int64(to, s->seq);
		break;
	case 1:
		sqlite3_result_int64(to, p->start_us);
		break;
	case 2:
		sqlite3_result_int64(to, p->duration_ms);
		break;
	case 3:
		sqlite3_result_int(to, p->status);
		break;
	case 4:
		sqlite3_result_int(to, p->type);
		break;
	case 17:
		if (p->len[PACK_IDENTITY] > 0)
			sqlite3_result_text(to, s->text[PACK_IDENTITY],
			    p->len[PACK_IDENTITY], SQLITE_STATIC);
		break;
	case 18:
		if (p->setup_us != CALL_NO_SETUP)
			sqlite3_result_int64(to, p->setup_us);
		break;
	case 19:
		sqlite3_result_int64(to, p->batch);
		break;
	case 20:
		sqlite3_result_int64(to, p->line);
		break;
	default:
		assert(column - 5 >= 0 && column - 5 < PACK_IDENTITY);
		sqlite3_result_text(to, s->text[column - 5], p->len[column - 5],
		    SQLITE_STATIC);
		break;
	}
	return SQLITE_OK;
}

static int
feed_filter_identities(sqlite3_vtab_cursor *cursor, int plan, const char *text,
    int argc, sqlite3_value **argv)
{
	(void)plan;
	(void)text;
	(void)argc;
	(void)argv;
	((struct feed_cursor *)cursor)->source->at = 0;
	return SQLITE_OK;
}

static int
feed_next_identity(sqlite3_vtab_cursor *cursor)
{
	((struct feed_cursor *)cursor)->source->at++;
	return SQLITE_OK;
}

static int
feed_eof_identities(sqlite3_vtab_cursor *cursor)
{
	const struct segment_source *s = ((struct feed_cursor *)cursor)->source;

	return s->at == s->count;
}

static int
feed_column_identity(sqlite3_vtab_cursor *cursor, sqlite3_context *to,
    int column)
{
	const struct segment_source *s = ((struct feed_cursor *)cursor)->source;
	const struct radix *pair = &s->hashes[s->at];

	sqlite3_result_int64(to,
	    column == 0 ? (int64_t)radix_signed((int64_t)pair->key)
			: (int64_t)pair->value);
	return SQLITE_OK;
}

static int
feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid)
{
	*rowid = ((struct feed_cursor *)cursor)->source->seq;
	return SQLITE_OK;
}

/* Without xCreate: the tables are there by the name of the module. */
static const sqlite3_module feed_calls = {
	.xConnect = feed_connect_calls,
	.xBestIndex = feed_plan,
	.xDisconnect = feed_disconnect,
	.xOpen = feed_open,
	.xClose = feed_close,
	.xFilter = feed_filter_calls,
	.xNext = feed_next_call,
	.xEof = feed_eof_calls,
	.xColumn = feed_column_call,
	.xRowid = feed_rowid,
};

static const sqlite3_module feed_identities = {
	.xConnect = feed_connect_identities,
	.xBestIndex = feed_plan,
	.xDisconnect = feed_disconnect,
	.xOpen = feed_open,
	.xClose = feed_close,
	.xFilter = feed_filter_identities,
	.xNext = feed_next_identity,
	.xEof = feed_eof_identities,
	.xColumn = feed_column_identity,
	.xRowid = feed_rowid,
};

/* Run one INSERT from a feed; the error of the feed comes first. */
static int
segment_feed(struct db *db, const char *sql, struct segment_source *s,
    struct err *e)
{
	struct err of_db = { .code = ERR_NONE };

	if (db_exec(db, sql, &of_db) == 0)
		return 0;
	if (s->e->code == ERR_NONE)
		*e = of_db;
	return -1;
}

static int
segment_fill(struct db *db, const struct segment_head *head,
    struct segment_source *s, struct err *e)
{
	struct stmt stmt = { 0 };
	struct radix *scratch;
	int rc;

	if (sqlite3_create_module(db_handle(db), "feed_call", &feed_calls, s) !=
		SQLITE_OK ||
	    sqlite3_create_module(db_handle(db), "feed_identity",
		&feed_identities, s) != SQLITE_OK)
		return db_fault(db, SQLITE_ERROR, "virtual tables", e);
	if (db_exec(db, sql_trust, e) < 0 || db_begin(db, e) < 0 ||
	    segment_feed(db, sql_calls, s, e) < 0)
		return -1;
	scratch = mem_calloc(s->count + 1, sizeof(*scratch));
	if (s->count > 0)
		radix_sort(s->hashes, scratch, s->count);
	free(scratch);
	if (segment_feed(db, sql_identities, s, e) < 0 ||
	    stmt_prepare(&stmt, db, sql_head, e) < 0)
		return -1;
	rc = stmt_run(&stmt, e,
	    ARGS(A_TEXT(head->period), A_INT(head->batch), A_TEXT(head->format),
		A_INT(head->trust_cli), A_INT(head->demand_group),
		A_INT(s->seq)));
	stmt_free(&stmt);
	return rc < 0 ? -1 : db_commit(db, e);
}

/* The hash and size of the finished file. */
static int
segment_measure(const char *path, struct segment_done *done, struct err *e)
{
	static const size_t size = 1 << 18;
	struct input *in;
	char *block;
	ptrdiff_t n;

	if (input_open(&in, path, e) < 0)
		return -1;
	block = mem_alloc(size);
	while ((n = input_read(in, block, size, e)) > 0)
		;
	free(block);
	if (n == 0)
		n = input_sha256(in, done->sha256, e);
	done->size = input_raw_bytes(in);
	input_close(in);
	return n < 0 ? -1 : 0;
}

int
segment_write(const char *dir, const char *name,
    const struct segment_head *head, segment_next_fn *next, void *data,
    struct segment_done *done, struct err *e)
{
	struct segment_source s = { .next = next, .data = data, .e = e };
	char path[FILE_PATH_MAX], temp[FILE_PATH_MAX], aside[256];
	struct err ignored = { .code = ERR_NONE };
	struct db *db = NULL;
	int rc;

	*done = (struct segment_done){ .calls = 0 };
	(void)snprintf(aside, sizeof(aside), ".%.240s.aside", name);
	if (file_mkdirs(dir, e) < 0 || file_path_join(path, dir, name, e) < 0 ||
	    file_path_join(temp, dir, aside, e) < 0 ||
	    db_build(&db, temp, "data/schema/calls.sql", e) < 0)
		return -1;
	rc = segment_fill(db, head, &s, e);
	db_close(db);
	free(s.hashes);
	done->calls = s.seq;
	if (rc == 0)
		rc = segment_measure(temp, done, e);
	if (rc == 0)
		rc = file_publish(temp, path, e);
	if (rc < 0)
		(void)file_remove(temp, &ignored);
	return rc;
}
