#include "store/entity_store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/settings.h"
#include "base/words.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/db.h"
#include "store/entity_list.h"
#include "store/entity_scan.h"
#include "store/entity_sql.h"
#include "store/load_store.h"

/* What a call to the number ?1 may match; the rest is for the tariff. */
static const char where_fee[] =
    " WHERE \"match\" NOT IN ('prefix', 'exact')"
    " OR instr(source, '@') > 0 OR instr(destination, '@') > 0"
    " OR substr(?1, 1, length(destination)) = destination"
    " OR substr('+' || ?1, 1, length(destination)) = destination";
static const char where_ported[] = " WHERE number IN (?1, '+' || ?1)";

/*
 * The text of a column.  Most rows repeat the profile, zone and band of the row
 * before, and then share its text.
 */
static const char *
read_text(const struct stmt *s, int column, const struct field *f,
    const void *before, struct arena *a)
{
	const char *text = stmt_text(s, column);
	const char *last = before != NULL ? field_text(f, before) : NULL;

	if (text[0] == '\0')
		return NULL;
	if (last != NULL && strcmp(last, text) == 0)
		return last;
	return arena_strndup(a, text, stmt_bytes(s, column));
}

/* The value of a word; -1 if it is none of them, which no CHECK lets in. */
static int64_t
read_word(const struct stmt *s, int column, const struct field *f,
    const void *before)
{
	const char *text = stmt_text(s, column);

	if (text[0] == '\0')
		return ENTITY_NONE;
	if (before != NULL && field_int(f, before) >= 0 &&
	    strcmp(f->words[field_int(f, before)], text) == 0)
		return field_int(f, before);
	return word_find(f->words, text);
}

static int
read_row(const struct entity *ent, const struct stmt *s, void *row,
    const void *before, struct arena *a, struct err *e)
{
	struct origin *origin = row;

	for (size_t i = 0; i < ent->nfields; i++) {
		const struct field *f = &ent->fields[i];
		int column = (int)i;
		int64_t v;

		if (field_is_text(f)) {
			field_set_text(f, row,
			    read_text(s, column, f, before, a));
			continue;
		}
		v = f->type == FIELD_WORD ? read_word(s, column, f, before)
					  : stmt_optint(s, column);
		if (f->type == FIELD_WORD && v == -1)
			return err_set(e, ERR_DATA, "%s.%s: \"%s\" is unknown",
			    ent->name, f->name, stmt_text(s, column));
		field_set_int(f, row, v);
	}
	origin->load = stmt_int(s, (int)ent->nfields);
	origin->line = stmt_int(s, (int)ent->nfields + 1);
	return 0;
}

/* All rows of a statement that is bound. */
static int
read_rows(struct stmt *s, const struct entity *ent, struct arena *a,
    struct entity_table *t, struct err *e)
{
	int more;

	while ((more = stmt_step(s, e)) > 0) {
		void *row = entity_table_add(t);
		const void *before =
		    t->count > 1 ? entity_table_row(t, t->count - 2) : NULL;

		if (read_row(ent, s, row, before, a, e) < 0)
			return -1;
	}
	return more;
}

/* The rows as of ${load}, or those of now for which ${where} says ${text}. */
static int
read_by_statement(struct db *db, const struct entity *ent, int64_t load,
    const char *where, const char *text, struct arena *a,
    struct entity_table *t, struct err *e)
{
	struct buf sql = { 0 };
	struct stmt s;
	int rc;

	if (where != NULL)
		entity_sql_select_where(&sql, ent, where);
	else if (load == ENTITY_LATEST)
		entity_sql_select(&sql, ent);
	else
		entity_sql_select_at(&sql, ent);
	rc = stmt_prepare(&s, db, buf_text(&sql), e);
	if (rc == 0 && where != NULL)
		rc = stmt_bind(&s, e, ARGS(A_TEXT(text)));
	else if (rc == 0 && load == ENTITY_LATEST)
		rc = stmt_bind(&s, e, NO_ARGS);
	else if (rc == 0)
		rc = stmt_bind(&s, e, ARGS(A_INT(load)));
	if (rc == 0)
		rc = read_rows(&s, ent, a, t, e);
	stmt_free(&s);
	buf_free(&sql);
	return rc;
}

/* In order of their keys; or none, and whatever went wrong. */
static int
finish_table(struct entity_table *t, int rc)
{
	if (rc < 0) {
		entity_table_free(t);
		return -1;
	}
	entity_table_sort(t);
	return 0;
}

int
entity_store_read(struct db *db, const struct entity *ent, int64_t load,
    struct arena *a, struct entity_table *t, struct err *e)
{
	int rc = 0;

	*t = (struct entity_table){ .entity = ent };
	if (load == ENTITY_LATEST)
		rc = entity_scan(db, ent, a, t, e);
	if (rc == 0)
		rc = read_by_statement(db, ent, load, NULL, NULL, a, t, e);
	return finish_table(t, rc);
}

static int
read_where(struct db *db, const struct entity *ent, const char *where,
    const char *text, struct arena *a, struct entity_table *t, struct err *e)
{
	*t = (struct entity_table){ .entity = ent };
	return finish_table(t,
	    read_by_statement(db, ent, ENTITY_LATEST, where, text, a, t, e));
}

int
entity_store_check_load(struct db *db, int64_t load, struct err *e)
{
	int64_t last;

	if (load == ENTITY_LATEST)
		return 0;
	if (load_store_last(db, &last, e) < 0)
		return -1;
	if (load < 0 || load > last)
		return err_set(e, ERR_NOINPUT, "there is no load %" PRId64,
		    load);
	return 0;
}

/* ${number}: see entity_store_master_number(); or NULL. */
static int
read_entity(struct book *b, int64_t load, const char *number, int i,
    struct arena *a, struct entity_table *t, struct err *e)
{
	const struct entity *ent = entity_list[i];

	if (number != NULL && ent == &entity_fees)
		return read_where(b->db, ent, where_fee, number, a, t, e);
	if (number != NULL && ent == &entity_number_portability)
		return read_where(b->db, ent, where_ported, number, a, t, e);
	return entity_store_read(b->db, ent, load, a, t, e);
}

static int
read_master(struct book *b, int64_t load, const char *number, struct arena *a,
    struct master *m, struct err *e)
{
	struct entity_table tables[ENTITY_COUNT];
	int64_t last;

	if (load_store_last(b->db, &last, e) < 0 ||
	    entity_store_check_load(b->db, load, e) < 0)
		return -1;
	for (int i = 0; i < ENTITY_COUNT; i++) {
		if (read_entity(b, load == last ? ENTITY_LATEST : load, number,
			i, a, &tables[i], e) < 0)
			return err_ctx(e, "%s", entity_list[i]->name);
		/* so that the caller has one thing to free */
		arena_adopt(a, tables[i].rows);
	}
	entity_list_master(m, tables);
	m->load = load == ENTITY_LATEST ? last : load;
	return 0;
}

static int
read_all(struct book *b, int64_t load, const char *number, struct arena *a,
    struct master *m, struct err *e)
{
	bool own = !db_in_transaction(b->db);
	int rc;

	*m = (struct master){ 0 };
	m->zone =
	    arena_strdup(a, settings_text(b->settings, "operator", "timezone"));
	m->currency =
	    arena_strdup(a, settings_text(b->settings, "operator", "currency"));
	m->country =
	    arena_strdup(a, settings_text(b->settings, "operator", "country"));
	m->contact =
	    arena_strdup(a, settings_text(b->settings, "operator", "contact"));
	if (own && db_begin_read(b->db, e) < 0)
		return -1;
	rc = read_master(b, load, number, a, m, e);
	if (own)
		db_rollback(b->db);
	return rc;
}

int
entity_store_master(struct book *b, int64_t load, struct arena *a,
    struct master *m, struct err *e)
{
	return read_all(b, load, NULL, a, m, e);
}

int
entity_store_master_number(struct book *b, const char *number, struct arena *a,
    struct master *m, struct err *e)
{
	return read_all(b, ENTITY_LATEST, number, a, m, e);
}
