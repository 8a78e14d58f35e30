#include "base/entity_check.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_table.h"

/* A finding is a sentence; longer texts are cut. */
#define WRONG_MAX 1024

/* A reference names a row of at most so many entities. */
#define REF_MAX 2

void
entity_check_wrong(const struct entity_check *c, const struct entity *ent,
    const void *row, const char *column, const char *fmt, ...)
{
	char text[WRONG_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->wrong(c->arg, ent, row, column, text);
}

const char *
entity_check_place(const struct entity_check *c, const struct entity *ent,
    const void *row, char out[ENTITY_PLACE_MAX])
{
	c->place(c->arg, ent, row, out, ENTITY_PLACE_MAX);
	return out;
}

bool
entity_check_newer(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	return x->load > y->load;
}

const struct entity_table *
entity_set_table(const struct entity_set *s, const struct entity *ent)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->tables[i].entity == ent)
			return &s->tables[i];
	assert(false && "the entity is in the set");
	return &s->tables[0];
}

const struct entity_table *
entity_set_named(const struct entity_set *s, const char *name, size_t len)
{
	for (size_t i = 0; i < s->count; i++)
		if (strlen(s->tables[i].entity->name) == len &&
		    memcmp(s->tables[i].entity->name, name, len) == 0)
			return &s->tables[i];
	return NULL;
}

const char *
entity_check_name(const struct entity *ent)
{
	if (entity_field(ent, "ref") != NULL)
		return "ref";
	for (size_t i = 0; i < ent->nfields; i++)
		if (ent->fields[i].flags & FIELD_KEY)
			return ent->fields[i].name;
	return ent->fields[0].name;
}

/* Index the entities that ${ref} ("a" or "a|b") names; their number. */
static size_t
index_ref(const struct entity_set *s, const char *ref,
    struct entity_index index[REF_MAX])
{
	size_t n = 0;

	while (*ref != '\0') {
		size_t len = strcspn(ref, "|");
		const struct entity_table *t = entity_set_named(s, ref, len);

		assert(t != NULL && n < REF_MAX);
		entity_index_build(&index[n++], t,
		    entity_check_name(t->entity));
		ref += len + (ref[len] == '|');
	}
	return n;
}

/* Every text of field ${f} names a row. */
static void
check_ref(const struct entity_set *s, const struct entity_table *t,
    const struct field *f, const struct entity_check *c)
{
	struct entity_index index[REF_MAX];
	size_t n = index_ref(s, f->ref, index);
	const char *good = NULL;

	for (size_t i = 0; i < t->count; i++) {
		const void *row = entity_table_row(t, i);
		const char *text = field_text(f, row);
		bool found = false;

		if (text == NULL || text == good)
			continue;
		for (size_t k = 0; k < n; k++)
			found |= entity_index_find(&index[k], text) != NULL;
		if (found)
			good = text;
		else
			entity_check_wrong(c, t->entity, row, f->name,
			    "%s \"%s\": there is none in %s", f->name, text,
			    strcmp(f->ref, "contracts|customers") == 0
				? "contracts or customers"
				: f->ref);
	}
	for (size_t k = 0; k < n; k++)
		entity_index_free(&index[k]);
}

void
entity_check_doubles(const struct entity_table *t, const struct entity_check *c)
{
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 1; i < t->count; i++) {
		const void *one = entity_table_row(t, i - 1);
		const void *two = entity_table_row(t, i);

		if (entity_compare(t->entity, one, two) == 0)
			entity_check_wrong(c, t->entity, two, NULL,
			    "the same key as %s",
			    entity_check_place(c, t->entity, one, place));
	}
}

/* ${until} is after ${from}, where both are given. */
static void
check_range(const struct entity_table *t, const char *from, const char *until,
    bool may_equal, const struct entity_check *c)
{
	const struct field *f = entity_field(t->entity, from);
	const struct field *u = entity_field(t->entity, until);

	if (f == NULL || u == NULL || f->type != u->type)
		return;
	for (size_t i = 0; i < t->count; i++) {
		const void *row = entity_table_row(t, i);
		int64_t a = field_int(f, row), b = field_int(u, row);

		if (a == ENTITY_NONE || b == ENTITY_NONE || b > a ||
		    (may_equal && a == b))
			continue;
		entity_check_wrong(c, t->entity, row, until,
		    "%s is not after %s", until, from);
	}
}

void
entity_check_set(const struct entity_set *s, const struct entity_check *c)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct entity_table *t = &s->tables[i];

		if (t->count == 0)
			continue;
		check_range(t, "valid_from", "valid_to", false, c);
		check_range(t, "activated", "terminated", true, c);
		check_range(t, "from", "until", false, c);
		check_range(t, "from", "to", false, c);
		for (size_t k = 0; k < t->entity->nfields; k++)
			if (t->entity->fields[k].ref != NULL)
				check_ref(s, t, &t->entity->fields[k], c);
	}
}
