/*
 * Any call, on a small operator with subscribers, a reseller, trusted sources,
 * peers, rules and patterns that backtrack: both sides are resolved or there is
 * a reason, every contract that is charged has a price whose blocks add up, or
 * a reason, and asking again gives the same.
 */
#include <assert.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "cdr/call.h"
#include "rating/directory.h"
#include "rating/explain.h"
#include "rating/master.h"

#include "../unit/price_list.h"
#include "fuzz_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NONE ENTITY_NONE
#define LIVE                                         \
	.activated_us = NONE, .terminated_us = NONE, \
	.status = CONTRACT_STATUS_ACTIVE

static struct contact contacts[] = { { .ref = "k" },
	{ .ref = "ka", .reseller = "acme", .timezone = "Asia/Tokyo" } };
static struct contract contracts[] = {
	{ .ref = "north", .kind = CONTRACT_KIND_PEERING, .contact = "k", LIVE },
	{ .ref = "rs", .kind = CONTRACT_KIND_RESELLER, .contact = "k", LIVE },
	{ .ref = "south", .kind = CONTRACT_KIND_PEERING, .contact = "k", LIVE }
};
static struct reseller resellers[] = { { .name = "acme", .contract = "rs" } };
static struct customer customers[] = { { .ref = "alice", .contact = "k", LIVE },
	{ .ref = "carol", .contact = "ka", LIVE } };
static struct subscriber subscribers[] = { { .ref = "a1",
					       .customer = "alice",
					       .username = "a1",
					       .domain = "op",
					       .number = "+491",
					       LIVE },
	{ .ref = "a2",
	    .customer = "alice",
	    .username = "a2",
	    .domain = "op",
	    .type = SUBSCRIBER_TYPE_TRUNK,
	    LIVE },
	{ .customer = "carol",
	    .username = "c1",
	    .domain = "acme",
	    .number = "+492",
	    LIVE } };
static struct alias aliases[] = { { .number = "+493*",
    .subscriber = "a2",
    .valid_from_us = NONE,
    .valid_to_us = NONE } };
static struct trusted_source trusted_sources[] = {
	{ .subscriber = "a2", .source = "192.0.2.0/24" },
	{ .subscriber = "a1",
	    .source = "192.0.2.7/32",
	    .from_pattern = "^(1+)+$" }
};
static struct peering_group groups[] = {
	{ .name = "N", .contract = "north", .priority = 2 },
	{ .name = "S", .contract = "south", .priority = 1 }
};
static struct peering_server servers[] = {
	{ .group = "N", .name = "n1", .ip = "203.0.113.1", .enabled = 1 },
	{ .group = "S", .name = "s1", .ip = "2001:db8::1", .enabled = 1 },
	{ .group = "S", .name = "x", .ip = "203.0.113.1", .enabled = 1 }
};
static struct outbound_rule outbound[] = {
	{ .group = "N", .callee_prefix = "", .enabled = 1 },
	{ .group = "S", .callee_pattern = "^(2+)+$", .enabled = 1 }
};
static struct inbound_rule inbound[] = { { .group = "N",
    .priority = 1,
    .field = INBOUND_FIELD_FROM_USER,
    .pattern = "^1",
    .reject_code = NONE,
    .enabled = 1 } };
static struct band bands[] = { { .profile = "r",
    .band = "offpeak",
    .days = "daily",
    .from_s = 0,
    .to_s = 8 * 3600 } };
static struct schedule schedule[] = {
	{ .contract = "alice", .profile = "r", .valid_from_us = NONE },
	{ .contract = "carol", .profile = "r", .valid_from_us = NONE },
	{ .contract = "north", .profile = "w", .valid_from_us = NONE },
	{ .contract = "rs", .profile = "w", .valid_from_us = 0 }
};

static const struct directory *
directory(void)
{
	static struct profile profiles[2];
	static struct fee fees[6];
	static struct directory *d;
	static struct master m;
	struct err e = { .code = ERR_NONE };

	if (d != NULL)
		return d;
	profiles[0] = price_list_profile("r");
	profiles[0].max_call_charge_e8 = CENT_E8(500);
	profiles[0].split_bands = 1;
	profiles[1] = price_list_profile("w");
	fees[0] = price_list_fee("r", "4");
	fees[0].init_rate_e12 = fees[0].follow_rate_e12 = CENT_E12(4);
	fees[1] = price_list_fee("r", "^(3+)+$");
	fees[1].match = MATCH_REGEX_LONGEST_MATCH;
	fees[2] = price_list_fee("r", "5");
	fees[2].band = "offpeak";
	fees[3] = price_list_fee("w", "4");
	fees[3].init_rate_e12 = INT64_MAX;
	fees[3].follow_interval = 8640000;
	fees[3].follow_rate_e12 = INT64_MIN + 1;
	fees[4] = price_list_fee("w", "@op$");
	fees[4].match = MATCH_REGEX_LONGEST_PATTERN;
	fees[5] = price_list_fee("w", "4");
	fees[5].direction = DIRECTION_IN;
	for (size_t i = 0; i < 4; i++)
		schedule[i].valid_to_us = NONE;
#define ROWS(field, array) \
	.field = (array), .n_##field = sizeof(array) / sizeof((array)[0])
	m = (struct master){ .zone = "Europe/Berlin",
		ROWS(contacts, contacts),
		ROWS(contracts, contracts),
		ROWS(resellers, resellers),
		ROWS(customers, customers),
		ROWS(subscribers, subscribers),
		ROWS(aliases, aliases),
		ROWS(trusted_sources, trusted_sources),
		ROWS(peering_groups, groups),
		ROWS(peering_servers, servers),
		ROWS(outbound_rules, outbound),
		ROWS(inbound_rules, inbound),
		ROWS(profiles, profiles),
		ROWS(bands, bands),
		ROWS(profile_schedule, schedule),
		ROWS(fees, fees) };
	assert(directory_build(&d, &m, &e) == 0);
	return d;
}

/* One of some texts that mean something, or any. */
static const char *
text(struct fuzz_bytes *b, struct arena *a)
{
	static const char *const known[] = { "", "a1", "a2@op", "c1@acme",
		"+491", "+4931234", "4411111111111111111111111111111111",
		"192.0.2.7", "203.0.113.1", "2001:db8::1", "N", "S", "n1", "x",
		"anonymous", "11111111111111111111111111111111111112",
		"33333333333333333333333333333333333334",
		"22222222222222222222222222222222222223", "op", "cfu" };
	unsigned n = fuzz_byte(b);
	char out[300];

	if (n < sizeof(known) / sizeof(known[0]))
		return known[n];
	n = fuzz_pick(b, 40);
	for (unsigned i = 0; i < n; i++) {
		out[i] = (char)(fuzz_byte(b) & 0x7f);
		if (out[i] == '\0')
			out[i] = '0';
	}
	return arena_strndup(a, out, n);
}

static void
make_call(struct call *c, struct fuzz_bytes *b, struct arena *a)
{
	static const int64_t durations[] = { 0, 1, 60000, 2678400000,
		INT64_C(999999999999), INT64_MAX, 59999, 3600000 };
	const char **texts[] = { &c->call_id, &c->source_number,
		&c->source_domain, &c->source_account, &c->source_ip,
		&c->source_user, &c->source_peer, &c->destination_number,
		&c->destination_domain, &c->destination_account,
		&c->destination_peer, &c->disposition };

	*c = (struct call){ .setup_us = CALL_NO_SETUP, .identity = "" };
	c->type = fuzz_pick(b, 2);
	c->start_us = (int64_t)(fuzz_u64(b) % UINT64_C(4000000000000000));
	c->duration_ms = durations[fuzz_pick(b, 8)];
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = text(b, a);
}

static void
check_leg(const struct explain_leg *l, const struct explain_leg *again)
{
	const struct reduce_price *p = &l->price;

	assert(p->reason == again->price.reason);
	assert(p->charged == again->price.charged);
	assert(!p->charged || p->reason == UNRATED_NOT);
	if (p->reason == UNRATED_PATTERN)
		assert(p->select.gave_up != NULL);
	/* who pays for the calling side has a price, or a reason */
	if (l->item.direction == DIRECTION_OUT && !l->item.call->internal)
		assert(p->charged || p->reason != UNRATED_NOT);
	if (!p->charged)
		return;
	assert(p->select.fee != NULL);
	assert(p->rate.price_e8 == again->price.rate.price_e8);
	assert(p->rate.cash_e8 == 0);
	if (p->profile->row->max_call_charge_e8 != NONE)
		assert(p->rate.price_e8 <= p->profile->row->max_call_charge_e8);
}

static void
explain(const struct resolve_format *f, const struct call *c, struct arena *a,
    struct explain *x)
{
	struct err e = { .code = ERR_NONE };

	assert(explain_call(directory(), f, c, a, x, &e) == 0);
	assert(explain_past_state(directory(), NULL, a, x, &e) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes b = { data, size };
	struct arena a = { 0 };

	do {
		unsigned flags = fuzz_byte(&b);
		struct resolve_format f = { .trust_cli = flags & 1,
			.demand_group = flags >> 1 & 1 };
		struct explain x, again;
		struct call c;

		make_call(&c, &b, &a);
		explain(&f, &c, &a, &x);
		explain(&f, &c, &a, &again);
		assert(x.resolved.reason == again.resolved.reason);
		assert(x.nlegs == again.nlegs && x.nlegs <= RESOLVE_LEGS_MAX);
		assert(x.resolved.reason == UNRATED_NOT || x.nlegs == 0);
		for (int i = 0; i < x.nlegs; i++)
			check_leg(&x.legs[i], &again.legs[i]);
	} while (b.left > 0);
	arena_free(&a);
	return 0;
}
