#include "tariff/select.h"

#include <string.h>

#include "base/err.h"
#include "tel/number.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"

/* Fees of one destination that are looked at one by one; more are searched. */
#define SCAN_MAX 16

/* One pass: with or without domain. */
struct pass {
	const struct tariff *t;
	const struct tariff_deck *deck;
	const struct select_query *q;
	struct select_scratch *scratch;
	const struct tariff_fee *skip;
	const char *source, *destination;
	size_t source_len, destination_len;
};

static bool
is_valid(const struct pass *p, const struct tariff_fee *f)
{
	return f->from_us <= p->q->at_us && p->q->at_us < f->until_us &&
	    f != p->skip;
}

static bool
fits_source(const struct pass *p, const struct tariff_fee *f)
{
	return f->source_len <= p->source_len &&
	    (f->source_len == 0 ||
		memcmp(f->source, p->source, f->source_len) == 0);
}

/* Does ${f} stand before the fee of the first ${len} bytes of the source that
 * is valid at the time of the call? */
static bool
stands_before(const struct pass *p, const struct tariff_fee *f, uint32_t len)
{
	int order = 0;

	if (f->source_len != len)
		return f->source_len > len;
	if (len > 0)
		order = memcmp(f->source, p->source, len);
	return order != 0 ? order < 0 : f->until_us <= p->q->at_us;
}

/* The first of ${n} fees whose source is not longer than ${len} bytes. */
static uint32_t
skip_longer(const struct tariff_fee *f, uint32_t n, size_t len)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (f[mid].source_len > len)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Of many fees of a destination: one search for each length of a source. */
static const struct tariff_fee *
search_source(const struct pass *p, const struct tariff_fee *f, uint32_t n)
{
	uint32_t at = skip_longer(f, n, p->source_len);

	while (at < n) {
		uint32_t len = f[at].source_len, low = at, high = n;

		while (low < high) {
			uint32_t mid = low + (high - low) / 2;

			if (stands_before(p, &f[mid], len))
				low = mid + 1;
			else
				high = mid;
		}
		if (low < n && f[low].source_len == len &&
		    is_valid(p, &f[low]) && fits_source(p, &f[low]))
			return &f[low];
		if (len == 0)
			return NULL;
		at += skip_longer(&f[at], n - at, len - 1);
	}
	return NULL;
}

/* The first fee of a destination that is valid and whose source fits. */
static const struct tariff_fee *
find_source(const struct pass *p, uint32_t first)
{
	const struct tariff_fee *f = &p->t->fees[first];
	uint32_t n = f->left + 1;

	if (n > SCAN_MAX)
		return search_source(p, f, n);
	for (uint32_t i = 0; i < n; i++)
		if (is_valid(p, &f[i]) && fits_source(p, &f[i]))
			return &f[i];
	return NULL;
}

static int
found(struct select_result *r, const struct tariff_fee *f,
    enum select_rank rank, size_t destination_len)
{
	if (f == NULL)
		return 0;
	r->fee = f;
	r->rank = rank;
	r->destination_len = destination_len;
	r->source_len = f->source_len;
	return 1;
}

static int
find_exact(const struct pass *p, const struct prefix_tree *tree,
    const char *text, size_t len, enum select_rank rank,
    struct select_result *r)
{
	uint32_t first = prefix_tree_exact(tree, text, len);

	if (first == PREFIX_NONE)
		return 0;
	return found(r, find_source(p, first), rank, len);
}

const struct ported_number *
select_ported(const struct tariff *t, const char *key, size_t len, int64_t us)
{
	uint32_t i;

	if (t->ported == NULL)
		return NULL;
	i = prefix_tree_exact(t->ported, key, len);
	if (i == PREFIX_NONE)
		return NULL;
	for (; i < t->nported; i++) {
		const struct ported_number *n = t->ported_rows[i];
		const char *other = number_key(n->number);

		if (strlen(other) != len || memcmp(other, key, len) != 0)
			return NULL;
		if ((n->valid_from_us == ENTITY_NONE ||
			n->valid_from_us <= us) &&
		    (n->valid_to_us == ENTITY_NONE || us < n->valid_to_us))
			return n;
	}
	return NULL;
}

static int
find_lnp(const struct pass *p, struct select_result *r)
{
	const struct ported_number *n;

	if (p->deck->lnp == NULL)
		return 0;
	n = select_ported(p->t, p->q->destination, p->q->destination_len,
	    p->q->at_us);
	if (n == NULL)
		return 0;
	r->ported = n;
	if (find_exact(p, p->deck->lnp, n->provider, strlen(n->provider),
		SELECT_LNP_PROVIDER, r))
		return 1;
	if (n->number_type != NULL && *n->number_type != '\0' &&
	    find_exact(p, p->deck->lnp, n->number_type, strlen(n->number_type),
		SELECT_LNP_TYPE, r))
		return 1;
	r->ported = NULL;
	return 0;
}

/* Nearly always the longest prefix has the fee; else look at the shorter. */
static int
find_prefix(const struct pass *p, struct select_result *r)
{
	size_t matched = 0;
	uint32_t first;

	if (p->deck->prefix == NULL)
		return 0;
	if (p->q->ahead != NULL && p->q->ahead->tree == p->deck->prefix &&
	    p->q->ahead->text == p->destination) {
		first = p->q->ahead->value;
		matched = p->q->ahead->matched;
	} else {
		first = prefix_tree_find(p->deck->prefix, p->destination,
		    p->destination_len, &matched);
	}
	while (first != PREFIX_NONE) {
		if (found(r, find_source(p, first), SELECT_PREFIX, matched))
			return 1;
		if (matched == 0)
			return 0;
		first = prefix_tree_find(p->deck->prefix, p->destination,
		    matched - 1, &matched);
	}
	return 0;
}

/* Does ${m} match both sides?  1, 0 or -1; the matched lengths if 1. */
static int
match_both(const struct pass *p, const struct tariff_pattern *m,
    struct select_result *r, size_t *destination_len, size_t *source_len,
    struct err *e)
{
	int status = 1;

	if (p->scratch->pattern == NULL)
		p->scratch->pattern = pattern_scratch_new();
	*destination_len = *source_len = 0;
	r->gave_up = m->destination_text;
	if (m->destination != NULL)
		status = pattern_match(m->destination, p->scratch->pattern,
		    p->destination, p->destination_len, destination_len, e);
	if (status == 1 && m->source != NULL) {
		r->gave_up = m->source_text;
		status = pattern_match(m->source, p->scratch->pattern,
		    p->source, p->source_len, source_len, e);
	}
	if (status >= 0)
		r->gave_up = NULL;
	return status;
}

/* Of the fees of one pattern, which follow each other in time, the valid one. */
static const struct tariff_fee *
valid_fee(const struct pass *p, const struct tariff_fees *l)
{
	const struct tariff_fee *f = &p->t->fees[l->first];
	uint32_t low = 0, high = l->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (f[mid].until_us <= p->q->at_us)
			low = mid + 1;
		else
			high = mid;
	}
	return low < l->count && is_valid(p, &f[low]) ? &f[low] : NULL;
}

/* A pattern that matched, and how much. */
struct text_match {
	const struct tariff_pattern *pattern;
	const struct tariff_fee *fee;
	size_t destination_len, source_len;
};

/* Longest text of the destination, then of the source, then by bytes. */
static bool
is_better(const struct text_match *x, const struct text_match *than)
{
	int order;

	if (than->pattern == NULL)
		return true;
	if (x->destination_len != than->destination_len)
		return x->destination_len > than->destination_len;
	if (x->source_len != than->source_len)
		return x->source_len > than->source_len;
	order = strcmp(x->pattern->destination_text,
	    than->pattern->destination_text);
	if (order == 0)
		order =
		    strcmp(x->pattern->source_text, than->pattern->source_text);
	return order < 0;
}

static int
find_longest_match(const struct pass *p, struct select_result *r, struct err *e)
{
	struct text_match best = { 0 };

	for (uint32_t i = 0; i < p->deck->nlongest_match; i++) {
		struct text_match m = { .pattern = &p->deck->longest_match[i] };
		int status;

		m.fee = valid_fee(p, &m.pattern->fees);
		if (m.fee == NULL)
			continue;
		status = match_both(p, m.pattern, r, &m.destination_len,
		    &m.source_len, e);
		if (status < 0)
			return -1;
		if (status == 1 && is_better(&m, &best))
			best = m;
	}
	if (!found(r, best.fee, SELECT_LONGEST_MATCH, best.destination_len))
		return 0;
	r->source_len = best.source_len;
	return 1;
}

static int
find_longest_pattern(const struct pass *p, struct select_result *r,
    struct err *e)
{
	const struct tariff_pattern *m = p->deck->longest_pattern;

	for (uint32_t i = 0; i < p->deck->nlongest_pattern; i++, m++) {
		const struct tariff_fee *f = valid_fee(p, &m->fees);
		size_t dst, src;
		int status;

		if (f == NULL)
			continue;
		status = match_both(p, m, r, &dst, &src, e);
		if (status < 0)
			return -1;
		if (status == 1) /* the source of the fee is the pattern */
			return found(r, f, SELECT_LONGEST_PATTERN,
			    m->destination_len);
	}
	return 0;
}

static int
find_in_deck(const struct pass *p, struct select_result *r, struct err *e)
{
	int status;

	if (find_lnp(p, r))
		return 1;
	if (p->deck->exact != NULL &&
	    find_exact(p, p->deck->exact, p->destination, p->destination_len,
		SELECT_EXACT, r))
		return 1;
	if (find_prefix(p, r))
		return 1;
	status = find_longest_match(p, r, e);
	if (status != 0)
		return status;
	return find_longest_pattern(p, r, e);
}

/* Write user@domain; what does not fit is cut (no fee is that long). */
static size_t
join(char out[SELECT_TEXT_MAX], const char *user, size_t len,
    const char *domain)
{
	size_t domain_len = domain == NULL ? 0 : strlen(domain);

	if (len > SELECT_TEXT_MAX - 2)
		len = SELECT_TEXT_MAX - 2;
	memcpy(out, user, len);
	out[len++] = '@';
	if (domain_len > SELECT_TEXT_MAX - 1 - len)
		domain_len = SELECT_TEXT_MAX - 1 - len;
	if (domain_len > 0)
		memcpy(out + len, domain, domain_len);
	out[len + domain_len] = '\0';
	return len + domain_len;
}

/*
 * What nearly all calls come to: nothing ranks before a prefix in the price
 * list, and the longest one has a single fee, for all callers, valid as all are
 * then.  The fee is not looked at: it would be a wait for memory.
 */
static bool
is_single(const struct tariff_deck *deck, const struct tariff_deck *domains,
    const struct select_query *q)
{
	const struct prefix_probe *ahead = q->ahead;

	return ahead != NULL && ahead->tree != NULL &&
	    ahead->tree == deck->prefix && ahead->text == q->destination &&
	    ahead->value != PREFIX_NONE && q->at_us >= deck->from_us &&
	    q->at_us < deck->until_us && deck->lnp == NULL &&
	    deck->exact == NULL && !domains->any;
}

static void
take_single(const struct tariff *t, const struct tariff_deck *deck,
    const struct select_query *q, struct select_result *r)
{
	uint32_t fee = q->ahead->value;

	r->fee = &t->fees[fee];
	r->prices = &t->prices[deck->first_price +
	    (fee - deck->first_fee) * deck->nbands];
	r->rank = SELECT_PREFIX;
	r->destination_len = q->ahead->matched;
}

int
select_fee(const struct tariff *t, const struct tariff_profile *profile,
    const struct select_query *q, struct select_scratch *scratch,
    const struct tariff_fee *skip, struct select_result *r, struct err *e)
{
	const struct tariff_deck *
	    domains = &profile->deck[TARIFF_WITH_DOMAIN][q->direction][q->type],
	   *users = &profile->deck[TARIFF_USER_ONLY][q->direction][q->type];
	struct pass p;
	int status = 0;

	*r = (struct select_result){ 0 };
	if (skip == NULL && is_single(users, domains, q)) {
		take_single(t, users, q, r);
		return 1;
	}
	p = (struct pass){ .t = t, .q = q, .scratch = scratch, .skip = skip };
	if (domains->any) {
		p.deck = domains;

		p.source = scratch->source;
		p.source_len = join(scratch->source, q->source, q->source_len,
		    q->source_domain);
		p.destination = scratch->destination;
		p.destination_len = join(scratch->destination, q->destination,
		    q->destination_len, q->destination_domain);
		r->with_domain = true;
		status = find_in_deck(&p, r, e);
		if (status == 0)
			r->with_domain = false;
	}
	if (status == 0 && users->any) {
		p.deck = users;
		p.source = q->source;
		p.source_len = q->source_len;
		p.destination = q->destination;
		p.destination_len = q->destination_len;
		status = find_in_deck(&p, r, e);
	}
	if (status == 1)
		r->prices = &t->prices[r->fee->price];
	return status;
}

void
select_scratch_free(struct select_scratch *s)
{
	pattern_scratch_free(s->pattern);
	s->pattern = NULL;
}
