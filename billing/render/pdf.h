#ifndef RENDER_PDF_H
#define RENDER_PDF_H

#include <stdint.h>

struct buf;
struct err;
struct font_set;
struct lang;
struct picture_set;
struct template;
struct template_data;

/*
 * pdf_render(job, out, e):
 * Lay ${data} out as ${template} says, and append the PDF to ${out}.
 *
 * Fonts are embedded and cut to the characters used; pictures are decoded by
 * us; nothing in the file depends on clock, locale or zone: the same input
 * gives the same bytes.  The collections of ${data} are read as a stream; what
 * grows with their length is libharu's pages, compressed.
 *
 * Returns  0, or -1 with ${out} as it was and ${e} set to
 *	      ERR_DATA      text that cannot be printed (names document, field
 *			    and character), a picture that is broken, a row
 *			    that is higher than a page
 *	      ERR_NOINPUT   a picture is not there
 *	      or what a collection of ${data} failed with.
 * Threads  any number, each with its own data; the rest may be shared.
 */
/*
 * Told of every stretch of text as it is drawn, for tests and measurements:
 * place of its base line in thousandths of a point from the top left corner,
 * font of the set, size, and the text as UTF-8, good during the call.  Pages
 * are numbered from 1; frames come last.
 */
struct pdf_watch {
	void (*text)(void *context, int64_t page, int32_t x, int32_t y,
	    int font, int32_t size, const char *text);
	void *context;
};

struct pdf_job {
	const struct template *template;
	struct template_data *data;
	const struct lang *lang; /* passed lang_check() with the template */
	const struct font_set *fonts;
	struct picture_set *pictures;  /* NULL: read for this document alone */
	const char *document;          /* its number, for messages; or NULL */
	const char *author;            /* of the PDF; NULL for none */
	int64_t created_us;            /* date of the PDF, or PDF_NO_DATE */
	const struct pdf_watch *watch; /* NULL: nobody */
};

#define PDF_NO_DATE INT64_MIN

int pdf_render(const struct pdf_job *, struct buf *out, struct err *);

/*
 * Could it be drawn?  Everything is laid out, text measured, pictures decoded,
 * and every error of pdf_render() that they have is found, but nothing is
 * drawn: a small part of the time.  For a check before a number is given.
 */
int pdf_check_layout(const struct pdf_job *, struct err *);

#endif /* RENDER_PDF_H */
