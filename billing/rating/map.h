#ifndef RATING_MAP_H
#define RATING_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "rating/charge.h"
#include "rating/resolve.h"
#include "rating/shard.h"

struct billed;
struct call;
struct err;

/*
 * The map: who is charged for each call.  Each thread has a mapper of its own;
 * what it emits, one record for each contract and call, goes into shards that
 * are ranges of contracts.  What a mapper holds does not depend on how the
 * calls were dealt to threads, except for its order, which the reduce makes
 * good.
 */

/* One contract and one call, as the reduce works on it. */
struct map_item {
	const struct map_call *call;
	const struct charge *billed; /* carried over unchanged; or NULL */
	int64_t start_us;
	uint32_t contract;
	uint32_t subscriber;
	uint8_t tier, direction;
};

/* A call that has no price, or none for one contract. */
struct map_unrated {
	uint32_t segment;
	int64_t seq;
	uint32_t contract; /* DIRECTORY_NONE: no side could be resolved */
	uint8_t tier, direction;
	enum unrated_reason reason;
	const char *detail;
	int64_t start_us, duration_ms;
};

enum listed_reason {
	LISTED_INACTIVE_CONTRACT,
	LISTED_INACTIVE_SUBSCRIBER,
	LISTED_FOREIGN_NUMBER
};
extern const char *const listed_reason_words[];

/* Charged all the same, but worth a look. */
struct map_listed {
	uint32_t segment;
	int64_t seq;
	uint32_t contract;
	enum listed_reason reason;
};

struct map_exceptions {
	struct map_unrated *unrated;
	size_t nunrated, unrated_cap;
	struct map_listed *listed;
	size_t nlisted, listed_cap;
};

struct mapper {
	const struct directory *directory;
	const struct billed *billed; /* or NULL */
	struct resolver resolver;
	struct shard_set set;
	const uint32_t *shard_of; /* by contract; NULL: there is one shard */
	bool keep_identity;    /* calls of several segments are ordered by it */
	struct map_call *room; /* of the record being made */
	struct arena arena;    /* texts of exceptions */
	struct map_exceptions exceptions;
	int64_t calls;   /* read */
	int64_t charged; /* of them with status ok */
};

/* What mappers have: all the same but for the memory. */
struct map_input {
	const struct directory *directory;
	const struct billed *billed; /* or NULL */
	const uint32_t *shard_of;
	size_t nshards;
	const struct shard_scratch *scratch; /* NULL: all stays in memory */
	const uint8_t *file_of; /* of it, by shard; NULL: the first */
	size_t memory;          /* bytes of records, before they go there */
};

void mapper_init(struct mapper *, const struct map_input *);

/* Take in one call; its texts are copied as far as they are needed.  ERR_IO. */
int mapper_add(struct mapper *, const struct resolve_format *, uint32_t segment,
    int64_t seq, const struct call *, struct err *);

/* The items of a mapper that has one shard and took in a few calls, at most
 * ${max}, in the order in which they came; borrowed until it is cleared. */
int mapper_items(struct mapper *, struct map_item *items, size_t max, size_t *n,
    struct err *);

/* The item of a record. */
struct map_item map_item_of(const struct map_call *, const struct billed *);

void map_exceptions_unrated(struct map_exceptions *,
    const struct map_unrated *);

/* Forget all calls, keep some memory for the next. */
void mapper_clear(struct mapper *);

void mapper_free(struct mapper *);

#endif /* RATING_MAP_H */
