#include "rating/master_check.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/words.h"
#include "party/party_entity.h"
#include "peering/peering_entity.h"
#include "rating/master_coverage.h"
#include "tariff/tariff_entity.h"

struct checker {
	const struct entity_set *s;
	const struct entity_check *c;
	struct master_owner owner;
	struct entity_index network, package, package_profile;
};

/* ${what} "${name}" belongs to ${reseller}; whoever uses it, may it? */
static void
may_use(const struct checker *k, const struct entity *ent, const void *row,
    const char *column, const char *name, const char *owner,
    const char *reseller)
{
	if (!master_owner_may_use(owner, reseller))
		entity_check_wrong(k->c, ent, row, column,
		    "%s \"%s\" belongs to reseller %s, not to %s", column, name,
		    reseller, owner[0] != '\0' ? owner : "the operator");
}

/* A name of networks.csv: it exists, and may be used. */
static void
check_network(const struct checker *k, const struct entity *ent,
    const void *row, const char *name, const char *owner)
{
	const struct network *n = entity_index_find(&k->network, name);

	if (n != NULL)
		may_use(k, ent, row, "network", name, owner, n->reseller);
}

static void
check_schedule(const struct checker *k)
{
	const struct entity_table *t = k->owner.schedule;
	const struct schedule *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		const struct schedule *r = &rows[i];
		const struct profile *p =
		    entity_index_find(&k->owner.profile, r->profile);
		const char *owner = master_owner_of(&k->owner, r->contract);
		const char *currency =
		    master_owner_currency(&k->owner, r->contract);

		if (entity_index_find(&k->owner.customer, r->contract) ==
			NULL &&
		    entity_index_find(&k->owner.contract, r->contract) == NULL)
			continue;
		check_network(k, t->entity, r, r->network, owner);
		if (p == NULL)
			continue;
		may_use(k, t->entity, r, "profile", r->profile, owner,
		    p->reseller);
		if (p->prepaid == 1 &&
		    entity_index_find(&k->owner.contract, r->contract) != NULL)
			entity_check_wrong(k->c, t->entity, r, "profile",
			    "profile \"%s\" is prepaid: no contract with a "
			    "reseller or peer is",
			    r->profile);
		if (strcmp(p->currency, currency) != 0)
			entity_check_wrong(k->c, t->entity, r, "profile",
			    "profile \"%s\" is in %s, contract %s in %s",
			    r->profile, p->currency, r->contract, currency);
	}
}

/* The currency of the profiles that a package brings: that of the first. */
static const char *
package_currency(const struct checker *k, const char *package)
{
	const struct package_profile *pp =
	    entity_index_find(&k->package_profile, package);
	const struct profile *p = pp == NULL
	    ? NULL
	    : entity_index_find(&k->owner.profile, pp->profile);

	return p != NULL ? p->currency : NULL;
}

static void
check_package_profiles(const struct checker *k)
{
	const struct entity_table *t =
	    entity_set_table(k->s, &entity_package_profiles);
	const struct package_profile *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		const struct package *package =
		    entity_index_find(&k->package, rows[i].package);
		const struct profile *p =
		    entity_index_find(&k->owner.profile, rows[i].profile);
		const char *currency = package_currency(k, rows[i].package);
		const char *owner = package != NULL && package->reseller != NULL
		    ? package->reseller
		    : "";

		check_network(k, t->entity, &rows[i], rows[i].network, owner);
		if (p == NULL)
			continue;
		may_use(k, t->entity, &rows[i], "profile", rows[i].profile,
		    owner, p->reseller);
		if (currency != NULL && strcmp(currency, p->currency) != 0)
			entity_check_wrong(k->c, t->entity, &rows[i], "profile",
			    "profile \"%s\" is in %s, package %s in %s",
			    rows[i].profile, p->currency, rows[i].package,
			    currency);
	}
}

/* A package is the customer's to use, and in its currency. */
static void
use_package(const struct checker *k, const struct entity *ent, const void *row,
    const char *name, const char *customer)
{
	const struct package *package = entity_index_find(&k->package, name);
	const char *has = master_owner_currency(&k->owner, customer);
	const char *brings = package_currency(k, name);

	if (package == NULL)
		return;
	may_use(k, ent, row, "package", name,
	    master_owner_of(&k->owner, customer), package->reseller);
	if (has != NULL && brings != NULL && strcmp(has, brings) != 0)
		entity_check_wrong(k->c, ent, row, "package",
		    "package \"%s\" is in %s, customer %s in %s", name, brings,
		    customer, has);
}

static void
check_customers(const struct checker *k)
{
	const struct entity_table *t =
	    entity_set_table(k->s, &entity_customers);
	const struct customer *rows = t->rows;

	for (size_t i = 0; i < t->count; i++)
		use_package(k, t->entity, &rows[i], rows[i].package,
		    rows[i].ref);
}

/* A voucher is for customers of its reseller, in its currency. */
static void
use_voucher(const struct checker *k, const struct entity *ent, const void *row,
    const char *column, const struct voucher *v, const char *customer)
{
	const char *owner = master_owner_of(&k->owner, customer);
	const char *currency = master_owner_currency(&k->owner, customer);

	if (entity_index_find(&k->owner.customer, customer) == NULL)
		return;
	if (strcmp(owner, v->reseller != NULL ? v->reseller : "") != 0)
		entity_check_wrong(k->c, ent, row, column,
		    "the voucher and customer %s belong to different "
		    "resellers",
		    customer);
	if (v->currency != NULL && currency != NULL &&
	    strcmp(v->currency, currency) != 0)
		entity_check_wrong(k->c, ent, row, column,
		    "the voucher is in %s, customer %s in %s", v->currency,
		    customer, currency);
}

static void
check_vouchers(const struct checker *k)
{
	const struct entity_table *t = entity_set_table(k->s, &entity_vouchers);
	const struct entity_table *topups =
	    entity_set_table(k->s, &entity_topups);
	const struct voucher *rows = t->rows;
	const struct topup *used = topups->rows;
	struct entity_index codes;

	entity_index_build(&codes, t, "code");
	for (size_t i = 0; i < t->count; i++) {
		const struct package *package =
		    entity_index_find(&k->package, rows[i].package);

		if (package != NULL)
			may_use(k, t->entity, &rows[i], "package",
			    rows[i].package,
			    rows[i].reseller != NULL ? rows[i].reseller : "",
			    package->reseller);
		use_voucher(k, t->entity, &rows[i], "customer", &rows[i],
		    rows[i].customer);
	}
	for (size_t i = 0; i < topups->count; i++) {
		const struct voucher *v =
		    entity_index_find(&codes, used[i].voucher);

		if (v != NULL)
			use_voucher(k, topups->entity, &used[i], "voucher", v,
			    used[i].customer);
		use_package(k, topups->entity, &used[i], used[i].package,
		    used[i].customer);
	}
	entity_index_free(&codes);
}

static void
check_groups(const struct checker *k)
{
	const struct entity_table *t =
	    entity_set_table(k->s, &entity_peering_groups);
	const struct peering_group *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		const struct contract *contract =
		    entity_index_find(&k->owner.contract, rows[i].contract);

		if (contract != NULL && contract->kind != CONTRACT_KIND_PEERING)
			entity_check_wrong(k->c, t->entity, &rows[i],
			    "contract",
			    "contract \"%s\" is not of kind peering",
			    rows[i].contract);
	}
}

void
master_check(const struct entity_set *s, const struct entity_check *c)
{
	struct checker k = { .s = s, .c = c };

	master_owner_init(&k.owner, s);
	entity_index_build(&k.network, entity_set_table(s, &entity_networks),
	    "network");
	entity_index_build(&k.package, entity_set_table(s, &entity_packages),
	    "name");
	entity_index_build(&k.package_profile,
	    entity_set_table(s, &entity_package_profiles), "package");
	check_schedule(&k);
	check_package_profiles(&k);
	check_customers(&k);
	check_vouchers(&k);
	check_groups(&k);
	master_coverage_check(s, &k.owner, c);
	entity_index_free(&k.network);
	entity_index_free(&k.package);
	entity_index_free(&k.package_profile);
	master_owner_free(&k.owner);
}
