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

/* What the connections share.  The lock is held for every call outside. */
struct crew {
	pthread_mutex_t lock;
	pthread_cond_t wake;
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
	const struct outbox_item *item;
	bool told; /* done was called */
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

/* Lock held. */
static void
crew_done(struct crew *c, const struct outbox_item *item,
    enum smtp_outcome outcome, const struct smtp_reply *reply,
    const struct err *why)
{
	struct err e = { .code = ERR_NONE };

	if (c->calls->done(c->calls->ctx, item, outcome, reply, why, &e) < 0)
		crew_fail(c, &e);
}

static int
on_dot(void *ctx)
{
	struct trip *t = ctx;
	struct crew *c = t->crew;
	struct err e = { .code = ERR_NONE };
	int rc;

	(void)pthread_mutex_lock(&c->lock);
	rc = c->calls->dot(c->calls->ctx, t->item, &e);
	if (rc < 0)
		crew_fail(c, &e);
	(void)pthread_mutex_unlock(&c->lock);
	return rc;
}

static void
on_answer(void *ctx, enum smtp_outcome outcome, const struct smtp_reply *reply)
{
	struct trip *t = ctx;
	struct crew *c = t->crew;

	(void)pthread_mutex_lock(&c->lock);
	crew_done(c, t->item, outcome, reply, NULL);
	t->told = true;
	(void)pthread_mutex_unlock(&c->lock);
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

/* Lock held on entry and exit, not while the message travels. */
static void
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
		crew_done(c, item, outcome, &reply,
		    outcome == SMTP_NO_SERVER || outcome == SMTP_STOPPED
			? &e
			: NULL);
	if (outcome == SMTP_NO_SERVER)
		crew_fail(c, &e);
	if (c->calls->release != NULL)
		c->calls->release(c->calls->ctx, item);
}

static void *
connection(void *arg)
{
	struct crew *c = arg;
	struct err e = { .code = ERR_NONE };
	struct smtp *s = NULL;
	int more = 0;

	(void)pthread_mutex_lock(&c->lock);
	if (smtp_open(&s, c->settings, &e) < 0) {
		crew_fail(c, &e);
		goto out;
	}
	while (!c->stop) {
		struct outbox_item item = { .id = 0 };

		more = c->calls->next(c->calls->ctx, &item, &e);
		if (more < 0)
			crew_fail(c, &e);
		if (more <= 0)
			break;
		send_item(c, s, &item);
	}
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
}

int
outbox_send(const struct smtp_settings *settings,
    const struct outbox_limits *limits, const struct outbox_calls *calls,
    struct err *e)
{
	struct crew c = { .settings = settings, .calls = calls };
	pthread_t threads[OUTBOX_CONNECTIONS_MAX];
	int n = 0, fault = 0;

	assert(limits->connections >= 1 &&
	    limits->connections <= OUTBOX_CONNECTIONS_MAX);
	assert(limits->per_minute >= 0);
	if (smtp_init(e) < 0)
		return -1;
	if (limits->per_minute > 0)
		c.gap_ns = INT64_C(60000000000) / limits->per_minute;
	crew_init(&c);
	for (; n < limits->connections && fault == 0; n += fault == 0)
		fault = pthread_create(&threads[n], NULL, connection, &c);
	for (int i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_cond_destroy(&c.wake);
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
