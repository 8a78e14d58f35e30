/*
 * Who is on each side of a call, who is charged, and which group an off-net
 * side belongs to: each rule as a row, on a small operator.
 */
#include "../check.h"

#include "base/err.h"
#include "cdr/call.h"
#include "rating/master.h"
#include "rating/resolve.h"

#define NONE ENTITY_NONE
#define ANY  .valid_from_us = NONE, .valid_to_us = NONE
#define LIVE                                         \
	.activated_us = NONE, .terminated_us = NONE, \
	.status = CONTRACT_STATUS_ACTIVE

static struct contact contacts[] = { { .ref = "k-op" },
	{ .ref = "k-acme", .reseller = "acme" } };
static struct contract contracts[] = { { .ref = "north",
					   .kind = CONTRACT_KIND_PEERING,
					   .contact = "k-op",
					   LIVE },
	{ .ref = "rs",
	    .kind = CONTRACT_KIND_RESELLER,
	    .contact = "k-op",
	    LIVE },
	{ .ref = "south",
	    .kind = CONTRACT_KIND_PEERING,
	    .contact = "k-op",
	    LIVE } };
static struct reseller resellers[] = { { .name = "acme", .contract = "rs" } };
static struct customer customers[] = {
	{ .ref = "alice", .contact = "k-op", LIVE },
	{ .ref = "carol", .contact = "k-acme", LIVE },
	{ .ref = "trunks", .contact = "k-op", LIVE }
};
static struct subscriber subscribers[] = { { .ref = "a1",
					       .customer = "alice",
					       .username = "a1",
					       .domain = "op",
					       .number = "+49891",
					       LIVE },
	{ .ref = "a2",
	    .customer = "alice",
	    .username = "a2",
	    .domain = "op",
	    LIVE },
	{ .customer = "carol",
	    .username = "c1",
	    .domain = "acme",
	    .number = "+49691",
	    LIVE },
	{ .ref = "pbx",
	    .customer = "trunks",
	    .username = "pbx",
	    .domain = "op",
	    .type = SUBSCRIBER_TYPE_TRUNK,
	    LIVE } };
static struct alias aliases[] = {
	{ .number = "+4989100*", .subscriber = "pbx", ANY },
	{ .number = "+49891007*", .subscriber = "a2", ANY },
	{ .number = "+49892",
	    .subscriber = "a2",
	    .valid_from_us = 1000,
	    .valid_to_us = 2000 },
	{ .number = "+49892",
	    .subscriber = "c1@acme",
	    .valid_from_us = 2000,
	    .valid_to_us = NONE }
};
static struct trusted_source trusted_sources[] = {
	{ .subscriber = "pbx", .source = "192.0.2.0/24" },
	{ .subscriber = "a1",
	    .source = "192.0.2.7/32",
	    .from_pattern = "^reception@" }
};
static struct peering_group groups[] = {
	{ .name = "N", .contract = "north", .priority = 2 },
	{ .name = "S", .contract = "south", .priority = 1, .time_set = "night" }
};
static struct peering_server servers[] = {
	{ .group = "N", .name = "n1", .ip = "203.0.113.1", .enabled = 1 },
	{ .group = "N", .name = "old", .ip = "203.0.113.3", .enabled = 0 },
	{ .group = "N", .name = "x", .ip = "203.0.113.9", .enabled = 1 },
	{ .group = "S", .name = "s1", .ip = "203.0.113.2", .enabled = 1 },
	{ .group = "S", .name = "x", .ip = "203.0.113.9", .enabled = 1 }
};
static struct outbound_rule outbound[] = {
	{ .group = "N", .callee_prefix = "", .enabled = 1 },
	{ .group = "N", .callee_prefix = "+54", .enabled = 0 },
	{ .group = "S", .callee_prefix = "", .enabled = 1 },
	{ .group = "S",
	    .callee_prefix = "+541",
	    .enabled = 1,
	    .caller_pattern = "^4989" },
	{ .group = "S",
	    .callee_prefix = "39",
	    .enabled = 1,
	    .callee_pattern = "@rome$" }
};
static struct inbound_rule inbound[] = { { .group = "N",
					     .priority = 1,
					     .field = INBOUND_FIELD_FROM_USER,
					     .pattern = "^1",
					     .reject_code = 403,
					     .enabled = 1 },
	{ .group = "N",
	    .priority = 2,
	    .field = INBOUND_FIELD_RURI_USER,
	    .pattern = "^49",
	    .reject_code = NONE,
	    .enabled = 1 },
	{ .group = "S",
	    .priority = 1,
	    .field = INBOUND_FIELD_FROM_URI,
	    .pattern = "^sip:[12]",
	    .reject_code = NONE,
	    .enabled = 1 } };
static struct time_set time_sets[] = {
	{ .name = "night", .days = "daily", .from_s = 0, .to_s = 3600 }
};

#define ROWS(field, array) \
	.field = (array), .n_##field = sizeof(array) / sizeof((array)[0])

static struct directory *
build(void)
{
	static struct master m = { .zone = "UTC",
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
		ROWS(time_sets, time_sets) };
	struct err e = { .code = ERR_NONE };
	struct directory *d;

	if (directory_build(&d, &m, &e) < 0) {
		(void)printf("%s\n", e.text);
		exit(1);
	}
	return d;
}

/* A call that is told by what it has; the rest is empty, its start noon. */
#define CALL(...)           \
	{                   \
		__VA_ARGS__ \
	}
#define NOON  (INT64_C(12) * 3600000000)
#define NIGHT (INT64_C(1800) * 1000000)

struct row {
	const char *what;
	struct call call;
	struct resolve_format format;
	const char *caller, *called; /* subscriber, or group, or "" */
	enum unrated_reason reason;
	const char *legs; /* tier and direction of each, and contract */
};

static void
fill(const char **text)
{
	if (*text == NULL)
		*text = "";
}

static struct call
complete(struct call c)
{
	fill(&c.call_id);
	fill(&c.identity);
	fill(&c.source_number);
	fill(&c.source_domain);
	fill(&c.source_account);
	fill(&c.source_ip);
	fill(&c.source_user);
	fill(&c.source_peer);
	fill(&c.destination_number);
	fill(&c.destination_domain);
	fill(&c.destination_account);
	fill(&c.destination_peer);
	fill(&c.disposition);
	if (c.start_us == 0)
		c.start_us = NOON;
	return c;
}

static const char *
side_name(const struct directory *d, const struct resolve_side *s)
{
	if (s->subscriber != DIRECTORY_NONE)
		return d->subscribers[s->subscriber].name;
	if (s->group != DIRECTORY_NONE)
		return d->routes->groups[s->group].row->name;
	return "";
}

static void
check_row(const struct directory *d, struct resolver *r, const struct row *w)
{
	struct resolve_leg legs[RESOLVE_LEGS_MAX];
	struct call call = complete(w->call);
	struct resolved out;
	char text[256] = "";

	resolve_call(r, &w->format, &call, &out);
	CHECK_STR(side_name(d, &out.caller), w->caller, w->what);
	CHECK_STR(side_name(d, &out.called), w->called, w->what);
	CHECK_STR(unrated_reason_words[out.reason],
	    unrated_reason_words[w->reason], w->what);
	if (out.reason != UNRATED_NOT)
		return;
	for (int i = 0, n = resolve_legs(d, &out, legs); i < n; i++)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%c%c:%s ", tier_words[legs[i].tier][0],
		    direction_words[legs[i].direction][0],
		    d->contracts[legs[i].contract].ref);
	CHECK_STR(text, w->legs, w->what);
}

#define TRUST                     \
	{                         \
		.trust_cli = true \
	}
#define DEMAND                       \
	{                            \
		.demand_group = true \
	}
#define PLAIN                      \
	{                          \
		.trust_cli = false \
	}

static const struct row rows[] = {
	{ "account by ref, on-net by number",
	    CALL(.source_account = "a1", .destination_number = "+49691"), PLAIN,
	    "a1", "c1@acme", UNRATED_NOT, "ro:alice ri:carol wi:rs " },
	{ "account as user@domain, number without plus",
	    CALL(.source_account = "c1@acme", .destination_number = "49891"),
	    PLAIN, "c1@acme", "a1", UNRATED_NOT, "ro:carol wo:rs ri:alice " },
	{ "off-net out by the longest rule",
	    CALL(.source_account = "a1", .source_number = "+49891",
		.destination_number = "+5411", .start_us = NIGHT),
	    PLAIN, "a1", "S", UNRATED_NOT, "ro:alice co:south " },
	{ "caller pattern does not match: priority decides at night",
	    CALL(.source_account = "c1@acme", .source_number = "+49691",
		.destination_number = "+5411", .start_us = NIGHT),
	    PLAIN, "c1@acme", "S", UNRATED_NOT, "ro:carol wo:rs co:south " },
	{ "by day the group with a time set is out",
	    CALL(.source_account = "a1", .source_number = "+49891",
		.destination_number = "+5411"),
	    PLAIN, "a1", "N", UNRATED_NOT, "ro:alice co:north " },
	{ "callee pattern with @ sees the domain",
	    CALL(.source_account = "a1", .destination_number = "+3906",
		.destination_domain = "rome", .start_us = NIGHT),
	    PLAIN, "a1", "S", UNRATED_NOT, "ro:alice co:south " },
	{ "a named peer goes before the number",
	    CALL(.source_account = "a1", .destination_number = "+49691",
		.destination_peer = "N"),
	    PLAIN, "a1", "N", UNRATED_NOT, "ro:alice co:north " },
	{ "a server by name; transit",
	    CALL(.source_peer = "s1", .destination_number = "+331"), PLAIN, "S",
	    "N", UNRATED_NOT, "ci:south co:north " },
	{ "a server by address",
	    CALL(.source_ip = "203.0.113.2", .destination_number = "+49891"),
	    PLAIN, "S", "a1", UNRATED_NOT, "ci:south ri:alice " },
	{ "a server that is not in use",
	    CALL(.source_ip = "203.0.113.3", .destination_number = "+49891"),
	    PLAIN, "", "a1", UNRATED_NOT, "ri:alice " },
	{ "mapped address",
	    CALL(.source_ip = "::ffff:203.0.113.2",
		.destination_number = "+49891"),
	    PLAIN, "S", "a1", UNRATED_NOT, "ci:south ri:alice " },
	{ "two groups: inbound rules reject in N, accept in S",
	    CALL(.source_ip = "203.0.113.9", .source_number = "+1555",
		.destination_number = "+49891"),
	    PLAIN, "S", "a1", UNRATED_NOT, "ci:south ri:alice " },
	{ "two groups: only N accepts",
	    CALL(.source_peer = "x", .source_number = "+44",
		.destination_number = "+49891"),
	    PLAIN, "N", "a1", UNRATED_NOT, "ci:north ri:alice " },
	{ "two groups, both accept",
	    CALL(.source_ip = "203.0.113.9", .source_number = "+2",
		.destination_number = "+49891"),
	    PLAIN, "", "a1", UNRATED_AMBIGUOUS_PEER, "" },
	{ "trusted source by pattern and longest block",
	    CALL(.source_ip = "192.0.2.7", .source_user = "reception",
		.source_domain = "pbx", .destination_number = "+49691"),
	    PLAIN, "a1", "c1@acme", UNRATED_NOT, "ro:alice ri:carol wi:rs " },
	{ "trusted source without pattern",
	    CALL(.source_ip = "192.0.2.8", .destination_number = "+49691"),
	    PLAIN, "pbx", "c1@acme", UNRATED_NOT, "ro:trunks ri:carol wi:rs " },
	{ "a CLI is not trusted",
	    CALL(.source_number = "+49891", .destination_number = "+49691"),
	    PLAIN, "", "c1@acme", UNRATED_NOT, "ri:carol wi:rs " },
	{ "a CLI is trusted if the format says so",
	    CALL(.source_number = "+49891", .destination_number = "+49691"),
	    TRUST, "a1", "c1@acme", UNRATED_NOT, "ro:alice ri:carol wi:rs " },
	{ "longest range",
	    CALL(.source_account = "a1", .destination_number = "+4989100712"),
	    PLAIN, "a1", "a2", UNRATED_NOT, "ro:alice ri:alice " },
	{ "shorter range",
	    CALL(.source_account = "a1", .destination_number = "+4989100812"),
	    PLAIN, "a1", "pbx", UNRATED_NOT, "ro:alice ri:trunks " },
	{ "alias before it is valid",
	    CALL(.source_account = "a1", .destination_number = "+49892",
		.start_us = 999),
	    PLAIN, "a1", "S", UNRATED_NOT, "ro:alice co:south " },
	{ "alias valid, from inclusive",
	    CALL(.source_account = "a1", .destination_number = "+49892",
		.start_us = 1000),
	    PLAIN, "a1", "a2", UNRATED_NOT, "ro:alice ri:alice " },
	{ "alias of the next one, to exclusive",
	    CALL(.source_account = "a1", .destination_number = "+49892",
		.start_us = 2000),
	    PLAIN, "a1", "c1@acme", UNRATED_NOT, "ro:alice ri:carol wi:rs " },
	{ "a forwarded leg is paid by who forwards, off-net caller or not",
	    CALL(.source_account = "a1", .source_peer = "S",
		.destination_number = "+331", .disposition = "cfu"),
	    PLAIN, "a1", "N", UNRATED_NOT, "ro:alice co:north " },
	{ "forwarded by nobody we know",
	    CALL(.source_ip = "192.0.2.8", .destination_number = "+331",
		.disposition = "cfna"),
	    PLAIN, "", "N", UNRATED_NO_FORWARDER, "" },
	{ "unknown account",
	    CALL(.source_account = "who", .destination_number = "+331"), PLAIN,
	    "", "N", UNRATED_UNKNOWN_ACCOUNT, "" },
	{ "unknown peer",
	    CALL(.source_account = "a1", .destination_number = "+331",
		.destination_peer = "W"),
	    PLAIN, "a1", "", UNRATED_UNKNOWN_PEER, "" },
	{ "off-net caller without group",
	    CALL(.source_number = "+331", .destination_number = "+49891"),
	    PLAIN, "", "a1", UNRATED_NOT, "ri:alice " },
	{ "the format demands one",
	    CALL(.source_number = "+331", .destination_number = "+49891"),
	    DEMAND, "", "a1", UNRATED_NO_GROUP, "" },
};

static void
test_rows(const struct directory *d)
{
	struct resolver r;

	resolver_init(&r, d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(d, &r, &rows[i]);
	resolver_free(&r);
}

static void
test_flags(const struct directory *d)
{
	struct call c = complete((struct call)CALL(.source_account = "pbx",
	    .source_number = "+49891", .destination_number = "+4989100812"));
	struct resolve_format f = PLAIN;
	struct resolved out;
	struct resolver r;

	resolver_init(&r, d);
	resolve_call(&r, &f, &c, &out);
	CHECK(out.internal, "both sides are of one customer");
	CHECK(out.foreign_cli, "the trunk shows another one's number");
	c.source_number = "+49891005";
	resolve_call(&r, &f, &c, &out);
	CHECK(!out.foreign_cli, "a number of its own range");
	c.source_number = "anonymous";
	c.source_user = "+49891009";
	resolve_call(&r, &f, &c, &out);
	CHECK_STR(out.source, "49891009", "anonymous: the user, if a number");
	CHECK(!out.foreign_cli, "no number shown");
	c.source_user = "pbx";
	resolve_call(&r, &f, &c, &out);
	CHECK_STR(out.source, "anonymous", "the user is no number");
	resolver_free(&r);
}

static void
test_stopper(const struct directory *d)
{
	struct route_query q = { .at_us = NIGHT,
		.caller = "49891",
		.caller_domain = "",
		.callee = "5411",
		.callee_domain = "" };
	struct band_clock clock = BAND_CLOCK(d->zone);
	struct route_candidate c[4];
	struct resolver r;
	struct err e = { .code = ERR_NONE };

	resolver_init(&r, d);
	q.clock = &clock;
	CHECK_I64(routes_outbound(d->routes, &q, r.pattern, c, 4, &e), 2,
	    "each group once");
	CHECK_I64(c[0].prefix_len, 3, "longest prefix first");
	outbound[3].stopper = 1;
	CHECK_I64(routes_outbound(d->routes, &q, r.pattern, c, 4, &e), 1,
	    "a stopper ends the list");
	outbound[3].stopper = 0;
	resolver_free(&r);
}

int
main(void)
{
	struct directory *d = build();

	test_rows(d);
	test_flags(d);
	test_stopper(d);
	directory_free(d);
	return check_done();
}
