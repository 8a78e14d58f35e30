#include "rating/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rating/map.h"

/* Start, then identity; of one call tier, then direction. */
static int
compare_items(const void *a, const void *b)
{
	const struct map_item *x = a, *y = b;
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

/* Sort the items of one contract; mostly they are in order already. */
void
order_contract(struct map_item *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (compare_items(&items[i - 1], &items[i]) > 0) {
			qsort(items, n, sizeof(*items), compare_items);
			return;
		}
}

/* Put the items of each contract together, in the order in which they came. */
void
order_group(const struct map_item *items, size_t n, uint32_t low, uint32_t high,
    struct map_item *grouped)
{
	size_t *at, sum = 0;

	at = mem_calloc((size_t)(high - low) + 2, sizeof(*at));
	for (size_t i = 0; i < n; i++)
		at[items[i].contract - low + 1]++;
	for (size_t i = 0; i <= high - low; i++) {
		sum += at[i];
		at[i] = sum;
	}
	for (size_t i = 0; i < n; i++)
		grouped[at[items[i].contract - low]++] = items[i];
	free(at);
}
