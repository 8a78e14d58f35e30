#ifndef RATING_RATE_H
#define RATING_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wide.h"
#include "base/words.h"
#include "tariff/tariff.h"

struct err;

/*
 * How much a call costs under one fee: exact, rounded once at the end.
 *
 * Exact amounts are i128 counts of RATE_EXACT = 10^-12 / 60 of the currency,
 * in which a block of n seconds at a rate per minute is n x rate without a
 * rest.  Time is seconds from the call's start; blocks start at whole seconds.
 *
 * The call is not walked block by block: between two changes (band, step,
 * balance, the end of free time, of cash or of the cap) all blocks are equal
 * and are charged in one step.
 */
#define RATE_EXACT           60              /* exact units in 10^-12 */
#define RATE_EXACT_PER_E8    INT64_C(600000) /* exact units in 10^-8 */
#define RATE_DURATION_MAX_MS INT64_C(1000000000000)

/* What a contract has left: seconds and cash of the running interval. */
struct balance {
	int64_t free_s;
	int64_t cash_e8;
	int64_t debit_e8; /* prices, however paid: added to */
	int64_t until_us; /* the interval ends; INT64_MAX: open */
	/*
	 * Make it the balance of the interval that contains ${us}; what the
	 * running call used of the old one is taken from it already, its price
	 * so far is in the debit.  NULL if there is only one.
	 */
	void (*advance)(struct balance *, int64_t us);
	void *arg;
};

#define BALANCE_NONE ((struct balance){ .until_us = INT64_MAX })

/* Blocks that cost the same, one after the other. */
struct rate_run {
	int64_t from_s; /* where the first of them starts */
	int64_t blocks;
	int32_t block_s; /* 0: an sms */
	int32_t free_s;  /* of each, paid by free time */
	bool first;      /* the first block: init_rate */
	uint32_t band;
	uint32_t row; /* of the fees: whose rate it is */
	int64_t rate_e12;
	int64_t connect_fee_e12, extra_rate_e12; /* once, in this run */
	i128 full;                               /* price before the cap */
	i128 price;                              /* what is charged */
	i128 cash; /* of that, paid by the balance */
};

/* Told of every run, in order.  A zeroed one is told nothing. */
struct rate_recorder {
	void (*run)(void *arg, const struct rate_run *);
	void *arg;
};

struct rate_request {
	const struct tariff *tariff;
	const struct tariff_profile *profile;
	const struct tariff_price *prices; /* of the fee, one for each band */
	enum call_type type;
	int64_t start_us;
	int64_t duration_ms;
	const struct rate_recorder *recorder; /* or NULL */
};

struct rate_result {
	int64_t price_e8, cash_e8;
	i128 price, cash; /* exact */
	int64_t billed_s, free_s;
	uint32_t band; /* in force at the start */
	uint32_t row;  /* of the fees: its price at the start */
};

enum rate_outcome {
	RATE_OK,
	RATE_NO_PRICE, /* the fee has no price in a band the call runs in */
	RATE_TOO_LARGE /* does not fit 64 bits, or longer than the maximum */
};

/*
 * Price one call and take what it uses from the balance.  Unless RATE_OK the
 * balance is untouched (a balance that advanced excepted) and *r is only good
 * for its band.  ${clock} is of the zone in which the bands are looked up.
 */
enum rate_outcome rate_call(const struct rate_request *, struct band_clock *,
    struct balance *, struct rate_result *r);

/* The same for who knows the band at the start already, and up to when it stays
 * (band_table_at()): the price in it can be brought from memory before. */
enum rate_outcome rate_call_in(const struct rate_request *, struct band_clock *,
    uint32_t band, int64_t until_us, struct balance *, struct rate_result *r);

#endif /* RATING_RATE_H */
