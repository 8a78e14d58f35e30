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

/*
 * A table that has more rows than the first is large: it gets room for as many
 * as could still be in the file, if each takes no less than the second of bytes.
 * A page at a time would be a fifth of the work.
 */
#define LARGE_ROWS 16384
#define ROW_BYTES  64

enum {
	DEPTH_MAX = 20,
	COLUMNS_MAX = 64,
	RESERVED_AT = 20 /* of the file header: unused bytes of each page */
};

/* A text of the rows before. */
struct recent {
	const char *text;
	size_t len;
	int64_t word; /* its value */
};

/*
 * What becomes of a stored column.  Rows repeat the price list, zone and word
 * of the row before, or of the one before that (two bands), and then share it.
 */
struct target {
	const struct field *field;
	size_t offset; /* of the member */
	enum { TARGET_INT, TARGET_TEXT, TARGET_WORD } kind;
	struct recent recent[2];
	int oldest;
};

struct scan {
	sqlite3_file *file;
	const struct entity *entity;
	struct entity_table *table;
	struct arena *arena;
	uint32_t root, page_size;
	sqlite3_int64 bytes; /* of the file, less the pages that were read */
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
	if (t->field != NULL) {
		t->offset = t->field->offset;
		t->kind = field_is_text(t->field)  ? TARGET_TEXT
		    : t->field->type == FIELD_WORD ? TARGET_WORD
						   : TARGET_INT;
	} else if (strcmp(column, "load") == 0) {
		t->offset = offsetof(struct origin, load);
	} else if (strcmp(column, "line") == 0) {
		t->offset = offsetof(struct origin, line);
	} else {
		return false;
	}
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
	    s->file == NULL || s->file->pMethods == NULL || log == NULL)
		return false;
	/* A file without a log, as that of a snapshot, has no journal either
	 * while it is read. */
	if ((log->pMethods != NULL &&
		(log->pMethods->xFileSize(log, &size) != SQLITE_OK ||
		    size != 0)) ||
	    s->file->pMethods->xFileSize(s->file, &s->bytes) != SQLITE_OK)
		return false;
	return s->file->pMethods->xRead(s->file, &reserved, 1, RESERVED_AT) ==
	    SQLITE_OK &&
	    reserved == 0;
}

/* The value of a word; -1: there is no such word. */
static int64_t
word_value(const struct field *f, const char *text, size_t len)
{
	for (int i = 0; f->words[i] != NULL; i++)
		if (strlen(f->words[i]) == len &&
		    memcmp(f->words[i], text, len) == 0)
			return i;
	return -1;
}

/* The text among the recent ones; NULL: no such word. */
static const struct recent *
find_text(const struct scan *s, struct target *t, const char *text, size_t len)
{
	struct recent *r;

	for (int i = 0; i < 2; i++) {
		r = &t->recent[i];
		if (r->len == len && memcmp(r->text, text, len) == 0) {
			t->oldest = 1 - i;
			return r;
		}
	}
	r = &t->recent[t->oldest];
	t->oldest = 1 - t->oldest;
	*r = (struct recent){ .len = len,
		.word = t->kind == TARGET_WORD ? word_value(t->field, text, len)
					       : 0 };
	if (r->word < 0)
		return NULL;
	r->text = arena_strndup(s->arena, text, len);
	return r;
}

/* Store the value of serial type ${type} at ${p}. */
static inline bool
set_value(const struct scan *s, struct target *t, void *row, uint64_t type,
    const uint8_t *p, size_t len)
{
	const struct recent *r;
	int64_t v;

	if (t->kind == TARGET_INT) {
		if (type >= 12)
			return false;
		v = type == 0 ? ENTITY_NONE
			      : page_get_int(p, type, (int64_t)len);
		memcpy((char *)row + t->offset, &v, sizeof(v));
		return true;
	}
	if (type != 0 && type < 13)
		return false;
	r = len > 0 ? find_text(s, t, (const char *)p, len) : NULL;
	if (len > 0 && r == NULL)
		return false;
	if (t->kind == TARGET_TEXT)
		field_set_text(t->field, row, r == NULL ? NULL : r->text);
	else
		field_set_int(t->field, row, r == NULL ? ENTITY_NONE : r->word);
	return true;
}

/* A record: its head, a varint with its length and one a column; its body. */
static bool
add_row(struct scan *s, const uint8_t *p, const uint8_t *end)
{
	const uint8_t *record = p, *head_end, *body;
	uint64_t head, type;
	void *row;

	if (!page_get_varint(&p, end, &head) || head > (uint64_t)(end - record))
		return false;
	if (s->table->count == LARGE_ROWS)
		entity_table_reserve(s->table,
		    LARGE_ROWS + (size_t)(s->bytes / ROW_BYTES));
	row = entity_table_add(s->table);
	head_end = record + head;
	body = head_end;
	for (size_t i = 0; i < s->ncolumns; i++) {
		int64_t len;

		if (!page_get_varint(&p, head_end, &type) ||
		    (len = page_value_len(type)) < 0 || len > end - body ||
		    !set_value(s, &s->target[i], row, type, body, (size_t)len))
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

	/* no page is read twice: a damaged tree ends with the file */
	s->bytes -= s->page_size;
	if (depth == DEPTH_MAX || number == 0 || s->bytes < 0)
		return false;
	if (s->page[depth] == NULL)
		s->page[depth] = mem_calloc(1, s->page_size + PAGE_SLACK);
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
