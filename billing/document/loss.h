#ifndef DOCUMENT_LOSS_H
#define DOCUMENT_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "document/document.h"

/*
 * Why customers pay less for a call than it costs: the one part of the two prices
 * that alone makes it a loss.  Margin statements and the report margin say it of
 * the fee that most of a loss comes from (toll-report(1), "margin").
 *
 * A part explains a loss if there is none once both prices are without it.  The
 * first of these that does is the reason:
 *
 *	no_price	customers have no price for the call
 *	free_time	free time of the customers' price list
 *	zero_price	a price of 0
 *	min_duration	the first block, bought whole, was longer than the call
 *	rounding	later blocks: more seconds are bought than sold
 *	min_charge	the first block costs more per second than later ones
 *	setup_fee	the connect fee
 *	below_cost	none alone: the price is below the cost
 */

/* One price of a call, and the row of fees.csv that it was made by. */
struct loss_price {
	int64_t price_e8, tax_e8; /* without tax; the tax that was in it */
	int64_t billed_s;
	/* of the row, with tax where prices include it: 10^-12 of the currency;
	 * rates are per rate_per_s seconds.  All 0: not known */
	int64_t connect_e12;
	int64_t init_interval, init_rate_e12, follow_rate_e12;
	int64_t rate_per_s;
};

/* ${retail} is below ${wholesale}. */
enum document_loss loss_reason(const struct loss_price *retail,
    const struct loss_price *wholesale, bool no_price, int64_t free_s);

#endif /* DOCUMENT_LOSS_H */
