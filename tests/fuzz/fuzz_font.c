/*
 * A font file of any bytes: refused, or its glyphs are those that a search
 * through its character map finds, and the part that is embedded has the
 * outlines of the whole, in tables that lie in it.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "render/font.h"
#include "render/font_subset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Big-endian numbers; 0 beyond the end. */
struct bytes {
	const uint8_t *p;
	size_t len;
};

static unsigned
big16(const struct bytes *b, size_t at)
{
	return at + 2 > b->len ? 0 : (unsigned)b->p[at] << 8 | b->p[at + 1];
}

static size_t
big32(const struct bytes *b, size_t at)
{
	return (size_t)big16(b, at) << 16 | big16(b, at + 2);
}

static size_t
table(const struct bytes *b, const char *tag, size_t *len)
{
	for (size_t i = 0; i < big16(b, 4); i++) {
		size_t entry = 12 + 16 * i;

		if (entry + 16 > b->len || memcmp(b->p + entry, tag, 4) != 0)
			continue;
		*len = big32(b, entry + 12);
		return big32(b, entry + 8);
	}
	*len = 0;
	return 0;
}

/* The first segment that ends at or behind the character, as the standard has
 * it, by looking at all. */
static unsigned
look_up(const struct bytes *b, unsigned c)
{
	size_t len, cmap = table(b, "cmap", &len), at = 0, glyphs;
	unsigned n, g;

	glyphs = big16(b, table(b, "maxp", &len) + 4);
	for (size_t i = 0; i < big16(b, cmap + 2) && at == 0; i++) {
		size_t entry = cmap + 4 + 8 * i;
		unsigned platform = big16(b, entry);

		if (platform == 0 ||
		    (platform == 3 && big16(b, entry + 2) == 1))
			at = cmap + big32(b, entry + 4);
		if (at != 0 && big16(b, at) != 4)
			at = 0;
	}
	assert(at != 0);
	n = big16(b, at + 6) / 2;
	for (size_t s = 0; s < n; s++) {
		size_t ends = at + 14 + 2 * s, starts = ends + 2 + 2 * n;
		size_t deltas = starts + 2 * n, offsets = deltas + 2 * n;
		unsigned start = big16(b, starts), offset = big16(b, offsets);

		if (big16(b, ends) < c)
			continue;
		if (c < start || c == 0xffff)
			return 0;
		g = offset == 0
		    ? c
		    : big16(b, offsets + offset + 2 * (size_t)(c - start));
		if (offset != 0 && g == 0)
			return 0;
		g = (g + big16(b, deltas)) & 0xffff;
		return g < glyphs ? g : 0;
	}
	return 0;
}

static void
check_subset(const struct font_subset *s, const struct buf *out)
{
	struct bytes b = { (const uint8_t *)out->data, out->len };
	size_t maxp, glyf, loca, hmtx, hhea, glyf_len, loca_len, len, glyphs;
	uint32_t sum = 0;

	for (size_t i = 0; i < b.len; i += 4)
		sum += (uint32_t)big32(&b, i);
	assert(b.len % 4 == 0 && sum == 0xb1b0afba);
	maxp = table(&b, "maxp", &len);
	glyphs = big16(&b, maxp + 4);
	assert(glyphs >= s->count);
	hhea = table(&b, "hhea", &len);
	assert(big16(&b, hhea + 34) == glyphs);
	hmtx = table(&b, "hmtx", &len);
	assert(len == 4 * glyphs && hmtx + len <= b.len);
	loca = table(&b, "loca", &loca_len);
	glyf = table(&b, "glyf", &glyf_len);
	assert(loca_len == 4 * (glyphs + 1) && glyf + glyf_len <= b.len);
	for (size_t i = 0; i < glyphs; i++) {
		size_t from = big32(&b, loca + 4 * i);
		size_t until = big32(&b, loca + 4 * i + 4);

		assert(from <= until && until <= glyf_len);
		/* the first component of a glyph is one of the part */
		if (until - from >= 14 && big16(&b, glyf + from) >= 0x8000)
			assert(big16(&b, glyf + from + 12) < glyphs);
	}
}

static void
check(const struct font *f, const struct bytes *b)
{
	struct err e = { .code = ERR_NONE };
	struct arena memory = { 0 };
	struct font_subset s;
	struct buf out = { 0 };

	(void)font_shape(f);
	font_subset_init(&s, f, &memory);
	for (unsigned c = 0; c < 0x10000; c += c < 0x180 ? 1 : 97) {
		unsigned glyph = font_glyph(f, c);

		assert(glyph == look_up(b, c));
		if (glyph != 0 && s.count < 200)
			assert(font_subset_code(&s, c) < s.count);
	}
	if (font_subset_write(&s, &out, &e) == 0)
		check_subset(&s, &out);
	else
		assert(e.code == ERR_DATA && out.len == 0);
	buf_free(&out);
	font_subset_free(&s);
	arena_free(&memory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	const struct bytes b = { data, size };
	struct font *f = NULL;
	char path[64];
	int fd = memfd_create("font", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (font_open(&f, path, &e) == 0) {
		check(f, &b);
		font_free(f);
	} else {
		assert(e.code == ERR_DATA && strstr(e.text, path) != NULL);
	}
	(void)close(fd);
	return 0;
}
