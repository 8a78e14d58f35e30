/*
 * Free cash of an interval: what its parts have left of it.
 */
#include "../check.h"

#include "rating/balance.h"

#define PARTS 5

/* Parts of two intervals, which begin at 0 and at 100, the free cash of each
 * interval and what each part used of it. */
struct part {
	int64_t row_from_us;
	uint32_t cause;
	int64_t used;
};

static const struct {
	const char *what;
	int64_t free_cash[2];
	struct part parts[PARTS];
	size_t n;
	int64_t left[PARTS];
} rows[] = {
	{ "nothing used", { 50, 70 },
	    { { 0, BALANCE_FIRST, 0 }, { 100, BALANCE_INTERVAL, 0 } }, 2,
	    { 50, 70 } },
	{ "no free cash", { 0, 0 },
	    { { 0, BALANCE_FIRST, 0 }, { 100, BALANCE_INTERVAL, 0 } }, 2,
	    { 0, 0 } },
	{ "each interval has its own", { 50, 70 },
	    { { 0, BALANCE_FIRST, 20 }, { 100, BALANCE_INTERVAL, 70 } }, 2,
	    { 30, 0 } },
	{ "a top-up does not begin an interval: one pool", { 50, 70 },
	    { { 0, BALANCE_FIRST, 20 }, { 0, BALANCE_TOPUP, 25 },
		{ 100, BALANCE_INTERVAL, 0 } },
	    3, { 5, 5, 70 } },
	{ "all gone", { 50, 70 },
	    { { 0, BALANCE_FIRST, 0 }, { 0, BALANCE_TOPUP, 50 } }, 2,
	    { 0, 0 } },
	{ "expired: none from then on, a top-up brings none back", { 50, 70 },
	    { { 0, BALANCE_FIRST, 10 }, { 0, BALANCE_EXPIRY, 0 },
		{ 0, BALANCE_TOPUP, 0 }, { 100, BALANCE_INTERVAL, 1 } },
	    4, { 40, 0, 0, 69 } },
	{ "never below zero", { 50, 70 },
	    { { 0, BALANCE_STATED, 60 }, { 100, BALANCE_INTERVAL, 0 } }, 2,
	    { 0, 70 } },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct balance_part parts[PARTS] = { 0 };

		for (size_t k = 0; k < rows[i].n; k++) {
			const struct part *p = &rows[i].parts[k];

			parts[k].row_from_us = p->row_from_us;
			parts[k].cause = p->cause;
			parts[k].free_cash_e8 =
			    rows[i].free_cash[p->row_from_us / 100];
			parts[k].free_cash_used_e8 = p->used;
		}
		for (size_t k = 0; k < rows[i].n; k++)
			CHECK_I64(balance_free_cash(parts, rows[i].n, k),
			    rows[i].left[k], rows[i].what);
	}
	return check_done();
}
