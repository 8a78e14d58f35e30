#include "job/period_calls.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/overflow.h"
#include "base/settings.h"
#include "rating/ahead.h"
#include "store/book.h"
#include "store/call_store.h"

int
period_calls_open(struct period_calls *p, const struct book *b,
    const char *period, struct err *e)
{
	*p = (struct period_calls){ .store = NULL };
	if (call_store_open(&p->store, b, period, e) < 0)
		return -1;
	p->nsegments = call_store_segments(p->store);
	p->segments = mem_calloc(p->nsegments + 1, sizeof(*p->segments));
	for (size_t i = 0; i < p->nsegments; i++) {
		const struct call_segment *s = call_store_segment(p->store, i);

		p->segments[i] = (struct run_segment){ .calls = s->calls,
			.first_us = s->first_us,
			.last_us = s->last_us,
			.format = { .trust_cli = s->trust_cli,
			    .demand_group = s->demand_group } };
	}
	return 0;
}

void
period_calls_close(struct period_calls *p)
{
	free(p->segments);
	call_store_close(p->store);
	*p = (struct period_calls){ .store = NULL };
}

static int
range_open(void *arg, size_t segment, int64_t from, int64_t until,
    void **cursor, struct err *e)
{
	struct call_range *r;

	if (call_range_open(&r, call_store_segment(arg, segment), from, until,
		e) < 0)
		return -1;
	*cursor = r;
	return 0;
}

_Static_assert(AHEAD_CALLS <= CALL_RANGE_KEPT, "texts are kept long enough");

static int
range_next(void *cursor, struct call *call, int64_t *seq, struct err *e)
{
	return call_range_next(cursor, call, seq, e);
}

static void
range_close(void *cursor)
{
	call_range_close(cursor);
}

void
period_calls_input(const struct period_calls *p, struct run_input *in)
{
	in->segments = p->segments;
	in->nsegments = p->nsegments;
	in->reader = (struct run_reader){ .open = range_open,
		.next = range_next,
		.close = range_close,
		.arg = p->store };
}

size_t
period_calls_memory(const struct book *b)
{
	return (size_t)settings_int(b->settings, "rating", "memory_mib") << 20;
}

int
period_calls_threads(const struct book *b, int64_t asked)
{
	int64_t n = asked;

	if (n == 0)
		n = settings_int(b->settings, "rating", "threads");
	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1                       ? 1
	    : n > PERIOD_CALLS_THREADS_MAX ? PERIOD_CALLS_THREADS_MAX
					   : (int)n;
}

struct shard_scratch
period_calls_scratch(struct overflow *overflow)
{
	return (struct shard_scratch){ .write = overflow_write,
		.read = overflow_read,
		.forget = overflow_forget,
		.nfiles = OVERFLOW_FILES,
		.arg = overflow };
}
