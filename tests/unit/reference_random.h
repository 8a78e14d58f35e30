#ifndef TESTS_UNIT_REFERENCE_RANDOM_H
#define TESTS_UNIT_REFERENCE_RANDOM_H

/*
 * Random contracts for the second opinion: around changes of the clock, ends
 * of intervals and edges of bands, with sums so small that balances run out.
 */
#include "reference.h"

enum {
	REFERENCE_RANDOM_ALLOWANCES = 1, /* free time, free cash */
	REFERENCE_RANDOM_OPENING = 2,    /* opening balances */
	REFERENCE_RANDOM_TOPUPS = 4,
	REFERENCE_RANDOM_PACKAGES = 8,
	REFERENCE_RANDOM_BALANCES = 15, /* any of the above */
	REFERENCE_RANDOM_OVERLAP = 16   /* calls that run at one time */
};

enum { REFERENCE_RANDOM_CALLS = 40 };

/* The same seed and flags, the same contract; ${calls} has room for
 * REFERENCE_RANDOM_CALLS. */
void reference_random_contract(struct reference_contract *, uint64_t seed,
    unsigned flags, struct reference_call *calls);

/* All of it but the calls, so that a person can redo it (reference_print.c). */
void reference_random_print(const struct reference_contract *);
void reference_random_print_charge(const struct reference_contract *, int i,
    const struct reference_charge *);
void reference_random_print_rows(const struct reference_contract *,
    const struct reference_row *, size_t n);
void reference_random_print_result(const struct reference_contract *,
    const struct reference_result *);

#endif /* TESTS_UNIT_REFERENCE_RANDOM_H */
