#include "rating/run_exceptions.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rating/run.h"

void
run_exceptions_keep(struct run_result *out, const struct map_exceptions *x)
{
	out->unrated = mem_realloc_array(out->unrated,
	    out->nunrated + x->nunrated + 1, sizeof(*out->unrated));
	for (size_t i = 0; i < x->nunrated; i++) {
		struct map_unrated *u = &out->unrated[out->nunrated++];

		*u = x->unrated[i];
		u->detail = arena_strdup(&out->texts, u->detail);
	}
	out->listed = mem_realloc_array(out->listed,
	    out->nlisted + x->nlisted + 1, sizeof(*out->listed));
	if (x->nlisted > 0)
		memcpy(out->listed + out->nlisted, x->listed,
		    x->nlisted * sizeof(*x->listed));
	out->nlisted += x->nlisted;
}

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Calls of no contract before those of one: as '' sorts before a ref. */
static int64_t
contract_rank(uint32_t contract)
{
	return contract == DIRECTORY_NONE ? -1 : (int64_t)contract;
}

static int
compare_unrated(const void *a, const void *b)
{
	const struct map_unrated *x = a, *y = b;
	int o = order(x->segment, y->segment);

	if (o == 0)
		o = order(x->seq, y->seq);
	if (o == 0)
		o = order(contract_rank(x->contract),
		    contract_rank(y->contract));
	if (o == 0)
		o = order(x->tier, y->tier);
	return o != 0 ? o : order(x->direction, y->direction);
}

static int
compare_listed(const void *a, const void *b)
{
	const struct map_listed *x = a, *y = b;
	int o = order(x->segment, y->segment);

	if (o == 0)
		o = order(x->seq, y->seq);
	if (o == 0)
		o = order(x->contract, y->contract);
	return o != 0 ? o : order((int64_t)x->reason, (int64_t)y->reason);
}

void
run_exceptions_sort(struct run_result *out)
{
	size_t n = 0;

	if (out->nunrated > 1)
		qsort(out->unrated, out->nunrated, sizeof(*out->unrated),
		    compare_unrated);
	if (out->nlisted > 1)
		qsort(out->listed, out->nlisted, sizeof(*out->listed),
		    compare_listed);
	for (size_t i = 0; i < out->nlisted; i++)
		if (n == 0 ||
		    compare_listed(&out->listed[n - 1], &out->listed[i]) != 0)
			out->listed[n++] = out->listed[i];
	out->nlisted = n;
}
