/* conserve_check_calls(): calls against charges, in windows of calls. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "job/check.h"
#include "job/conserve.h"
#include "store/book.h"
#include "store/conserve_store.h"

/* Calls looked at together: 34 MiB, however many there are. */
#define WINDOW (INT64_C(2) << 20)

#define ANSWERED 0x80 /* state of a call; below: a bit for tier and direction */
#define UNRATED  0x40

void
conserve_found(struct conserve *c, const struct conserve_period *p,
    const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	if (c->shown++ >= CONSERVE_SHOWN)
		return;
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	check_found(c->check, "%s: %s", p->period, buf_text(&text));
	buf_free(&text);
}

/* A charge of a part of a call: its price list splits calls by band. */
struct part {
	int64_t i; /* place of the call in the window */
	int64_t start_us, duration_ms;
	unsigned bit;
};

struct window {
	struct conserve *c;
	const struct conserve_period *p;
	int64_t from, until; /* of all calls of the period, counted through */
	int64_t *first;      /* of each segment, by its place */
	int64_t *start_us, *duration_ms;
	unsigned char *state;
	struct part *parts;
	size_t n_parts, cap_parts;
};

static int
fill_segment(struct window *w, size_t k, struct err *e)
{
	const struct conserve_segment *s = &w->p->segments[k];
	int64_t from = w->from - w->first[k], until = w->until - w->first[k];
	struct conserve_calls calls;
	int more;

	if (until <= 0 || from >= s->calls)
		return 0;
	if (conserve_calls(w->c->check->book, s->file, from < 0 ? 1 : from + 1,
		until + 1, &calls, e) < 0)
		return -1;
	while ((more = stmt_step(&calls.rows, e)) > 0) {
		int64_t i =
		    w->first[k] + stmt_int(&calls.rows, 0) - 1 - w->from;

		w->start_us[i] = stmt_int(&calls.rows, 1);
		w->duration_ms[i] = stmt_int(&calls.rows, 2);
		w->state[i] =
		    stmt_int(&calls.rows, 3) == CALL_STATUS_OK ? ANSWERED : 0;
	}
	conserve_calls_close(&calls);
	return more;
}

/* The place of the call in the window, or -1: in another, -2: in none. */
static int64_t
place(const struct window *w, int64_t segment, int64_t call)
{
	size_t low = 0, high = w->p->n_segments;
	int64_t at;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (w->p->segments[mid].id < segment)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == w->p->n_segments || w->p->segments[low].id != segment ||
	    call < 1 || call > w->p->segments[low].calls)
		return -2;
	at = w->first[low] + call - 1;
	return at >= w->from && at < w->until ? at - w->from : -1;
}

static const char *
file_of(const struct window *w, int64_t segment)
{
	for (size_t i = 0; i < w->p->n_segments; i++)
		if (w->p->segments[i].id == segment)
			return w->p->segments[i].file;
	return "no file";
}

/* A charge (${bit} of its tier and direction) or an unrated call. */
static void
meet(struct window *w, int64_t segment, int64_t call, int64_t start_us,
    int64_t duration_ms, unsigned bit, const char *what)
{
	int64_t i = place(w, segment, call);

	if (i == -1)
		return;
	if (i == -2) {
		if (w->from == 0)
			conserve_found(w->c, w->p,
			    "%s of call %" PRId64 " of %s, which is not there",
			    what, call, file_of(w, segment));
		return;
	}
	if ((w->state[i] & ANSWERED) == 0)
		conserve_found(w->c, w->p,
		    "%s of call %" PRId64 " of %s, which was not answered",
		    what, call, file_of(w, segment));
	if (start_us != w->start_us[i] || duration_ms != w->duration_ms[i]) {
		w->parts = mem_grow(w->parts, w->n_parts, &w->cap_parts,
		    sizeof(w->parts[0]));
		w->parts[w->n_parts++] =
		    (struct part){ i, start_us, duration_ms, bit };
		return;
	}
	if (bit != UNRATED && (w->state[i] & bit) != 0)
		conserve_found(w->c, w->p,
		    "call %" PRId64 " of %s has two charges of a tier and "
		    "direction",
		    call, file_of(w, segment));
	w->state[i] |= (unsigned char)bit;
}

/* Three tiers, two directions. */
static unsigned
bit_of(int64_t tier, int64_t direction)
{
	return 1u << (2 * (tier % 3) + (direction & 1));
}

static int
meet_all(struct window *w, struct err *e)
{
	struct stmt s;
	int more;

	if (conserve_charges(w->p, &s, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0)
		meet(w, stmt_int(&s, 0), stmt_int(&s, 1), stmt_int(&s, 4),
		    stmt_int(&s, 5), bit_of(stmt_int(&s, 2), stmt_int(&s, 3)),
		    "a charge");
	stmt_free(&s);
	if (more < 0 || conserve_unrated(w->p, &s, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0)
		meet(w, stmt_int(&s, 0), stmt_int(&s, 1), stmt_int(&s, 2),
		    stmt_int(&s, 3), UNRATED, "an unrated side");
	stmt_free(&s);
	return more;
}

static int
compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	if (x->bit != y->bit)
		return x->bit < y->bit ? -1 : 1;
	return (x->start_us > y->start_us) - (x->start_us < y->start_us);
}

/* The parts of a call, ${n} of one tier and direction: do they make it up? */
static bool
make_up(const struct window *w, const struct part *p, size_t n)
{
	int64_t at_us = w->start_us[p->i];
	int64_t left_ms = w->duration_ms[p->i];

	if (p->bit == UNRATED || (w->state[p->i] & p->bit) != 0)
		return false;
	for (size_t k = 0; k < n; k++) {
		if (p[k].start_us != at_us)
			return false;
		at_us += p[k].duration_ms * 1000;
		left_ms -= p[k].duration_ms;
	}
	return left_ms == 0;
}

static void
check_parts(struct window *w)
{
	size_t n;

	if (w->n_parts > 1)
		qsort(w->parts, w->n_parts, sizeof(w->parts[0]), compare_parts);
	for (size_t k = 0; k < w->n_parts; k += n) {
		const struct part *p = &w->parts[k];
		int64_t at = w->from + p->i;
		size_t s = 0;

		for (n = 1;
		     k + n < w->n_parts && p[n].i == p->i && p[n].bit == p->bit;
		     n++)
			;
		while (s + 1 < w->p->n_segments && w->first[s + 1] <= at)
			s++;
		if (!make_up(w, p, n))
			conserve_found(w->c, w->p,
			    "charges of call %" PRId64
			    " of %s: start and duration are not those of the "
			    "call",
			    at - w->first[s] + 1, w->p->segments[s].file);
		w->state[p->i] |= (unsigned char)p->bit;
	}
	w->n_parts = 0;
}

static int
find_lost(const struct window *w, struct err *e)
{
	size_t k = 0;

	for (int64_t i = 0; i < w->until - w->from; i++) {
		int64_t at = w->from + i;
		int rc;

		if ((w->state[i] & ANSWERED) == 0)
			w->c->unanswered++;
		if ((w->state[i] & UNRATED) != 0)
			w->c->unrated++;
		if (w->state[i] != ANSWERED)
			continue;
		while (k + 1 < w->p->n_segments && w->first[k + 1] <= at)
			k++;
		rc = conserve_is_free(w->c, w->p, k, at - w->first[k] + 1, e);
		if (rc < 0)
			return -1;
		if (rc > 0)
			w->c->free_calls++;
		else
			conserve_found(w->c, w->p,
			    "call %" PRId64 " of %s has no charge, is not "
			    "unrated and not free",
			    at - w->first[k] + 1, w->p->segments[k].file);
	}
	return 0;
}

int
conserve_check_calls(struct conserve *c, const struct conserve_period *p,
    struct err *e)
{
	struct window w = { .c = c, .p = p };
	int64_t calls = 0, size;
	int rc = 0;

	w.first = mem_calloc(p->n_segments + 1, sizeof(w.first[0]));
	for (size_t k = 0; k < p->n_segments; k++) {
		w.first[k] = calls;
		calls += p->segments[k].calls;
	}
	size = calls < WINDOW ? calls : WINDOW;
	w.start_us = mem_calloc((size_t)size + 1, sizeof(w.start_us[0]));
	w.duration_ms = mem_calloc((size_t)size + 1, sizeof(w.duration_ms[0]));
	w.state = mem_calloc((size_t)size + 1, 1);
	for (; w.from < calls && rc == 0; w.from = w.until) {
		w.until = w.from + size < calls ? w.from + size : calls;
		memset(w.state, 0, (size_t)size);
		for (size_t k = 0; k < p->n_segments && rc == 0; k++)
			rc = fill_segment(&w, k, e);
		if (rc == 0)
			rc = meet_all(&w, e);
		if (rc == 0) {
			check_parts(&w);
			rc = find_lost(&w, e);
		}
	}
	free(w.first);
	free(w.start_us);
	free(w.duration_ms);
	free(w.parts);
	free(w.state);
	return rc;
}
