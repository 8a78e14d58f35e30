#include <stddef.h>
#include <string.h>

#include "base/entity_check.h"
#include "party/party_entity.h"
#include "rating/master_check.h"
#include "tariff/tariff_entity.h"

void
master_owner_init(struct master_owner *o, const struct entity_set *s)
{
	o->schedule = entity_set_table(s, &entity_profile_schedule);
	entity_index_build(&o->customer, entity_set_table(s, &entity_customers),
	    "ref");
	entity_index_build(&o->contract, entity_set_table(s, &entity_contracts),
	    "ref");
	entity_index_build(&o->contact, entity_set_table(s, &entity_contacts),
	    "ref");
	entity_index_build(&o->reseller, entity_set_table(s, &entity_resellers),
	    "contract");
	entity_index_build(&o->scheduled, o->schedule, "contract");
	entity_index_build(&o->profile, entity_set_table(s, &entity_profiles),
	    "handle");
}

void
master_owner_free(struct master_owner *o)
{
	entity_index_free(&o->customer);
	entity_index_free(&o->contract);
	entity_index_free(&o->contact);
	entity_index_free(&o->reseller);
	entity_index_free(&o->scheduled);
	entity_index_free(&o->profile);
}

const char *
master_owner_of(const struct master_owner *o, const char *ref)
{
	const struct customer *customer = entity_index_find(&o->customer, ref);
	const struct reseller *reseller;
	const struct contact *contact;

	if (customer == NULL) {
		reseller = entity_index_find(&o->reseller, ref);
		return reseller != NULL ? reseller->name : "";
	}
	contact = entity_index_find(&o->contact, customer->contact);
	return contact != NULL && contact->reseller != NULL ? contact->reseller
							    : "";
}

const char *
master_owner_currency(const struct master_owner *o, const char *ref)
{
	const struct schedule *rows = o->schedule->rows;
	const struct schedule *first = entity_index_find(&o->scheduled, ref);
	size_t i = first != NULL ? (size_t)(first - rows) : o->schedule->count;

	for (; i < o->schedule->count && strcmp(rows[i].contract, ref) == 0;
	     i++) {
		const struct profile *p =
		    entity_index_find(&o->profile, rows[i].profile);

		if (p != NULL)
			return p->currency;
	}
	return NULL;
}

int
master_owner_may_use(const char *owner, const char *reseller)
{
	return reseller == NULL || reseller[0] == '\0' ||
	    strcmp(owner, reseller) == 0;
}
