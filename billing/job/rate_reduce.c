#include "job/rate_reduce.h"

#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/overflow.h"
#include "base/progress.h"
#include "job/rate_task.h"
#include "rating/reduce.h"
#include "store/balance_store.h"
#include "store/task_map.h"
#include "store/task_reduce.h"
#include "time/interval.h"

/* A file that is there and sound, as this task would write it. */
static int
look_done(struct rate_task *t, int64_t number, struct task_reduce_trailer *out,
    bool *done, struct err *e)
{
	const struct task_manifest *m = &t->manifest;
	struct err why = { .code = ERR_NONE };
	char path[FILE_PATH_MAX];
	struct task_reduce_file f;
	int rc;

	*done = false;
	if (rate_task_path(path, t->dir, RATE_TASK_REDUCE, number, e) < 0)
		return -1;
	rc = task_reduce_open(&f, path, m->sha256, number, m->shards, m->maps,
	    &t->arena, &why);
	if (rc == 0) {
		rc = task_reduce_verify(&f, &why);
		*out = f.trailer;
		*done = rc == 0;
		task_reduce_close(&f);
	}
	if (rc < 0 && why.code != ERR_NOINPUT && why.code != ERR_DATA) {
		*e = why;
		return -1;
	}
	return 0;
}

/* --- what the maps left --------------------------------------------------- */

/* A shard of the tasks on its way. */
struct work {
	struct rate_task *task;
	int64_t number;
	struct map_call_bounds bounds;
	size_t from, until; /* shards of the run */
	struct shard_set set;
	struct task_reduce_trailer *trailer;
};

static int
read_map(struct work *w, int64_t map, struct progress *progress, struct err *e)
{
	const struct rate_task *t = w->task;
	const struct task_manifest *m = &t->manifest;
	struct arena arena = { 0 };
	char path[FILE_PATH_MAX];
	struct task_map_file f;
	int rc = -1;

	if (rate_task_path(path, t->dir, RATE_TASK_MAP, map, e) < 0)
		return -1;
	if (task_map_open(&f, path, m->sha256, map, m->maps, m->shards, &arena,
		e) == 0) {
		rc = task_map_records(&f, (size_t)w->number, &w->bounds,
		    t->shards.shard_of, (uint32_t)w->from, &w->set, e);
		(void)memcpy(w->trailer->inputs[map], f.trailer.sha256,
		    HASH_HEX_MAX);
		w->trailer->records += f.trailer.shards[w->number].rows;
		progress_add(progress, f.trailer.shards[w->number].rows);
		task_map_close(&f);
	}
	arena_free(&arena);
	return rc;
}

/* --- reducing ------------------------------------------------------------- */

static int
reduce_shards(struct work *w, struct reducer *r, struct task_reduce_writer *out,
    struct err *e)
{
	const struct rate_task *t = w->task;
	const struct shard_set *sets[] = { &w->set };
	struct reduce_output o = { .ncharges = 0 };
	int rc = 0;

	for (size_t s = w->from; rc == 0 && s < w->until; s++) {
		struct reduce_shard shard = { .sets = sets,
			.nsets = 1,
			.shard = s - w->from,
			.first = t->shards.contract_of[s],
			.until = t->shards.contract_of[s + 1] };

		rc = reducer_shard(r, &shard, &o, e);
		if (rc == 0)
			rc = task_reduce_hand_on(out, &o, e);
		if (rc == 0)
			task_reduce_shard(out, &o);
		reduce_output_free(&o);
	}
	return rc;
}

static int
reduce_and_write(struct work *w, const struct reduce_period *period,
    const char *dir, struct err *e)
{
	struct rate_task *t = w->task;
	char name[RATE_TASK_NAME_MAX];
	struct task_reduce_writer out;
	struct reducer r;
	int rc;

	rate_task_name(name, w->number);
	reducer_init(&r, t->directory, &t->billed.billed, period);
	r.encode = task_reduce_encode;
	r.hand_on = task_reduce_hand_on;
	r.encode_arg = r.hand_arg = &out;
	rc = task_reduce_begin(&out, dir, name, t->directory, t->billed.nfees,
	    w->trailer, e);
	if (rc == 0)
		rc = reduce_shards(w, &r, &out, e);
	if (rc == 0)
		rc = task_reduce_finish(&out, t->directory, r.ledger, e);
	task_reduce_abort(&out);
	reducer_free(&r);
	return rc;
}

static int
reduce_period(struct work *w, const char *dir, struct err *e)
{
	const struct rate_task *t = w->task;
	struct balance_set before = { 0 };
	struct reduce_period period = { .before = &before };
	int number, rc = -1;

	if (interval_period_parse(t->manifest.period, &number, e) < 0)
		return -1;
	period.from_us = interval_period_from(t->book.zone, number);
	period.until_us = interval_period_until(t->book.zone, number);
	if (balance_store_before(&t->book, t->manifest.period, t->directory,
		&before, e) == 0)
		rc = reduce_and_write(w, &period, dir, e);
	balance_set_free(&before);
	return rc;
}

static int
reduce_with(struct work *w, const char *dir, struct overflow *overflow,
    struct progress *progress, struct err *e)
{
	struct rate_task *t = w->task;
	const struct task_manifest *m = &t->manifest;
	struct shard_scratch scratch = period_calls_scratch(overflow);
	int rc = 0;

	w->bounds = rate_task_bounds(t, w->number, &w->from, &w->until);
	shard_set_init(&w->set, w->until - w->from + 1, &scratch, NULL,
	    period_calls_memory(&t->book) / 4 * 3);
	progress_begin(progress, "reduce", 0);
	for (int64_t i = 0; rc == 0 && i < m->maps; i++)
		rc = read_map(w, i, progress, e);
	progress_end(progress);
	shard_set_seal(&w->set);
	if (rc == 0)
		rc = reduce_period(w, dir, e);
	shard_set_free(&w->set);
	return rc;
}

int
rate_reduce_run(struct rate_task *t, int64_t number, struct progress *progress,
    struct task_reduce_trailer *out, bool *done, struct err *e)
{
	struct work w = { .task = t, .number = number, .trailer = out };
	struct overflow overflow;
	char dir[FILE_PATH_MAX];
	int rc;

	if (look_done(t, number, out, done, e) < 0)
		return -1;
	if (*done)
		return 0;
	*out = (struct task_reduce_trailer){ .number = number,
		.of = t->manifest.shards,
		.nmaps = (size_t)t->manifest.maps };
	out->inputs = arena_alloc(&t->arena, out->nmaps, sizeof(*out->inputs));
	(void)memcpy(out->snapshot, t->manifest.sha256, sizeof(out->snapshot));
	/* before anything is loaded: it may be started long before its time */
	if (rate_task_all_there(t, RATE_TASK_MAP, e) < 0 ||
	    rate_task_open(t, NULL, e) < 0 ||
	    rate_task_folder(dir, t->dir, RATE_TASK_REDUCE, e) < 0 ||
	    file_mkdirs(dir, e) < 0 || overflow_open(&overflow, dir, e) < 0)
		return -1;
	rc = reduce_with(&w, dir, &overflow, progress, e);
	overflow_close(&overflow);
	return rc;
}
