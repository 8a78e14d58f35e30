#ifndef RATING_MAP_H
#define RATING_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "rating/charge.h"
#include "rating/resolve.h"

struct call;

/*
 * The map: who is charged for each call.  Each thread has a mapper of its own;
 * what it emits, one item for each contract and call, goes into shards that
 * are ranges of contracts.  What a mapper holds does not depend on how the
 * calls were dealt to threads, except for its order, which the reduce makes
 * good.
 */

/*
 * What pricing needs to know of a call; kept once, whoever pays for it, in as
 * few cache lines as possible: texts lie behind it, at offsets into text[],
 * each ended by NUL.
 */
struct map_call {
	int64_t start_us;
	int64_t duration_ms;
	int64_t seq; /* in its segment */
	uint32_t segment;
	uint32_t size;               /* of text[] */
	uint32_t identity_len;       /* 0: not kept, one segment needs none */
	uint16_t source, source_len; /* key: without +, anonymous replaced */
	uint16_t destination, destination_len;
	uint16_t source_number, destination_number; /* as shown */
	uint16_t source_domain, destination_domain;
	uint16_t identity;
	uint8_t type;
	bool internal;
	bool has_address; /* the first bytes of text[] are a struct address */
	char text[];
};

/* Bytes of the whole record. */
static inline size_t
map_call_bytes(const struct map_call *c)
{
	return offsetof(struct map_call, text) + c->size;
}

static inline const char *
map_call_text(const struct map_call *c, uint16_t offset)
{
	return c->text + offset;
}

/* One contract and one call. */
struct map_item {
	const struct map_call *call;
	const struct charge *billed; /* carried over unchanged; or NULL */
	int64_t start_us;
	uint32_t contract;
	uint32_t subscriber;
	uint8_t tier, direction;
};

/*
 * The same as it lies in the mapper, where there are millions of them: 24 bytes
 * in place of 40.  What is not touched need not be fetched, nor had from the
 * system in the first place.
 */
struct map_packed {
	int64_t start_us;
	uint32_t call; /* place in the mapper's memory */
	uint32_t contract;
	uint32_t subscriber;
	uint32_t tier : 2;
	uint32_t direction : 1;
	uint32_t billed : 29; /* number + 1 among mapper.carried; 0: none */
};

/* So many that a chunk is a whole number of cache lines, and calls that lie
 * between chunks are not torn. */
#define MAP_CHUNK 490

struct map_chunk {
	struct map_chunk *older;
	size_t count;
	struct map_packed items[MAP_CHUNK];
};

struct map_shard {
	struct map_chunk *newest;
	size_t count; /* of all chunks */
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

struct billed;

struct mapper {
	const struct directory *directory;
	const struct billed *billed; /* or NULL */
	struct resolver resolver;
	struct map_block **blocks; /* of memory: calls, chunks of items */
	size_t nblocks, blocks_cap;
	const struct charge **carried; /* charges that stay as they are */
	size_t ncarried, carried_cap;
	struct arena arena;       /* texts of exceptions */
	const uint32_t *shard_of; /* by contract; NULL: there is one shard */
	struct map_shard *shards;
	size_t nshards;
	bool keep_identity; /* calls of several segments are ordered by it */
	struct map_exceptions exceptions;
	int64_t calls;   /* read */
	int64_t charged; /* of them with status ok */
};

void mapper_init(struct mapper *, const struct directory *,
    const struct billed *, const uint32_t *shard_of, size_t nshards);

/* Take in one call; its texts are copied as far as they are needed. */
void mapper_add(struct mapper *, const struct resolve_format *,
    uint32_t segment, int64_t seq, const struct call *);

/*
 * The items of a shard, those of each contract together, in the order in which
 * they came: mapper_tally() adds to n[contract - first] how many there are, and
 * mapper_place() writes them before items[end[contract - first]], which goes
 * down.  Several mappers are placed from the last to the first.
 */
void mapper_tally(const struct mapper *, size_t shard, uint32_t first,
    size_t *n);
void mapper_place(const struct mapper *, size_t shard, uint32_t first,
    size_t *end, struct map_item *items);

/* All items of the only shard, in the order in which they came. */
void mapper_items(const struct mapper *, struct map_item *items);

void map_exceptions_unrated(struct map_exceptions *,
    const struct map_unrated *);

/* Forget all calls, keep some memory for the next. */
void mapper_clear(struct mapper *);

void mapper_free(struct mapper *);

#endif /* RATING_MAP_H */
