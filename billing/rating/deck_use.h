#ifndef RATING_DECK_USE_H
#define RATING_DECK_USE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/textmap.h"
#include "base/wide.h"
#include "rating/deck_shadow.h"
#include "rating/resolve.h"
#include "tariff/select.h"

struct call;
struct err;

/*
 * What a price list would make of calls that were made: which of them it has no
 * fee for, what each of its fees would sell, and what another list says that
 * the same calls cost.
 *
 * Calls count that somebody pays for the calling side of: for a retail or
 * wholesale list those of subscribers, for a carrier's list those that go to a
 * peer.  Calls that the list gives away inside a customer do not count.  Each
 * is priced as it is rated, by the clock of its contract, without balances.
 */
struct deck_use_fee {
	int64_t calls, duration_ms;
	int64_t compared; /* of the calls: those that have both prices */
	int64_t compared_ms;
	i128 price_e8, cost_e8;        /* of the calls compared */
	int64_t uncosted, uncosted_ms; /* the other list has no price for */
};

/* Calls without a price, by what they lack. */
struct deck_use_gap {
	const char *prefix; /* the shortest the list has nothing of; or a fee */
	const char *number; /* of the first of the calls */
	enum unrated_reason reason;
	enum call_type type;
	bool other; /* there is a fee, for another time or source */
	int64_t calls, duration_ms;
};

struct deck_use {
	const struct directory *directory;
	const struct tariff_profile *profile, *cost; /* cost may be NULL */
	enum tier tier, cost_tier;
	struct deck_index index;   /* of the profile */
	uint32_t first_row;        /* its rows among all fees */
	struct deck_use_fee *fees; /* by row of the index */
	struct deck_use_gap *gaps;
	size_t ngaps, gaps_cap;
	int64_t calls, duration_ms; /* that counted */

	struct textmap gap_numbers;
	struct resolver resolver;
	struct select_scratch scratch;
	struct band_clock clock; /* of the zone seen last */
	struct arena arena;
};

/*
 * ${profile} and ${cost} (TARIFF_NONE: none) are indexes in the tariff.  A
 * profile that only peers have is a carrier's.  ERR_DATA if the two have not
 * one currency.
 */
int deck_use_init(struct deck_use *, const struct directory *, uint32_t profile,
    uint32_t cost, enum tier cost_tier, struct err *);

void deck_use_add(struct deck_use *, const struct resolve_format *,
    const struct call *);

/* Gaps by minutes, the largest first. */
void deck_use_sort(struct deck_use *);

void deck_use_free(struct deck_use *);

#endif /* RATING_DECK_USE_H */
