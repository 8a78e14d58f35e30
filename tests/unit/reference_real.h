#ifndef TESTS_UNIT_REFERENCE_REAL_H
#define TESTS_UNIT_REFERENCE_REAL_H

/*
 * The same contract for the code under test: rows of master data, calls as
 * they are imported, a rating run in memory.
 */
#include "reference.h"

#include "base/arena.h"
#include "cdr/call.h"
#include "rating/master.h"

/* The customer, with all rows it needs; calls by (start, identity). */
struct reference_real {
	struct master master;
	struct call *calls;
	size_t ncalls;
	struct arena arena;
};

void reference_real_build(struct reference_real *,
    const struct reference_contract *);
void reference_real_free(struct reference_real *);

#define REFERENCE_REAL_CUSTOMER "c"

/*
 * Rate them: got->charges[i] (to be freed as all of *got) is that of calls[i]
 * of the contract, where fee is not told; with the rows of its balance and the
 * locks.  False, with a message printed, if it could not be.
 */
bool reference_real_rate(const struct reference_contract *,
    struct reference_result *got);

#endif /* TESTS_UNIT_REFERENCE_REAL_H */
