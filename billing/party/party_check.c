#include "party/party_check.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "party/endpoint.h"
#include "party/party_entity.h"
#include "tel/pattern.h"

/* The tables by name, for the length of one check. */
struct parties {
	const struct entity_check *c;
	const struct entity_table *contacts, *contracts, *resellers;
	const struct entity_table *customers, *subscribers, *domains;
	const struct entity_table *sources;
	struct entity_index contact, contract, customer, subscriber, domain;
};

static const char *
text(const char *t)
{
	return t != NULL ? t : "";
}

/* For messages: who owns it. */
static const char *
owner_name(const char *reseller)
{
	return text(reseller)[0] != '\0' ? reseller : "the operator";
}

/* The reseller of a customer: that of its contact; NULL the operator's own or
 * unknown. */
static const char *
reseller_of(const struct parties *p, const struct customer *customer)
{
	const struct contact *contact =
	    entity_index_find(&p->contact, customer->contact);

	return contact != NULL ? contact->reseller : NULL;
}

static void
check_contracts(const struct parties *p)
{
	const struct contract *rows = p->contracts->rows;
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 0; i < p->contracts->count; i++) {
		const struct contact *contact =
		    entity_index_find(&p->contact, rows[i].contact);
		const struct customer *same =
		    entity_index_find(&p->customer, rows[i].ref);

		if (contact != NULL && contact->reseller != NULL)
			entity_check_wrong(p->c, &entity_contracts, &rows[i],
			    "contact",
			    "contact \"%s\" belongs to reseller %s: a "
			    "contract uses a contact of the operator",
			    rows[i].contact, contact->reseller);
		if (same != NULL && entity_check_newer(same, &rows[i]))
			entity_check_wrong(p->c, &entity_customers, same, "ref",
			    "ref \"%s\" is that of a contract too (%s)",
			    rows[i].ref,
			    entity_check_place(p->c, &entity_contracts,
				&rows[i], place));
		else if (same != NULL)
			entity_check_wrong(p->c, &entity_contracts, &rows[i],
			    "ref", "ref \"%s\" is that of a customer too (%s)",
			    rows[i].ref,
			    entity_check_place(p->c, &entity_customers, same,
				place));
	}
}

static void
check_resellers(const struct parties *p)
{
	const struct reseller *rows = p->resellers->rows;
	struct entity_index used;
	char place[ENTITY_PLACE_MAX];

	entity_index_build(&used, p->resellers, "contract");
	for (size_t i = 0; i < p->resellers->count; i++) {
		const struct contract *contract =
		    entity_index_find(&p->contract, rows[i].contract);
		const struct reseller *first =
		    entity_index_find(&used, rows[i].contract);

		if (contract != NULL &&
		    contract->kind != CONTRACT_KIND_RESELLER)
			entity_check_wrong(p->c, &entity_resellers, &rows[i],
			    "contract",
			    "contract \"%s\" is not of kind reseller",
			    rows[i].contract);
		if (first != NULL && first != &rows[i])
			entity_check_wrong(p->c, &entity_resellers, &rows[i],
			    "contract", "contract \"%s\" is that of %s (%s)",
			    rows[i].contract, first->name,
			    entity_check_place(p->c, &entity_resellers, first,
				place));
	}
	entity_index_free(&used);
}

static void
check_subscriber(const struct parties *p, const struct subscriber *s)
{
	const struct customer *customer =
	    entity_index_find(&p->customer, s->customer);
	const struct domain *domain = entity_index_find(&p->domain, s->domain);
	const struct contact *contact =
	    entity_index_find(&p->contact, s->contact);
	const char *owner;

	if (customer == NULL)
		return;
	owner = text(reseller_of(p, customer));
	if (domain != NULL && strcmp(text(domain->reseller), owner) != 0)
		entity_check_wrong(p->c, &entity_subscribers, s, "domain",
		    "domain \"%s\" belongs to %s, customer %s to %s", s->domain,
		    owner_name(domain->reseller), customer->ref,
		    owner_name(owner));
	if (contact != NULL && strcmp(text(contact->reseller), owner) != 0)
		entity_check_wrong(p->c, &entity_subscribers, s, "contact",
		    "contact \"%s\" belongs to %s, customer %s to %s",
		    s->contact, owner_name(contact->reseller), customer->ref,
		    owner_name(owner));
}

static void
check_pilot(const struct parties *p, const struct subscriber *s)
{
	const struct subscriber *pilot =
	    entity_index_find(&p->subscriber, s->pilot);

	if (s->type == SUBSCRIBER_TYPE_EXTENSION && s->pilot == NULL)
		entity_check_wrong(p->c, &entity_subscribers, s, "pilot",
		    "an extension names its pilot");
	if (pilot == NULL)
		return;
	if (pilot->type != SUBSCRIBER_TYPE_PILOT)
		entity_check_wrong(p->c, &entity_subscribers, s, "pilot",
		    "\"%s\" is not of type pilot", s->pilot);
	else if (strcmp(text(pilot->customer), text(s->customer)) != 0)
		entity_check_wrong(p->c, &entity_subscribers, s, "pilot",
		    "pilot \"%s\" is of customer %s, not of %s", s->pilot,
		    pilot->customer, s->customer);
}

/* username@domain of one is not the ref of another: both name accounts. */
static void
check_account(const struct parties *p, const struct subscriber *s)
{
	char account[1024];
	size_t n = strlen(text(s->username)), m = strlen(text(s->domain));
	const struct subscriber *other;

	if (n + m + 2 > sizeof(account))
		return;
	memcpy(account, text(s->username), n);
	account[n] = '@';
	memcpy(account + n + 1, text(s->domain), m + 1);
	other = entity_index_find(&p->subscriber, account);
	if (other != NULL && other != s)
		entity_check_wrong(p->c, &entity_subscribers, other, "ref",
		    "ref \"%s\" is the account of subscriber %s", account,
		    s->ref);
}

/* The index keeps the first of equal refs; the others are doubles. */
static void
check_subscribers(const struct parties *p)
{
	const struct subscriber *rows = p->subscribers->rows;
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 0; i < p->subscribers->count; i++) {
		const struct subscriber *first =
		    entity_index_find(&p->subscriber, rows[i].ref);

		check_subscriber(p, &rows[i]);
		check_pilot(p, &rows[i]);
		check_account(p, &rows[i]);
		if (first != NULL && first != &rows[i])
			entity_check_wrong(p->c, &entity_subscribers, &rows[i],
			    "ref", "ref \"%s\" is that of another (%s)",
			    rows[i].ref,
			    entity_check_place(p->c, &entity_subscribers, first,
				place));
	}
}

/* The place of the customer of ${s} in its table, or the number of rows. */
static size_t
customer_at(const struct parties *p, const struct subscriber *s)
{
	const struct customer *rows = p->customers->rows;
	const struct customer *c = entity_index_find(&p->customer, s->customer);

	return c != NULL ? (size_t)(c - rows) : p->customers->count;
}

/* Rules 5 and 6: what a customer has of subscribers. */
static void
check_customers(const struct parties *p)
{
	const struct customer *customers = p->customers->rows;
	const struct subscriber *rows = p->subscribers->rows;
	int64_t *active = mem_calloc(p->customers->count + 1, sizeof(int64_t));
	const struct subscriber **pilot =
	    mem_calloc(p->customers->count + 1, sizeof(*pilot));
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 0; i < p->subscribers->count; i++) {
		size_t k = customer_at(p, &rows[i]);

		if (k == p->customers->count)
			continue;
		active[k] += rows[i].status == CONTRACT_STATUS_ACTIVE;
		if (customers[k].kind != CUSTOMER_KIND_BUSINESS ||
		    rows[i].type != SUBSCRIBER_TYPE_PILOT ||
		    rows[i].status == CONTRACT_STATUS_TERMINATED)
			continue;
		if (pilot[k] != NULL)
			entity_check_wrong(p->c, &entity_subscribers, &rows[i],
			    "type", "customer %s has a pilot already, %s (%s)",
			    rows[i].customer, pilot[k]->ref,
			    entity_check_place(p->c, &entity_subscribers,
				pilot[k], place));
		else
			pilot[k] = &rows[i];
	}
	for (size_t k = 0; k < p->customers->count; k++)
		if (customers[k].max_subscribers >= 0 &&
		    active[k] > customers[k].max_subscribers)
			entity_check_wrong(p->c, &entity_customers,
			    &customers[k], "max_subscribers",
			    "%" PRId64 " active subscribers, but "
			    "max_subscribers is %" PRId64,
			    active[k], customers[k].max_subscribers);
	free(active);
	free(pilot);
}

static void
check_sources(const struct parties *p)
{
	const struct trusted_source *rows = p->sources->rows;

	for (size_t i = 0; i < p->sources->count; i++) {
		struct err e = { .code = ERR_NONE };
		struct pattern *pattern;

		if (rows[i].from_pattern == NULL)
			continue;
		if (pattern_compile(&pattern, rows[i].from_pattern, &e) == 0)
			pattern_free(pattern);
		else
			entity_check_wrong(p->c, &entity_trusted_sources,
			    &rows[i], "from_pattern", "from_pattern %s",
			    e.text);
	}
}

/* An electronic address is a scheme and an identifier, or neither. */
static void
check_endpoint(const struct parties *p, const struct contact *row)
{
	struct err e = { .code = ERR_NONE };
	const char *column;

	if (row->endpoint == NULL && row->endpoint_scheme == NULL)
		return;
	if (row->endpoint == NULL || row->endpoint_scheme == NULL)
		entity_check_wrong(p->c, &entity_contacts, row,
		    row->endpoint == NULL ? "endpoint" : "endpoint_scheme",
		    "endpoint and endpoint_scheme go together: the electronic"
		    " address and what it is (EM, 9930, 0088)");
	else if (endpoint_check(row->endpoint_scheme, row->endpoint, &column,
		     &e) < 0)
		entity_check_wrong(p->c, &entity_contacts, row, column, "%s",
		    e.text);
}

static void
check_contacts(const struct parties *p)
{
	const struct contact *rows = p->contacts->rows;

	for (size_t i = 0; i < p->contacts->count; i++)
		check_endpoint(p, &rows[i]);
}

void
party_check(const struct entity_set *s, const struct entity_check *c)
{
	struct parties p = { .c = c };

	p.contacts = entity_set_table(s, &entity_contacts);
	p.contracts = entity_set_table(s, &entity_contracts);
	p.resellers = entity_set_table(s, &entity_resellers);
	p.customers = entity_set_table(s, &entity_customers);
	p.subscribers = entity_set_table(s, &entity_subscribers);
	p.domains = entity_set_table(s, &entity_domains);
	p.sources = entity_set_table(s, &entity_trusted_sources);
	entity_index_build(&p.contact, p.contacts, "ref");
	entity_index_build(&p.contract, p.contracts, "ref");
	entity_index_build(&p.customer, p.customers, "ref");
	entity_index_build(&p.subscriber, p.subscribers, "ref");
	entity_index_build(&p.domain, p.domains, "domain");
	check_contacts(&p);
	check_contracts(&p);
	check_resellers(&p);
	check_subscribers(&p);
	check_customers(&p);
	check_sources(&p);
	party_check_numbers(s, c);
	entity_index_free(&p.contact);
	entity_index_free(&p.contract);
	entity_index_free(&p.customer);
	entity_index_free(&p.subscriber);
	entity_index_free(&p.domain);
}
