#include "rating/run.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/progress.h"
#include "rating/run_exceptions.h"
#include "rating/run_map.h"
#include "rating/run_output.h"
#include "rating/run_shards.h"

#define RANGE_CALLS 32768 /* a thread's next piece of work */

/* A piece of a segment. */
struct range {
	uint32_t segment;
	int64_t from, until;
};

struct run {
	const struct run_input *in;
	struct run_result *result;
	struct run_shards shards;
	uint8_t *file_of;              /* of the scratch, by shard */
	size_t finished;               /* shards, in order */
	struct mapper *mappers;        /* one for each thread */
	const struct shard_set **sets; /* theirs */
	struct range *ranges;
	size_t nranges;
	atomic_size_t next; /* range or shard */
	struct reducer *reducers;
	struct run_output output;
};

struct worker {
	struct run *run;
	pthread_t thread;
	int number;
};

/* ${threads} workers, or the caller itself if that is one. */
static int
run_threads(struct run *r, void *(*work)(void *), struct worker *w, int n,
    struct err *e)
{
	int started = 0;

	for (; started < n; started++) {
		w[started] = (struct worker){ .run = r, .number = started };
		if (n > 1 &&
		    pthread_create(&w[started].thread, NULL, work,
			&w[started]) != 0)
			break;
	}
	if (n == 1)
		(void)work(&w[0]);
	if (started < n) {
		(void)err_set(e, ERR_BUSY, "cannot start a thread");
		run_output_fail(&r->output, e);
		for (int i = 0; i < started; i++)
			(void)pthread_join(w[i].thread, NULL);
		return -1;
	}
	return 0;
}

static void
join_threads(struct worker *w, int n)
{
	for (int i = 0; n > 1 && i < n; i++)
		(void)pthread_join(w[i].thread, NULL);
}

/* Shards that follow each other share a file of the scratch. */
static void
share_files(struct run *r)
{
	size_t n = r->shards.n;
	uint32_t *part_of;

	r->file_of = mem_calloc(n, sizeof(*r->file_of));
	if (r->in->scratch == NULL)
		return;
	part_of = mem_calloc(n, sizeof(*part_of));
	run_shards_divide(&r->shards, r->in->directory,
	    (size_t)r->in->scratch->nfiles, part_of);
	for (size_t s = 0; s < n; s++)
		r->file_of[s] = (uint8_t)part_of[s];
	free(part_of);
}

/* --- map ------------------------------------------------------------------ */

static void
make_ranges(struct run *r)
{
	size_t cap = 0;

	for (size_t s = 0; s < r->in->nsegments; s++)
		for (int64_t from = 1; from <= r->in->segments[s].calls;
		     from += RANGE_CALLS) {
			r->ranges = mem_grow(r->ranges, r->nranges, &cap,
			    sizeof(*r->ranges));
			r->ranges[r->nranges++] =
			    (struct range){ .segment = (uint32_t)s,
				    .from = from,
				    .until = from + RANGE_CALLS };
		}
}

static void *
map_worker(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;
	struct mapper *m = &r->mappers[w->number];
	const struct range *g;
	struct err e = { .code = ERR_NONE };

	for (;;) {
		size_t i = atomic_fetch_add(&r->next, 1);

		if (i >= r->nranges || run_output_failed(&r->output))
			break;
		g = &r->ranges[i];
		if (run_map_range(r->in, m, g->segment, g->from, g->until, &e) <
		    0) {
			run_output_fail(&r->output, &e);
			break;
		}
	}
	shard_set_seal(&m->set);
	if (!run_output_failed(&r->output) &&
	    shard_set_make_room(&m->set, &e) < 0)
		run_output_fail(&r->output, &e);
	return NULL;
}

static void
make_mappers(struct run *r)
{
	size_t n = (size_t)r->in->threads;
	bool overlap = run_map_overlap(r->in);
	struct map_input in = { .directory = r->in->directory,
		.billed = r->in->billed,
		.shard_of = r->shards.shard_of,
		.nshards = r->shards.n,
		.scratch = r->in->scratch,
		.file_of = r->file_of,
		.memory = r->in->memory / 4 * 3 / n };

	r->mappers = mem_calloc(n, sizeof(*r->mappers));
	r->sets = mem_calloc(n, sizeof(*r->sets));
	for (size_t i = 0; i < n; i++) {
		mapper_init(&r->mappers[i], &in);
		r->mappers[i].keep_identity = overlap;
		r->sets[i] = &r->mappers[i].set;
	}
}

/* Charges may wait in the memory that the map has left. */
static void
limit_output(struct run *r)
{
	size_t held = 0, memory = r->in->memory;

	for (int i = 0; i < r->in->threads; i++)
		held += shard_set_memory(&r->mappers[i].set);
	r->output.limit = memory - held > memory / 4 && held < memory
	    ? memory - held
	    : memory / 4;
}

static int
map_all(struct run *r, struct worker *w, struct err *e)
{
	int n = r->in->threads;

	make_mappers(r);
	make_ranges(r);
	atomic_store(&r->next, 0);
	if (run_threads(r, map_worker, w, n, e) < 0)
		return -1;
	join_threads(w, n);
	for (int i = 0; i < n; i++) {
		r->result->calls += r->mappers[i].calls;
		r->result->charged += r->mappers[i].charged;
	}
	if (r->in->scratch != NULL)
		limit_output(r);
	return r->output.failed ? (*e = r->output.err, -1) : 0;
}

static void
free_mappers(struct run *r)
{
	for (int i = 0; r->mappers != NULL && i < r->in->threads; i++)
		mapper_free(&r->mappers[i]);
	free(r->mappers);
	free(r->sets);
}

/* --- reduce --------------------------------------------------------------- */

/* The shard that a reducer is at. */
struct reducing {
	struct run *run;
	size_t shard;
};

static int
hand_on(void *arg, struct reduce_output *o, struct err *e)
{
	struct reducing *at = arg;

	return run_output_put(&at->run->output, at->shard, o, e);
}

static int
reduce_one(struct run *r, struct reducer *reducer, struct reduce_output *o,
    size_t shard, struct err *e)
{
	struct reducing at = { .run = r, .shard = shard };
	struct reduce_shard s = { .sets = r->sets,
		.nsets = (size_t)r->in->threads,
		.shard = shard,
		.first = r->shards.contract_of[shard],
		.until = r->shards.contract_of[shard + 1] };

	reducer->hand_on = hand_on;
	reducer->hand_arg = &at;
	if (reducer_shard(reducer, &s, o, e) < 0)
		return -1;
	return o->nencoded == 0 ? 0 : hand_on(&at, o, e);
}

static void *
reduce_worker(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;
	struct reduce_output o = { .encoded = run_output_buffer(&r->output) };
	struct err e = { .code = ERR_NONE };

	for (;;) {
		size_t shard = atomic_fetch_add(&r->next, 1);

		if (shard >= r->shards.n || run_output_failed(&r->output))
			break;
		if (reduce_one(r, &r->reducers[w->number], &o, shard, &e) < 0) {
			run_output_fail(&r->output, &e);
			break;
		}
		run_output_done(&r->output, shard, &o);
	}
	reduce_output_free(&o);
	return NULL;
}

/* A shard is behind us: its file as well, if no other shard is in it. */
static void
forget_shard(struct run *r)
{
	const struct shard_scratch *scratch = r->in->scratch;
	size_t shard = r->finished++;

	if (scratch != NULL &&
	    (r->finished == r->shards.n ||
		r->file_of[r->finished] != r->file_of[shard]))
		scratch->forget(scratch->arg, r->file_of[shard]);
}

/* Behind the charges of a shard: what else came of it. */
static int
finish_shard(void *arg, struct reduce_output *o, struct err *e)
{
	struct run *r = arg;
	const struct run_sink *sink = r->output.sink;
	struct run_result *out = r->result;

	out->charges += (int64_t)o->ncharges;
	run_exceptions_keep(out, &o->exceptions);
	balance_set_append(&out->balances, &o->balances);
	forget_shard(r);
	return sink->shard(sink->arg, o, e);
}

/* In this thread alone. */
static int
reduce_here(struct run *r, struct err *e)
{
	struct reduce_output o = { 0 };
	int rc = 0;

	r->output.direct = true;
	for (size_t s = 0; rc == 0 && s < r->shards.n; s++) {
		struct buf kept;

		rc = reduce_one(r, &r->reducers[0], &o, s, e);
		if (rc == 0)
			rc = finish_shard(r, &o, e);
		kept = o.encoded;
		o.encoded = (struct buf){ 0 };
		reduce_output_free(&o);
		o.encoded = kept;
	}
	reduce_output_free(&o);
	return rc;
}

static void
add_ledgers(struct run *r)
{
	size_t n = r->in->directory->tariff->nprofiles;

	r->result->ledger = mem_calloc(n + 1, sizeof(*r->result->ledger));
	for (int i = 0; i < r->in->threads; i++)
		for (size_t p = 0; p < n; p++)
			for (int t = 0; t < 3; t++) {
				const struct reduce_ledger *l =
				    &r->reducers[i].ledger[p][t];
				struct reduce_ledger *sum =
				    &r->result->ledger[p][t];

				sum->exact += l->exact;
				sum->rounded_e8 += l->rounded_e8;
				sum->used |= l->used;
			}
}

static void
make_reducers(struct run *r)
{
	r->reducers = mem_calloc((size_t)r->in->threads, sizeof(*r->reducers));
	for (int i = 0; i < r->in->threads; i++) {
		reducer_init(&r->reducers[i], r->in->directory, r->in->billed,
		    &r->in->period);
		r->reducers[i].encode = r->output.sink->encode;
		r->reducers[i].encode_arg = r->output.sink->arg;
	}
}

static void
free_reducers(struct run *r)
{
	for (int i = 0; i < r->in->threads; i++)
		reducer_free(&r->reducers[i]);
	free(r->reducers);
}

static int
reduce_all(struct run *r, struct worker *w, struct err *e)
{
	int n = r->in->threads, status;

	make_reducers(r);
	atomic_store(&r->next, 0);
	if (n == 1) {
		status = reduce_here(r, e);
	} else {
		status = run_threads(r, reduce_worker, w, n, e);
		if (status == 0) {
			status =
			    run_output_write(&r->output, finish_shard, r, e);
			join_threads(w, n);
		}
	}
	add_ledgers(r);
	free_reducers(r);
	return status;
}

int
run_rate(const struct run_input *in, const struct run_sink *sink,
    struct run_result *out, struct err *e)
{
	struct run r = { .in = in, .result = out };
	struct worker *w;
	int status = -1;

	assert(in->threads >= 1);
	*out = (struct run_result){ 0 };
	if (in->nsegments > MAP_SEGMENTS_MAX)
		return err_set(e, ERR_DATA, "more than %d files of calls",
		    MAP_SEGMENTS_MAX);
	run_shards_make(&r.shards, in->directory);
	share_files(&r);
	run_output_init(&r.output, sink, r.shards.n);
	w = mem_calloc((size_t)in->threads, sizeof(*w));
	if (map_all(&r, w, e) == 0 && reduce_all(&r, w, e) == 0) {
		for (int i = 0; i < in->threads; i++)
			run_exceptions_keep(out, &r.mappers[i].exceptions);
		run_exceptions_sort(out);
		status = 0;
	}
	free_mappers(&r);
	run_output_free(&r.output);
	free(r.ranges);
	run_shards_free(&r.shards);
	free(r.file_of);
	free(w);
	if (status < 0)
		run_result_free(out);
	return status;
}

void
run_result_free(struct run_result *r)
{
	free(r->unrated);
	free(r->listed);
	free(r->ledger);
	balance_set_free(&r->balances);
	arena_free(&r->texts);
	*r = (struct run_result){ 0 };
}
