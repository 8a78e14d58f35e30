#include "store/manifest_store.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_head[] =
    "SELECT previous, program, tzdata, zones, items, sha256 FROM manifest"
    " WHERE closing = ?1";
static const char sql_items[] =
    "SELECT kind, name, upto, count, sha256 FROM manifest_item"
    " WHERE closing = ?1 ORDER BY position";
static const char sql_last[] =
    "SELECT closing, sha256 FROM manifest ORDER BY closing DESC LIMIT 1";
static const char sql_next[] =
    "SELECT min(closing) FROM manifest WHERE closing > ?1";
static const char sql_missing[] =
    "SELECT number FROM closing WHERE number >= (SELECT min(closing) FROM"
    " manifest_since) AND number NOT IN (SELECT closing FROM manifest)"
    " ORDER BY number";
static const char sql_before[] =
    "SELECT upto FROM manifest_item WHERE kind = ?1 AND name = ?2"
    " AND closing < ?3 ORDER BY closing DESC LIMIT 1";
static const char sql_documents[] =
    "SELECT id FROM document WHERE closing > ?1 AND closing <= ?2 ORDER BY id";
static const char sql_charges[] =
    "SELECT sha256, charges FROM rating_run WHERE file = ?1";
static const char sql_file[] =
    "SELECT sha256, 0 FROM document_file WHERE path = ?1";

/* A hash; "" where the column holds something else. */
static void
read_hash(const struct stmt *s, int column, char hash[HASH_HEX_MAX])
{
	bool whole = stmt_bytes(s, column) == HASH_HEX_MAX - 1;

	(void)snprintf(hash, HASH_HEX_MAX, "%s",
	    whole ? stmt_text(s, column) : "");
}

static int
read_items(struct db *db, struct arena *a, struct manifest *m, struct err *e)
{
	size_t cap = m->n;
	struct stmt s;
	int more;

	if (stmt_prepare(&s, db, sql_items, e) < 0)
		return -1;
	m->items = ARENA_NEW(a, struct manifest_item, cap + 1);
	m->n = 0;
	more = stmt_bind(&s, e, ARGS(A_INT(m->closing)));
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		struct manifest_item *i = &m->items[m->n];

		if (m->n++ == cap) { /* one too many is enough to be seen */
			m->n = cap + 1;
			break;
		}
		i->kind = arena_strdup(a, stmt_text(&s, 0));
		i->name = arena_strdup(a, stmt_text(&s, 1));
		i->upto = stmt_int(&s, 2);
		i->count = stmt_int(&s, 3);
		read_hash(&s, 4, i->sha256);
	}
	stmt_free(&s);
	if (m->n == cap + 1)
		m->items[cap] = (struct manifest_item){ .kind = "unknown",
			.name = "one more than it counts" };
	return more < 0 ? -1 : 0;
}

int
manifest_read(struct db *db, int64_t closing, struct arena *a,
    struct manifest *m, struct err *e)
{
	struct stmt s;
	int rc;

	*m = (struct manifest){ .closing = closing };
	if (stmt_prepare(&s, db, sql_head, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(closing)));
	if (rc == 1) {
		read_hash(&s, 0, m->previous);
		m->program = arena_strdup(a, stmt_text(&s, 1));
		m->tzdata = arena_strdup(a, stmt_text(&s, 2));
		read_hash(&s, 3, m->zones);
		m->n = (size_t)stmt_int(&s, 4);
		read_hash(&s, 5, m->sha256);
	}
	stmt_free(&s);
	if (rc == 1 && read_items(db, a, m, e) < 0)
		return -1;
	return rc;
}

void
manifest_text(const struct manifest *m, struct buf *b)
{
	buf_printf(b,
	    "tollbook manifest 1\nclosing %" PRId64 "\nprevious %s\n"
	    "program %s\ntzdata %s\nzones %s\nitems %zu\n",
	    m->closing, m->previous, m->program, m->tzdata, m->zones, m->n);
	for (size_t i = 0; i < m->n; i++)
		buf_printf(b, "%s %s %" PRId64 " %" PRId64 " %s\n",
		    m->items[i].kind, m->items[i].sha256, m->items[i].upto,
		    m->items[i].count, m->items[i].name);
}

void
manifest_hash(const struct manifest *m, char sha256[HASH_HEX_MAX])
{
	struct buf text = { 0 };

	manifest_text(m, &text);
	hash_sha256_hex(buf_text(&text), text.len, sha256);
	buf_free(&text);
}

/* The first column of the only row as a number; 1, or 0: no row, or NULL. */
static int
one_number(struct db *db, const char *sql, const struct arg *args, size_t n,
    int64_t *out, struct err *e)
{
	struct stmt s;
	int rc;

	*out = 0;
	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	rc = stmt_row(&s, e, args, n);
	if (rc == 1 && stmt_is_null(&s, 0))
		rc = 0;
	if (rc == 1)
		*out = stmt_int(&s, 0);
	stmt_free(&s);
	return rc;
}

int
manifest_last(struct db *db, int64_t *closing, char sha256[HASH_HEX_MAX],
    struct err *e)
{
	struct stmt s;
	int rc;

	*closing = 0;
	(void)snprintf(sha256, HASH_HEX_MAX, "%064d", 0);
	if (stmt_prepare(&s, db, sql_last, e) < 0)
		return -1;
	rc = stmt_row(&s, e, NO_ARGS);
	if (rc == 1) {
		*closing = stmt_int(&s, 0);
		read_hash(&s, 1, sha256);
	}
	stmt_free(&s);
	return rc;
}

int
manifest_next(struct db *db, int64_t closing, int64_t *next, struct err *e)
{
	return one_number(db, sql_next, ARGS(A_INT(closing)), next, e);
}

int
manifest_before(struct db *db, int64_t closing, const char *kind,
    const char *name, int64_t *upto, struct err *e)
{
	return one_number(db, sql_before,
		   ARGS(A_TEXT(kind), A_TEXT(name), A_INT(closing)), upto,
		   e) < 0
	    ? -1
	    : 0;
}

/* The numbers that a query returns, in the arena. */
static int
numbers(struct db *db, const char *sql, const struct arg *args, size_t n_args,
    struct arena *a, int64_t **out, size_t *n, struct err *e)
{
	int64_t *list = NULL;
	size_t cap = 0;
	struct stmt s;
	int more;

	*n = 0;
	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	more = stmt_bind(&s, e, args, n_args);
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		list = mem_grow(list, *n, &cap, sizeof(list[0]));
		list[(*n)++] = stmt_int(&s, 0);
	}
	stmt_free(&s);
	*out = ARENA_NEW(a, int64_t, *n + 1);
	if (*n > 0)
		memcpy(*out, list, *n * sizeof(list[0]));
	free(list);
	return more < 0 ? -1 : 0;
}

int
manifest_missing(struct db *db, struct arena *a, int64_t **closings, size_t *n,
    struct err *e)
{
	return numbers(db, sql_missing, NO_ARGS, a, closings, n, e);
}

int
manifest_documents(struct db *db, int64_t from, int64_t upto, struct arena *a,
    int64_t **ids, size_t *n, struct err *e)
{
	return numbers(db, sql_documents, ARGS(A_INT(from), A_INT(upto)), a,
	    ids, n, e);
}

int
manifest_recorded(struct db *db, const char *kind, const char *name,
    int64_t *count, char sha256[HASH_HEX_MAX], struct err *e)
{
	const char *sql = strcmp(kind, "charges") == 0 ? sql_charges : sql_file;
	struct stmt s;
	int rc;

	*count = 0;
	sha256[0] = '\0';
	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_TEXT(name)));
	if (rc == 1) {
		read_hash(&s, 0, sha256);
		*count = stmt_int(&s, 1);
	}
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}
