#include "rating/band_split.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "money/money.h"

void
band_split_record(void *arg, const struct rate_run *run)
{
	struct band_split *s = arg;

	s->runs = mem_grow(s->runs, s->count, &s->cap, sizeof(*s->runs));
	s->runs[s->count++] = *run;
}

/* Rounded as the price list says; what is rounded fits, as the whole did. */
static int64_t
rounded(const struct rate_request *q, i128 exact)
{
	const struct profile *p = q->profile->row;
	struct err e;
	int64_t amount_e8 = 0;

	err_init(&e);
	(void)money_round_e8(exact, RATE_EXACT, (int)p->decimals,
	    (enum rounding)p->rounding, &amount_e8, &e);
	return amount_e8;
}

int
band_split_next(const struct band_split *s, size_t *at,
    const struct rate_request *q, struct rate_result *left,
    struct band_part *part)
{
	i128 price = 0, cash = 0;
	int64_t end_ms = q->duration_ms;
	size_t i = *at;

	if (i == s->count)
		return 0;
	*part = (struct band_part){ .from_s = s->runs[i].from_s,
		.band = s->runs[i].band,
		.row = s->runs[i].row };
	for (; i < s->count && s->runs[i].band == part->band; i++) {
		const struct rate_run *r = &s->runs[i];

		price += r->price;
		cash += r->cash;
		part->billed_s += r->blocks * r->block_s;
		part->free_s += r->blocks * r->free_s;
	}
	if (i < s->count)
		end_ms = s->runs[i].from_s * 1000;
	part->duration_ms = end_ms - part->from_s * 1000;
	if (part->duration_ms < 0)
		part->duration_ms = 0;
	part->price_e8 = i < s->count ? rounded(q, price) : left->price_e8;
	part->cash_e8 = i < s->count ? rounded(q, cash) : left->cash_e8;
	left->price_e8 -= part->price_e8;
	left->cash_e8 -= part->cash_e8;
	*at = i;
	return 1;
}

void
band_split_free(struct band_split *s)
{
	free(s->runs);
	*s = (struct band_split){ 0 };
}
