/* Emptying an outbox over several connections; outbox.h says what for. */
#include "delivery/outbox.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/err.h"

#define DELAY_MAX_US (4 * INT64_C(3600000000))

/* What a connection asks for, at the end of one message or at its dot. */
struct ask {
	struct outbox_step *steps;
	size_t n;
	bool done;
	pthread_cond_t
	    served; /* only its connection waits: to wake all costs */
};

/* What the connections share, under the lock. */
struct crew {
	pthread_mutex_t lock;
	pthread_cond_t wake; /* for who waits for a place in the minute */
	pthread_cond_t work; /* for the clerk: steps are asked for */
	bool busy;           /* some are being done */
	bool over;           /* nobody asks any more */
	struct ask *asks[OUTBOX_CONNECTIONS_MAX]; /* not begun yet */
	size_t nasks;
	const struct smtp_settings *settings;
	const struct outbox_calls *calls;
	int64_t gap_ns;  /* between two messages */
	int64_t slot_ns; /* when the next one may start */
	bool stop;
	struct err err; /* the first */
};

/* One message on its way, for the calls back from the connection. */
struct trip {
	struct crew *crew;
	struct outbox_item *item;
	bool told; /* how it ended */
	bool more; /* there is another one: */
	struct outbox_item next;
};

int64_t
outbox_delay_us(int64_t first_us, int64_t attempt)
{
	int64_t most_us = first_us > DELAY_MAX_US ? first_us : DELAY_MAX_US;
	int64_t delay_us = first_us;

	assert(attempt >= 1 && first_us > 0);
	while (--attempt > 0 && delay_us < most_us)
		delay_us *= 2;
	return delay_us < most_us ? delay_us : most_us;
}

/* Keep the first error and let the others finish.  Lock held. */
static void
crew_fail(struct crew *c, const struct err *e)
{
	if (c->err.code == ERR_NONE)
		c->err = *e;
	c->stop = true;
	(void)pthread_cond_broadcast(&c->wake);
}

/* All that was asked for so far.  Lock held on entry and exit. */
static void
crew_round(struct crew *c)
{
	struct ask *asks[OUTBOX_CONNECTIONS_MAX];
	struct outbox_step *steps[OUTBOX_STEPS_MAX];
	const size_t n = c->nasks;
	size_t nsteps = 0;

	for (size_t i = 0; i < n; i++) {
		asks[i] = c->asks[i];
		for (size_t k = 0; k < asks[i]->n; k++)
			steps[nsteps++] = &asks[i]->steps[k];
	}
	c->nasks = 0;
	c->busy = true;
	(void)pthread_mutex_unlock(&c->lock);
	c->calls->take(c->calls->ctx, steps, nsteps);
	(void)pthread_mutex_lock(&c->lock);
	c->busy = false;
	for (size_t i = 0; i < n; i++) {
		asks[i]->done = true;
		(void)pthread_cond_signal(&asks[i]->served);
	}
}

/* The thread that does what was asked for while another did a round. */
static void *
clerk(void *arg)
{
	struct crew *c = arg;

	(void)pthread_mutex_lock(&c->lock);
	while (!c->over) {
		if (c->nasks > 0 && !c->busy)
			crew_round(c);
		else
			(void)pthread_cond_wait(&c->work, &c->lock);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

/*
 * Ask for steps and wait until they are done.  Who finds nobody at it does them at
 * once, which saves waking another thread; else the clerk does them, with all that
 * others have asked for by then.  Lock held on entry and exit.
 */
static void
crew_ask(struct crew *c, struct outbox_step *steps, size_t n)
{
	struct ask a = { .steps = steps, .n = n };

	(void)pthread_cond_init(&a.served, NULL);
	for (size_t i = 0; i < n; i++)
		steps[i].err = (struct err){ .code = ERR_NONE };
	assert(c->nasks < OUTBOX_CONNECTIONS_MAX && n <= 2);
	c->asks[c->nasks++] = &a;
	if (!c->busy) {
		crew_round(c);
		if (c->nasks > 0)
			(void)pthread_cond_signal(&c->work);
	}
	while (!a.done)
		(void)pthread_cond_wait(&a.served, &c->lock);
	(void)pthread_cond_destroy(&a.served);
	for (size_t i = 0; i < n; i++)
		if (steps[i].rc < 0)
			crew_fail(c, &steps[i].err);
}

/* How the message ended, and which is the next one.  Lock held. */
static void
crew_done(struct trip *t, enum smtp_outcome outcome,
    const struct smtp_reply *reply, const struct err *why)
{
	struct outbox_step steps[2] = { { .ask = OUTBOX_ASK_DONE,
					    .item = t->item,
					    .outcome = outcome,
					    .reply = reply,
					    .why = why },
		{ .ask = OUTBOX_ASK_NEXT, .item = &t->next } };
	const bool last = t->crew->stop || outcome == SMTP_NO_SERVER;

	crew_ask(t->crew, steps, last ? 1 : 2);
	t->more = !last && steps[1].rc > 0;
	t->told = true;
}

static int
on_dot(void *ctx)
{
	struct trip *t = ctx;
	struct outbox_step step = { .ask = OUTBOX_ASK_DOT, .item = t->item };

	(void)pthread_mutex_lock(&t->crew->lock);
	crew_ask(t->crew, &step, 1);
	(void)pthread_mutex_unlock(&t->crew->lock);
	return step.rc;
}

static void
on_answer(void *ctx, enum smtp_outcome outcome, const struct smtp_reply *reply)
{
	struct trip *t = ctx;

	(void)pthread_mutex_lock(&t->crew->lock);
	crew_done(t, outcome, reply, NULL);
	(void)pthread_mutex_unlock(&t->crew->lock);
}

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Wait for a place in the minute.  Lock held; false if we are to stop. */
static bool
crew_wait(struct crew *c)
{
	int64_t now = now_ns(), mine;
	struct timespec until;

	if (c->gap_ns == 0)
		return !c->stop;
	mine = c->slot_ns > now ? c->slot_ns : now;
	c->slot_ns = mine + c->gap_ns;
	until.tv_sec = (time_t)(mine / 1000000000);
	until.tv_nsec = (long)(mine % 1000000000);
	while (!c->stop && now_ns() < mine)
		(void)pthread_cond_timedwait(&c->wake, &c->lock, &until);
	return !c->stop;
}

/*
 * The item goes out and the next one comes in its place: true if there is one.
 * Lock held on entry and exit, not while the message travels.
 */
static bool
send_item(struct crew *c, struct smtp *s, struct outbox_item *item)
{
	struct trip trip = { .crew = c, .item = item };
	const struct smtp_events events = { .ctx = &trip,
		.dot = on_dot,
		.answer = on_answer };
	struct smtp_reply reply = { 0 };
	struct err e = { .code = ERR_NONE };
	enum smtp_outcome outcome = SMTP_STOPPED;

	if (crew_wait(c)) {
		(void)pthread_mutex_unlock(&c->lock);
		outcome = smtp_send(s, &item->mail, &events, &reply, &e);
		(void)pthread_mutex_lock(&c->lock);
	}
	if (!trip.told)
		crew_done(&trip, outcome, &reply,
		    outcome == SMTP_NO_SERVER || outcome == SMTP_STOPPED
			? &e
			: NULL);
	if (outcome == SMTP_NO_SERVER)
		crew_fail(c, &e);
	if (c->calls->release != NULL)
		c->calls->release(c->calls->ctx, item);
	*item = trip.next;
	return trip.more;
}

static void *
connection(void *arg)
{
	struct crew *c = arg;
	struct err e = { .code = ERR_NONE };
	struct outbox_item item = { .id = 0 };
	struct outbox_step first = { .ask = OUTBOX_ASK_NEXT, .item = &item };
	struct smtp *s = NULL;
	bool more;

	(void)pthread_mutex_lock(&c->lock);
	if (smtp_open(&s, c->settings, &e) < 0) {
		crew_fail(c, &e);
		goto out;
	}
	if (!c->stop)
		crew_ask(c, &first, 1);
	for (more = first.rc > 0; more;)
		more = send_item(c, s, &item);
out:
	(void)pthread_mutex_unlock(&c->lock);
	smtp_close(s);
	return NULL;
}

static void
crew_init(struct crew *c)
{
	pthread_condattr_t monotonic;

	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&c->wake, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
	(void)pthread_cond_init(&c->work, NULL);
}

/* The clerk outlives the connections: their number, 0 with *fault if there is no
 * thread. */
static int
crew_work(struct crew *c, int connections, int *fault)
{
	pthread_t threads[OUTBOX_CONNECTIONS_MAX], clerk_thread;
	int n = 0;

	*fault = pthread_create(&clerk_thread, NULL, clerk, c);
	if (*fault != 0)
		return 0;
	for (; n < connections && *fault == 0; n += *fault == 0)
		*fault = pthread_create(&threads[n], NULL, connection, c);
	for (int i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_mutex_lock(&c->lock);
	c->over = true;
	(void)pthread_cond_signal(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
	(void)pthread_join(clerk_thread, NULL);
	return n;
}

int
outbox_send(const struct smtp_settings *settings,
    const struct outbox_limits *limits, const struct outbox_calls *calls,
    struct err *e)
{
	struct crew c = { .settings = settings, .calls = calls };
	int n, fault;

	assert(limits->connections >= 1 &&
	    limits->connections <= OUTBOX_CONNECTIONS_MAX);
	assert(limits->per_minute >= 0);
	if (smtp_init(e) < 0)
		return -1;
	if (limits->per_minute > 0)
		c.gap_ns = INT64_C(60000000000) / limits->per_minute;
	crew_init(&c);
	n = crew_work(&c, limits->connections, &fault);
	(void)pthread_cond_destroy(&c.wake);
	(void)pthread_cond_destroy(&c.work);
	(void)pthread_mutex_destroy(&c.lock);
	smtp_exit();
	if (n == 0)
		return err_set(e, ERR_BUSY, "mail: no thread: %s",
		    strerror(fault));
	if (c.err.code == ERR_NONE)
		return 0;
	*e = c.err;
	return -1;
}
