#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "peering/route.h"
#include "tariff/tariff_entity.h"
#include "tel/number.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"

static const char *
text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static int
compare_groups(const void *a, const void *b)
{
	const struct route_group *x = a, *y = b;

	return strcmp(x->row->name, y->row->name);
}

static uint32_t
find_group(const struct routes *r, const char *name)
{
	for (size_t i = 0; i < r->ngroups; i++)
		if (strcmp(r->groups[i].row->name, name) == 0)
			return (uint32_t)i;
	return ROUTE_NONE;
}

/* Band 1 where the group's time set holds. */
static int
build_time_set(struct routes *r, struct route_group *g,
    const struct route_input *in, struct err *e)
{
	const char *name = text_or_empty(g->row->time_set);
	struct band_window *w;
	size_t n = 0;

	if (*name == '\0')
		return 0;
	g->timed = true;
	w = ARENA_NEW(&r->arena, struct band_window, in->ntime_sets);
	for (size_t i = 0; i < in->ntime_sets; i++) {
		const struct time_set *t = &in->time_sets[i];

		if (strcmp(t->name, name) != 0)
			continue;
		w[n] = (struct band_window){ .from_s = t->from_s,
			.until_s = t->to_s,
			.band = 1 };
		if (days_parse(&w[n++].days, t->days, &r->arena, e) < 0)
			return err_ctx(e, "time set %s", name);
	}
	if (n == 0)
		return err_set(e, ERR_DATA,
		    "peering group %s: there is no time set %s", g->row->name,
		    name);
	if (band_table_build(&g->active, w, n, in->holidays, in->nholidays,
		&r->arena, e) < 0)
		return err_ctx(e, "time set %s", name);
	return 0;
}

static int
build_groups(struct routes *r, const struct route_input *in, struct err *e)
{
	r->ngroups = in->ngroups;
	r->groups = ARENA_NEW(&r->arena, struct route_group, in->ngroups);
	for (size_t i = 0; i < in->ngroups; i++)
		r->groups[i].row = &in->groups[i];
	if (r->ngroups > 1)
		qsort(r->groups, r->ngroups, sizeof(*r->groups),
		    compare_groups);
	for (size_t i = 0; i < r->ngroups; i++)
		if (build_time_set(r, &r->groups[i], in, e) < 0)
			return -1;
	return 0;
}

/* By name; the name of a group before servers of that name. */
static int
compare_names(const void *a, const void *b)
{
	const struct route_name *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	if ((x->server == ROUTE_NONE) != (y->server == ROUTE_NONE))
		return x->server == ROUTE_NONE ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->server > y->server) - (x->server < y->server);
}

static int
compare_servers(const void *a, const void *b)
{
	const struct route_server *x = a, *y = b;
	int order = memcmp(&x->address, &y->address, sizeof(x->address));

	if (order != 0)
		return order;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void
add_name(struct routes *r, const char *name, uint32_t group, uint32_t server)
{
	if (name != NULL && *name != '\0')
		r->names[r->nnames++] = (struct route_name){ .name = name,
			.group = group,
			.server = server };
}

static int
build_servers(struct routes *r, const struct route_input *in, struct err *e)
{
	r->names = ARENA_NEW(&r->arena, struct route_name,
	    in->ngroups + 3 * in->nservers);
	r->servers = ARENA_NEW(&r->arena, struct route_server, in->nservers);
	for (size_t i = 0; i < r->ngroups; i++)
		add_name(r, r->groups[i].row->name, (uint32_t)i, ROUTE_NONE);
	for (size_t i = 0; i < in->nservers; i++) {
		const struct peering_server *s = &in->servers[i];
		struct route_server *out = &r->servers[r->nservers];
		uint32_t group = find_group(r, s->group);

		if (group == ROUTE_NONE)
			return err_set(e, ERR_DATA,
			    "server %s: there is no peering group %s", s->name,
			    s->group);
		add_name(r, s->name, group, (uint32_t)i);
		add_name(r, s->host, group, (uint32_t)i);
		add_name(r, s->ip, group, (uint32_t)i);
		if (s->enabled == 0 || text_or_empty(s->ip)[0] == '\0')
			continue;
		if (!address_parse(s->ip, &out->address))
			return err_set(e, ERR_DATA,
			    "server %s: \"%.60s\" is not an address", s->name,
			    s->ip);
		out->group = group;
		out->row = (uint32_t)i;
		r->nservers++;
	}
	if (r->nnames > 1)
		qsort(r->names, r->nnames, sizeof(*r->names), compare_names);
	for (size_t i = 0; i < r->nnames; i++) {
		struct route_name *k = &r->names[i];

		(void)textmap_put(&r->by_name, k->name, (uint32_t)i);
		k->last = i + 1 == r->nnames || strcmp(k[1].name, k->name) != 0;
	}
	if (r->nservers > 1)
		qsort(r->servers, r->nservers, sizeof(*r->servers),
		    compare_servers);
	return 0;
}

static int
compile_pattern(const struct pattern **out, const char *text, const char *group,
    struct err *e)
{
	struct pattern *p;

	*out = NULL;
	if (text == NULL || *text == '\0')
		return 0;
	if (pattern_compile(&p, text, e) < 0)
		return err_ctx(e, "peering group %s: pattern \"%s\"", group,
		    text);
	*out = p;
	return 0;
}

static const char *
rule_prefix(const struct outbound_rule *o)
{
	return number_key(text_or_empty(o->callee_prefix));
}

/* What stands first wins: see routes_outbound(). */
struct ranked {
	const struct route_group *group;
	struct route_outbound_rule rule;
};

static int
compare_outbound(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = strcmp(rule_prefix(x->rule.row), rule_prefix(y->rule.row));

	if (order != 0)
		return order;
	if (x->group->row->priority != y->group->row->priority)
		return x->group->row->priority < y->group->row->priority ? -1
									 : 1;
	if (x->rule.group != y->rule.group)
		return x->rule.group < y->rule.group ? -1 : 1;
	return x->rule.row > y->rule.row ? 1 : -1;
}

/* One tree entry for each distinct prefix. */
static int
build_prefixes(struct routes *r, struct err *e)
{
	struct prefix_entry *entries =
	    mem_calloc(r->noutbound + 1, sizeof(*entries));
	size_t n = 0;
	int status;

	r->ranges = ARENA_NEW(&r->arena, struct route_range, r->noutbound);
	for (size_t i = 0; i < r->noutbound; i++) {
		const char *prefix = rule_prefix(r->outbound[i].row);

		if (n > 0 && strcmp(entries[n - 1].prefix, prefix) == 0) {
			r->ranges[n - 1].count++;
			continue;
		}
		r->ranges[n] =
		    (struct route_range){ .first = (uint32_t)i, .count = 1 };
		entries[n] = (struct prefix_entry){ .prefix = prefix,
			.value = (uint32_t)n };
		n++;
	}
	status = n == 0 ? 0 : prefix_tree_build(&r->prefixes, entries, n, e);
	free(entries);
	return status;
}

static int
build_outbound(struct routes *r, const struct route_input *in, struct err *e)
{
	struct ranked *ranked = mem_calloc(in->noutbound + 1, sizeof(*ranked));
	size_t n = 0;
	int status = 0;

	r->outbound =
	    ARENA_NEW(&r->arena, struct route_outbound_rule, in->noutbound);
	for (size_t i = 0; i < in->noutbound; i++) {
		const struct outbound_rule *o = &in->outbound[i];
		uint32_t group = find_group(r, o->group);

		if (o->enabled == 0 || group == ROUTE_NONE)
			continue;
		ranked[n].group = &r->groups[group];
		ranked[n].rule.group = group;
		ranked[n++].rule.row = o;
	}
	if (n > 1)
		qsort(ranked, n, sizeof(*ranked), compare_outbound);
	for (size_t i = 0; i < n; i++)
		r->outbound[i] = ranked[i].rule;
	free(ranked);
	r->noutbound = n;
	for (size_t i = 0; i < n && status == 0; i++) {
		struct route_outbound_rule *o = &r->outbound[i];

		status = compile_pattern(&o->callee, o->row->callee_pattern,
		    o->row->group, e);
		if (status == 0)
			status = compile_pattern(&o->caller,
			    o->row->caller_pattern, o->row->group, e);
	}
	return status < 0 ? -1 : build_prefixes(r, e);
}

static int
compare_inbound(const void *a, const void *b)
{
	const struct route_inbound_rule *x = a, *y = b;

	if (x->row->priority != y->row->priority)
		return x->row->priority < y->row->priority ? -1 : 1;
	return x->row > y->row ? 1 : -1;
}

static int
build_inbound(struct routes *r, const struct route_input *in, struct err *e)
{
	r->inbound =
	    ARENA_NEW(&r->arena, struct route_inbound_rule, in->ninbound);
	for (size_t g = 0; g < r->ngroups; g++) {
		struct route_group *group = &r->groups[g];

		group->inbound = (uint32_t)r->ninbound;
		for (size_t i = 0; i < in->ninbound; i++) {
			struct route_inbound_rule *rule;

			if (in->inbound[i].enabled == 0 ||
			    strcmp(in->inbound[i].group, group->row->name) != 0)
				continue;
			rule = &r->inbound[r->ninbound++];
			rule->row = &in->inbound[i];
			if (compile_pattern(&rule->pattern, rule->row->pattern,
				group->row->name, e) < 0)
				return -1;
		}
		group->ninbound = (uint32_t)r->ninbound - group->inbound;
		if (group->ninbound > 1)
			qsort(&r->inbound[group->inbound], group->ninbound,
			    sizeof(*r->inbound), compare_inbound);
	}
	return 0;
}

int
routes_build(struct routes **out, const struct route_input *in, struct err *e)
{
	struct routes *r = mem_calloc(1, sizeof(*r));

	*out = NULL;
	if (build_groups(r, in, e) < 0 || build_servers(r, in, e) < 0 ||
	    build_outbound(r, in, e) < 0 || build_inbound(r, in, e) < 0) {
		routes_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

static void
free_pattern(const struct pattern *p)
{
	pattern_free((struct pattern *)(uintptr_t)p);
}

void
routes_free(struct routes *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->noutbound; i++) {
		free_pattern(r->outbound[i].callee);
		free_pattern(r->outbound[i].caller);
	}
	for (size_t i = 0; i < r->ninbound; i++)
		free_pattern(r->inbound[i].pattern);
	prefix_tree_free(r->prefixes);
	textmap_free(&r->by_name);
	arena_free(&r->arena);
	free(r);
}
