/* conserve_check_calls(): calls against charges, in windows of calls. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "job/check.h"
#include "job/conserve.h"
#include "job/conserve_free.h"
#include "job/conserve_rated.h"
#include "job/conserve_window.h"
#include "rating/resolve.h"
#include "store/conserve_store.h"

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

size_t
conserve_segment_of(const struct conserve_window *w, int64_t at, size_t k)
{
	while (k + 1 < w->p->n_segments && w->first[k + 1] <= at)
		k++;
	return k;
}

/* A call that is looked at, and where it is. */
struct looked {
	struct conserve_window *w;
	struct conserve_call *call;
	size_t segment;
	int64_t seq;
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	int n;
};

static const char *
file_of(const struct looked *l)
{
	return l->w->p->segments[l->segment].file;
}

/* Whose legs have neither charge nor reason, as far as the marks say: bits. */
static unsigned
open_legs(const struct looked *l, struct conserve_rated *rated)
{
	unsigned open = 0;

	for (int i = 0; i < l->n; i++) {
		const struct resolve_leg *leg = &l->legs[i];
		unsigned bit = conserve_bit(leg->tier, leg->direction);

		if (((l->call->matched | l->call->unrated) & bit) == 0 &&
		    (leg->direction == DIRECTION_OUT ||
			!conserve_free_incoming(rated, leg->contract)))
			open |= bit;
	}
	return open;
}

/* A call without anything is named once, else each leg that is missing. */
static void
tell_lost(const struct looked *l, unsigned lost)
{
	const struct directory *d = l->w->rated->directory;

	if (l->call->charged == 0 && l->call->unrated == 0) {
		conserve_found(l->w->c, l->w->p,
		    "call %" PRId64 " of %s has no charge, is not unrated and "
		    "not free",
		    l->seq, file_of(l));
		return;
	}
	for (int i = 0; i < l->n; i++) {
		const struct resolve_leg *leg = &l->legs[i];

		if ((lost & conserve_bit(leg->tier, leg->direction)) != 0)
			conserve_found(l->w->c, l->w->p,
			    "call %" PRId64 " of %s has no charge in tier %s, "
			    "direction %s, of contract %s, is not unrated "
			    "there and not free",
			    l->seq, file_of(l), tier_words[leg->tier],
			    direction_words[leg->direction],
			    d->contracts[leg->contract].ref);
	}
}

/* Every leg of a call that is resolved. */
static int
judge_legs(struct looked *l, struct conserve_rated *rated, struct err *e)
{
	unsigned open, free_bits;

	l->n = conserve_legs(l->w, l->call, l->legs);
	open = open_legs(l, rated);
	if (open == 0 && (l->call->charged | l->call->unrated) != 0)
		return 0;
	if (open != 0) {
		if (conserve_free_call(rated, l->w->c, l->w->p, l->segment,
			l->seq, &free_bits, e) < 0)
			return -1;
		if ((open & ~free_bits) != 0) {
			tell_lost(l, open & ~free_bits);
			return 0;
		}
	}
	l->w->c->free_calls += l->call->charged == 0 && l->call->unrated == 0;
	return 0;
}

static int
judge(struct looked *l, struct conserve_rated *rated, struct err *e)
{
	const struct conserve_call *k = l->call;
	struct conserve *c = l->w->c;

	if ((k->state & MARK_ANSWERED) == 0) {
		c->unanswered++;
		return 0;
	}
	if ((k->state & MARK_UNRATED) != 0 || k->unrated != 0)
		c->unrated++;
	if ((k->state & MARK_DOUBLED) != 0)
		conserve_found(c, l->w->p,
		    "call %" PRId64 " of %s has two charges of a tier and "
		    "direction",
		    l->seq, file_of(l));
	if ((k->state & MARK_RESOLVED) == 0) {
		if ((k->state & (MARK_UNRATED | MARK_BILLED)) == 0)
			tell_lost(l, 0);
		return 0;
	}
	if ((k->state & MARK_UNRATED) != 0) {
		conserve_found(c, l->w->p,
		    "call %" PRId64 " of %s is unrated, but its record says "
		    "whose it is",
		    l->seq, file_of(l));
		return 0;
	}
	return judge_legs(l, rated, e);
}

static int
judge_all(struct conserve_window *w, struct conserve_rated *rated,
    struct err *e)
{
	struct looked l = { .w = w };

	for (int64_t i = 0; i < w->until - w->from; i++) {
		int64_t at = w->from + i;

		l.call = &w->calls[i];
		l.segment = conserve_segment_of(w, at, l.segment);
		l.seq = at - w->first[l.segment] + 1;
		l.n = 0;
		if (judge(&l, rated, e) < 0)
			return -1;
	}
	return 0;
}

static int
check_windows(struct conserve_window *w, struct conserve_rated *rated,
    int64_t calls, struct err *e)
{
	int64_t size = calls < CONSERVE_WINDOW ? calls : CONSERVE_WINDOW;
	int rc = 0;

	w->calls = mem_calloc((size_t)size + 1, sizeof(w->calls[0]));
	for (; w->from < calls && rc == 0; w->from = w->until) {
		w->until = w->from + size < calls ? w->from + size : calls;
		if (conserve_sides(w, e) < 0 || conserve_meet(w, e) < 0)
			rc = -1;
		else
			rc = judge_all(w, rated, e);
	}
	free(w->calls);
	free(w->parts);
	return rc;
}

int
conserve_check_calls(struct conserve *c, const struct conserve_period *p,
    struct err *e)
{
	struct conserve_rated rated;
	struct conserve_window w = { .c = c, .p = p, .rated = &rated };
	int64_t calls = 0;
	int rc = conserve_rated_open(&rated, c, p, e);

	w.first = mem_calloc(p->n_segments + 1, sizeof(w.first[0]));
	for (size_t k = 0; k < p->n_segments; k++) {
		w.first[k] = calls;
		calls += p->segments[k].calls;
	}
	if (rc == 0)
		rc = check_windows(&w, &rated, calls, e);
	free(w.first);
	conserve_rated_close(&rated);
	return rc;
}
