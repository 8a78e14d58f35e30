#ifndef RATING_EXPLAIN_H
#define RATING_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rating/reduce.h"

struct arena;
struct call;
struct err;

/*
 * How the price of a call came about: the map and the reduce themselves, on the
 * calls of one contract up to the one in question, which is priced with a
 * recorder attached.
 *
 *	explain_call(d, format, call, arena, &x);	who is charged
 *	for each leg of x:
 *		explain_past_begin(&past, d, period, contract);
 *		explain_past_call(&past, ...) for each earlier call, in order
 *		explain_past_leg(&past, arena, leg);
 *		explain_past_end(&past);
 */

/*
 * A part of the balance (rating/balance.h) from that in which the call starts
 * to that in which its last block does.  What it took over is in part, as the
 * call left it; runs [run, run + nruns) of the leg start in it.
 */
struct explain_part {
	struct balance_part part;
	/* what the call may use of it, and what it used */
	int64_t found_cash_e8, found_free_s;
	int64_t cash_e8, free_s;
	size_t run, nruns;
};

struct explain_leg {
	struct map_item item;
	struct reduce_price price;
	struct schedule_entry entry;  /* price.entry, which may be gone */
	bool from_package;            /* the entry is one of a package: ... */
	struct balance_entry package; /* ... this */
	struct rate_run *runs; /* merged where nothing but the time changes */
	size_t nruns;
	bool has_next;
	struct select_result next; /* the fee that would have won else */

	/* NULL: no free time, cash or package can play a role */
	struct explain_part *parts;
	size_t nparts;
	int64_t earlier; /* calls of the period that were charged before */
	/* what the call brought about */
	struct balance_lock *locks;
	size_t nlocks;
	struct balance_entry *entries;
	size_t nentries;
};

struct explain {
	struct resolved resolved;
	struct explain_leg *legs; /* in order of resolve_legs() */
	int nlegs;
};

/*
 * Who pays for ${call}, whose status is ok, and so which legs there are; only
 * their items are filled in.  Everything lies in ${arena}, except what it
 * borrows from the call and the directory.
 */
int explain_call(const struct directory *, const struct resolve_format *,
    const struct call *, struct arena *arena, struct explain *, struct err *);

/* The balance of one contract on its way to the call. */
struct explain_past {
	const struct directory *directory;
	struct mapper mapper;
	struct reducer reducer;
	int64_t calls; /* charged so far */
	uint32_t contract;
};

/* The balance as it was before the period.  Does it matter, now or later? */
bool explain_past_begin(struct explain_past *, const struct directory *,
    const struct reduce_period *, uint32_t contract);

/* Charge an earlier call, in one tier and direction; ${billed} if it was billed
 * already and stands, else NULL. */
int explain_past_call(struct explain_past *, const struct resolve_format *,
    const struct call *, enum tier, enum direction, const struct charge *billed,
    struct err *);

/*
 * Price the leg.  ERR_INTERNAL: its runs do not add up to its exact price, its
 * cash and its free seconds, or these are not what the balance lost.
 */
int explain_past_leg(struct explain_past *, struct arena *,
    struct explain_leg *, struct err *);

void explain_past_end(struct explain_past *);

/* Price all legs from the balances of ${state} on (NULL: from nothing), as if
 * there were no other calls. */
int explain_past_state(const struct directory *,
    const struct balance_set *state, struct arena *, struct explain *,
    struct err *);

#endif /* RATING_EXPLAIN_H */
