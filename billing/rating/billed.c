#include "rating/billed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
billed_add_charge(struct billed *b, const struct charge *c)
{
	b->charges = mem_grow(b->charges, b->ncharges, &b->charges_cap,
	    sizeof(*b->charges));
	b->charges[b->ncharges] = *c;
	b->charges[b->ncharges].number_len = strlen(c->number);
	b->charges[b->ncharges++].number = arena_strdup(&b->arena, c->number);
}

void
billed_add_range(struct billed *b, uint32_t contract, int64_t from_us,
    int64_t until_us)
{
	b->ranges =
	    mem_grow(b->ranges, b->nranges, &b->ranges_cap, sizeof(*b->ranges));
	b->ranges[b->nranges++] = (struct billed_range){ .contract = contract,
		.from_us = from_us,
		.until_us = until_us };
}

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_charges(const void *a, const void *b)
{
	const struct charge *x = a, *y = b;
	int o = order(x->segment, y->segment);

	if (o == 0)
		o = order(x->call, y->call);
	if (o == 0)
		o = order(x->contract, y->contract);
	if (o == 0)
		o = order(x->tier, y->tier);
	return o != 0 ? o : order(x->direction, y->direction);
}

static int
compare_ranges(const void *a, const void *b)
{
	const struct billed_range *x = a, *y = b;
	int o = order(x->contract, y->contract);

	return o != 0 ? o : order(x->from_us, y->from_us);
}

void
billed_seal(struct billed *b)
{
	if (b->ncharges > 1)
		qsort(b->charges, b->ncharges, sizeof(*b->charges),
		    compare_charges);
	if (b->nranges > 1)
		qsort(b->ranges, b->nranges, sizeof(*b->ranges),
		    compare_ranges);
}

const struct charge *
billed_find(const struct billed *b, int64_t segment, int64_t call, size_t *n)
{
	size_t low = 0, high = b->ncharges;

	*n = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct charge *c = &b->charges[mid];

		if (c->segment < segment ||
		    (c->segment == segment && c->call < call))
			low = mid + 1;
		else
			high = mid;
	}
	while (low + *n < b->ncharges &&
	    b->charges[low + *n].segment == segment &&
	    b->charges[low + *n].call == call)
		++*n;
	return *n == 0 ? NULL : &b->charges[low];
}

bool
billed_contains(const struct billed *b, uint32_t contract, int64_t us)
{
	size_t low = 0, high = b->nranges;

	/* the last range of the contract that starts at or before us */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct billed_range *r = &b->ranges[mid];

		if (r->contract < contract ||
		    (r->contract == contract && r->from_us <= us))
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return false;
	return b->ranges[low - 1].contract == contract &&
	    us < b->ranges[low - 1].until_us;
}

void
billed_free(struct billed *b)
{
	free(b->charges);
	free(b->ranges);
	arena_free(&b->arena);
	*b = (struct billed){ 0 };
}
