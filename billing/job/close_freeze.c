#include "job/close_freeze.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "job/close_balance.h"
#include "job/close_plan.h"
#include "rating/balance_set.h"
#include "rating/directory.h"
#include "store/balance_frozen.h"
#include "store/balance_store.h"

struct freeze {
	struct close_plan *plan;
	const struct directory *directory;
	int64_t *until_us; /* by contract: billed up to; INT64_MIN: not now */
	struct balance_set now; /* what the contracts have come to */
};

/* How far each contract is billed by this closing. */
static void
find_ends(struct freeze *f)
{
	const struct close_plan *plan = f->plan;
	size_t n = f->directory->ncontracts;

	f->until_us = mem_calloc(n + 1, sizeof(*f->until_us));
	for (size_t i = 0; i < n; i++)
		f->until_us[i] = INT64_MIN;
	for (size_t i = 0; i < plan->n_intervals; i++) {
		const struct close_interval *in = &plan->intervals[i];
		uint32_t k = directory_contract(f->directory, in->contract);

		if (k != DIRECTORY_NONE && in->until_us > f->until_us[k])
			f->until_us[k] = in->until_us;
	}
}

/* Bring one contract to the end of what is billed. */
static int
freeze_contract(struct freeze *f, uint32_t contract, int64_t closing,
    struct err *e)
{
	int64_t until_us = f->until_us[contract];
	const struct balance_series *series;
	int rc =
	    close_balance_run(f->plan->balance, contract, until_us, &series, e);

	if (rc < 0)
		return err_ctx(e, "contract %s",
		    f->directory->contracts[contract].ref);
	if (rc == 0)
		return 0;
	balance_set_take(&f->now, series, INT64_MIN);
	return balance_frozen_add_events(f->plan->book, f->directory, closing,
	    series, until_us, e);
}

static int
freeze_rows(struct freeze *f, int64_t closing, struct err *e)
{
	struct balance_set rows;
	int rc =
	    balance_store_rows(f->plan->book, f->directory, &f->now, &rows, e);

	if (rc == 0)
		rc = balance_frozen_add(f->plan->book, f->directory, closing,
		    &rows, f->until_us, e);
	balance_set_free(&rows);
	return rc;
}

int
close_freeze(struct close_plan *plan, int64_t closing, struct err *e)
{
	struct freeze f = { .plan = plan,
		.directory = close_balance_directory(plan->balance) };
	int rc = 0;

	find_ends(&f);
	for (size_t k = 0; rc == 0 && k < f.directory->ncontracts; k++)
		if (f.until_us[k] != INT64_MIN)
			rc = freeze_contract(&f, (uint32_t)k, closing, e);
	if (rc == 0)
		rc = freeze_rows(&f, closing, e);
	balance_set_free(&f.now);
	free(f.until_us);
	return rc < 0 ? err_ctx(e, "freezing balances") : 0;
}
