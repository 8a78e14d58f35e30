#ifndef RATING_RUN_MAP_H
#define RATING_RUN_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct mapper;
struct run_input;

/*
 * The calls of a rating run through a mapper: by its threads, and by the tasks
 * that have a share of them each.
 */

/* The calls ${from} <= seq < ${until} of a segment, as far as it has them. */
int run_map_range(const struct run_input *, struct mapper *, size_t segment,
    int64_t from, int64_t until, struct err *);

/* Do calls of one instant lie in two segments?  Then they are ordered by their
 * identity, which the records have to have. */
bool run_map_overlap(const struct run_input *);

#endif /* RATING_RUN_MAP_H */
