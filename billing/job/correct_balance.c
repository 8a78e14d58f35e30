#include "job/correct_balance.h"

#include "base/err.h"
#include "job/balance_now.h"
#include "money/money.h"
#include "rating/directory.h"
#include "store/balance_store.h"

enum { OPEN, ACROSS }; /* of before_e8 and after_e8 */

int
correct_balance_find(struct correct_balance *c, const struct book *b,
    struct directory *d, const char *contract, int64_t now_us, struct err *e)
{
	uint32_t k = directory_contract(d, contract);
	struct balance_now now = { .directory = d };
	int rc;

	*c = (struct correct_balance){ .book = b,
		.contract = contract,
		.frozen_us = INT64_MIN,
		.at_us = now_us };
	if (k == DIRECTORY_NONE)
		return 0;
	if (balance_store_latest(b, d, &now.state, e) < 0)
		return -1;
	if (now.state.floor_us != NULL)
		c->frozen_us = now.state.floor_us[k];
	if (c->at_us < c->frozen_us)
		c->at_us = c->frozen_us;
	now.at_us = c->at_us;
	balance_series_init(&now.series, d);
	rc = balance_now_contract(&now, k, e);
	c->known = rc > 0;
	if (c->known)
		c->left_e8 = balance_bought_left(&now.series, c->at_us);
	balance_series_free(&now.series);
	balance_set_free(&now.state);
	return rc < 0 ? -1 : 0;
}

int
correct_balance_add(struct correct_balance *c, const struct correct_file *files,
    size_t n_files, const struct document *before, bool to_balance,
    const struct document *after, struct err *e)
{
	struct correct_bought was, is;

	if (correct_charges_bought(&was, c->book, c->contract, files, n_files,
		before, false, c->frozen_us, e) < 0 ||
	    correct_charges_bought(&is, c->book, c->contract, files, n_files,
		after, true, c->frozen_us, e) < 0 ||
	    (to_balance && money_add(&c->returned_e8, was.all_e8, e) < 0) ||
	    money_add(&c->paid_e8, is.all_e8, e) < 0 ||
	    money_add(&c->before_e8[OPEN], was.open_e8, e) < 0 ||
	    money_add(&c->before_e8[ACROSS], was.across_e8, e) < 0 ||
	    money_add(&c->after_e8[OPEN], is.open_e8, e) < 0)
		return -1;
	return money_add(&c->after_e8[ACROSS], is.across_e8, e);
}

int
correct_balance_settle(struct correct_balance *c, int64_t *over_e8,
    struct err *e)
{
	i128 open = (i128)c->before_e8[OPEN] - c->after_e8[OPEN];
	i128 over = (i128)c->paid_e8 - c->returned_e8 - c->left_e8;

	if (c->before_e8[ACROSS] != c->after_e8[ACROSS])
		return err_set(e, ERR_REFUSED,
		    "contract %s: a call that its balance paid goes on into an "
		    "interval that is not closed, and comes out otherwise; "
		    "close that one first (toll close)",
		    c->contract);
	if (over > 0)
		return money_narrow(over, over_e8, e) < 0 ? -1 : 1;
	return money_narrow((i128)c->returned_e8 - c->paid_e8 - open,
	    &c->amount_e8, e);
}

bool
correct_balance_matters(const struct correct_balance *c, int64_t until_us)
{
	return (c->known && c->frozen_us < until_us) || c->returned_e8 != 0 ||
	    c->paid_e8 != 0 || c->amount_e8 != 0 || c->before_e8[OPEN] != 0 ||
	    c->before_e8[ACROSS] != 0;
}
