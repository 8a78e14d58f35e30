#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cdr/pack.h"
#include "cdr/run.h"
#include "job/intake_parts.h"
#include "store/book.h"
#include "store/import_store.h"

/* Starts that are looked at in each run to find where to cut. */
#define PARTS_SAMPLES 64

struct parts_sample {
	int64_t start_us;
	size_t weight; /* calls it stands for */
};

/* Writers for each of several threads: while one waits for the disk, another works. */
#define PARTS_WRITERS     2
#define PARTS_THREADS_MAX 64

/* The merge of all runs in a part. */
struct parts_merge {
	struct intake_parts *in;
	struct intake_part *part;
	struct run_iter *iters;
	const struct pack **heads; /* NULL: that run is at its end */
	size_t count;              /* runs that have calls here */
	size_t last; /* run whose head was handed out; count: none */
};

static int
merge_step(struct parts_merge *m, size_t i, struct err *e)
{
	int rc = run_iter_next(&m->iters[i], &m->heads[i], e);

	if (rc == 0)
		m->heads[i] = NULL;
	return rc < 0 ? -1 : 0;
}

static bool
merge_before(const struct pack *a, const struct pack *b)
{
	if (a->start_us != b->start_us)
		return a->start_us < b->start_us;
	return pack_compare(a, b) < 0;
}

static bool
merge_is_late(const struct intake_parts *in, int64_t us)
{
	for (size_t i = 0; i < in->n_billed; i++)
		if (us >= in->billed[i].from_us && us < in->billed[i].until_us)
			return true;
	return false;
}

/* segment_next_fn */
static int
merge_next(void *data, const struct pack **out, struct err *e)
{
	struct parts_merge *m = data;
	size_t n = m->count, least = n;

	if (m->last < n && merge_step(m, m->last, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (m->heads[i] != NULL &&
		    (least == n || merge_before(m->heads[i], m->heads[least])))
			least = i;
	m->last = least;
	if (least == n)
		return 0;
	*out = m->heads[least];
	m->part->late += merge_is_late(m->in, (*out)->start_us);
	return 1;
}

/* The end of a part is where the next one begins. */
static struct run_place
part_end(const struct intake_parts *in, const struct intake_part *part,
    size_t run)
{
	if (part + 1 < in->parts + in->count)
		return part[1].from[run];
	return run_end(&in->runs[run]);
}

static int
merge_begin(struct parts_merge *m, struct err *e)
{
	size_t n = m->in->n_runs;

	m->iters = mem_calloc(n + 1, sizeof(*m->iters));
	m->heads = mem_calloc(n + 1, sizeof(*m->heads));
	for (size_t i = 0; i < n; i++) {
		struct run_place from = m->part->from[i],
				 until = part_end(m->in, m->part, i);

		if (from.call == until.call)
			continue;
		run_iter_begin(&m->iters[m->count++], &m->in->runs[i], from,
		    until);
		if (merge_step(m, m->count - 1, e) < 0)
			return -1;
	}
	m->last = m->count;
	return 0;
}

/* Write one part. */
static int
parts_write(struct intake_parts *in, struct intake_part *part, struct err *e)
{
	struct parts_merge m = { .in = in, .part = part };
	struct segment_head head = in->head;
	bool any = false;
	int rc = merge_begin(&m, e);

	head.period = part->period;
	for (size_t i = 0; rc == 0 && i < m.count; i++)
		any = any || m.heads[i] != NULL;
	if (any)
		rc = segment_write(part->dir, part->name, &head, merge_next, &m,
		    &part->done, e);
	for (size_t i = 0; i < m.count; i++)
		run_iter_end(&m.iters[i]);
	free(m.iters);
	free(m.heads);
	return rc;
}

static int
parts_by_start(const void *a, const void *b)
{
	const struct parts_sample *x = a, *y = b;

	return (x->start_us > y->start_us) - (x->start_us < y->start_us);
}

/* Starts of all runs, evenly, in order. */
static int
parts_samples(const struct intake_parts *in, struct parts_sample **out,
    size_t *n, struct err *e)
{
	char *room = mem_alloc(PACK_SIZE_MAX);
	const struct pack *p;
	int rc = 0;

	*n = 0;
	*out = mem_calloc(in->n_runs * PARTS_SAMPLES + 1, sizeof(**out));
	for (size_t i = 0; i < in->n_runs && rc == 0; i++) {
		const struct run *r = &in->runs[i];
		size_t step = r->count / PARTS_SAMPLES + 1;

		for (size_t k = 0; k < r->count && rc == 0; k += step) {
			rc = run_fetch(r, k, room, &p, e);
			if (rc == 0)
				(*out)[(*n)++] =
				    (struct parts_sample){ p->start_us, step };
		}
	}
	free(room);
	qsort(*out, *n, sizeof(**out), parts_by_start);
	return rc;
}

/* Add [from, until), cut at the ends of periods. */
static int
parts_add(struct intake_parts *in, int64_t from, int64_t until, struct err *e)
{
	const struct zone *zone = in->book->zone;

	while (from < until) {
		int period = interval_period_of(zone, from);
		int64_t end = interval_period_until(zone, period);
		struct intake_part *p;
		char sub[64];
		size_t part = 1;

		in->parts = mem_grow(in->parts, in->count, &in->cap,
		    sizeof(*in->parts));
		p = &in->parts[in->count];
		*p = (struct intake_part){ .from_us = from,
			.until_us = end < until ? end : until };
		(void)interval_period_format(p->period, period);
		while (part <= in->count &&
		    strcmp(in->parts[in->count - part].period, p->period) == 0)
			part++;
		if (part == 1)
			(void)snprintf(p->name, sizeof(p->name),
			    "%06" PRId64 ".db", in->head.batch);
		else
			(void)snprintf(p->name, sizeof(p->name),
			    "%06" PRId64 "-%zu.db", in->head.batch, part);
		(void)snprintf(sub, sizeof(sub), "calls/%s", p->period);
		if (book_path(p->dir, in->book, sub, e) < 0)
			return -1;
		in->count++;
		from = p->until_us;
	}
	return 0;
}

/* The last start of all runs, to end the last part behind it. */
static int
parts_end(const struct intake_parts *in, int64_t *until, struct err *e)
{
	char *room = mem_alloc(PACK_SIZE_MAX);
	const struct pack *p;
	int rc = 0;

	*until = INT64_MIN;
	for (size_t i = 0; i < in->n_runs && rc == 0; i++) {
		if (in->runs[i].count == 0)
			continue;
		rc =
		    run_fetch(&in->runs[i], in->runs[i].count - 1, room, &p, e);
		if (rc == 0 && p->start_us >= *until)
			*until = p->start_us + 1;
	}
	free(room);
	return rc;
}

/* Where each part begins in each run. */
static int
parts_place(struct intake_parts *in, struct err *e)
{
	size_t n = in->n_runs;

	in->places = mem_calloc(in->count * n + 1, sizeof(*in->places));
	for (size_t i = 0; i < in->count; i++) {
		struct intake_part *p = &in->parts[i];

		p->from = in->places + i * n;
		for (size_t r = 0; r < n; r++)
			if (run_find(&in->runs[r], p->from_us, &p->from[r], e) <
			    0)
				return -1;
	}
	return 0;
}

/* Where to cut: about INTAKE_PART_CALLS each, calls of an instant together. */
static int
parts_cut(struct intake_parts *in, struct err *e)
{
	struct parts_sample *samples;
	size_t n, calls = 0, parts, seen = 0, done = 0;
	int64_t from, until = 0;
	int rc = parts_samples(in, &samples, &n, e);

	if (rc == 0)
		rc = parts_end(in, &until, e);

	for (size_t i = 0; i < in->n_runs; i++)
		calls += in->runs[i].count;
	parts = calls / INTAKE_PART_CALLS;
	from = n > 0 ? samples[0].start_us : 0;
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (done + 1 < parts && samples[i].start_us > from &&
		    seen >= (done + 1) * (calls / parts)) {
			rc = parts_add(in, from, samples[i].start_us, e);
			from = samples[i].start_us;
			done++;
		}
		seen += samples[i].weight;
	}
	if (n > 0 && rc == 0)
		rc = parts_add(in, from, until, e);
	free(samples);
	return rc < 0 ? -1 : parts_place(in, e);
}

/* What the threads share: the parts that are to be written. */
struct parts_work {
	struct intake_parts *in;
	pthread_mutex_t lock;
	size_t left;    /* not begun, from the first on */
	size_t written; /* this one and all behind it are */
	bool *done;
	struct err first; /* fault, of the part with the least number */
	size_t faulty;
};

/* Part ${i} is written: forget the calls of all that are behind it. */
static void
parts_done(struct parts_work *w, size_t i)
{
	const struct intake_parts *in = w->in;
	size_t before = w->written;

	w->done[i] = true;
	while (w->written > 0 && w->done[w->written - 1])
		w->written--;
	for (size_t r = 0; w->written < before && r < in->n_runs; r++)
		run_forget(&in->runs[r], in->parts[w->written].from[r]);
}

static void *
parts_worker(void *data)
{
	struct parts_work *w = data;
	struct err e = { .code = ERR_NONE };

	(void)pthread_mutex_lock(&w->lock);
	while (w->first.code == ERR_NONE && w->left > 0) {
		size_t i = --w->left;
		int rc;

		(void)pthread_mutex_unlock(&w->lock);
		rc = parts_write(w->in, &w->in->parts[i], &e);
		(void)pthread_mutex_lock(&w->lock);
		if (rc == 0) {
			parts_done(w, i);
		} else if (w->first.code == ERR_NONE || i < w->faulty) {
			w->first = e;
			w->faulty = i;
		}
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

int
intake_parts_write(struct intake_parts *in, int threads, struct err *e)
{
	struct parts_work w = { .in = in, .lock = PTHREAD_MUTEX_INITIALIZER };
	pthread_t others[PARTS_THREADS_MAX];
	int n = 0;

	if (parts_cut(in, e) < 0)
		return -1;
	for (size_t i = 0; i < in->n_runs; i++)
		run_forget(&in->runs[i], run_end(&in->runs[i]));
	w.left = w.written = in->count;
	w.done = mem_calloc(in->count + 1, sizeof(*w.done));
	if (threads > 1)
		threads *= PARTS_WRITERS;
	if (in->count < (size_t)threads)
		threads = (int)in->count;
	while (n < threads - 1 && n < PARTS_THREADS_MAX &&
	    pthread_create(&others[n], NULL, parts_worker, &w) == 0)
		n++;
	(void)parts_worker(&w);
	while (n > 0)
		(void)pthread_join(others[--n], NULL);
	free(w.done);
	if (w.first.code == ERR_NONE)
		return 0;
	*e = w.first;
	return -1;
}

void
intake_parts_remove(struct intake_parts *in)
{
	char path[FILE_PATH_MAX];
	struct err ignored = { .code = ERR_NONE };

	for (size_t i = 0; i < in->count; i++)
		if (file_path_join(path, in->parts[i].dir, in->parts[i].name,
			&ignored) == 0)
			(void)unlink(path);
}

void
intake_parts_free(struct intake_parts *in)
{
	free(in->parts);
	free(in->places);
	in->places = NULL;
	in->parts = NULL;
	in->count = in->cap = 0;
}
