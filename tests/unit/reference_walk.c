/*
 * One call, block after block: what each lasts and costs.  Free time, the
 * limit of a call and cash are asked by whoever walks.
 */
#include "reference.h"

#include <string.h>

#include "base/words.h"

const struct reference_price *
reference_walk_price(const struct reference_fee *fee, int band)
{
	return &fee->price[fee->price[band].given ? band : 0];
}

int
reference_walk_fee(const struct reference_profile *p,
    const struct reference_call *call)
{
	size_t longest = 0;
	int best = -1;

	for (int i = 0; i < p->nfees; i++) {
		const struct reference_fee *f = &p->fees[i];
		size_t len = strlen(f->destination);

		if (f->direction != call->direction || f->type != call->type ||
		    (f->from_us != REFERENCE_NONE &&
			call->start_us < f->from_us) ||
		    call->start_us >= f->until_us ||
		    strncmp(call->number, f->destination, len) != 0)
			continue;
		if (best < 0 || len > longest) {
			best = i;
			longest = len;
		}
	}
	return best;
}

void
reference_walk_start(struct reference_walk *w,
    const struct reference_profile *p, const struct reference_fee *fee,
    const struct zone *zone, const struct reference_call *call)
{
	*w = (struct reference_walk){ .profile = p,
		.fee = fee,
		.zone = zone,
		.start_us = call->start_us,
		.duration_ms = call->duration_ms,
		.sms = call->type == CALL_TYPE_SMS,
		.band = reference_calendar_band(p, zone, call->start_us) };
	if (!w->sms &&
	    (call->duration_ms == 0 || call->duration_ms < p->grace_s * 1000))
		w->done = true;
}

static i128
per_second(const struct reference_walk *w, int64_t rate_e12)
{
	return (i128)rate_e12 * (w->profile->per_second ? 60 : 1);
}

/* The last step reached, or NULL. */
static const struct reference_step *
step_reached(const struct reference_price *p, int64_t offset_s)
{
	const struct reference_step *step = NULL;

	for (int i = 0; i < p->nsteps; i++)
		if (p->steps[i].from_s <= offset_s)
			step = &p->steps[i];
	return step;
}

/* The follow block in force at an offset: that of the step reached in the
 * block's band, else in the default band, else of the band itself. */
static void
follow(const struct reference_walk *w, int64_t *seconds, int64_t *rate_e12)
{
	int band = reference_calendar_band(w->profile, w->zone,
	    w->start_us + w->offset_s * 1000000);
	const struct reference_price *p = reference_walk_price(w->fee, band);
	const struct reference_step *step = step_reached(p, w->offset_s);

	if (step == NULL)
		step = step_reached(&w->fee->price[0], w->offset_s);
	*seconds = step != NULL ? step->follow_s : p->follow_s;
	*rate_e12 = step != NULL ? step->follow_rate_e12 : p->follow_rate_e12;
}

/* The extra rate: the second is reached, and in this block. */
static void
add_extra(const struct reference_walk *w, const struct reference_price *first,
    struct reference_block *b)
{
	if (first->extra_s != REFERENCE_NONE &&
	    w->duration_ms / 1000 >= first->extra_s &&
	    b->offset_s <= first->extra_s &&
	    first->extra_s < b->offset_s + b->seconds)
		b->once += (i128)first->extra_rate_e12 * 60;
}

static bool
next_sms(struct reference_walk *w, const struct reference_price *first,
    struct reference_block *b)
{
	*b = (struct reference_block){ .seconds = first->init_s,
		.per_second = per_second(w, first->init_rate_e12),
		.once = (i128)first->connect_e12 * 60 };
	w->done = true;
	return true;
}

/* Seconds up to the next multiple of the follow interval. */
static int64_t
to_multiple(int64_t offset_s, int64_t follow_s)
{
	return follow_s - offset_s % follow_s;
}

bool
reference_walk_next(struct reference_walk *w, struct reference_block *b)
{
	const struct reference_price *first =
	    reference_walk_price(w->fee, w->band);
	bool begun = w->offset_s * 1000 < w->duration_ms;
	int64_t seconds, rate_e12;

	if (w->done)
		return false;
	if (w->sms)
		return next_sms(w, first, b);
	follow(w, &seconds, &rate_e12);
	if (w->offset_s > 0 && !begun &&
	    (!w->profile->total || w->offset_s % seconds == 0)) {
		w->done = true;
		return false;
	}
	*b = (struct reference_block){ .offset_s = w->offset_s };
	if (w->offset_s == 0) {
		b->seconds = first->init_s;
		rate_e12 = first->init_rate_e12;
		b->once = (i128)first->connect_e12 * 60;
	} else if (w->profile->total) {
		b->seconds = to_multiple(w->offset_s, seconds);
	} else {
		b->seconds = seconds;
	}
	b->per_second = per_second(w, rate_e12);
	add_extra(w, first, b);
	w->offset_s += b->seconds;
	return true;
}

int64_t
reference_walk_round(const struct reference_profile *p, i128 exact)
{
	i128 unit = REFERENCE_UNIT, whole, rest, step;
	bool up = false;

	for (int64_t d = p->decimals; d < 8; d++)
		unit *= 10;
	step = unit / REFERENCE_UNIT;
	if (exact < 0)
		return -reference_walk_round(p, -exact);
	whole = exact / unit;
	rest = exact % unit;
	switch (p->rounding) {
	case REFERENCE_HALF_UP:
		up = 2 * rest >= unit;
		break;
	case REFERENCE_HALF_EVEN:
		up = 2 * rest > unit || (2 * rest == unit && whole % 2 == 1);
		break;
	case REFERENCE_UP:
		up = rest > 0;
		break;
	case REFERENCE_DOWN:
		break;
	}
	return (int64_t)((whole + up) * step);
}
