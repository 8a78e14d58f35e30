#ifndef STORE_PAGE_READ_H
#define STORE_PAGE_READ_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct err;

/*
 * The numbers on a page of a SQLite file, for those who read pages themselves.
 * Inline: they are read by the dozen for every row.  Source:
 * sqlite.org/fileformat2.html, sections 1.6 and 2.1.
 */
enum {
	PAGE_TABLE_LEAF = 0x0d, /* kinds of pages, their first byte */
	PAGE_TABLE_INTERIOR = 0x05,
	PAGE_INDEX_LEAF = 0x0a,
	PAGE_INDEX_INTERIOR = 0x02,
	PAGE_LEAF_HEAD = 8, /* bytes before the cell pointers */
	PAGE_INTERIOR_HEAD = 12
};

static inline uint32_t
page_get16(const uint8_t *p)
{
	return (uint32_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
page_get32(const uint8_t *p)
{
	return page_get16(p) << 16 | page_get16(p + 2);
}

/* A varint at *p before ${end}; false if it does not end there. */
static inline bool
page_get_varint(const uint8_t **p, const uint8_t *end, uint64_t *v)
{
	uint64_t sum = 0;

	if (*p < end && **p < 0x80) {
		*v = *(*p)++;
		return true;
	}
	for (int i = 0; i < 9 && *p < end; i++) {
		uint8_t byte = *(*p)++;

		if (i == 8) {
			*v = sum << 8 | byte;
			return true;
		}
		sum = sum << 7 | (byte & 0x7f);
		if (byte < 0x80) {
			*v = sum;
			return true;
		}
	}
	return false;
}

/* Bytes of a value by its serial type; -1: none that a table of ours has. */
static inline int64_t
page_value_len(uint64_t type)
{
	static const int8_t len[] = { 0, 1, 2, 3, 4, 6, 8, -1, 0, 0, -1, -1 };

	if (type < 12)
		return len[type];
	return type % 2 == 1 ? (int64_t)((type - 13) / 2) : -1;
}

/* Bytes that must be readable behind a page. */
#define PAGE_SLACK 8

/* The integer of serial type 1..6, ${len} bytes at ${p}, or 8 and 9: one load
 * for all lengths, which may reach PAGE_SLACK bytes behind the page. */
static inline int64_t
page_get_int(const uint8_t *p, uint64_t type, int64_t len)
{
	uint64_t v;

	if (len == 0)
		return (int64_t)type - 8;
	memcpy(&v, p, sizeof(v));
	return (int64_t)be64toh(v) >> (64 - 8 * len);
}

/* Page ${number} of an open file to ${page}: 0, or ERR_IO, or ERR_DATA: the
 * file ends before.  ${path} is for messages. */
int page_read(int fd, const char *path, uint32_t number, uint8_t *page,
    uint32_t page_size, struct err *);

#endif /* STORE_PAGE_READ_H */
