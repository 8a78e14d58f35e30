#ifndef STORE_ENTITY_WRITER_H
#define STORE_ENTITY_WRITER_H

#include <stddef.h>

#include "store/stmt.h"

struct db;
struct entity;
struct err;

/*
 * Changes and removes rows of one entity; within a transaction of the caller.
 * New rows come in through entity_feed().
 */
struct entity_writer {
	const struct entity *entity;
	struct stmt update, remove;
	struct arg *args;
};

int entity_writer_open(struct entity_writer *, struct db *,
    const struct entity *, struct err *);
int entity_writer_update(struct entity_writer *, const void *row, struct err *);
int entity_writer_remove(struct entity_writer *, const void *row, struct err *);
void entity_writer_close(struct entity_writer *); /* harmless when zeroed */

#endif /* STORE_ENTITY_WRITER_H */
