#ifndef RATING_BALANCE_H
#define RATING_BALANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rating/balance_plan.h"
#include "rating/rate.h"

struct directory;
struct zone;

/*
 * The balance of one contract, derived: a series of billing intervals with the
 * free time and the cash of each, worked out in order of time from the last
 * frozen row (else the opening balances, else the activation), the contract's
 * packages, its top-ups and its charges.  toll-balance(7) is the rule.
 *
 * An interval is kept in parts: one from its start to the next thing that
 * happens to the balance by itself (a top-up, cash that expires, the end of the
 * interval), one from there on, and so on.  A block of a call is paid by the
 * part in which it starts.  Of the cash of an interval its free cash is used
 * first, then what was bought.  Calls come in order of their starts, but run side
 * by side: one may have gone on into later parts when another that starts in an
 * earlier one comes.  Then the earlier part pays, and what the later ones took
 * over from it is worked out again.
 *
 *	balance_series_begin(s, contract, frozen_until);
 *	balance_restore_part(), ...	if an earlier period left something
 *	for each of its calls, in order:
 *		balance_enter(s, start, end)
 *		rate_call(..., &s->purse, ...)
 *		balance_leave(s, rated)
 *	balance_run_until(s, period_until, false);	top-ups after them
 */
enum balance_cause {
	BALANCE_FIRST,    /* the contract's activation */
	BALANCE_STATED,   /* an opening balance, or a frozen row */
	BALANCE_INTERVAL, /* the interval before it ended */
	BALANCE_TOPUP,
	BALANCE_EXPIRY,    /* cash expired: notopup_discard */
	BALANCE_CORRECTION /* toll-correct gave cash back, or took some */
};

/*
 * A part of an interval; also, summed up, a whole interval: a row.  Money is
 * 10^-8 of the profile's currency.
 */
struct balance_part {
	int64_t from_us, until_us;         /* INT64_MAX: nothing is to come */
	int64_t row_from_us, row_until_us; /* the interval; INT64_MAX: open */
	int64_t opening_cash_e8, cash_e8;
	int64_t debit_e8;     /* all that was charged, however it was paid */
	int64_t free_cash_e8; /* of the interval, in proportion */
	int64_t free_cash_used_e8; /* of that, by the calls of this part */
	int64_t added_e8; /* by the top-up or correction that began the part */
	int64_t opening_free_s, free_s;
	int64_t topups, timely_topups, underruns;
	/* the series: the interval ends at anchor + (step + 1) x count units */
	int64_t anchor_us, count, step;
	int64_t expire_us; /* cash expires then; INT64_MAX: it does not */
	uint32_t unit;     /* enum interval_unit_of_time */
	uint32_t profile;  /* whose allowances; TARIFF_NONE: none in force */
	uint32_t package;  /* or BALANCE_NO_PACKAGE */
	uint32_t cause;    /* enum balance_cause */
	bool carries;      /* cash of the interval before is taken over */
	bool topup;        /* a top-up began it */
};

/* A profile scheduled by a package: why, and during which interval. */
struct balance_entry {
	struct schedule_entry entry;
	int64_t row_from_us;
	uint32_t package;
	uint32_t role; /* enum package_role */
};

/* A lock level that follows from the balance, from an instant on. */
struct balance_lock {
	int64_t at_us;
	int64_t level;
	int64_t row_from_us;
	uint32_t role; /* PACKAGE_ROLE_UNDERRUN, PACKAGE_ROLE_TOPUP */
};

/* Cash that a correction of a billed interval gave back (> 0) or took, from an
 * instant on; of one contract and instant there is one. */
struct balance_correction {
	uint32_t contract;
	int64_t at_us;
	int64_t amount_e8;
};

/* More intervals than that in one run: the contract needs an opening balance
 * (they are worked out one by one, and somebody may have meant an hour). */
#define BALANCE_PARTS_MAX 200000

struct balance_series {
	const struct directory *directory;
	const struct balance_plan *plan;
	const struct zone *zone;
	uint32_t contract;
	struct balance_part *parts;
	size_t nparts, parts_cap;
	size_t at;                      /* the part that pays */
	struct schedule_entry *entries; /* as schedules_find_with() wants */
	struct balance_entry *why;      /* of each of them */
	size_t nentries, entries_cap, why_cap;
	struct balance_lock *locks;
	size_t nlocks, locks_cap;
	size_t topup; /* the next one, in plan->topups */
	const struct balance_correction *corrections; /* in order of time */
	size_t correction, ncorrections;              /* the next one; all */
	/* Calls that start before limit_until_us and are priced now may take so
	 * much bought cash in all; INT64_MIN: there is no limit. */
	int64_t limit_until_us, limit_e8;
	bool limiting; /* the running call is priced, not taken as billed */
	struct balance purse;
	int64_t purse_cash_e8,
	    purse_free_s;           /* when the call came to the part */
	int64_t purse_free_cash_e8; /* of the purse's cash, what was free */
	int64_t call_free_cash_e8;  /* free cash that the call has used */
	int64_t call_end_us;
	int64_t
	    floor_us; /* frozen before: calls that start earlier count then */
	struct balance_part *undo; /* parts as they were before the call */
	size_t nundo, undo_at, undo_cap;
	size_t undo_topup, undo_correction, undo_entries, undo_locks;
	int64_t undo_limit_e8;
	bool scheduling; /* packages may bring profiles of their own */
	bool too_many;   /* BALANCE_PARTS_MAX, or a sum does not fit */
};

void balance_series_init(struct balance_series *, const struct directory *);
void balance_series_free(struct balance_series *);

/* Start on a contract, from nothing.  What lies before ${floor_us} is frozen
 * (INT64_MIN: nothing): the last part restored ends there. */
void balance_series_begin(struct balance_series *, uint32_t contract,
    int64_t floor_us);

/* The contract's corrections, borrowed; those before the floor are in what is
 * frozen.  Before anything is restored. */
void balance_series_correct(struct balance_series *,
    const struct balance_correction *, size_t n);

/* Go on from parts, entries and locks that an earlier run left; each in order.
 * Top-ups before the last part's start are in them already. */
void balance_restore_part(struct balance_series *, const struct balance_part *);
void balance_restore_entry(struct balance_series *,
    const struct balance_entry *);
void balance_restore_lock(struct balance_series *, const struct balance_lock *);

/* The part that contains ${start_us} pays from now on; the call ends at
 * ${end_us}.  A start before the first part is paid by that. */
void balance_enter(struct balance_series *, int64_t start_us, int64_t end_us);

/* The call is through; ${rated} false: it has no price, nothing is taken. */
void balance_leave(struct balance_series *, bool rated);

/* The call that was entered may be taken back, as one that runs on into another
 * part always may. */
void balance_remember(struct balance_series *);

/* Take back the call that was left last, if it may be. */
void balance_undo(struct balance_series *);

/* Let everything happen that is due before ${until_us}: ends of intervals only
 * if ${intervals}, else as far as top-ups need them. */
void balance_run_until(struct balance_series *, int64_t until_us,
    bool intervals);

/* The entry for a call; network entries first, see schedule.h. */
const struct schedule_entry *balance_schedule(const struct balance_series *,
    int64_t us, const struct address *);

/* A row grows by the part that follows in the same interval.  False: its sums do
 * not fit. */
bool balance_join(struct balance_part *row, const struct balance_part *next);

/* What is left of the interval's free cash in part ${i} of ${n}, which later
 * parts have not used either; none once cash expired. */
int64_t balance_free_cash(const struct balance_part *, size_t n, size_t i);

/*
 * The bought cash that is there at ${us} and that nothing behind takes; 0 if
 * there is none.  The series has come that far.
 */
int64_t balance_bought_left(const struct balance_series *, int64_t us);

/* The lock level in force at ${us}, since *since_us; 0 if none. */
int64_t balance_lock_at(const struct balance_series *, int64_t us,
    int64_t *since_us);

#endif /* RATING_BALANCE_H */
