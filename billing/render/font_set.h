#ifndef RENDER_FONT_SET_H
#define RENDER_FONT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "render/font.h"

/*
 * The fonts of documents: four styles of one family, and fallback fonts for
 * characters that it lacks.
 *
 * The family is Liberation Sans, cut to Latin, Greek and Cyrillic when Tollbook
 * is built; fallbacks are TrueType files that the operator names.  A character
 * that none of them has cannot be printed, and must be found before a document
 * is numbered: that is what font_set_check() is for.
 * Never changed after it was opened; threads may share it.
 */
enum font_face {
	FACE_REGULAR,
	FACE_BOLD,
	FACE_ITALIC,
	FACE_BOLD_ITALIC,
	FACE_COUNT
};

#define FONT_SET_FALLBACKS_MAX 8
#define FONT_SET_MAX           (FACE_COUNT + FONT_SET_FALLBACKS_MAX)

struct font_set {
	struct font *fonts[FONT_SET_MAX]; /* faces, then fallbacks */
	size_t count;
};

/*
 * Open the family in ${folder} and the files of ${fallbacks}: paths separated
 * by spaces; "" or NULL for none.
 */
int font_set_open(struct font_set *, const char *folder, const char *fallbacks,
    struct err *);

/* The same from files: the faces in order of enum font_face, then fallbacks. */
int font_set_open_files(struct font_set *, const char *const *paths, size_t n,
    struct err *);
void font_set_close(struct font_set *); /* a zeroed one is allowed */

/* Which font of the set draws a character in a face; -1 if none has it. */
int font_set_find(const struct font_set *, enum font_face, uint32_t character);

/*
 * Can ${text} be printed?  It must be UTF-8 without control characters other
 * than a line feed, and every character must be in a font of the face.
 * ERR_DATA names ${field} and the character.  The caller adds the document.
 */
int font_set_check(const struct font_set *, enum font_face, const char *field,
    const char *text, struct err *);

/* The next character of valid UTF-8 text; *at is moved behind it. */
uint32_t font_set_next(const char **at);

#endif /* RENDER_FONT_SET_H */
