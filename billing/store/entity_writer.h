#ifndef STORE_ENTITY_WRITER_H
#define STORE_ENTITY_WRITER_H

#include <stddef.h>

#include "store/stmt.h"

struct db;
struct entity;
struct err;

/*
 * Writes rows of one entity; within a transaction of the caller.
 *
 * New rows wait until some are together and go in with one statement: then the
 * database finds the place of a row, mostly, next to the one before it.  They
 * are borrowed until the flush, which must come before the end.
 */
#define ENTITY_WRITER_ROWS 64

struct entity_writer {
	const struct entity *entity;
	struct stmt insert, several, update, remove;
	struct arg *args; /* of as many rows */
	const void *rows[ENTITY_WRITER_ROWS];
	size_t count; /* that wait */
};

int entity_writer_open(struct entity_writer *, struct db *,
    const struct entity *, struct err *);
int entity_writer_insert(struct entity_writer *, const void *row, struct err *);
int entity_writer_flush(struct entity_writer *, struct err *);
int entity_writer_update(struct entity_writer *, const void *row, struct err *);
int entity_writer_remove(struct entity_writer *, const void *row, struct err *);
void entity_writer_close(struct entity_writer *); /* harmless when zeroed */

#endif /* STORE_ENTITY_WRITER_H */
