#include "rating/sums_part.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"
#include "rating/master.h"

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
reduce_kept(struct sums_crew *c, struct sums *s, struct err *e)
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
finish(struct sums_crew *c, struct sums *s)
{
	struct err e = { .code = ERR_NONE };

	sums_now_flush(&s->now);
	if (s->in->ordered != NULL && reduce_kept(c, s, &e) < 0)
		sums_crew_fail(c, &e);
}

int
sums_finish(struct sums_crew *c, struct sums_result *out, struct err *e)
{
	struct map_exceptions late = { 0 };
	int rc;

	for (int i = 0; c->workers[0]->in->ordered != NULL && i < c->n; i++)
		shard_set_seal(&c->workers[i]->kept.set);
	rc = sums_crew_run(c, finish, e);

	tally_init(&out->tally, c->workers[0]->in->names);
	for (int i = 0; i < c->n; i++) {
		struct sums *s = c->workers[i];

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
	return rc;
}

void
sums_result_free(struct sums_result *r)
{
	tally_free(&r->tally);
	*r = (struct sums_result){ 0 };
}
