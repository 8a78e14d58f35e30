#ifndef STORE_ENTITY_LIST_H
#define STORE_ENTITY_LIST_H

#include <stddef.h>

struct entity;
struct entity_table;
struct master;

/*
 * Every entity of master data, in the order in which they depend on each
 * other: contacts first.  The list ends with NULL; ENTITY_COUNT is its length.
 */
#define ENTITY_COUNT 32

extern const struct entity *const entity_list[ENTITY_COUNT + 1];

/* The place of the entity of that name in the list, or -1. */
int entity_list_find(const char *name);

/* Let the arrays of *m point to the rows of the tables, which are in the order
 * of the list.  Entities that rating does not read are left out. */
void entity_list_master(struct master *m, const struct entity_table *tables);

#endif /* STORE_ENTITY_LIST_H */
