/* conserve_meet(): what each charge and each unrated call says of its call. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "job/check.h"
#include "job/conserve.h"
#include "job/conserve_rated.h"
#include "job/conserve_window.h"
#include "rating/charge.h"
#include "rating/resolve.h"
#include "store/charge_scan.h"
#include "store/conserve_store.h"

/* The place of the call in the window, or -1: in another, -2: in none. */
static int64_t
place(const struct conserve_window *w, int64_t segment, int64_t call)
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
file_of(const struct conserve_window *w, int64_t segment)
{
	for (size_t i = 0; i < w->p->n_segments; i++)
		if (w->p->segments[i].id == segment)
			return w->p->segments[i].file;
	return "no file";
}

/* The call in the window, NULL: in another, or in none, which is found. */
static struct conserve_call *
find_call(struct conserve_window *w, int64_t segment, int64_t call,
    const char *what)
{
	int64_t i = place(w, segment, call);

	if (i >= 0)
		return &w->calls[i];
	if (i == -2 && w->from == 0)
		conserve_found(w->c, w->p,
		    "%s of call %" PRId64 " of %s, which is not there", what,
		    call, file_of(w, segment));
	return NULL;
}

/* Who pays for the call in a tier and direction: number of the contract, or
 * DIRECTORY_NONE. */
static uint32_t
payer(const struct conserve_window *w, const struct conserve_call *k,
    int64_t tier, int64_t direction)
{
	const struct directory *d = w->rated->directory;
	uint32_t side = direction == DIRECTION_OUT ? k->caller : k->called;

	if ((k->state & MARK_RESOLVED) == 0)
		return DIRECTORY_NONE;
	if (tier == TIER_CARRIER) {
		side = direction == DIRECTION_OUT ? k->called : k->caller;
		return side == DIRECTORY_NONE || (side & CONSERVE_GROUP) == 0
		    ? DIRECTORY_NONE
		    : d->group_contract[side & ~CONSERVE_GROUP];
	}
	if (side == DIRECTORY_NONE || (side & CONSERVE_GROUP) != 0)
		return DIRECTORY_NONE;
	return tier == TIER_RETAIL ? d->subscribers[side].contract
				   : d->subscribers[side].wholesale;
}

static void
add_part(struct conserve_window *w, const struct conserve_part *p)
{
	w->parts =
	    mem_grow(w->parts, w->n_parts, &w->cap_parts, sizeof(w->parts[0]));
	w->parts[w->n_parts++] = *p;
}

static void
meet_charge(struct conserve_window *w, const struct charge *c)
{
	struct conserve_call *k = find_call(w, c->segment, c->call, "a charge");
	unsigned bit = conserve_bit(c->tier, c->direction);
	uint32_t contract;
	bool matched;

	if (k == NULL)
		return;
	if ((k->state & MARK_ANSWERED) == 0)
		conserve_found(w->c, w->p,
		    "a charge of call %" PRId64
		    " of %s, which was not answered",
		    c->call, file_of(w, c->segment));
	contract = payer(w, k, c->tier, c->direction);
	matched =
	    contract != DIRECTORY_NONE && contract + INT64_C(1) == c->contract;
	if (c->document != 0)
		k->state |= MARK_BILLED;
	else if (!matched && (k->state & MARK_ANSWERED) != 0)
		conserve_found(w->c, w->p,
		    "a charge of call %" PRId64 " of %s in tier %s, direction "
		    "%s, for a contract that does not pay for it",
		    c->call, file_of(w, c->segment), tier_words[c->tier],
		    direction_words[c->direction]);
	if (c->start_us != k->start_us || c->duration_ms != k->duration_ms) {
		add_part(w,
		    &(struct conserve_part){ k - w->calls, c->start_us,
			c->duration_ms, bit, matched });
		return;
	}
	if ((k->charged & bit) != 0)
		k->state |= MARK_DOUBLED;
	k->charged |= (uint8_t)bit;
	k->matched |= (uint8_t)(matched ? bit : 0);
}

static int
meet_charges(struct conserve_window *w, struct err *e)
{
	struct charge_scan *s;
	struct charge c;
	int64_t seq;
	int more;

	if (conserve_charges(w->p, &s, e) < 0)
		return -1;
	while ((more = charge_scan_next(s, &seq, &c, e)) > 0) {
		if (c.tier < 0 || c.tier > TIER_CARRIER || c.direction < 0 ||
		    c.direction > 1) {
			more = err_set(e, ERR_DATA,
			    "charge %" PRId64 " is of no tier or direction",
			    seq);
			break;
		}
		meet_charge(w, &c);
	}
	charge_scan_close(s);
	return more;
}

/* One side that has no price, or the whole call. */
static void
meet_one_unrated(struct conserve_window *w, const struct conserve_unrated *u)
{
	struct conserve_call *k =
	    find_call(w, u->segment, u->call, "an unrated side");
	uint32_t contract;

	if (k == NULL)
		return;
	if ((k->state & MARK_ANSWERED) == 0)
		conserve_found(w->c, w->p,
		    "an unrated side of call %" PRId64
		    " of %s, which was not answered",
		    u->call, file_of(w, u->segment));
	if (u->start_us != k->start_us || u->duration_ms != k->duration_ms)
		add_part(w,
		    &(struct conserve_part){ k - w->calls, u->start_us,
			u->duration_ms, 0, false });
	if (u->contract[0] == '\0') {
		k->state |= MARK_UNRATED;
		return;
	}
	contract = payer(w, k, u->tier, u->direction);
	if (contract != DIRECTORY_NONE &&
	    contract == directory_contract(w->rated->directory, u->contract)) {
		k->unrated |= (uint8_t)conserve_bit(u->tier, u->direction);
		return;
	}
	conserve_found(w->c, w->p,
	    "an unrated side of call %" PRId64
	    " of %s, of contract %s, which does not pay for it",
	    u->call, file_of(w, u->segment), u->contract);
}

static int
meet_unrated(struct conserve_window *w, struct err *e)
{
	struct conserve_unrated u;
	struct stmt s;
	int more;

	if (conserve_unrated_open(w->p, &s, e) < 0)
		return -1;
	while ((more = conserve_unrated_next(&s, &u, e)) > 0)
		meet_one_unrated(w, &u);
	stmt_free(&s);
	return more;
}

static int
compare_parts(const void *a, const void *b)
{
	const struct conserve_part *x = a, *y = b;

	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	if (x->bit != y->bit)
		return x->bit < y->bit ? -1 : 1;
	return (x->start_us > y->start_us) - (x->start_us < y->start_us);
}

/* The parts of a call, ${n} of one tier and direction: do they make it up? */
static bool
make_up(const struct conserve_window *w, const struct conserve_part *p,
    size_t n)
{
	const struct conserve_call *k = &w->calls[p->i];
	int64_t at_us = k->start_us, left_ms = k->duration_ms;

	if (p->bit == 0 || (k->charged & p->bit) != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (p[i].start_us != at_us || p[i].matched != p->matched)
			return false;
		at_us += p[i].duration_ms * 1000;
		left_ms -= p[i].duration_ms;
	}
	return left_ms == 0;
}

static void
meet_parts(struct conserve_window *w)
{
	size_t n, s = 0;

	if (w->n_parts > 1)
		qsort(w->parts, w->n_parts, sizeof(w->parts[0]), compare_parts);
	for (size_t k = 0; k < w->n_parts; k += n) {
		const struct conserve_part *p = &w->parts[k];
		struct conserve_call *call = &w->calls[p->i];
		int64_t at = w->from + p->i;

		for (n = 1;
		     k + n < w->n_parts && p[n].i == p->i && p[n].bit == p->bit;
		     n++)
			;
		s = conserve_segment_of(w, at, s);
		if (!make_up(w, p, n))
			conserve_found(w->c, w->p,
			    "charges of call %" PRId64
			    " of %s: start and duration are not those of the "
			    "call",
			    at - w->first[s] + 1, w->p->segments[s].file);
		call->charged |= (uint8_t)p->bit;
		call->matched |= (uint8_t)(p->matched ? p->bit : 0);
	}
	w->n_parts = 0;
}

int
conserve_meet(struct conserve_window *w, struct err *e)
{
	if (meet_charges(w, e) < 0 || meet_unrated(w, e) < 0)
		return -1;
	meet_parts(w);
	return 0;
}
