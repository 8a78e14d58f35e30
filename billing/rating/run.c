#include "rating/run.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/progress.h"
#include "rating/ahead.h"

#define RANGE_CALLS 32768 /* a thread's next piece of work */
#define SHARDS      256

/* A piece of a segment. */
struct range {
	uint32_t segment;
	int64_t from, until;
};

struct run {
	const struct run_input *in;
	const struct run_sink *sink;
	struct run_result *result;
	uint32_t *shard_of;    /* by contract */
	uint32_t *contract_of; /* the first of each shard */
	size_t nshards;
	const struct mapper **mappers; /* of the result */
	struct range *ranges;
	size_t nranges;
	atomic_size_t next; /* range or shard */

	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct err err; /* the first failure */
	bool failed;
	struct reduce_output *outputs; /* of shards */
	bool *done;
	size_t written;     /* shards handed on */
	struct buf *spares; /* emptied buffers of outputs, to be filled again */
	size_t nspares;
	struct reducer *reducers;
};

struct worker {
	struct run *run;
	pthread_t thread;
	int number;
};

static void
fail(struct run *r, const struct err *e)
{
	pthread_mutex_lock(&r->lock);
	if (!r->failed) {
		r->err = *e;
		r->failed = true;
	}
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

static bool
has_failed(struct run *r)
{
	bool failed;

	pthread_mutex_lock(&r->lock);
	failed = r->failed;
	pthread_mutex_unlock(&r->lock);
	return failed;
}

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
		fail(r, e);
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

/* Shards are ranges of contracts: so many customers together, every other
 * contract, which has many calls, alone. */
static void
make_shards(struct run *r)
{
	const struct directory *d = r->in->directory;
	size_t together = d->ncontracts / SHARDS + 1, in_shard = 0;

	r->shard_of = mem_calloc(d->ncontracts + 1, sizeof(*r->shard_of));
	for (size_t i = 0; i < d->ncontracts; i++) {
		bool alone = d->contracts[i].kind != DIRECTORY_CUSTOMER;

		if (alone || in_shard == together ||
		    (i > 0 && d->contracts[i - 1].kind != DIRECTORY_CUSTOMER)) {
			r->nshards += in_shard > 0;
			in_shard = 0;
		}
		r->shard_of[i] = (uint32_t)r->nshards;
		in_shard++;
	}
	r->nshards++;
	r->contract_of = mem_calloc(r->nshards + 1, sizeof(*r->contract_of));
	for (size_t i = d->ncontracts; i-- > 0;)
		r->contract_of[r->shard_of[i]] = (uint32_t)i;
	r->contract_of[r->nshards] = (uint32_t)d->ncontracts;
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

static int
map_range(struct run *r, struct mapper *m, const struct range *g, struct err *e)
{
	const struct run_reader *reader = &r->in->reader;
	const struct run_segment *s = &r->in->segments[g->segment];
	struct ahead ahead = { .directory = r->in->directory,
		.reader = reader };
	const struct call *call;
	int64_t seq, n = 0;
	int status;

	if (reader->open(reader->arg, g->segment, g->from, g->until,
		&ahead.cursor, e) < 0)
		return -1;
	while ((status = ahead_next(&ahead, &call, &seq, e)) > 0) {
		mapper_add(m, &s->format, g->segment, seq, call);
		n++;
	}
	reader->close(ahead.cursor);
	progress_add(r->in->progress, n);
	return status;
}

static void *
map_worker(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;
	struct mapper *m = &r->result->mappers[w->number];
	struct err e = { .code = ERR_NONE };

	for (;;) {
		size_t i = atomic_fetch_add(&r->next, 1);

		if (i >= r->nranges || has_failed(r))
			return NULL;
		if (map_range(r, m, &r->ranges[i], &e) < 0) {
			fail(r, &e);
			return NULL;
		}
	}
}

static int
map_all(struct run *r, struct worker *w, struct err *e)
{
	int n = r->in->threads;
	struct run_result *out = r->result;

	out->mappers = mem_calloc((size_t)n, sizeof(*out->mappers));
	out->nmappers = n;
	for (int i = 0; i < n; i++) {
		mapper_init(&out->mappers[i], r->in->directory, r->in->billed,
		    r->shard_of, r->nshards);
		out->mappers[i].keep_identity = r->in->nsegments > 1;
	}
	r->mappers = mem_calloc((size_t)n, sizeof(*r->mappers));
	for (int i = 0; i < n; i++)
		r->mappers[i] = &out->mappers[i];
	make_ranges(r);
	atomic_store(&r->next, 0);
	if (run_threads(r, map_worker, w, n, e) < 0)
		return -1;
	join_threads(w, n);
	for (int i = 0; i < n; i++) {
		out->calls += out->mappers[i].calls;
		out->charged += out->mappers[i].charged;
	}
	return r->failed ? (*e = r->err, -1) : 0;
}

/* --- reduce --------------------------------------------------------------- */

/* The buffers of charges, 200 bytes a call in all, are used again and again:
 * memory that is new has to be cleared first. */
static void
take_spare(struct run *r, struct reduce_output *o)
{
	pthread_mutex_lock(&r->lock);
	if (r->nspares > 0)
		o->encoded = r->spares[--r->nspares];
	pthread_mutex_unlock(&r->lock);
}

static void
give_spare(struct run *r, struct reduce_output *o)
{
	pthread_mutex_lock(&r->lock);
	r->spares[r->nspares] = o->encoded;
	r->spares[r->nspares++].len = 0;
	pthread_mutex_unlock(&r->lock);
	o->encoded = (struct buf){ 0 };
}

static int
reduce_one(struct run *r, struct reducer *reducer, size_t shard, struct err *e)
{
	uint32_t first = r->contract_of[shard];
	uint32_t until = r->contract_of[shard + 1];
	struct reduce_output *o = &r->outputs[shard];
	struct map_item *items;
	size_t n;

	items = reducer_gather(reducer, r->mappers, (size_t)r->result->nmappers,
	    shard, first, until, &n);
	take_spare(r, o);
	return reducer_shard(reducer, items, n, first, until, o, e);
}

/* Not more than a few shards ahead of the writer. */
static void *
reduce_worker(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;
	size_t ahead = 2 * (size_t)r->in->threads + 2;
	struct err e = { .code = ERR_NONE };

	for (;;) {
		size_t shard = atomic_fetch_add(&r->next, 1);

		if (shard >= r->nshards)
			return NULL;
		pthread_mutex_lock(&r->lock);
		while (!r->failed && shard >= r->written + ahead)
			pthread_cond_wait(&r->changed, &r->lock);
		pthread_mutex_unlock(&r->lock);
		if (has_failed(r))
			return NULL;
		if (reduce_one(r, &r->reducers[w->number], shard, &e) < 0) {
			fail(r, &e);
			return NULL;
		}
		pthread_mutex_lock(&r->lock);
		r->done[shard] = true;
		pthread_cond_broadcast(&r->changed);
		pthread_mutex_unlock(&r->lock);
	}
}

static void
keep_exceptions(struct run_result *out, const struct map_exceptions *x)
{
	out->unrated = mem_realloc_array(out->unrated,
	    out->nunrated + x->nunrated + 1, sizeof(*out->unrated));
	if (x->nunrated > 0)
		memcpy(out->unrated + out->nunrated, x->unrated,
		    x->nunrated * sizeof(*x->unrated));
	out->nunrated += x->nunrated;
	out->listed = mem_realloc_array(out->listed,
	    out->nlisted + x->nlisted + 1, sizeof(*out->listed));
	if (x->nlisted > 0)
		memcpy(out->listed + out->nlisted, x->listed,
		    x->nlisted * sizeof(*x->listed));
	out->nlisted += x->nlisted;
}

/* Hand one finished shard on. */
static int
write_shard(struct run *r, size_t shard, struct err *e)
{
	struct reduce_output *o = &r->outputs[shard];
	int status = r->sink->shard(r->sink->arg, o, e);

	r->result->charges += (int64_t)o->ncharges;
	keep_exceptions(r->result, &o->exceptions);
	balance_set_append(&r->result->balances, &o->balances);
	give_spare(r, o);
	reduce_output_free(o);
	return status;
}

static int
write_all(struct run *r, struct err *e)
{
	for (size_t shard = 0; shard < r->nshards; shard++) {
		pthread_mutex_lock(&r->lock);
		while (!r->failed && !r->done[shard])
			pthread_cond_wait(&r->changed, &r->lock);
		pthread_mutex_unlock(&r->lock);
		if (has_failed(r)) {
			*e = r->err;
			return -1;
		}
		if (write_shard(r, shard, e) < 0) {
			fail(r, e);
			return -1;
		}
		pthread_mutex_lock(&r->lock);
		r->written++;
		pthread_cond_broadcast(&r->changed);
		pthread_mutex_unlock(&r->lock);
	}
	return 0;
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

static int
reduce_all(struct run *r, struct worker *w, struct err *e)
{
	int n = r->in->threads, status = 0;

	r->reducers = mem_calloc((size_t)n, sizeof(*r->reducers));
	r->outputs = mem_calloc(r->nshards + 1, sizeof(*r->outputs));
	r->done = mem_calloc(r->nshards + 1, sizeof(*r->done));
	r->spares = mem_calloc(r->nshards + 1, sizeof(*r->spares));
	for (int i = 0; i < n; i++) {
		reducer_init(&r->reducers[i], r->in->directory, r->in->billed,
		    &r->in->period);
		r->reducers[i].encode = r->sink->encode;
		r->reducers[i].encode_arg = r->sink->arg;
	}
	atomic_store(&r->next, 0);
	if (n == 1) {
		for (size_t s = 0; status == 0 && s < r->nshards; s++) {
			status = reduce_one(r, &r->reducers[0], s, e);
			if (status == 0)
				status = write_shard(r, s, e);
		}
	} else {
		status = run_threads(r, reduce_worker, w, n, e);
		if (status == 0) {
			status = write_all(r, e);
			join_threads(w, n);
		}
	}
	add_ledgers(r);
	for (size_t s = 0; s < r->nshards; s++)
		reduce_output_free(&r->outputs[s]);
	for (int i = 0; i < n; i++)
		reducer_free(&r->reducers[i]);
	for (size_t i = 0; i < r->nspares; i++)
		buf_free(&r->spares[i]);
	free(r->spares);
	free(r->reducers);
	free(r->outputs);
	free(r->done);
	return status;
}

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Calls of no contract before those of one: as '' sorts before a ref. */
static int64_t
contract_rank(uint32_t contract)
{
	return contract == DIRECTORY_NONE ? -1 : (int64_t)contract;
}

static int
compare_unrated(const void *a, const void *b)
{
	const struct map_unrated *x = a, *y = b;
	int o = order(x->segment, y->segment);

	if (o == 0)
		o = order(x->seq, y->seq);
	if (o == 0)
		o = order(contract_rank(x->contract),
		    contract_rank(y->contract));
	if (o == 0)
		o = order(x->tier, y->tier);
	return o != 0 ? o : order(x->direction, y->direction);
}

static int
compare_listed(const void *a, const void *b)
{
	const struct map_listed *x = a, *y = b;
	int o = order(x->segment, y->segment);

	if (o == 0)
		o = order(x->seq, y->seq);
	if (o == 0)
		o = order(x->contract, y->contract);
	return o != 0 ? o : order((int64_t)x->reason, (int64_t)y->reason);
}

/* One order, and each listed thing once. */
static void
sort_exceptions(struct run_result *out)
{
	size_t n = 0;

	if (out->nunrated > 1)
		qsort(out->unrated, out->nunrated, sizeof(*out->unrated),
		    compare_unrated);
	if (out->nlisted > 1)
		qsort(out->listed, out->nlisted, sizeof(*out->listed),
		    compare_listed);
	for (size_t i = 0; i < out->nlisted; i++)
		if (n == 0 ||
		    compare_listed(&out->listed[n - 1], &out->listed[i]) != 0)
			out->listed[n++] = out->listed[i];
	out->nlisted = n;
}

int
run_rate(const struct run_input *in, const struct run_sink *sink,
    struct run_result *out, struct err *e)
{
	struct run r = { .in = in, .sink = sink, .result = out };
	struct worker *w;
	int status = -1;

	assert(in->threads >= 1);
	*out = (struct run_result){ 0 };
	make_shards(&r);
	w = mem_calloc((size_t)in->threads, sizeof(*w));
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.changed, NULL);
	if (map_all(&r, w, e) == 0 && reduce_all(&r, w, e) == 0) {
		for (int i = 0; i < out->nmappers; i++)
			keep_exceptions(out, &out->mappers[i].exceptions);
		sort_exceptions(out);
		status = 0;
	}
	pthread_cond_destroy(&r.changed);
	pthread_mutex_destroy(&r.lock);
	free(r.ranges);
	free(r.mappers);
	free(r.shard_of);
	free(r.contract_of);
	free(w);
	if (status < 0)
		run_result_free(out);
	return status;
}

void
run_result_free(struct run_result *r)
{
	for (int i = 0; i < r->nmappers; i++)
		mapper_free(&r->mappers[i]);
	free(r->mappers);
	free(r->unrated);
	free(r->listed);
	free(r->ledger);
	balance_set_free(&r->balances);
	*r = (struct run_result){ 0 };
}
