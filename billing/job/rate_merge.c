#include "job/rate_merge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/progress.h"
#include "job/rate_map.h"
#include "job/rate_part.h"
#include "job/rate_period.h"
#include "job/rate_task.h"
#include "rating/directory.h"
#include "rating/run_exceptions.h"
#include "store/charge_write.h"
#include "store/run_store.h"
#include "store/task_map.h"
#include "store/task_reduce.h"

/* What is known of the files of all tasks. */
struct merge {
	struct rate_task *task;
	struct rate_period *p;
	const struct rate_period_input *in;
	char (*maps)[HASH_HEX_MAX]; /* hash of each */
	int64_t *records;           /* of all maps, by shard */
};

/* --- what the maps say ---------------------------------------------------- */

static int
check_map(struct merge *g, int64_t number, struct task_map_file *f,
    struct err *e)
{
	const struct rate_task *t = g->task;
	const struct task_map_trailer *r = &f->trailer;
	int64_t share = rate_map_share(t, number);

	if (r->calls != share || r->charged > r->calls ||
	    r->unrated > r->charged)
		return err_set(e, ERR_DATA,
		    "%s: %" PRId64 " calls, %" PRId64 " of them to be charged,"
		    " %" PRId64 " nobody's, of a share of %" PRId64
		    ": do not add up",
		    f->reader.path, r->calls, r->charged, r->unrated, share);
	(void)memcpy(g->maps[number], r->sha256, HASH_HEX_MAX);
	for (int64_t s = 0; s < t->manifest.shards; s++)
		g->records[s] += r->shards[s].rows;
	g->p->result.calls += r->calls;
	g->p->result.charged += r->charged;
	return task_map_verify(f, e);
}

/* Of nobody's calls and of listed ones only the maps know. */
static int
take_map(struct merge *g, int64_t number, struct err *e)
{
	struct rate_task *t = g->task;
	const struct task_manifest *m = &t->manifest;
	struct task_rows_bounds bounds = { .directory = t->directory,
		.until = (uint32_t)t->directory->ncontracts,
		.nsegments = t->calls.nsegments };
	struct map_exceptions x = { .nunrated = 0 };
	struct arena arena = { 0 };
	char path[FILE_PATH_MAX];
	struct task_map_file f;
	int rc = -1;

	if (rate_task_path(path, t->dir, RATE_TASK_MAP, number, e) < 0)
		return -1;
	if (task_map_open(&f, path, m->sha256, number, m->maps, m->shards,
		&arena, e) == 0) {
		rc = check_map(g, number, &f, e);
		if (rc == 0)
			rc = task_map_exceptions(&f, &bounds, &arena, &x, e);
		if (rc == 0)
			run_exceptions_keep(&g->p->result, &x);
		task_map_close(&f);
	}
	free(x.unrated);
	free(x.listed);
	arena_free(&arena);
	return rc;
}

/* --- what the reduces say ------------------------------------------------- */

static int
check_reduce(const struct merge *g, int64_t number, struct task_reduce_file *f,
    struct err *e)
{
	const struct task_reduce_trailer *r = &f->trailer;

	for (size_t i = 0; i < r->nmaps; i++)
		if (strcmp(r->inputs[i], g->maps[i]) != 0)
			return err_set(e, ERR_DATA,
			    "%s: was made of another file than %s/map/%03zu:"
			    " run reduce task %" PRId64 " again",
			    f->reader.path, g->task->dir, i, number);
	if (r->records != g->records[number] ||
	    r->priced + r->unrated + r->unpriced != r->records ||
	    r->charges.rows < r->priced)
		return err_set(e, ERR_DATA,
		    "%s: %" PRId64 " records with a charge, %" PRId64
		    " without a price, %" PRId64 " that cost nothing: the maps"
		    " have %" PRId64 " for it",
		    f->reader.path, r->priced, r->unrated, r->unpriced,
		    g->records[number]);
	return 0;
}

/* The sum of all charges is that of all roundings, which know nothing of charges
 * that are carried over for a price list that is gone. */
static int
check_sums(const struct merge *g, const struct task_reduce_file *f,
    struct reduce_ledger (*ledger)[3], struct err *e)
{
	const struct tariff *t = g->task->directory->tariff;
	i128 sum = 0;

	for (size_t p = 0; p < t->nprofiles; p++)
		for (int i = 0; i < 3; i++)
			sum += ledger[p][i].rounded_e8;
	if (sum == f->trailer.price_e8 || g->task->billed.billed.ncharges > 0)
		return 0;
	return err_set(e, ERR_DATA,
	    "%s: its charges and its roundings do not have one sum",
	    f->reader.path);
}

static void
add_ledger(struct reduce_ledger (*to)[3], struct reduce_ledger (*from)[3],
    size_t profiles)
{
	for (size_t p = 0; p < profiles; p++)
		for (int t = 0; t < 3; t++) {
			to[p][t].exact += from[p][t].exact;
			to[p][t].rounded_e8 += from[p][t].rounded_e8;
			to[p][t].used |= from[p][t].used;
		}
}

/* Charges first, as they come; then what the file says besides. */
static int
take_shard(struct merge *g, struct task_reduce_file *f,
    const struct task_rows_bounds *bounds, struct err *e)
{
	struct rate_period *p = g->p;
	size_t profiles = g->task->directory->tariff->nprofiles;
	struct reduce_ledger(*ledger)[3] =
	    mem_calloc(profiles + 1, sizeof(*ledger));
	struct reduce_output o = { .ncharges = 0 };
	int rc = task_reduce_charges(f, charge_write_charges, p->write, e);

	if (rc == 0)
		rc = task_reduce_rest(f, bounds, &o, ledger,
		    charge_write_marks(p->write), e);
	if (rc == 0)
		rc = check_sums(g, f, ledger, e);
	if (rc == 0)
		rc = charge_write_shard(p->write, &o, e);
	if (rc == 0) {
		p->result.charges += (int64_t)o.ncharges;
		run_exceptions_keep(&p->result, &o.exceptions);
		balance_set_append(&p->result.balances, &o.balances);
		add_ledger(p->result.ledger, ledger, profiles);
	}
	reduce_output_free(&o);
	free(ledger);
	return rc;
}

static int
take_reduce(struct merge *g, int64_t number, struct err *e)
{
	struct rate_task *t = g->task;
	const struct task_manifest *m = &t->manifest;
	size_t from, until;
	struct map_call_bounds shard =
	    rate_task_bounds(t, number, &from, &until);
	struct task_rows_bounds bounds = rate_task_rows(t, &shard);
	struct arena arena = { 0 };
	char path[FILE_PATH_MAX];
	struct task_reduce_file f;
	int rc = -1;

	if (rate_task_path(path, t->dir, RATE_TASK_REDUCE, number, e) < 0)
		return -1;
	if (task_reduce_open(&f, path, m->sha256, number, m->shards, m->maps,
		&arena, e) == 0) {
		rc = check_reduce(g, number, &f, e);
		if (rc == 0)
			rc = take_shard(g, &f, &bounds, e);
		if (rc == 0)
			progress_add(g->in->progress, f.trailer.charges.rows);
		task_reduce_close(&f);
	}
	arena_free(&arena);
	return rc < 0 ? err_ctx(e, "shard %" PRId64, number) : 0;
}

/* --- all of it ------------------------------------------------------------ */

static int
open_period(struct merge *g, struct err *e)
{
	struct rate_period *p = g->p;
	struct rate_task *t = g->task;
	const struct task_manifest *m = &t->manifest;

	if (period_calls_open(&p->calls, g->in->book, m->period, e) < 0 ||
	    rate_part_check(g->in->book, g->in->directory, &p->calls,
		g->in->load, m, e) < 0 ||
	    rate_task_verify_calls(t, e) < 0 ||
	    rate_task_open(t, g->in->directory, e) < 0 ||
	    charge_write_open(&p->write, g->in->book, m->period,
		g->in->directory, e) < 0)
		return -1;
	charge_write_extra_fees(p->write, t->billed.fees, t->billed.nfees);
	p->result.ledger = mem_calloc(t->directory->tariff->nprofiles + 1,
	    sizeof(*p->result.ledger));
	return 0;
}

static int
take_all(struct merge *g, struct err *e)
{
	const struct task_manifest *m = &g->task->manifest;

	for (int64_t i = 0; i < m->maps; i++)
		if (take_map(g, i, e) < 0)
			return -1;
	for (int64_t i = 0; i < m->shards; i++)
		if (take_reduce(g, i, e) < 0)
			return -1;
	run_exceptions_sort(&g->p->result);
	return 0;
}

/* A run that came since the tasks were made is one that merged them, or the book
 * changed: then it has other charges. */
static int
check_run(struct merge *g, struct err *e)
{
	const struct task_manifest *m = &g->task->manifest;
	struct rating_run now;
	int rated = run_store_current(g->in->book, m->period, &now, e);

	if (rated < 0 || rate_period_finish(g->p, e) < 0)
		return -1;
	if ((rated > 0 ? now.run : 0) == m->run ||
	    strcmp(now.sha256, g->p->run_sha256) == 0)
		return 0;
	return err_set(e, ERR_DATA,
	    "the book changed since the tasks were made: the current run was"
	    " %" PRId64 " and is %" PRId64,
	    m->run, now.run);
}

int
rate_merge_make(struct rate_task *t, struct rate_period *p,
    const struct rate_period_input *in, struct err *e)
{
	struct merge g = { .task = t, .p = p, .in = in };
	int rc;

	if (rate_task_all_there(t, RATE_TASK_MAP, e) < 0 ||
	    rate_task_all_there(t, RATE_TASK_REDUCE, e) < 0)
		return -1;
	g.maps = mem_calloc((size_t)t->manifest.maps, sizeof(*g.maps));
	g.records = mem_calloc((size_t)t->manifest.shards, sizeof(*g.records));
	progress_begin(in->progress, p->period, 0);
	rc = open_period(&g, e);
	if (rc == 0)
		rc = take_all(&g, e);
	progress_end(in->progress);
	if (rc == 0)
		rc = check_run(&g, e);
	free(g.maps);
	free(g.records);
	return rc;
}
