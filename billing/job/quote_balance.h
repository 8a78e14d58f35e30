#ifndef JOB_QUOTE_BALANCE_H
#define JOB_QUOTE_BALANCE_H

#include <stdint.h>

#include "rating/balance_set.h"

struct directory;

/*
 * The balance that the rater would price a contract's next call with, if that
 * started at ${us}: what the last rating run and closing left, gone on with to
 * then.
 */
struct quote_purse {
	struct balance_series series;
	const struct balance_set *state;
	uint32_t contract;
	int64_t us;
};

void quote_balance_open(struct quote_purse *, const struct directory *,
    const struct balance_set *state, uint32_t contract, int64_t us);

/* For struct quote_balance; ${purse} is a struct quote_purse. */
struct balance *quote_balance_get(void *purse);

void quote_balance_close(struct quote_purse *);

#endif /* JOB_QUOTE_BALANCE_H */
