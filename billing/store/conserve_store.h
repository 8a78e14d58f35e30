#ifndef STORE_CONSERVE_STORE_H
#define STORE_CONSERVE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "store/stmt.h"

struct arena;
struct book;
struct err;

/*
 * What the check of conservation reads: the calls, charges and unrated calls
 * of the periods that were rated, in streams, and what documents bill of them.
 */

/* A period's current charges, with its call files. */
struct conserve_period {
	const char *period; /* "2026-10" */
	int64_t run, load;
	struct db *charges;
	struct conserve_segment {
		int64_t id; /* in the charges file */
		const char *file;
		int64_t calls;
	} * segments; /* in order of id */
	size_t n_segments;
	const char **contracts, **zones; /* by id of contract, of fee */
	size_t n_contracts, n_zones;
};

/* The periods, in the arena; each is opened by conserve_open(). */
int conserve_periods(const struct book *, struct arena *,
    struct conserve_period **, size_t *n, struct err *);

/* 1; or 0: its calls are not all that the book has, it is to be rated. */
int conserve_open(const struct book *, struct arena *, struct conserve_period *,
    struct err *);
void conserve_close(struct conserve_period *); /* harmless twice */

/* Calls of a segment with numbers in [from, until): seq, start_us, duration_ms,
 * status; stmt_free() and conserve_calls_close() end it. */
struct conserve_calls {
	struct db *db;
	struct stmt rows;
};
int conserve_calls(const struct book *, const char *file, int64_t from,
    int64_t until, struct conserve_calls *, struct err *);
void conserve_calls_close(struct conserve_calls *);

/*
 * Charges in order of contract and start.  Columns: segment, call, tier,
 * direction, start_us, duration_ms, contract, fee, billed_s, free_s, price_e8,
 * cash_e8, bought_e8, document.
 */
int conserve_charges(const struct conserve_period *, struct stmt *,
    struct err *);

/* Unrated calls: segment, call, start_us, duration_ms. */
int conserve_unrated(const struct conserve_period *, struct stmt *,
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
