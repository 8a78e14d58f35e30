#include "job/explain_calls.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/call_store.h"

/* To open a segment anew takes as long as to read so many calls. */
#define GAP_MAX 500

struct explain_calls_cursor {
	struct call_range *range; /* NULL: not open */
	int64_t seq;              /* of ->call; 0: none was read */
	struct call call;
};

int
explain_calls_open(struct explain_calls *c, const struct book *b,
    const char *period, struct err *e)
{
	*c = (struct explain_calls){ 0 };
	if (call_store_open(&c->store, b, period, e) < 0)
		return -1;
	c->cursors =
	    mem_calloc(call_store_segments(c->store) + 1, sizeof(*c->cursors));
	return 0;
}

void
explain_calls_close(struct explain_calls *c)
{
	for (size_t i = 0;
	     c->cursors != NULL && i < call_store_segments(c->store); i++)
		call_range_close(c->cursors[i].range);
	free(c->cursors);
	call_store_close(c->store);
	*c = (struct explain_calls){ 0 };
}

/* The number of a segment; that of all if there is none of that name. */
static size_t
find_segment(struct explain_calls *c, const char *name)
{
	size_t n = call_store_segments(c->store);

	if (c->last < n &&
	    strcmp(call_store_segment(c->store, c->last)->file, name) == 0)
		return c->last;
	for (c->last = 0; c->last < n; c->last++)
		if (strcmp(call_store_segment(c->store, c->last)->file, name) ==
		    0)
			break;
	return c->last;
}

int
explain_calls_get(struct explain_calls *c, const char *segment, int64_t seq,
    struct call *call, struct resolve_format *f, struct err *e)
{
	size_t i = find_segment(c, segment);
	const struct call_segment *g;
	struct explain_calls_cursor *k;
	int rc = 1;

	if (i == call_store_segments(c->store))
		return 0;
	g = call_store_segment(c->store, i);
	k = &c->cursors[i];
	if (k->range == NULL || seq < k->seq || seq > k->seq + GAP_MAX) {
		call_range_close(k->range);
		*k = (struct explain_calls_cursor){ .seq = seq - 1 };
		if (call_range_open(&k->range, g, seq, g->calls + 1, e) < 0)
			return -1;
	}
	while (rc > 0 && k->seq < seq)
		rc = call_range_next(k->range, &k->call, &k->seq, e);
	if (rc <= 0 || k->seq != seq)
		return rc < 0 ? -1 : 0;
	*call = k->call;
	f->trust_cli = g->trust_cli;
	f->demand_group = g->demand_group;
	return 1;
}
