#include "rating/explain.h"

#include <string.h>

#include "base/err.h"
#include "cdr/call.h"

/* The mapper's items, in the order of the legs. */
static void
take_items(struct mapper *m, const struct resolve_leg *legs,
    struct explain *out)
{
	struct map_item items[RESOLVE_LEGS_MAX];
	size_t n = m->shards[0].count;

	mapper_items(m, items);
	for (int i = 0; i < out->nlegs; i++)
		for (size_t j = 0; j < n; j++)
			if (items[j].contract == legs[i].contract &&
			    items[j].tier == (uint8_t)legs[i].tier &&
			    items[j].direction == (uint8_t)legs[i].direction)
				out->legs[i].item = items[j];
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

	*out = (struct explain){ 0 };
	mapper_init(&m, d, NULL, NULL, 1);
	resolve_call(&m.resolver, f, call, &out->resolved);
	if (out->resolved.reason == UNRATED_NOT) {
		mapper_add(&m, f, 0, 1, call);
		out->nlegs = resolve_legs(d, &out->resolved, legs);
		if (m.shards[0].count != (size_t)out->nlegs) {
			mapper_free(&m);
			return err_set(e, ERR_INTERNAL,
			    "the map does not charge whom it resolved");
		}
		out->legs =
		    ARENA_NEW(arena, struct explain_leg, RESOLVE_LEGS_MAX);
		take_items(&m, legs, out);
		keep_call(out, arena);
	}
	mapper_free(&m);
	return 0;
}
