#include "rating/balance_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
balance_set_add_part(struct balance_set *b, uint32_t contract,
    const struct balance_part *p)
{
	b->parts =
	    mem_grow(b->parts, b->nparts, &b->parts_cap, sizeof(*b->parts));
	b->parts[b->nparts++] =
	    (struct balance_set_part){ .contract = contract, .part = *p };
}

void
balance_set_add_entry(struct balance_set *b, uint32_t contract,
    const struct balance_entry *n)
{
	b->entries = mem_grow(b->entries, b->nentries, &b->entries_cap,
	    sizeof(*b->entries));
	b->entries[b->nentries++] =
	    (struct balance_set_entry){ .contract = contract, .entry = *n };
}

void
balance_set_add_lock(struct balance_set *b, uint32_t contract,
    const struct balance_lock *l)
{
	b->locks =
	    mem_grow(b->locks, b->nlocks, &b->locks_cap, sizeof(*b->locks));
	b->locks[b->nlocks++] =
	    (struct balance_set_lock){ .contract = contract, .lock = *l };
}

void
balance_set_add_correction(struct balance_set *b,
    const struct balance_correction *c)
{
	struct balance_correction *last =
	    b->ncorrections == 0 ? NULL : &b->corrections[b->ncorrections - 1];

	if (last != NULL && last->contract == c->contract &&
	    last->at_us == c->at_us) {
		last->amount_e8 += c->amount_e8;
		return;
	}
	b->corrections = mem_grow(b->corrections, b->ncorrections,
	    &b->corrections_cap, sizeof(*b->corrections));
	b->corrections[b->ncorrections++] = *c;
}

/* Did another entry for the same network take the place of entry ${i} before
 * ${us}? */
static bool
is_superseded(const struct balance_series *s, size_t i, int64_t us)
{
	const struct schedule_entry *n = &s->entries[i];

	for (size_t j = 0; j < s->nentries; j++) {
		const struct schedule_entry *o = &s->entries[j];

		if (j != i && o->network == n->network && o->from_us < us &&
		    (o->from_us > n->from_us ||
			(o->from_us == n->from_us && j > i)))
			return true;
	}
	return false;
}

static bool
is_old_lock(const struct balance_series *s, size_t i, int64_t us)
{
	for (size_t j = 0; j < s->nlocks; j++)
		if (j != i && s->locks[j].at_us < us &&
		    (s->locks[j].at_us > s->locks[i].at_us ||
			(s->locks[j].at_us == s->locks[i].at_us && j > i)))
			return true;
	return false;
}

void
balance_set_take(struct balance_set *b, const struct balance_series *s,
    int64_t from_us)
{
	for (size_t i = 0; i < s->nparts; i++)
		if (s->parts[i].row_until_us > s->floor_us)
			balance_set_add_part(b, s->contract, &s->parts[i]);
	for (size_t i = 0; i < s->nentries; i++)
		if (!is_superseded(s, i, from_us))
			balance_set_add_entry(b, s->contract, &s->why[i]);
	for (size_t i = 0; i < s->nlocks; i++)
		if (!is_old_lock(s, i, from_us))
			balance_set_add_lock(b, s->contract, &s->locks[i]);
}

void
balance_set_append(struct balance_set *b, struct balance_set *from)
{
	for (size_t i = 0; i < from->nparts; i++)
		balance_set_add_part(b, from->parts[i].contract,
		    &from->parts[i].part);
	for (size_t i = 0; i < from->nentries; i++)
		balance_set_add_entry(b, from->entries[i].contract,
		    &from->entries[i].entry);
	for (size_t i = 0; i < from->nlocks; i++)
		balance_set_add_lock(b, from->locks[i].contract,
		    &from->locks[i].lock);
	balance_set_free(from);
}

/* The first of ${n} things, which begin with their contract, that is not of a
 * contract before ${contract}. */
static size_t
first_of(const void *things, size_t n, size_t size, uint32_t contract)
{
	const char *thing = things;
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		uint32_t other;

		memcpy(&other, thing + mid * size, sizeof(other));
		if (other < contract)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct balance_set_part *
balance_set_parts(const struct balance_set *b, uint32_t contract, size_t *n)
{
	size_t i = first_of(b->parts, b->nparts, sizeof(*b->parts), contract);

	*n = 0;
	while (i + *n < b->nparts && b->parts[i + *n].contract == contract)
		(*n)++;
	return *n == 0 ? NULL : &b->parts[i];
}

/* The corrections of the contract, and the limit of one that is made now. */
static void
begin_corrections(const struct balance_set *b, struct balance_series *s,
    uint32_t contract)
{
	size_t i = first_of(b->corrections, b->ncorrections,
		   sizeof(*b->corrections), contract),
	       n = 0;

	while (i + n < b->ncorrections &&
	    b->corrections[i + n].contract == contract)
		n++;
	if (n > 0)
		balance_series_correct(s, &b->corrections[i], n);
	if (b->limited && b->limit_contract == contract) {
		s->limit_until_us = b->limit_until_us;
		s->limit_e8 = b->limit_e8;
	}
}

bool
balance_set_begin(const struct balance_set *b, struct balance_series *s,
    uint32_t contract)
{
	size_t i, last;

	balance_series_begin(s, contract,
	    b == NULL || b->floor_us == NULL ? INT64_MIN
					     : b->floor_us[contract]);
	if (b == NULL)
		return false;
	begin_corrections(b, s, contract);
	i = first_of(b->parts, b->nparts, sizeof(*b->parts), contract);
	for (last = i; last < b->nparts && b->parts[last].contract == contract;
	     last++)
		;
	for (; i < last; i++)
		if (b->parts[i].part.row_until_us > b->from_us ||
		    b->parts[i].part.row_from_us ==
			b->parts[last - 1].part.row_from_us)
			balance_restore_part(s, &b->parts[i].part);
	i = first_of(b->entries, b->nentries, sizeof(*b->entries), contract);
	for (; i < b->nentries && b->entries[i].contract == contract; i++)
		balance_restore_entry(s, &b->entries[i].entry);
	i = first_of(b->locks, b->nlocks, sizeof(*b->locks), contract);
	for (; i < b->nlocks && b->locks[i].contract == contract; i++)
		balance_restore_lock(s, &b->locks[i].lock);
	return s->nparts > 0;
}

void
balance_set_free(struct balance_set *b)
{
	free(b->parts);
	free(b->entries);
	free(b->locks);
	free(b->corrections);
	free(b->floor_us);
	*b = (struct balance_set){ 0 };
}
