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

struct pack {
	int64_t start_us;
	int64_t setup_us;
	int64_t line;
	uint64_t hash; /* of the identity */
	uint32_t duration_ms;
	uint32_t batch;
	uint32_t size; /* of the whole record, a multiple of 8 */
	uint8_t type, status;
	uint16_t len[PACK_TEXTS];
	char text[]; /* one after the other, each with its NUL */
};

/* No text of a call is longer (CSV_FIELD_MAX, and the joined identity). */
#define PACK_TEXT_MAX 8192
#define PACK_SIZE_MAX \
	(sizeof(struct pack) + PACK_TEXTS * (size_t)(PACK_TEXT_MAX + 1) + 8)

/* Bytes that pack_call() will write. */
size_t pack_size(const struct call *);

/* Write the call to ${out}, aligned for a struct pack. */
void pack_call(struct pack *out, const struct call *);

/* And back; texts are borrowed from ${p}. */
void pack_open(const struct pack *p, struct call *);

const char *pack_identity(const struct pack *, size_t *len);

/* The hash of an identity.  Never changes: it is stored in segments. */
uint64_t pack_hash(const char *identity, size_t len);

/* Order by the bytes of the identity: <0, 0, >0. */
int pack_compare(const struct pack *, const struct pack *);

/* Are all mapped fields the same?  Where they came from is none. */
bool pack_same(const struct pack *, const struct pack *);

#endif /* CDR_PACK_H */
