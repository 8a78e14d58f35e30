#ifndef RENDER_FONT_H
#define RENDER_FONT_H

#include <stdbool.h>
#include <stdint.h>

struct err;

/*
 * One TrueType font: which characters it has and how wide they are.
 *
 * The character map and the advances are read when it is opened, so that what
 * cannot be printed is known before anything is drawn; the outlines when a
 * document embeds what it uses of them (render/font_subset.h).
 *
 * Fonts are files that the operator installed.  A damaged one is an error, not
 * a crash: every access is checked against the size of the file.
 * A struct font is never changed after it was opened; threads may share it.
 */
struct font;

/* Read the font at ${path}; it is the caller's, for font_free(). */
int font_open(struct font **, const char *path, struct err *);
void font_free(struct font *); /* NULL is allowed */

/* The path it was read from. */
const char *font_path(const struct font *);

/* Number of the glyph of a character, 0 if the font has none. */
unsigned font_glyph(const struct font *, uint32_t character);

/* Advance of a character in 1/1000 of the type size. */
unsigned font_advance(const struct font *, uint32_t character);

/* What a reader that has to replace the font goes by, in 1/1000 of the size. */
struct font_shape {
	int box[4]; /* around all glyphs: left, bottom, right, top */
	int ascent, descent, cap_height;
	int italic_angle; /* degrees, counter-clockwise */
};
struct font_shape font_shape(const struct font *);

#endif /* RENDER_FONT_H */
