#include "peering/peering_check.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "peering/peering_entity.h"
#include "tariff/days.h"
#include "tel/pattern.h"

static void
check_pattern(const struct entity_check *c, const struct entity *ent,
    const void *row, const char *column)
{
	struct err e = { .code = ERR_NONE };
	const char *text = field_text(entity_field(ent, column), row);
	struct pattern *p;

	if (text == NULL)
		return;
	if (pattern_compile(&p, text, &e) == 0)
		pattern_free(p);
	else
		entity_check_wrong(c, ent, row, column, "%s %s", column,
		    e.text);
}

static void
check_servers(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t =
	    entity_set_table(s, &entity_peering_servers);
	const struct peering_server *rows = t->rows;

	for (size_t i = 0; i < t->count; i++)
		if (rows[i].ip == NULL && rows[i].host == NULL)
			entity_check_wrong(c, t->entity, &rows[i], "ip",
			    "a server has an ip or a host");
}

static void
check_rules(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *out =
	    entity_set_table(s, &entity_outbound_rules);
	const struct entity_table *in =
	    entity_set_table(s, &entity_inbound_rules);

	for (size_t i = 0; i < out->count; i++) {
		const void *row = entity_table_row(out, i);

		check_pattern(c, out->entity, row, "callee_pattern");
		check_pattern(c, out->entity, row, "caller_pattern");
	}
	for (size_t i = 0; i < in->count; i++)
		check_pattern(c, in->entity, entity_table_row(in, i),
		    "pattern");
}

static void
check_time_sets(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_time_sets);
	const struct entity_table *calendars =
	    entity_set_named(s, "calendars", strlen("calendars"));
	const struct time_set *rows = t->rows;
	struct entity_index calendar;
	struct arena a = { 0 };

	entity_index_build(&calendar, calendars, "calendar");
	for (size_t i = 0; i < t->count; i++) {
		struct err e = { .code = ERR_NONE };
		struct days days;

		if (days_parse(&days, rows[i].days, &a, &e) < 0) {
			entity_check_wrong(c, t->entity, &rows[i], "days", "%s",
			    e.text);
			continue;
		}
		for (size_t k = 0; k < days.ncalendars; k++)
			if (entity_index_find(&calendar, days.calendars[k]) ==
			    NULL)
				entity_check_wrong(c, t->entity, &rows[i],
				    "days", "there is no calendar \"%s\"",
				    days.calendars[k]);
		arena_reset(&a);
	}
	entity_index_free(&calendar);
	arena_free(&a);
}

void
peering_check(const struct entity_set *s, const struct entity_check *c)
{
	check_servers(s, c);
	check_rules(s, c);
	check_time_sets(s, c);
}
