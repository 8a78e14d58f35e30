/*
 * conserve_is_free(): calls that nobody is charged for by rule: of one customer's
 * subscribers among themselves, and incoming ones without a fee.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"
#include "job/check.h"
#include "job/conserve.h"
#include "rating/directory_build.h"
#include "rating/master.h"
#include "rating/resolve.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/conserve_store.h"
#include "store/entity_store.h"

/* Master data as they were rated with, made when first needed. */
struct conserve_free {
	struct arena arena, call;
	struct master master;
	struct directory *directory;
	struct resolver resolver;
	struct call_store *calls;
};

static int
open_free(struct conserve *c, const struct conserve_period *p, struct err *e)
{
	struct conserve_free *f = mem_calloc(1, sizeof(*f));

	c->free = f;
	if (entity_store_master(c->check->book, p->load, &f->arena, &f->master,
		e) < 0 ||
	    directory_build(&f->directory, &f->master, e) < 0)
		return -1;
	resolver_init(&f->resolver, f->directory);
	return call_store_open(&f->calls, c->check->book, p->period, e);
}

void
conserve_free_close(struct conserve *c)
{
	struct conserve_free *f = c->free;

	if (f == NULL)
		return;
	call_store_close(f->calls);
	if (f->directory != NULL)
		resolver_free(&f->resolver);
	directory_free(f->directory);
	arena_free(&f->arena);
	arena_free(&f->call);
	free(f);
	c->free = NULL;
}

/*
 * Does the price list of that time not charge calls inside one customer?  One
 * that a package brings may not, where any is brought.
 */
static bool
is_internal(const struct conserve_free *f, const struct resolved *r,
    uint32_t contract, int64_t us)
{
	const struct schedule_entry *entry =
	    schedules_find(&f->directory->schedules, contract, us,
		r->has_address ? &r->address : NULL);

	if (!r->internal)
		return false;
	if (f->master.n_package_profiles > 0)
		return true;
	return entry != NULL &&
	    f->directory->tariff->profiles[entry->profile].row->internal ==
	    INTERNAL_FREE;
}

int
conserve_is_free(struct conserve *c, const struct conserve_period *p,
    size_t segment, int64_t seq, struct err *e)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	const struct call_segment *s;
	struct resolved r;
	struct call call;
	int n;

	if (c->free == NULL && open_free(c, p, e) < 0)
		return -1;
	s = call_store_segment(c->free->calls, segment);
	arena_reset(&c->free->call);
	if (call_store_fetch(c->free->calls, segment, seq, &c->free->call,
		&call, e) < 0)
		return -1;
	resolve_call(&c->free->resolver,
	    &(struct resolve_format){ s->trust_cli, s->demand_group }, &call,
	    &r);
	if (r.reason != UNRATED_NOT)
		return 0;
	n = resolve_legs(c->free->directory, &r, legs);
	for (int i = 0; i < n; i++)
		if (legs[i].direction == DIRECTION_OUT &&
		    !is_internal(c->free, &r, legs[i].contract, call.start_us))
			return 0;
	return 1;
}
