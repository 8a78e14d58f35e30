#ifndef RATING_REDUCE_H
#define RATING_REDUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/wide.h"
#include "rating/balance_set.h"
#include "rating/billed.h"
#include "rating/map.h"
#include "rating/rate.h"
#include "rating/band_split.h"
#include "tariff/select.h"

struct err;

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
	struct charge *charges; /* not encoded yet; numbers borrowed */
	size_t pending;
	size_t ncharges;    /* all of them */
	struct buf encoded; /* what reducer.encode made of charges */
	size_t nencoded;    /* so many, that were not handed on */
	struct reduce_contract *contracts;
	size_t ncontracts, contracts_cap;
	struct map_exceptions exceptions;
	struct arena texts;          /* of the exceptions */
	struct balance_set balances; /* of all contracts of the shard */
};

/* How one item is priced: shared with toll-explain. */
struct reduce_price {
	enum unrated_reason reason; /* UNRATED_NOT: see charged */
	bool charged;
	const struct schedule_entry *entry; /* until the balance moves on */
	const struct tariff_profile *profile;
	struct select_result select;
	struct rate_result rate;
	int64_t bought_e8;                /* of the cash, see charge.h */
	const struct zone *zone;          /* in which bands were looked up */
	const struct prefix_probe *ahead; /* see select_query; or NULL */
};

#define REDUCE_BATCH   32
#define REDUCE_PENDING 256
#define REDUCE_PARCEL  ((size_t)1 << 20) /* bytes of encoded, to be handed on */

/* The time that is rated, and what the balances were before it. */
struct reduce_period {
	int64_t from_us, until_us;
	const struct balance_set *before; /* or NULL */
};

/* Work space of one thread, and what it gathers over all its shards. */
struct reducer {
	const struct directory *directory;
	const struct billed *billed;
	const struct reduce_period *period;
	struct select_scratch select;
	struct balance_series series; /* of the running contract */
	struct band_split split; /* of the running call, if it is to be cut */
	struct reduce_price batch[REDUCE_BATCH];
	struct prefix_probe probes[REDUCE_BATCH];
	struct charge pending[REDUCE_PENDING];
	/* Called now and then: puts the pending charges into encoded, while they
	 * are at hand. */
	void (*encode)(void *arg, struct reduce_output *);
	/* Takes the ${nencoded} charges from encoded, which it empties.  NULL:
	 * they stay. */
	int (*hand_on)(void *arg, struct reduce_output *, struct err *);
	void *encode_arg, *hand_arg;
	struct map_item *items; /* of some contracts of a shard */
	struct map_item *spare; /* to sort them */
	size_t items_cap, spare_cap;
	char *records; /* of items whose records were in a file */
	size_t records_cap;
	size_t *counts; /* by contract of the shard */
	size_t counts_cap;
	struct band_clocks clocks;
	struct reduce_ledger (*ledger)[3]; /* [profile][tier] */
};

void reducer_init(struct reducer *, const struct directory *,
    const struct billed *, const struct reduce_period *);

/* A shard of all mappers: the contracts ${first} up to ${until}. */
struct reduce_shard {
	const struct shard_set *const *sets;
	size_t nsets;
	size_t shard;
	uint32_t first, until;
};

/*
 * Price all items of a shard into *out (zeroed by the callee, but for the
 * buffer, which may be an emptied one), contract after contract in order; the
 * balances of the contracts go into it as well.  Memory does not grow with the
 * shard if hand_on is given.
 * ERR_DATA: a balance cannot be worked out; the message names the contract.
 */
int reducer_shard(struct reducer *, const struct reduce_shard *,
    struct reduce_output *out, struct err *);

/* The balance of a contract as it was when the period began: before its first
 * reducer_price(). */
void reducer_begin(struct reducer *, uint32_t contract);

void reduce_output_free(struct reduce_output *);
void reducer_free(struct reducer *);

/*
 * An item is priced in two steps, with the running contract's balance (series):
 * price list and fee, which depend on the balance only by the profiles that its
 * packages have scheduled so far; then the price.  ${recorder} may be NULL.
 */
void reducer_select(struct reducer *, const struct map_item *,
    struct reduce_price *out);
void reducer_rate(struct reducer *, const struct map_item *,
    const struct rate_recorder *recorder, struct reduce_price *out);

/* Both; one that is billed stands, the balance is charged with it. */
void reducer_price(struct reducer *, const struct map_item *,
    const struct rate_recorder *recorder, struct reduce_price *out);

/* The query with which the fee of a call is looked for. */
struct select_query reducer_query(const struct map_item *);

#endif /* RATING_REDUCE_H */
