#include "job/job_rate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "base/progress.h"
#include "job/period_calls.h"
#include "job/rate_merge.h"
#include "job/rate_period.h"
#include "job/rate_task.h"
#include "rating/master.h"
#include "rating/run.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/segment_merge.h"
#include "store/charge_write.h"
#include "store/entity_store.h"
#include "store/run_store.h"
#include "time/interval.h"

struct rate_work {
	const struct job_rate_options *opt;
	struct book *book;
	struct arena arena; /* of the master data */
	struct master master;
	struct directory *directory;
	struct out *out;
	struct progress *progress;
	int threads;
	bool unrated;
	struct rate_task task; /* whose period is merged, if any */
};

/* --- one period ----------------------------------------------------------- */

/* How many calls have no price for each reason; how many at all. */
static int64_t
count_reasons(const struct run_result *r, int64_t *count)
{
	unsigned seen = 0; /* reasons of the running call */
	int64_t calls = 0;

	for (size_t i = 0; i < r->nunrated; i++) {
		const struct map_unrated *u = &r->unrated[i];

		if (i == 0 || u->segment != u[-1].segment ||
		    u->seq != u[-1].seq) {
			seen = 0;
			calls++;
		}
		if ((seen >> u->reason & 1) == 0)
			count[u->reason]++;
		seen |= 1u << u->reason;
	}
	return calls;
}

static void
report_period(const struct rate_work *w, const struct rate_period *p, bool same)
{
	int64_t count[UNRATED_PATTERN + 1] = { 0 };
	int64_t unrated = count_reasons(&p->result, count);

	out_printf(w->out,
	    "%s: run %" PRId64 "%s: %" PRId64 " calls, %" PRId64
	    " to be charged, %" PRId64 " charges, %" PRId64
	    " unrated, %zu listed\n",
	    p->period, p->run.run, same ? " (unchanged)" : "", p->result.calls,
	    p->result.charged, p->result.charges, unrated, p->result.nlisted);
	for (int i = 1; i <= UNRATED_PATTERN; i++)
		if (count[i] > 0)
			out_printf(w->out, "%s: unrated: %s: %" PRId64 "\n",
			    p->period, unrated_reason_words[i], count[i]);
}

static void
report_json(const struct rate_work *w, const struct rate_period *p, bool same)
{
	int64_t count[UNRATED_PATTERN + 1] = { 0 };

	out_json_open(w->out, NULL, '{');
	out_json_text(w->out, "period", p->period);
	out_json_int(w->out, "run", p->run.run);
	out_json_bool(w->out, "unchanged", same);
	out_json_text(w->out, "file", p->run.file);
	out_json_text(w->out, "sha256", p->run.sha256);
	out_json_int(w->out, "calls", p->result.calls);
	out_json_int(w->out, "to_charge", p->result.charged);
	out_json_int(w->out, "charges", p->result.charges);
	out_json_int(w->out, "listed", (int64_t)p->result.nlisted);
	out_json_open(w->out, "unrated", '{');
	(void)count_reasons(&p->result, count);
	for (int i = 1; i <= UNRATED_PATTERN; i++)
		if (count[i] > 0)
			out_json_int(w->out, unrated_reason_words[i], count[i]);
	out_json_close(w->out, '}');
	out_json_close(w->out, '}');
}

/* From what tasks left, or by ourselves. */
static int
make_period(struct rate_work *w, struct rate_period *p,
    const struct rate_period_input *in, struct err *e)
{
	int64_t merged;

	if (w->opt->tasks != NULL &&
	    strcmp(p->period, w->task.manifest.period) == 0)
		return rate_merge_make(&w->task, p, in, e);
	return segment_merge_small(w->book, p->period, &merged, e) < 0
	    ? -1
	    : rate_period_make(p, in, e);
}

static int
rate_one(struct rate_work *w, const char *period, bool *changed, struct err *e)
{
	const struct rate_period_input in = { .book = w->book,
		.directory = w->directory,
		.load = w->master.load,
		.now_us = w->opt->now_us,
		.threads = w->threads,
		.progress = w->progress };
	struct rate_period p = { .period = period };
	bool same = false;
	int rc = -1;

	if (make_period(w, &p, &in, e) == 0 &&
	    rate_period_publish(&p, &in, &same, e) == 0 &&
	    (same || run_store_switch(w->book, period, &p.run, e) == 0)) {
		if (w->opt->json)
			report_json(w, &p, same);
		else
			report_period(w, &p, same);
		if (p.result.nunrated > 0)
			w->unrated = true;
		*changed = !same;
		rc = 0;
	}
	rate_period_free(&p);
	return rc < 0 ? err_ctx(e, "period %s", period) : 0;
}

/* --- the job -------------------------------------------------------------- */

/* Is the period to be rated: asked for (none asked: all are that are open), or
 * rated before on what an earlier one left, which is not the same any more? */
static int
is_wanted(const struct rate_work *w, const char *period, bool changed,
    struct err *e)
{
	struct rating_run run;
	int closed;

	if (w->opt->nperiods == 0 && changed)
		return 1;
	if (w->opt->nperiods == 0) {
		closed = run_store_is_closed(w->book, period, e);
		return closed < 0 ? -1 : !closed;
	}
	for (size_t i = 0; i < w->opt->nperiods; i++)
		if (strcmp(w->opt->periods[i], period) == 0)
			return 1;
	return changed ? run_store_current(w->book, period, &run, e) : 0;
}

static int
compare_periods(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The periods that have calls, or charges of calls that were taken out since,
 * and those asked for, in order, each once. */
static int
list_periods(struct rate_work *w, const char ***periods, size_t *n,
    struct err *e)
{
	const char *const *stored, *const *rated;
	size_t all = 0, nrated;
	int number;

	for (size_t i = 0; i < w->opt->nperiods; i++)
		if (interval_period_parse(w->opt->periods[i], &number, e) < 0)
			return -1;
	if (call_store_periods(w->book, &w->arena, &stored, n, e) < 0 ||
	    run_store_periods(w->book, &w->arena, &rated, &nrated, e) < 0)
		return -1;
	*periods =
	    ARENA_NEW(&w->arena, const char *, *n + nrated + w->opt->nperiods);
	for (size_t i = 0; i < *n; i++)
		(*periods)[all++] = stored[i];
	for (size_t i = 0; i < nrated; i++)
		(*periods)[all++] = rated[i];
	for (size_t i = 0; i < w->opt->nperiods; i++)
		(*periods)[all++] = w->opt->periods[i];
	if (all > 1)
		qsort(*periods, all, sizeof(**periods), compare_periods);
	*n = 0;
	for (size_t i = 0; i < all; i++)
		if (*n == 0 || strcmp((*periods)[*n - 1], (*periods)[i]) != 0)
			(*periods)[(*n)++] = (*periods)[i];
	return 0;
}

static void
report_closed(const struct rate_work *w, const char *period)
{
	if (!w->opt->json) {
		out_printf(w->out, "%s: all of it is billed\n", period);
		return;
	}
	out_json_open(w->out, NULL, '{');
	out_json_text(w->out, "period", period);
	out_json_bool(w->out, "billed", true);
	out_json_close(w->out, '}');
}

static int
rate_periods(struct rate_work *w, struct err *e)
{
	const char **periods;
	bool changed = false;
	size_t n;

	if (list_periods(w, &periods, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		bool other = false;
		int wanted = is_wanted(w, periods[i], changed, e);

		if (wanted < 0 ||
		    (wanted > 0 && rate_one(w, periods[i], &other, e) < 0))
			return -1;
		if (wanted == 0 && w->opt->nperiods == 0)
			report_closed(w, periods[i]);
		changed |= other;
	}
	return run_store_sweep(w->book, e);
}

static int
rate_book(struct rate_work *w, struct err *e)
{
	if (entity_store_master(w->book, ENTITY_LATEST, &w->arena, &w->master,
		e) < 0 ||
	    directory_build(&w->directory, &w->master, e) < 0)
		return -1;
	return rate_periods(w, e);
}

int
job_rate(const struct job_rate_options *given, struct out *out,
    struct progress *progress, struct err *e)
{
	struct job_rate_options opt = *given;
	struct book book;
	struct rate_work w = { .opt = &opt,
		.book = &book,
		.out = out,
		.progress = progress,
		.task.book.lock.fd = -1 };
	int rc = -1;

	if (opt.tasks != NULL) {
		if (rate_task_manifest(&w.task, opt.tasks, opt.version, e) <
		    0) {
			rate_task_close(&w.task);
			return -1;
		}
		opt.periods = &w.task.manifest.period;
		opt.nperiods = 1;
	}
	if (book_open(&book, opt.book, BOOK_WRITE, opt.program, e) < 0)
		goto out;
	w.threads = period_calls_threads(&book, opt.threads);
	rc = rate_book(&w, e);
	directory_free(w.directory);
	arena_free(&w.arena);
	book_close(&book);
out:
	rate_task_close(&w.task);
	return rc < 0 ? -1 : w.unrated;
}
