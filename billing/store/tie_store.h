#ifndef STORE_TIE_STORE_H
#define STORE_TIE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct err;

/*
 * Which documents a margin statement compares (document_tie): what it says of
 * them, and what they say themselves.
 *
 * A statement stands as it was issued.  Documents that came after its closing,
 * or took the place of one it names, are no business of it: everything here is
 * asked as of a closing.  Lists are to be freed, their texts are in the arena.
 */

/* A margin statement. */
struct tie_statement {
	int64_t id, closing, revision;
	const char *number;
	const char *contract, *reseller; /* the first by name that has it */
	const char *currency;
	int64_t from_us, until_us;
	bool first; /* interval of the contract that its closing closed */
};

/*
 * The statements whose ties are not exactly the documents of their very
 * interval, each with what its usage adds up to: wrong, or of intervals that
 * do not coincide, or with calls in other currencies.  In order of issue.
 */
int tie_unproven(struct db *, struct arena *, struct tie_statement **,
    size_t *n, struct err *);

/*
 * The documents of a contract that touch [from, until), as of ${closing}: those
 * that bill, of revisions the last, in order of their intervals.  ${category} is
 * a word, NULL: any.
 */
struct tie_document {
	const char *number;
	int64_t from_us;
};
int tie_documents(struct db *, const char *contract, const char *category,
    int64_t from_us, int64_t until_us, int64_t closing, struct arena *,
    struct tie_document **, size_t *n, struct err *);

/*
 * The charges files as they were when a statement was made, in order of period:
 * those that its closing, or the one of its correction, billed from; of the other
 * periods the last that there was.
 */
struct tie_run {
	const char *period; /* "2026-10" */
	int64_t run;
	int64_t current; /* the run of today: to be used if that file is gone */
	/* up to where the contract was billed from it before; INT64_MIN */
	int64_t open_us;
};
int tie_runs(struct db *, const struct tie_statement *, struct arena *,
    struct tie_run **, size_t *n, struct err *);

#endif /* STORE_TIE_STORE_H */
