#ifndef RATING_REDUCE_H
#define RATING_REDUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/wide.h"
#include "rating/billed.h"
#include "rating/map.h"
#include "rating/rate.h"
#include "rating/band_split.h"
#include "tariff/select.h"

/*
 * The reduce: the calls of each contract of a shard in order of (start, call
 * identity, tier, direction), each priced, with the contract's balance going
 * along.  A shard is reduced by one thread; its output depends on nothing but
 * its items.
 *
 * References in charges are ids of the charges file: the number + 1 of
 * contract, segment, subscriber (0: none), fee and band.
 */

/* Sums of exact and of rounded prices: the rounding ledger. */
struct reduce_ledger {
	i128 exact; /* RATE_EXACT units */
	i128 rounded_e8;
	bool used;
};

struct reduce_contract {
	uint32_t contract;
	size_t first, count; /* of charges */
};

struct reduce_output {
	struct charge *charges;      /* numbers borrowed from the mappers */
	size_t pending, charges_cap; /* charges not encoded yet */
	size_t ncharges;             /* all of them */
	struct reduce_contract *contracts;
	size_t ncontracts, contracts_cap;
	struct map_exceptions exceptions;
	struct buf encoded; /* what reducer.encode made of charges */
};

/* How one item is priced: shared with toll-explain. */
struct reduce_price {
	enum unrated_reason reason; /* UNRATED_NOT: see charged */
	bool charged;
	const struct schedule_entry *entry;
	const struct tariff_profile *profile;
	struct select_result select;
	struct rate_result rate;
	const struct zone *zone; /* in which bands were looked up */
};

#define REDUCE_BATCH   32
#define REDUCE_PENDING 256

/* Work space of one thread, and what it gathers over all its shards. */
struct reducer {
	const struct directory *directory;
	const struct billed *billed;
	struct select_scratch select;
	struct band_split split; /* of the running call, if it is to be cut */
	struct reduce_price batch[REDUCE_BATCH];
	struct charge pending[REDUCE_PENDING];
	/* Called now and then: puts the pending charges into encoded, while they
	 * are at hand.  NULL: all stay pending. */
	void (*encode)(void *arg, struct reduce_output *);
	void *encode_arg;
	struct map_item *items; /* of a shard, as they came */
	struct map_item *grouped;
	size_t items_cap, grouped_cap;
	struct band_clock clocks[8]; /* of the zones seen last */
	int next_clock;
	struct reduce_ledger (*ledger)[3]; /* [profile][tier] */
};

void reducer_init(struct reducer *, const struct directory *,
    const struct billed *);

/* Room for the items of a shard, which the next shard may use again. */
struct map_item *reducer_items(struct reducer *, size_t n);

/* Sort ${items} and price them into *out (zeroed by the callee). */
void reducer_shard(struct reducer *, struct map_item *items, size_t n,
    struct reduce_output *out);

void reduce_output_free(struct reduce_output *);
void reducer_free(struct reducer *);

/* The first half: price list and fee.  Needs no balance. */
void reducer_select(struct reducer *, const struct map_item *,
    struct reduce_price *out);

/* The second half: the price.  ${balance} is that of the contract;
 * ${recorder} may be NULL. */
void reducer_rate(struct reducer *, const struct map_item *,
    struct balance *balance, const struct rate_recorder *recorder,
    struct reduce_price *out);

/* Both. */
void reducer_price(struct reducer *, const struct map_item *,
    struct balance *balance, const struct rate_recorder *recorder,
    struct reduce_price *out);

/* The query with which the fee of a call is looked for. */
struct select_query reducer_query(const struct map_item *);

#endif /* RATING_REDUCE_H */
