/* conserve_sides(): the calls of a window, resolved by some threads. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"
#include "job/check.h"
#include "job/conserve.h"
#include "job/conserve_rated.h"
#include "job/conserve_window.h"
#include "job/period_calls.h"
#include "rating/resolve.h"
#include "store/conserve_store.h"

#define RANGE_CALLS 32768 /* a thread's next piece of work */

/* A piece of a segment. */
struct range {
	size_t segment;
	int64_t from, until;
};

struct sides {
	struct conserve_window *w;
	struct range *ranges;
	size_t n, cap;
	atomic_size_t next;
	atomic_bool failed;
	pthread_mutex_t lock;
	struct err err; /* the first failure */
};

static void
make_ranges(struct sides *s)
{
	const struct conserve_window *w = s->w;

	for (size_t k = 0; k < w->p->n_segments; k++) {
		int64_t from = w->from - w->first[k] + 1;
		int64_t until = w->until - w->first[k] + 1;

		if (from < 1)
			from = 1;
		if (until > w->p->segments[k].calls + 1)
			until = w->p->segments[k].calls + 1;
		for (; from < until; from += RANGE_CALLS) {
			s->ranges = mem_grow(s->ranges, s->n, &s->cap,
			    sizeof(s->ranges[0]));
			s->ranges[s->n++] = (struct range){ k, from,
				from + RANGE_CALLS < until ? from + RANGE_CALLS
							   : until };
		}
	}
}

static uint32_t
side_of(const struct resolve_side *s)
{
	if (s->subscriber != DIRECTORY_NONE)
		return s->subscriber;
	return s->group == DIRECTORY_NONE ? DIRECTORY_NONE
					  : s->group | CONSERVE_GROUP;
}

static void
take_call(struct resolver *r, const struct resolve_format *f,
    const struct call *call, struct conserve_call *out)
{
	struct resolved resolved;

	*out = (struct conserve_call){ .start_us = call->start_us,
		.duration_ms = call->duration_ms,
		.caller = DIRECTORY_NONE,
		.called = DIRECTORY_NONE };
	if (call->status != CALL_STATUS_OK)
		return;
	out->state = MARK_ANSWERED;
	resolve_call(r, f, call, &resolved);
	if (resolved.reason != UNRATED_NOT)
		return;
	out->state |= MARK_RESOLVED;
	if (resolved.internal)
		out->state |= MARK_INTERNAL;
	out->caller = side_of(&resolved.caller);
	out->called = side_of(&resolved.called);
}

static int
take_range(struct sides *s, struct resolver *r, const struct range *g,
    struct err *e)
{
	const struct conserve_window *w = s->w;
	const struct call_segment *segment =
	    call_store_segment(w->rated->calls, g->segment);
	const struct resolve_format format = { segment->trust_cli,
		segment->demand_group };
	struct call_range *rows;
	struct call call;
	int64_t seq;
	int more;

	if (call_range_open(&rows, segment, g->from, g->until, e) < 0)
		return -1;
	while ((more = call_range_next(rows, &call, &seq, e)) > 0)
		take_call(r, &format, &call,
		    &w->calls[w->first[g->segment] + seq - 1 - w->from]);
	call_range_close(rows);
	return more;
}

static void *
take_some(void *arg)
{
	struct sides *s = arg;
	struct resolver r;
	struct err e = { .code = ERR_NONE };

	resolver_init(&r, s->w->rated->directory);
	for (;;) {
		size_t i = atomic_fetch_add(&s->next, 1);

		if (i >= s->n || atomic_load(&s->failed))
			break;
		if (take_range(s, &r, &s->ranges[i], &e) == 0)
			continue;
		(void)pthread_mutex_lock(&s->lock);
		if (!atomic_exchange(&s->failed, true))
			s->err = e;
		(void)pthread_mutex_unlock(&s->lock);
		break;
	}
	resolver_free(&r);
	return NULL;
}

int
conserve_sides(struct conserve_window *w, struct err *e)
{
	struct sides s = { .w = w };
	pthread_t threads[PERIOD_CALLS_THREADS_MAX];
	int n = period_calls_threads(w->c->check->book, 0), started = 0;

	/* a call that is not there is not answered */
	memset(w->calls, 0, (size_t)(w->until - w->from) * sizeof(w->calls[0]));
	make_ranges(&s);
	(void)pthread_mutex_init(&s.lock, NULL);
	while (started + 1 < n && (size_t)started + 1 < s.n &&
	    pthread_create(&threads[started], NULL, take_some, &s) == 0)
		started++;
	(void)take_some(&s);
	for (int i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_mutex_destroy(&s.lock);
	free(s.ranges);
	if (!s.failed)
		return 0;
	*e = s.err;
	return -1;
}

static void
set_side(struct resolve_side *s, uint32_t side)
{
	bool group = side != DIRECTORY_NONE && (side & CONSERVE_GROUP) != 0;

	s->subscriber = group ? DIRECTORY_NONE : side;
	s->group = group ? side & ~CONSERVE_GROUP : DIRECTORY_NONE;
}

int
conserve_legs(const struct conserve_window *w, const struct conserve_call *call,
    struct resolve_leg *legs)
{
	struct resolved r = { .reason = UNRATED_NOT };

	if ((call->state & MARK_RESOLVED) == 0)
		return 0;
	set_side(&r.caller, call->caller);
	set_side(&r.called, call->called);
	return resolve_legs(w->rated->directory, &r, legs);
}
