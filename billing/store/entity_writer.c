#include "store/entity_writer.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/entity_sql.h"

static int
prepare(struct stmt *s, struct db *db,
    void (*make)(struct buf *, const struct entity *), const struct entity *ent,
    struct err *e)
{
	struct buf sql = { 0 };
	int rc;

	make(&sql, ent);
	rc = stmt_prepare(s, db, buf_text(&sql), e);
	buf_free(&sql);
	return rc;
}

static int
prepare_insert(struct stmt *s, struct db *db, const struct entity *ent,
    size_t rows, struct err *e)
{
	struct buf sql = { 0 };
	int rc;

	entity_sql_insert(&sql, ent, rows);
	rc = stmt_prepare(s, db, buf_text(&sql), e);
	buf_free(&sql);
	return rc;
}

int
entity_writer_open(struct entity_writer *w, struct db *db,
    const struct entity *ent, struct err *e)
{
	*w = (struct entity_writer){ .entity = ent };
	w->args = mem_calloc((ent->nfields + 2) * ENTITY_WRITER_ROWS,
	    sizeof(*w->args));
	if (prepare_insert(&w->insert, db, ent, 1, e) < 0 ||
	    prepare_insert(&w->several, db, ent, ENTITY_WRITER_ROWS, e) < 0 ||
	    prepare(&w->update, db, entity_sql_update, ent, e) < 0 ||
	    prepare(&w->remove, db, entity_sql_delete, ent, e) < 0) {
		entity_writer_close(w);
		return -1;
	}
	return 0;
}

void
entity_writer_close(struct entity_writer *w)
{
	stmt_free(&w->insert);
	stmt_free(&w->several);
	stmt_free(&w->update);
	stmt_free(&w->remove);
	free(w->args);
	*w = (struct entity_writer){ 0 };
}

/* What is empty: NULL, but in the key '' or the number itself. */
static struct arg
arg_of(const struct field *f, const void *row)
{
	bool key = (f->flags & FIELD_KEY) != 0;
	int64_t v;

	if (field_is_text(f)) {
		const char *text = field_text(f, row);

		return A_TEXT(text == NULL && key ? "" : text);
	}
	v = field_int(f, row);
	if (f->type == FIELD_WORD)
		return A_TEXT(v == ENTITY_NONE ? NULL : f->words[v]);
	return key ? A_INT(v) : A_OPTINT(v);
}

/* The arguments of one row, at ${args}; their number. */
static size_t
args_all(const struct entity *ent, const void *row, struct arg *args)
{
	const struct origin *origin = row;

	for (size_t i = 0; i < ent->nfields; i++)
		args[i] = arg_of(&ent->fields[i], row);
	args[ent->nfields] = A_INT(origin->load);
	args[ent->nfields + 1] = A_INT(origin->line);
	return ent->nfields + 2;
}

int
entity_writer_insert(struct entity_writer *w, const void *row, struct err *e)
{
	w->rows[w->count++] = row;
	return w->count == ENTITY_WRITER_ROWS ? entity_writer_flush(w, e) : 0;
}

int
entity_writer_flush(struct entity_writer *w, struct err *e)
{
	size_t n = 0, count = w->count;

	w->count = 0;
	if (count == ENTITY_WRITER_ROWS) {
		for (size_t i = 0; i < count; i++)
			n += args_all(w->entity, w->rows[i], &w->args[n]);
		return stmt_run(&w->several, e, w->args, n);
	}
	for (size_t i = 0; i < count; i++) {
		n = args_all(w->entity, w->rows[i], w->args);
		if (stmt_run(&w->insert, e, w->args, n) < 0)
			return -1;
	}
	return 0;
}

int
entity_writer_update(struct entity_writer *w, const void *row, struct err *e)
{
	return stmt_run(&w->update, e, w->args,
	    args_all(w->entity, row, w->args));
}

int
entity_writer_remove(struct entity_writer *w, const void *row, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < w->entity->nfields; i++)
		if ((w->entity->fields[i].flags & FIELD_KEY) != 0)
			w->args[n++] = arg_of(&w->entity->fields[i], row);
	return stmt_run(&w->remove, e, w->args, n);
}
