#include "job/quote_balance.h"

void
quote_balance_open(struct quote_purse *p, const struct directory *d,
    const struct balance_set *state, uint32_t contract, int64_t us)
{
	*p = (struct quote_purse){ .state = state,
		.contract = contract,
		.us = us };
	balance_series_init(&p->series, d);
}

struct balance *
quote_balance_get(void *arg)
{
	struct quote_purse *p = arg;

	(void)balance_set_begin(p->state, &p->series, p->contract);
	balance_enter(&p->series, p->us, p->us);
	return &p->series.purse;
}

void
quote_balance_close(struct quote_purse *p)
{
	balance_series_free(&p->series);
}
