#include "rating/sums.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/progress.h"
#include "cdr/call.h"
#include "rating/ahead.h"
#include "rating/map.h"
#include "rating/master.h"
#include "rating/run.h"
#include "rating/sums_now.h"

#define RANGE_CALLS 32768 /* a worker's next piece of work */

struct sums {
	const struct sums_input *in;
	struct resolver resolver;
	struct sums_now now; /* calls for which order does not count */
	struct mapper kept;  /* ... for which it does; shard: worker */
	uint32_t *shard_of;
	struct reducer reducer; /* of the kept */
	struct tally tally;
	struct sums_unrated unrated;
	struct map_exceptions late; /* of kept calls, by this worker */
	int64_t calls, charged;
	int number;
};

/* --- whose calls are kept ------------------------------------------------- */

/* Does the price list itself give free time or cash, draw on cash, or list a
 * call by band? */
static bool
profile_wants_order(const struct profile *p)
{
	return p->prepaid == 1 || p->interval_free_time > 0 ||
	    p->split_bands == 1 ||
	    (p->interval_free_cash_e8 != ENTITY_NONE &&
		p->interval_free_cash_e8 != 0);
}

static bool
mark(const struct directory *d, const char *ref, bool *ordered)
{
	uint32_t contract = directory_contract(d, ref);

	if (contract == DIRECTORY_NONE)
		return false;
	ordered[contract] = true;
	return true;
}

bool *
sums_ordered(const struct directory *d)
{
	const struct master *m = d->master;
	bool *ordered = mem_calloc(d->ncontracts + 1, sizeof(*ordered));
	bool any = false;

	for (size_t i = 0; i < d->ncontracts; i++) {
		const struct schedules *s = &d->schedules;

		for (uint32_t k = s->first[i]; k < s->first[i + 1]; k++)
			ordered[i] |= profile_wants_order(
			    d->tariff->profiles[s->entries[k].profile].row);
		any |= ordered[i];
	}
	for (size_t i = 0; i < m->n_customers; i++)
		if (m->customers[i].package != NULL)
			any |= mark(d, m->customers[i].ref, ordered);
	for (size_t i = 0; i < m->n_topups; i++)
		any |= mark(d, m->topups[i].customer, ordered);
	for (size_t i = 0; i < m->n_opening_balances; i++)
		any |= mark(d, m->opening_balances[i].contract, ordered);
	if (any)
		return ordered;
	free(ordered);
	return NULL;
}

/* Is one of those who pay for the call one of them? */
static bool
is_ordered(const struct sums *s, const struct resolve_leg *legs, int n)
{
	for (int i = 0; s->in->ordered != NULL && i < n; i++)
		if (s->in->ordered[legs[i].contract])
			return true;
	return false;
}

/* --- calls without a price ------------------------------------------------ */

static int
compare_unrated(const void *a, const void *b)
{
	const struct map_unrated *x = a, *y = b;

	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Each call once, and once for each reason.  All rows of a call are here. */
static void
count_unrated(struct sums_unrated *u, struct map_unrated *rows, size_t n)
{
	unsigned seen = 0; /* reasons of the running call */

	if (n > 1)
		qsort(rows, n, sizeof(*rows), compare_unrated);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_unrated(&rows[i - 1], &rows[i]) != 0) {
			seen = 0;
			u->calls++;
		}
		u->reason[rows[i].reason] += (seen >> rows[i].reason & 1) == 0;
		seen |= 1u << rows[i].reason;
	}
}

static void
gather_unrated(struct map_exceptions *to, const struct map_exceptions *from)
{
	for (size_t i = 0; i < from->nunrated; i++)
		map_exceptions_unrated(to, &from->unrated[i]);
}

/* --- a worker ------------------------------------------------------------- */

/* In place of keeping charges. */
static void
add_charges(void *arg, struct reduce_output *o)
{
	struct tally *t = arg;

	for (size_t i = 0; i < o->pending; i++)
		(void)tally_charge(t, &o->charges[i]);
}

static void
prepare_kept(struct sums *s, int workers)
{
	const struct sums_input *in = s->in;
	size_t n = in->directory->ncontracts;

	reducer_init(&s->reducer, in->directory, NULL, &in->period);
	s->reducer.encode = add_charges;
	s->reducer.encode_arg = &s->tally;
	s->shard_of = mem_calloc(n + 1, sizeof(*s->shard_of));
	for (size_t i = 0; i < n; i++)
		s->shard_of[i] = (uint32_t)(i * (size_t)workers / n);
	mapper_init(&s->kept,
	    &(struct map_input){ .directory = in->directory,
		.shard_of = s->shard_of,
		.nshards = (size_t)workers,
		.scratch = in->scratch,
		.memory = in->memory / (size_t)workers });
	s->kept.keep_identity = true;
}

struct sums *
sums_new(const struct sums_input *in, int workers, int number)
{
	struct sums *s = mem_calloc(1, sizeof(*s));

	s->in = in;
	s->number = number;
	tally_init(&s->tally, in->names);
	resolver_init(&s->resolver, in->directory);
	sums_now_init(&s->now, in->directory, &s->tally, &s->unrated);
	if (in->ordered != NULL)
		prepare_kept(s, workers);
	return s;
}

int
sums_call(struct sums *s, const struct resolve_format *f, uint32_t segment,
    int64_t seq, const struct call *c, struct err *e)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	struct resolved r;
	int n;

	s->calls++;
	if (c->status != CALL_STATUS_OK)
		return 0;
	s->charged++;
	resolve_call(&s->resolver, f, c, &r);
	if (r.reason != UNRATED_NOT) {
		s->unrated.calls++;
		s->unrated.reason[r.reason]++;
		return 0;
	}
	n = resolve_legs(s->in->directory, &r, legs);
	if (is_ordered(s, legs, n))
		return mapper_add(&s->kept, f, segment, seq, c, e);
	sums_now_call(&s->now, c, &r, legs, n);
	return 0;
}

void
sums_free(struct sums *s)
{
	if (s == NULL)
		return;
	sums_now_free(&s->now);
	resolver_free(&s->resolver);
	if (s->in->ordered != NULL) {
		mapper_free(&s->kept);
		reducer_free(&s->reducer);
	}
	free(s->shard_of);
	tally_free(&s->tally);
	free(s->late.unrated);
	free(s);
}

/* --- threads -------------------------------------------------------------- */

struct crew {
	const struct run_input *in; /* of sums_run() */
	struct sums **workers;
	int n;
	void (*work)(struct crew *, struct sums *);
	atomic_size_t next;
	atomic_int starting; /* number of the next worker */
	pthread_mutex_t lock;
	atomic_bool failed;
	struct err err; /* the first failure */
};

static void *
start(void *arg)
{
	struct crew *c = arg;

	c->work(c, c->workers[atomic_fetch_add(&c->starting, 1)]);
	return NULL;
}

/* Let every worker do ${work}, each in a thread. */
static int
run_crew(struct crew *c, void (*work)(struct crew *, struct sums *),
    struct err *e)
{
	pthread_t *threads = mem_calloc((size_t)c->n, sizeof(*threads));
	int started = 1;

	c->work = work;
	atomic_store(&c->next, 0);
	atomic_store(&c->starting, 0);
	pthread_mutex_init(&c->lock, NULL);
	while (started < c->n &&
	    pthread_create(&threads[started], NULL, start, c) == 0)
		started++;
	/* what could not be started is done here */
	for (int i = started - 1; i < c->n; i++)
		(void)start(c);
	for (int i = 1; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&c->lock);
	free(threads);
	if (c->failed)
		*e = c->err;
	return c->failed ? -1 : 0;
}

static void
fail(struct crew *c, const struct err *e)
{
	pthread_mutex_lock(&c->lock);
	if (!c->failed)
		c->err = *e;
	c->failed = true;
	pthread_mutex_unlock(&c->lock);
}

/* --- the end -------------------------------------------------------------- */

/* The first contract of a worker. */
static uint32_t
first_contract(const struct sums *s, size_t worker)
{
	size_t n = s->in->directory->ncontracts, first = 0;

	while (first < n && s->shard_of[first] < worker)
		first++;
	return (uint32_t)first;
}

/* The kept calls of the contracts that are this worker's, of all workers. */
static int
reduce_kept(struct crew *c, struct sums *s, struct err *e)
{
	struct reduce_shard shard = { .nsets = (size_t)c->n,
		.shard = (size_t)s->number,
		.first = first_contract(s, (size_t)s->number),
		.until = first_contract(s, (size_t)s->number + 1) };
	const struct shard_set **sets = mem_calloc((size_t)c->n, sizeof(*sets));
	struct reduce_output o = { 0 };
	int rc;

	for (int i = 0; i < c->n; i++)
		sets[i] = &c->workers[i]->kept.set;
	shard.sets = sets;
	rc = reducer_shard(&s->reducer, &shard, &o, e);
	gather_unrated(&s->late, &o.exceptions);
	reduce_output_free(&o);
	free(sets);
	return rc;
}

static void
finish(struct crew *c, struct sums *s)
{
	struct err e = { .code = ERR_NONE };

	sums_now_flush(&s->now);
	if (s->in->ordered != NULL && reduce_kept(c, s, &e) < 0)
		fail(c, &e);
}

int
sums_finish(struct sums **workers, int n, struct sums_result *out,
    struct err *e)
{
	struct crew c = { .workers = workers, .n = n };
	struct map_exceptions late = { 0 };
	int rc;

	for (int i = 0; workers[0]->in->ordered != NULL && i < n; i++)
		shard_set_seal(&workers[i]->kept.set);
	rc = run_crew(&c, finish, e);

	*out = (struct sums_result){ 0 };
	tally_init(&out->tally, workers[0]->in->names);
	for (int i = 0; i < n; i++) {
		struct sums *s = workers[i];

		out->calls += s->calls;
		out->charged += s->charged;
		tally_merge(&out->tally, &s->tally);
		gather_unrated(&late, &s->late);
		out->unrated.calls += s->unrated.calls;
		for (int k = 0; k <= UNRATED_PATTERN; k++)
			out->unrated.reason[k] += s->unrated.reason[k];
	}
	count_unrated(&out->unrated, late.unrated, late.nunrated);
	free(late.unrated);
	for (int i = 0; i < n; i++)
		sums_free(workers[i]);
	return rc;
}

void
sums_result_free(struct sums_result *r)
{
	tally_free(&r->tally);
	*r = (struct sums_result){ 0 };
}

/* --- a whole period ------------------------------------------------------- */

/* Calls ${from} and on of a segment, at most a range. */
static int
read_range(const struct run_input *in, struct sums *s, size_t segment,
    int64_t from, struct err *e)
{
	const struct run_reader *reader = &in->reader;
	const struct resolve_format *f = &in->segments[segment].format;
	struct ahead ahead = { .directory = in->directory, .reader = reader };
	const struct ahead_call *k;
	int64_t n = 0;
	int rc;

	if (reader->open(reader->arg, segment, from, from + RANGE_CALLS,
		&ahead.cursor, e) < 0)
		return -1;
	while ((rc = ahead_next(&ahead, &k, e)) > 0) {
		if (k->looked_up)
			resolver_expect(&s->resolver, k->call.source_account,
			    k->subscriber);
		rc = sums_call(s, f, (uint32_t)segment, k->seq, &k->call, e);
		if (rc < 0)
			break;
		n++;
	}
	reader->close(ahead.cursor);
	progress_add(in->progress, n);
	return rc;
}

/* Ranges are counted over all segments. */
static void
map_ranges(struct crew *c, struct sums *s)
{
	struct err e = { .code = ERR_NONE };

	while (!c->failed) {
		size_t range = atomic_fetch_add(&c->next, 1), segment = 0, of;

		for (; segment < c->in->nsegments; segment++, range -= of) {
			of = (size_t)((c->in->segments[segment].calls +
					  RANGE_CALLS - 1) /
			    RANGE_CALLS);
			if (range < of)
				break;
		}
		if (segment == c->in->nsegments)
			return;
		if (read_range(c->in, s, segment,
			(int64_t)range * RANGE_CALLS + 1, &e) < 0) {
			fail(c, &e);
			return;
		}
	}
}

int
sums_run(const struct run_input *in, const struct sums_input *what,
    struct sums_result *out, struct err *e)
{
	struct crew c = { .in = in, .n = in->threads };
	int rc;

	assert(in->threads >= 1);
	*out = (struct sums_result){ 0 };
	c.workers = mem_calloc((size_t)c.n, sizeof(struct sums *));
	for (int i = 0; i < c.n; i++)
		c.workers[i] = sums_new(what, c.n, i);
	rc = run_crew(&c, map_ranges, e);
	if (rc == 0) {
		rc = sums_finish(c.workers, c.n, out, e);
	} else {
		for (int i = 0; i < c.n; i++)
			sums_free(c.workers[i]);
	}
	free(c.workers);
	return rc;
}
