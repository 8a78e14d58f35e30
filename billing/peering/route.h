#ifndef PEERING_ROUTE_H
#define PEERING_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cidr.h"
#include "base/textmap.h"
#include "peering/peering_entity.h"
#include "tariff/band_table.h"

struct err;
struct holiday;
struct pattern;
struct pattern_scratch;
struct prefix_tree;

/*
 * Interconnection partners as rating and toll-route read them: which group an
 * off-net side belongs to.
 *
 * Built once from the rows of master data (borrowed, they must live longer),
 * read only afterwards, by any number of threads.  Groups are numbered in
 * order of their names.
 */
#define ROUTE_NONE       UINT32_MAX
#define ROUTE_GROUPS_MAX 16 /* groups one name or address may belong to */
#define ROUTE_TEXT_MAX   1024

struct route_group {
	const struct peering_group *row;
	struct band_table active;   /* band 1: active; of its time set */
	bool timed;                 /* has a time set */
	uint32_t inbound, ninbound; /* enabled rules, by priority */
};

/* Something a record may call a group by. */
struct route_name {
	const char *name;
	uint32_t group;
	uint32_t server; /* row, or ROUTE_NONE: the group's own name */
	bool last;       /* of its name */
};

struct route_server {
	struct address address;
	uint32_t group;
	uint32_t row;
};

struct route_outbound_rule {
	const struct outbound_rule *row;
	uint32_t group;
	const struct pattern *callee, *caller; /* NULL matches all */
};

struct route_inbound_rule {
	const struct inbound_rule *row;
	const struct pattern *pattern; /* NULL matches all */
};

struct routes {
	struct route_group *groups;
	size_t ngroups;
	struct route_name *names; /* by name, then group names first */
	size_t nnames;
	struct textmap by_name;       /* -> the first of names */
	struct route_server *servers; /* enabled ones, by address */
	size_t nservers;
	struct prefix_tree *prefixes; /* value: index in ranges */
	struct route_range {
		uint32_t first, count; /* of outbound */
	} * ranges;
	struct route_outbound_rule *outbound; /* by prefix, priority, group */
	size_t noutbound;
	struct route_inbound_rule *inbound;
	size_t ninbound;
	struct arena arena;
};

struct route_input {
	const struct peering_group *groups;
	size_t ngroups;
	const struct peering_server *servers;
	size_t nservers;
	const struct outbound_rule *outbound;
	size_t noutbound;
	const struct inbound_rule *inbound;
	size_t ninbound;
	const struct time_set *time_sets;
	size_t ntime_sets;
	const struct holiday *holidays;
	size_t nholidays;
};

/* ERR_DATA names the group or rule at fault. */
int routes_build(struct routes **, const struct route_input *, struct err *);
void routes_free(struct routes *); /* NULL is allowed */

/* Both sides of a call.  Users have no leading +; no member is NULL. */
struct route_query {
	int64_t at_us;
	const char *caller, *caller_domain;
	const char *callee, *callee_domain;
	struct band_clock *clock; /* of the operator's zone */
};

struct route_candidate {
	uint32_t group;
	uint32_t rule; /* index in outbound */
	size_t prefix_len;
};

/*
 * The groups a call to ${q->callee} may go out to, best first: groups with an
 * enabled rule whose prefix, callee pattern and caller pattern match and whose
 * time set holds; longest prefix first, then the group's priority, then its
 * name; a rule with stopper ends the list.  Patterns that contain @ are matched
 * against user@domain, others against the user.  Returns their number, at most
 * ${max}; -1 ERR_DATA if a pattern gave up.
 */
int routes_outbound(const struct routes *, const struct route_query *,
    struct pattern_scratch *, struct route_candidate *, int max, struct err *);

/*
 * Do the inbound rules of ${group} accept the call?  The first enabled rule
 * that matches decides, by its reject code; with no rule at all everything is
 * accepted, with rules of which none matches nothing is.  1, 0 or -1;
 * *rule (may be NULL) is the index of the rule that decided or ROUTE_NONE.
 */
int routes_accept(const struct routes *, uint32_t group,
    const struct route_query *, struct pattern_scratch *, uint32_t *rule,
    struct err *);

/* The distinct groups that are called ${name}: a group, else servers by name,
 * host or address.  Returns their number. */
size_t routes_by_name(const struct routes *, const char *name,
    uint32_t groups[ROUTE_GROUPS_MAX]);

/* The distinct groups with an enabled server at ${address}. */
size_t routes_by_address(const struct routes *, const struct address *,
    uint32_t groups[ROUTE_GROUPS_MAX]);

#endif /* PEERING_ROUTE_H */
