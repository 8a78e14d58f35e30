#include "base/entity.h"

#include <string.h>

const char *
entity_unit(enum field_type type)
{
	switch (type) {
	case FIELD_MONEY:
		return "_e8";
	case FIELD_RATE:
		return "_e12";
	case FIELD_PERCENT:
		return "_e4";
	case FIELD_QUANTITY:
		return "_e6";
	case FIELD_TIME:
		return "_us";
	case FIELD_DATE:
		return "_day";
	case FIELD_CLOCK:
		return "_s";
	case FIELD_TEXT:
	case FIELD_WORD:
	case FIELD_INT:
	case FIELD_BOOL:
		break;
	}
	return "";
}

const struct field *
entity_field(const struct entity *ent, const char *column)
{
	for (size_t i = 0; i < ent->nfields; i++)
		if (strcmp(ent->fields[i].name, column) == 0)
			return &ent->fields[i];
	return NULL;
}

static int
field_compare(const struct field *f, const void *a, const void *b)
{
	if (field_is_text(f)) {
		const char *x = field_text(f, a), *y = field_text(f, b);

		if (x == y)
			return 0;
		return strcmp(x != NULL ? x : "", y != NULL ? y : "");
	}
	return (field_int(f, a) > field_int(f, b)) -
	    (field_int(f, a) < field_int(f, b));
}

int
entity_compare(const struct entity *ent, const void *a, const void *b)
{
	for (size_t i = 0; i < ent->nfields; i++) {
		int order;

		if ((ent->fields[i].flags & FIELD_KEY) == 0)
			continue;
		order = field_compare(&ent->fields[i], a, b);
		if (order != 0)
			return order;
	}
	return 0;
}

const struct field *
entity_differ(const struct entity *ent, const void *a, const void *b)
{
	for (size_t i = 0; i < ent->nfields; i++)
		if (field_compare(&ent->fields[i], a, b) != 0)
			return &ent->fields[i];
	return NULL;
}
