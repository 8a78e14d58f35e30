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

/*
 * Memory comes in blocks, in steps of 16 bytes, so that a place is 32 bits:
 * number of the block and step in it.  Calls are read in another order than
 * they came: large pages pay.
 */
#define BLOCK_BITS 22
#define BLOCK      ((size_t)1 << BLOCK_BITS)
#define STEP_BITS  4
#define BLOCKS_MAX ((size_t)1 << (32 - (BLOCK_BITS - STEP_BITS)))

struct map_block {
	size_t used;
	_Alignas(128) char data[];
};

static void *
take_memory(struct mapper *m, size_t size, uint32_t *place)
{
	struct map_block *b = m->nblocks > 0 ? m->blocks[m->nblocks - 1] : NULL;
	size_t at;

	size = (size + 15) & ~(size_t)15;
	if (b == NULL || b->used + size > BLOCK) {
		assert(size <= BLOCK - sizeof(*b));
		if (m->nblocks == BLOCKS_MAX)
			mem_exhausted();
		m->blocks = mem_grow(m->blocks, m->nblocks, &m->blocks_cap,
		    sizeof(struct map_block *));
		b = m->blocks[m->nblocks++] = mem_alloc_large(BLOCK);
		b->used = sizeof(*b);
	}
	at = b->used;
	b->used += size;
	*place = (uint32_t)((m->nblocks - 1) << (BLOCK_BITS - STEP_BITS) |
	    at >> STEP_BITS);
	return (char *)b + at;
}

static const struct map_call *
call_at(const struct mapper *m, uint32_t place)
{
	size_t number = place >> (BLOCK_BITS - STEP_BITS);
	size_t at = ((size_t)place << STEP_BITS) & (BLOCK - 1);

	return (const struct map_call *)((const char *)m->blocks[number] + at);
}

void
mapper_init(struct mapper *m, const struct directory *d, const struct billed *b,
    const uint32_t *shard_of, size_t nshards)
{
	*m = (struct mapper){ .directory = d,
		.billed = b,
		.shard_of = shard_of,
		.nshards = nshards,
		.shards = mem_calloc(nshards, sizeof(*m->shards)) };
	resolver_init(&m->resolver, d);
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

/* Append ${part} at *at; its offset. */
static uint16_t
append(char *text, size_t *at, const char *part, size_t len)
{
	size_t start = *at;

	assert(start <= UINT16_MAX);
	memcpy(text + start, part, len);
	text[start + len] = '\0';
	*at += len + 1;
	return (uint16_t)start;
}

/* The domain of a side: as recorded, else that of its subscriber. */
static const char *
side_domain(const struct directory *d, const char *recorded,
    const struct resolve_side *side)
{
	uint32_t row;

	if (!d->tariff->needs_domain)
		return "";
	if (recorded[0] != '\0' || side->subscriber == DIRECTORY_NONE)
		return recorded;
	row = d->subscribers[side->subscriber].row;
	return d->master->subscribers[row].domain;
}

/* Copy what pricing needs into the arena. */
static struct map_call *
keep_call(struct mapper *m, uint32_t segment, int64_t seq, const struct call *c,
    const struct resolved *r, uint32_t *place)
{
	const struct directory *d = m->directory;
	const char *domain[2] = { side_domain(d, c->source_domain, &r->caller),
		side_domain(d, c->destination_domain, &r->called) };
	const char *number[2] = { c->source_number, c->destination_number };
	size_t number_len[2] = { strlen(number[0]), strlen(number[1]) };
	size_t domain_len[2] = { strlen(domain[0]), strlen(domain[1]) };
	size_t key_len = strlen(r->source);
	size_t identity_len = m->keep_identity ? (size_t)c->identity_len : 0;
	bool replaced = r->source != number_key(number[0]);
	bool address = r->has_address && d->schedules.needs_address;
	size_t size = number_len[0] + number_len[1] + domain_len[0] +
	    domain_len[1] + identity_len + 5 + (replaced ? key_len + 1 : 0) +
	    (address ? sizeof(r->address) : 0);
	struct map_call *k =
	    take_memory(m, offsetof(struct map_call, text) + size, place);
	size_t at = 0;

	k->start_us = c->start_us;
	k->duration_ms = c->duration_ms;
	k->seq = seq;
	k->segment = segment;
	k->size = (uint32_t)size;
	k->type = (uint8_t)c->type;
	k->internal = r->internal;
	k->has_address = address;
	if (k->has_address) {
		memcpy(k->text, &r->address, sizeof(r->address));
		at = sizeof(r->address);
	}
	/* the destination first: of it every charge needs the first digits */
	k->destination_number = append(k->text, &at, number[1], number_len[1]);
	k->destination =
	    (uint16_t)(k->destination_number + (r->destination - number[1]));
	k->destination_len =
	    (uint16_t)(number_len[1] - (size_t)(r->destination - number[1]));
	k->source_number = append(k->text, &at, number[0], number_len[0]);
	k->source = replaced
	    ? append(k->text, &at, r->source, key_len)
	    : (uint16_t)(k->source_number + (r->source - number[0]));
	k->source_len = (uint16_t)key_len;
	k->source_domain = append(k->text, &at, domain[0], domain_len[0]);
	k->destination_domain = append(k->text, &at, domain[1], domain_len[1]);
	k->identity = append(k->text, &at, c->identity, identity_len);
	k->identity_len = (uint32_t)identity_len;
	return k;
}

static uint32_t
carry(struct mapper *m, const struct charge *billed)
{
	if (billed == NULL)
		return 0;
	m->carried = mem_grow(m->carried, m->ncarried, &m->carried_cap,
	    sizeof(*m->carried));
	m->carried[m->ncarried++] = billed;
	assert(m->ncarried < 1u << 29);
	return (uint32_t)m->ncarried;
}

static void
emit(struct mapper *m, const struct map_call *c, uint32_t place,
    const struct resolve_leg *l, const struct charge *billed)
{
	struct map_shard *s =
	    &m->shards[m->shard_of == NULL ? 0 : m->shard_of[l->contract]];
	struct map_chunk *chunk = s->newest;
	uint32_t unused;

	if (chunk == NULL || chunk->count == MAP_CHUNK) {
		chunk = take_memory(m, sizeof(*chunk), &unused);
		chunk->older = s->newest;
		chunk->count = 0;
		s->newest = chunk;
	}
	s->count++;
	chunk->items[chunk->count++] = (struct map_packed){
		.start_us = c->start_us,
		.call = place,
		.contract = l->contract,
		.subscriber = l->subscriber,
		.tier = (uint32_t)l->tier & 3,
		.direction = (uint32_t)l->direction & 1,
		.billed = carry(m, billed) & 0x1fffffff,
	};
}

static void
unpack(const struct mapper *m, const struct map_packed *p, struct map_item *out)
{
	*out = (struct map_item){ .call = call_at(m, p->call),
		.billed = p->billed == 0 ? NULL : m->carried[p->billed - 1],
		.start_us = p->start_us,
		.contract = p->contract,
		.subscriber = p->subscriber,
		.tier = (uint8_t)p->tier,
		.direction = (uint8_t)p->direction };
}

void
mapper_tally(const struct mapper *m, size_t shard, uint32_t first, size_t *n)
{
	for (const struct map_chunk *c = m->shards[shard].newest; c != NULL;
	     c = c->older)
		for (size_t i = 0; i < c->count; i++)
			n[c->items[i].contract - first]++;
}

void
mapper_place(const struct mapper *m, size_t shard, uint32_t first, size_t *end,
    struct map_item *items)
{
	for (const struct map_chunk *c = m->shards[shard].newest; c != NULL;
	     c = c->older)
		for (size_t i = c->count; i-- > 0;) {
			const struct map_packed *p = &c->items[i];

			unpack(m, p, &items[--end[p->contract - first]]);
		}
}

void
mapper_items(const struct mapper *m, struct map_item *items)
{
	size_t at = m->shards[0].count;

	for (const struct map_chunk *c = m->shards[0].newest; c != NULL;
	     c = c->older)
		for (size_t i = c->count; i-- > 0;)
			unpack(m, &c->items[i], &items[--at]);
}

/* Charges that documents name stay, whoever would be charged today. */
static void
emit_billed(struct mapper *m, const struct map_call *c, uint32_t place,
    const struct charge *billed, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct charge *b = &billed[i];

		emit(m, c, place,
		    &(struct resolve_leg){ .contract =
					       (uint32_t)(b->contract - 1),
			.subscriber = b->subscriber == 0
			    ? DIRECTORY_NONE
			    : (uint32_t)(b->subscriber - 1),
			.tier = (enum tier)b->tier,
			.direction = (enum direction)b->direction },
		    b);
	}
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

void
mapper_add(struct mapper *m, const struct resolve_format *f, uint32_t segment,
    int64_t seq, const struct call *c)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	const struct charge *billed = NULL;
	const struct map_call *kept;
	struct resolved r;
	size_t nbilled = 0;
	uint32_t place;
	int n;

	m->calls++;
	if (c->status != CALL_STATUS_OK)
		return;
	m->charged++;
	resolve_call(&m->resolver, f, c, &r);
	if (m->billed != NULL)
		billed =
		    billed_find(m->billed, segment + INT64_C(1), seq, &nbilled);
	if (r.reason != UNRATED_NOT && nbilled == 0) {
		add_unresolved(m, segment, seq, c, &r);
		return;
	}
	n = r.reason == UNRATED_NOT ? resolve_legs(m->directory, &r, legs) : 0;
	for (int i = 0; i < n; i++)
		fetch_leg(m, legs[i].contract);
	kept = keep_call(m, segment, seq, c, &r, &place);
	emit_billed(m, kept, place, billed, nbilled);
	for (int i = 0; i < n; i++) {
		if (!is_billed(billed, nbilled, &legs[i]))
			emit(m, kept, place, &legs[i], NULL);
		list_inactive(m, kept, &legs[i]);
	}
	if (r.foreign_cli)
		add_listed(m, kept, legs[0].contract, LISTED_FOREIGN_NUMBER);
}

void
mapper_clear(struct mapper *m)
{
	while (m->nblocks > 1)
		free(m->blocks[--m->nblocks]);
	if (m->nblocks > 0)
		m->blocks[0]->used = sizeof(struct map_block);
	memset(m->shards, 0, m->nshards * sizeof(*m->shards));
	m->ncarried = 0;
	m->exceptions.nunrated = m->exceptions.nlisted = 0;
	m->calls = m->charged = 0;
	arena_reset(&m->arena);
}

void
mapper_free(struct mapper *m)
{
	for (size_t i = 0; i < m->nblocks; i++)
		free(m->blocks[i]);
	free(m->blocks);
	free(m->carried);
	free(m->shards);
	free(m->exceptions.unrated);
	free(m->exceptions.listed);
	resolver_free(&m->resolver);
	arena_free(&m->arena);
	*m = (struct mapper){ 0 };
}
