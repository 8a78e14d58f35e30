#ifndef STORE_IDENTITY_H
#define STORE_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

struct book;
struct err;
struct run;

/*
 * Finds the calls of an import that were imported before.
 *
 * Every segment has the hashes of its identities in order.  The hashes of the
 * import are merged with those of the segments of all open periods and of the
 * periods that the import touches (a few new calls are looked up instead).
 * Where a hash is taken the calls are compared in full: another identity means
 * nothing, the same identity with the same fields is a duplicate, with other
 * fields a conflict.  Of equal identities in the import itself the first line
 * counts.
 */
struct identity_conflict {
	int64_t line;           /* of the import */
	int64_t batch, of_line; /* of the call that has the identity */
};

struct identity_count {
	int64_t batch;
	int64_t calls;
};

struct identity_result {
	int64_t duplicates;
	struct identity_conflict *conflicts; /* in order of line */
	size_t n_conflicts, cap_conflicts;
	struct identity_count *of; /* duplicates by batch, in order */
	size_t n_of, cap_of;
};

/*
 * Drop the duplicates and conflicts from the runs, and say in *result which
 * they were; identity_free() it, also on failure.  ${first_period} and
 * ${last_period} are those of the import (time/interval.h).
 */
int identity_resolve(const struct book *, struct run *runs, size_t n_runs,
    int first_period, int last_period, struct identity_result *, struct err *);

/* Periods before this one are closed: no unbilled interval touches them. */
int identity_first_open(const struct book *, int *period, struct err *);

void identity_free(struct identity_result *);

#endif /* STORE_IDENTITY_H */
