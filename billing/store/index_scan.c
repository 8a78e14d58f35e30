#include "store/index_scan.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/page_tree.h"

static const struct page_tree_kind kind = { "an index", PAGE_INDEX_LEAF,
	PAGE_INDEX_INTERIOR };

struct index_scan {
	struct page_tree tree;
	bool began;
	int64_t a, b; /* of the row before */
};

int
index_scan_open(struct index_scan **out, const char *path, uint32_t root,
    uint32_t page_size, struct err *e)
{
	struct index_scan *s = mem_calloc(1, sizeof(*s));

	*out = NULL;
	if (page_tree_open(&s->tree, &kind, path, root, page_size, e) < 0) {
		index_scan_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* One number of a record. */
static bool
read_number(const uint8_t **head, const uint8_t *head_end, const uint8_t **body,
    const uint8_t *end, int64_t *v)
{
	uint64_t type;
	int64_t len;

	if (!page_get_varint(head, head_end, &type) || type == 0 || type > 12 ||
	    (len = page_value_len(type)) < 0 || len > end - *body)
		return false;
	*v = page_get_int(*body, type, len);
	*body += len;
	return true;
}

/* A cell: its length, then the record of two numbers. */
static int
read_cell(struct index_scan *s, const uint8_t *p, const uint8_t *end,
    int64_t *a, int64_t *b, struct err *e)
{
	uint64_t size, head;
	const uint8_t *record, *head_end, *body;

	if (!page_get_varint(&p, end, &size) || size > (uint64_t)(end - p))
		return page_tree_damaged(&s->tree, "the length of a row", e);
	record = p;
	end = p + size;
	if (!page_get_varint(&p, end, &head) || head > size)
		return page_tree_damaged(&s->tree, "the head of a row", e);
	head_end = body = record + head;
	if (!read_number(&p, head_end, &body, end, a) ||
	    !read_number(&p, head_end, &body, end, b))
		return page_tree_damaged(&s->tree, "a column of a row", e);
	if (s->began && (*a < s->a || (*a == s->a && *b <= s->b)))
		return page_tree_damaged(&s->tree, "the order of rows", e);
	s->began = true;
	s->a = *a;
	s->b = *b;
	return 1;
}

int
index_scan_next(struct index_scan *s, int64_t *a, int64_t *b, struct err *e)
{
	struct page_tree *t = &s->tree;

	while (t->depth > 0) {
		struct page_level *l = &t->level[t->depth - 1];
		const uint8_t *end, *p;

		if (!l->down) {
			l->down = true;
			if (page_tree_push(t, page_tree_child(t, l, l->at), e) <
			    0)
				return -1;
			continue;
		}
		if (l->at == l->cells) {
			t->depth--;
			continue;
		}
		p = page_tree_cell(t, l, l->at++, &end);
		l->down = l->leaf;
		if (p == NULL || end - p < 4)
			return page_tree_damaged(t, "a row", e);
		return read_cell(s, l->leaf ? p : p + 4, end, a, b, e);
	}
	return 0;
}

void
index_scan_close(struct index_scan *s)
{
	if (s == NULL)
		return;
	page_tree_close(&s->tree);
	free(s);
}
