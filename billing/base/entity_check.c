#include "base/entity_check.h"

#include <stdarg.h>
#include <stdio.h>

/* A finding is a sentence; longer texts are cut. */
#define WRONG_MAX 1024

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
