#include "rating/master_coverage.h"

#include <stddef.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/words.h"
#include "party/party_entity.h"
#include "rating/master_check.h"
#include "tariff/tariff_entity.h"
#include "time/instant.h"

static int64_t
until(int64_t us)
{
	return us == ENTITY_NONE ? INT64_MAX : us;
}

/*
 * The first instant from ${from} on that no entry of ${ref} without network
 * covers; at least INT64_MAX if there is none.  Entries are sorted by start.
 */
static int64_t
covered_until(const struct entity_table *t, size_t first, const char *ref,
    int64_t from)
{
	const struct schedule *rows = t->rows;

	for (size_t i = first;
	     i < t->count && strcmp(rows[i].contract, ref) == 0; i++) {
		if (rows[i].network != NULL)
			continue;
		if (rows[i].valid_from_us > from)
			break;
		if (until(rows[i].valid_to_us) > from)
			from = until(rows[i].valid_to_us);
	}
	return from;
}

static void
check_contract(const struct entity_table *t, const struct master_owner *o,
    const struct contract *contract, const struct entity_check *c)
{
	const struct schedule *rows = t->rows;
	const struct schedule *found =
	    entity_index_find(&o->scheduled, contract->ref);
	size_t first = found != NULL ? (size_t)(found - rows) : t->count;
	int64_t from = contract->activated_us, gap;
	char at[INSTANT_TEXT_MAX];

	/* empty networks sort first: the first entry, if any, is one without */
	if (first < t->count && rows[first].network == NULL &&
	    from == ENTITY_NONE)
		from = rows[first].valid_from_us;
	gap = covered_until(t, first, contract->ref, from);
	if (gap >= until(contract->terminated_us) ||
	    (contract->status == CONTRACT_STATUS_TERMINATED &&
		contract->terminated_us == ENTITY_NONE && found != NULL))
		return;
	if (gap == ENTITY_NONE) {
		entity_check_wrong(c, &entity_contracts, contract, NULL,
		    "contract \"%s\" has no profile in profile_schedule",
		    contract->ref);
		return;
	}
	(void)instant_format(at, gap);
	entity_check_wrong(c, &entity_contracts, contract, NULL,
	    "contract \"%s\" is active but has no profile from %s on",
	    contract->ref, at);
}

void
master_coverage_check(const struct entity_set *s, const struct master_owner *o,
    const struct entity_check *c)
{
	const struct entity_table *contracts =
	    entity_set_table(s, &entity_contracts);
	const struct contract *rows = contracts->rows;

	for (size_t i = 0; i < contracts->count; i++)
		if (rows[i].status != CONTRACT_STATUS_PENDING)
			check_contract(o->schedule, o, &rows[i], c);
}
