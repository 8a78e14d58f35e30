#ifndef RATING_MAP_CALL_H
#define RATING_MAP_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cidr.h"

struct call;
struct directory;
struct resolved;

/*
 * What pricing needs to know of a call and of one contract that is charged for
 * it.  The map leaves millions of them, one behind the other in the memory of
 * the contract's shard (rating/shard.h), or in a file: so they are small, stand
 * alone (what they need of the call is in each of them) and are read in the
 * order in which they lie.  That each charge has a copy costs less than to share
 * one: the reduce of a contract would wait for calls that lie all over the
 * memory.
 *
 * Behind the head are, each only if it is there: the address, the duration if
 * it is too long for the head, the called number; the calling number and its
 * key; the domains; the identity.  Numbers and domains end with NUL.  Use the
 * functions below.
 */
struct map_call {
	int64_t start_us;
	uint32_t contract;
	uint32_t subscriber; /* is_billed: number among the billed charges */
	uint32_t seq;        /* in its segment */
	uint32_t short_ms;
	uint16_t segment;
	uint16_t size;                           /* of text[] */
	uint8_t short_destination, short_source; /* lengths of the keys */
	unsigned tier : 2;
	unsigned direction : 1;
	unsigned type : 2;
	unsigned internal : 1;
	unsigned is_billed : 1;
	unsigned has_address : 1;
	unsigned has_long : 1; /* the duration does not fit short_ms */
	unsigned has_plus : 1; /* the key of the called number is behind a + */
	unsigned has_source : 1;
	unsigned source_plus : 1;
	unsigned source_replaced : 1; /* the key stands behind the number */
	unsigned has_domains : 1;
	unsigned has_identity : 1;
	char text[];
} __attribute__((packed, aligned(2)));

#define MAP_SEGMENTS_MAX 65536 /* of a period, which rating has merged */
#define MAP_LONG_KEY     255   /* as long, or longer */

/* Largest text: numbers, domains and identity of 4 KiB each. */
#define MAP_CALL_MAX (32 * 1024)

/* Bytes from one to the next. */
static inline size_t
map_call_bytes(const struct map_call *c)
{
	return (offsetof(struct map_call, text) + c->size + 1) & ~(size_t)1;
}

/* The called number as recorded. */
static inline const char *
map_call_destination_number(const struct map_call *c)
{
	return c->text + (c->has_address ? sizeof(struct address) : 0) +
	    (c->has_long ? sizeof(int64_t) : 0);
}

/* What fees are matched with: the number without its plus sign. */
static inline const char *
map_call_destination(const struct map_call *c)
{
	return map_call_destination_number(c) + c->has_plus;
}

static inline size_t
map_call_destination_len(const struct map_call *c)
{
	return c->short_destination < MAP_LONG_KEY
	    ? c->short_destination
	    : strlen(map_call_destination(c));
}

static inline int64_t
map_call_duration_ms(const struct map_call *c)
{
	int64_t ms;

	if (!c->has_long)
		return c->short_ms;
	memcpy(&ms, c->text + (c->has_address ? sizeof(struct address) : 0),
	    sizeof(ms));
	return ms;
}

/* Where the call came from, if some price list asks for it: into *copy. */
static inline const struct address *
map_call_address(const struct map_call *c, struct address *copy)
{
	if (!c->has_address)
		return NULL;
	memcpy(copy, c->text, sizeof(*copy));
	return copy;
}

/* Behind the called number, which always ends with its key. */
static inline const char *
map_call_behind_destination(const struct map_call *c)
{
	return map_call_destination(c) + map_call_destination_len(c) + 1;
}

/*
 * The calling number, and the key that fees are matched with: "" where no fee
 * asks for it and no bill shows it.
 */
static inline const char *
map_call_source_number(const struct map_call *c)
{
	return c->has_source ? map_call_behind_destination(c) : "";
}

static inline const char *
map_call_source(const struct map_call *c, size_t *len)
{
	const char *key = map_call_source_number(c);

	*len = c->short_source;
	if (!c->has_source)
		return key;
	key += c->source_replaced ? strlen(key) + 1 : c->source_plus;
	if (c->short_source == MAP_LONG_KEY)
		*len = strlen(key);
	return key;
}

/* "" where no fee asks for them. */
struct map_call_domains {
	const char *source, *destination;
};
struct map_call_domains map_call_recorded_domains(const struct map_call *);

static inline struct map_call_domains
map_call_domains(const struct map_call *c)
{
	return c->has_domains ? map_call_recorded_domains(c)
			      : (struct map_call_domains){ "", "" };
}

/* What orders calls that start at one instant; kept where segments overlap. */
const char *map_call_identity(const struct map_call *, size_t *len);

/* What the record of a call is made of, whoever is charged. */
struct map_call_source {
	const struct directory *directory;
	uint32_t segment;
	int64_t seq;
	const struct call *call;
	const struct resolved *resolved;
	bool keep_source;   /* the calling number is needed */
	bool keep_identity; /* the order of the calls depends on it */
};

/* Make one in ${room}, of MAP_CALL_MAX bytes; the contract is the caller's to
 * fill in. */
void map_call_make(struct map_call *room, const struct map_call_source *);

#endif /* RATING_MAP_CALL_H */
