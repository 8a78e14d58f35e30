#ifndef CDR_PACK_H
#define CDR_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cdr/call.h"

/*
 * A call as one run of bytes: how it lies in memory between reading a file and
 * writing a segment.  A million of them take some 200 MB, and none is a block
 * of its own.
 */
enum pack_text { /* in the order of the columns of calls.sql */
	PACK_SOURCE_ACCOUNT,
	PACK_SOURCE_NUMBER,
	PACK_SOURCE_DOMAIN,
	PACK_SOURCE_IP,
	PACK_SOURCE_USER,
	PACK_SOURCE_PEER,
	PACK_DESTINATION_ACCOUNT,
	PACK_DESTINATION_NUMBER,
	PACK_DESTINATION_DOMAIN,
	PACK_DESTINATION_PEER,
	PACK_DISPOSITION,
	PACK_CALL_ID,
	PACK_IDENTITY, /* empty: is the call_id */
	PACK_TEXTS
};

/* What the body has, in this order, as the bits of has say. */
enum pack_has {
	/* bits 0..12: a text that is not empty */
	PACK_HAS_LONG = 1 << 13, /* lengths take two bytes each, else one */
	PACK_HAS_SETUP = 1 << 14 /* the setup time, eight bytes */
};

struct pack {
	int64_t start_us;
	uint64_t hash; /* of the identity */
	uint32_t duration_ms;
	uint32_t batch;
	uint32_t line_low;
	uint16_t line_high;
	uint16_t words; /* of the whole record: eight bytes each */
	uint16_t has;   /* enum pack_has */
	uint8_t type, status;
	/* the setup time, the lengths of the texts that are there, and these
	 * texts, each with its NUL */
	char body[];
};

/* No text of a call is longer (CSV_FIELD_MAX, and the joined identity). */
#define PACK_TEXT_MAX 8192
#define PACK_SIZE_MAX                            \
	(sizeof(struct pack) + sizeof(int64_t) + \
	    PACK_TEXTS * (sizeof(uint16_t) + (size_t)PACK_TEXT_MAX + 1) + 8)

/* Bytes that pack_call() will write. */
size_t pack_size(const struct call *);

/* Bytes of a record: a multiple of eight. */
static inline size_t
pack_bytes(const struct pack *p)
{
	return (size_t)p->words * 8;
}

/* Write the call to ${out}, aligned for a struct pack. */
void pack_call(struct pack *out, const struct call *);

/* The same with a hash of 0, for calls that are not looked for among others. */
void pack_unhashed(struct pack *out, const struct call *);

/* And back; texts are borrowed from ${p}. */
void pack_open(const struct pack *p, struct call *);

/* The same without a call: the line, the setup time or CALL_NO_SETUP. */
int64_t pack_line(const struct pack *);
int64_t pack_setup_us(const struct pack *);

/* All texts, borrowed; the identity's length is 0 where it is the call_id. */
struct pack_texts {
	const char *text[PACK_TEXTS];
	size_t len[PACK_TEXTS];
};

void pack_texts(const struct pack *, struct pack_texts *);

const char *pack_identity(const struct pack *, size_t *len);

/* The hash of an identity.  Never changes: it is stored in segments. */
uint64_t pack_hash(const char *identity, size_t len);

/* Order by the bytes of the identity: <0, 0, >0. */
int pack_compare(const struct pack *, const struct pack *);

/* Are all mapped fields the same?  Where they came from is none. */
bool pack_same(const struct pack *, const struct pack *);

#endif /* CDR_PACK_H */
