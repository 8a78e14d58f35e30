#include "rating/run_output.h"

#include <stdlib.h>

#include "base/mem.h"
#include "rating/run.h"

void
run_output_init(struct run_output *o, const struct run_sink *sink,
    size_t nshards)
{
	*o = (struct run_output){ .sink = sink,
		.limit = SIZE_MAX,
		.shards = mem_calloc(nshards + 1, sizeof(*o->shards)),
		.nshards = nshards };
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->changed, NULL);
}

static void
free_shard(struct run_output_shard *s)
{
	while (s->first != NULL) {
		struct run_parcel *p = s->first;

		s->first = p->next;
		buf_free(&p->encoded);
		free(p);
	}
	reduce_output_free(&s->result);
}

void
run_output_free(struct run_output *o)
{
	for (size_t i = 0; i < o->nshards; i++)
		free_shard(&o->shards[i]);
	for (size_t i = 0; i < o->nspares; i++)
		buf_free(&o->spares[i]);
	free(o->spares);
	free(o->shards);
	pthread_cond_destroy(&o->changed);
	pthread_mutex_destroy(&o->lock);
}

void
run_output_fail(struct run_output *o, const struct err *e)
{
	pthread_mutex_lock(&o->lock);
	if (!o->failed) {
		o->err = *e;
		o->failed = true;
	}
	pthread_cond_broadcast(&o->changed);
	pthread_mutex_unlock(&o->lock);
}

bool
run_output_failed(struct run_output *o)
{
	bool failed;

	pthread_mutex_lock(&o->lock);
	failed = o->failed;
	pthread_mutex_unlock(&o->lock);
	return failed;
}

/* Buffers of charges are used again and again, and are as large as they get from
 * the first: growing them one by one touched, and scattered, as much memory as
 * all else.  With the lock. */
static void
give_spare(struct run_output *o, struct buf b)
{
	b.len = 0;
	o->spares =
	    mem_grow(o->spares, o->nspares, &o->spares_cap, sizeof(*o->spares));
	o->spares[o->nspares++] = b;
}

static struct buf
take_spare(struct run_output *o)
{
	struct buf b = { 0 };

	if (o->nspares > 0)
		return o->spares[--o->nspares];
	buf_reserve(&b, REDUCE_PARCEL + REDUCE_PARCEL / 16);
	return b;
}

/*
 * Wait for room for a buffer of ${cap} bytes.  The shard that is being written
 * goes beyond the limit when the writer has nothing else to do, so that somebody
 * always goes on.  With the lock.
 */
static void
wait_for_room(struct run_output *o, size_t shard, size_t cap)
{
	const struct run_output_shard *s = &o->shards[shard];

	while (!o->failed && o->held + cap > o->limit &&
	    (shard != o->writing || s->first != NULL))
		pthread_cond_wait(&o->changed, &o->lock);
	o->held += cap;
}

struct buf
run_output_buffer(struct run_output *o)
{
	struct buf b;

	pthread_mutex_lock(&o->lock);
	b = take_spare(o);
	pthread_mutex_unlock(&o->lock);
	return b;
}

int
run_output_put(struct run_output *o, size_t shard, struct reduce_output *out,
    struct err *e)
{
	struct run_output_shard *s = &o->shards[shard];
	struct run_parcel *p;

	if (o->direct) {
		int rc = o->sink->charges(o->sink->arg, &out->encoded,
		    out->nencoded, e);

		out->encoded.len = out->nencoded = 0;
		return rc;
	}
	p = mem_calloc(1, sizeof(*p));
	p->encoded = out->encoded;
	p->charges = out->nencoded;
	out->nencoded = 0;
	pthread_mutex_lock(&o->lock);
	wait_for_room(o, shard, p->encoded.cap);
	if (s->first == NULL)
		s->first = p;
	else
		s->last->next = p;
	s->last = p;
	out->encoded = take_spare(o);
	pthread_cond_broadcast(&o->changed);
	pthread_mutex_unlock(&o->lock);
	return 0;
}

void
run_output_done(struct run_output *o, size_t shard,
    struct reduce_output *result)
{
	struct buf kept = result->encoded; /* empty: for the next shard */

	result->encoded = (struct buf){ 0 };
	pthread_mutex_lock(&o->lock);
	o->shards[shard].result = *result;
	o->shards[shard].done = true;
	pthread_cond_broadcast(&o->changed);
	pthread_mutex_unlock(&o->lock);
	*result = (struct reduce_output){ .encoded = kept };
}

/* --- the writer ----------------------------------------------------------- */

/* 1 and the next parcel of the shard; 0 if it is done; -1. */
static int
next_parcel(struct run_output *o, struct run_output_shard *s,
    struct run_parcel **p, struct err *e)
{
	int rc = 0;

	pthread_mutex_lock(&o->lock);
	while (!o->failed && s->first == NULL && !s->done)
		pthread_cond_wait(&o->changed, &o->lock);
	*p = s->first;
	if (o->failed) {
		*e = o->err;
		rc = -1;
	} else if (*p != NULL) {
		s->first = (*p)->next;
		rc = 1;
	}
	pthread_mutex_unlock(&o->lock);
	return rc;
}

static int
write_parcel(struct run_output *o, struct run_parcel *p, struct err *e)
{
	size_t held = p->encoded.cap;
	int rc = o->sink->charges(o->sink->arg, &p->encoded, p->charges, e);

	pthread_mutex_lock(&o->lock);
	o->held -= held;
	give_spare(o, p->encoded);
	pthread_cond_broadcast(&o->changed);
	pthread_mutex_unlock(&o->lock);
	free(p);
	return rc;
}

static int
write_shard(struct run_output *o, size_t shard, struct err *e)
{
	struct run_output_shard *s = &o->shards[shard];
	struct run_parcel *p;
	int rc;

	while ((rc = next_parcel(o, s, &p, e)) > 0)
		if (write_parcel(o, p, e) < 0)
			return -1;
	return rc;
}

int
run_output_write(struct run_output *o,
    int (*finish)(void *arg, struct reduce_output *, struct err *), void *arg,
    struct err *e)
{
	for (size_t i = 0; i < o->nshards; i++) {
		struct run_output_shard *s = &o->shards[i];

		if (write_shard(o, i, e) < 0 ||
		    finish(arg, &s->result, e) < 0) {
			run_output_fail(o, e);
			return -1;
		}
		reduce_output_free(&s->result);
		pthread_mutex_lock(&o->lock);
		o->writing++;
		pthread_cond_broadcast(&o->changed);
		pthread_mutex_unlock(&o->lock);
	}
	return 0;
}
