#ifndef RENDER_FONT_H
#define RENDER_FONT_H

#include <stdbool.h>
#include <stdint.h>

struct err;

/*
 * One TrueType font: which characters it has and how wide they are.
 *
 * libharu draws with the same file, but tells us neither that a glyph is
 * missing (it prints an empty box) nor that text is malformed (it eats
 * characters).  So we read the character map and the advances ourselves, before
 * anything is drawn.
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

/* Number of glyphs. */
unsigned font_glyph_count(const struct font *);

/*
 * The components that glyph ${glyph} is composed of: calls ${each} for every
 * one, not descending further.  Nothing is called for a simple glyph.
 */
void font_components(const struct font *, unsigned glyph,
    void (*each)(void *context, unsigned component), void *context);

/* Ascender in 1/1000 of the size. */
int font_ascent(const struct font *);

#endif /* RENDER_FONT_H */
