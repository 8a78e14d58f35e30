#include "render/font.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "render/font_inside.h"

/* OpenType 1.9, "head": unitsPerEm. */
#define UNITS_MIN 16
#define UNITS_MAX 16384

/* OpenType 1.9, "Table directory". */
bool
font_find_table(const struct font *f, const char tag[4], struct font_table *t)
{
	unsigned n = font_uint16(f, 4);

	for (unsigned i = 0; i < n; i++) {
		size_t entry = 12 + 16 * (size_t)i;

		if (entry + 16 > f->file.len)
			return false;
		if (memcmp(f->file.data + entry, tag, 4) != 0)
			continue;
		t->at = font_uint32(f, entry + 8);
		t->len = font_uint32(f, entry + 12);
		return t->at <= f->file.len && t->len <= f->file.len - t->at;
	}
	return false;
}

/*
 * cmap subtable format 4: segments of the Basic Multilingual Plane.  The first
 * one that ends at or behind a character has it, or none has: so every
 * character is looked at once, however the segments overlap.
 */
static void
read_format4(struct font *f, size_t at)
{
	unsigned next = 0; /* the first character that no segment had yet */
	unsigned segments = font_uint16(f, at + 6) / 2;
	size_t ends = at + 14;
	size_t starts = ends + 2 * (size_t)segments + 2;
	size_t deltas = starts + 2 * (size_t)segments;
	size_t offsets = deltas + 2 * (size_t)segments;

	for (unsigned s = 0; s < segments; s++) {
		unsigned end = font_uint16(f, ends + 2 * (size_t)s);
		unsigned start = font_uint16(f, starts + 2 * (size_t)s);
		unsigned delta = font_uint16(f, deltas + 2 * (size_t)s);
		size_t here = offsets + 2 * (size_t)s;
		unsigned offset = font_uint16(f, here);

		for (unsigned c = start > next ? start : next;
		     c <= end && c < 0xffff; c++) {
			unsigned g = c;

			if (offset != 0) {
				g = font_uint16(f,
				    here + offset + 2 * (size_t)(c - start));
				if (g == 0)
					continue;
			}
			g = (g + delta) & 0xffff;
			if (g < f->glyphs)
				f->glyph_of[c] = (uint16_t)g;
		}
		if (end >= next)
			next = end + 1;
	}
}

/* The Unicode BMP, format 4: nothing beyond it is drawn. */
static int
read_cmap(struct font *f, struct err *e)
{
	struct font_table cmap;
	unsigned n;

	if (!font_find_table(f, "cmap", &cmap))
		return err_set(e, ERR_DATA, "font has no character map");
	n = font_uint16(f, cmap.at + 2);
	for (unsigned i = 0; i < n; i++) {
		size_t entry = cmap.at + 4 + 8 * (size_t)i;
		unsigned platform = font_uint16(f, entry);
		unsigned encoding = font_uint16(f, entry + 2);
		size_t at = cmap.at + font_uint32(f, entry + 4);

		if (platform != 0 && !(platform == 3 && encoding == 1))
			continue;
		if (font_uint16(f, at) == 4) {
			read_format4(f, at);
			return 0;
		}
	}
	return err_set(e, ERR_DATA,
	    "font has no Unicode character map of format 4");
}

static unsigned
glyph_advance(const struct font *f, unsigned glyph)
{
	unsigned entry = glyph < f->metrics ? glyph : f->metrics - 1;

	return font_uint16(f, f->hmtx.at + 4 * (size_t)entry) * 1000 /
	    f->units_per_em;
}

static int
read_tables(struct font *f, struct err *e)
{
	struct font_table head, hhea, maxp;

	if (f->file.len < 12 || font_uint32(f, 0) != 0x00010000)
		return err_set(e, ERR_DATA,
		    "not a TrueType font (OpenType fonts with CFF outlines"
		    " cannot be embedded)");
	if (!font_find_table(f, "head", &head) || head.len < 54 ||
	    !font_find_table(f, "hhea", &hhea) || hhea.len < 36 ||
	    !font_find_table(f, "maxp", &maxp) || maxp.len < 6 ||
	    !font_find_table(f, "hmtx", &f->hmtx) ||
	    !font_find_table(f, "loca", &f->loca) ||
	    !font_find_table(f, "glyf", &f->glyf))
		return err_set(e, ERR_DATA, "font lacks a table");
	f->units_per_em = font_uint16(f, head.at + 18);
	f->long_offsets = font_uint16(f, head.at + 50) != 0;
	f->glyphs = font_uint16(f, maxp.at + 4);
	f->metrics = font_uint16(f, hhea.at + 34);
	if (f->units_per_em < UNITS_MIN || f->units_per_em > UNITS_MAX ||
	    f->glyphs == 0 || f->metrics == 0 || f->hmtx.len / 4 < f->metrics)
		return err_set(e, ERR_DATA, "font is damaged");

	f->glyph_of = mem_calloc(FONT_CHARACTERS, sizeof(f->glyph_of[0]));
	f->advance_of = mem_calloc(FONT_CHARACTERS, sizeof(f->advance_of[0]));
	if (read_cmap(f, e) < 0)
		return -1;
	for (unsigned c = 0; c < FONT_CHARACTERS; c++) {
		unsigned advance = glyph_advance(f, f->glyph_of[c]);

		if (advance > UINT16_MAX)
			return err_set(e, ERR_DATA, "font is damaged");
		f->advance_of[c] = (uint16_t)advance;
	}
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

static int
scaled(const struct font *f, size_t at)
{
	return font_int16(f, at) * 1000 / (int)f->units_per_em;
}

/* OpenType 1.9: head, hhea, post, and OS/2 from version 2 on. */
struct font_shape
font_shape(const struct font *f)
{
	struct font_table head = { 0 }, hhea = { 0 }, t;
	struct font_shape s = { .box = { 0 } };

	(void)font_find_table(f, "head", &head);
	(void)font_find_table(f, "hhea", &hhea);
	for (size_t i = 0; i < 4; i++)
		s.box[i] = scaled(f, head.at + 36 + 2 * i);
	s.ascent = scaled(f, hhea.at + 4);
	s.descent = scaled(f, hhea.at + 6);
	s.cap_height = s.ascent;
	if (font_find_table(f, "OS/2", &t) && t.len >= 90 &&
	    font_uint16(f, t.at) >= 2)
		s.cap_height = scaled(f, t.at + 88);
	if (font_find_table(f, "post", &t) && t.len >= 8)
		s.italic_angle = font_int16(f, t.at + 4);
	return s;
}

/* OpenType 1.9, "glyf", composite glyph description: flag bits. */
#define ARGS_ARE_WORDS  0x0001u
#define HAVE_SCALE      0x0008u
#define MORE_COMPONENTS 0x0020u
#define HAVE_XY_SCALE   0x0040u
#define HAVE_TWO_BY_TWO 0x0080u

/* Where the outline of a glyph lies in the file; false: it has none. */
bool
font_outline(const struct font *f, unsigned glyph, size_t *at, size_t *len)
{
	size_t from, until;

	if (glyph >= f->glyphs)
		return false;
	if (f->long_offsets) {
		from = font_uint32(f, f->loca.at + 4 * (size_t)glyph);
		until = font_uint32(f, f->loca.at + 4 * (size_t)glyph + 4);
	} else {
		from =
		    2 * (size_t)font_uint16(f, f->loca.at + 2 * (size_t)glyph);
		until = 2 *
		    (size_t)font_uint16(f, f->loca.at + 2 * (size_t)glyph + 2);
	}
	if (from >= until || until > f->glyf.len || until - from < 10)
		return false;
	*at = f->glyf.at + from;
	*len = until - from;
	return true;
}

size_t
font_component_next(const struct font *f, size_t at, size_t until, bool *more)
{
	unsigned flags = font_uint16(f, at);

	*more = (flags & MORE_COMPONENTS) != 0;
	at += (flags & ARGS_ARE_WORDS) ? 8 : 6;
	if (flags & HAVE_SCALE)
		at += 2;
	else if (flags & HAVE_XY_SCALE)
		at += 4;
	else if (flags & HAVE_TWO_BY_TWO)
		at += 8;
	if (at + 4 > until)
		*more = false;
	return at;
}
