#ifndef RATING_ORDER_H
#define RATING_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_call;
struct map_item;

/*
 * The order in which the calls of a contract are charged: start, then the bytes
 * of the call's identity; of one call tier, then direction (out before in).
 * Mappers emit items in nearly this order: one ascending run for each thread
 * and segment.
 */
int order_compare(const struct map_call *, const struct map_call *);

bool order_is_given(const struct map_item *items, size_t n);

/* Sort the items of one contract; ${spare} has room for as many. */
void order_contract(struct map_item *items, size_t n, struct map_item *spare);

#endif /* RATING_ORDER_H */
