#include "store/table_scan.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/page_tree.h"

static const struct page_tree_kind kind = { "a table", PAGE_TABLE_LEAF,
	PAGE_TABLE_INTERIOR };

struct table_scan {
	struct page_tree tree;
	int64_t from, until;
	int64_t last; /* key of the row before */
};

/* The largest key below child ${i} of an interior page. */
static bool
child_key(const struct page_tree *t, const struct page_level *l, uint32_t i,
    uint64_t *key)
{
	const uint8_t *end, *p = page_tree_cell(t, l, i, &end);

	if (p == NULL || end - p < 5)
		return false;
	p += 4;
	return page_get_varint(&p, end, key);
}

/* Down to the first leaf that may hold ${from}. */
static int
descend(struct table_scan *s, struct err *e)
{
	struct page_tree *t = &s->tree;

	while (!t->level[t->depth - 1].leaf) {
		struct page_level *l = &t->level[t->depth - 1];
		uint64_t key;

		while (l->at < l->cells) {
			if (!child_key(t, l, l->at, &key))
				return page_tree_damaged(t, "a key", e);
			if ((int64_t)key >= s->from)
				break;
			l->at++;
		}
		if (page_tree_push(t, page_tree_child(t, l, l->at++), e) < 0)
			return -1;
	}
	return 0;
}

int
table_scan_open(struct table_scan **out, const char *path, uint32_t root,
    uint32_t page_size, int64_t from, int64_t until, struct err *e)
{
	struct table_scan *s = mem_calloc(1, sizeof(*s));

	*out = NULL;
	s->from = from;
	s->until = until;
	s->last = INT64_MIN;
	if (page_tree_open(&s->tree, &kind, path, root, page_size, e) < 0 ||
	    descend(s, e) < 0) {
		table_scan_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

int
table_scan_seek(struct table_scan *s, int64_t from, int64_t until,
    struct err *e)
{
	struct page_tree *t = &s->tree;

	s->from = from;
	s->until = until;
	s->last = INT64_MIN;
	/* the root is never read over, and no page that it has is */
	t->depth = 1;
	t->level[0].at = 0;
	return descend(s, e);
}

/* The leaf after the one that is through: 1, 0 or -1. */
static int
next_leaf(struct table_scan *s, struct err *e)
{
	struct page_tree *t = &s->tree;

	t->depth--;
	while (t->depth > 0) {
		struct page_level *l = &t->level[t->depth - 1];

		if (l->at <= l->cells) {
			if (page_tree_push(t, page_tree_child(t, l, l->at++),
				e) < 0 ||
			    descend(s, e) < 0)
				return -1;
			return 1;
		}
		t->depth--;
	}
	return 0;
}

/* A record: its head, a varint with its length and one a column; its body. */
static int
read_record(struct table_scan *s, const uint8_t *p, const uint8_t *end,
    struct table_value *values, int columns, struct err *e)
{
	const uint8_t *record = p, *head_end, *body;
	uint64_t head, type;

	if (!page_get_varint(&p, end, &head) || head > (uint64_t)(end - record))
		return page_tree_damaged(&s->tree, "the head of a row", e);
	head_end = record + head;
	body = head_end;
	for (int i = 0; i < columns; i++) {
		struct table_value *v = &values[i];
		int64_t len;

		if (p >= head_end || !page_get_varint(&p, head_end, &type) ||
		    (len = page_value_len(type)) < 0 || len > end - body)
			return page_tree_damaged(&s->tree, "a column of a row",
			    e);
		*v = (struct table_value){ .len = (uint32_t)len,
			.text = (const char *)body };
		if (type > 12) {
			v->type = TABLE_TEXT;
		} else if (type != 0) {
			v->type = TABLE_INT;
			v->number = page_get_int(body, type, len);
		}
		body += len;
	}
	return 1;
}

int
table_scan_record(struct table_scan *s, int64_t *key, const uint8_t **record,
    size_t *len, struct err *e)
{
	struct page_tree *t = &s->tree;

	while (t->depth > 0) {
		struct page_level *l = &t->level[t->depth - 1];
		const uint8_t *end, *p;
		uint64_t size, row;
		int rc;

		if (l->at == l->cells) {
			rc = next_leaf(s, e);
			if (rc <= 0)
				return rc;
			continue;
		}
		p = page_tree_cell(t, l, l->at++, &end);
		if (p == NULL || !page_get_varint(&p, end, &size) ||
		    !page_get_varint(&p, end, &row))
			return page_tree_damaged(t, "a row", e);
		*key = (int64_t)row;
		if (*key <= s->last)
			return page_tree_damaged(t, "the order of rows", e);
		s->last = *key;
		if (*key < s->from)
			continue;
		if (*key >= s->until)
			return 0;
		if (size > t->page_size - 35)
			return 2;
		if (size > (uint64_t)(end - p))
			return page_tree_damaged(t, "the length of a row", e);
		*record = p;
		*len = size;
		return 1;
	}
	return 0;
}

int
table_scan_next(struct table_scan *s, int64_t *key, struct table_value *values,
    int columns, struct err *e)
{
	const uint8_t *p;
	size_t len;
	int rc = table_scan_record(s, key, &p, &len, e);

	return rc != 1 ? rc : read_record(s, p, p + len, values, columns, e);
}

int
table_scan_damaged(const struct table_scan *s, struct err *e)
{
	return page_tree_damaged(&s->tree, "a row", e);
}

void
table_scan_close(struct table_scan *s)
{
	if (s == NULL)
		return;
	page_tree_close(&s->tree);
	free(s);
}
