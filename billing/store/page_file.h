#ifndef STORE_PAGE_FILE_H
#define STORE_PAGE_FILE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * Appends pages to a SQLite file that nobody else has open: what the writers
 * of whole trees (table_file.h, index_file.h) have in common.  SQLite made the
 * file and its schema before.  Source: the database file format,
 * sqlite.org/fileformat2.html, sections 1.3 and 1.6.
 */
struct page_file {
	int fd;
	char *path;
	uint32_t page_size;
	uint32_t next;   /* page number of the next page */
	uint8_t *buffer; /* pages not yet written, from page first on */
	size_t used, size;
	uint32_t first;
	int64_t started; /* so much of the file is on its way to the disk */
};

enum {
	PAGE_FILE_VARINT_MAX = 9,
	PAGE_FILE_NONE = 0 /* no page has this number */
};

/* page_file_close() it also on failure. */
int page_file_open(struct page_file *, const char *path, uint32_t page_size,
    struct err *);

/* Append ${page}; *number is the number that it got. */
int page_file_append(struct page_file *, const uint8_t *page, uint32_t *number,
    struct err *);

/* The number that the page appended next will get, and the one behind it. */
uint32_t page_file_next(const struct page_file *);
uint32_t page_file_after(const struct page_file *, uint32_t number);

/* Write page ${number}, which was there before. */
int page_file_put(struct page_file *, const uint8_t *page, uint32_t number,
    struct err *);

/* Write what is left, and the number of pages into the head of the file. */
int page_file_finish(struct page_file *, struct err *);
void page_file_close(struct page_file *);

/* Head of a page of a b-tree: kind, no free block, cells, start of content. */
void page_file_head(uint8_t *page, uint8_t kind, uint32_t cells,
    uint32_t content);

static inline void
page_file_put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void
page_file_put32(uint8_t *p, uint32_t v)
{
	page_file_put16(p, v >> 16);
	page_file_put16(p + 2, v & 0xffff);
}

/* Section 1.6: seven bits a byte, highest first; values below 2^56 here. */
static inline size_t
page_file_put_varint(uint8_t *p, uint64_t v)
{
	uint8_t digit[PAGE_FILE_VARINT_MAX];
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

static inline size_t
page_file_varint_len(uint64_t v)
{
	size_t n = 1;

	while (v >= 0x80) {
		v >>= 7;
		n++;
	}
	return n;
}

#endif /* STORE_PAGE_FILE_H */
