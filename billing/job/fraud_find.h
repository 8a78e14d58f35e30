#ifndef JOB_FRAUD_FIND_H
#define JOB_FRAUD_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "job/balance_now.h"
#include "rating/fraud.h"

struct book;
struct err;
struct out;

/*
 * Which customers reached a limit against fraud, from the charges as they were
 * rated last: in the month that contains an instant, and in the one before it,
 * of each customer's zone.
 *
 * For the profile in force at the end of a call: the customer's schedule
 * without networks, and what packages brought into it.  Where that says
 * fraud_use_reseller_rates, what the call costs the reseller counts in place of
 * what it costs the customer; an operator's own customer has one price only.
 */
struct fraud_found {
	uint32_t contract; /* of the directory */
	bool wholesale;    /* whose prices were summed */
	struct fraud_hit hit;
};

struct fraud_list {
	struct fraud_found *items; /* by contract, start, month before day */
	size_t n, cap;
};

/*
 * ${now} is open at ${at_us} or at the last call.  Where a limit and the prices
 * are of two currencies, that is told to ${messages} and sets *look.
 */
int fraud_find(struct fraud_list *, const struct book *, struct balance_now *,
    int64_t at_us, struct out *messages, bool *look, struct err *);

void fraud_find_free(struct fraud_list *);

#endif /* JOB_FRAUD_FIND_H */
