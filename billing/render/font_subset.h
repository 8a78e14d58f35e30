#ifndef RENDER_FONT_SUBSET_H
#define RENDER_FONT_SUBSET_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct err;
struct font;

/*
 * The part of a font that one document embeds.
 *
 * Characters get codes from 1 in the order in which they are first drawn; the
 * code is also the number of the glyph in the font that is embedded
 * (ISO 32000-1, 9.7.4.2: CIDToGIDMap Identity), so that nothing but the glyphs
 * that are used, and what they are composed of to any depth, is in the file.
 * Belongs to one document and thread; the font is shared.
 */
struct font_subset {
	const struct font *font;
	struct arena *memory;
	uint16_t *codes[256]; /* of character c: codes[c >> 8][c & 255] */
	uint16_t *characters; /* of each code; that of code 0 is none */
	size_t count, cap;    /* codes in use, with code 0 */
};

void font_subset_init(struct font_subset *, const struct font *,
    struct arena *);
void font_subset_free(struct font_subset *); /* a zeroed one is allowed */

/* The code of a character that the font has. */
unsigned font_subset_code(struct font_subset *, uint32_t character);

/*
 * The TrueType file of all characters that have a code: tables glyf, head,
 * hhea, hmtx, loca, maxp and those of hints, which is what ISO 32000-1, 9.9
 * wants of a font program.  ERR_DATA: the font is damaged.
 */
int font_subset_write(const struct font_subset *, struct buf *out,
    struct err *);

#endif /* RENDER_FONT_SUBSET_H */
