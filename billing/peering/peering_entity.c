#include "peering/peering_entity.h"

#include "base/words.h"

const char *const transport_words[] = { "udp", "tcp", "tls", NULL };
const char *const inbound_field_words[] = { "from_user", "from_domain", "from_uri", "ruri_user", "ruri_domain", "ruri_uri", "pai_uri", NULL };

/* clang-format off: one field a line, in the order of the file */
#define FIELDS(f) .fields = (f), .nfields = sizeof(f) / sizeof((f)[0])

static const struct field peering_groups_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(peering_group, name), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "contract", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(peering_group, contract), NULL, "contracts", 0, 0, NULL,
	    "contract of kind peering" },
	{ "priority", FIELD_INT, FIELD_REQUIRED, FIELD_AT(peering_group, priority), NULL, NULL, 1, 9, NULL,
	    "1 first" },
	{ "description", FIELD_TEXT, 0, FIELD_AT(peering_group, description), NULL, NULL, 0, 0, NULL,
	    "text" },
	{ "time_set", FIELD_TEXT, 0, FIELD_AT(peering_group, time_set), NULL, "time_sets", 0, 0, NULL,
	    "when it is active" },
};

const struct entity entity_peering_groups = {
	.name = "peering_groups",
	.size = sizeof(struct peering_group),
	FIELDS(peering_groups_fields),
	.help = "an interconnection partner",
};

static const struct field peering_servers_fields[] = {
	{ "group", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(peering_server, group), NULL, "peering_groups", 0, 0, NULL,
	    "group" },
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(peering_server, name), NULL, NULL, 0, 0, NULL,
	    "key in the group" },
	{ "ip", FIELD_TEXT, FIELD_ADDRESS, FIELD_AT(peering_server, ip), NULL, NULL, 0, 0, NULL,
	    "address" },
	{ "host", FIELD_TEXT, 0, FIELD_AT(peering_server, host), NULL, NULL, 0, 0, NULL,
	    "host name" },
	{ "port", FIELD_INT, 0, FIELD_AT(peering_server, port), NULL, NULL, 1, 65535, "5060",
	    "port" },
	{ "transport", FIELD_WORD, 0, FIELD_AT(peering_server, transport), transport_words, NULL, 0, 0, "udp",
	    "transport" },
	{ "weight", FIELD_INT, 0, FIELD_AT(peering_server, weight), NULL, NULL, 0, 127, "1",
	    "share" },
	{ "enabled", FIELD_BOOL, 0, FIELD_AT(peering_server, enabled), NULL, NULL, 0, 0, "yes",
	    "in use" },
	{ "probe", FIELD_BOOL, 0, FIELD_AT(peering_server, probe), NULL, NULL, 0, 0, "no",
	    "probed" },
};

const struct entity entity_peering_servers = {
	.name = "peering_servers",
	.size = sizeof(struct peering_server),
	FIELDS(peering_servers_fields),
	.help = "servers of a group",
};

static const struct field outbound_rules_fields[] = {
	{ "group", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(outbound_rule, group), NULL, "peering_groups", 0, 0, NULL,
	    "group" },
	{ "callee_prefix", FIELD_TEXT, FIELD_KEY, FIELD_AT(outbound_rule, callee_prefix), NULL, NULL, 0, 0, NULL,
	    "prefix of the called number" },
	{ "callee_pattern", FIELD_TEXT, FIELD_KEY, FIELD_AT(outbound_rule, callee_pattern), NULL, NULL, 0, 0, NULL,
	    "pattern on the called side" },
	{ "caller_pattern", FIELD_TEXT, FIELD_KEY, FIELD_AT(outbound_rule, caller_pattern), NULL, NULL, 0, 0, NULL,
	    "pattern on the calling side" },
	{ "enabled", FIELD_BOOL, 0, FIELD_AT(outbound_rule, enabled), NULL, NULL, 0, 0, "yes",
	    "in use" },
	{ "stopper", FIELD_BOOL, 0, FIELD_AT(outbound_rule, stopper), NULL, NULL, 0, 0, "no",
	    "ends the list" },
	{ "description", FIELD_TEXT, 0, FIELD_AT(outbound_rule, description), NULL, NULL, 0, 0, NULL,
	    "text" },
};

const struct entity entity_outbound_rules = {
	.name = "outbound_rules",
	.size = sizeof(struct outbound_rule),
	FIELDS(outbound_rules_fields),
	.help = "what may go out to a group",
};

static const struct field inbound_rules_fields[] = {
	{ "group", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(inbound_rule, group), NULL, "peering_groups", 0, 0, NULL,
	    "group" },
	{ "priority", FIELD_INT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(inbound_rule, priority), NULL, NULL, 0, 1000000, NULL,
	    "order" },
	{ "field", FIELD_WORD, FIELD_KEY, FIELD_AT(inbound_rule, field), inbound_field_words, NULL, 0, 0, "from_uri",
	    "what is looked at" },
	{ "pattern", FIELD_TEXT, FIELD_KEY, FIELD_AT(inbound_rule, pattern), NULL, NULL, 0, 0, NULL,
	    "pattern" },
	{ "reject_code", FIELD_INT, 0, FIELD_AT(inbound_rule, reject_code), NULL, NULL, 300, 699, NULL,
	    "refuse with" },
	{ "reject_reason", FIELD_TEXT, 0, FIELD_AT(inbound_rule, reject_reason), NULL, NULL, 0, 0, NULL,
	    "text of the refusal" },
	{ "enabled", FIELD_BOOL, 0, FIELD_AT(inbound_rule, enabled), NULL, NULL, 0, 0, "yes",
	    "in use" },
};

const struct entity entity_inbound_rules = {
	.name = "inbound_rules",
	.size = sizeof(struct inbound_rule),
	FIELDS(inbound_rules_fields),
	.help = "what a group may send",
};

static const struct field time_sets_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(time_set, name), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "days", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(time_set, days), NULL, NULL, 0, 0, NULL,
	    "days as in bands" },
	{ "from", FIELD_CLOCK, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(time_set, from_s), NULL, NULL, 0, 0, NULL,
	    "start" },
	{ "to", FIELD_CLOCK, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(time_set, to_s), NULL, NULL, 0, 0, NULL,
	    "end, exclusive" },
};

const struct entity entity_time_sets = {
	.name = "time_sets",
	.size = sizeof(struct time_set),
	FIELDS(time_sets_fields),
	.help = "when a group is active",
};

/* clang-format on */
