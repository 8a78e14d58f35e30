#include "job/correct_rate.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/document.h"
#include "job/rate_period.h"
#include "rating/directory.h"
#include "store/book.h"
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

static int
rate_one(const struct correct_rate *r, const char *period,
    struct correct_file *f, struct err *e)
{
	const struct rate_period_input in = { .book = r->book,
		.directory = r->directory,
		.load = r->load,
		.now_us = r->now_us,
		.threads = r->threads,
		.progress = r->progress,
		.release = r->release };
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
		rc = 0;
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
			rate_one(r, periods[i], &(*files)[(*n_files)++], e) <
			    0))
			return -1;
	}
	return 0;
}
