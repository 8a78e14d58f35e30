#include "rating/explain.h"

#include <string.h>

#include "base/err.h"
#include "cdr/call.h"

/* The items of the mapper, in the order of the legs; its records are copied, as
 * the mapper goes. */
static int
take_items(struct mapper *m, const struct resolve_leg *legs,
    struct arena *arena, struct explain *out, struct err *e)
{
	struct map_item items[RESOLVE_LEGS_MAX];
	size_t n;

	if (mapper_items(m, items, RESOLVE_LEGS_MAX, &n, e) < 0)
		return -1;
	if (n != (size_t)out->nlegs)
		return err_set(e, ERR_INTERNAL,
		    "the map does not charge whom it resolved");
	for (int i = 0; i < out->nlegs; i++)
		for (size_t j = 0; j < n; j++)
			if (items[j].contract == legs[i].contract &&
			    items[j].tier == (uint8_t)legs[i].tier &&
			    items[j].direction == (uint8_t)legs[i].direction) {
				size_t len = map_call_bytes(items[j].call);
				struct map_call *copy =
				    arena_alloc(arena, 1, len);

				memcpy(copy, items[j].call, len);
				out->legs[i].item = items[j];
				out->legs[i].item.call = copy;
			}
	return 0;
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
	mapper_init(&m, &(struct map_input){ .directory = d, .nshards = 1 });
	resolve_call(&m.resolver, f, call, &out->resolved);
	if (out->resolved.reason == UNRATED_NOT) {
		out->nlegs = resolve_legs(d, &out->resolved, legs);
		out->legs =
		    ARENA_NEW(arena, struct explain_leg, RESOLVE_LEGS_MAX);
		rc = mapper_add(&m, f, 0, 1, call, e);
		if (rc == 0)
			rc = take_items(&m, legs, arena, out, e);
	}
	mapper_free(&m);
	return rc;
}
