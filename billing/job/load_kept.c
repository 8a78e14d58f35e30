#include "job/load_kept.h"

#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/words.h"
#include "job/load_owner.h"
#include "job/load_state.h"
#include "party/party_entity.h"

/* Entities that are kept once they are terminated. */
static const struct entity *const kept[] = { &entity_contracts,
	&entity_customers, &entity_resellers, &entity_subscribers };

static void
check_removed(const struct load_state *s, const struct entity_check *c)
{
	for (size_t e = 0; e < sizeof(kept) / sizeof(kept[0]); e++) {
		int i = entity_list_find(kept[e]->name);
		const struct field *status = entity_field(kept[e], "status");

		for (size_t k = 0; k < s->ndiff[i]; k++) {
			const struct load_diff *d = &s->diff[i][k];

			if (d->change == LOAD_REMOVED &&
			    field_int(status, d->before) ==
				CONTRACT_STATUS_TERMINATED)
				entity_check_wrong(c, kept[e], d->before,
				    "status",
				    "is terminated and must be kept, but the "
				    "file does not have it");
		}
	}
}

static void
check_kind(const struct load_state *s, const struct entity_check *c)
{
	int i = entity_list_find("contracts");

	for (size_t k = 0; k < s->ndiff[i]; k++) {
		const struct load_diff *d = &s->diff[i][k];
		const struct contract *before = d->before, *after = d->after;

		if (d->change == LOAD_CHANGED && before->kind != after->kind)
			entity_check_wrong(c, &entity_contracts, after, "kind",
			    "the kind of a contract never changes");
	}
}

/* Of every customer that was there before. */
static void
check_reseller(const struct load_state *s, const struct entity_check *c)
{
	const struct entity_table *t = &s->after[entity_list_find("customers")];
	const struct entity_table *old =
	    &s->before[entity_list_find("customers")];
	struct load_owner was, is;

	load_owner_init(&was, s->before);
	load_owner_init(&is, s->after);
	for (size_t i = 0; i < t->count; i++) {
		const struct customer *after = entity_table_row(t, i);
		const struct customer *before = entity_table_find(old, after);
		const char *from, *to;

		if (before == NULL)
			continue;
		from = load_owner_of(&was, &entity_customers, before);
		to = load_owner_of(&is, &entity_customers, after);
		if (strcmp(from, to) != 0)
			entity_check_wrong(c, &entity_customers, after,
			    "contact",
			    "customer \"%s\" may not move from %s to %s",
			    after->ref, from[0] ? from : "the operator",
			    to[0] ? to : "the operator");
	}
	load_owner_free(&was);
	load_owner_free(&is);
}

void
load_kept_check(const struct load_state *s, const struct entity_check *c)
{
	check_removed(s, c);
	check_kind(s, c);
	if (s->ndiff[entity_list_find("customers")] > 0 ||
	    s->ndiff[entity_list_find("contacts")] > 0)
		check_reseller(s, c);
}
