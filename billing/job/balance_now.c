#include "job/balance_now.h"

#include "base/err.h"
#include "store/balance_store.h"
#include "store/entity_store.h"

int
balance_now_open(struct balance_now *n, struct book *b, int64_t at_us,
    struct err *e)
{
	*n = (struct balance_now){ .at_us = at_us };
	if (entity_store_master(b, ENTITY_LATEST, &n->arena, &n->master, e) < 0)
		goto failed;
	n->master.n_fees = 0; /* they cost time, and no balance asks for them */
	if (directory_build(&n->directory, &n->master, e) < 0 ||
	    balance_store_latest(b, n->directory, &n->state, e) < 0)
		goto failed;
	balance_series_init(&n->series, n->directory);
	return 0;
failed:
	balance_now_close(n);
	return -1;
}

int
balance_now_contract(struct balance_now *n, uint32_t contract, struct err *e)
{
	const struct directory_contract *k = &n->directory->contracts[contract];
	const struct balance_plan *p = &n->directory->balances;
	bool known = balance_set_begin(&n->state, &n->series, contract);

	if (!known && k->from_us == INT64_MIN &&
	    p->first_stated[contract] == p->first_stated[contract + 1] &&
	    p->first_topup[contract] == p->first_topup[contract + 1])
		return 0;
	if (n->at_us != BALANCE_NOW_LAST)
		balance_run_until(&n->series,
		    n->at_us == INT64_MAX ? INT64_MAX : n->at_us + 1, true);
	else
		balance_run_until(&n->series, INT64_MAX, false);
	if (n->series.too_many)
		return err_set(e, ERR_DATA,
		    "contract %s: its balance runs over more than %d "
		    "intervals, or is too large: give it an opening balance",
		    k->ref, BALANCE_PARTS_MAX);
	return 1;
}

int
balance_now_rows(struct balance_now *n, const struct book *b,
    struct balance_set *rows, struct err *e)
{
	struct balance_set now = { 0 };
	int rc = 0;

	*rows = (struct balance_set){ 0 };
	for (size_t k = 0; rc >= 0 && k < n->directory->ncontracts; k++) {
		rc = balance_now_contract(n, (uint32_t)k, e);
		if (rc > 0)
			balance_set_take(&now, &n->series, INT64_MIN);
	}
	if (rc >= 0)
		rc = balance_store_rows(b, n->directory, &now, rows, e);
	balance_set_free(&now);
	return rc < 0 ? -1 : 0;
}

void
balance_now_close(struct balance_now *n)
{
	balance_series_free(&n->series);
	balance_set_free(&n->state);
	directory_free(n->directory);
	arena_free(&n->arena);
	*n = (struct balance_now){ 0 };
}
