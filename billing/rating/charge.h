#ifndef RATING_CHARGE_H
#define RATING_CHARGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"

/*
 * A charge: the price of one call for one contract, at one tier and in one
 * direction.  Always derivable again from calls and master data.
 *
 * Money is INTEGER 10^-8 of the currency of its profile.  price is what the
 * call costs, cash what the balance paid, amount = price - cash what is left
 * to pay.  Free cash lowers what is charged for; cash that was bought only pays
 * it: a document charges price - cash + bought and has bought as paid.  Charges
 * of a period are ordered by (contract, start_us, call identity, tier,
 * direction), contract by the bytes of its ref.
 *
 * The references are rows of the tables beside it in the charges file
 * (data/schema/charges.sql).
 */
struct charge {
	int64_t contract;   /* charges file, table contract */
	int64_t tier;       /* enum tier */
	int64_t direction;  /* enum direction */
	int64_t segment;    /* table segment: the file the call is in */
	int64_t call;       /* seq of the call in that segment */
	int64_t start_us;   /* instant of answer */
	int64_t subscriber; /* table subscriber; 0: none */
	int64_t fee;        /* table fee */
	int64_t band;       /* table band: band in force at the start */
	int64_t duration_ms;
	int64_t billed_s;
	int64_t free_s;
	int64_t price_e8;
	int64_t cash_e8;
	int64_t bought_e8; /* of cash, all that was not free cash */
	int64_t late;      /* 1: its interval was billed before it came */
	int64_t document;  /* document that billed it; 0: none yet */
	int64_t day;       /* of its start, since 1970-01-01, contract's zone */
	const char *number; /* the other party: what an itemised bill prints */
	size_t number_len;  /* of a charge that is to be written */
};

/* Have the words of a charge that was read a name?  The file is damaged if not.
 */
static inline bool
charge_is_sound(const struct charge *c)
{
	return (uint64_t)c->tier <= TIER_CARRIER &&
	    (uint64_t)c->direction <= DIRECTION_IN;
}

/* No block that was billed starts later.  With block_rounding total the last one
 * may start after the end of the call. */
int64_t charge_paid_until(const struct charge *);

#endif /* RATING_CHARGE_H */
