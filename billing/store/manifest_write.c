/* manifest_write(): what a closing made and was made from, sealed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/entity_list.h"
#include "store/manifest_rows.h"
#include "store/manifest_store.h"
#include "store/stmt.h"
#include "time/zone.h"

static const char sql_zones[] =
    "SELECT DISTINCT timezone FROM document WHERE closing > ?1 AND closing <= ?2"
    " ORDER BY timezone";
static const char sql_number[] =
    "SELECT id || ' ' || number FROM document WHERE id = ?1";
/* Files by name, and what is recorded of them; behind ?1, up to ?2. */
static const char sql_calls[] =
    "SELECT s.file, 0, '' FROM segment AS s WHERE s.period IN"
    " (SELECT period FROM closing_run WHERE closing > ?1 AND closing <= ?2)"
    " ORDER BY s.file";
static const char sql_charges[] =
    "SELECT DISTINCT r.file, r.charges, r.sha256 FROM closing_run AS c"
    " JOIN rating_run AS r ON r.period = c.period AND r.run = c.run"
    " WHERE c.closing > ?1 AND c.closing <= ?2 ORDER BY r.file";
static const char sql_archive[] =
    "SELECT archived, 0, '' FROM file WHERE batch > ?1 AND batch <= ?2"
    " AND archived <> '' ORDER BY archived";
static const char sql_files[] =
    "SELECT path, 0, sha256 FROM document_file WHERE ?1 < ?2 AND NOT EXISTS"
    " (SELECT 1 FROM manifest_item WHERE kind = 'file' AND name = path)"
    " ORDER BY path";
static const char sql_assets[] =
    "SELECT DISTINCT kind || ' ' || name || ' ' || closing, 0, sha256"
    " FROM closing_asset WHERE closing > ?1 AND closing <= ?2 ORDER BY 1";
static const char sql_head[] =
    "INSERT INTO manifest (closing, previous, program, tzdata, zones, items,"
    " sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char sql_item[] =
    "INSERT INTO manifest_item (closing, position, kind, name, upto, count,"
    " sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

struct work {
	struct db *db;
	struct manifest_rows *rows;
	struct arena arena;
	struct manifest m;
	size_t cap;
	int64_t before; /* closing of the last manifest */
};

static struct manifest_item *
add_item(struct work *w, const char *kind, const char *name)
{
	struct manifest_item *i;

	w->m.items =
	    mem_grow(w->m.items, w->m.n, &w->cap, sizeof(w->m.items[0]));
	i = &w->m.items[w->m.n++];
	*i = (struct manifest_item){ .kind = kind,
		.name = arena_strdup(&w->arena, name) };
	return i;
}

static int
add_documents(struct work *w, struct err *e)
{
	int64_t *ids, found;
	struct stmt s;
	size_t n;
	int rc;

	if (manifest_documents(w->db, w->before, w->m.closing, &w->arena, &ids,
		&n, e) < 0 ||
	    stmt_prepare(&s, w->db, sql_number, e) < 0)
		return -1;
	rc = 1;
	for (size_t i = 0; i < n && rc == 1; i++) {
		struct manifest_item *item;

		rc = stmt_row(&s, e, ARGS(A_INT(ids[i])));
		if (rc != 1)
			break;
		item = add_item(w, "document", stmt_text(&s, 0));
		if (manifest_rows_document(w->rows, ids[i], &found,
			item->sha256, e) < 0)
			rc = -1;
	}
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

static int
add_tables(struct work *w, struct err *e)
{
	int64_t from, upto;

	for (const struct manifest_table *t = manifest_tables; t->name != NULL;
	     t++) {
		struct manifest_item *i = add_item(w, "rows", t->name);

		if (manifest_before(w->db, w->m.closing, "rows", t->name, &from,
			e) < 0 ||
		    manifest_rows_last(w->rows, t, w->m.closing, &upto, e) <
			0 ||
		    manifest_rows_table(w->rows, t->name, from, upto, &i->count,
			i->sha256, e) < 0)
			return -1;
		i->upto = upto;
	}
	return 0;
}

static int
add_master(struct work *w, struct err *e)
{
	int64_t from, upto;

	if (manifest_rows_last(w->rows, NULL, w->m.closing, &upto, e) < 0)
		return -1;
	for (int k = 0; k < ENTITY_COUNT; k++) {
		const char *name = entity_list[k]->name;
		struct manifest_item *i = add_item(w, "master", name);

		i->upto = upto;
		if (manifest_before(w->db, w->m.closing, "master", name, &from,
			e) < 0 ||
		    manifest_rows_master(w->rows, name, from, upto, &i->count,
			i->sha256, e) < 0)
			return -1;
	}
	return 0;
}

/* The row of a segment, or the hash of a file that lies in archive/; one that is
 * gone is left out. */
static int
hash_file(struct work *w, struct manifest_item *i, struct err *e)
{
	const char *slash = strrchr(db_path(w->db), '/');
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];
	int there;

	if (strcmp(i->kind, "calls") == 0)
		return manifest_rows_segment(w->rows, i->name, &i->count,
		    i->sha256, e);
	(void)snprintf(dir, sizeof(dir), "%.*s/archive",
	    slash == NULL ? 1 : (int)(slash - db_path(w->db)),
	    slash == NULL ? "." : db_path(w->db));
	if (file_path_join(path, dir, i->name, e) < 0)
		return -1;
	there = file_there(path, e);
	if (there == 0)
		w->m.n--;
	if (there <= 0)
		return there;
	return file_sha256(path, i->sha256, NULL, e);
}

/* Files of one kind: rows of (name, count, hash). */
static int
add_files(struct work *w, const char *kind, const char *sql, int64_t from,
    int64_t upto, struct err *e)
{
	struct stmt s;
	int more;

	if (stmt_prepare(&s, w->db, sql, e) < 0)
		return -1;
	more = stmt_bind(&s, e, ARGS(A_INT(from), A_INT(upto)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		struct manifest_item *i = add_item(w, kind, stmt_text(&s, 0));

		i->count = stmt_int(&s, 1);
		(void)snprintf(i->sha256, sizeof(i->sha256), "%s",
		    stmt_text(&s, 2));
		if (i->sha256[0] == '\0' && hash_file(w, i, e) < 0)
			more = -1;
	}
	stmt_free(&s);
	return more;
}

static int
add_all_files(struct work *w, struct err *e)
{
	int64_t batch, upto = 0;

	if (manifest_before(w->db, w->m.closing, "rows", "file", &batch, e) < 0)
		return -1;
	for (size_t i = 0; i < w->m.n; i++)
		if (strcmp(w->m.items[i].kind, "rows") == 0 &&
		    strcmp(w->m.items[i].name, "file") == 0)
			upto = w->m.items[i].upto;
	if (add_files(w, "calls", sql_calls, w->before, w->m.closing, e) < 0 ||
	    add_files(w, "charges", sql_charges, w->before, w->m.closing, e) <
		0 ||
	    add_files(w, "archive", sql_archive, batch, upto, e) < 0 ||
	    add_files(w, "file", sql_files, w->before, w->m.closing, e) < 0 ||
	    add_files(w, "asset", sql_assets, w->before, w->m.closing, e) < 0)
		return -1;
	return 0;
}

/* What the time zone data say of the zones of the documents. */
static int
add_zones(struct work *w, struct err *e)
{
	char version[TZDATA_VERSION_MAX];
	const struct zone *zone;
	struct hash_sha256 h;
	struct stmt s;
	int more;

	if (tzdata_version(version, e) < 0)
		return -1;
	w->m.tzdata = arena_strdup(&w->arena, version);
	if (stmt_prepare(&s, w->db, sql_zones, e) < 0)
		return -1;
	hash_sha256_begin(&h);
	more = stmt_bind(&s, e, ARGS(A_INT(w->before), A_INT(w->m.closing)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		zone = zone_find(stmt_text(&s, 0), e);
		if (zone == NULL)
			more = -1;
		else
			tzdata_add(zone, &h);
	}
	hash_sha256_end(&h, w->m.zones);
	stmt_free(&s);
	return more;
}

static int
store(struct work *w, struct err *e)
{
	struct manifest *m = &w->m;
	struct stmt item, head = { 0 };
	int rc;

	manifest_hash(m, m->sha256);
	rc = stmt_prepare(&item, w->db, sql_item, e);
	if (rc == 0)
		rc = stmt_prepare(&head, w->db, sql_head, e);
	for (size_t i = 0; i < m->n && rc == 0; i++) {
		const struct manifest_item *t = &m->items[i];

		rc = stmt_run(&item, e,
		    ARGS(A_INT(m->closing), A_INT((int64_t)i + 1),
			A_TEXT(t->kind), A_TEXT(t->name), A_INT(t->upto),
			A_INT(t->count), A_TEXT(t->sha256)));
	}
	if (rc == 0)
		rc = stmt_run(&head, e,
		    ARGS(A_INT(m->closing), A_TEXT(m->previous),
			A_TEXT(m->program), A_TEXT(m->tzdata), A_TEXT(m->zones),
			A_INT((int64_t)m->n), A_TEXT(m->sha256)));
	stmt_free(&item);
	stmt_free(&head);
	return rc;
}

int
manifest_write(struct db *db, int64_t closing, struct err *e)
{
	struct work w = { .db = db,
		.m = { .closing = closing, .program = "tollbook " VERSION } };
	int rc = -1;

	if (manifest_last(db, &w.before, w.m.previous, e) >= 0 &&
	    manifest_rows_open(&w.rows, db, e) == 0 && add_zones(&w, e) == 0 &&
	    add_documents(&w, e) == 0 && add_tables(&w, e) == 0 &&
	    add_master(&w, e) == 0 && add_all_files(&w, e) == 0)
		rc = store(&w, e);
	manifest_rows_close(w.rows);
	free(w.m.items);
	arena_free(&w.arena);
	return rc < 0 ? err_ctx(e, "sealing closing %" PRId64, closing) : 0;
}
