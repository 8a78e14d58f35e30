#include "base/err.h"
#include "base/mem.h"
#include "render/pdf_state.h"

/* libharu, hpdf_consts.h: its number for "no memory". */
#define OUT_OF_MEMORY 0x1015

int
pdf_check(const struct pdf *p, struct err *e)
{
	if (p->fault == HPDF_OK)
		return 0;
	if (p->fault == OUT_OF_MEMORY)
		mem_exhausted();
	return err_set(e, ERR_INTERNAL, "libharu reports error 0x%04lX",
	    (unsigned long)p->fault);
}

struct pdf_box
pdf_page_box(const struct pdf *p)
{
	const struct page_layout *l = &p->t->page;

	return (struct pdf_box){ .x = l->margin_left,
		.width = l->width - l->margin_left - l->margin_right };
}

static int
add_page(struct pdf *p, struct err *e)
{
	const struct page_layout *l = &p->t->page;

	p->page = HPDF_AddPage(p->doc);
	if (p->page == NULL)
		return pdf_check(p, e) < 0
		    ? -1
		    : err_set(e, ERR_INTERNAL, "libharu adds no page");
	(void)HPDF_Page_SetWidth(p->page, (HPDF_REAL)l->width / 1000.0f);
	(void)HPDF_Page_SetHeight(p->page, (HPDF_REAL)l->height / 1000.0f);
	pdf_font_page(p);
	return 0;
}

int
pdf_page_begin(struct pdf *p, struct err *e)
{
	const struct page_layout *l = &p->t->page;
	bool first = p->n_pages == 0;

	if (pdf_out_end(p, e) < 0)
		return -1;
	if (p->doc != NULL && add_page(p, e) < 0)
		return -1;
	p->pages =
	    mem_grow(p->pages, p->n_pages, &p->cap_pages, sizeof(p->pages[0]));
	p->pages[p->n_pages++] = p->page;
	p->page_at = p->n_pages;
	p->top = first ? l->first_margin_top : l->margin_top;
	p->bottom =
	    l->height - (first ? l->first_margin_bottom : l->margin_bottom);
	p->y = p->top;
	pdf_out_begin(p);
	return 0;
}

int
pdf_page_room(struct pdf *p, int32_t height, struct err *e)
{
	if (p->dry || p->fixed || p->y + height <= p->bottom || p->y <= p->top)
		return 0;
	return pdf_page_begin(p, e);
}

int
pdf_page_inside(const struct pdf *p, int line, struct err *e)
{
	if (p->y <= p->t->page.height)
		return 0;
	(void)err_set(e, ERR_DATA, "runs over the lower edge of the paper");
	return err_ctx(e, "%s:%d", p->t->name, line);
}

/* DIN 5008: where to fold (form A or B) and where to punch. */
static void
draw_marks(struct pdf *p)
{
	static const struct color grey = { .set = true,
		.r = 0x99,
		.g = 0x99,
		.b = 0x99,
		.tint = 100 };
	static const int32_t folds[][2] = {
		[MARKS_NONE] = { 0, 0 },
		[MARKS_DIN5008_A] = { 246614, 544252 }, /* 87, 192 mm */
		[MARKS_DIN5008_B] = { 297638, 595276 }, /* 105, 210 mm */
	};
	const int32_t *fold = folds[p->t->page.marks];
	const int32_t left = 9921, thin = 350; /* 3.5 mm */

	if (p->t->page.marks == MARKS_NONE)
		return;
	pdf_draw_rect(p, left, fold[0] - thin / 2, 9921, thin, &grey);
	pdf_draw_rect(p, left, (p->t->page.height - thin) / 2, 14173, thin,
	    &grey);
	pdf_draw_rect(p, left, fold[1] - thin / 2, 9921, thin, &grey);
}

static bool
stands_on(const struct frame *f, bool first, const struct template_data *d)
{
	if (f->page == PAGE_FIRST && !first)
		return false;
	if (f->page == PAGE_OTHER && first)
		return false;
	return f->test == NULL || condition_eval(f->test, d);
}

/*
 * Heads and feet of all pages, once it is known how many there are.  libharu
 * keeps pages until they are saved, so we go back to them.
 */
int
pdf_page_frames(struct pdf *p, struct err *e)
{
	const struct pdf_box box = pdf_page_box(p);

	if (pdf_out_end(p, e) < 0)
		return -1;
	p->fixed = true;
	data_int(p->d, VAR_PAGE_COUNT, (int64_t)p->n_pages);
	for (size_t i = 0; i < p->n_pages; i++) {
		p->page = p->pages[i];
		p->page_at = i + 1;
		data_int(p->d, VAR_PAGE_NUMBER, (int64_t)i + 1);
		if (i == 0)
			draw_marks(p);
		for (const struct frame *f = p->t->frames; f != NULL;
		     f = f->next) {
			if (!stands_on(f, i == 0, p->d))
				continue;
			p->y = f->top;
			if (pdf_flow(p, f->child, &box, e) < 0 ||
			    pdf_page_inside(p, f->line, e) < 0)
				return -1;
		}
		if (pdf_out_end(p, e) < 0)
			return -1;
	}
	data_clear(p->d, SCOPE_PAGE);
	return pdf_check(p, e);
}
