#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "base/short_copy.h"
#include "cdr/pack.h"

#define PACK_SEED UINT64_C(0x746f6c6c626f6f6b)

/* The texts of a call in the order of enum pack_text, and their lengths. */
static void
pack_texts(const struct call *c, const char *text[PACK_TEXTS],
    size_t len[PACK_TEXTS])
{
	text[PACK_SOURCE_ACCOUNT] = c->source_account;
	text[PACK_SOURCE_NUMBER] = c->source_number;
	text[PACK_SOURCE_DOMAIN] = c->source_domain;
	text[PACK_SOURCE_IP] = c->source_ip;
	text[PACK_SOURCE_USER] = c->source_user;
	text[PACK_SOURCE_PEER] = c->source_peer;
	text[PACK_DESTINATION_ACCOUNT] = c->destination_account;
	text[PACK_DESTINATION_NUMBER] = c->destination_number;
	text[PACK_DESTINATION_DOMAIN] = c->destination_domain;
	text[PACK_DESTINATION_PEER] = c->destination_peer;
	text[PACK_DISPOSITION] = c->disposition;
	text[PACK_CALL_ID] = c->call_id;
	text[PACK_IDENTITY] = c->identity;
	for (int i = 0; i < PACK_IDENTITY; i++)
		len[i] = strlen(text[i]);
	len[PACK_IDENTITY] = (size_t)c->identity_len;
	if (len[PACK_IDENTITY] == len[PACK_CALL_ID] &&
	    memcmp(c->identity, c->call_id, len[PACK_CALL_ID]) == 0)
		len[PACK_IDENTITY] = 0;
}

static size_t
pack_round(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

size_t
pack_size(const struct call *c)
{
	const char *text[PACK_TEXTS];
	size_t len[PACK_TEXTS], size = sizeof(struct pack);

	pack_texts(c, text, len);
	for (int i = 0; i < PACK_TEXTS; i++)
		size += len[i] + 1;
	return pack_round(size);
}

void
pack_call(struct pack *out, const struct call *c)
{
	const char *text[PACK_TEXTS];
	size_t len[PACK_TEXTS];
	char *p = out->text;

	pack_texts(c, text, len);
	out->start_us = c->start_us;
	out->setup_us = c->setup_us;
	out->line = c->line;
	out->hash = pack_hash(c->identity, (size_t)c->identity_len);
	assert(c->duration_ms >= 0 && c->duration_ms <= UINT32_MAX);
	out->duration_ms = (uint32_t)c->duration_ms;
	out->batch = (uint32_t)c->batch;
	out->type = (uint8_t)c->type;
	out->status = (uint8_t)c->status;
	for (int i = 0; i < PACK_TEXTS; i++) {
		assert(len[i] <= PACK_TEXT_MAX);
		out->len[i] = (uint16_t)len[i];
		short_copy(p, text[i], len[i]);
		p[len[i]] = '\0';
		p += len[i] + 1;
	}
	out->size = (uint32_t)pack_round((size_t)(p - (char *)out));
	memset(p, 0, out->size - (size_t)(p - (char *)out));
}

void
pack_open(const struct pack *p, struct call *c)
{
	const char **texts[PACK_IDENTITY] = { &c->source_account,
		&c->source_number, &c->source_domain, &c->source_ip,
		&c->source_user, &c->source_peer, &c->destination_account,
		&c->destination_number, &c->destination_domain,
		&c->destination_peer, &c->disposition, &c->call_id };
	const char *at = p->text;
	size_t len;

	c->start_us = p->start_us;
	c->setup_us = p->setup_us;
	c->duration_ms = p->duration_ms;
	c->batch = p->batch;
	c->line = p->line;
	c->type = p->type;
	c->status = p->status;
	for (int i = 0; i < PACK_IDENTITY; i++) {
		*texts[i] = at;
		at += p->len[i] + 1;
	}
	c->identity = pack_identity(p, &len);
	c->identity_len = (int64_t)len;
}

const char *
pack_identity(const struct pack *p, size_t *len)
{
	int which = p->len[PACK_IDENTITY] > 0 ? PACK_IDENTITY : PACK_CALL_ID;
	const char *at = p->text;

	for (int i = 0; i < which; i++)
		at += p->len[i] + 1;
	*len = p->len[which];
	return at;
}

uint64_t
pack_hash(const char *identity, size_t len)
{
	return hash64(identity, len, PACK_SEED);
}

int
pack_compare(const struct pack *a, const struct pack *b)
{
	size_t x, y;
	const char *p = pack_identity(a, &x), *q = pack_identity(b, &y);
	int order = memcmp(p, q, x < y ? x : y);

	return order != 0 ? order : (x > y) - (x < y);
}

bool
pack_same(const struct pack *a, const struct pack *b)
{
	return a->start_us == b->start_us && a->setup_us == b->setup_us &&
	    a->duration_ms == b->duration_ms && a->type == b->type &&
	    a->status == b->status && a->size == b->size &&
	    memcmp(a->len, b->len, sizeof(a->len)) == 0 &&
	    memcmp(a->text, b->text, a->size - offsetof(struct pack, text)) ==
	    0;
}
