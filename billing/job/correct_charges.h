#ifndef JOB_CORRECT_CHARGES_H
#define JOB_CORRECT_CHARGES_H

#include <stddef.h>

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

#endif /* JOB_CORRECT_CHARGES_H */
