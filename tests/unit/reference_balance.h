#ifndef TESTS_UNIT_REFERENCE_BALANCE_H
#define TESTS_UNIT_REFERENCE_BALANCE_H

/*
 * The balance of the contract while the reference goes through its calls: the
 * rows so far, what will happen next, and the call that is being walked.
 *
 * Things happen in order of time; at one instant cash expires, then the
 * interval ends, then there are top-ups, then calls.
 */
#include "reference.h"

/* What changed the cash of a row, in the order in which it did. */
enum reference_change_kind {
	REFERENCE_TOOK,   /* a call; amount taken */
	REFERENCE_ADDED,  /* a top-up */
	REFERENCE_EXPIRED /* cash is gone */
};

struct reference_change {
	size_t row;
	enum reference_change_kind kind;
	int64_t amount_e8;
};

struct reference_balance {
	const struct reference_contract *c;
	struct reference_result *r;
	int package;       /* in force, or -1 */
	int64_t anchor_us; /* from where intervals are counted */
	enum reference_unit unit;
	int64_t count;    /* 0: not counted yet */
	int64_t clock_us; /* all is done up to here */
	int topup;        /* the next */
	struct reference_change *changes;
	size_t nchanges, changes_cap;

	/* the running call */
	const struct reference_profile *profile; /* NULL: none */
	size_t row;                              /* of its last block */
	int64_t end_us;                          /* of the call */
	i128 price, cash;                        /* exact, so far */
	int64_t booked_price_e8, booked_cash_e8;
	int64_t free_cash_e8; /* of that, what was free cash */
};

/* reference_interval.c */
void reference_interval_start(struct reference_balance *,
    const struct reference_contract *, struct reference_result *);
void reference_balance_free(struct reference_balance *);

/* Let everything happen up to and including ${us}. */
void reference_balance_advance(struct reference_balance *, int64_t us);

/* A call begins; its blocks, in order; its end. */
void reference_balance_call(struct reference_balance *,
    const struct reference_profile *, int64_t end_us);
/* Free seconds used by it are returned. */
int64_t reference_balance_block(struct reference_balance *, int64_t us,
    const struct reference_block *, bool use_free_time);
void reference_balance_hang_up(struct reference_balance *);

/* What the running call has cost so far is taken off the row it is in. */
void reference_balance_book(struct reference_balance *);

/* --- rows (reference_rows.c) ------------------------------------------- */

/* Grow an array by one zeroed element, *out. */
void *reference_rows_grow(void *array, size_t *n, size_t *cap, size_t size,
    void **out);
const struct reference_package *reference_rows_package(
    const struct reference_balance *);
struct reference_row *reference_rows_newest(const struct reference_balance *);
struct reference_row *reference_rows_add(struct reference_balance *);
void reference_rows_change(struct reference_balance *, size_t row,
    enum reference_change_kind, int64_t amount_e8);
/* The first part of an interval; from ${us} on another part, where cash comes
 * or goes other than by calls; parts put together. */
struct reference_row *reference_rows_head(struct reference_row *);
void reference_rows_split(struct reference_balance *, int64_t us);
void reference_rows_merge(struct reference_result *);
int64_t reference_rows_carried(struct reference_row *old);
int64_t reference_rows_derive(struct reference_balance *, size_t from);
bool reference_rows_stand(struct reference_balance *, size_t row,
    int64_t amount_e8, int64_t debit_e8);
size_t reference_rows_find(const struct reference_balance *, int64_t us);

/* --- events (reference_event.c) ---------------------------------------- */

void reference_event_entries(struct reference_balance *, enum reference_role,
    int64_t us);
void reference_event_lock(struct reference_balance *, int64_t us, int64_t level,
    bool topup);
/* Cash went from ${before} to ${after}. */
void reference_event_underrun(struct reference_balance *, int64_t us,
    int64_t before, int64_t after);

/* --- intervals (reference_interval.c) ---------------------------------- */

int64_t reference_interval_second(int64_t us);
void reference_interval_next(struct reference_balance *, int64_t us,
    const struct reference_package *ended, bool left);
int64_t reference_interval_expiry(const struct reference_balance *);
bool reference_interval_timely(const struct reference_balance *, int64_t us);
void reference_interval_cut(struct reference_balance *, int64_t us,
    bool changed, const struct reference_package *ended);

#endif /* TESTS_UNIT_REFERENCE_BALANCE_H */
