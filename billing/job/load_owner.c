#include "job/load_owner.h"

#include <assert.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "store/entity_list.h"

/* Where the owner of an entity without a reseller of its own is looked up, in
 * this order. */
static const char *const parent_columns[] = { "subscriber", "customer",
	"contract", "contact", "profile", "package", NULL };

void
load_owner_init(struct load_owner *o, const struct entity_table *tables)
{
	*o = (struct load_owner){ .tables = tables };
}

void
load_owner_free(struct load_owner *o)
{
	for (int i = 0; i < o->count; i++)
		entity_index_free(&o->index[i]);
	o->count = 0;
}

/* The row of ${ent} that ${name} names, or NULL. */
static const void *
find(struct load_owner *o, const struct entity *ent, const char *name)
{
	int i = 0;

	while (i < o->count && o->indexed[i] != ent)
		i++;
	if (i == o->count) {
		assert(i < LOAD_OWNER_INDEXES);
		o->indexed[o->count++] = ent;
		entity_index_build(&o->index[i],
		    &o->tables[entity_list_find(ent->name)],
		    entity_check_name(ent));
	}
	return entity_index_find(&o->index[i], name);
}

/* The row that this one belongs to; *ent becomes its entity. */
static const void *
parent_of(struct load_owner *o, const struct entity **ent, const void *row)
{
	for (int i = 0; parent_columns[i] != NULL; i++) {
		const struct field *f = entity_field(*ent, parent_columns[i]);
		const char *ref = f != NULL ? f->ref : NULL;

		while (ref != NULL && *ref != '\0') {
			char name[64];
			size_t len = strcspn(ref, "|");
			const struct entity *up;
			const void *found;

			assert(len < sizeof(name));
			memcpy(name, ref, len);
			name[len] = '\0';
			up = entity_list[entity_list_find(name)];
			found = find(o, up, field_text(f, row));
			if (found != NULL) {
				*ent = up;
				return found;
			}
			ref += len + (ref[len] == '|');
		}
	}
	return NULL;
}

const char *
load_owner_of(struct load_owner *o, const struct entity *ent, const void *row)
{
	while (row != NULL) {
		const struct field *f = entity_field(ent, "reseller");

		if (f == NULL)
			f = entity_field(ent, "issuer");
		if (f != NULL)
			return field_text(f, row) != NULL ? field_text(f, row)
							  : "";
		row = parent_of(o, &ent, row);
	}
	return "";
}
