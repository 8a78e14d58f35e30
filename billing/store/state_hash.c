#include "store/state_hash.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/canon.h"
#include "store/db.h"
#include "store/stmt.h"
#include "store/stmt_kept.h"

/* clang-format off: a table a row; its keys; the row of a key */
static const struct state_table {
	const char *name, *keys, *row;
} tables[] = {
	{ "outbox", "SELECT CAST(id AS TEXT) FROM outbox",
	    "SELECT * FROM outbox WHERE id = CAST(?1 AS INTEGER)" },
	{ "outbox_journal", "SELECT CAST(seq AS TEXT) FROM outbox_journal",
	    "SELECT * FROM outbox_journal WHERE seq = CAST(?1 AS INTEGER)" },
	{ "outbox_bounce",
	    "SELECT outbox || ' ' || notice_id FROM outbox_bounce",
	    "SELECT * FROM outbox_bounce WHERE outbox = CAST(?1 AS INTEGER)"
	    " AND notice_id = substr(?1, instr(?1, ' ') + 1)" },
	{ "fraud", "SELECT CAST(id AS TEXT) FROM fraud",
	    "SELECT * FROM fraud WHERE id = CAST(?1 AS INTEGER)" },
	{ "fraud_release",
	    "SELECT fraud || ' ' || subscriber FROM fraud_release",
	    "SELECT * FROM fraud_release WHERE fraud = CAST(?1 AS INTEGER)"
	    " AND subscriber = substr(?1, instr(?1, ' ') + 1)" },
	{ "follow_state", "SELECT CAST(path AS TEXT) FROM follow_state",
	    "SELECT * FROM follow_state WHERE path = ?1" },
	{ "batch", "SELECT CAST(number AS TEXT) FROM batch",
	    "SELECT * FROM batch WHERE number = CAST(?1 AS INTEGER)" },
	{ "reject", "SELECT CAST(id AS TEXT) FROM reject",
	    "SELECT * FROM reject WHERE id = CAST(?1 AS INTEGER)" },
	{ "rating_run", "SELECT period || ' ' || run FROM rating_run",
	    "SELECT * FROM rating_run WHERE period = substr(?1, 1, 7)"
	    " AND run = CAST(substr(?1, 9) AS INTEGER)" },
};
/* clang-format on */

#define TABLES (sizeof(tables) / sizeof(tables[0]))

static const char sql_there[] =
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'state_hash'";
static const char sql_schema[] = "PRAGMA schema_version";
static const char sql_due[] =
    "SELECT of, key FROM state_hash WHERE sha256 = '' ORDER BY of, key";
static const char sql_set[] =
    "UPDATE state_hash SET sha256 = ?3 WHERE of = ?1 AND key = ?2";
static const char sql_disown[] =
    "UPDATE state_hash SET sha256 = printf('%064d', 0) WHERE sha256 = ''";
static const char sql_drop[] =
    "DELETE FROM state_hash WHERE of = ?1 AND key = ?2";
static const char sql_of[] =
    "SELECT sha256 FROM state_hash WHERE of = ?1 AND key = ?2";
static const char sql_all[] = "SELECT key FROM state_hash WHERE of = ?1";
static const char sql_of_none[] = "SELECT DISTINCT of FROM state_hash";

/* The hash of a row: 1, 0 there is none, -1. */
static int
hash_row(struct canon *c, const char *key, char sha256[HASH_HEX_MAX],
    struct err *e)
{
	struct hash_sha256 h;
	int64_t rows = 0;

	hash_sha256_begin(&h);
	if (canon_add(c, ARGS(A_TEXT(key)), &h, &rows, e) < 0) {
		hash_sha256_drop(&h);
		return -1;
	}
	hash_sha256_end(&h, sha256);
	return rows > 0;
}

/* --- filling in ------------------------------------------------------------ */

struct state_hash {
	struct stmt schema, disown, due, set, drop;
	int64_t version; /* of the schema that rows[] are of; 0: none yet */
	bool there;
	struct canon rows[TABLES]; /* opened when first needed */
};

void
state_hash_free(struct state_hash *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < TABLES; i++)
		canon_close(&s->rows[i]);
	stmt_free(&s->schema);
	stmt_free(&s->disown);
	stmt_free(&s->due);
	stmt_free(&s->set);
	stmt_free(&s->drop);
	free(s);
}

/* Does the book have hashes?  One that is being migrated does not yet. */
static int
is_there(struct db *db, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db, sql_there, e) < 0)
		return -1;
	rc = stmt_row(&s, e, NO_ARGS);
	stmt_free(&s);
	return rc;
}

/* With the first transaction that finds the table. */
static int
prepare(struct state_hash *s, struct db *db, struct err *e)
{
	int rc = is_there(db, e);

	if (rc <= 0)
		return rc;
	if (stmt_prepare(&s->disown, db, sql_disown, e) < 0 ||
	    stmt_prepare(&s->due, db, sql_due, e) < 0 ||
	    stmt_prepare(&s->set, db, sql_set, e) < 0 ||
	    stmt_prepare(&s->drop, db, sql_drop, e) < 0)
		return -1;
	s->there = true;
	return 1;
}

/*
 * 1: *kept is ready for this book as it is in this transaction; 0: it has no
 * hashes; -1.  Another program may have given the tables more columns.
 */
static int
make_ready(struct state_hash **kept, struct db *db, struct err *e)
{
	struct state_hash *s = *kept;
	int64_t version;

	if (s == NULL) {
		s = mem_calloc(1, sizeof(*s));
		if (stmt_prepare(&s->schema, db, sql_schema, e) < 0) {
			free(s);
			return -1;
		}
		*kept = s;
	}
	if (stmt_row(&s->schema, e, NO_ARGS) < 0)
		return -1;
	version = stmt_int(&s->schema, 0);
	stmt_reset(&s->schema);
	if (version != s->version) {
		for (size_t i = 0; i < TABLES; i++)
			canon_close(&s->rows[i]);
		/* Statements that were kept have the columns of old. */
		stmt_kept_free(db_statements(db));
	}
	s->version = version;
	return s->there ? 1 : prepare(s, db, e);
}

static int
fill_one(struct state_hash *s, struct db *db, const char *of, const char *key,
    struct err *e)
{
	char sha256[HASH_HEX_MAX];
	size_t i = 0;
	int rc;

	while (i < TABLES && strcmp(tables[i].name, of) != 0)
		i++;
	if (i == TABLES)
		return err_set(e, ERR_INTERNAL, "state_hash: no table %s", of);
	if (s->rows[i].table == NULL &&
	    canon_open(&s->rows[i], db, tables[i].name, tables[i].row, e) < 0)
		return -1;
	rc = hash_row(&s->rows[i], key, sha256, e);
	if (rc < 0)
		return -1;
	return rc > 0 ? stmt_run(&s->set, e,
			    ARGS(A_TEXT(of), A_TEXT(key), A_TEXT(sha256)))
		      : stmt_run(&s->drop, e, ARGS(A_TEXT(of), A_TEXT(key)));
}

/* What is due, in memory: the rows of the query are what is written. */
struct due {
	struct arena arena;
	struct due_row {
		const char *of, *key;
	} * all;
	size_t n, cap;
};

static int
read_due(struct stmt *s, struct due *d, struct err *e)
{
	int more = stmt_bind(s, e, NO_ARGS);

	while (more == 0 && (more = stmt_step(s, e)) > 0) {
		d->all = mem_grow(d->all, d->n, &d->cap, sizeof(d->all[0]));
		d->all[d->n++] =
		    (struct due_row){ arena_strdup(&d->arena, stmt_text(s, 0)),
			    arena_strdup(&d->arena, stmt_text(s, 1)) };
		more = 0;
	}
	return more;
}

int
state_hash_begin(struct state_hash **kept, struct db *db, struct err *e)
{
	int rc = make_ready(kept, db, e);

	/* The UPDATE makes a table for itself even if there is no row. */
	if (rc > 0) {
		rc = stmt_row(&(*kept)->due, e, NO_ARGS);
		stmt_reset(&(*kept)->due);
	}
	return rc > 0 ? stmt_run(&(*kept)->disown, e, NO_ARGS) : rc;
}

int
state_hash_commit(struct state_hash **kept, struct db *db, struct err *e)
{
	struct due d = { .n = 0 };
	int rc = make_ready(kept, db, e);

	if (rc > 0)
		rc = read_due(&(*kept)->due, &d, e);
	for (size_t i = 0; rc == 0 && i < d.n; i++)
		rc = fill_one(*kept, db, d.all[i].of, d.all[i].key, e);
	free(d.all);
	arena_free(&d.arena);
	return rc < 0 ? err_ctx(e, "hashes of rows of state") : 0;
}

/* --- checking -------------------------------------------------------------- */

struct checking {
	struct stmt keys, of;
	struct canon row;
	const struct state_table *table;
	check_found_fn *found;
	void *arg;
};

static void
tell(struct checking *c, const char *key, const char *what)
{
	struct buf text = { 0 };

	buf_printf(&text, "rows %s: %s %s", c->table->name, key, what);
	c->found(c->arg, buf_text(&text));
	buf_free(&text);
}

/* A row that is there: its hash is, too. */
static int
check_row(struct checking *c, const char *key, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	int rc = hash_row(&c->row, key, sha256, e);

	if (rc < 0)
		return -1;
	rc = stmt_row(&c->of, e, ARGS(A_TEXT(c->table->name), A_TEXT(key)));
	if (rc == 0)
		tell(c, key, "was written by no program of Tollbook");
	else if (rc > 0 && strcmp(stmt_text(&c->of, 0), sha256) != 0)
		tell(c, key, "is not what a program of Tollbook wrote");
	stmt_reset(&c->of);
	return rc < 0 ? -1 : 0;
}

/* A hash that has no row any more. */
static int
check_gone(struct checking *c, struct db *db, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	struct stmt all;
	int more = stmt_prepare(&all, db, sql_all, e), rc = 0;

	if (more == 0)
		more = stmt_bind(&all, e, ARGS(A_TEXT(c->table->name)));
	while (more == 0 && rc >= 0 && (more = stmt_step(&all, e)) > 0) {
		rc = hash_row(&c->row, stmt_text(&all, 0), sha256, e);
		if (rc == 0)
			tell(c, stmt_text(&all, 0), "is not there any more");
		more = 0;
	}
	stmt_free(&all);
	return more < 0 || rc < 0 ? -1 : 0;
}

static int
check_table(struct checking *c, struct db *db, struct err *e)
{
	int more;

	if (canon_open(&c->row, db, c->table->name, c->table->row, e) < 0)
		return -1;
	more = stmt_prepare(&c->keys, db, c->table->keys, e);
	if (more == 0)
		more = stmt_prepare(&c->of, db, sql_of, e);
	while (more == 0 && (more = stmt_step(&c->keys, e)) > 0)
		more = check_row(c, stmt_text(&c->keys, 0), e);
	if (more == 0)
		more = check_gone(c, db, e);
	stmt_free(&c->keys);
	stmt_free(&c->of);
	canon_close(&c->row);
	return more;
}

/* A hash of what is no table of state. */
static int
check_names(struct checking *c, struct db *db, struct err *e)
{
	struct stmt s;
	int more = stmt_prepare(&s, db, sql_of_none, e);

	while (more == 0 && (more = stmt_step(&s, e)) > 0) {
		const struct state_table odd = { stmt_text(&s, 0), "", "" };
		size_t i = 0;

		while (i < TABLES && strcmp(tables[i].name, odd.name) != 0)
			i++;
		c->table = &odd;
		if (i == TABLES)
			tell(c, "state_hash", "names a table without state");
		more = 0;
	}
	stmt_free(&s);
	return more;
}

int
state_hash_check(struct db *db, check_found_fn *found, void *arg, struct err *e)
{
	struct checking c = { .found = found, .arg = arg };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < TABLES; i++) {
		c.table = &tables[i];
		rc = check_table(&c, db, e);
	}
	return rc == 0 ? check_names(&c, db, e) : rc;
}
