#include "tariff/tariff_check.h"

#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "tariff/tariff_entity.h"

/*
 * A network or calendar is several rows of one name, which must agree on whose
 * it is.
 */
static void
check_one_owner(const struct entity_set *s, const struct entity *ent,
    const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, ent);
	const struct field *name = &ent->fields[0];
	const struct field *reseller = entity_field(ent, "reseller");
	struct entity one = { .fields = reseller, .nfields = 1 };
	const void *first = NULL;
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 0; i < t->count; i++) {
		const void *row = entity_table_row(t, i);

		if (first == NULL ||
		    strcmp(field_text(name, first), field_text(name, row)) != 0)
			first = row;
		else if (entity_differ(&one, first, row) != NULL)
			entity_check_wrong(c, ent, row, "reseller",
			    "%s \"%s\" has another owner at %s", name->name,
			    field_text(name, row),
			    entity_check_place(c, ent, first, place));
	}
}

/* Rows of one calendar follow each other. */
static void
check_calendars(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_calendars);
	const struct holiday *rows = t->rows;
	size_t dates = 0;

	for (size_t i = 0; i < t->count; i++) {
		bool same = i > 0 &&
		    strcmp(rows[i].calendar, rows[i - 1].calendar) == 0;

		dates = same ? dates + 1 : 1;
		if (dates == TARIFF_DATES_MAX + 1)
			entity_check_wrong(c, t->entity, &rows[i], "date",
			    "calendar \"%s\" has more than %d dates",
			    rows[i].calendar, TARIFF_DATES_MAX);
	}
}

static void
check_profiles(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_profiles);
	const struct profile *rows = t->rows;

	for (size_t i = 0; i < t->count; i++)
		if (rows[i].max_call_charge_e8 != ENTITY_NONE &&
		    rows[i].max_call_charge_e8 < 0)
			entity_check_wrong(c, t->entity, &rows[i],
			    "max_call_charge",
			    "max_call_charge is negative: every call would "
			    "be free");
}

void
tariff_check(const struct entity_set *s, const struct entity_check *c)
{
	check_one_owner(s, &entity_networks, c);
	check_one_owner(s, &entity_calendars, c);
	check_calendars(s, c);
	check_profiles(s, c);
	tariff_check_bands(s, c);
	tariff_check_fees(s, c);
	tariff_check_packages(s, c);
}
