#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "job/explain_text.h"
#include "rating/exact.h"
#include "rating/master.h"
#include "rating/rate.h"
#include "tel/number.h"

void
explain_fraction(char out[EXPLAIN_MONEY_MAX], i128 exact)
{
	exact_fraction(out, exact);
}

void
explain_exact(char out[EXPLAIN_MONEY_MAX], i128 exact)
{
	exact_decimal(out, exact);
}

void
explain_e8(char out[EXPLAIN_MONEY_MAX], int64_t v)
{
	(void)decimal_format(out, EXPLAIN_MONEY_MAX, v, 8, 2);
}

void
explain_e12(char out[EXPLAIN_MONEY_MAX], int64_t v)
{
	(void)decimal_format(out, EXPLAIN_MONEY_MAX, v, 12, 2);
}

static void
how_number(char *out, size_t size, const struct explain_view *v,
    const struct resolve_side *s, bool caller)
{
	const struct directory_number *n = &v->directory->numbers[s->row];
	const char *shown = caller ? v->call->call.source_number
				   : v->call->call.destination_number;

	if (n->alias == DIRECTORY_NONE)
		(void)snprintf(out, size, "by its number %s", shown);
	else
		(void)snprintf(out, size, "by its alias %s",
		    v->directory->master->aliases[n->alias].number);
}

static void
how_rule(char *out, size_t size, const struct explain_view *v,
    const struct resolve_side *s)
{
	const struct outbound_rule *o =
	    v->directory->routes->outbound[s->row].row;

	(void)snprintf(out, size, "by the outbound rule with prefix \"%s\"",
	    o->callee_prefix == NULL ? "" : o->callee_prefix);
}

void
explain_how(char *out, size_t size, const struct explain_view *v,
    const struct resolve_side *s, bool caller)
{
	const struct call *c = &v->call->call;
	const struct trusted_source *t;

	switch (s->how) {
	case RESOLVE_NOT:
		(void)snprintf(out, size, "by nothing");
		return;
	case RESOLVE_ACCOUNT:
		(void)snprintf(out, size, "by account %s",
		    caller ? c->source_account : c->destination_account);
		return;
	case RESOLVE_SOURCE:
		t = &v->directory->master
			 ->trusted_sources[v->directory->sources[s->row].row];
		(void)snprintf(out, size, "by trusted source %s", t->source);
		return;
	case RESOLVE_NUMBER:
		how_number(out, size, v, s, caller);
		return;
	case RESOLVE_PEER:
		(void)snprintf(out, size, "by peer %s",
		    caller ? c->source_peer : c->destination_peer);
		return;
	case RESOLVE_ADDRESS:
		(void)snprintf(out, size, "by address %s",
		    caller ? c->source_ip : c->destination_domain);
		return;
	case RESOLVE_RULE:
		how_rule(out, size, v, s);
		return;
	}
}

const char *
explain_rank(const struct select_result *r)
{
	switch (r->rank) {
	case SELECT_LNP_PROVIDER:
		return "portability (provider)";
	case SELECT_LNP_TYPE:
		return "portability (number type)";
	case SELECT_EXACT:
		return "exact destination";
	case SELECT_PREFIX:
		return "prefix";
	case SELECT_LONGEST_MATCH:
		return "longest matched text";
	case SELECT_LONGEST_PATTERN:
		return "longest pattern";
	}
	return "";
}

/* What a fee matches by, as a reason for its place. */
static const char *
kind_of(enum select_rank rank)
{
	switch (rank) {
	case SELECT_LNP_PROVIDER:
		return "the provider of a ported number";
	case SELECT_LNP_TYPE:
		return "the type of a ported number";
	case SELECT_EXACT:
		return "an exact destination";
	case SELECT_PREFIX:
		return "a prefix";
	case SELECT_LONGEST_MATCH:
		return "a pattern ranked by the text it matches";
	case SELECT_LONGEST_PATTERN:
		return "a pattern ranked by its length";
	}
	return "";
}

static const char *
what_is_long(enum select_rank rank)
{
	return rank == SELECT_LONGEST_MATCH  ? " matches more"
	    : rank == SELECT_LONGEST_PATTERN ? "'s pattern is longer"
					     : " is longer";
}

void
explain_why(char out[EXPLAIN_WHY_MAX], const struct explain_leg *l)
{
	const struct select_result *won = &l->price.select, *next = &l->next;
	size_t len = EXPLAIN_WHY_MAX;

	if (won->with_domain != next->with_domain)
		(void)snprintf(out, len,
		    "fees with a domain are tried before those without");
	else if (won->rank != next->rank)
		(void)snprintf(out, len, "%s comes before %s",
		    kind_of(won->rank), kind_of(next->rank));
	else if (won->destination_len != next->destination_len)
		(void)snprintf(out, len,
		    "its destination%s: %zu characters against %zu",
		    what_is_long(won->rank), won->destination_len,
		    next->destination_len);
	else if (won->source_len != next->source_len)
		(void)snprintf(out, len,
		    "of one destination its source%s: %zu characters against "
		    "%zu",
		    what_is_long(won->rank), won->source_len, next->source_len);
	else
		(void)snprintf(out, len,
		    "both fit equally well, its destination, then its source, "
		    "is the smaller by bytes");
}

/* Is ${f} of the leg's price list and kind, and does its prefix fit? */
static bool
fits(const struct explain_leg *l, const struct fee *f)
{
	const struct map_call *c = l->item.call;
	const char *key = number_key(f->destination);
	size_t len = strlen(key);

	return f->match == MATCH_PREFIX && f->direction == l->item.direction &&
	    f->type == c->type && len > l->price.select.destination_len &&
	    len <= map_call_destination_len(c) &&
	    memcmp(key, map_call_destination(c), len) == 0 &&
	    strcmp(f->profile, l->price.profile->row->handle) == 0;
}

static bool
is_valid(const struct fee *f, int64_t us)
{
	return (f->valid_from_us == ENTITY_NONE || f->valid_from_us <= us) &&
	    (f->valid_to_us == ENTITY_NONE || us < f->valid_to_us);
}

const struct fee *
explain_invalid(const struct explain_leg_view *v)
{
	const struct master *m = v->directory->master;
	const struct fee *longest = NULL;

	if (v->leg.price.select.fee == NULL ||
	    v->leg.price.select.rank != SELECT_PREFIX ||
	    v->leg.price.select.with_domain)
		return NULL;
	for (size_t i = 0; i < m->n_fees; i++) {
		const struct fee *f = &m->fees[i];

		if (fits(&v->leg, f) &&
		    !is_valid(f, v->leg.item.call->start_us) &&
		    (longest == NULL ||
			strlen(f->destination) > strlen(longest->destination)))
			longest = f;
	}
	return longest;
}

bool
explain_shows(const struct explain_view *v, int leg)
{
	const struct explain_leg_view *l = &v->legs[leg];

	return (v->contract == NULL ||
		   strcmp(v->contract,
		       l->directory->contracts[l->leg.item.contract].ref) ==
		       0) &&
	    (v->direction < 0 || v->direction == l->leg.item.direction);
}

bool
explain_agrees(const struct explain_leg_view *l)
{
	const struct explain_charge *c = &l->charge;
	const struct rate_result *r = &l->leg.price.rate;

	if (!c->rated)
		return true;
	if (l->leg.price.charged != c->found)
		return false;
	return !c->found ||
	    (c->price_e8 == r->price_e8 && c->cash_e8 == r->cash_e8 &&
		c->bought_e8 == l->leg.price.bought_e8 &&
		c->free_s == r->free_s);
}
