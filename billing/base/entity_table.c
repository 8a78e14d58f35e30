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
entity_table_copy(struct entity_table *t, const void *row)
{
	t->rows = mem_grow(t->rows, t->count, &t->cap, t->entity->size);
	memcpy(entity_table_row(t, t->count++), row, t->entity->size);
}

/* Merge the sorted runs [a, b) and [b, c) of ${from} into ${to}. */
static void
merge(const struct entity *ent, void **from, void **to, size_t a, size_t b,
    size_t c)
{
	size_t i = a, j = b;

	for (size_t k = a; k < c; k++)
		to[k] = j == c ||
			(i < b && entity_compare(ent, from[i], from[j]) <= 0)
		    ? from[i++]
		    : from[j++];
}

/* The end of the sorted run that starts at ${from}. */
static size_t
run_end(const struct entity *ent, void **rows, size_t from, size_t count)
{
	size_t i = from + 1;

	while (i < count && entity_compare(ent, rows[i - 1], rows[i]) <= 0)
		i++;
	return i < count ? i : count;
}

/*
 * Merge sort of pointers by runs that are sorted already: files are mostly
 * written in order, and then there is nothing to do.  Returns the array that
 * holds the result.
 */
static void **
sort_pointers(const struct entity *ent, void **rows, void **spare, size_t count)
{
	for (;;) {
		size_t a = 0, merges = 0;
		void **swap;

		while (a < count) {
			size_t b = run_end(ent, rows, a, count);
			size_t c = b;

			if (a == 0 && b == count)
				return rows;
			if (b < count)
				c = run_end(ent, rows, b, count);
			merge(ent, rows, spare, a, b, c);
			merges++;
			a = c;
		}
		swap = rows;
		rows = spare;
		spare = swap;
		if (merges <= 1)
			return rows;
	}
}

void
entity_table_sort(struct entity_table *t)
{
	size_t i, size = t->entity->size;
	void **all, **sorted;
	char *moved;

	for (i = 1; i < t->count; i++)
		if (entity_compare(t->entity, entity_table_row(t, i - 1),
			entity_table_row(t, i)) > 0)
			break;
	if (i >= t->count)
		return;
	all = mem_calloc(2 * t->count, sizeof(*all));
	for (i = 0; i < t->count; i++)
		all[i] = entity_table_row(t, i);
	sorted = sort_pointers(t->entity, all, all + t->count, t->count);
	moved = mem_calloc(t->count, size);
	for (i = 0; i < t->count; i++)
		memcpy(moved + i * size, sorted[i], size);
	free(all);
	free(t->rows);
	t->rows = moved;
	t->cap = t->count;
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
