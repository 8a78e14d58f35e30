#ifndef DOCUMENT_SHARE_H
#define DOCUMENT_SHARE_H

#include <stddef.h>

#include "base/wide.h"

/*
 * Whole parts of a total, by largest remainder: part i is num_i / den rounded
 * down, and what then lacks of the total goes, one by one, to the parts that
 * lost most; among equals to the first.  (If there is too much, it is taken
 * back from those that lost least.)  The parts add up to the total.
 */
struct share {
	i128 num;  /* exact, times den */
	i128 part; /* the result */
};

/* ${den} > 0; n > 0 or total = 0. */
void share_largest_remainder(struct share *, size_t n, i128 den, i128 total);

#endif /* DOCUMENT_SHARE_H */
