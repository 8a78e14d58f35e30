#include "rating/order.h"

#include <string.h>

#include "rating/map.h"

static int
compare_identities(const struct map_call *x, const struct map_call *y)
{
	size_t xl, yl;
	const char *xt = map_call_identity(x, &xl);
	const char *yt = map_call_identity(y, &yl);
	int order = memcmp(xt, yt, xl < yl ? xl : yl);

	if (order != 0)
		return order;
	if (xl != yl)
		return xl < yl ? -1 : 1;
	return x->segment < y->segment ? -1 : 1;
}

int
order_compare(const struct map_call *x, const struct map_call *y)
{
	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	if (x->segment != y->segment)
		return compare_identities(x, y);
	/* a segment is in order of (start, identity) itself */
	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	return (int)x->direction - (int)y->direction;
}

static int
compare_items(const struct map_item *x, const struct map_item *y)
{
	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	return order_compare(x->call, y->call);
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
