#include "store/table_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/page_file.h"
#include "store/page_read.h"

enum { LEAF_HEAD = PAGE_LEAF_HEAD, INTERIOR_HEAD = PAGE_INTERIOR_HEAD };

/* A page of the level below, and the last row under it. */
struct child {
	uint32_t page;
	int64_t row;
};

struct children {
	struct child *items;
	size_t count, cap;
};

struct table_file {
	struct page_file file;
	uint32_t root, page_size;
	int64_t rows;
	int64_t last;  /* key of the last row */
	uint8_t *page; /* the leaf being filled */
	uint32_t cells, content;
	struct children leaves;
	uint8_t *more; /* a page of what does not fit a leaf, or NULL */
};

int
table_file_open(struct table_file **out, const char *path, uint32_t root,
    uint32_t page_size, struct err *e)
{
	struct table_file *t = mem_calloc(1, sizeof(*t));

	*out = NULL;
	t->root = root;
	t->page_size = page_size;
	if (page_file_open(&t->file, path, page_size, e) < 0) {
		table_file_free(t);
		return -1;
	}
	t->page = mem_calloc(1, page_size);
	t->content = page_size;
	*out = t;
	return 0;
}

static void
add_child(struct children *c, uint32_t page, int64_t row)
{
	c->items = mem_grow(c->items, c->count, &c->cap, sizeof(*c->items));
	c->items[c->count++] = (struct child){ .page = page, .row = row };
}

static int
finish_leaf(struct table_file *t, struct err *e)
{
	uint32_t number;

	page_file_head(t->page, PAGE_TABLE_LEAF, t->cells, t->content);
	if (page_file_append(&t->file, t->page, &number, e) < 0)
		return -1;
	add_child(&t->leaves, number, t->last);
	memset(t->page, 0, t->page_size);
	t->cells = 0;
	t->content = t->page_size;
	return 0;
}

int
table_file_add(struct table_file *t, const void *record, size_t len,
    struct err *e)
{
	return table_file_add_key(t, t->last + 1, record, len, e);
}

/* Section 1.6: how much of a record lies on the leaf. */
static size_t
on_leaf(const struct table_file *t, size_t len)
{
	size_t least = (t->page_size - 12) * 32 / 255 - 23,
	       most = t->page_size - 35;
	size_t part = least + (len - least) % (t->page_size - 4);

	return len <= most ? len : part <= most ? part : least;
}

/* The rest of a record on pages of its own, one after the other. */
static int
add_overflow(struct table_file *t, const uint8_t *p, size_t len, struct err *e)
{
	uint32_t number = page_file_next(&t->file);

	if (t->more == NULL)
		t->more = mem_alloc(t->page_size);
	while (len > 0) {
		size_t part = len < t->page_size - 4 ? len : t->page_size - 4;
		uint32_t next = page_file_after(&t->file, number);

		memset(t->more, 0, t->page_size);
		page_file_put32(t->more, part == len ? PAGE_FILE_NONE : next);
		memcpy(t->more + 4, p, part);
		if (page_file_append(&t->file, t->more, &number, e) < 0)
			return -1;
		number = next;
		p += part;
		len -= part;
	}
	return 0;
}

int
table_file_add_key(struct table_file *t, int64_t key, const void *record,
    size_t len, struct err *e)
{
	size_t here = on_leaf(t, len), size;
	uint8_t *p;

	size = page_file_varint_len(len) + page_file_varint_len((uint64_t)key) +
	    here + (here < len ? 4 : 0);
	assert(key > t->last);
	if (t->content < LEAF_HEAD + 2 * (t->cells + 1) + size &&
	    finish_leaf(t, e) < 0)
		return -1;
	t->content -= (uint32_t)size;
	p = t->page + t->content;
	p += page_file_put_varint(p, len);
	p += page_file_put_varint(p, (uint64_t)key);
	memcpy(p, record, here);
	if (here < len) {
		page_file_put32(p + here, page_file_next(&t->file));
		if (add_overflow(t, (const uint8_t *)record + here, len - here,
			e) < 0)
			return -1;
	}
	page_file_put16(t->page + LEAF_HEAD + 2 * t->cells, t->content);
	t->cells++;
	t->rows++;
	t->last = key;
	return 0;
}

int64_t
table_file_rows(const struct table_file *t)
{
	return t->rows;
}

/* How many of ${c} from ${from} on go on one interior page. */
static size_t
interior_fits(const struct table_file *t, const struct children *c, size_t from)
{
	size_t used = INTERIOR_HEAD, n = 0;

	/* the last child is the right-most pointer and has no cell */
	for (; from + n < c->count; n++) {
		size_t cell =
		    4 + page_file_varint_len((uint64_t)c->items[from + n].row);

		if (used + cell + 2 > t->page_size)
			break;
		used += cell + 2;
	}
	return n;
}

/* Children [from, from + n) as an interior page. */
static void
make_interior(const struct table_file *t, const struct children *c, size_t from,
    size_t n, uint8_t *page)
{
	uint32_t content = t->page_size;

	memset(page, 0, t->page_size);
	for (size_t i = 0; i + 1 < n; i++) {
		const struct child *k = &c->items[from + i];

		content -=
		    (uint32_t)(4 + page_file_varint_len((uint64_t)k->row));
		page_file_put32(page + content, k->page);
		(void)page_file_put_varint(page + content + 4,
		    (uint64_t)k->row);
		page_file_put16(page + INTERIOR_HEAD + 2 * i, content);
	}
	page_file_head(page, PAGE_TABLE_INTERIOR, (uint32_t)n - 1, content);
	page_file_put32(page + 8, c->items[from + n - 1].page);
}

/* One level up: the pages over ${c}, as few as will do. */
static int
build_level(struct table_file *t, const struct children *c, struct children *up,
    struct err *e)
{
	uint8_t *page = mem_alloc(t->page_size);
	int rc = 0;

	for (size_t i = 0, n; rc == 0 && i < c->count; i += n) {
		uint32_t number;

		n = interior_fits(t, c, i);
		/* no page may be left with a single child */
		if (c->count - i - n == 1)
			n--;
		make_interior(t, c, i, n, page);
		rc = page_file_append(&t->file, page, &number, e);
		add_child(up, number, c->items[i + n - 1].row);
	}
	free(page);
	return rc;
}

/* The root keeps its number: it is the page over the topmost level. */
static int
write_root(struct table_file *t, struct err *e)
{
	struct children c = t->leaves;
	int rc = 0;

	t->leaves = (struct children){ 0 };
	while (rc == 0 && interior_fits(t, &c, 0) < c.count) {
		struct children up = { 0 };

		rc = build_level(t, &c, &up, e);
		free(c.items);
		c = up;
	}
	if (rc == 0) {
		make_interior(t, &c, 0, c.count, t->page);
		rc = page_file_put(&t->file, t->page, t->root, e);
	}
	free(c.items);
	return rc;
}

int
table_file_finish(struct table_file *t, struct err *e)
{
	if (t->rows == 0)
		return 0;
	if (t->leaves.count == 0) {
		page_file_head(t->page, PAGE_TABLE_LEAF, t->cells, t->content);
		if (page_file_put(&t->file, t->page, t->root, e) < 0)
			return -1;
	} else if (finish_leaf(t, e) < 0 || write_root(t, e) < 0) {
		return -1;
	}
	return page_file_finish(&t->file, e);
}

void
table_file_free(struct table_file *t)
{
	if (t == NULL)
		return;
	page_file_close(&t->file);
	free(t->leaves.items);
	free(t->page);
	free(t->more);
	free(t);
}

/* The body moves so that ${n} bytes more of the head have room. */
static void
move_body(struct table_record *r, size_t n)
{
	memmove(r->body + n, r->body, (size_t)(r->body_end - r->body));
	r->body += n;
	r->body_end += n;
}

struct table_record
table_record_text_whole(struct table_record r, const char *text, size_t len)
{
	uint8_t type[PAGE_FILE_VARINT_MAX];
	size_t n = page_file_put_varint(type, 13 + 2 * (uint64_t)len);

	move_body(&r, n - 1);
	memcpy(r.head_end, type, n);
	r.head_end += n;
	memcpy(r.body_end, text, len);
	r.body_end += len;
	return r;
}

struct table_record
table_record_text_long(struct table_record r, const char *text, size_t len)
{
	if (len > 5000)
		for (len = 5000; ((uint8_t)text[len] & 0xc0) == 0x80;)
			len--;
	assert((size_t)(r.body_end - r.body) + len <= TABLE_RECORD_MAX);
	return table_record_text_whole(r, text, len);
}

/* The length of the head counts itself. */
size_t
table_record_end_long(struct table_record r)
{
	size_t head = (size_t)(r.head_end - r.out);

	assert(head < 3 * TABLE_COLUMNS_MAX + 3);
	move_body(&r, 1);
	memmove(r.out + 2, r.out + 1, head - 1);
	(void)page_file_put_varint(r.out, head + 1);
	return (size_t)(r.body_end - r.out);
}
