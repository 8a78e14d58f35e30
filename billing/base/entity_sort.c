/*
 * Sorting a table by key.
 *
 * The key of each row is written as bytes that memcmp() orders as
 * entity_compare() orders rows.  The first columns, as far as all rows have the
 * same in them (a price list: its profile, direction, type, ...), are left away.
 * Behind what the keys still begin with all alike, eight bytes are kept as a
 * number beside the place of the key, so that most comparisons touch nothing
 * else.  Runs that are in order already are merged; a file that was
 * written in order costs one comparison a row.
 */
#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/entity.h"
#include "base/entity_table.h"
#include "base/mem.h"

struct item {
	uint64_t head; /* eight bytes behind what all keys share */
	uint32_t row;  /* in the table */
	uint32_t len;  /* of the key */
	size_t offset; /* of the key in the buffer */
};

struct sorter {
	const struct entity_table *t;
	struct buf keys;
	size_t field;  /* the first in which rows may differ */
	size_t shared; /* bytes that all keys begin with */
};

/* Eight bytes, highest first; the sign is turned so that bytes order it. */
static void
add_int(struct buf *b, int64_t v)
{
	uint64_t u = htobe64((uint64_t)v ^ (UINT64_C(1) << 63));

	buf_add(b, &u, sizeof(u));
}

static void
add_key(struct sorter *s, const void *row)
{
	const struct entity *ent = s->t->entity;

	for (size_t i = s->field; i < ent->nfields; i++) {
		const struct field *f = &ent->fields[i];
		const char *text;

		if ((f->flags & FIELD_KEY) == 0)
			continue;
		if (!field_is_text(f)) {
			add_int(&s->keys, field_int(f, row));
			continue;
		}
		text = field_text(f, row) != NULL ? field_text(f, row) : "";
		buf_add(&s->keys, text, strlen(text) + 1);
	}
}

/* The head of a key from byte ${from} on; zeros behind its end. */
static uint64_t
head_of(const char *key, size_t len, size_t from)
{
	uint64_t head = 0;

	if (from < len)
		memcpy(&head, key + from, len - from < 8 ? len - from : 8);
	return be64toh(head);
}

/* The first field of the key in which not all rows are the same. */
static size_t
first_field(const struct entity_table *t)
{
	const struct field *fields = t->entity->fields;
	size_t first = t->entity->nfields;

	for (size_t i = 1; i < t->count; i++)
		for (size_t k = 0; k < first; k++)
			if ((fields[k].flags & FIELD_KEY) != 0 &&
			    !field_same(&fields[k], entity_table_row(t, 0),
				entity_table_row(t, i)))
				first = k;
	return first;
}

/* Of rows with one key the first of the table comes first. */
static int
compare(const struct sorter *s, const struct item *a, const struct item *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	order = memcmp(s->keys.data + a->offset + s->shared,
	    s->keys.data + b->offset + s->shared, len - s->shared);
	if (order == 0 && a->len != b->len)
		order = a->len < b->len ? -1 : 1;
	return order != 0 ? order : a->row < b->row ? -1 : 1;
}

static void
merge(const struct sorter *s, const struct item *from, struct item *to,
    size_t a, size_t b, size_t c)
{
	size_t i = a, j = b;

	for (size_t k = a; k < c; k++)
		to[k] = j == c || (i < b && compare(s, &from[i], &from[j]) < 0)
		    ? from[i++]
		    : from[j++];
}

/* The end of the sorted run that starts at ${from}. */
static size_t
run_end(const struct sorter *s, const struct item *items, size_t from,
    size_t count)
{
	size_t i = from + 1;

	while (i < count && compare(s, &items[i - 1], &items[i]) < 0)
		i++;
	return i < count ? i : count;
}

/* Returns the array that holds the result. */
static struct item *
sort_items(const struct sorter *s, struct item *items, struct item *spare,
    size_t count)
{
	for (;;) {
		struct item *swap;
		size_t a = 0;

		while (a < count) {
			size_t b = run_end(s, items, a, count), c = b;

			if (a == 0 && b == count)
				return items;
			if (b < count)
				c = run_end(s, items, b, count);
			merge(s, items, spare, a, b, c);
			a = c;
		}
		swap = items;
		items = spare;
		spare = swap;
	}
}

static void
make_items(struct sorter *s, struct item *items)
{
	const struct entity_table *t = s->t;
	const char *key;

	s->field = first_field(t);
	for (size_t i = 0; i < t->count; i++) {
		items[i].offset = s->keys.len;
		add_key(s, entity_table_row(t, i));
		items[i].len = (uint32_t)(s->keys.len - items[i].offset);
		items[i].row = (uint32_t)i;
	}
	s->shared = items[0].len;
	for (size_t i = 1; i < t->count; i++) {
		size_t n = 0;

		key = s->keys.data + items[i].offset;
		if (s->shared > items[i].len)
			s->shared = items[i].len;
		while (n < s->shared && key[n] == s->keys.data[n])
			n++;
		s->shared = n;
	}
	for (size_t i = 0; i < t->count; i++) {
		key = s->keys.data + items[i].offset;
		items[i].head = head_of(key, items[i].len, s->shared);
	}
}

static bool
in_order(const struct entity_table *t)
{
	for (size_t i = 1; i < t->count; i++)
		if (entity_compare(t->entity, entity_table_row(t, i - 1),
			entity_table_row(t, i)) > 0)
			return false;
	return true;
}

void
entity_table_sort(struct entity_table *t)
{
	struct sorter s = { .t = t };
	struct item *items, *sorted;
	size_t size = t->entity->size;
	char *moved;

	assert(t->count < UINT32_MAX);
	if (in_order(t))
		return;
	items = mem_calloc(2 * t->count, sizeof(*items));
	make_items(&s, items);
	sorted = sort_items(&s, items, items + t->count, t->count);
	moved = mem_calloc(t->count, size);
	for (size_t i = 0; i < t->count; i++)
		memcpy(moved + i * size, entity_table_row(t, sorted[i].row),
		    size);
	free(items);
	buf_free(&s.keys);
	free(t->rows);
	t->rows = moved;
	t->cap = t->count;
}
