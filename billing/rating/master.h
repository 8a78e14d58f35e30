#ifndef RATING_MASTER_H
#define RATING_MASTER_H

#include <stddef.h>
#include <stdint.h>

#include "party/party_entity.h"
#include "peering/peering_entity.h"
#include "tariff/tariff_entity.h"

/*
 * The master data that rating reads: every row as it was at one load, in the
 * order of its key (as memcmp orders the CSV texts of the key columns, words
 * and numbers by value).  Filled by store/entity_store, read only afterwards;
 * rows and texts live in the arena of whoever loaded them.
 */
#define MASTER_ROWS(struct_name, name) \
	struct struct_name *name;      \
	size_t n_##name

struct master {
	int64_t load; /* number of the last load that is in it */

	/* the operator's settings that rating needs, from book.conf */
	const char *zone;     /* IANA zone of the operator */
	const char *currency; /* ISO 4217 */
	const char *country;  /* ISO 3166-1 alpha-2 */
	const char *contact;  /* ref of the operator's own contact, may be "" */

	MASTER_ROWS(contact, contacts);
	MASTER_ROWS(contract, contracts);
	MASTER_ROWS(reseller, resellers);
	MASTER_ROWS(customer, customers);
	MASTER_ROWS(domain, domains);
	MASTER_ROWS(subscriber, subscribers);
	MASTER_ROWS(alias, aliases);
	MASTER_ROWS(trusted_source, trusted_sources);

	MASTER_ROWS(profile, profiles);
	MASTER_ROWS(schedule, profile_schedule);
	MASTER_ROWS(network, networks);
	MASTER_ROWS(band, bands);
	MASTER_ROWS(holiday, calendars);
	MASTER_ROWS(tariff_zone, zones);
	MASTER_ROWS(fee, fees);
	MASTER_ROWS(ported_number, number_portability);
	MASTER_ROWS(package, packages);
	MASTER_ROWS(package_profile, package_profiles);
	MASTER_ROWS(voucher, vouchers);
	MASTER_ROWS(topup, topups);
	MASTER_ROWS(opening_balance, opening_balances);

	MASTER_ROWS(peering_group, peering_groups);
	MASTER_ROWS(peering_server, peering_servers);
	MASTER_ROWS(outbound_rule, outbound_rules);
	MASTER_ROWS(inbound_rule, inbound_rules);
	MASTER_ROWS(time_set, time_sets);
};

#endif /* RATING_MASTER_H */
