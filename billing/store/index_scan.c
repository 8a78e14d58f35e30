#include "store/index_scan.h"

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
	uint32_t cells, at; /* the next cell */
	bool leaf;
	bool down; /* what lies before that cell was read */
};

struct index_scan {
	int fd;
	char *path;
	uint32_t page_size;
	struct level level[DEPTH_MAX];
	int depth; /* levels in use */
};

static int
damaged(const struct index_scan *s, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA, "%s: damaged: %s", s->path, what);
}

/* Read page ${number} into the next level. */
static int
push(struct index_scan *s, uint32_t number, struct err *e)
{
	struct level *l;
	size_t head;

	if (s->depth == DEPTH_MAX || number == 0)
		return damaged(s, "the tree of an index", e);
	l = &s->level[s->depth];
	if (l->page == NULL)
		l->page = mem_calloc(1, s->page_size + PAGE_SLACK);
	if (page_read(s->fd, s->path, number, l->page, s->page_size, e) < 0)
		return -1;
	l->leaf = l->page[0] == PAGE_INDEX_LEAF;
	if (!l->leaf && l->page[0] != PAGE_INDEX_INTERIOR)
		return damaged(s, "the kind of a page", e);
	l->cells = page_get16(l->page + 3);
	l->at = 0;
	l->down = l->leaf;
	head = l->leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
	if (head + 2 * (size_t)l->cells > s->page_size)
		return damaged(s, "the cells of a page", e);
	s->depth++;
	return 0;
}

int
index_scan_open(struct index_scan **out, const char *path, uint32_t root,
    uint32_t page_size, struct err *e)
{
	struct index_scan *s = mem_calloc(1, sizeof(*s));

	*out = NULL;
	s->path = mem_strdup(path);
	s->page_size = page_size;
	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0) {
		(void)err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s", path, strerror(errno));
		index_scan_close(s);
		return -1;
	}
	if (push(s, root, e) < 0) {
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
		return damaged(s, "the length of a row", e);
	record = p;
	end = p + size;
	if (!page_get_varint(&p, end, &head) || head > size)
		return damaged(s, "the head of a row", e);
	head_end = body = record + head;
	if (!read_number(&p, head_end, &body, end, a) ||
	    !read_number(&p, head_end, &body, end, b))
		return damaged(s, "a column of a row", e);
	return 1;
}

int
index_scan_next(struct index_scan *s, int64_t *a, int64_t *b, struct err *e)
{
	while (s->depth > 0) {
		struct level *l = &s->level[s->depth - 1];
		const uint8_t *end = l->page + s->page_size, *p;
		size_t head = l->leaf ? PAGE_LEAF_HEAD : PAGE_INTERIOR_HEAD;
		uint32_t at;

		if (l->at == l->cells && l->down) {
			s->depth--;
			continue;
		}
		if (l->at == l->cells) {
			l->down = true;
			if (push(s, page_get32(l->page + 8), e) < 0)
				return -1;
			continue;
		}
		at = page_get16(l->page + head + 2 * l->at);
		if (at + 4 > s->page_size)
			return damaged(s, "a row", e);
		p = l->page + at;
		if (!l->down) {
			l->down = true;
			if (push(s, page_get32(p), e) < 0)
				return -1;
			continue;
		}
		l->at++;
		l->down = l->leaf;
		return read_cell(s, l->leaf ? p : p + 4, end, a, b, e);
	}
	return 0;
}

void
index_scan_close(struct index_scan *s)
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
