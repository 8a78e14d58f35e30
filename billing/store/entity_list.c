#include "store/entity_list.h"

#include <string.h>

#include "base/entity.h"
#include "base/entity_table.h"
#include "document/document_entity.h"
#include "rating/master.h"

const struct entity *const entity_list[ENTITY_COUNT + 1] = {
	&entity_contacts,
	&entity_contracts,
	&entity_resellers,
	&entity_domains,
	&entity_networks,
	&entity_calendars,
	&entity_vat_rates,
	&entity_templates,
	&entity_mail_templates,
	&entity_series,
	&entity_profiles,
	&entity_bands,
	&entity_zones,
	&entity_fees,
	&entity_number_portability,
	&entity_packages,
	&entity_package_profiles,
	&entity_customers,
	&entity_subscribers,
	&entity_aliases,
	&entity_trusted_sources,
	&entity_profile_schedule,
	&entity_time_sets,
	&entity_peering_groups,
	&entity_peering_servers,
	&entity_outbound_rules,
	&entity_inbound_rules,
	&entity_vouchers,
	&entity_topups,
	&entity_opening_balances,
	&entity_payments,
	&entity_items,
	NULL,
};

int
entity_list_find(const char *name)
{
	for (int i = 0; i < ENTITY_COUNT; i++)
		if (strcmp(entity_list[i]->name, name) == 0)
			return i;
	return -1;
}

/* Where struct master has the rows of an entity. */
#define MEMBER(name)                                  \
	{                                             \
#name, offsetof(struct master, name), \
		    offsetof(struct master, n_##name) \
	}

static const struct {
	const char *name;
	size_t rows, count;
} members[] = {
	MEMBER(contacts),
	MEMBER(contracts),
	MEMBER(resellers),
	MEMBER(customers),
	MEMBER(domains),
	MEMBER(subscribers),
	MEMBER(aliases),
	MEMBER(trusted_sources),
	MEMBER(profiles),
	MEMBER(profile_schedule),
	MEMBER(networks),
	MEMBER(bands),
	MEMBER(calendars),
	MEMBER(zones),
	MEMBER(fees),
	MEMBER(number_portability),
	MEMBER(packages),
	MEMBER(package_profiles),
	MEMBER(vouchers),
	MEMBER(topups),
	MEMBER(opening_balances),
	MEMBER(peering_groups),
	MEMBER(peering_servers),
	MEMBER(outbound_rules),
	MEMBER(inbound_rules),
	MEMBER(time_sets),
};

void
entity_list_master(struct master *m, const struct entity_table *tables)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct entity_table *t =
		    &tables[entity_list_find(members[i].name)];

		memcpy((char *)m + members[i].rows, &t->rows, sizeof(void *));
		memcpy((char *)m + members[i].count, &t->count, sizeof(size_t));
	}
}
