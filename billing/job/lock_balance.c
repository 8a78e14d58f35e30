#include "job/lock_balance.h"

#include "base/err.h"
#include "job/balance_now.h"
#include "store/lock_store.h"
#include "tariff/tariff_entity.h"

/* The claim at ${us}, and what it comes from. */
static struct lock_claim
claim_at(const struct balance_series *s, int64_t us, uint32_t *role)
{
	struct lock_claim c = LOCK_NO_CLAIM;
	int64_t since;

	*role = PACKAGE_ROLE_INITIAL;
	c.level = balance_lock_at(s, us, &since);
	if (since == INT64_MIN)
		return c;
	for (size_t i = 0; i < s->nlocks; i++)
		if (s->locks[i].at_us == since)
			*role = s->locks[i].role;
	c.reason = *role == PACKAGE_ROLE_TOPUP ? "topup" : "underrun";
	c.since_us = since;
	return c;
}

/* When the top-up of that instant was loaded. */
static int
topup_known(const struct balance_now *n, struct lock_store *store,
    uint32_t contract, int64_t at_us, int64_t *known_us, struct err *e)
{
	const struct balance_plan *p = &n->directory->balances;
	int64_t load = 0;

	for (uint32_t i = p->first_topup[contract];
	     i < p->first_topup[contract + 1]; i++) {
		const struct topup *t = &n->master.topups[p->topups[i].row];

		if (p->topups[i].at_us == at_us && t->origin.load > load)
			load = t->origin.load;
	}
	return lock_store_load_us(store, load, known_us, e);
}

int
lock_balance_find(struct lock_balance *b, struct balance_now *now,
    struct lock_store *store, uint32_t contract, int64_t then_us, struct err *e)
{
	uint32_t role, ignored;
	int rc = balance_now_contract(now, contract, e);

	*b = (struct lock_balance){ LOCK_NO_CLAIM, LOCK_NO_CLAIM, INT64_MIN };
	if (rc <= 0)
		return rc;
	b->now = claim_at(&now->series,
	    now->at_us == BALANCE_NOW_LAST ? INT64_MAX : now->at_us, &role);
	if (then_us == INT64_MIN || b->now.since_us == INT64_MAX)
		return 0;
	b->then = claim_at(&now->series, then_us, &ignored);
	if (role == PACKAGE_ROLE_TOPUP)
		rc = topup_known(now, store, contract, b->now.since_us,
		    &b->known_us, e);
	else
		rc = lock_store_rated_us(store, b->now.since_us, &b->known_us,
		    e);
	return rc < 0 ? -1 : 0;
}
