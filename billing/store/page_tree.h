#ifndef STORE_PAGE_TREE_H
#define STORE_PAGE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/page_read.h"

struct err;

/*
 * The way from the root of a b-tree of a SQLite file down to the page that is
 * being read: what the readers of tables and of indexes have in common
 * (table_scan.h, index_scan.h).
 *
 * Of a damaged tree they see at most as many pages as it has rows, times
 * PAGE_TREE_DEPTH: no page but the root is empty, and the readers refuse a row
 * that does not come behind the one before.
 */
enum { PAGE_TREE_DEPTH = 20 };

struct page_level {
	uint8_t *page;
	uint32_t cells, at; /* the next one to look at */
	bool leaf;
	bool down; /* index: what lies before that cell was read */
};

/* What a tree is made of. */
struct page_tree_kind {
	const char *name; /* "a table", for messages */
	uint8_t leaf, interior;
};

struct page_tree {
	const struct page_tree_kind *kind;
	int fd;
	char *path;
	uint32_t page_size;
	struct page_level level[PAGE_TREE_DEPTH];
	int depth; /* levels in use */
};

/* Open the file at ${path} and read the root; page_tree_close() it also on
 * failure. */
int page_tree_open(struct page_tree *, const struct page_tree_kind *,
    const char *path, uint32_t root, uint32_t page_size, struct err *);

/* Read page ${number} into the next level. */
int page_tree_push(struct page_tree *, uint32_t number, struct err *);

/* ERR_DATA: ${what} makes no sense. */
int page_tree_damaged(const struct page_tree *, const char *what, struct err *);

void page_tree_close(struct page_tree *);

/* Cell ${i} of a level; *end is the end of the page; NULL: it lies outside. */
static inline const uint8_t *
page_tree_cell(const struct page_tree *t, const struct page_level *l,
    uint32_t i, const uint8_t **end)
{
	size_t head = l->leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
	uint32_t at = page_get16(l->page + head + 2 * i);

	*end = l->page + t->page_size;
	return at < t->page_size ? l->page + at : NULL;
}

/* The page below cell ${i} of an interior one, or behind the last; 0: damage.
 */
static inline uint32_t
page_tree_child(const struct page_tree *t, const struct page_level *l,
    uint32_t i)
{
	const uint8_t *end, *p;

	if (i == l->cells)
		return page_get32(l->page + 8);
	p = page_tree_cell(t, l, i, &end);
	return p == NULL || end - p < 4 ? 0 : page_get32(p);
}

#endif /* STORE_PAGE_TREE_H */
