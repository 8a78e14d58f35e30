#include "peering/route.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"

#define HITS_MAX 64

static bool
is_active(const struct route_group *g, const struct route_query *q)
{
	int64_t until_us;

	return !g->timed ||
	    band_table_at(&g->active, q->clock, q->at_us, &until_us) == 1;
}

/* A pattern that contains @ looks at user@domain, else at the user. */
static int
match_side(const struct pattern *p, struct pattern_scratch *scratch,
    const char *user, const char *domain, struct err *e)
{
	char text[ROUTE_TEXT_MAX];
	int len;

	if (p == NULL)
		return 1;
	if (strchr(pattern_text(p), '@') == NULL)
		return pattern_match(p, scratch, user, strlen(user), NULL, e);
	len = snprintf(text, sizeof(text), "%s@%s", user, domain);
	if (len < 0 || (size_t)len >= sizeof(text))
		len = (int)sizeof(text) - 1;
	return pattern_match(p, scratch, text, (size_t)len, NULL, e);
}

static int
match_rule(const struct routes *r, const struct route_outbound_rule *o,
    const struct route_query *q, struct pattern_scratch *scratch, struct err *e)
{
	int status;

	if (!is_active(&r->groups[o->group], q))
		return 0;
	status = match_side(o->callee, scratch, q->callee, q->callee_domain, e);
	if (status != 1)
		return status;
	return match_side(o->caller, scratch, q->caller, q->caller_domain, e);
}

static bool
is_listed(const struct route_candidate *c, int n, uint32_t group)
{
	for (int i = 0; i < n; i++)
		if (c[i].group == group)
			return true;
	return false;
}

int
routes_outbound(const struct routes *r, const struct route_query *q,
    struct pattern_scratch *scratch, struct route_candidate *out, int max,
    struct err *e)
{
	struct prefix_hit hits[HITS_MAX];
	size_t nhits;
	int n = 0;

	if (r->prefixes == NULL)
		return 0;
	nhits = prefix_tree_all(r->prefixes, q->callee, strlen(q->callee), hits,
	    HITS_MAX);
	for (size_t h = 0; h < nhits; h++) {
		const struct route_range *range = &r->ranges[hits[h].value];

		for (uint32_t i = range->first;
		     i < range->first + range->count && n < max; i++) {
			const struct route_outbound_rule *o = &r->outbound[i];
			int status = match_rule(r, o, q, scratch, e);

			if (status < 0)
				return -1;
			if (status == 0)
				continue;
			if (!is_listed(out, n, o->group))
				out[n++] =
				    (struct route_candidate){ .group = o->group,
					    .rule = i,
					    .prefix_len = hits[h].length };
			if (o->row->stopper == 1)
				return n;
		}
	}
	return n;
}

/* The text an inbound rule looks at. */
static void
inbound_text(char out[ROUTE_TEXT_MAX], int64_t field,
    const struct route_query *q)
{
	const char *user = q->caller, *domain = q->caller_domain;

	if (field == INBOUND_FIELD_RURI_USER ||
	    field == INBOUND_FIELD_RURI_DOMAIN ||
	    field == INBOUND_FIELD_RURI_URI) {
		user = q->callee;
		domain = q->callee_domain;
	}
	if (field == INBOUND_FIELD_FROM_USER ||
	    field == INBOUND_FIELD_RURI_USER)
		(void)snprintf(out, ROUTE_TEXT_MAX, "%s", user);
	else if (field == INBOUND_FIELD_FROM_DOMAIN ||
	    field == INBOUND_FIELD_RURI_DOMAIN)
		(void)snprintf(out, ROUTE_TEXT_MAX, "%s", domain);
	else
		(void)snprintf(out, ROUTE_TEXT_MAX, "sip:%s@%s", user, domain);
}

int
routes_accept(const struct routes *r, uint32_t group,
    const struct route_query *q, struct pattern_scratch *scratch,
    uint32_t *rule, struct err *e)
{
	const struct route_group *g = &r->groups[group];
	uint32_t ignored;

	if (rule == NULL)
		rule = &ignored;
	*rule = ROUTE_NONE;
	for (uint32_t i = g->inbound; i < g->inbound + g->ninbound; i++) {
		const struct route_inbound_rule *in = &r->inbound[i];
		char text[ROUTE_TEXT_MAX];
		int status = 1;

		if (in->pattern != NULL) {
			inbound_text(text, in->row->field, q);
			status = pattern_match(in->pattern, scratch, text,
			    strlen(text), NULL, e);
		}
		if (status < 0)
			return -1;
		if (status == 0)
			continue;
		*rule = i;
		return in->row->reject_code == ENTITY_NONE;
	}
	return g->ninbound == 0;
}

static size_t
add_group(uint32_t groups[ROUTE_GROUPS_MAX], size_t n, uint32_t group)
{
	for (size_t i = 0; i < n; i++)
		if (groups[i] == group)
			return n;
	if (n < ROUTE_GROUPS_MAX)
		groups[n++] = group;
	return n;
}

size_t
routes_by_name(const struct routes *r, const char *name,
    uint32_t groups[ROUTE_GROUPS_MAX])
{
	uint32_t first = textmap_find(&r->by_name, name, strlen(name));
	size_t n = 0;

	if (first == TEXTMAP_NONE)
		return 0;
	for (const struct route_name *k = &r->names[first];; k++) {
		n = add_group(groups, n, k->group);
		if (k->server == ROUTE_NONE || k->last)
			return n;
	}
}

size_t
routes_by_address(const struct routes *r, const struct address *a,
    uint32_t groups[ROUTE_GROUPS_MAX])
{
	size_t low = 0, high = r->nservers, n = 0;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (memcmp(&r->servers[mid].address, a, sizeof(*a)) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->nservers && address_equal(&r->servers[low].address, a);
	     low++)
		n = add_group(groups, n, r->servers[low].group);
	return n;
}
