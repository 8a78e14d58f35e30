#ifndef JOB_RATE_BILLED_H
#define JOB_RATE_BILLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "rating/billed.h"
#include "rating/fee_origin.h"

struct book;
struct call_store;
struct directory;
struct err;

/*
 * What a rating run carries over: the charges of the period's current file
 * that documents name, with their references as the new file will number them,
 * and the billed intervals of all contracts.
 */
struct rate_billed {
	struct billed billed;
	struct fee_origin *fees; /* that master data does not have (any more) */
	size_t nfees, fees_cap;
	struct arena arena;
};

/*
 * What toll-correct bills anew: the charges of these documents are not carried
 * over, and what starts in their interval is not late.
 */
struct rate_release {
	const char *contract;
	int64_t from_us, until_us;
	const int64_t *documents;
	size_t n_documents;
	/* If so, the balance has so much bought cash for these calls, in the
	 * period that is rated and those after it. */
	bool limited;
	int64_t limit_e8;
};

/* ${release} may be NULL. */
int rate_billed_load(struct rate_billed *, const struct book *,
    const char *period, const struct directory *, const struct call_store *,
    const struct rate_release *, struct err *);
void rate_billed_free(struct rate_billed *);

#endif /* JOB_RATE_BILLED_H */
