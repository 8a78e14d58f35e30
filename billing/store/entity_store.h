#ifndef STORE_ENTITY_STORE_H
#define STORE_ENTITY_STORE_H

#include <stdint.h>

#include "base/entity_table.h"
#include "store/stmt.h"

struct arena;
struct book;
struct db;
struct entity;
struct err;
struct master;

/*
 * Master data in the book: rows of any entity, read and written by its
 * description (base/entity.h).  The SQL is made once from the constant
 * descriptions, never from data.
 */
#define ENTITY_LATEST INT64_C(-1) /* as of the last load */

/*
 * The rows of one entity as they were after load ${load} (ENTITY_LATEST: now),
 * sorted by key (entity_compare).  Texts are in the arena; the array is the
 * caller's, to be given to entity_table_free().
 *
 *	struct entity_table t;
 *	if (entity_store_read(db, &entity_items, ENTITY_LATEST, &a, &t, e) < 0)
 *		return -1;
 *	const struct item *items = t.rows;
 */
int entity_store_read(struct db *, const struct entity *, int64_t load,
    struct arena *, struct entity_table *, struct err *);

/* ERR_NOINPUT if there is no such load; ENTITY_LATEST and 0 always are. */
int entity_store_check_load(struct db *, int64_t load, struct err *);

/*
 * All that rating reads, as of ${load}; rows and texts live in the arena.  A
 * load that there is not yet is ERR_NOINPUT.  Reads one state, whoever writes
 * meanwhile.
 */
int entity_store_master(struct book *, int64_t load, struct arena *,
    struct master *, struct err *);

/*
 * The same of now, for calls to one number (without its +): left out are fees
 * and ported numbers that no call to it can match, which is nearly all of them.
 */
int entity_store_master_number(struct book *, const char *number,
    struct arena *, struct master *, struct err *);

#endif /* STORE_ENTITY_STORE_H */
