#include "rating/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cdr/call.h"
#include "rating/billed.h"
#include "rating/master.h"
#include "tel/number.h"

const char *const listed_reason_words[] = { "inactive_contract",
	"inactive_subscriber", "foreign_number", NULL };

void
mapper_init(struct mapper *m, const struct map_input *in)
{
	*m = (struct mapper){ .directory = in->directory,
		.billed = in->billed,
		.shard_of = in->shard_of,
		.room = mem_alloc(MAP_CALL_MAX) };
	shard_set_init(&m->set, in->nshards, in->scratch, in->file_of,
	    in->memory);
	resolver_init(&m->resolver, in->directory);
}

void
map_exceptions_unrated(struct map_exceptions *x, const struct map_unrated *u)
{
	x->unrated = mem_grow(x->unrated, x->nunrated, &x->unrated_cap,
	    sizeof(*x->unrated));
	x->unrated[x->nunrated++] = *u;
}

static void
add_listed(struct mapper *m, const struct map_call *c, uint32_t contract,
    enum listed_reason reason)
{
	struct map_exceptions *x = &m->exceptions;

	x->listed =
	    mem_grow(x->listed, x->nlisted, &x->listed_cap, sizeof(*x->listed));
	x->listed[x->nlisted++] = (struct map_listed){ .segment = c->segment,
		.seq = c->seq,
		.contract = contract,
		.reason = reason };
}

/* Was it active when the call started? */
static bool
is_active(bool active, int64_t from_us, int64_t until_us, int64_t us)
{
	if (us < from_us || us >= until_us)
		return false;
	/* a contract terminated since was active until then */
	return active || until_us != INT64_MAX;
}

static void
list_inactive(struct mapper *m, const struct map_call *c,
    const struct resolve_leg *l)
{
	const struct directory *d = m->directory;
	const struct directory_contract *k = &d->contracts[l->contract];
	const struct directory_subscriber *s;

	if (!is_active(k->active, k->from_us, k->until_us, c->start_us))
		add_listed(m, c, l->contract, LISTED_INACTIVE_CONTRACT);
	if (l->tier != TIER_RETAIL || l->subscriber == DIRECTORY_NONE)
		return;
	s = &d->subscribers[l->subscriber];
	if (!is_active(s->active, s->from_us, s->until_us, c->start_us))
		add_listed(m, c, l->contract, LISTED_INACTIVE_SUBSCRIBER);
}

struct map_item
map_item_of(const struct map_call *c, const struct billed *b)
{
	const struct charge *billed =
	    c->is_billed ? &b->charges[c->subscriber] : NULL;
	uint32_t subscriber = c->subscriber;

	if (billed != NULL)
		subscriber = billed->subscriber == 0
		    ? DIRECTORY_NONE
		    : (uint32_t)(billed->subscriber - 1);
	return (struct map_item){ .call = c,
		.billed = billed,
		.start_us = c->start_us,
		.contract = c->contract,
		.subscriber = subscriber,
		.tier = (uint8_t)c->tier,
		.direction = (uint8_t)c->direction };
}

/* The record in m->room, for one contract. */
static int
emit(struct mapper *m, const struct resolve_leg *l, struct err *e)
{
	struct map_call *c = m->room;

	c->contract = l->contract;
	c->subscriber = l->subscriber;
	c->tier = (unsigned)l->tier & 3;
	c->direction = (unsigned)l->direction & 1;
	return shard_set_add(&m->set,
	    m->shard_of == NULL ? 0 : m->shard_of[l->contract], c, e);
}

/* Charges that documents name stay, whoever would be charged today. */
static int
emit_billed(struct mapper *m, const struct charge *b, struct err *e)
{
	struct resolve_leg leg = { .contract = (uint32_t)(b->contract - 1),
		.subscriber = (uint32_t)(b - m->billed->charges),
		.tier = (enum tier)b->tier,
		.direction = (enum direction)b->direction };
	int rc;

	m->room->is_billed = 1;
	rc = emit(m, &leg, e);
	m->room->is_billed = 0;
	return rc;
}

static bool
is_billed(const struct charge *billed, size_t n, const struct resolve_leg *l)
{
	for (size_t i = 0; i < n; i++)
		if (billed[i].contract == l->contract + INT64_C(1) &&
		    billed[i].tier == (int64_t)l->tier &&
		    billed[i].direction == (int64_t)l->direction)
			return true;
	return false;
}

static void
add_unresolved(struct mapper *m, uint32_t segment, int64_t seq,
    const struct call *c, const struct resolved *r)
{
	map_exceptions_unrated(&m->exceptions,
	    &(struct map_unrated){ .segment = segment,
		.seq = seq,
		.contract = DIRECTORY_NONE,
		.reason = r->reason,
		.detail = arena_strdup(&m->arena, r->detail),
		.start_us = c->start_us,
		.duration_ms = c->duration_ms });
}

/* What emit() and list_inactive() will look at, while the call is kept. */
static void
fetch_leg(const struct mapper *m, uint32_t contract)
{
	directory_fetch_contract(m->directory, contract);
	if (m->shard_of != NULL)
		__builtin_prefetch(&m->shard_of[contract]);
}

/* Does a bill show the calling number, or a fee ask for it? */
static bool
needs_source(const struct mapper *m, const struct resolve_leg *legs, int n,
    size_t nbilled)
{
	for (int i = 0; i < n; i++)
		if (legs[i].direction == DIRECTION_IN &&
		    legs[i].tier != TIER_CARRIER)
			return true;
	return nbilled > 0 || m->directory->tariff->needs_source;
}

static bool
are_ordered(const struct resolve_leg *legs, int n)
{
	for (int i = 1; i < n; i++)
		if (legs[i - 1].tier > legs[i].tier ||
		    (legs[i - 1].tier == legs[i].tier &&
			legs[i - 1].direction > legs[i].direction))
			return false;
	return true;
}

/* What is billed and what is to be, in order of tier and direction: of one
 * contract the records of a call are in that order. */
static int
emit_all(struct mapper *m, const struct resolve_leg *legs, int n,
    const struct charge *billed, size_t nbilled, struct err *e)
{
	for (int pass = 0; pass < 6; pass++) {
		int tier = pass / 2, direction = pass % 2;

		for (size_t i = 0; i < nbilled; i++)
			if (billed[i].tier == tier &&
			    billed[i].direction == direction &&
			    emit_billed(m, &billed[i], e) < 0)
				return -1;
		for (int i = 0; i < n; i++)
			if ((int)legs[i].tier == tier &&
			    (int)legs[i].direction == direction &&
			    !is_billed(billed, nbilled, &legs[i]) &&
			    emit(m, &legs[i], e) < 0)
				return -1;
	}
	return 0;
}

int
mapper_add(struct mapper *m, const struct resolve_format *f, uint32_t segment,
    int64_t seq, const struct call *c, struct err *e)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	const struct charge *billed = NULL;
	struct resolved r;
	size_t nbilled = 0;
	int n;

	m->calls++;
	if (c->status != CALL_STATUS_OK)
		return 0;
	m->charged++;
	resolve_call(&m->resolver, f, c, &r);
	if (m->billed != NULL)
		billed =
		    billed_find(m->billed, segment + INT64_C(1), seq, &nbilled);
	if (r.reason != UNRATED_NOT && nbilled == 0) {
		add_unresolved(m, segment, seq, c, &r);
		return 0;
	}
	n = r.reason == UNRATED_NOT ? resolve_legs(m->directory, &r, legs) : 0;
	for (int i = 0; i < n; i++)
		fetch_leg(m, legs[i].contract);
	map_call_make(m->room,
	    &(struct map_call_source){ .directory = m->directory,
		.segment = segment,
		.seq = seq,
		.call = c,
		.resolved = &r,
		.keep_source = needs_source(m, legs, n, nbilled),
		.keep_identity = m->keep_identity });
	for (int i = 0; i < n; i++)
		list_inactive(m, m->room, &legs[i]);
	if (r.foreign_cli)
		add_listed(m, m->room, legs[0].contract, LISTED_FOREIGN_NUMBER);
	if (nbilled > 0 || !are_ordered(legs, n))
		return emit_all(m, legs, n, billed, nbilled, e);
	for (int i = 0; i < n; i++)
		if (emit(m, &legs[i], e) < 0)
			return -1;
	return 0;
}

int
mapper_items(struct mapper *m, struct map_item *items, size_t max, size_t *n,
    struct err *e)
{
	struct shard_cursor c;
	const struct map_call *k;
	int rc;

	*n = 0;
	shard_set_seal(&m->set);
	rc = shard_cursor_open(&c, &m->set, 0, 0, UINT64_MAX, e);
	while (rc >= 0 && (rc = shard_cursor_next(&c, &k, e)) > 0) {
		assert(*n < max);
		items[(*n)++] = map_item_of(k, m->billed);
	}
	shard_cursor_close(&c);
	return rc;
}

void
mapper_clear(struct mapper *m)
{
	shard_set_clear(&m->set);
	m->exceptions.nunrated = m->exceptions.nlisted = 0;
	m->calls = m->charged = 0;
	arena_reset(&m->arena);
}

void
mapper_free(struct mapper *m)
{
	shard_set_free(&m->set);
	free(m->room);
	free(m->exceptions.unrated);
	free(m->exceptions.listed);
	resolver_free(&m->resolver);
	arena_free(&m->arena);
	*m = (struct mapper){ 0 };
}
