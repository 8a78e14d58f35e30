#include "render/font.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

/* Beyond any Latin, Greek and Cyrillic font; CJK fonts stay below it too. */
#define FONT_FILE_MAX (64 * 1024 * 1024)

/* Characters of the Basic Multilingual Plane: libharu draws no others. */
#define FONT_CHARACTERS 65536

struct table {
	size_t at;
	size_t len;
};

struct font {
	char *path;
	struct buf file;
	unsigned units_per_em;
	unsigned glyphs;
	unsigned metrics; /* entries of hmtx that have an advance */
	bool long_offsets;
	int ascent;
	struct table hmtx;
	struct table loca;
	struct table glyf;
	uint16_t *glyph_of; /* of each character */
	uint16_t *advance_of;
};

/* Big-endian numbers of the file; 0 beyond its end. */
static unsigned
get16(const struct font *f, size_t at)
{
	if (at > f->file.len || f->file.len - at < 2)
		return 0;
	return (unsigned)(unsigned char)f->file.data[at] << 8 |
	    (unsigned char)f->file.data[at + 1];
}

static int
get16s(const struct font *f, size_t at)
{
	unsigned v = get16(f, at);

	return v < 0x8000 ? (int)v : (int)v - 0x10000;
}

static uint32_t
get32(const struct font *f, size_t at)
{
	return (uint32_t)get16(f, at) << 16 | get16(f, at + 2);
}

/* OpenType 1.9, "Table directory". */
static bool
find_table(const struct font *f, const char tag[4], struct table *t)
{
	unsigned n = get16(f, 4);

	for (unsigned i = 0; i < n; i++) {
		size_t entry = 12 + 16 * (size_t)i;

		if (entry + 16 > f->file.len)
			return false;
		if (memcmp(f->file.data + entry, tag, 4) != 0)
			continue;
		t->at = get32(f, entry + 8);
		t->len = get32(f, entry + 12);
		return t->at <= f->file.len && t->len <= f->file.len - t->at;
	}
	return false;
}

/* cmap subtable format 4: segments of the Basic Multilingual Plane. */
static void
read_format4(struct font *f, size_t at)
{
	unsigned segments = get16(f, at + 6) / 2;
	size_t ends = at + 14;
	size_t starts = ends + 2 * (size_t)segments + 2;
	size_t deltas = starts + 2 * (size_t)segments;
	size_t offsets = deltas + 2 * (size_t)segments;

	for (unsigned s = 0; s < segments; s++) {
		unsigned end = get16(f, ends + 2 * (size_t)s);
		unsigned start = get16(f, starts + 2 * (size_t)s);
		unsigned delta = get16(f, deltas + 2 * (size_t)s);
		size_t here = offsets + 2 * (size_t)s;
		unsigned offset = get16(f, here);

		for (unsigned c = start; c <= end && c < 0xffff; c++) {
			unsigned g = c;

			if (offset != 0) {
				g = get16(f,
				    here + offset + 2 * (size_t)(c - start));
				if (g == 0)
					continue;
			}
			g = (g + delta) & 0xffff;
			if (g < f->glyphs)
				f->glyph_of[c] = (uint16_t)g;
		}
	}
}

/* cmap subtable format 12: groups of characters, of which we keep the BMP. */
static void
read_format12(struct font *f, size_t at)
{
	uint32_t groups = get32(f, at + 12);

	for (uint32_t i = 0; i < groups; i++) {
		size_t group = at + 16 + 12 * (size_t)i;
		uint32_t start = get32(f, group);
		uint32_t end = get32(f, group + 4);
		uint32_t first = get32(f, group + 8);

		if (group + 12 > f->file.len)
			return;
		for (uint32_t c = start; c <= end && c < FONT_CHARACTERS; c++)
			if (first < f->glyphs && c - start < f->glyphs - first)
				f->glyph_of[c] = (uint16_t)(first + c - start);
	}
}

/*
 * The character map that libharu uses as well: Unicode BMP, format 4.  Format
 * 12 is read only to say that a font has a map at all.
 */
static int
read_cmap(struct font *f, struct err *e)
{
	struct table cmap;
	unsigned n;

	if (!find_table(f, "cmap", &cmap))
		return err_set(e, ERR_DATA, "font has no character map");
	n = get16(f, cmap.at + 2);
	for (unsigned i = 0; i < n; i++) {
		size_t entry = cmap.at + 4 + 8 * (size_t)i;
		unsigned platform = get16(f, entry);
		unsigned encoding = get16(f, entry + 2);
		size_t at = cmap.at + get32(f, entry + 4);

		if (platform != 0 && !(platform == 3 && encoding == 1))
			continue;
		if (get16(f, at) == 4) {
			read_format4(f, at);
			return 0;
		}
		if (get16(f, at) == 12)
			read_format12(f, at);
	}
	return err_set(e, ERR_DATA,
	    "font has no Unicode character map of format 4");
}

static unsigned
glyph_advance(const struct font *f, unsigned glyph)
{
	unsigned entry = glyph < f->metrics ? glyph : f->metrics - 1;

	return get16(f, f->hmtx.at + 4 * (size_t)entry) * 1000 /
	    f->units_per_em;
}

static int
read_tables(struct font *f, struct err *e)
{
	struct table head, hhea, maxp;

	if (f->file.len < 12 || get32(f, 0) != 0x00010000)
		return err_set(e, ERR_DATA,
		    "not a TrueType font (OpenType fonts with CFF outlines"
		    " cannot be embedded)");
	if (!find_table(f, "head", &head) || head.len < 54 ||
	    !find_table(f, "hhea", &hhea) || hhea.len < 36 ||
	    !find_table(f, "maxp", &maxp) || maxp.len < 6 ||
	    !find_table(f, "hmtx", &f->hmtx) ||
	    !find_table(f, "loca", &f->loca) ||
	    !find_table(f, "glyf", &f->glyf))
		return err_set(e, ERR_DATA, "font lacks a table");
	f->units_per_em = get16(f, head.at + 18);
	f->long_offsets = get16(f, head.at + 50) != 0;
	f->glyphs = get16(f, maxp.at + 4);
	f->metrics = get16(f, hhea.at + 34);
	if (f->units_per_em == 0 || f->glyphs == 0 || f->metrics == 0 ||
	    f->hmtx.len / 4 < f->metrics)
		return err_set(e, ERR_DATA, "font is damaged");
	f->ascent = get16s(f, hhea.at + 4) * 1000 / (int)f->units_per_em;

	f->glyph_of = mem_calloc(FONT_CHARACTERS, sizeof(f->glyph_of[0]));
	f->advance_of = mem_calloc(FONT_CHARACTERS, sizeof(f->advance_of[0]));
	if (read_cmap(f, e) < 0)
		return -1;
	for (unsigned c = 0; c < FONT_CHARACTERS; c++)
		f->advance_of[c] = (uint16_t)glyph_advance(f, f->glyph_of[c]);
	return 0;
}

int
font_open(struct font **out, const char *path, struct err *e)
{
	struct font *f = mem_calloc(1, sizeof(*f));

	f->path = mem_strdup(path);
	if (file_read(path, FONT_FILE_MAX, &f->file, e) < 0 ||
	    read_tables(f, e) < 0) {
		font_free(f);
		return err_ctx(e, "%s", path);
	}
	*out = f;
	return 0;
}

void
font_free(struct font *f)
{
	if (f == NULL)
		return;
	free(f->glyph_of);
	free(f->advance_of);
	buf_free(&f->file);
	free(f->path);
	free(f);
}

const char *
font_path(const struct font *f)
{
	return f->path;
}

unsigned
font_glyph(const struct font *f, uint32_t c)
{
	return c < FONT_CHARACTERS ? f->glyph_of[c] : 0;
}

unsigned
font_advance(const struct font *f, uint32_t c)
{
	return c < FONT_CHARACTERS ? f->advance_of[c] : 0;
}

unsigned
font_glyph_count(const struct font *f)
{
	return f->glyphs;
}

int
font_ascent(const struct font *f)
{
	return f->ascent;
}

/* OpenType 1.9, "glyf", composite glyph description: flag bits. */
#define ARGS_ARE_WORDS  0x0001u
#define HAVE_SCALE      0x0008u
#define MORE_COMPONENTS 0x0020u
#define HAVE_XY_SCALE   0x0040u
#define HAVE_TWO_BY_TWO 0x0080u

void
font_components(const struct font *f, unsigned glyph,
    void (*each)(void *, unsigned), void *context)
{
	size_t from, until, at;
	unsigned flags;

	if (glyph >= f->glyphs)
		return;
	if (f->long_offsets) {
		from = get32(f, f->loca.at + 4 * (size_t)glyph);
		until = get32(f, f->loca.at + 4 * (size_t)glyph + 4);
	} else {
		from = 2 * (size_t)get16(f, f->loca.at + 2 * (size_t)glyph);
		until =
		    2 * (size_t)get16(f, f->loca.at + 2 * (size_t)glyph + 2);
	}
	if (from >= until || until > f->glyf.len || until - from < 10)
		return;
	at = f->glyf.at + from;
	if (get16s(f, at) >= 0)
		return;
	until += f->glyf.at;
	at += 10;
	do {
		if (at + 4 > until)
			return;
		flags = get16(f, at);
		each(context, get16(f, at + 2));
		at += (flags & ARGS_ARE_WORDS) ? 8 : 6;
		if (flags & HAVE_SCALE)
			at += 2;
		else if (flags & HAVE_XY_SCALE)
			at += 4;
		else if (flags & HAVE_TWO_BY_TWO)
			at += 8;
	} while (flags & MORE_COMPONENTS);
}
