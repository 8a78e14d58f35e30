#include "job/close_freeze.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "job/close_plan.h"
#include "rating/balance_set.h"
#include "rating/directory.h"
#include "store/balance_frozen.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "time/interval.h"

struct freeze {
	struct close_plan *plan;
	struct master master; /* without fees: no balance asks for them */
	struct directory *directory;
	int64_t *until_us; /* by contract: billed up to; INT64_MIN: not now */
	struct balance_series series;
	struct balance_set before; /* state after period */
	int period;                /* 0: none is read yet */
	struct balance_set now;    /* what the contracts have come to */
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

/* The state that the period which contains the last instant left. */
static int
read_before(struct freeze *f, int64_t until_us, struct err *e)
{
	int period = interval_period_of(f->plan->book->zone, until_us - 1) + 1;
	char text[INTERVAL_PERIOD_MAX];

	if (period == f->period)
		return 0;
	f->period = period;
	balance_set_free(&f->before);
	(void)interval_period_format(text, period);
	return balance_store_before(f->plan->book, text, f->directory,
	    &f->before, e);
}

/* Bring one contract to the end of what is billed. */
static int
freeze_contract(struct freeze *f, uint32_t contract, int64_t closing,
    struct err *e)
{
	const struct directory_contract *k = &f->directory->contracts[contract];
	int64_t until_us = f->until_us[contract];

	if (read_before(f, until_us, e) < 0)
		return -1;
	if (!balance_set_begin(&f->before, &f->series, contract) &&
	    k->from_us == INT64_MIN)
		return 0;
	balance_run_until(&f->series, until_us, true);
	if (f->series.too_many)
		return err_set(e, ERR_DATA,
		    "contract %s: its balance runs over more than %d intervals",
		    k->ref, BALANCE_PARTS_MAX);
	balance_set_take(&f->now, &f->series, INT64_MIN);
	return balance_frozen_add_events(f->plan->book, f->directory, closing,
	    &f->series, until_us, e);
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
	struct freeze f = { .plan = plan, .master = plan->master };
	int rc = -1;

	f.master.n_fees = 0;
	if (directory_build(&f.directory, &f.master, e) < 0)
		return -1;
	find_ends(&f);
	balance_series_init(&f.series, f.directory);
	for (size_t k = 0; k < f.directory->ncontracts; k++)
		if (f.until_us[k] != INT64_MIN &&
		    freeze_contract(&f, (uint32_t)k, closing, e) < 0)
			goto out;
	rc = freeze_rows(&f, closing, e);
out:
	balance_series_free(&f.series);
	balance_set_free(&f.before);
	balance_set_free(&f.now);
	free(f.until_us);
	directory_free(f.directory);
	return rc < 0 ? err_ctx(e, "freezing balances") : 0;
}
