/*
 * The seal: the canonical form of rows, written down by hand; every table is
 * sealed or left out with a reason; the text of a manifest.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/hash.h"
#include "../check.h"
#include "store/canon.h"
#include "store/db.h"
#include "store/entity_list.h"
#include "store/manifest_rows.h"
#include "store/manifest_store.h"

static char path[64];

static struct db *
new_book(void)
{
	struct err err = { .code = ERR_NONE };
	struct db *db = NULL;

	(void)snprintf(path, sizeof(path), "/tmp/test_seal.%ld.db",
	    (long)getpid());
	(void)unlink(path);
	CHECK(db_create_book(&db, path, &err) == 0, "%s", err.text);
	return db;
}

static void
remove_book(struct db *db)
{
	char other[80];

	db_close(db);
	(void)unlink(path);
	(void)snprintf(other, sizeof(other), "%s-wal", path);
	(void)unlink(other);
	(void)snprintf(other, sizeof(other), "%s-shm", path);
	(void)unlink(other);
}

/* Is the hash of the rows that of the text that one would write by hand? */
static void
same(struct db *db, const char *table, const char *sql, const char *text)
{
	struct err err = { .code = ERR_NONE };
	char want[HASH_HEX_MAX], got[HASH_HEX_MAX] = "";
	struct hash_sha256 h;
	struct canon c;
	int64_t rows = 0;

	hash_sha256_hex(text, strlen(text), want);
	CHECK(canon_open(&c, db, table, sql, &err) == 0, "%s", err.text);
	hash_sha256_begin(&h);
	CHECK(canon_add(&c, NO_ARGS, &h, &rows, &err) == 0, "%s", err.text);
	hash_sha256_end(&h, got);
	canon_close(&c);
	CHECK(strcmp(want, got) == 0, "%s is not %s", sql, text);
}

static void
test_canon(void)
{
	struct err err = { .code = ERR_NONE };
	struct db *db = new_book();

	CHECK(db_exec(db,
		  "CREATE TABLE x (b TEXT NOT NULL, a INTEGER NOT NULL,"
		  " n INTEGER, d INTEGER NOT NULL DEFAULT 7,"
		  " e TEXT NOT NULL DEFAULT 'out', r BLOB) STRICT;"
		  "INSERT INTO x VALUES ('', 0, NULL, 7, 'out', NULL);"
		  "INSERT INTO x VALUES ('a;b', -5, 0, 8, 'in', x'00ff')",
		  &err) == 0,
	    "%s", err.text);
	same(db, "x", "SELECT * FROM x WHERE a = 0", "x\na=i0;b=t0:;\n");
	same(db, "x", "SELECT d, b, a, e, n FROM x ORDER BY a",
	    "x\na=i-5;b=t3:a;b;d=i8;e=t2:in;n=i0;\na=i0;b=t0:;\n");
	same(db, "x", "SELECT * FROM x WHERE a = 1", "");
	/* a column more, with a default or without, shows nowhere */
	CHECK(db_exec(db,
		  "ALTER TABLE x ADD COLUMN m INTEGER NOT NULL DEFAULT 0;"
		  "ALTER TABLE x ADD COLUMN z TEXT",
		  &err) == 0,
	    "%s", err.text);
	same(db, "x", "SELECT * FROM x WHERE a = 0", "x\na=i0;b=t0:;\n");
	remove_book(db);
}

static int
is_named(const struct manifest_table *t, const char *name)
{
	for (; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return 1;
	return 0;
}

static int
is_left_out(const char *name)
{
	for (const struct manifest_left_out *l = manifest_rows_left_out;
	     l->table != NULL; l++) {
		size_t n = strcspn(l->table, "*");

		if (strncmp(l->table, name, n) == 0 &&
		    (l->table[n] == '*' || name[n] == '\0'))
			return 1;
	}
	return 0;
}

/* Master data and its history. */
static int
is_master(const char *name)
{
	size_t n = strlen(name), tail = strlen("_history");
	char entity[64];

	if (entity_list_find(name) >= 0)
		return 1;
	if (n <= tail || n >= sizeof(entity) ||
	    strcmp(name + n - tail, "_history") != 0)
		return 0;
	memcpy(entity, name, n - tail);
	entity[n - tail] = '\0';
	return entity_list_find(entity) >= 0;
}

static void
test_tables(void)
{
	struct err err = { .code = ERR_NONE };
	struct db *db = new_book();
	struct manifest_rows *rows;
	struct stmt s;
	char sha256[HASH_HEX_MAX];
	int64_t count;
	int more;

	CHECK(stmt_prepare(&s, db,
		  "SELECT name FROM sqlite_schema WHERE type = 'table'"
		  " AND name NOT LIKE 'sqlite_%' ORDER BY name",
		  &err) == 0,
	    "%s", err.text);
	while ((more = stmt_step(&s, &err)) > 0) {
		const char *name = stmt_text(&s, 0);
		int known = is_named(manifest_tables, name) +
		    is_named(manifest_document_parts, name);

		/* charges are in both: with a document, and without */
		CHECK(known + is_master(name) + is_left_out(name) ==
			1 + (strcmp(name, "document_usage") == 0),
		    "table %s: seal it in manifest_tables[], or leave it out "
		    "in manifest_rows_left_out[] with the reason "
		    "(billing/store/manifest_rows.c)",
		    name);
	}
	CHECK(more == 0, "%s", err.text);
	stmt_free(&s);
	CHECK(manifest_rows_open(&rows, db, &err) == 0, "%s", err.text);
	for (const struct manifest_table *t = manifest_tables; t->name != NULL;
	     t++)
		CHECK(manifest_rows_table(rows, t->name, 0, 9, &count, sha256,
			  &err) == 0 &&
			count == 0,
		    "%s: %s", t->name, err.text);
	for (int i = 0; i < ENTITY_COUNT; i++)
		CHECK(manifest_rows_master(rows, entity_list[i]->name, 0, 9,
			  &count, sha256, &err) == 0 &&
			count == 0,
		    "%s: %s", entity_list[i]->name, err.text);
	CHECK(manifest_rows_table(rows, "loads_", 0, 9, &count, sha256, &err) <
		    0 &&
		err.code == ERR_DATA,
	    "an unknown table");
	manifest_rows_close(rows);
	remove_book(db);
}

static void
test_text(void)
{
	struct manifest_item items[] = {
		{ .kind = "rows", .name = "loads", .upto = 3, .count = 2 },
		{ .kind = "file", .name = "documents/2026/a b.pdf" },
	};
	struct manifest m = { .closing = 2,
		.program = "tollbook 1",
		.tzdata = "2025b",
		.items = items,
		.n = 2 };
	static const char want[] =
	    "tollbook manifest 1\nclosing 2\nprevious p\n"
	    "program tollbook 1\ntzdata 2025b\nzones z\n"
	    "items 2\nrows r 3 2 loads\n"
	    "file f 0 0 documents/2026/a b.pdf\n";
	char hash[HASH_HEX_MAX], of_text[HASH_HEX_MAX];
	struct buf text = { 0 };

	memcpy(m.previous, "p", sizeof("p"));
	memcpy(m.zones, "z", sizeof("z"));
	memcpy(items[0].sha256, "r", sizeof("r"));
	memcpy(items[1].sha256, "f", sizeof("f"));
	manifest_text(&m, &text);
	CHECK(strcmp(buf_text(&text), want) == 0, "%s", buf_text(&text));
	manifest_hash(&m, hash);
	hash_sha256_hex(want, strlen(want), of_text);
	CHECK(strcmp(hash, of_text) == 0, "hash of the text");
	buf_free(&text);
}

int
main(void)
{
	test_canon();
	test_tables();
	test_text();
	return check_done();
}
