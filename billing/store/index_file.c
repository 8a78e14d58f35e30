/*
 * The tree grows upwards while rows come in.  A page that is full gives its
 * last cell to the page above, as what stands between it and its successor, so
 * that no page is ever left empty, whatever the number of rows.
 */
#include "store/index_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/page_file.h"
#include "store/page_read.h"
#include "store/table_file.h"

#define CELL_MAX 32 /* child, length, two numbers and their head */

enum { DEPTH_MAX = 20 };

/* The page of a level that is being filled. */
struct level {
	uint8_t *page;
	uint32_t cells, content;
};

/* A cell on its way, without the number of a child before it. */
struct cell {
	uint8_t data[CELL_MAX];
	size_t len;
};

struct index_file {
	struct page_file file;
	uint32_t root;
	struct level level[DEPTH_MAX]; /* 0: the leaves */
	int depth;
};

int
index_file_open(struct index_file **out, const char *path, uint32_t root,
    uint32_t page_size, struct err *e)
{
	struct index_file *f = mem_calloc(1, sizeof(*f));

	*out = NULL;
	f->root = root;
	if (page_file_open(&f->file, path, page_size, e) < 0) {
		index_file_free(f);
		return -1;
	}
	*out = f;
	return 0;
}

static size_t
head_size(int depth)
{
	return depth == 0 ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
}

static void
start_page(const struct index_file *f, struct level *l)
{
	if (l->page == NULL)
		l->page = mem_alloc(f->file.page_size);
	memset(l->page, 0, f->file.page_size);
	l->cells = 0;
	l->content = f->file.page_size;
}

static bool
has_room(const struct index_file *f, int depth, size_t len)
{
	const struct level *l = &f->level[depth];

	return l->content >= head_size(depth) + 2 * (l->cells + 1) + len;
}

/* ${child} is the page with what is smaller; not of a leaf. */
static void
put_cell(struct index_file *f, int depth, uint32_t child, const struct cell *c)
{
	struct level *l = &f->level[depth];
	size_t own = depth == 0 ? 0 : 4;

	l->content -= (uint32_t)(own + c->len);
	if (depth > 0)
		page_file_put32(l->page + l->content, child);
	memcpy(l->page + l->content + own, c->data, c->len);
	page_file_put16(l->page + head_size(depth) + 2 * l->cells, l->content);
	l->cells++;
}

/* Take the last cell off again. */
static void
take_cell(struct index_file *f, int depth, uint32_t *child, struct cell *c)
{
	struct level *l = &f->level[depth];
	const uint8_t *p = l->page + l->content;

	*child = depth == 0 ? PAGE_FILE_NONE : page_get32(p);
	p += depth == 0 ? 0 : 4;
	c->len = (size_t)p[0] + 1; /* of a cell: its length, the record */
	assert(c->len <= sizeof(c->data) && l->cells > 1);
	memcpy(c->data, p, c->len);
	l->cells--;
	page_file_put16(l->page + head_size(depth) + 2 * l->cells, 0);
	memset(l->page + l->content, 0, (depth == 0 ? 0 : 4) + c->len);
	l->content += (uint32_t)((depth == 0 ? 0 : 4) + c->len);
}

/* Head of a full page; ${last} is what lies behind its last cell. */
static void
end_page(struct index_file *f, int depth, uint32_t last)
{
	struct level *l = &f->level[depth];

	page_file_head(l->page,
	    depth == 0 ? PAGE_INDEX_LEAF : PAGE_INDEX_INTERIOR, l->cells,
	    l->content);
	if (depth > 0)
		page_file_put32(l->page + 8, last);
}

/* Add a cell to a level, and what is pushed out to those above. */
static int
add_cell(struct index_file *f, struct cell c, struct err *e)
{
	uint32_t child = PAGE_FILE_NONE;

	for (int depth = 0;; depth++) {
		struct level *l = &f->level[depth];
		uint32_t last, page;
		struct cell up;

		assert(depth < DEPTH_MAX);
		if (depth == f->depth) {
			start_page(f, l);
			f->depth++;
		}
		if (has_room(f, depth, c.len + (depth == 0 ? 0 : 4))) {
			put_cell(f, depth, child, &c);
			return 0;
		}
		take_cell(f, depth, &last, &up);
		end_page(f, depth, last);
		if (page_file_append(&f->file, l->page, &page, e) < 0)
			return -1;
		start_page(f, l);
		put_cell(f, depth, child, &c);
		c = up;
		child = page;
	}
}

int
index_file_add(struct index_file *f, int64_t a, int64_t b, struct err *e)
{
	struct table_record r;
	struct cell c;

	table_record_begin(&r, c.data + 1, 2);
	table_record_int(&r, a);
	table_record_int(&r, b);
	c.data[0] = (uint8_t)table_record_end(&r);
	c.len = (size_t)c.data[0] + 1;
	return add_cell(f, c, e);
}

int
index_file_finish(struct index_file *f, struct err *e)
{
	uint32_t last = PAGE_FILE_NONE;

	for (int depth = 0; depth < f->depth; depth++) {
		end_page(f, depth, last);
		if (depth + 1 == f->depth)
			return page_file_put(&f->file, f->level[depth].page,
				   f->root, e) < 0
			    ? -1
			    : page_file_finish(&f->file, e);
		if (page_file_append(&f->file, f->level[depth].page, &last, e) <
		    0)
			return -1;
	}
	return 0;
}

void
index_file_free(struct index_file *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < DEPTH_MAX; i++)
		free(f->level[i].page);
	page_file_close(&f->file);
	free(f);
}
