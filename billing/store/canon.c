#include "store/canon.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/db.h"

struct canon_column {
	char *name;
	size_t name_len;
	int at; /* in the result */
	enum { DEFAULT_NONE, DEFAULT_INT, DEFAULT_TEXT } kind;
	int64_t value; /* of DEFAULT_INT */
	char *text;    /* of DEFAULT_TEXT */
};

/* The default as the schema writes it; NULL where it writes none. */
static const char sql_default[] =
    "SELECT dflt_value FROM pragma_table_info(?1) WHERE name = ?2";

static int
compare_columns(const void *a, const void *b)
{
	const struct canon_column *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Only plain numbers and texts are defaults that can be left out. */
static void
read_default(struct canon_column *c, const char *text)
{
	struct err ignored = { .code = ERR_NONE };
	size_t len = strlen(text);

	if (len >= 2 && text[0] == '\'' &&
	    strchr(text + 1, '\'') == text + len - 1) {
		c->kind = DEFAULT_TEXT;
		c->text = mem_strndup(text + 1, len - 2);
	} else if (decimal_int(text, len, INT64_MIN, INT64_MAX, &c->value,
		       &ignored) == 0) {
		c->kind = DEFAULT_INT;
	}
}

static int
read_columns(struct canon *c, struct db *db, struct err *e)
{
	struct stmt d;
	int rc = 0;

	c->n = (size_t)sqlite3_column_count(c->stmt.handle);
	c->columns = mem_calloc(c->n + 1, sizeof(c->columns[0]));
	if (stmt_prepare(&d, db, sql_default, e) < 0)
		return -1;
	for (size_t i = 0; i < c->n && rc >= 0; i++) {
		struct canon_column *col = &c->columns[i];
		const char *name = sqlite3_column_name(c->stmt.handle, (int)i);

		if (name == NULL)
			mem_exhausted();
		col->name = mem_strdup(name);
		col->name_len = strlen(name);
		col->at = (int)i;
		rc = stmt_row(&d, e, ARGS(A_TEXT(c->table), A_TEXT(name)));
		if (rc == 1 && !stmt_is_null(&d, 0))
			read_default(col, stmt_text(&d, 0));
		stmt_reset(&d);
	}
	stmt_free(&d);
	if (rc >= 0 && c->n > 1)
		qsort(c->columns, c->n, sizeof(c->columns[0]), compare_columns);
	return rc < 0 ? -1 : 0;
}

int
canon_open(struct canon *c, struct db *db, const char *table, const char *sql,
    struct err *e)
{
	*c = (struct canon){ .table = table };
	if (stmt_prepare(&c->stmt, db, sql, e) < 0 ||
	    read_columns(c, db, e) < 0) {
		canon_close(c);
		return -1;
	}
	return 0;
}

/* Digits, the sign before them; by hand: there are millions. */
static void
add_number(struct buf *b, int64_t v)
{
	char text[24];
	size_t at = sizeof(text);
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		text[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (v < 0)
		text[--at] = '-';
	buf_add(b, text + at, sizeof(text) - at);
}

/* "NAME=K", the kind of value. */
static void
add_name(struct buf *b, const struct canon_column *col, char kind)
{
	const char equals[2] = { '=', kind };

	buf_add(b, col->name, col->name_len);
	buf_add(b, equals, sizeof(equals));
}

static void
add_column(struct canon *c, const struct canon_column *col)
{
	int type = sqlite3_column_type(c->stmt.handle, col->at);
	size_t len;
	const void *p;
	int64_t i;

	if (type == SQLITE_NULL)
		return;
	if (type == SQLITE_INTEGER) {
		i = stmt_int(&c->stmt, col->at);
		if (col->kind != DEFAULT_INT || i != col->value) {
			add_name(&c->row, col, 'i');
			add_number(&c->row, i);
			buf_char(&c->row, ';');
		}
		return;
	}
	p = stmt_blob(&c->stmt, col->at, &len);
	if (type == SQLITE_TEXT && col->kind == DEFAULT_TEXT &&
	    len == strlen(col->text) &&
	    (len == 0 || memcmp(p, col->text, len) == 0))
		return;
	add_name(&c->row, col, type == SQLITE_TEXT ? 't' : 'b');
	add_number(&c->row, (int64_t)len);
	buf_char(&c->row, ':');
	buf_add(&c->row, p, len);
	buf_char(&c->row, ';');
}

int
canon_add(struct canon *c, const struct arg *args, size_t n,
    struct hash_sha256 *h, int64_t *rows, struct err *e)
{
	int more = stmt_bind(&c->stmt, e, args, n);

	bool first = true;

	while (more >= 0 && (more = stmt_step(&c->stmt, e)) > 0) {
		buf_reset(&c->row);
		if (first)
			buf_printf(&c->row, "%s\n", c->table);
		first = false;
		for (size_t i = 0; i < c->n; i++)
			add_column(c, &c->columns[i]);
		buf_str(&c->row, "\n");
		hash_sha256_add(h, c->row.data, c->row.len);
		(*rows)++;
	}
	return more < 0 ? err_ctx(e, "%s", c->table) : 0;
}

void
canon_close(struct canon *c)
{
	stmt_free(&c->stmt);
	for (size_t i = 0; i < c->n && c->columns != NULL; i++) {
		free(c->columns[i].name);
		free(c->columns[i].text);
	}
	free(c->columns);
	buf_free(&c->row);
	*c = (struct canon){ .table = NULL };
}
