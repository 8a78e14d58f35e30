#include "rating/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"

/* Runs as the recorder is told of them. */
struct record {
	struct rate_run *runs;
	size_t count, cap;
};

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

static void
record_run(void *arg, const struct rate_run *run)
{
	struct record *r = arg;

	if (r->count > 0 && continues(&r->runs[r->count - 1], run)) {
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

/* The runs are the price, or the program contradicts itself. */
static int
check_sum(const struct explain_leg *l, struct err *e)
{
	i128 price = 0, cash = 0;

	for (size_t i = 0; i < l->nruns; i++) {
		price += l->runs[i].price;
		cash += l->runs[i].cash;
	}
	if (l->price.charged &&
	    (price != l->price.rate.price || cash != l->price.rate.cash))
		return err_set(e, ERR_INTERNAL,
		    "the blocks do not add up to the price");
	return 0;
}

static int
explain_leg(struct reducer *r, const struct map_item *item, struct arena *arena,
    struct explain_leg *l, struct err *e)
{
	const struct tariff *t = r->directory->tariff;
	struct select_query q = reducer_query(item);
	struct record record = { 0 };
	struct err ignored = { .code = ERR_NONE };

	l->item = *item;
	reducer_begin(r, item->contract);
	reducer_price(r, item,
	    &(struct rate_recorder){ .run = record_run, .arg = &record },
	    &l->price);
	l->nruns = record.count;
	l->runs = ARENA_NEW(arena, struct rate_run, record.count);
	if (record.count > 0)
		memcpy(l->runs, record.runs,
		    record.count * sizeof(*record.runs));
	free(record.runs);
	if (l->price.select.fee != NULL)
		l->has_next = select_fee(t, l->price.profile, &q, &r->select,
				  l->price.select.fee, &l->next, &ignored) == 1;
	return check_sum(l, e);
}

/* The mapper's items, in the order in which it made them. */
static int
explain_legs(const struct directory *d, struct mapper *m,
    const struct resolve_leg *legs, struct arena *arena, struct explain *out,
    struct err *e)
{
	struct map_item items[RESOLVE_LEGS_MAX];
	size_t n = m->shards[0].count;
	struct reducer r;
	int rc = 0;

	mapper_items(m, items);
	reducer_init(&r, d, NULL, NULL);
	out->legs = ARENA_NEW(arena, struct explain_leg, RESOLVE_LEGS_MAX);
	for (int i = 0; rc == 0 && i < out->nlegs; i++)
		for (size_t j = 0; rc == 0 && j < n; j++)
			if (items[j].contract == legs[i].contract &&
			    items[j].tier == (uint8_t)legs[i].tier &&
			    items[j].direction == (uint8_t)legs[i].direction)
				rc = explain_leg(&r, &items[j], arena,
				    &out->legs[i], e);
	reducer_free(&r);
	return rc;
}

/* The mapper goes, its call stays. */
static void
keep_call(struct explain *out, struct arena *arena)
{
	for (int i = 0; i < out->nlegs; i++) {
		const struct map_call *c = out->legs[i].item.call;
		struct map_call *copy =
		    arena_alloc(arena, 1, map_call_bytes(c));

		memcpy(copy, c, map_call_bytes(c));
		out->legs[i].item.call = copy;
	}
}

int
explain_call(const struct directory *d, const struct resolve_format *f,
    const struct call *call, struct arena *arena, struct explain *out,
    struct err *e)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	struct mapper m;
	int rc = 0;

	*out = (struct explain){ 0 };
	mapper_init(&m, d, NULL, NULL, 1);
	resolve_call(&m.resolver, f, call, &out->resolved);
	if (out->resolved.reason == UNRATED_NOT) {
		mapper_add(&m, f, 0, 1, call);
		out->nlegs = resolve_legs(d, &out->resolved, legs);
		rc = explain_legs(d, &m, legs, arena, out, e);
		keep_call(out, arena);
	}
	mapper_free(&m);
	return rc;
}
