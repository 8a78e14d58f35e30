#ifndef CDR_BATCH_H
#define CDR_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/radix.h"
#include "cdr/pack.h"

/*
 * The calls of an import in memory, until they are written: packed records in
 * large blocks, in the order in which they were added.  A zeroed struct is an
 * empty batch.
 */
#define BATCH_BLOCK ((size_t)4 << 20)

struct batch {
	char **blocks;
	size_t n_blocks, cap_blocks; /* there are; of the array */
	size_t in_use;               /* blocks */
	size_t used;                 /* bytes of the last block in use */
	size_t bytes;                /* of all records */
	struct pack **calls;
	size_t count, cap;
	struct radix *room[2]; /* for sorting; see batch_make_room() */
	size_t room_size;      /* pairs in each */
};

void batch_add(struct batch *, const struct call *);

/*
 * Order the records by (start, identity), in place of the order in which they
 * were added.
 */
void batch_sort(struct batch *);

/* Room to sort as many pairs as there are calls, twice; it is the batch's. */
void batch_make_room(struct batch *);

/* Empty it, but keep the memory for the next calls. */
void batch_reset(struct batch *);

void batch_free(struct batch *);

#endif /* CDR_BATCH_H */
