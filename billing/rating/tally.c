#include "rating/tally.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rating/charge.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "tariff/compile.h"

void
tally_names_init(struct tally_names *n, bool detailed, size_t nrefs,
    size_t nfees)
{
	*n = (struct tally_names){ .detailed = detailed,
		.refs = mem_calloc(nrefs + 1, sizeof(*n->refs)),
		.nrefs = nrefs,
		.zone_of = mem_alloc_large((nfees + 1) * sizeof(*n->zone_of)),
		.nfees = nfees };
	memset(n->zone_of, 0xff, (nfees + 1) * sizeof(*n->zone_of));
}

void
tally_names_fee(struct tally_names *n, size_t id, const struct tally_zone *z)
{
	struct tally_zone copy = { NULL, NULL, NULL };
	uint32_t found;

	assert(id >= 1 && id <= n->nfees);
	buf_reset(&n->key);
	buf_str(&n->key, z->currency);
	if (n->detailed)
		buf_printf(&n->key, "\x1f%s\x1f%s", z->zone, z->detail);
	found = textmap_find(&n->by_text, n->key.data, n->key.len);
	if (found == TEXTMAP_NONE) {
		copy.currency = arena_strdup(&n->arena, z->currency);
		if (n->detailed) {
			copy.zone = arena_strdup(&n->arena, z->zone);
			copy.detail = arena_strdup(&n->arena, z->detail);
		}
		n->zones = mem_grow(n->zones, n->nzones, &n->zones_cap,
		    sizeof(*n->zones));
		n->zones[n->nzones] = copy;
		found = textmap_put(&n->by_text,
		    arena_strndup(&n->arena, n->key.data, n->key.len),
		    (uint32_t)n->nzones++);
	}
	n->zone_of[id - 1] = found;
}

void
tally_names_contract(struct tally_names *n, size_t id, const char *ref)
{
	assert(id >= 1 && id <= n->nrefs);
	n->refs[id - 1] = arena_strdup(&n->arena, ref);
}

void
tally_names_directory(struct tally_names *n, const struct directory *d,
    bool detailed)
{
	const struct fee *fees = d->master->fees, *last = NULL;
	const char *currency = "";
	uint32_t profile = 0;

	tally_names_init(n, detailed, d->ncontracts, d->master->n_fees);
	if (!detailed)
		n->profile_zone = mem_calloc(d->tariff->nprofiles + 1,
		    sizeof(*n->profile_zone));
	for (size_t i = 0; i < d->ncontracts; i++)
		tally_names_contract(n, i + 1, d->contracts[i].ref);
	/* most fees are those of the same zone as the one before */
	for (size_t i = 0; i < d->master->n_fees; last = &fees[i], i++) {
		const struct fee *f = &fees[i];
		bool same = last != NULL &&
		    (f->profile == last->profile ||
			strcmp(f->profile, last->profile) == 0);

		if (!same) {
			profile = tariff_profile_find(d->tariff, f->profile);
			currency = d->tariff->profiles[profile].row->currency;
		}
		if (same &&
		    (!detailed ||
			(f->zone == last->zone &&
			    f->zone_detail == last->zone_detail)))
			n->zone_of[i] = n->zone_of[i - 1];
		else
			tally_names_fee(n, i + 1,
			    &(struct tally_zone){ f->zone == NULL ? ""
								  : f->zone,
				f->zone_detail == NULL ? "" : f->zone_detail,
				currency });
		if (!detailed)
			n->profile_zone[profile] = n->zone_of[i];
	}
}

void
tally_names_free(struct tally_names *n)
{
	free(n->refs);
	free(n->zone_of);
	free(n->profile_zone);
	free(n->zones);
	textmap_free(&n->by_text);
	buf_free(&n->key);
	arena_free(&n->arena);
	*n = (struct tally_names){ .detailed = false };
}

void
tally_init(struct tally *t, const struct tally_names *n)
{
	*t = (struct tally){ .names = n, .last_segment = -1 };
}

void
tally_free(struct tally *t)
{
	free(t->rows);
	free(t->slots);
	*t = (struct tally){ .names = NULL };
}

static size_t
hash_row(const struct tally_row *r)
{
	uint64_t h = (uint64_t)r->contract * 0x9e3779b97f4a7c15u;

	h = (h ^ ((uint64_t)r->zone << 2 | r->tier)) * 0xbf58476d1ce4e5b9u;
	return (size_t)(h ^ h >> 31);
}

static void
grow_slots(struct tally *t)
{
	size_t size = t->mask == 0 ? 64 : (t->mask + 1) * 4;

	free(t->slots);
	t->slots = mem_calloc(size, sizeof(*t->slots));
	t->mask = size - 1;
	for (size_t i = 0; i < t->count; i++) {
		size_t at = hash_row(&t->rows[i]) & t->mask;

		while (t->slots[at] != 0)
			at = (at + 1) & t->mask;
		t->slots[at] = (uint32_t)(i + 1);
	}
}

static bool
is_same(const struct tally_row *a, const struct tally_row *b)
{
	return a->contract == b->contract && a->zone == b->zone &&
	    a->tier == b->tier;
}

/* The row with the key of ${key}, zero at first. */
static uint32_t
find_row(struct tally *t, const struct tally_row *key)
{
	size_t at;

	if ((t->count + 1) * 2 > t->mask)
		grow_slots(t);
	at = hash_row(key) & t->mask;
	while (t->slots[at] != 0) {
		if (is_same(&t->rows[t->slots[at] - 1], key))
			return t->slots[at] - 1;
		at = (at + 1) & t->mask;
	}
	t->rows = mem_grow(t->rows, t->count, &t->cap, sizeof(*t->rows));
	t->rows[t->count] = (struct tally_row){ .contract = key->contract,
		.zone = key->zone,
		.tier = key->tier };
	t->slots[at] = (uint32_t)++t->count;
	return t->slots[at] - 1;
}

/* The row of a charge; those of one tier often have the same as before. */
static struct tally_row *
row_of(struct tally *t, uint32_t contract, uint32_t tier, uint32_t zone,
    bool *same)
{
	const struct tally_names *n = t->names;
	struct tally_row key = { .contract = n->detailed ? contract : 0,
		.zone = zone,
		.tier = tier };
	uint32_t *last = &t->last_row[tier];

	*same = *last < t->count && is_same(&t->rows[*last], &key);
	if (!*same)
		*last = find_row(t, &key);
	return &t->rows[*last];
}

static void
add_amount(struct tally_row *row, const struct tally_amount *a)
{
	row->calls += a->calls;
	row->duration_ms += a->duration_ms;
	row->billed_s += a->billed_s;
	row->free_s += a->free_s;
	row->price_e8 += a->price_e8;
	row->cash_e8 += a->cash_e8;
}

void
tally_add(struct tally *t, uint32_t contract, uint32_t tier, uint32_t zone,
    const struct tally_amount *a)
{
	bool same;

	assert(zone < t->names->nzones && tier < 3);
	add_amount(row_of(t, contract, tier, zone, &same), a);
}

bool
tally_charge(struct tally *t, const struct charge *c)
{
	const struct tally_names *n = t->names;
	struct tally_amount a = { .duration_ms = c->duration_ms,
		.billed_s = c->billed_s,
		.free_s = c->free_s,
		.price_e8 = c->price_e8,
		.cash_e8 = c->cash_e8 };
	struct tally_row *row;
	bool same;

	if (c->fee < 1 || (uint64_t)c->fee > n->nfees ||
	    n->zone_of[c->fee - 1] == TARIFF_NONE || c->contract < 1 ||
	    (uint64_t)c->contract > n->nrefs ||
	    n->refs[c->contract - 1] == NULL || c->tier < 0 || c->tier > 2)
		return false;
	row = row_of(t, (uint32_t)(c->contract - 1), (uint32_t)c->tier,
	    n->zone_of[c->fee - 1], &same);
	a.calls = !same || c->call != t->last_call ||
	    c->segment != t->last_segment || c->direction != t->last_direction;
	add_amount(row, &a);
	t->last_call = c->call;
	t->last_segment = c->segment;
	t->last_direction = c->direction;
	return true;
}

void
tally_merge(struct tally *t, const struct tally *from)
{
	assert(t->names == from->names);
	for (size_t i = 0; i < from->count; i++) {
		const struct tally_row *r = &from->rows[i];
		uint32_t at = find_row(t, r); /* may move the rows */
		struct tally_row *to = &t->rows[at];

		to->calls += r->calls;
		to->duration_ms += r->duration_ms;
		to->billed_s += r->billed_s;
		to->free_s += r->free_s;
		to->price_e8 += r->price_e8;
		to->cash_e8 += r->cash_e8;
	}
}
