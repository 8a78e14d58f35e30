#include "document/loss.h"

#include "base/wide.h"

/* Prices and parts of more than that (10^8 units) are not taken apart: products
 * of two of them stay far below 2^127. */
#define PRICE_MAX_E8 INT64_C(10000000000000000)
#define PART_MAX_E12 ((i128)PRICE_MAX_E8 * 10000)

/*
 * Compared in 10^-12 and without a division: what is taken off a price with tax in
 * it is p / (p + t) of what the row says, so both sides are multiplied by p + t of
 * the retail price; a wholesale price has no tax in it.
 */
static i128
gross(const struct loss_price *p)
{
	return (i128)p->price_e8 + p->tax_e8;
}

/* ${part_e12} of a price, without the tax in it, times gross(). */
static i128
net_part(const struct loss_price *p, i128 part_e12)
{
	return part_e12 * p->price_e8;
}

/* The price without a part of it, 10^-12 times gross(). */
static i128
without(const struct loss_price *p, i128 part_e12)
{
	return (i128)p->price_e8 * 10000 * gross(p) - net_part(p, part_e12);
}

/* Is it no loss without these parts?  (a / ga) >= (b / gb), with ga, gb > 0. */
static bool
explains(const struct loss_price *retail, i128 retail_e12,
    const struct loss_price *wholesale, i128 wholesale_e12)
{
	i128 sold, bought = (i128)wholesale->price_e8 * 10000 - wholesale_e12;

	if (gross(retail) <= 0)
		return false;
	sold = without(retail, retail_e12);
	return sold >= bought * gross(retail);
}

/* What the first block costs more than the same seconds later would. */
static i128
first_e12(const struct loss_price *p)
{
	i128 more = (i128)p->init_rate_e12 - p->follow_rate_e12;

	if (p->rate_per_s <= 0 || more <= 0)
		return 0;
	more = more * p->init_interval / p->rate_per_s;
	return more > PART_MAX_E12 ? 0 : more;
}

/* The seconds that were bought and not sold, at the average price of those bought;
 * what a call costs once stays. */
static bool
is_rounding(const struct loss_price *retail, const struct loss_price *wholesale)
{
	i128 blocks_e12 =
	    (i128)wholesale->price_e8 * 10000 - wholesale->connect_e12;
	int64_t more_s = wholesale->billed_s - retail->billed_s;

	return more_s > 0 && retail->billed_s > 0 && blocks_e12 > 0 &&
	    explains(retail, 0, wholesale,
		blocks_e12 * more_s / wholesale->billed_s);
}

enum document_loss
loss_reason(const struct loss_price *retail, const struct loss_price *wholesale,
    bool no_price, int64_t free_s)
{
	i128 first = first_e12(wholesale);

	if (no_price)
		return DOCUMENT_LOSS_NO_PRICE;
	if (free_s > 0)
		return DOCUMENT_LOSS_FREE_TIME;
	if (retail->price_e8 == 0)
		return DOCUMENT_LOSS_ZERO_PRICE;
	if (retail->price_e8 > PRICE_MAX_E8 || retail->tax_e8 > PRICE_MAX_E8 ||
	    wholesale->price_e8 > PRICE_MAX_E8)
		return DOCUMENT_LOSS_BELOW_COST;
	if (is_rounding(retail, wholesale))
		return wholesale->billed_s == wholesale->init_interval
		    ? DOCUMENT_LOSS_MIN_DURATION
		    : DOCUMENT_LOSS_ROUNDING;
	if (first > 0 && explains(retail, first_e12(retail), wholesale, first))
		return DOCUMENT_LOSS_MIN_CHARGE;
	if (wholesale->connect_e12 > 0 &&
	    explains(retail, retail->connect_e12, wholesale,
		wholesale->connect_e12))
		return DOCUMENT_LOSS_SETUP_FEE;
	return DOCUMENT_LOSS_BELOW_COST;
}
