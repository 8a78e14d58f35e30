#include "base/entity_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/entity.h"
#include "base/hash.h"
#include "base/mem.h"

void *
entity_table_row(const struct entity_table *t, size_t i)
{
	return (char *)t->rows + i * t->entity->size;
}

void *
entity_table_add(struct entity_table *t)
{
	void *row;

	t->rows = mem_grow(t->rows, t->count, &t->cap, t->entity->size);
	row = entity_table_row(t, t->count++);
	memset(row, 0, t->entity->size);
	return row;
}

void
entity_table_reserve(struct entity_table *t, size_t n)
{
	void *rows;

	if (n <= t->cap)
		return;
	rows = mem_alloc_large(n * t->entity->size);
	if (t->count > 0)
		memcpy(rows, t->rows, t->count * t->entity->size);
	free(t->rows);
	t->rows = rows;
	t->cap = n;
}

void
entity_table_copy(struct entity_table *t, const void *row)
{
	t->rows = mem_grow(t->rows, t->count, &t->cap, t->entity->size);
	memcpy(entity_table_row(t, t->count++), row, t->entity->size);
}

void *
entity_table_find(const struct entity_table *t, const void *row)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order =
		    entity_compare(t->entity, entity_table_row(t, mid), row);

		if (order == 0)
			return entity_table_row(t, mid);
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

void
entity_table_free(struct entity_table *t)
{
	free(t->rows);
	*t = (struct entity_table){ .entity = t->entity };
}

/* The slot of ${text}: its row, or the free one where it would go. */
static size_t
slot_of(const struct entity_index *x, const char *text)
{
	size_t i = (size_t)hash64(text, strlen(text), 0) & x->mask;

	while (x->slots[i] != NULL &&
	    strcmp(field_text(x->field, x->slots[i]), text) != 0)
		i = (i + 1) & x->mask;
	return i;
}

void
entity_index_build(struct entity_index *x, const struct entity_table *t,
    const char *column)
{
	size_t size = 16;

	while (size < t->count * 2)
		size *= 2;
	x->field = entity_field(t->entity, column);
	x->mask = size - 1;
	x->slots = mem_calloc(size, sizeof(*x->slots));
	for (size_t i = 0; i < t->count; i++) {
		const void *row = entity_table_row(t, i);
		const char *text = field_text(x->field, row);
		size_t slot;

		if (text == NULL)
			continue;
		slot = slot_of(x, text);
		if (x->slots[slot] == NULL)
			x->slots[slot] = row;
	}
}

const void *
entity_index_find(const struct entity_index *x, const char *text)
{
	if (text == NULL || text[0] == '\0' || x->slots == NULL)
		return NULL;
	return x->slots[slot_of(x, text)];
}

void
entity_index_free(struct entity_index *x)
{
	free(x->slots);
	*x = (struct entity_index){ 0 };
}
