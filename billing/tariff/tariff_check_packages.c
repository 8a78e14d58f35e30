/*
 * Packages, vouchers and top-ups by themselves: what belongs together is given
 * together, and a voucher is used once.
 */
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "tariff/tariff_check.h"
#include "tariff/tariff_entity.h"

static void
check_packages(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_packages);
	const struct package *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		if ((rows[i].timely_unit == ENTITY_NONE) !=
		    (rows[i].timely_count == ENTITY_NONE))
			entity_check_wrong(c, t->entity, &rows[i],
			    "timely_count",
			    "timely_unit and timely_count go together");
		if (rows[i].carry_over == CARRY_OVER_CARRY_OVER_TIMELY &&
		    rows[i].timely_count == ENTITY_NONE)
			entity_check_wrong(c, t->entity, &rows[i], "carry_over",
			    "carry_over_timely needs timely_unit and "
			    "timely_count");
		if (rows[i].underrun_lock_level != ENTITY_NONE &&
		    rows[i].underrun_lock_threshold_e8 == ENTITY_NONE)
			entity_check_wrong(c, t->entity, &rows[i],
			    "underrun_lock_level",
			    "underrun_lock_level needs "
			    "underrun_lock_threshold");
	}
}

static void
check_topups(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_topups);
	const struct topup *rows = t->rows;
	struct entity_index used, vouchers;
	char place[ENTITY_PLACE_MAX];

	entity_index_build(&used, t, "voucher");
	entity_index_build(&vouchers, entity_set_table(s, &entity_vouchers),
	    "code");
	for (size_t i = 0; i < t->count; i++) {
		const struct topup *first =
		    entity_index_find(&used, rows[i].voucher);
		const struct voucher *v =
		    entity_index_find(&vouchers, rows[i].voucher);

		if ((rows[i].amount_e8 == ENTITY_NONE) ==
		    (rows[i].voucher == NULL))
			entity_check_wrong(c, t->entity, &rows[i], "amount",
			    "a top-up has an amount or a voucher");
		if (first != NULL && first != &rows[i])
			entity_check_wrong(c, t->entity, &rows[i], "voucher",
			    "the voucher was used at %s",
			    entity_check_place(c, t->entity, first, place));
		if (v != NULL && v->customer != NULL &&
		    strcmp(v->customer, rows[i].customer) != 0)
			entity_check_wrong(c, t->entity, &rows[i], "voucher",
			    "the voucher is reserved for customer %s",
			    v->customer);
	}
	entity_index_free(&used);
	entity_index_free(&vouchers);
}

void
tariff_check_packages(const struct entity_set *s, const struct entity_check *c)
{
	check_packages(s, c);
	check_topups(s, c);
}
