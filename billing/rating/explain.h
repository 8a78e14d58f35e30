#ifndef RATING_EXPLAIN_H
#define RATING_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"

struct arena;
struct call;
struct err;

/*
 * How the price of a call came about: the map and the reduce themselves, on one
 * call, with a recorder attached.
 */
struct explain_leg {
	struct map_item item;
	struct reduce_price price;
	struct rate_run *runs; /* merged where nothing but the time changes */
	size_t nruns;
	bool has_next;
	struct select_result next; /* the fee that would have won else */
};

struct explain {
	struct resolved resolved;
	struct explain_leg *legs; /* in order of resolve_legs() */
	int nlegs;
};

/*
 * Explain ${call}, whose status is ok.  Everything lies in ${arena}, except
 * what it borrows from the call and the directory.  The runs of every leg are
 * checked to add up to its exact price; ERR_INTERNAL if they do not.
 */
int explain_call(const struct directory *, const struct resolve_format *,
    const struct call *, struct arena *arena, struct explain *, struct err *);

#endif /* RATING_EXPLAIN_H */
