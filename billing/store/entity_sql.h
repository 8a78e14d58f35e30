#ifndef STORE_ENTITY_SQL_H
#define STORE_ENTITY_SQL_H

#include <stddef.h>

#include "store/stmt.h"

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

/* "INSERT INTO items (...)", to be followed by a SELECT or VALUES. */
void entity_sql_insert(struct buf *, const struct entity *);

void entity_sql_update(struct buf *, const struct entity *);
void entity_sql_delete(struct buf *, const struct entity *);

/* No entity has more fields, with load and line. */
#define ENTITY_SQL_COLUMNS_MAX 64

/*
 * What column ${i} of ${row} is in the database; texts are the row's.  What is
 * empty is NULL, but in the key '' or the number itself.
 */
struct arg entity_sql_value(const struct entity *, const void *row, size_t i);

#endif /* STORE_ENTITY_SQL_H */
