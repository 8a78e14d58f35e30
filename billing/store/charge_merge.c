#include "store/charge_merge.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/charge_scan.h"

/* The charges of a contract that were read, rows[at..n), and what is left. */
struct cursor {
	struct charge_range range;
	int64_t next;    /* seq of the first one that was not read */
	int64_t last_us; /* start of the last one that was */
	struct charge *rows;
	size_t at, n, cap;
};

/* A cursor with rows, in a heap: none starts before the one above it. */
struct node {
	int64_t start_us;
	size_t cursor;
};

struct charge_merge {
	struct charge_scan *scan;
	const char *path;
	int64_t from_us, until_us;
	struct cursor *cursors;
	size_t n;
	struct charge *rows; /* of all cursors */
	struct node *heap;
	size_t n_heap;
	bool begun; /* the first in the heap was handed out */
};

static int
damaged(const struct charge_merge *m, const struct charge_range *r,
    const char *what, struct err *e)
{
	return err_set(e, ERR_DATA, "%s: damaged: %s of contract %" PRId64,
	    m->path, what, r->contract);
}

/* More rows of a cursor, of which none are left: 1, 0 or -1. */
static int
fill(struct charge_merge *m, struct cursor *c, struct err *e)
{
	int64_t seq;
	int rc;

	c->at = c->n = 0;
	if (c->next > c->range.last)
		return 0;
	if (charge_scan_seek(m->scan, c->next, c->range.last + 1, e) < 0)
		return -1;
	while (c->n < c->cap) {
		struct charge *row = &c->rows[c->n];

		rc = charge_scan_next(m->scan, &seq, row, e);
		if (rc < 0)
			return -1;
		if (rc == 0 || row->start_us >= m->until_us) {
			c->next = INT64_MAX;
			break;
		}
		if (row->start_us < c->last_us)
			return damaged(m, &c->range, "the order of charges", e);
		c->last_us = row->start_us;
		c->next = seq + 1;
		if (row->start_us >= m->from_us &&
		    row->contract == c->range.contract &&
		    (c->range.tiers & 1u << row->tier) != 0)
			c->n++;
	}
	return c->n > 0;
}

/* What is at ${at} goes down to where it belongs. */
static void
sift(struct charge_merge *m, size_t at)
{
	struct node *h = m->heap, node = h[at];

	for (size_t child; (child = 2 * at + 1) < m->n_heap; at = child) {
		if (child + 1 < m->n_heap &&
		    h[child + 1].start_us < h[child].start_us)
			child++;
		if (h[child].start_us >= node.start_us)
			break;
		h[at] = h[child];
	}
	h[at] = node;
}

/* Room for the rows of each, by how many it has: so all are filled as often. */
static int
share(struct charge_merge *m, struct err *e)
{
	uint64_t total = 0, part, all = 0;
	size_t used = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct charge_range *r = &m->cursors[i].range;

		if (r->first < 1 || r->last < r->first ||
		    r->last == INT64_MAX ||
		    __builtin_add_overflow(total,
			(uint64_t)(r->last - r->first) + 1, &total))
			return damaged(m, r, "the place of the charges", e);
	}
	part = total / CHARGE_MERGE_ROWS + 1;
	for (size_t i = 0; i < m->n; i++) {
		struct cursor *c = &m->cursors[i];

		c->cap = (size_t)((uint64_t)(c->range.last - c->range.first) /
			     part) +
		    1;
		all += c->cap;
	}
	m->rows = mem_realloc_array(NULL, all + 1, sizeof(m->rows[0]));
	for (size_t i = 0; i < m->n; used += m->cursors[i++].cap)
		m->cursors[i].rows = m->rows + used;
	return 0;
}

static int
begin(struct charge_merge *m, struct err *e)
{
	if (share(m, e) < 0)
		return -1;
	m->heap = mem_calloc(m->n + 1, sizeof(m->heap[0]));
	for (size_t i = 0; i < m->n; i++) {
		int rc = fill(m, &m->cursors[i], e);

		if (rc < 0)
			return -1;
		if (rc > 0)
			m->heap[m->n_heap++] =
			    (struct node){ m->cursors[i].rows[0].start_us, i };
	}
	for (size_t i = m->n_heap / 2; i-- > 0;)
		sift(m, i);
	return 0;
}

int
charge_merge_open(struct charge_merge **out, struct db *db, const char *path,
    const struct charge_range *ranges, size_t n, int64_t from_us,
    int64_t until_us, struct err *e)
{
	struct charge_merge *m = mem_calloc(1, sizeof(*m));

	m->path = path;
	m->from_us = from_us;
	m->until_us = until_us;
	m->cursors = mem_calloc(n + 1, sizeof(m->cursors[0]));
	m->n = n;
	for (size_t i = 0; i < n; i++)
		m->cursors[i] = (struct cursor){ .range = ranges[i],
			.next = ranges[i].first,
			.last_us = INT64_MIN };
	*out = m;
	if (charge_scan_open(&m->scan, db, path, e) == 0 && begin(m, e) == 0)
		return 0;
	charge_merge_close(m);
	*out = NULL;
	return -1;
}

/* The one that was handed out is done with. */
static int
advance(struct charge_merge *m, struct err *e)
{
	struct node *top = &m->heap[0];
	struct cursor *c = &m->cursors[top->cursor];
	int rc = 1;

	if (++c->at == c->n)
		rc = fill(m, c, e);
	if (rc < 0)
		return -1;
	if (rc > 0)
		top->start_us = c->rows[c->at].start_us;
	else
		*top = m->heap[--m->n_heap];
	if (m->n_heap > 0)
		sift(m, 0);
	return 0;
}

int
charge_merge_next(struct charge_merge *m, const struct charge **charge,
    size_t *range, struct err *e)
{
	const struct cursor *c;

	if (m->n_heap > 0 && m->begun && advance(m, e) < 0)
		return -1;
	m->begun = true;
	if (m->n_heap == 0)
		return 0;
	c = &m->cursors[m->heap[0].cursor];
	*charge = &c->rows[c->at];
	*range = m->heap[0].cursor;
	return 1;
}

void
charge_merge_close(struct charge_merge *m)
{
	if (m == NULL)
		return;
	charge_scan_close(m->scan);
	free(m->cursors);
	free(m->rows);
	free(m->heap);
	free(m);
}
