#include "job/conserve_free.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call.h"
#include "job/check.h"
#include "job/conserve.h"
#include "job/conserve_rated.h"
#include "job/conserve_window.h"
#include "rating/map.h"
#include "rating/reduce.h"
#include "store/balance_file.h"
#include "store/book.h"
#include "store/conserve_store.h"
#include "time/interval.h"

/* The first half of rating: whose call it is and which fee it has. */
struct conserve_free {
	struct arena call;
	struct mapper mapper;
	struct reducer reducer;
	struct reduce_period period;
	struct balance_set balances; /* with what packages scheduled */
};

/* Of conserve_rated.incoming. */
enum incoming { UNKNOWN, NONE, SOME };

static int
open_free(struct conserve_rated *r, const struct conserve *c,
    const struct conserve_period *p, struct err *e)
{
	const struct book *b = c->check->book;
	struct conserve_free *f = mem_calloc(1, sizeof(*f));
	int number;

	r->free = f;
	mapper_init(&f->mapper,
	    &(struct map_input){ .directory = r->directory, .nshards = 1 });
	reducer_init(&f->reducer, r->directory, NULL, &f->period);
	if (interval_period_parse(p->period, &number, e) < 0 ||
	    balance_file_read(b, p->file, r->directory, &f->balances, e) < 0)
		return -1;
	f->period.from_us = interval_period_from(b->zone, number);
	f->period.until_us = interval_period_until(b->zone, number);
	f->balances.from_us = f->period.from_us;
	f->period.before = &f->balances;
	return 0;
}

void
conserve_free_close(struct conserve_free *f)
{
	if (f == NULL)
		return;
	mapper_free(&f->mapper);
	reducer_free(&f->reducer);
	balance_set_free(&f->balances);
	arena_free(&f->call);
	free(f);
}

int
conserve_free_call(struct conserve_rated *r, struct conserve *c,
    const struct conserve_period *p, size_t segment, int64_t seq,
    unsigned *bits, struct err *e)
{
	const struct call_segment *s = call_store_segment(r->calls, segment);
	const struct resolve_format format = { s->trust_cli, s->demand_group };
	struct map_item items[RESOLVE_LEGS_MAX];
	struct reduce_price price;
	struct conserve_free *f;
	struct call call;
	size_t n;

	*bits = 0;
	if (r->free == NULL && open_free(r, c, p, e) < 0)
		return -1;
	f = r->free;
	arena_reset(&f->call);
	mapper_clear(&f->mapper);
	if (call_store_fetch(r->calls, segment, seq, &f->call, &call, e) < 0 ||
	    mapper_add(&f->mapper, &format, 0, 1, &call, e) < 0 ||
	    mapper_items(&f->mapper, items, RESOLVE_LEGS_MAX, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		price = (struct reduce_price){ 0 };
		reducer_begin(&f->reducer, items[i].contract);
		reducer_select(&f->reducer, &items[i], &price);
		if (price.reason == UNRATED_NOT && price.select.fee == NULL)
			*bits |=
			    conserve_bit(items[i].tier, items[i].direction);
	}
	return 0;
}

static bool
has_incoming(const struct tariff_profile *p)
{
	for (int pass = 0; pass < TARIFF_PASSES; pass++)
		for (int type = 0; type < 2; type++)
			if (p->deck[pass][DIRECTION_IN][type].any)
				return true;
	return false;
}

/* A package may bring any price list: then each call is looked at. */
static bool
find_incoming(const struct directory *d, uint32_t contract)
{
	const struct schedules *s = &d->schedules;
	const struct balance_plan *b = &d->balances;

	if (b->package[contract] != BALANCE_NO_PACKAGE ||
	    b->first_topup[contract] < b->first_topup[contract + 1])
		return true;
	for (uint32_t i = s->first[contract]; i < s->first[contract + 1]; i++)
		if (has_incoming(&d->tariff->profiles[s->entries[i].profile]))
			return true;
	return false;
}

bool
conserve_free_incoming(struct conserve_rated *r, uint32_t contract)
{
	const struct directory *d = r->directory;

	if (r->incoming == NULL)
		r->incoming = mem_calloc(d->ncontracts + 1, 1);
	if (r->incoming[contract] == UNKNOWN)
		r->incoming[contract] =
		    find_incoming(d, contract) ? SOME : NONE;
	return r->incoming[contract] == NONE;
}
