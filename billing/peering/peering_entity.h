#ifndef PEERING_PEERING_ENTITY_H
#define PEERING_PEERING_ENTITY_H

#include <stdint.h>

#include "base/entity.h"

/*
 * Interconnection partners, their servers and rules.
 *
 * Every struct is one row of the CSV file and table named in its comment; what
 * the members mean is said in the description in peering_entity.c; toll-load(1) lists
 * it. An empty text is NULL, an empty number ENTITY_NONE; a word is the enum value.
 */

enum transport {
	TRANSPORT_UDP,
	TRANSPORT_TCP,
	TRANSPORT_TLS
};
extern const char *const transport_words[];

enum inbound_field {
	INBOUND_FIELD_FROM_USER,
	INBOUND_FIELD_FROM_DOMAIN,
	INBOUND_FIELD_FROM_URI,
	INBOUND_FIELD_RURI_USER,
	INBOUND_FIELD_RURI_DOMAIN,
	INBOUND_FIELD_RURI_URI,
	INBOUND_FIELD_PAI_URI
};
extern const char *const inbound_field_words[];

/* peering_groups.csv: an interconnection partner */
struct peering_group {
	struct origin origin;
	const char *name;
	const char *contract;
	int64_t priority;
	const char *description;
	const char *time_set;
};

/* peering_servers.csv: servers of a group */
struct peering_server {
	struct origin origin;
	const char *group;
	const char *name;
	const char *ip;
	const char *host;
	int64_t port;
	int64_t transport; /* enum transport */
	int64_t weight;
	int64_t enabled;
	int64_t probe;
};

/* outbound_rules.csv: what may go out to a group */
struct outbound_rule {
	struct origin origin;
	const char *group;
	const char *callee_prefix;
	const char *callee_pattern;
	const char *caller_pattern;
	int64_t enabled;
	int64_t stopper;
	const char *description;
};

/* inbound_rules.csv: what a group may send */
struct inbound_rule {
	struct origin origin;
	const char *group;
	int64_t priority;
	int64_t field; /* enum inbound_field */
	const char *pattern;
	int64_t reject_code;
	const char *reject_reason;
	int64_t enabled;
};

/* time_sets.csv: when a group is active */
struct time_set {
	struct origin origin;
	const char *name;
	const char *days;
	int64_t from_s;
	int64_t to_s;
};

extern const struct entity entity_peering_groups;
extern const struct entity entity_peering_servers;
extern const struct entity entity_outbound_rules;
extern const struct entity entity_inbound_rules;
extern const struct entity entity_time_sets;

#endif /* PEERING_PEERING_ENTITY_H */
