#ifndef JOB_LOAD_OWNER_H
#define JOB_LOAD_OWNER_H

#include <stdbool.h>

#include "base/entity_table.h"

struct entity;

/*
 * Whose a row is: the reseller it names, or that of the row it belongs to (a
 * fee to its profile, a subscriber to its customer, a customer to its contact).
 */
#define LOAD_OWNER_INDEXES 8

struct load_owner {
	const struct entity_table *tables; /* in the order of entity_list */
	struct entity_index index[LOAD_OWNER_INDEXES];
	const struct entity *indexed[LOAD_OWNER_INDEXES];
	int count;
};

void load_owner_init(struct load_owner *, const struct entity_table *tables);

/* The name of the reseller; "" the operator. */
const char *load_owner_of(struct load_owner *, const struct entity *,
    const void *row);

void load_owner_free(struct load_owner *);

#endif /* JOB_LOAD_OWNER_H */
