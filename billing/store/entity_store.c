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
#include "store/entity_sql.h"
#include "store/load_store.h"

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

int
entity_store_read(struct db *db, const struct entity *ent, int64_t load,
    struct arena *a, struct entity_table *t, struct err *e)
{
	struct buf sql = { 0 };
	struct stmt s;
	int more = -1;

	*t = (struct entity_table){ .entity = ent };
	if (load == ENTITY_LATEST)
		entity_sql_select(&sql, ent);
	else
		entity_sql_select_at(&sql, ent);
	if (stmt_prepare(&s, db, buf_text(&sql), e) < 0)
		goto out;
	if ((load == ENTITY_LATEST ? stmt_bind(&s, e, NO_ARGS)
				   : stmt_bind(&s, e, ARGS(A_INT(load)))) < 0)
		goto out;
	while ((more = stmt_step(&s, e)) > 0) {
		void *row = entity_table_add(t);
		const void *before =
		    t->count > 1 ? entity_table_row(t, t->count - 2) : NULL;

		if (read_row(ent, &s, row, before, a, e) < 0) {
			more = -1;
			break;
		}
	}
	if (more == 0)
		entity_table_sort(t);
	else
		entity_table_free(t);
out:
	stmt_free(&s);
	buf_free(&sql);
	return more;
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

/* Into the arena, so that the caller has one thing to free. */
static void
move_rows(struct entity_table *t, struct arena *a)
{
	void *rows =
	    t->count > 0 ? arena_alloc(a, t->count, t->entity->size) : NULL;

	if (t->count > 0)
		memcpy(rows, t->rows, t->count * t->entity->size);
	free(t->rows);
	t->rows = rows;
}

static int
read_master(struct book *b, int64_t load, struct arena *a, struct master *m,
    struct err *e)
{
	struct entity_table tables[ENTITY_COUNT];
	int64_t last;

	if (load_store_last(b->db, &last, e) < 0 ||
	    entity_store_check_load(b->db, load, e) < 0)
		return -1;
	for (int i = 0; i < ENTITY_COUNT; i++) {
		if (entity_store_read(b->db, entity_list[i],
			load == last ? ENTITY_LATEST : load, a, &tables[i],
			e) < 0)
			return err_ctx(e, "%s", entity_list[i]->name);
		move_rows(&tables[i], a);
	}
	entity_list_master(m, tables);
	m->load = load == ENTITY_LATEST ? last : load;
	return 0;
}

int
entity_store_master(struct book *b, int64_t load, struct arena *a,
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
	rc = read_master(b, load, a, m, e);
	if (own)
		db_rollback(b->db);
	return rc;
}
