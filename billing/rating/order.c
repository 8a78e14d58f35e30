#include "rating/order.h"

#include <string.h>

#include "rating/map.h"

/* Start, then identity; of one call tier, then direction. */
static int
compare_items(const struct map_item *x, const struct map_item *y)
{
	const struct map_call *c = x->call, *k = y->call;
	uint32_t len;
	int order;

	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	if (c == k) {
		if (x->tier != y->tier)
			return x->tier < y->tier ? -1 : 1;
		return (x->direction > y->direction) -
		    (x->direction < y->direction);
	}
	/* a segment is in order of (start, identity) itself */
	if (c->segment == k->segment)
		return c->seq < k->seq ? -1 : 1;
	len = c->identity_len < k->identity_len ? c->identity_len
						: k->identity_len;
	order = memcmp(map_call_text(c, c->identity),
	    map_call_text(k, k->identity), len);
	if (order != 0)
		return order;
	if (c->identity_len != k->identity_len)
		return c->identity_len < k->identity_len ? -1 : 1;
	return c->segment < k->segment ? -1 : 1;
}

/* The end of the ascending run that starts at ${from}. */
static size_t
run_end(const struct map_item *items, size_t n, size_t from)
{
	size_t i = from + 1;

	while (i < n && compare_items(&items[i - 1], &items[i]) <= 0)
		i++;
	return i < n ? i : n;
}

bool
order_is_given(const struct map_item *items, size_t n)
{
	return n < 2 || run_end(items, n, 0) == n;
}

static void
merge(const struct map_item *from, struct map_item *to, size_t a, size_t b,
    size_t c)
{
	size_t i = a, j = b;

	for (size_t k = a; k < c; k++)
		to[k] =
		    j == c || (i < b && compare_items(&from[i], &from[j]) <= 0)
		    ? from[i++]
		    : from[j++];
}

/* Runs that are in order are merged, two by two: there are few of them. */
void
order_contract(struct map_item *items, size_t n, struct map_item *spare)
{
	struct map_item *from = items, *to = spare, *swap;

	while (!order_is_given(from, n)) {
		for (size_t a = 0, b, c; a < n; a = c) {
			b = c = run_end(from, n, a);
			if (b < n)
				c = run_end(from, n, b);
			merge(from, to, a, b, c);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(*items));
}
