#ifndef RENDER_FONT_INSIDE_H
#define RENDER_FONT_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "render/font.h"

/*
 * The inside of a font; only for billing/render/font*.c.  Numbers of the file
 * are read through functions that give 0 beyond its end, so that a damaged one
 * is never read outside of its memory.
 */

/* Bytes of a file, and of the part that is embedded.  Beyond any Latin, Greek
 * and Cyrillic font; CJK fonts stay below it too. */
#define FONT_FILE_MAX (64 * 1024 * 1024)

/* Characters of the Basic Multilingual Plane: we draw no others. */
#define FONT_CHARACTERS 65536

struct font_table {
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
	struct font_table hmtx;
	struct font_table loca;
	struct font_table glyf;
	uint16_t *glyph_of; /* of each character */
	uint16_t *advance_of;
};

/* Big-endian numbers of the file; 0 beyond its end. */
static inline unsigned
font_uint16(const struct font *f, size_t at)
{
	if (at > f->file.len || f->file.len - at < 2)
		return 0;
	return (unsigned)(unsigned char)f->file.data[at] << 8 |
	    (unsigned char)f->file.data[at + 1];
}

static inline int
font_int16(const struct font *f, size_t at)
{
	unsigned v = font_uint16(f, at);

	return v < 0x8000 ? (int)v : (int)v - 0x10000;
}

static inline uint32_t
font_uint32(const struct font *f, size_t at)
{
	return (uint32_t)font_uint16(f, at) << 16 | font_uint16(f, at + 2);
}

bool font_find_table(const struct font *, const char tag[4],
    struct font_table *);

/* Where the outline of a glyph lies in the file; false: it has none. */
bool font_outline(const struct font *, unsigned glyph, size_t *at, size_t *len);

/*
 * Where the component behind the one at ${at} is, of a composite glyph that
 * ends at ${until}; *more is false if there is none.  (OpenType 1.9, "glyf":
 * the number of the component's glyph is at + 2.)
 */
size_t font_component_next(const struct font *, size_t at, size_t until,
    bool *more);

#endif /* RENDER_FONT_INSIDE_H */
