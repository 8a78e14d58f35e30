#include "store/entity_sql.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/entity.h"

/* "name_e8", quoted: some columns have the name of a keyword. */
static void
column(struct buf *b, const struct field *f)
{
	buf_printf(b, "\"%s%s\"", f->name, entity_unit(f->type));
}

static void
columns(struct buf *b, const struct entity *ent)
{
	for (size_t i = 0; i < ent->nfields; i++) {
		column(b, &ent->fields[i]);
		buf_str(b, ", ");
	}
	buf_str(b, "load, line");
}

/* "WHERE a = ?1 AND b = ?2": the key. */
static void
where_key(struct buf *b, const struct entity *ent)
{
	const char *glue = " WHERE ";

	for (size_t i = 0; i < ent->nfields; i++) {
		if ((ent->fields[i].flags & FIELD_KEY) == 0)
			continue;
		buf_str(b, glue);
		column(b, &ent->fields[i]);
		buf_printf(b, " = ?%zu", i + 1);
		glue = " AND ";
	}
}

/* " ORDER BY a, b": the key. */
static void
order_key(struct buf *b, const struct entity *ent)
{
	const char *glue = " ORDER BY ";

	for (size_t i = 0; i < ent->nfields; i++) {
		if ((ent->fields[i].flags & FIELD_KEY) == 0)
			continue;
		buf_str(b, glue);
		column(b, &ent->fields[i]);
		glue = ", ";
	}
}

void
entity_sql_select(struct buf *b, const struct entity *ent)
{
	entity_sql_select_where(b, ent, "");
}

void
entity_sql_select_where(struct buf *b, const struct entity *ent,
    const char *where)
{
	buf_str(b, "SELECT ");
	columns(b, ent);
	buf_printf(b, " FROM %s%s", ent->name, where);
	order_key(b, ent);
}

void
entity_sql_select_at(struct buf *b, const struct entity *ent)
{
	buf_str(b, "SELECT ");
	columns(b, ent);
	buf_printf(b, " FROM %s WHERE load <= ?1 UNION ALL SELECT ", ent->name);
	columns(b, ent);
	buf_printf(b, " FROM %s_history WHERE load <= ?1 AND ended > ?1",
	    ent->name);
}

void
entity_sql_select_brought(struct buf *b, const struct entity *ent)
{
	buf_str(b, "SELECT ");
	columns(b, ent);
	buf_printf(b,
	    " FROM %s WHERE load > ?1 AND load <= ?2 UNION ALL SELECT ",
	    ent->name);
	columns(b, ent);
	buf_printf(b, " FROM %s_history WHERE load > ?1 AND load <= ?2",
	    ent->name);
	order_key(b, ent);
	buf_str(b, ", load");
}

void
entity_sql_select_ended(struct buf *b, const struct entity *ent)
{
	buf_str(b, "SELECT ");
	columns(b, ent);
	buf_printf(b,
	    ", ended FROM %s_history WHERE ended > ?1 AND ended <= ?2",
	    ent->name);
	order_key(b, ent);
	buf_str(b, ", load");
}

void
entity_sql_insert(struct buf *b, const struct entity *ent)
{
	buf_printf(b, "INSERT INTO %s (", ent->name);
	columns(b, ent);
	buf_str(b, ")");
}

void
entity_sql_update(struct buf *b, const struct entity *ent)
{
	buf_printf(b, "UPDATE %s SET ", ent->name);
	for (size_t i = 0; i < ent->nfields; i++) {
		if ((ent->fields[i].flags & FIELD_KEY) != 0)
			continue;
		column(b, &ent->fields[i]);
		buf_printf(b, " = ?%zu, ", i + 1);
	}
	buf_printf(b, "load = ?%zu, line = ?%zu", ent->nfields + 1,
	    ent->nfields + 2);
	where_key(b, ent);
}

/* Only the key is bound: the other parameters do not occur. */
void
entity_sql_delete(struct buf *b, const struct entity *ent)
{
	size_t n = 0;

	buf_printf(b, "DELETE FROM %s", ent->name);
	for (size_t i = 0; i < ent->nfields; i++) {
		if ((ent->fields[i].flags & FIELD_KEY) == 0)
			continue;
		buf_str(b, n++ == 0 ? " WHERE " : " AND ");
		column(b, &ent->fields[i]);
		buf_printf(b, " = ?%zu", n);
	}
}

struct arg
entity_sql_value(const struct entity *ent, const void *row, size_t i)
{
	const struct origin *origin = row;
	const struct field *f = &ent->fields[i];
	bool key;
	int64_t v;

	if (i >= ent->nfields)
		return A_INT(i == ent->nfields ? origin->load : origin->line);
	key = (f->flags & FIELD_KEY) != 0;
	if (field_is_text(f)) {
		const char *text = field_text(f, row);

		return A_TEXT(text == NULL && key ? "" : text);
	}
	v = field_int(f, row);
	if (f->type == FIELD_WORD)
		return A_TEXT(v == ENTITY_NONE ? NULL : f->words[v]);
	return key ? A_INT(v) : A_OPTINT(v);
}
