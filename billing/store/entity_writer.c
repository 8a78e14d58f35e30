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

int
entity_writer_open(struct entity_writer *w, struct db *db,
    const struct entity *ent, struct err *e)
{
	*w = (struct entity_writer){ .entity = ent };
	w->args = mem_calloc(ent->nfields + 2, sizeof(*w->args));
	if (prepare(&w->update, db, entity_sql_update, ent, e) < 0 ||
	    prepare(&w->remove, db, entity_sql_delete, ent, e) < 0) {
		entity_writer_close(w);
		return -1;
	}
	return 0;
}

void
entity_writer_close(struct entity_writer *w)
{
	stmt_free(&w->update);
	stmt_free(&w->remove);
	free(w->args);
	*w = (struct entity_writer){ 0 };
}

int
entity_writer_update(struct entity_writer *w, const void *row, struct err *e)
{
	size_t n = w->entity->nfields + 2;

	for (size_t i = 0; i < n; i++)
		w->args[i] = entity_sql_value(w->entity, row, i);
	return stmt_run(&w->update, e, w->args, n);
}

int
entity_writer_remove(struct entity_writer *w, const void *row, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < w->entity->nfields; i++)
		if ((w->entity->fields[i].flags & FIELD_KEY) != 0)
			w->args[n++] = entity_sql_value(w->entity, row, i);
	return stmt_run(&w->remove, e, w->args, n);
}
