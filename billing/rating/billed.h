#ifndef RATING_BILLED_H
#define RATING_BILLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "rating/charge.h"

/*
 * What is billed already and therefore stands: charges that documents name are
 * carried over unchanged; other charges that start in a billed interval of
 * their contract are late.
 *
 * Filled by the job from the current charges file and the documents, then
 * sealed, then read only.  References in the charges are those of the file
 * being written, as the reduce makes them.
 */
struct billed_range {
	uint32_t contract; /* of the directory */
	int64_t from_us, until_us;
};

struct billed {
	struct charge
	    *charges; /* by segment, call, contract, tier, direction */
	size_t ncharges, charges_cap;
	struct billed_range *ranges; /* by contract and start */
	size_t nranges, ranges_cap;
	struct arena arena; /* texts of the charges */
};

/* The charge is copied, its number too. */
void billed_add_charge(struct billed *, const struct charge *);
void billed_add_range(struct billed *, uint32_t contract, int64_t from_us,
    int64_t until_us);
void billed_seal(struct billed *);

/* The charges of one call (ids as in struct charge); *n is their number. */
const struct charge *billed_find(const struct billed *, int64_t segment,
    int64_t call, size_t *n);

/* Is ${us} in a billed interval of the contract? */
bool billed_contains(const struct billed *, uint32_t contract, int64_t us);

void billed_free(struct billed *);

#endif /* RATING_BILLED_H */
