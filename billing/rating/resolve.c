#include "rating/resolve.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "cdr/call.h"
#include "rating/master.h"
#include "tel/number.h"
#include "tel/pattern.h"

const char *const unrated_reason_words[] = { "", "unresolved", "no_forwarder",
	"unknown_account", "unknown_peer", "ambiguous_peer", "no_group",
	"no_profile", "no_fee", "no_band_price", "too_large", "pattern", NULL };

void
resolver_init(struct resolver *r, const struct directory *d)
{
	*r = (struct resolver){ .directory = d,
		.pattern = pattern_scratch_new(),
		.clock = BAND_CLOCK(d->zone) };
}

void
resolver_free(struct resolver *r)
{
	pattern_scratch_free(r->pattern);
	r->pattern = NULL;
}

/* One call on its way. */
struct work {
	struct resolver *r;
	const struct directory *d;
	const struct call *c;
	struct resolved *out;
};

static struct route_query
route_query(const struct work *w)
{
	return (struct route_query){ .at_us = w->c->start_us,
		.caller = w->out->source,
		.caller_domain = w->c->source_domain,
		.callee = w->out->destination,
		.callee_domain = w->c->destination_domain,
		.clock = &w->r->clock };
}

static void
fail(struct work *w, enum unrated_reason reason, const char *detail)
{
	if (w->out->reason == UNRATED_NOT) {
		w->out->reason = reason;
		w->out->detail = detail;
	}
}

/* Of several groups the one whose inbound rules accept the call. */
static void
choose_group(struct work *w, struct resolve_side *s, const uint32_t *groups,
    size_t n, const char *detail)
{
	struct route_query q = route_query(w);
	struct err e;
	size_t accepting = 0;

	err_init(&e);
	if (n == 1) {
		s->group = groups[0];
		return;
	}
	for (size_t i = 0; i < n; i++) {
		int status = routes_accept(w->d->routes, groups[i], &q,
		    w->r->pattern, NULL, &e);

		if (status < 0) {
			fail(w, UNRATED_PATTERN, detail);
			return;
		}
		if (status == 1) {
			s->group = groups[i];
			accepting++;
		}
	}
	if (accepting == 1)
		return;
	s->group = DIRECTORY_NONE;
	fail(w, UNRATED_AMBIGUOUS_PEER, detail);
}

/* A named peer, or the address of a peering server: true if off-net. */
static bool
resolve_peer(struct work *w, struct resolve_side *s, const char *peer,
    const struct address *address, const char *address_text)
{
	uint32_t groups[ROUTE_GROUPS_MAX];
	size_t n;

	if (*peer != '\0') {
		s->how = RESOLVE_PEER;
		n = routes_by_name(w->d->routes, peer, groups);
		if (n == 0)
			fail(w, UNRATED_UNKNOWN_PEER, peer);
		else
			choose_group(w, s, groups, n, peer);
		return true;
	}
	if (address == NULL)
		return false;
	n = routes_by_address(w->d->routes, address, groups);
	if (n == 0)
		return false;
	s->how = RESOLVE_ADDRESS;
	choose_group(w, s, groups, n, address_text);
	return true;
}

static bool
resolve_account(struct work *w, struct resolve_side *s, const char *account)
{
	if (*account == '\0')
		return false;
	s->subscriber = account == w->r->expected
	    ? w->r->expected_subscriber
	    : directory_account(w->d, account);
	if (s->subscriber == DIRECTORY_NONE)
		return false;
	directory_fetch_subscriber(w->d, s->subscriber);
	s->how = RESOLVE_ACCOUNT;
	return true;
}

static bool
resolve_number(struct work *w, struct resolve_side *s, const char *number)
{
	const struct directory_number *n;

	s->subscriber =
	    directory_number(w->d, number_key(number), w->c->start_us, &n);
	if (s->subscriber == DIRECTORY_NONE)
		return false;
	directory_fetch_subscriber(w->d, s->subscriber);
	s->how = RESOLVE_NUMBER;
	s->row = (uint32_t)(n - w->d->numbers);
	return true;
}

/* Address and pattern of a PBX that cannot register. */
static bool
resolve_source(struct work *w, struct resolve_side *s)
{
	const struct directory *d = w->d;
	struct err e;
	char text[ROUTE_TEXT_MAX];

	err_init(&e);
	if (!w->out->has_address || d->nsources == 0)
		return false;
	if (*w->c->source_user != '\0')
		(void)snprintf(text, sizeof(text), "%s@%s", w->c->source_user,
		    w->c->source_domain);
	else
		(void)snprintf(text, sizeof(text), "%s",
		    number_key(w->c->source_number));
	for (size_t i = 0; i < d->nsources; i++) {
		const struct directory_source *t = &d->sources[i];
		int status = 1;

		if (!cidr_contains(&t->block, &w->out->address))
			continue;
		if (t->pattern != NULL)
			status = pattern_match(t->pattern, w->r->pattern, text,
			    strlen(text), NULL, &e);
		if (status < 0) {
			fail(w, UNRATED_PATTERN, w->c->source_ip);
			return false;
		}
		if (status == 0)
			continue;
		s->subscriber = t->subscriber;
		s->how = RESOLVE_SOURCE;
		s->row = (uint32_t)i;
		return true;
	}
	return false;
}

static void
resolve_caller(struct work *w, const struct resolve_format *f)
{
	struct resolve_side *s = &w->out->caller;
	const struct call *c = w->c;

	if (w->out->forwarded) {
		if (!resolve_account(w, s, c->source_account))
			fail(w, UNRATED_NO_FORWARDER, c->source_account);
		return;
	}
	if (resolve_peer(w, s, c->source_peer,
		w->out->has_address ? &w->out->address : NULL, c->source_ip) ||
	    resolve_account(w, s, c->source_account) || resolve_source(w, s))
		return;
	if (f->trust_cli && !number_is_anonymous(c->source_number) &&
	    resolve_number(w, s, c->source_number))
		return;
	if (*c->source_account != '\0')
		fail(w, UNRATED_UNKNOWN_ACCOUNT, c->source_account);
}

static void
resolve_by_rules(struct work *w, struct resolve_side *s)
{
	struct route_query q = route_query(w);
	struct route_candidate best;
	struct err e;
	int n;

	err_init(&e);
	n = routes_outbound(w->d->routes, &q, w->r->pattern, &best, 1, &e);
	if (n < 0)
		fail(w, UNRATED_PATTERN, w->c->destination_number);
	if (n != 1)
		return;
	s->group = best.group;
	s->how = RESOLVE_RULE;
	s->row = best.rule;
}

static void
resolve_called(struct work *w)
{
	struct resolve_side *s = &w->out->called;
	const struct call *c = w->c;
	struct address address;
	bool known = w->d->routes->nservers > 0 &&
	    address_parse(c->destination_domain, &address);

	if (resolve_peer(w, s, c->destination_peer, known ? &address : NULL,
		c->destination_domain) ||
	    resolve_account(w, s, c->destination_account) ||
	    resolve_number(w, s, c->destination_number))
		return;
	resolve_by_rules(w, s);
	if (s->group == DIRECTORY_NONE && *c->destination_account != '\0')
		fail(w, UNRATED_UNKNOWN_ACCOUNT, c->destination_account);
}

static bool
is_unknown(const struct resolve_side *s)
{
	return s->subscriber == DIRECTORY_NONE && s->group == DIRECTORY_NONE;
}

/* A trunk is charged for any number it shows, but it is listed. */
static bool
shows_foreign_number(const struct work *w)
{
	uint32_t caller = w->out->caller.subscriber;

	if (caller == DIRECTORY_NONE || !w->d->subscribers[caller].trunk ||
	    w->out->forwarded || number_is_anonymous(w->c->source_number))
		return false;
	return directory_number(w->d, number_key(w->c->source_number),
		   w->c->start_us, NULL) != caller;
}

static bool
is_forwarded(const struct call *c)
{
	return c->disposition[0] != '\0' &&
	    strncasecmp(c->disposition, "cf", 2) == 0;
}

void
resolve_call(struct resolver *r, const struct resolve_format *f,
    const struct call *c, struct resolved *out)
{
	struct work w = { .r = r, .d = r->directory, .c = c, .out = out };
	static const struct resolve_side unknown = { .subscriber =
							 DIRECTORY_NONE,
		.group = DIRECTORY_NONE };

	*out = (struct resolved){ .caller = unknown,
		.called = unknown,
		.detail = "",
		.forwarded = is_forwarded(c),
		.source = number_key(c->source_number),
		.destination = number_key(c->destination_number) };
	if (number_is_anonymous(c->source_number) &&
	    number_is_number(c->source_user))
		out->source = number_key(c->source_user);
	if (w.d->needs_address && *c->source_ip != '\0')
		out->has_address = address_parse(c->source_ip, &out->address);
	resolve_caller(&w, f);
	resolve_called(&w);
	r->expected = NULL;
	if (out->reason != UNRATED_NOT)
		return;
	if (is_unknown(&out->caller) && is_unknown(&out->called))
		fail(&w, UNRATED_UNRESOLVED, c->destination_number);
	else if (f->demand_group && is_unknown(&out->caller))
		fail(&w, UNRATED_NO_GROUP, c->source_number);
	else if (f->demand_group && is_unknown(&out->called))
		fail(&w, UNRATED_NO_GROUP, c->destination_number);
	if (out->caller.subscriber != DIRECTORY_NONE &&
	    out->called.subscriber != DIRECTORY_NONE)
		out->internal =
		    w.d->subscribers[out->caller.subscriber].contract ==
		    w.d->subscribers[out->called.subscriber].contract;
	out->foreign_cli = shows_foreign_number(&w);
}

const char *
resolve_domain(const struct directory *d, const char *recorded,
    const struct resolve_side *side)
{
	uint32_t row;

	if (recorded[0] != '\0' || side->subscriber == DIRECTORY_NONE)
		return recorded;
	row = d->subscribers[side->subscriber].row;
	return d->master->subscribers[row].domain;
}

/* Retail, and wholesale if the customer is a reseller's. */
static int
subscriber_legs(const struct directory *d, uint32_t subscriber,
    enum direction direction, struct resolve_leg *legs)
{
	uint32_t contract = d->subscribers[subscriber].contract;

	legs[0] = (struct resolve_leg){ .contract = contract,
		.subscriber = subscriber,
		.tier = TIER_RETAIL,
		.direction = direction };
	if (d->subscribers[subscriber].wholesale == DIRECTORY_NONE)
		return 1;
	legs[1] =
	    (struct resolve_leg){ .contract =
				      d->subscribers[subscriber].wholesale,
		    .subscriber = subscriber,
		    .tier = TIER_WHOLESALE,
		    .direction = direction };
	return 2;
}

int
resolve_legs(const struct directory *d, const struct resolved *r,
    struct resolve_leg legs[RESOLVE_LEGS_MAX])
{
	const struct resolve_side *caller = &r->caller, *called = &r->called;
	int n = 0;

	if (caller->subscriber != DIRECTORY_NONE)
		n +=
		    subscriber_legs(d, caller->subscriber, DIRECTION_OUT, legs);
	else if (caller->group != DIRECTORY_NONE)
		legs[n++] =
		    (struct resolve_leg){ .contract =
					      d->group_contract[caller->group],
			    .subscriber = called->subscriber,
			    .tier = TIER_CARRIER,
			    .direction = DIRECTION_IN };
	if (called->subscriber != DIRECTORY_NONE)
		n += subscriber_legs(d, called->subscriber, DIRECTION_IN,
		    legs + n);
	else if (called->group != DIRECTORY_NONE)
		legs[n++] =
		    (struct resolve_leg){ .contract =
					      d->group_contract[called->group],
			    .subscriber = caller->subscriber,
			    .tier = TIER_CARRIER,
			    .direction = DIRECTION_OUT };
	return n;
}
