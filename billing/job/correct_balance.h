#ifndef JOB_CORRECT_BALANCE_H
#define JOB_CORRECT_BALANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "job/correct_charges.h"

struct book;
struct directory;
struct document;
struct err;

/*
 * What a correction does to the balance of the contract.
 *
 * Bought cash paid for calls of the interval, and the interval's balance is
 * frozen.  The credit note gives back to the balance what it had paid of the old
 * document, the new document takes from it what it pays now, and the difference
 * is an entry of its own, an event of the balance: at the time of the correction,
 * or at the end of what is frozen if that is later.  What lies in intervals that
 * are not frozen is worked out again by itself and no part of the entry.
 *
 * The calls may take what the old documents had taken and what is there now, and
 * no more: the rest is to be paid in money, as with calls that a balance cannot
 * pay.  So a balance never falls below zero by a correction.
 */
struct correct_balance {
	const struct book *book;
	const char *contract;
	int64_t frozen_us; /* up to here; INT64_MIN: nothing is */
	int64_t at_us;     /* of the entry */
	int64_t left_e8;   /* bought cash that is there */
	bool known;        /* it has a balance */
	/* the result */
	int64_t returned_e8, paid_e8; /* by credit notes; of new documents */
	int64_t before_e8[2], after_e8[2]; /* open_e8 and across_e8 of both */
	int64_t amount_e8;                 /* of the entry */
};

/* How the balance stands, before anything is rated again. */
int correct_balance_find(struct correct_balance *, const struct book *,
    struct directory *, const char *contract, int64_t now_us, struct err *);

/* Add a document and the one that takes its place; either may be NULL.
 * ${to_balance}: what it paid goes back to the balance. */
int correct_balance_add(struct correct_balance *, const struct correct_file *,
    size_t n_files, const struct document *before, bool to_balance,
    const struct document *after, struct err *);

/*
 * Work out the entry.  1: the calls took more than there is, by *over_e8; 0.
 * ERR_REFUSED: a call that goes on into an interval that is not closed comes out
 * otherwise.
 */
int correct_balance_settle(struct correct_balance *, int64_t *over_e8,
    struct err *);

/* Is what follows otherwise than before: bought cash paid something, or the
 * interval until then is not frozen? */
bool correct_balance_matters(const struct correct_balance *, int64_t until_us);

#endif /* JOB_CORRECT_BALANCE_H */
