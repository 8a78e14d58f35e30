#ifndef STORE_CONSERVE_STORE_H
#define STORE_CONSERVE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "store/stmt.h"

struct arena;
struct book;
struct charge_scan;
struct err;

/*
 * What the check of conservation reads: the calls, charges and unrated calls
 * of the periods that were rated, in streams, and what documents bill of them.
 */

/* A period's current charges, with its call files. */
struct conserve_period {
	const char *period; /* "2026-10" */
	int64_t run, load;
	const char *file, *path; /* below charges/; of the file */
	struct db *charges;
	struct conserve_segment {
		int64_t id; /* in the charges file */
		const char *file;
		int64_t calls;
	} * segments; /* in order of id */
	size_t n_segments;
	int64_t fresh; /* calls that came since it was rated */
	size_t gone; /* files of calls that were rated and are not there now */
	const char **contracts, **zones; /* by id of contract, of fee */
	size_t n_contracts, n_zones;
};

/* The periods, in the arena; each is opened by conserve_open(). */
int conserve_periods(const struct book *, struct arena *,
    struct conserve_period **, size_t *n, struct err *);

/* The calls of periods that have no charges yet, in order of period. */
int conserve_never_rated(const struct book *, struct stmt *, struct err *);

int conserve_open(const struct book *, struct arena *, struct conserve_period *,
    struct err *);
void conserve_close(struct conserve_period *); /* harmless twice */

/* All charges, in order of contract and start; charge_scan_close() ends it. */
int conserve_charges(const struct conserve_period *, struct charge_scan **,
    struct err *);

/* Unrated calls: one for each contract without a price, or "" for a call that
 * could not be resolved; stmt_free() ends it. */
struct conserve_unrated {
	int64_t segment, call;
	const char *contract; /* borrowed until the next */
	int64_t tier, direction;
	int64_t start_us, duration_ms;
};
int conserve_unrated_open(const struct conserve_period *, struct stmt *,
    struct err *);
int conserve_unrated_next(struct stmt *, struct conserve_unrated *,
    struct err *);

/* What bills charges of this very run: contract, tier, part, from_us, until_us,
 * document (-1 none), in order of contract. */
int conserve_usages(const struct book *, const struct conserve_period *,
    struct stmt *, struct err *);

/*
 * Usage lines of documents that nothing was corrected in, by document,
 * direction and zone: document, direction, zone, calls, duration_ms, billed_s,
 * free_s, amount_e8 (a partner's invoice: negative again), number.
 */
int conserve_lines(const struct book *, struct stmt *, struct err *);

#endif /* STORE_CONSERVE_STORE_H */
