#include "rating/map_call.h"

#include <assert.h>

#include "cdr/call.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "rating/resolve.h"
#include "tel/number.h"

static const char *
behind_source(const struct map_call *c)
{
	const char *key;
	size_t len;

	if (!c->has_source)
		return map_call_behind_destination(c);
	key = map_call_source(c, &len);
	return key + len + 1;
}

struct map_call_domains
map_call_recorded_domains(const struct map_call *c)
{
	struct map_call_domains d = { .source = behind_source(c) };

	d.destination = d.source + strlen(d.source) + 1;
	return d;
}

const char *
map_call_identity(const struct map_call *c, size_t *len)
{
	const char *text = behind_source(c);

	*len = 0;
	if (!c->has_identity)
		return "";
	if (c->has_domains) {
		text += strlen(text) + 1;
		text += strlen(text) + 1;
	}
	*len = (size_t)(c->text + c->size - text);
	return text;
}

/* --- making one ----------------------------------------------------------- */

static void
append(struct map_call *c, const void *part, size_t len)
{
	assert(sizeof(*c) + c->size + len <= MAP_CALL_MAX);
	memcpy(c->text + c->size, part, len);
	c->size = (uint16_t)(c->size + len);
}

static void
append_text(struct map_call *c, const char *text, size_t len)
{
	append(c, text, len);
	append(c, "", 1);
}

static uint8_t
short_len(size_t len)
{
	return (uint8_t)(len < MAP_LONG_KEY ? len : MAP_LONG_KEY);
}

static void
append_source(struct map_call *c, const char *number, const char *key)
{
	size_t key_len = strlen(key);

	c->has_source = 1;
	c->source_replaced = key != number_key(number);
	c->source_plus = !c->source_replaced && key != number;
	c->short_source = short_len(key_len);
	append_text(c, number, strlen(number));
	if (c->source_replaced)
		append_text(c, key, key_len);
}

void
map_call_make(struct map_call *c, const struct map_call_source *s)
{
	const struct directory *d = s->directory;
	const struct call *k = s->call;
	const struct resolved *r = s->resolved;
	size_t number_len = strlen(k->destination_number);

	assert(s->seq >= 0 && s->seq <= UINT32_MAX);
	assert(s->segment < MAP_SEGMENTS_MAX);
	*c = (struct map_call){ .start_us = k->start_us,
		.segment = (uint16_t)s->segment,
		.seq = (uint32_t)s->seq,
		.short_ms = (uint32_t)k->duration_ms,
		.type = (unsigned)k->type & 3,
		.internal = r->internal,
		.has_address = r->has_address && d->schedules.needs_address,
		.has_long = k->duration_ms < 0 || k->duration_ms > UINT32_MAX };
	if (c->has_address)
		append(c, &r->address, sizeof(r->address));
	if (c->has_long)
		append(c, &k->duration_ms, sizeof(k->duration_ms));
	c->has_plus = r->destination != k->destination_number;
	c->short_destination = short_len(number_len - c->has_plus);
	append_text(c, k->destination_number, number_len);
	if (s->keep_source)
		append_source(c, k->source_number, r->source);
	if (d->tariff->needs_domain) {
		const char *caller =
		    resolve_domain(d, k->source_domain, &r->caller);
		const char *called =
		    resolve_domain(d, k->destination_domain, &r->called);

		c->has_domains = 1;
		append_text(c, caller, strlen(caller));
		append_text(c, called, strlen(called));
	}
	if (s->keep_identity) {
		c->has_identity = 1;
		append(c, k->identity, (size_t)k->identity_len);
	}
}
