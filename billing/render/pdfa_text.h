#ifndef RENDER_PDFA_TEXT_H
#define RENDER_PDFA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/*
 * The text of a page, for a check that it says what it ought to: what is shown
 * (Tj, TJ, ' and ") in the order of the page's operators, without spaces and
 * positions; a line feed stands behind what one operator shows.
 *
 * Fonts have codes of two bytes, as ours do; a code without a character in the
 * font's ToUnicode map becomes U+FFFD, which no text of a document has.
 * Anything may be in the bytes: what is no operator is passed over.
 */
struct pdfa_text_font {
	char name[32];   /* in the page's resources: "/F1" */
	uint16_t *chars; /* by code, 65536 of them; 0: none */
};

/* Read a ToUnicode map (bfchar and bfrange) into font->chars. */
void pdfa_text_map(struct pdfa_text_font *, const char *map, size_t len);

/* Add the text of a content stream to ${out} as UTF-8. */
void pdfa_text_add(struct buf *out, const char *content, size_t len,
    const struct pdfa_text_font *, size_t n_fonts);

/*
 * Where ${want}, spaces left away, begins in such a text, wherever it is broken
 * into operators; *end is behind it.  ${number}: it is all of a number, no
 * digit or separator beside it.  NULL if it is not there.
 */
const char *pdfa_text_find(const char *text, const char *want, bool number,
    const char **end);

#endif /* RENDER_PDFA_TEXT_H */
