#include "store/entity_scan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/entity.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/page_read.h"
#include "store/stmt.h"

/* The table, and its columns in the order in which they are stored: those of
 * the key first. */
static const char sql_stored[] =
    "SELECT x.name, m.rootpage, (SELECT page_size FROM pragma_page_size)"
    "  FROM sqlite_master AS m, pragma_index_list(m.name) AS l,"
    "       pragma_index_xinfo(l.name) AS x"
    " WHERE m.type = 'table' AND m.name = ?1 AND l.origin = 'pk'"
    " ORDER BY x.seqno";

enum {
	DEPTH_MAX = 20,
	COLUMNS_MAX = 64,
	RESERVED_AT = 20 /* of the file header: unused bytes of each page */
};

/* What becomes of a stored column. */
struct target {
	const struct field *field; /* or NULL: origin */
	size_t offset;             /* of the member */
	size_t last_len;           /* of its text in the row before */
};

struct scan {
	sqlite3_file *file;
	const struct entity *entity;
	struct entity_table *table;
	struct arena *arena;
	uint32_t root, page_size;
	struct target target[COLUMNS_MAX];
	size_t ncolumns;
	uint8_t *page[DEPTH_MAX];
};

/* Is ${column} the field's, its unit behind its name? */
static bool
is_column(const struct field *f, const char *column)
{
	size_t len = strlen(f->name);

	return strncmp(column, f->name, len) == 0 &&
	    strcmp(column + len, entity_unit(f->type)) == 0;
}

static bool
add_target(struct scan *s, const char *column)
{
	struct target *t = &s->target[s->ncolumns++];

	for (size_t i = 0; i < s->entity->nfields; i++)
		if (is_column(&s->entity->fields[i], column))
			t->field = &s->entity->fields[i];
	if (t->field != NULL)
		t->offset = t->field->offset;
	else if (strcmp(column, "load") == 0)
		t->offset = offsetof(struct origin, load);
	else if (strcmp(column, "line") == 0)
		t->offset = offsetof(struct origin, line);
	else
		return false;
	return true;
}

/* 1, 0 if the table is not stored as the entity expects, -1. */
static int
find_columns(struct scan *s, struct db *db, struct err *e)
{
	struct stmt stmt = { 0 };
	int rc = stmt_prepare(&stmt, db, sql_stored, e);
	bool good = true;

	if (rc == 0)
		rc = stmt_bind(&stmt, e, ARGS(A_TEXT(s->entity->name)));
	while (rc == 0 && good && (rc = stmt_step(&stmt, e)) > 0) {
		s->root = (uint32_t)stmt_int(&stmt, 1);
		s->page_size = (uint32_t)stmt_int(&stmt, 2);
		good = s->ncolumns < COLUMNS_MAX &&
		    add_target(s, stmt_text(&stmt, 0));
		rc = 0;
	}
	stmt_free(&stmt);
	if (rc < 0)
		return -1;
	return good && s->ncolumns == s->entity->nfields + 2;
}

/* Does the file hold all that the transaction sees? */
static bool
is_whole(struct scan *s, sqlite3 *db)
{
	sqlite3_file *log = NULL;
	sqlite3_int64 size = -1;
	uint8_t reserved = 1;

	if (sqlite3_txn_state(db, "main") != SQLITE_TXN_READ ||
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER,
		&s->file) != SQLITE_OK ||
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
		&log) != SQLITE_OK ||
	    s->file == NULL || s->file->pMethods == NULL || log == NULL ||
	    log->pMethods == NULL)
		return false;
	if (log->pMethods->xFileSize(log, &size) != SQLITE_OK || size != 0)
		return false;
	return s->file->pMethods->xRead(s->file, &reserved, 1, RESERVED_AT) ==
	    SQLITE_OK &&
	    reserved == 0;
}

/* Texts and words are mostly those of the row before, and then shared. */
static const char *
text_of(const struct scan *s, const struct target *t, const void *before,
    const char *text, size_t len)
{
	const char *last = before != NULL ? field_text(t->field, before) : NULL;

	if (len == 0)
		return NULL;
	if (last != NULL && len == t->last_len && memcmp(last, text, len) == 0)
		return last;
	return arena_strndup(s->arena, text, len);
}

/* The value of a word; -2: there is no such word. */
static int64_t
word_of(const struct target *t, const void *before, const char *text,
    size_t len)
{
	const char *const *words = t->field->words;
	int64_t last = before != NULL ? field_int(t->field, before) : -1;

	if (len == 0)
		return ENTITY_NONE;
	if (last >= 0 && len == t->last_len &&
	    memcmp(words[last], text, len) == 0)
		return last;
	for (int i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
			return i;
	return -2;
}

/* Store the value of serial type ${type} at ${p}. */
static bool
set_value(const struct scan *s, struct target *t, void *row, const void *before,
    uint64_t type, const uint8_t *p, size_t len)
{
	const struct field *f = t->field;
	int64_t v;

	if (f != NULL && (field_is_text(f) || f->type == FIELD_WORD)) {
		const char *text = (const char *)p;

		if (type != 0 && type < 13)
			return false;
		if (field_is_text(f)) {
			field_set_text(f, row,
			    text_of(s, t, before, text, len));
			t->last_len = len;
			return true;
		}
		v = word_of(t, before, text, len);
		t->last_len = len;
		if (v == -2)
			return false;
	} else {
		if (type >= 12)
			return false;
		v = type == 0 ? ENTITY_NONE
			      : page_get_int(p, type, (int64_t)len);
	}
	memcpy((char *)row + t->offset, &v, sizeof(v));
	return true;
}

/* A record: its head, a varint with its length and one a column; its body. */
static bool
add_row(struct scan *s, const uint8_t *p, const uint8_t *end)
{
	const uint8_t *record = p, *head_end, *body;
	const void *before;
	uint64_t head, type;
	void *row;

	if (!page_get_varint(&p, end, &head) || head > (uint64_t)(end - record))
		return false;
	row = entity_table_add(s->table);
	before = s->table->count > 1
	    ? entity_table_row(s->table, s->table->count - 2)
	    : NULL;
	head_end = record + head;
	body = head_end;
	for (size_t i = 0; i < s->ncolumns; i++) {
		int64_t len;

		if (!page_get_varint(&p, head_end, &type) ||
		    (len = page_value_len(type)) < 0 || len > end - body ||
		    !set_value(s, &s->target[i], row, before, type, body,
			(size_t)len))
			return false;
		body += len;
	}
	return p == head_end;
}

/* The cell at ${p}: a row that lies on this page alone.  Source of the limit:
 * section 1.6, "payload on an index page". */
static bool
add_cell(struct scan *s, const uint8_t *p, const uint8_t *end)
{
	uint64_t len;

	return page_get_varint(&p, end, &len) &&
	    len <= (s->page_size - 12) * 64 / 255 - 23 &&
	    len <= (uint64_t)(end - p) && add_row(s, p, p + len);
}

static bool scan_page(struct scan *s, uint32_t number, int depth);

/* Cells of an interior page are rows, too, each after those below it. */
static bool
scan_cells(struct scan *s, const uint8_t *page, bool leaf, int depth)
{
	size_t head = leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
	const uint8_t *end = page + s->page_size;
	uint32_t cells = page_get16(page + 3);

	if (head + 2 * (size_t)cells > s->page_size)
		return false;
	for (uint32_t i = 0; i < cells; i++) {
		uint32_t at = page_get16(page + head + 2 * i);

		if (at + 4 > s->page_size)
			return false;
		if (leaf ? !add_cell(s, page + at, end)
			 : !scan_page(s, page_get32(page + at), depth + 1) ||
			    !add_cell(s, page + at + 4, end))
			return false;
	}
	return leaf || scan_page(s, page_get32(page + 8), depth + 1);
}

static bool
scan_page(struct scan *s, uint32_t number, int depth)
{
	uint8_t *page;

	if (depth == DEPTH_MAX || number == 0)
		return false;
	if (s->page[depth] == NULL)
		s->page[depth] = mem_alloc(s->page_size);
	page = s->page[depth];
	if (s->file->pMethods->xRead(s->file, page, (int)s->page_size,
		(sqlite3_int64)(number - 1) * s->page_size) != SQLITE_OK ||
	    (page[0] != PAGE_INDEX_LEAF && page[0] != PAGE_INDEX_INTERIOR))
		return false;
	return scan_cells(s, page, page[0] == PAGE_INDEX_LEAF, depth);
}

int
entity_scan(struct db *db, const struct entity *ent, struct arena *a,
    struct entity_table *t, struct err *e)
{
	struct scan s = { .entity = ent, .table = t, .arena = a };
	int rc;

	*t = (struct entity_table){ .entity = ent };
	if (!is_whole(&s, db_handle(db)))
		return 0;
	rc = find_columns(&s, db, e);
	if (rc > 0 && !scan_page(&s, s.root, 0)) {
		entity_table_free(t);
		rc = 0;
	}
	for (int i = 0; i < DEPTH_MAX; i++)
		free(s.page[i]);
	return rc;
}
