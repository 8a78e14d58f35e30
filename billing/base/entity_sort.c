/*
 * Sorting a table by key.
 *
 * The key of each row is written as bytes that memcmp() orders as
 * entity_compare() orders rows.  What all keys begin with (a price list: its
 * profile, direction, type, ...) is left away, and the next eight bytes are
 * kept as a number beside the place of the key, so that most comparisons touch
 * nothing else.  Runs that are in order already are merged; a file that was
 * written in order costs one comparison a row.
 */
#include <assert.h>
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
	size_t shared; /* bytes that all keys begin with */
};

/* Eight bytes, highest first; the sign is turned so that bytes order it. */
static void
add_int(struct buf *b, int64_t v)
{
	uint64_t u = (uint64_t)v ^ (UINT64_C(1) << 63);

	for (int shift = 56; shift >= 0; shift -= 8)
		buf_char(b, (char)(unsigned char)(u >> shift));
}

static void
add_key(struct buf *b, const struct entity *ent, const void *row)
{
	for (size_t i = 0; i < ent->nfields; i++) {
		const struct field *f = &ent->fields[i];

		if ((f->flags & FIELD_KEY) == 0)
			continue;
		if (!field_is_text(f)) {
			add_int(b, field_int(f, row));
			continue;
		}
		buf_str(b, field_text(f, row));
		buf_char(b, '\0');
	}
}

/* The head of a key from byte ${from} on; zeros behind its end. */
static uint64_t
head_of(const char *key, size_t len, size_t from)
{
	uint64_t head = 0;

	for (size_t i = from; i < from + 8; i++)
		head = head << 8 | (i < len ? (unsigned char)key[i] : 0);
	return head;
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

	for (size_t i = 0; i < t->count; i++) {
		items[i].offset = s->keys.len;
		add_key(&s->keys, t->entity, entity_table_row(t, i));
		items[i].len = (uint32_t)(s->keys.len - items[i].offset);
		items[i].row = (uint32_t)i;
	}
	s->shared = items[0].len;
	for (size_t i = 1; i < t->count; i++) {
		size_t n = 0;

		while (n < s->shared && n < items[i].len &&
		    s->keys.data[items[i].offset + n] ==
			s->keys.data[items[0].offset + n])
			n++;
		s->shared = n;
	}
	for (size_t i = 0; i < t->count; i++)
		items[i].head = head_of(s->keys.data + items[i].offset,
		    items[i].len, s->shared);
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
