#ifndef STORE_ENTITY_SQL_H
#define STORE_ENTITY_SQL_H

#include <stddef.h>

struct buf;
struct entity;

/*
 * The statements on the table of an entity, made from its description alone.
 * Columns stand in the order of the fields, then load and line; parameters are
 * numbered the same way.
 */
void entity_sql_select(struct buf *, const struct entity *);

/* Only some rows: ${where} is a constant " WHERE ...", or "". */
void entity_sql_select_where(struct buf *, const struct entity *,
    const char *where);

/* As of load ?1: the rows that are and the versions that were. */
void entity_sql_select_at(struct buf *, const struct entity *);

/* Every version that loads in (?1, ?2] brought, in order of key and load. */
void entity_sql_select_brought(struct buf *, const struct entity *);

/* Every version that loads in (?1, ?2] ended, with column ended. */
void entity_sql_select_ended(struct buf *, const struct entity *);

/* ${rows} rows at once, their parameters one after the other. */
void entity_sql_insert(struct buf *, const struct entity *, size_t rows);

void entity_sql_update(struct buf *, const struct entity *);
void entity_sql_delete(struct buf *, const struct entity *);

#endif /* STORE_ENTITY_SQL_H */
