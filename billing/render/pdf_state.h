#ifndef RENDER_PDF_STATE_H
#define RENDER_PDF_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/wide.h"
#include "render/font_set.h"
#include "render/font_subset.h"
#include "render/pdf.h"
#include "template/data.h"
#include "template/template.h"

/*
 * A document while it is drawn; only for billing/render/pdf*.c.
 *
 * Everything is computed in whole thousandths of a point from the top left
 * corner and handed to libharu, which counts from the bottom left, at the last
 * moment.  The same functions measure (dry: only y moves) and draw, so that
 * both always agree.
 */

/* A character of a paragraph, laid out. */
struct pdf_char {
	size_t at;     /* offset in the text */
	int64_t width; /* 10^-6 pt */
	uint32_t character;
	const struct style *style;
	int font; /* of the set */
	bool line_break;
};

struct pdf_picture {
	const char *path;
	HPDF_Dict image; /* NULL: only laid out */
	unsigned width, height;
	struct pdf_picture *next;
};

/* Where a flow goes: a column of the page. */
struct pdf_box {
	int32_t x, width;
	enum align align;
	bool has_align;
};

struct pdf {
	const struct pdf_job *job;
	const struct template *t;
	struct template_data *d;
	struct expression_guard guard;

	HPDF_Doc doc;      /* NULL: it is laid out, but not drawn */
	HPDF_STATUS fault; /* the first one that libharu reported */
	HPDF_Page page;
	HPDF_Page *pages;
	size_t n_pages, cap_pages;
	size_t page_at; /* the one that is drawn on, from 1 */
	struct font_subset fonts[FONT_SET_MAX];
	HPDF_Dict font_dicts[FONT_SET_MAX]; /* NULL: not used yet */
	HPDF_Dict font_names;               /* resource of all pages */
	struct pdf_picture *pictures;       /* of this document */
	struct picture_set *picture_files;  /* where they come from */

	int32_t y;      /* next free place */
	int32_t top;    /* where the flow of this page begins */
	int32_t bottom; /* where it must end */
	bool dry;       /* measuring */
	bool fixed;     /* outside the flow: no page breaks */
	uint8_t brand[3];

	struct buf ops; /* operators of the page at hand */
	/* what its graphics state is set to */
	int drawn_font;
	int32_t drawn_size;
	uint8_t drawn_fill[3];
	bool drawn_known;
	bool in_text;           /* between BT and ET */
	int32_t text_x, text_y; /* where the last text began, from below */

	struct buf text;  /* of the paragraph at hand */
	struct buf piece; /* compressed operators */
	struct pdf_char *chars;
	size_t cap_chars;
	struct arena memory;
};

/* pdf_page.c: pages */
int pdf_page_begin(struct pdf *, struct err *);
int pdf_page_frames(struct pdf *, struct err *);
/* Room for ${height}, on the next page if need be. */
int pdf_page_room(struct pdf *, int32_t height, struct err *);
/* What stands outside the flow must not leave the paper. */
int pdf_page_inside(const struct pdf *, int line, struct err *);
struct pdf_box pdf_page_box(const struct pdf *);
int pdf_check(const struct pdf *, struct err *); /* libharu's fault, if any */

/* pdf_flow.c: boxes one below the other */
int pdf_flow(struct pdf *, const struct node *first, const struct pdf_box *,
    struct err *);
/* The height that ${first} and its siblings would take. */
int pdf_flow_measure(struct pdf *, const struct node *first,
    const struct pdf_box *, int32_t *height, struct err *);
int pdf_flow_each(struct pdf *, const struct node *loop,
    int (*each)(struct pdf *, const struct node *, void *, struct err *),
    void *context, struct err *);

/* pdf_text.c: a paragraph */
int pdf_text(struct pdf *, const struct node *, const struct pdf_box *,
    struct err *);

/*
 * Text in one line that must have room; at p->y, which it leaves alone.
 * pdf_text_width(): what it needs, by the document ("field" for messages).
 */
int pdf_text_width(struct pdf *, const char *text, const struct style *,
    int line, int32_t *width, struct err *);
int pdf_text_line(struct pdf *, const char *text, const struct style *,
    int line, const struct pdf_box *, struct err *);

/* pdf_chart.c: charts */
int pdf_chart(struct pdf *, const struct node *, const struct pdf_box *,
    struct err *);

/* pdf_table.c: tables, and cells side by side */
int pdf_table(struct pdf *, const struct node *, const struct pdf_box *,
    struct err *);
/* A sum of money, whatever unit the variable has, in 10^-8. */
i128 pdf_amount_e8(const struct template_data *, enum variable);
int pdf_table_columns(struct pdf *, const struct node *, const struct pdf_box *,
    struct err *);

/* pdf_draw.c: what leaves a mark; nothing while measuring */
void pdf_draw_rect(struct pdf *, int32_t x, int32_t y, int32_t width,
    int32_t height, const struct color *);
void pdf_draw_frame(struct pdf *, int32_t x, int32_t y, int32_t width,
    int32_t height, const struct color *);
int pdf_draw_text(struct pdf *, int32_t x, int32_t base,
    const struct pdf_char *, size_t n, struct err *);
int pdf_draw_image(struct pdf *, const struct node *, const struct pdf_box *,
    struct err *);
void pdf_draw_bar(struct pdf *, const struct node *, const struct pdf_box *);
void pdf_draw_brand(struct pdf *); /* take the colour from the data */

/* pdf_out.c: operators of a page */
void pdf_out_fill(struct pdf *, const uint8_t rgb[3]);
void pdf_out_rect(struct pdf *, int32_t x, int32_t y, int32_t width,
    int32_t height);
void pdf_out_image(struct pdf *, const char *name, int32_t x, int32_t y,
    int32_t width, int32_t height);
void pdf_out_text(struct pdf *, int32_t x, int32_t base, int font, int32_t size,
    const struct pdf_char *, size_t n);
void pdf_out_begin(struct pdf *);
/* Give what was drawn to the page; once more for what is drawn on top of it. */
int pdf_out_end(struct pdf *, struct err *);
/* A stream of what is compressed already. */
HPDF_Dict pdf_out_packed(struct pdf *, HPDF_Dict dict,
    const struct buf *packed);
/* ${content} compressed, in ${dict} or, if that is NULL, a new stream. */
HPDF_Dict pdf_out_stream(struct pdf *, HPDF_Dict dict,
    const struct buf *content);

/* pdf_font.c: fonts that are embedded */
int pdf_font_begin(struct pdf *, struct err *);
int pdf_font_use(struct pdf *, int font, struct err *); /* it is drawn with */
void pdf_font_page(struct pdf *);                       /* a new page */
int pdf_font_finish(struct pdf *, struct err *);        /* before saving */

#endif /* RENDER_PDF_STATE_H */
