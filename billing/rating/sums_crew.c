#include <assert.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/progress.h"
#include "rating/ahead.h"
#include "rating/run.h"
#include "rating/sums_part.h"

#define RANGE_CALLS 32768 /* a worker's next piece of work */

/* --- threads -------------------------------------------------------------- */

static void *
start(void *arg)
{
	struct sums_crew *c = arg;

	c->work(c, c->workers[atomic_fetch_add(&c->starting, 1)]);
	return NULL;
}

int
sums_crew_run(struct sums_crew *c,
    void (*work)(struct sums_crew *, struct sums *), struct err *e)
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

void
sums_crew_fail(struct sums_crew *c, const struct err *e)
{
	pthread_mutex_lock(&c->lock);
	if (!c->failed)
		c->err = *e;
	c->failed = true;
	pthread_mutex_unlock(&c->lock);
}

/* --- a whole period ------------------------------------------------------- */

static int
price_all(struct sums *s, struct ahead *ahead, const struct resolve_format *f,
    size_t segment, struct err *e)
{
	const struct ahead_call *k;
	int rc;

	while ((rc = ahead_next(ahead, &k, e)) > 0) {
		if (k->looked_up)
			resolver_expect(&s->resolver, k->call.source_account,
			    k->subscriber);
		if (sums_call(s, f, (uint32_t)segment, k->seq, &k->call, e) < 0)
			return -1;
	}
	return rc;
}

/* Calls ${from} and on of a segment, at most a range. */
static int
read_range(const struct run_input *in, struct sums *s, size_t segment,
    int64_t from, struct err *e)
{
	const struct run_reader *reader = &in->reader;
	const struct resolve_format *f = &in->segments[segment].format;
	struct ahead ahead = { .directory = in->directory, .reader = reader };
	int64_t n = s->calls;
	int rc;

	if (reader->open(reader->arg, segment, from, from + RANGE_CALLS,
		&ahead.cursor, e) < 0)
		return -1;
	rc = price_all(s, &ahead, f, segment, e);
	n = s->calls - n;
	reader->close(ahead.cursor);
	progress_add(in->progress, n);
	return rc;
}

/* Ranges are counted over all segments. */
static void
map_ranges(struct sums_crew *c, struct sums *s)
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
			sums_crew_fail(c, &e);
			return;
		}
	}
}

/* --- blocks of calls ------------------------------------------------------ */

static void
map_blocks(struct sums_crew *c, struct sums *s)
{
	const struct sums_source *source = c->source;
	const struct run_reader reader = { .next = source->next };
	void *cursor = source->open(source->arg);
	struct err e = { .code = ERR_NONE };
	int rc = 0;

	while (!c->failed && (rc = source->more(cursor, &e)) > 0) {
		struct ahead ahead = { .directory = s->in->directory,
			.reader = &reader,
			.cursor = cursor };

		rc = price_all(s, &ahead, &source->format, 0, &e);
		if (rc < 0)
			break;
	}
	if (rc < 0)
		sums_crew_fail(c, &e);
	source->close(cursor);
}

/* --- all calls ------------------------------------------------------------ */

static int
price_calls(struct sums_crew *c,
    void (*work)(struct sums_crew *, struct sums *),
    const struct sums_input *what, struct sums_result *out, struct err *e)
{
	int rc;

	assert(c->n >= 1);
	*out = (struct sums_result){ 0 };
	c->workers = mem_calloc((size_t)c->n, sizeof(struct sums *));
	for (int i = 0; i < c->n; i++)
		c->workers[i] = sums_new(what, c->n, i);
	rc = sums_crew_run(c, work, e);
	if (rc == 0)
		rc = sums_finish(c, out, e);
	for (int i = 0; i < c->n; i++)
		sums_free(c->workers[i]);
	free(c->workers);
	if (rc < 0)
		sums_result_free(out);
	return rc;
}

int
sums_run(const struct run_input *in, const struct sums_input *what,
    struct sums_result *out, struct err *e)
{
	struct sums_crew c = { .in = in, .n = in->threads };

	return price_calls(&c, map_ranges, what, out, e);
}

int
sums_blocks(const struct sums_source *source, int threads,
    const struct sums_input *what, struct sums_result *out, struct err *e)
{
	struct sums_crew c = { .source = source, .n = threads };

	return price_calls(&c, map_blocks, what, out, e);
}
