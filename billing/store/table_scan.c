#include "store/table_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/page_read.h"

enum { DEPTH_MAX = 20 };

/* A page on the way from the root to the leaf. */
struct level {
	uint8_t *page;
	uint32_t cells, at; /* the next one to look at */
	bool leaf;
};

struct table_scan {
	int fd;
	char *path;
	uint32_t page_size;
	int64_t from, until;
	struct level level[DEPTH_MAX];
	int depth; /* levels in use */
};

static int
damaged(const struct table_scan *s, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA, "%s: damaged: %s", s->path, what);
}

/* Read page ${number} into the next level. */
static int
push(struct table_scan *s, uint32_t number, struct err *e)
{
	struct level *l;
	size_t head;

	if (s->depth == DEPTH_MAX || number == 0)
		return damaged(s, "the tree of a table", e);
	l = &s->level[s->depth];
	if (l->page == NULL)
		l->page = mem_calloc(1, s->page_size + PAGE_SLACK);
	if (page_read(s->fd, s->path, number, l->page, s->page_size, e) < 0)
		return -1;
	l->leaf = l->page[0] == PAGE_TABLE_LEAF;
	if (!l->leaf && l->page[0] != PAGE_TABLE_INTERIOR)
		return damaged(s, "the kind of a page", e);
	l->cells = page_get16(l->page + 3);
	l->at = 0;
	head = l->leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
	if (head + 2 * (size_t)l->cells > s->page_size)
		return damaged(s, "the cells of a page", e);
	s->depth++;
	return 0;
}

/* The cell ${i} of a page; *end is the end of the page. */
static const uint8_t *
cell(const struct table_scan *s, const struct level *l, uint32_t i,
    const uint8_t **end)
{
	size_t head = l->leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
	uint32_t at = page_get16(l->page + head + 2 * i);

	*end = l->page + s->page_size;
	return at < s->page_size ? l->page + at : NULL;
}

/* The largest key below child ${i} of an interior page. */
static bool
child_key(const struct table_scan *s, const struct level *l, uint32_t i,
    uint64_t *key)
{
	const uint8_t *end, *p = cell(s, l, i, &end);

	if (p == NULL || end - p < 5)
		return false;
	p += 4;
	return page_get_varint(&p, end, key);
}

static uint32_t
child_page(const struct table_scan *s, const struct level *l, uint32_t i)
{
	const uint8_t *end, *p;

	if (i == l->cells)
		return page_get32(l->page + 8);
	p = cell(s, l, i, &end);
	return p == NULL || end - p < 4 ? 0 : page_get32(p);
}

/* Down to the first leaf that may hold ${from}. */
static int
descend(struct table_scan *s, struct err *e)
{
	while (!s->level[s->depth - 1].leaf) {
		struct level *l = &s->level[s->depth - 1];
		uint64_t key;

		while (l->at < l->cells) {
			if (!child_key(s, l, l->at, &key))
				return damaged(s, "a key", e);
			if ((int64_t)key >= s->from)
				break;
			l->at++;
		}
		if (push(s, child_page(s, l, l->at++), e) < 0)
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
	s->path = mem_strdup(path);
	s->page_size = page_size;
	s->from = from;
	s->until = until;
	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0) {
		(void)err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s", path, strerror(errno));
		table_scan_close(s);
		return -1;
	}
	if (push(s, root, e) < 0 || descend(s, e) < 0) {
		table_scan_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* The leaf after the one that is through: 1, 0 or -1. */
static int
next_leaf(struct table_scan *s, struct err *e)
{
	s->depth--;
	while (s->depth > 0) {
		struct level *l = &s->level[s->depth - 1];

		if (l->at <= l->cells) {
			if (push(s, child_page(s, l, l->at++), e) < 0 ||
			    descend(s, e) < 0)
				return -1;
			return 1;
		}
		s->depth--;
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
		return damaged(s, "the head of a row", e);
	head_end = record + head;
	body = head_end;
	for (int i = 0; i < columns; i++) {
		struct table_value *v = &values[i];
		int64_t len;

		if (p >= head_end || !page_get_varint(&p, head_end, &type) ||
		    (len = page_value_len(type)) < 0 || len > end - body)
			return damaged(s, "a column of a row", e);
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
	while (s->depth > 0) {
		struct level *l = &s->level[s->depth - 1];
		const uint8_t *end, *p;
		uint64_t size, row;
		int rc;

		if (l->at == l->cells) {
			rc = next_leaf(s, e);
			if (rc <= 0)
				return rc;
			continue;
		}
		p = cell(s, l, l->at++, &end);
		if (p == NULL || !page_get_varint(&p, end, &size) ||
		    !page_get_varint(&p, end, &row))
			return damaged(s, "a row", e);
		*key = (int64_t)row;
		if (*key < s->from)
			continue;
		if (*key >= s->until)
			return 0;
		if (size > s->page_size - 35)
			return 2;
		if (size > (uint64_t)(end - p))
			return damaged(s, "the length of a row", e);
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
	return damaged(s, "a row", e);
}

void
table_scan_close(struct table_scan *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < DEPTH_MAX; i++)
		free(s->level[i].page);
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s->path);
	free(s);
}
