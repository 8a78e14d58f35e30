#ifndef JOB_CORRECT_CHARGES_H
#define JOB_CORRECT_CHARGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/change.h"

struct book;
struct document;
struct err;

/*
 * The charges of a document that is corrected, as they were and as they are: read
 * from the charges files before and after, compared, and told.
 */
struct correct_file {
	const char *period;
	const char *before, *after; /* below charges/; before NULL: none */
	int64_t before_run, after_run;
};

/*
 * Add to the list what is otherwise in the charges of ${after} than in those of
 * ${before}; either may be NULL.
 */
int correct_charges(struct change_list *, const struct book *,
    const char *contract, const struct correct_file *, size_t n_files,
    const struct document *before, const struct document *after, struct err *);

/* What bought cash paid of a document's charges. */
struct correct_bought {
	int64_t all_e8;
	int64_t open_e8;   /* of it, of charges in intervals not frozen yet */
	int64_t across_e8; /* of charges that go on from a frozen one */
};

/* The sums of ${d}, as it was or (${after}) as it is; NULL: of nothing.  What
 * lies before ${frozen_us} is frozen. */
int correct_charges_bought(struct correct_bought *, const struct book *,
    const char *contract, const struct correct_file *, size_t n_files,
    const struct document *d, bool after, int64_t frozen_us, struct err *);

#endif /* JOB_CORRECT_CHARGES_H */
