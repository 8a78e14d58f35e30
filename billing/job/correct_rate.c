#include "job/correct_rate.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/document.h"
#include "job/rate_period.h"
#include "money/money.h"
#include "rating/directory.h"
#include "store/book.h"
#include "store/charge_file.h"
#include "store/run_store.h"
#include "time/interval.h"

static bool
has_usage(const struct document *documents, size_t n, const char *period)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < documents[i].n_usages; k++)
			if (strcmp(documents[i].usages[k].period, period) == 0)
				return true;
	return false;
}

/* Is the period to be rated: billed by the documents, or in the interval? */
static int
is_wanted(const struct correct_rate *r, const struct document *documents,
    size_t n, const char *period, struct err *e)
{
	int number;

	if (has_usage(documents, n, period))
		return 1;
	if (interval_period_parse(period, &number, e) < 0)
		return -1;
	return interval_period_from(r->book->zone, number) <
	    r->release->until_us &&
	    interval_period_until(r->book->zone, number) > r->release->from_us;
}

/* Every call of the contract in the interval has to have a price. */
static int
check_unrated(const struct correct_rate *r, const struct rate_period *p,
    struct err *e)
{
	int64_t calls = 0;
	uint32_t contract =
	    directory_contract(r->directory, r->release->contract);

	for (size_t i = 0; i < p->result.nunrated; i++) {
		const struct map_unrated *u = &p->result.unrated[i];

		calls += u->contract == contract &&
		    u->start_us >= r->release->from_us &&
		    u->start_us < r->release->until_us;
	}
	return calls == 0
	    ? 0
	    : err_set(e, ERR_REFUSED,
		  "contract %s: %" PRId64 " calls of the interval have no "
		  "price; toll unrated --period %s lists them",
		  r->release->contract, calls, p->period);
}

static struct rate_period_input
rate_input(const struct correct_rate *r, const struct rate_release *release)
{
	return (struct rate_period_input){ .book = r->book,
		.directory = r->directory,
		.load = r->load,
		.now_us = r->now_us,
		.threads = r->threads,
		.progress = r->progress,
		.release = release };
}

/* What bought cash paid of the charges that are to be billed comes off the
 * limit. */
static int
lower_limit(const struct correct_rate *r, const char *file,
    struct rate_release *release, struct err *e)
{
	struct charge_file *f;
	struct charge_row row;
	int rc;

	if (!release->limited)
		return 0;
	if (charge_file_open(&f, r->book, file, e) < 0)
		return -1;
	rc = charge_file_begin_contract(f, release->contract, e);
	while (rc == 0 && (rc = charge_file_next(f, &row, e)) > 0)
		rc = row.charge.document != 0 ||
			row.charge.start_us >= release->until_us
		    ? 0
		    : money_add(&release->limit_e8, -row.charge.bought_e8, e);
	charge_file_close(f);
	return rc;
}

static int
rate_one(const struct correct_rate *r, struct rate_release *release,
    const char *period, struct correct_file *f, struct err *e)
{
	const struct rate_period_input in = rate_input(r, release);
	struct rate_period p = { .period = period };
	struct rating_run old;
	bool same;
	int rc = run_store_current(r->book, period, &old, e);

	*f = (struct correct_file){ .period = period };
	if (rc > 0) {
		f->before = arena_strdup(r->arena, old.file);
		f->before_run = old.run;
	}
	if (rc >= 0 && rate_period_make(&p, &in, e) == 0 &&
	    check_unrated(r, &p, e) == 0 &&
	    rate_period_publish(&p, &in, &same, e) == 0 &&
	    run_store_put(r->book, period, &p.run, e) == 0) {
		f->after = arena_strdup(r->arena, p.run.file);
		f->after_run = p.run.run;
		rc = lower_limit(r, f->after, release, e);
	} else {
		rc = -1;
	}
	rate_period_free(&p);
	return rc < 0 ? err_ctx(e, "period %s", period) : 0;
}

int
correct_rate(const struct correct_rate *r, const struct document *documents,
    size_t n_documents, struct correct_file **files, size_t *n_files,
    struct err *e)
{
	struct rate_release release = *r->release;
	const char *const *periods;
	size_t n;
	int wanted;

	*n_files = 0;
	if (run_store_periods(r->book, r->arena, &periods, &n, e) < 0)
		return -1;
	*files = ARENA_NEW(r->arena, struct correct_file, n + 1);
	for (size_t i = 0; i < n; i++) {
		wanted = is_wanted(r, documents, n_documents, periods[i], e);
		if (wanted < 0 ||
		    (wanted > 0 &&
			rate_one(r, &release, periods[i],
			    &(*files)[(*n_files)++], e) < 0))
			return -1;
	}
	return 0;
}

int
correct_rate_on(const struct correct_rate *r, const char *first_period,
    struct err *e)
{
	const struct rate_period_input in = rate_input(r, NULL);
	const char *const *periods;
	size_t n;

	if (run_store_periods(r->book, r->arena, &periods, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct rate_period p = { .period = periods[i] };
		bool same = true;
		int rc;

		if (strcmp(periods[i], first_period) < 0)
			continue;
		rc = rate_period_make(&p, &in, e);
		if (rc == 0)
			rc = rate_period_publish(&p, &in, &same, e);
		if (rc == 0 && !same)
			rc = run_store_put(r->book, periods[i], &p.run, e);
		rate_period_free(&p);
		if (rc < 0)
			return err_ctx(e, "period %s", periods[i]);
	}
	return 0;
}
