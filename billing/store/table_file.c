#include "store/table_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

enum {
	LEAF = 0x0d, /* page types: table b-tree */
	INTERIOR = 0x05,
	LEAF_HEAD = 8, /* bytes before the cell pointers */
	INTERIOR_HEAD = 12,
	VARINT_MAX = 9,
	SIZE_AT = 28 /* of the file header: number of pages */
};

#define LOCK_BYTE INT64_C(0x40000000) /* the page that holds it is left out */
#define BUFFER    (1 << 20)

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
	int fd;
	char *path;
	uint32_t root, page_size;
	uint32_t next; /* page number of the next page */
	int64_t rows;
	int64_t last;  /* key of the last row */
	uint8_t *page; /* the leaf being filled */
	uint32_t cells, content;
	uint8_t *buffer; /* pages not yet written, from page first on */
	size_t used, size;
	uint32_t first;
	struct children leaves;
};

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

/* Section 1.6: seven bits a byte, highest first; values below 2^56 here. */
static size_t
put_varint(uint8_t *p, uint64_t v)
{
	uint8_t digit[VARINT_MAX];
	size_t n = 0;

	if (v < 0x80) {
		*p = (uint8_t)v;
		return 1;
	}
	assert(v < UINT64_C(1) << 56);
	for (; v > 0; v >>= 7)
		digit[n++] = (uint8_t)(v & 0x7f);
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(digit[n - 1 - i] | (i + 1 < n ? 0x80 : 0));
	return n;
}

static size_t
varint_len(uint64_t v)
{
	size_t n = 1;

	while (v >= 0x80) {
		v >>= 7;
		n++;
	}
	return n;
}

int
table_file_open(struct table_file **out, const char *path, uint32_t root,
    uint32_t page_size, struct err *e)
{
	struct table_file *t = mem_calloc(1, sizeof(*t));
	struct stat st;

	*out = NULL;
	t->path = mem_strdup(path);
	t->root = root;
	t->page_size = page_size;
	t->fd = open(path, O_RDWR | O_CLOEXEC);
	if (t->fd < 0 || fstat(t->fd, &st) < 0) {
		(void)err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		table_file_free(t);
		return -1;
	}
	t->next = (uint32_t)(st.st_size / page_size) + 1;
	t->first = t->next;
	t->page = mem_calloc(1, page_size);
	t->content = page_size;
	t->size = BUFFER - BUFFER % page_size;
	t->buffer = mem_alloc(t->size);
	*out = t;
	return 0;
}

static int
write_at(struct table_file *t, const void *data, size_t len, int64_t at,
    struct err *e)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = pwrite(t->fd, p, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "%s: %s", t->path,
			    n < 0 ? strerror(errno) : "nothing written");
		p += n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
flush(struct table_file *t, struct err *e)
{
	int64_t at = (int64_t)(t->first - 1) * t->page_size;
	int rc = t->used == 0 ? 0 : write_at(t, t->buffer, t->used, at, e);

	t->first = t->next;
	t->used = 0;
	return rc;
}

/* Append ${page}; *number is the page number that it got. */
static int
append_page(struct table_file *t, const uint8_t *page, uint32_t *number,
    struct err *e)
{
	if ((int64_t)(t->next - 1) * t->page_size == LOCK_BYTE) {
		if (flush(t, e) < 0)
			return -1;
		t->first = ++t->next;
	}
	if (t->used == t->size && flush(t, e) < 0)
		return -1;
	memcpy(t->buffer + t->used, page, t->page_size);
	t->used += t->page_size;
	*number = t->next++;
	return 0;
}

static void
add_child(struct children *c, uint32_t page, int64_t row)
{
	c->items = mem_grow(c->items, c->count, &c->cap, sizeof(*c->items));
	c->items[c->count++] = (struct child){ .page = page, .row = row };
}

/* Head of the page: type, no free block, cells, start of content. */
static void
finish_page(uint8_t *page, uint8_t type, uint32_t cells, uint32_t content)
{
	page[0] = type;
	put16(page + 1, 0);
	put16(page + 3, cells);
	put16(page + 5, content); /* 65536 is 0, as it should be */
	page[7] = 0;
}

static int
finish_leaf(struct table_file *t, struct err *e)
{
	uint32_t number;

	finish_page(t->page, LEAF, t->cells, t->content);
	if (append_page(t, t->page, &number, e) < 0)
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

int
table_file_add_key(struct table_file *t, int64_t key, const void *record,
    size_t len, struct err *e)
{
	size_t size = varint_len(len) + varint_len((uint64_t)key) + len;
	uint8_t *p;

	assert(key > t->last);
	assert(len <= TABLE_RECORD_ROOM && len < t->page_size - 35);
	if (t->content < LEAF_HEAD + 2 * (t->cells + 1) + size &&
	    finish_leaf(t, e) < 0)
		return -1;
	t->content -= (uint32_t)size;
	p = t->page + t->content;
	p += put_varint(p, len);
	p += put_varint(p, (uint64_t)key);
	memcpy(p, record, len);
	put16(t->page + LEAF_HEAD + 2 * t->cells, t->content);
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
		size_t cell = 4 + varint_len((uint64_t)c->items[from + n].row);

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

		content -= (uint32_t)(4 + varint_len((uint64_t)k->row));
		put32(page + content, k->page);
		(void)put_varint(page + content + 4, (uint64_t)k->row);
		put16(page + INTERIOR_HEAD + 2 * i, content);
	}
	finish_page(page, INTERIOR, (uint32_t)n - 1, content);
	put32(page + 8, c->items[from + n - 1].page);
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
		rc = append_page(t, page, &number, e);
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
		rc = write_at(t, t->page, t->page_size,
		    (int64_t)(t->root - 1) * t->page_size, e);
	}
	free(c.items);
	return rc;
}

int
table_file_finish(struct table_file *t, struct err *e)
{
	uint8_t size[4];

	if (t->rows == 0)
		return 0;
	if (t->leaves.count == 0) {
		finish_page(t->page, LEAF, t->cells, t->content);
		return write_at(t, t->page, t->page_size,
		    (int64_t)(t->root - 1) * t->page_size, e);
	}
	if (finish_leaf(t, e) < 0 || write_root(t, e) < 0 || flush(t, e) < 0)
		return -1;
	put32(size, t->next - 1);
	return write_at(t, size, sizeof(size), SIZE_AT, e);
}

void
table_file_free(struct table_file *t)
{
	if (t == NULL)
		return;
	if (t->fd >= 0)
		(void)close(t->fd);
	free(t->leaves.items);
	free(t->buffer);
	free(t->page);
	free(t->path);
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
table_record_text_long(struct table_record r, const char *text, size_t len)
{
	uint8_t type[VARINT_MAX];
	size_t n;

	if (len > 5000)
		for (len = 5000; ((uint8_t)text[len] & 0xc0) == 0x80;)
			len--;
	n = put_varint(type, 13 + 2 * (uint64_t)len);
	move_body(&r, n - 1);
	memcpy(r.head_end, type, n);
	r.head_end += n;
	assert((size_t)(r.body_end - r.body) + len <= TABLE_RECORD_MAX);
	memcpy(r.body_end, text, len);
	r.body_end += len;
	return r;
}

/* The length of the head counts itself. */
size_t
table_record_end_long(struct table_record r)
{
	size_t head = (size_t)(r.head_end - r.out);

	assert(head < 3 * TABLE_COLUMNS_MAX + 3);
	move_body(&r, 1);
	memmove(r.out + 2, r.out + 1, head - 1);
	(void)put_varint(r.out, head + 1);
	return (size_t)(r.body_end - r.out);
}
