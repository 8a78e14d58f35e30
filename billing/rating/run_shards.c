#include "rating/run_shards.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rating/directory.h"

#define SHARDS 256
#define ALONE  16 /* so many shards' calls, roughly, has one that is alone */

void
run_shards_make(struct run_shards *r, const struct directory *d)
{
	size_t together = d->ncontracts / SHARDS + 1, in_shard = 0;

	*r = (struct run_shards){ .shard_of = mem_calloc(d->ncontracts + 1,
				      sizeof(*r->shard_of)) };
	for (size_t i = 0; i < d->ncontracts; i++) {
		bool alone = d->contracts[i].kind != DIRECTORY_CUSTOMER;

		if (alone || in_shard == together ||
		    (i > 0 && d->contracts[i - 1].kind != DIRECTORY_CUSTOMER)) {
			r->n += in_shard > 0;
			in_shard = 0;
		}
		r->shard_of[i] = (uint32_t)r->n;
		in_shard++;
	}
	r->n++;
	r->contract_of = mem_calloc(r->n + 1, sizeof(*r->contract_of));
	for (size_t i = d->ncontracts; i-- > 0;)
		r->contract_of[r->shard_of[i]] = (uint32_t)i;
	r->contract_of[r->n] = (uint32_t)d->ncontracts;
}

void
run_shards_free(struct run_shards *r)
{
	free(r->shard_of);
	free(r->contract_of);
	*r = (struct run_shards){ 0 };
}

static size_t
weight(const struct run_shards *r, const struct directory *d, size_t shard)
{
	uint32_t first = r->contract_of[shard];

	return first < d->ncontracts &&
		d->contracts[first].kind != DIRECTORY_CUSTOMER
	    ? ALONE
	    : 1;
}

void
run_shards_divide(const struct run_shards *r, const struct directory *d,
    size_t parts, uint32_t *part_of)
{
	size_t all = 0, before = 0;

	for (size_t s = 0; s < r->n; s++)
		all += weight(r, d, s);
	for (size_t s = 0; s < r->n; s++) {
		part_of[s] = (uint32_t)(before * parts / all);
		before += weight(r, d, s);
	}
}
