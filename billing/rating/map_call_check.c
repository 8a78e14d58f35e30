#include "rating/map_call_check.h"

#include <string.h>

#include "base/words.h"
#include "rating/billed.h"
#include "rating/directory.h"
#include "rating/map_call.h"
#include "rating/run.h"

/* What is left of a record's text. */
struct text {
	const char *at, *end;
};

/* The length of the next one, which ends with NUL; -1 if it does not end. */
static int
skip_text(struct text *t)
{
	const char *nul = memchr(t->at, '\0', (size_t)(t->end - t->at));
	int len = nul == NULL ? -1 : (int)(nul - t->at);

	if (nul != NULL)
		t->at = nul + 1;
	return len;
}

/* Is ${key} a length as the head of a record has it? */
static bool
is_short(uint8_t key, int len)
{
	return key == (len < MAP_LONG_KEY ? len : MAP_LONG_KEY);
}

static bool
check_source(const struct map_call *c, struct text *t)
{
	int len = skip_text(t);

	if (len < 0 || (c->source_replaced && c->source_plus) ||
	    len < (int)c->source_plus)
		return false;
	if (c->source_replaced)
		len = skip_text(t);
	return len >= 0 && is_short(c->short_source, len - c->source_plus);
}

static bool
check_text(const struct map_call *c, bool identity)
{
	struct text t = { .at = c->text, .end = c->text + c->size };
	size_t fixed = (c->has_address ? sizeof(struct address) : 0) +
	    (c->has_long ? sizeof(int64_t) : 0);
	int len;

	if (fixed > c->size)
		return false;
	t.at += fixed;
	len = skip_text(&t);
	if (len < (int)c->has_plus ||
	    !is_short(c->short_destination, len - c->has_plus))
		return false;
	if (c->has_source
		? !check_source(c, &t)
		: c->short_source != 0 || c->source_plus || c->source_replaced)
		return false;
	if (c->has_domains && (skip_text(&t) < 0 || skip_text(&t) < 0))
		return false;
	return identity == c->has_identity && (identity || t.at == t.end);
}

static bool
check_billed(const struct map_call *c, const struct map_call_bounds *b)
{
	const struct charge *k;

	if (c->subscriber >= b->billed->ncharges)
		return false;
	k = &b->billed->charges[c->subscriber];
	return k->contract == c->contract + INT64_C(1) &&
	    k->segment == c->segment + INT64_C(1) && k->call == c->seq &&
	    k->tier == (int64_t)c->tier &&
	    k->direction == (int64_t)c->direction;
}

size_t
map_call_check(const void *data, size_t len, const struct map_call_bounds *b)
{
	const struct map_call *c = data;
	size_t bytes;

	if (len < sizeof(*c))
		return 0;
	bytes = map_call_bytes(c);
	if (bytes > len || bytes > MAP_CALL_MAX || c->contract < b->first ||
	    c->contract >= b->until || c->segment >= b->nsegments ||
	    c->seq < 1 || c->seq > b->segments[c->segment].calls ||
	    c->tier > TIER_CARRIER || c->type > CALL_TYPE_SMS)
		return 0;
	if (c->is_billed ? !check_billed(c, b)
			 : c->subscriber != DIRECTORY_NONE &&
		    c->subscriber >= b->nsubscribers)
		return 0;
	return check_text(c, b->identity) ? bytes : 0;
}

void
map_call_settle(void *room, const struct map_call *c)
{
	struct map_call *out = room;

	memset(room, 0, map_call_bytes(c));
	out->start_us = c->start_us;
	out->contract = c->contract;
	out->subscriber = c->subscriber;
	out->seq = c->seq;
	out->short_ms = c->short_ms;
	out->segment = c->segment;
	out->size = c->size;
	out->short_destination = c->short_destination;
	out->short_source = c->short_source;
	out->tier = c->tier;
	out->direction = c->direction;
	out->type = c->type;
	out->internal = c->internal;
	out->is_billed = c->is_billed;
	out->has_address = c->has_address;
	out->has_long = c->has_long;
	out->has_plus = c->has_plus;
	out->has_source = c->has_source;
	out->source_plus = c->source_plus;
	out->source_replaced = c->source_replaced;
	out->has_domains = c->has_domains;
	out->has_identity = c->has_identity;
	memcpy(out->text, c->text, c->size);
}
