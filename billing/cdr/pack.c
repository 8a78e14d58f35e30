#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "base/short_copy.h"
#include "cdr/pack.h"

#define PACK_SEED UINT64_C(0x746f6c6c626f6f6b)

/* The texts of a call in the order of enum pack_text. */
static void
call_texts(const struct call *c, struct pack_texts *t)
{
	const char **text = t->text;

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
		t->len[i] = *text[i] == '\0' ? 0 : strlen(text[i]);
	t->len[PACK_IDENTITY] = (size_t)c->identity_len;
	if (t->len[PACK_IDENTITY] == t->len[PACK_CALL_ID] &&
	    memcmp(c->identity, c->call_id, t->len[PACK_CALL_ID]) == 0)
		t->len[PACK_IDENTITY] = 0;
}

/* The bits of enum pack_has, and in *size the bytes of the whole record. */
static uint16_t
pack_plan(const struct call *c, const struct pack_texts *t, size_t *size)
{
	size_t texts = 0, n = 0, longest = 0;
	unsigned has = c->setup_us == CALL_NO_SETUP ? 0 : PACK_HAS_SETUP;

	for (int i = 0; i < PACK_TEXTS; i++) {
		if (t->len[i] == 0)
			continue;
		has |= 1U << i;
		texts += t->len[i] + 1;
		longest |= t->len[i];
		n++;
	}
	has |= longest > UINT8_MAX ? PACK_HAS_LONG : 0;
	*size = offsetof(struct pack, body) + texts +
	    (has & PACK_HAS_LONG ? 2 * n : n) +
	    (has & PACK_HAS_SETUP ? sizeof(int64_t) : 0);
	*size = (*size + 7) & ~(size_t)7;
	return (uint16_t)has;
}

size_t
pack_size(const struct call *c)
{
	struct pack_texts t;
	size_t size;

	call_texts(c, &t);
	(void)pack_plan(c, &t, &size);
	return size;
}

/* The lengths of the texts that are there; what is behind them. */
static char *
put_lengths(char *p, unsigned has, const struct pack_texts *t)
{
	for (int i = 0; i < PACK_TEXTS; i++) {
		if ((has >> i & 1) == 0)
			continue;
		*p++ = (char)(t->len[i] & 0xff);
		if (has & PACK_HAS_LONG)
			*p++ = (char)(t->len[i] >> 8);
	}
	return p;
}

void
pack_call(struct pack *out, const struct call *c)
{
	pack_unhashed(out, c);
	out->hash = pack_hash(c->identity, (size_t)c->identity_len);
}

void
pack_unhashed(struct pack *out, const struct call *c)
{
	struct pack_texts t;
	char *p = out->body;
	size_t size;

	call_texts(c, &t);
	out->has = pack_plan(c, &t, &size);
	out->start_us = c->start_us;
	out->hash = 0;
	assert(c->duration_ms >= 0 && c->duration_ms <= UINT32_MAX);
	out->duration_ms = (uint32_t)c->duration_ms;
	out->batch = (uint32_t)c->batch;
	assert(c->line >= 0 && c->line < INT64_C(1) << 48);
	out->line_low = (uint32_t)c->line;
	out->line_high = (uint16_t)(c->line >> 32);
	out->words = (uint16_t)(size / 8);
	out->type = (uint8_t)c->type;
	out->status = (uint8_t)c->status;
	if (out->has & PACK_HAS_SETUP) {
		memcpy(p, &c->setup_us, sizeof(c->setup_us));
		p += sizeof(c->setup_us);
	}
	p = put_lengths(p, out->has, &t);
	for (int i = 0; i < PACK_TEXTS; i++) {
		assert(t.len[i] <= PACK_TEXT_MAX);
		if (t.len[i] == 0)
			continue;
		short_copy(p, t.text[i], t.len[i]);
		p[t.len[i]] = '\0';
		p += t.len[i] + 1;
	}
	memset(p, 0, size - (size_t)(p - (char *)out));
}

int64_t
pack_line(const struct pack *p)
{
	return (int64_t)p->line_high << 32 | p->line_low;
}

int64_t
pack_setup_us(const struct pack *p)
{
	int64_t us = CALL_NO_SETUP;

	if (p->has & PACK_HAS_SETUP)
		memcpy(&us, p->body, sizeof(us));
	return us;
}

void
pack_texts(const struct pack *p, struct pack_texts *t)
{
	const unsigned char *len = (const unsigned char *)p->body;
	int wide = (p->has & PACK_HAS_LONG) != 0;
	const char *at;

	len += p->has & PACK_HAS_SETUP ? sizeof(int64_t) : 0;
	at = (const char *)len +
	    (__builtin_popcount(p->has & (PACK_HAS_LONG - 1U)) << wide);
	for (int i = 0; i < PACK_TEXTS; i++) {
		t->text[i] = "";
		t->len[i] = 0;
		if ((p->has >> i & 1) == 0)
			continue;
		t->text[i] = at;
		t->len[i] = *len++;
		if (wide)
			t->len[i] |= (size_t)*len++ << 8;
		at += t->len[i] + 1;
	}
}

/* Which of the texts is the identity. */
static int
identity_of(const struct pack_texts *t)
{
	return t->len[PACK_IDENTITY] > 0 ? PACK_IDENTITY : PACK_CALL_ID;
}

void
pack_open(const struct pack *p, struct call *c)
{
	const char **texts[PACK_IDENTITY] = { &c->source_account,
		&c->source_number, &c->source_domain, &c->source_ip,
		&c->source_user, &c->source_peer, &c->destination_account,
		&c->destination_number, &c->destination_domain,
		&c->destination_peer, &c->disposition, &c->call_id };
	struct pack_texts t;
	int identity;

	c->start_us = p->start_us;
	c->setup_us = pack_setup_us(p);
	c->duration_ms = p->duration_ms;
	c->batch = p->batch;
	c->line = pack_line(p);
	c->type = p->type;
	c->status = p->status;
	pack_texts(p, &t);
	for (int i = 0; i < PACK_IDENTITY; i++)
		*texts[i] = t.text[i];
	identity = identity_of(&t);
	c->identity = t.text[identity];
	c->identity_len = (int64_t)t.len[identity];
}

const char *
pack_identity(const struct pack *p, size_t *len)
{
	struct pack_texts t;
	int identity;

	pack_texts(p, &t);
	identity = identity_of(&t);
	*len = t.len[identity];
	return t.text[identity];
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
	return a->start_us == b->start_us && a->duration_ms == b->duration_ms &&
	    a->type == b->type && a->status == b->status && a->has == b->has &&
	    a->words == b->words &&
	    memcmp(a->body, b->body,
		pack_bytes(a) - offsetof(struct pack, body)) == 0;
}
