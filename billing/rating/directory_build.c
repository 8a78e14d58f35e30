#include "rating/directory_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "tel/number.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"
#include "time/zone.h"

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

static int64_t
from_of(int64_t us)
{
	return us == ENTITY_NONE ? INT64_MIN : us;
}

static int64_t
until_of(int64_t us)
{
	return us == ENTITY_NONE ? INT64_MAX : us;
}

/* Contacts and resellers by their keys, while the directory is built. */
struct lookup {
	const struct master *m;
	struct textmap contacts, resellers;
};

static const struct contact *
contact_of(const struct lookup *l, const char *ref)
{
	uint32_t i = textmap_find(&l->contacts, text(ref), strlen(text(ref)));

	return i == TEXTMAP_NONE ? NULL : &l->m->contacts[i];
}

static const struct reseller *
reseller_of(const struct lookup *l, const char *name)
{
	uint32_t i =
	    textmap_find(&l->resellers, text(name), strlen(text(name)));

	return i == TEXTMAP_NONE ? NULL : &l->m->resellers[i];
}

static const char *
contact_zone(const struct lookup *l, const char *ref)
{
	const struct contact *c = contact_of(l, ref);

	return c == NULL ? "" : text(c->timezone);
}

/* The zone of the contact behind a reseller. */
static const char *
reseller_zone(const struct lookup *l, const char *reseller)
{
	const struct reseller *r = reseller_of(l, reseller);

	if (r == NULL)
		return "";
	for (size_t i = 0; i < l->m->n_contracts; i++)
		if (strcmp(l->m->contracts[i].ref, r->contract) == 0)
			return contact_zone(l, l->m->contracts[i].contact);
	return "";
}

/* The contract's own zone, else its contact's, else its reseller's contact's,
 * else the operator's. */
static int
zone_of(const struct lookup *l, const struct directory *d, const char *own,
    const char *contact, const char *reseller, const struct zone **out,
    struct err *e)
{
	const char *name = text(own);

	if (*name == '\0')
		name = contact_zone(l, contact);
	if (*name == '\0' && *reseller != '\0')
		name = reseller_zone(l, reseller);
	if (*name == '\0') {
		*out = d->zone;
		return 0;
	}
	*out = zone_find(name, e);
	return *out == NULL ? -1 : 0;
}

static int
add_customer(struct directory *d, const struct lookup *l, uint32_t row,
    struct err *e)
{
	const struct customer *c = &l->m->customers[row];
	const struct contact *contact = contact_of(l, c->contact);
	struct directory_contract *out = &d->contracts[d->ncontracts++];

	*out = (struct directory_contract){ .ref = c->ref,
		.reseller = contact == NULL ? "" : text(contact->reseller),
		.from_us = from_of(c->activated_us),
		.until_us = until_of(c->terminated_us),
		.kind = DIRECTORY_CUSTOMER,
		.wholesale = DIRECTORY_NONE,
		.row = row,
		.active = c->status == CONTRACT_STATUS_ACTIVE };
	if (zone_of(l, d, c->timezone, c->contact, out->reseller, &out->zone,
		e) < 0)
		return err_ctx(e, "customer %s", c->ref);
	return 0;
}

static int
add_contract(struct directory *d, const struct lookup *l, uint32_t row,
    struct err *e)
{
	const struct contract *c = &l->m->contracts[row];
	struct directory_contract *out = &d->contracts[d->ncontracts++];

	*out = (struct directory_contract){ .ref = c->ref,
		.reseller = "",
		.from_us = from_of(c->activated_us),
		.until_us = until_of(c->terminated_us),
		.kind = c->kind == CONTRACT_KIND_RESELLER ? DIRECTORY_RESELLER
							  : DIRECTORY_PEER,
		.wholesale = DIRECTORY_NONE,
		.row = row,
		.active = c->status == CONTRACT_STATUS_ACTIVE };
	for (size_t i = 0; i < l->m->n_resellers; i++)
		if (strcmp(l->m->resellers[i].contract, c->ref) == 0)
			out->reseller = l->m->resellers[i].name;
	if (zone_of(l, d, c->timezone, c->contact, "", &out->zone, e) < 0)
		return err_ctx(e, "contract %s", c->ref);
	return 0;
}

static int
compare_contracts(const void *a, const void *b)
{
	const struct directory_contract *x = a, *y = b;

	return strcmp(x->ref, y->ref);
}

static int
build_contracts(struct directory *d, const struct lookup *l, struct err *e)
{
	const struct master *m = l->m;

	d->contracts = ARENA_NEW(&d->arena, struct directory_contract,
	    m->n_customers + m->n_contracts);
	for (size_t i = 0; i < m->n_customers; i++)
		if (add_customer(d, l, (uint32_t)i, e) < 0)
			return -1;
	for (size_t i = 0; i < m->n_contracts; i++)
		if (add_contract(d, l, (uint32_t)i, e) < 0)
			return -1;
	if (d->ncontracts > 1)
		qsort(d->contracts, d->ncontracts, sizeof(*d->contracts),
		    compare_contracts);
	for (size_t i = 0; i < d->ncontracts; i++)
		(void)textmap_put(&d->contract_refs, d->contracts[i].ref,
		    (uint32_t)i);
	for (size_t i = 0; i < d->ncontracts; i++) {
		struct directory_contract *c = &d->contracts[i];
		const struct reseller *r;

		if (c->kind != DIRECTORY_CUSTOMER || *c->reseller == '\0')
			continue;
		r = reseller_of(l, c->reseller);
		if (r != NULL)
			c->wholesale = directory_contract(d, r->contract);
		if (c->wholesale == DIRECTORY_NONE)
			return err_set(e, ERR_DATA,
			    "customer %s: its reseller %s has no contract",
			    c->ref, c->reseller);
	}
	return 0;
}

static int
compare_subscribers(const void *a, const void *b)
{
	const struct directory_subscriber *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
build_subscribers(struct directory *d, const struct master *m, struct err *e)
{
	d->subscribers =
	    ARENA_NEW(&d->arena, struct directory_subscriber, m->n_subscribers);
	d->nsubscribers = m->n_subscribers;
	for (size_t i = 0; i < m->n_subscribers; i++) {
		const struct subscriber *s = &m->subscribers[i];
		struct directory_subscriber *out = &d->subscribers[i];

		*out = (struct directory_subscriber){ .name = s->ref,
			.number = text(s->number),
			.from_us = from_of(s->activated_us),
			.until_us = until_of(s->terminated_us),
			.contract = directory_contract(d, s->customer),
			.row = (uint32_t)i,
			.active = s->status == CONTRACT_STATUS_ACTIVE,
			.trunk = s->type == SUBSCRIBER_TYPE_TRUNK };
		if (*text(s->ref) == '\0')
			out->name = arena_printf(&d->arena, "%s@%s",
			    s->username, s->domain);
		if (out->contract == DIRECTORY_NONE)
			return err_set(e, ERR_DATA,
			    "subscriber %s: there is no customer %s", out->name,
			    s->customer);
		out->wholesale = d->contracts[out->contract].wholesale;
		if (*text(s->timezone) == '\0')
			continue;
		out->zone = zone_find(s->timezone, e);
		if (out->zone == NULL)
			return err_ctx(e, "subscriber %s", out->name);
	}
	if (d->nsubscribers > 1)
		qsort(d->subscribers, d->nsubscribers, sizeof(*d->subscribers),
		    compare_subscribers);
	for (size_t i = 0; i < d->nsubscribers; i++)
		(void)textmap_put(&d->accounts, d->subscribers[i].name,
		    (uint32_t)i);
	for (size_t i = 0; i < d->nsubscribers; i++) {
		const struct subscriber *s =
		    &m->subscribers[d->subscribers[i].row];

		(void)textmap_put(&d->accounts,
		    arena_printf(&d->arena, "%s@%s", s->username, s->domain),
		    (uint32_t)i);
	}
	return 0;
}

int
directory_build_parties(struct directory *d, const struct master *m,
    struct err *e)
{
	struct lookup l = { .m = m };
	int status = -1;

	d->zone = zone_find(m->zone, e);
	if (d->zone == NULL)
		return -1;
	for (size_t i = 0; i < m->n_contacts; i++)
		(void)textmap_put(&l.contacts, m->contacts[i].ref, (uint32_t)i);
	for (size_t i = 0; i < m->n_resellers; i++)
		(void)textmap_put(&l.resellers, m->resellers[i].name,
		    (uint32_t)i);
	if (build_contracts(d, &l, e) == 0)
		status = build_subscribers(d, m, e);
	textmap_free(&l.contacts);
	textmap_free(&l.resellers);
	return status;
}

/* By key; what starts last first; primary numbers behind aliases. */
static int
compare_numbers(const void *a, const void *b)
{
	const struct directory_number *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order != 0)
		return order;
	if ((x->alias == DIRECTORY_NONE) != (y->alias == DIRECTORY_NONE))
		return x->alias == DIRECTORY_NONE ? 1 : -1;
	if (x->from_us != y->from_us)
		return x->from_us > y->from_us ? -1 : 1;
	return (x->subscriber > y->subscriber) -
	    (x->subscriber < y->subscriber);
}

/* Sort numbers [from, until) and index their keys. */
static int
index_numbers(struct directory *d, size_t from, bool ranges, struct err *e)
{
	size_t n = d->nnumbers - from, entries = 0;
	struct prefix_entry *entry;
	int status = 0;

	if (n == 0)
		return 0;
	qsort(&d->numbers[from], n, sizeof(*d->numbers), compare_numbers);
	entry = mem_calloc(n, sizeof(*entry));
	for (size_t i = from; i < d->nnumbers; i++) {
		const char *key = d->numbers[i].key;

		if (!ranges)
			(void)textmap_put(&d->exact, key, (uint32_t)i);
		else if (entries == 0 ||
		    strcmp(entry[entries - 1].prefix, key) != 0)
			entry[entries++] = (struct prefix_entry){ .prefix = key,
				.value = (uint32_t)i };
	}
	if (ranges)
		status = prefix_tree_build(&d->ranges, entry, entries, e);
	free(entry);
	return status;
}

static int
add_aliases(struct directory *d, const struct master *m, bool ranges,
    struct err *e)
{
	for (size_t i = 0; i < m->n_aliases; i++) {
		const struct alias *a = &m->aliases[i];
		const char *key = number_key(a->number);
		size_t len = strlen(key);
		bool range = len > 0 && key[len - 1] == '*';
		uint32_t subscriber;

		if (range != ranges)
			continue;
		subscriber = directory_account(d, a->subscriber);
		if (subscriber == DIRECTORY_NONE)
			return err_set(e, ERR_DATA,
			    "alias %s: there is no subscriber %s", a->number,
			    a->subscriber);
		d->numbers[d->nnumbers++] =
		    (struct directory_number){ .key = range
				? arena_strndup(&d->arena, key, len - 1)
				: key,
			    .from_us = from_of(a->valid_from_us),
			    .until_us = until_of(a->valid_to_us),
			    .subscriber = subscriber,
			    .alias = (uint32_t)i };
	}
	return 0;
}

int
directory_build_numbers(struct directory *d, const struct master *m,
    struct err *e)
{
	size_t exact;

	d->numbers = ARENA_NEW(&d->arena, struct directory_number,
	    m->n_aliases + m->n_subscribers);
	for (size_t i = 0; i < d->nsubscribers; i++) {
		const struct directory_subscriber *s = &d->subscribers[i];

		if (*s->number == '\0')
			continue;
		d->numbers[d->nnumbers++] =
		    (struct directory_number){ .key = number_key(s->number),
			    .from_us = s->from_us,
			    .until_us = s->until_us,
			    .subscriber = (uint32_t)i,
			    .alias = DIRECTORY_NONE };
	}
	if (add_aliases(d, m, false, e) < 0 ||
	    index_numbers(d, 0, false, e) < 0)
		return -1;
	exact = d->nnumbers;
	if (add_aliases(d, m, true, e) < 0)
		return -1;
	return index_numbers(d, exact, true, e);
}

/* Longest block first, then longest pattern, then in order of rows. */
static int
compare_sources(const void *a, const void *b)
{
	const struct directory_source *x = a, *y = b;
	size_t xl = x->pattern ? strlen(pattern_text(x->pattern)) : 0;
	size_t yl = y->pattern ? strlen(pattern_text(y->pattern)) : 0;

	if (x->block.bits != y->block.bits)
		return x->block.bits > y->block.bits ? -1 : 1;
	if (xl != yl)
		return xl > yl ? -1 : 1;
	return x->row > y->row ? 1 : -1;
}

int
directory_build_sources(struct directory *d, const struct master *m,
    struct err *e)
{
	d->sources =
	    ARENA_NEW(&d->arena, struct directory_source, m->n_trusted_sources);
	for (size_t i = 0; i < m->n_trusted_sources; i++) {
		const struct trusted_source *t = &m->trusted_sources[i];
		struct directory_source *out = &d->sources[i];
		struct pattern *p = NULL;

		if (cidr_parse(t->source, &out->block, e) < 0 ||
		    (*text(t->from_pattern) != '\0' &&
			pattern_compile(&p, t->from_pattern, e) < 0))
			return err_ctx(e, "trusted source of %s",
			    t->subscriber);
		out->pattern = p;
		out->row = (uint32_t)i;
		d->nsources++;
		out->subscriber = directory_account(d, t->subscriber);
		if (out->subscriber == DIRECTORY_NONE)
			return err_set(e, ERR_DATA,
			    "trusted source: there is no subscriber %s",
			    t->subscriber);
	}
	if (d->nsources > 1)
		qsort(d->sources, d->nsources, sizeof(*d->sources),
		    compare_sources);
	return 0;
}
