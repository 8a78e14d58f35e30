#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"
#include "money/money.h"
#include "rating/explain.h"

/* A part of the balance that pays, as the recorder comes upon it. */
struct stretch {
	size_t part;
	int64_t cash_e8, free_s; /* found in it */
	size_t run;              /* the first one */
};

/* Runs as the recorder is told of them, and which part they start in. */
struct record {
	const struct balance_series *series;
	struct rate_run *runs;
	size_t count, cap;
	struct stretch *stretches;
	size_t nstretches, stretches_cap;
	bool plain; /* parts do not matter */
};

/* --- the recorder --------------------------------------------------------- */

/* Does ${next} go on where ${run} ends, at the same price? */
static bool
continues(const struct rate_run *run, const struct rate_run *next)
{
	return run->from_s + run->blocks * run->block_s == next->from_s &&
	    run->block_s == next->block_s && run->free_s == next->free_s &&
	    run->rate_e12 == next->rate_e12 && run->row == next->row &&
	    run->band == next->band && run->first == next->first &&
	    run->connect_fee_e12 == 0 && next->connect_fee_e12 == 0 &&
	    run->extra_rate_e12 == 0 && next->extra_rate_e12 == 0;
}

/* The part that pays now, with what the call found in it. */
static void
add_stretch(struct record *r)
{
	const struct balance_series *s = r->series;

	r->stretches = mem_grow(r->stretches, r->nstretches, &r->stretches_cap,
	    sizeof(*r->stretches));
	r->stretches[r->nstretches++] = (struct stretch){ .part = s->at,
		.cash_e8 = s->purse_cash_e8,
		.free_s = s->purse_free_s,
		.run = r->count };
}

static void
record_run(void *arg, const struct rate_run *run)
{
	struct record *r = arg;
	bool other =
	    !r->plain && r->stretches[r->nstretches - 1].part != r->series->at;

	if (other)
		add_stretch(r);
	if (!other && r->count > 0 && continues(&r->runs[r->count - 1], run)) {
		struct rate_run *last = &r->runs[r->count - 1];

		last->blocks += run->blocks;
		last->full += run->full;
		last->price += run->price;
		last->cash += run->cash;
		return;
	}
	r->runs = mem_grow(r->runs, r->count, &r->cap, sizeof(*r->runs));
	r->runs[r->count++] = *run;
}

/* --- checks --------------------------------------------------------------- */

static int
check_rounding(const struct explain_leg *l, struct err *e)
{
	const struct rate_result *r = &l->price.rate;
	const struct profile *p = l->price.profile->row;
	int64_t price_e8, cash_e8;

	if (money_round_e8(r->price, RATE_EXACT, (int)p->decimals,
		(enum rounding)p->rounding, &price_e8, e) < 0 ||
	    money_round_e8(r->cash, RATE_EXACT, (int)p->decimals,
		(enum rounding)p->rounding, &cash_e8, e) < 0)
		return -1;
	if (price_e8 != r->price_e8 || cash_e8 != r->cash_e8)
		return err_set(e, ERR_INTERNAL,
		    "the price is not its exact sum, rounded");
	return 0;
}

/* The runs are the price, and what the balance lost, or the program
 * contradicts itself. */
static int
check_sums(const struct explain_leg *l, struct err *e)
{
	i128 price = 0, cash = 0;
	int64_t free_s = 0, lost_e8 = 0, lost_s = 0;

	for (size_t i = 0; i < l->nruns; i++) {
		price += l->runs[i].price;
		cash += l->runs[i].cash;
		free_s += l->runs[i].blocks * l->runs[i].free_s;
	}
	for (size_t i = 0; i < l->nparts; i++) {
		lost_e8 += l->parts[i].cash_e8;
		lost_s += l->parts[i].free_s;
	}
	if (price != l->price.rate.price || cash != l->price.rate.cash ||
	    free_s != l->price.rate.free_s)
		return err_set(e, ERR_INTERNAL,
		    "the blocks do not add up to the price, the cash and the "
		    "free seconds");
	if (l->parts != NULL &&
	    (lost_e8 != l->price.rate.cash_e8 ||
		lost_s != l->price.rate.free_s))
		return err_set(e, ERR_INTERNAL,
		    "the balance did not lose what the call used");
	return check_rounding(l, e);
}

/* --- the past ------------------------------------------------------------- */

/* Does any price list of the contract give something that calls use up? */
static bool
has_allowance(const struct directory *d, uint32_t contract)
{
	const struct schedules *s = &d->schedules;

	for (uint32_t i = s->first[contract]; i < s->first[contract + 1]; i++) {
		const struct profile *p =
		    d->tariff->profiles[s->entries[i].profile].row;

		if (p->prepaid == 1 || p->interval_free_time > 0 ||
		    (p->interval_free_cash_e8 != ENTITY_NONE &&
			p->interval_free_cash_e8 != 0))
			return true;
	}
	return false;
}

static bool
matters(const struct explain_past *x)
{
	const struct balance_series *s = &x->reducer.series;
	const struct balance_plan *p = s->plan;
	uint32_t k = x->contract;

	for (size_t i = 0; i < s->nparts; i++)
		if (s->parts[i].cash_e8 != 0 || s->parts[i].free_s != 0)
			return true;
	return s->scheduling || p->first_stated[k] < p->first_stated[k + 1] ||
	    has_allowance(x->directory, k);
}

bool
explain_past_begin(struct explain_past *x, const struct directory *d,
    const struct reduce_period *period, uint32_t contract)
{
	*x = (struct explain_past){ .directory = d, .contract = contract };
	mapper_init(&x->mapper,
	    &(struct map_input){ .directory = d, .nshards = 1 });
	reducer_init(&x->reducer, d, NULL, period);
	reducer_begin(&x->reducer, contract);
	return matters(x);
}

int
explain_past_call(struct explain_past *x, const struct resolve_format *f,
    const struct call *call, enum tier tier, enum direction direction,
    const struct charge *billed, struct err *e)
{
	struct map_item items[RESOLVE_LEGS_MAX];
	struct reduce_price price;
	size_t n;

	mapper_clear(&x->mapper);
	if (mapper_add(&x->mapper, f, 0, 1, call, e) < 0 ||
	    mapper_items(&x->mapper, items, RESOLVE_LEGS_MAX, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (items[i].contract == x->contract &&
		    items[i].tier == (uint8_t)tier &&
		    items[i].direction == (uint8_t)direction) {
			items[i].billed = billed;
			reducer_price(&x->reducer, &items[i], NULL, &price);
		}
	x->calls++;
	return 0;
}

/* --- the call itself ------------------------------------------------------ */

/* How much of part ${i} the call used: what it lost beside what came into it
 * from the parts before.  ${before} is the part as it was, or NULL. */
static void
part_loss(const struct balance_part *before, const struct balance_part *after,
    struct explain_part *out)
{
	int64_t cash_e8 = 0, free_s = 0;

	if (before != NULL) {
		cash_e8 = before->cash_e8 - before->opening_cash_e8;
		free_s = before->free_s - before->opening_free_s;
	}
	out->cash_e8 = cash_e8 - (after->cash_e8 - after->opening_cash_e8);
	out->free_s = free_s - (after->free_s - after->opening_free_s);
}

/* The parts from the first to the last one that paid. */
static void
keep_parts(const struct record *r, const struct balance_part *before,
    size_t nbefore, struct arena *arena, struct explain_leg *l)
{
	const struct balance_series *s = r->series;
	size_t first = r->stretches[0].part, k = 0;

	l->nparts = s->at >= first ? s->at - first + 1 : 1;
	l->parts = ARENA_NEW(arena, struct explain_part, l->nparts);
	for (size_t i = 0; i < l->nparts; i++) {
		struct explain_part *p = &l->parts[i];
		size_t until = r->count;

		p->part = s->parts[first + i];
		part_loss(first + i < nbefore ? &before[i] : NULL, &p->part, p);
		if (k == r->nstretches || r->stretches[k].part != first + i) {
			/* no block starts in it */
			p->found_cash_e8 = p->part.cash_e8;
			p->found_free_s = p->part.free_s;
			p->run =
			    k < r->nstretches ? r->stretches[k].run : r->count;
			continue;
		}
		if (k + 1 < r->nstretches)
			until = r->stretches[k + 1].run;
		p->found_cash_e8 = r->stretches[k].cash_e8;
		p->found_free_s = r->stretches[k].free_s;
		p->run = r->stretches[k].run;
		p->nruns = until - p->run;
		k++;
	}
}

/* Locks and profiles that were not there before. */
static void
keep_events(const struct balance_series *s, size_t nlocks, size_t nentries,
    struct arena *arena, struct explain_leg *l)
{
	l->nlocks = s->nlocks - nlocks;
	l->locks = ARENA_NEW(arena, struct balance_lock, l->nlocks);
	if (l->nlocks > 0)
		memcpy(l->locks, &s->locks[nlocks],
		    l->nlocks * sizeof(*l->locks));
	l->nentries = s->nentries - nentries;
	l->entries = ARENA_NEW(arena, struct balance_entry, l->nentries);
	if (l->nentries > 0)
		memcpy(l->entries, &s->why[nentries],
		    l->nentries * sizeof(*l->entries));
}

static void
keep_entry(const struct balance_series *s, struct explain_leg *l)
{
	const struct schedule_entry *n = l->price.entry;

	if (n == NULL)
		return;
	l->entry = *n;
	for (size_t i = 0; i < s->nentries; i++)
		if (n == &s->entries[i]) {
			l->from_package = true;
			l->package = s->why[i];
		}
}

static void
find_next(struct reducer *r, struct explain_leg *l)
{
	struct select_query q = reducer_query(&l->item);
	struct err ignored = { .code = ERR_NONE };

	if (l->price.select.fee != NULL)
		l->has_next = select_fee(r->directory->tariff, l->price.profile,
				  &q, &r->select, l->price.select.fee, &l->next,
				  &ignored) == 1;
}

static void
keep_runs(const struct record *r, struct arena *arena, struct explain_leg *l)
{
	l->nruns = r->count;
	l->runs = ARENA_NEW(arena, struct rate_run, r->count);
	if (r->count > 0)
		memcpy(l->runs, r->runs, r->count * sizeof(*r->runs));
}

int
explain_past_leg(struct explain_past *x, struct arena *arena,
    struct explain_leg *l, struct err *e)
{
	struct reducer *r = &x->reducer;
	const struct map_call *c = l->item.call;
	struct balance_series *s = &r->series;
	struct record record = { .series = s, .plain = !matters(x) };
	struct balance_part *before;
	size_t nlocks, nentries, first, nbefore;

	reducer_select(r, &l->item, &l->price);
	keep_entry(s, l);
	/* the part that the call starts in, before it takes anything */
	balance_enter(s, c->start_us, c->start_us);
	nlocks = s->nlocks;
	nentries = s->nentries;
	first = s->at;
	nbefore = s->nparts;
	before = ARENA_NEW(arena, struct balance_part, nbefore - first);
	memcpy(before, &s->parts[first], (nbefore - first) * sizeof(*before));
	add_stretch(&record);
	reducer_rate(r, &l->item,
	    &(struct rate_recorder){ .run = record_run, .arg = &record },
	    &l->price);
	keep_runs(&record, arena, l);
	if (!record.plain) {
		l->earlier = x->calls;
		keep_parts(&record, before, nbefore, arena, l);
		keep_events(s, nlocks, nentries, arena, l);
	}
	free(record.runs);
	free(record.stretches);
	find_next(r, l);
	return l->price.charged ? check_sums(l, e) : 0;
}

void
explain_past_end(struct explain_past *x)
{
	mapper_free(&x->mapper);
	reducer_free(&x->reducer);
}

int
explain_past_state(const struct directory *d, const struct balance_set *state,
    struct arena *arena, struct explain *x, struct err *e)
{
	const struct reduce_period period = { .from_us = INT64_MIN,
		.until_us = INT64_MAX,
		.before = state };
	int rc = 0;

	for (int i = 0; rc == 0 && i < x->nlegs; i++) {
		struct explain_past past;

		(void)explain_past_begin(&past, d, &period,
		    x->legs[i].item.contract);
		rc = explain_past_leg(&past, arena, &x->legs[i], e);
		explain_past_end(&past);
	}
	return rc;
}
