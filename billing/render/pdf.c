#include "render/pdf.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "render/pdf_state.h"
#include "render/picture.h"
#include "time/civil.h"

/* libharu reports a fault by calling back; what it returns after is NULL. */
static void
take_fault(HPDF_STATUS fault, HPDF_STATUS detail, void *context)
{
	struct pdf *p = context;

	(void)detail;
	if (p->fault == HPDF_OK)
		p->fault = fault;
}

/* Text of the document, of whatever style: the regular face stands for all. */
static int
check_text(void *context, const char *variable, const char *text, struct err *e)
{
	const struct pdf *p = context;

	return font_set_check(p->job->fonts, FACE_REGULAR, variable, text, e);
}

/*
 * Text of the Info dictionary, as UTF-16 (ISO 32000-1, 7.9.2.2).  libharu would
 * want an encoder that takes longer to set up than a page to draw.
 */
static void
add_info(struct pdf *p, const char *key, const char *text)
{
	HPDF_Binary value;

	if (p->doc == NULL)
		return;
	buf_reset(&p->piece);
	buf_add(&p->piece, "\xfe\xff", 2);
	while (*text != '\0') {
		uint32_t c = font_set_next(&text);

		buf_char(&p->piece, (char)(c >> 8));
		buf_char(&p->piece, (char)c);
	}
	value = HPDF_Binary_New(p->doc->mmgr, (HPDF_BYTE *)p->piece.data,
	    (HPDF_UINT)p->piece.len);
	if (value != NULL)
		(void)HPDF_Dict_Add(p->doc->info, key, value);
}

static int
set_date(struct pdf *p, struct err *e)
{
	struct civil c;
	HPDF_Date date;

	if (p->doc != NULL && p->job->created_us != PDF_NO_DATE) {
		civil_from_us(p->job->created_us, &c);
		date = (HPDF_Date){ .year = c.year,
			.month = c.month,
			.day = c.day,
			.hour = c.hour,
			.minutes = c.minute,
			.seconds = c.second,
			.ind = '+' };
		(void)HPDF_SetInfoDateAttr(p->doc, HPDF_INFO_CREATION_DATE,
		    date);
	}
	return pdf_check(p, e);
}

static int
set_info(struct pdf *p, struct err *e)
{
	if (p->doc != NULL)
		(void)HPDF_SetInfoAttr(p->doc, HPDF_INFO_PRODUCER, "Tollbook");
	if (pdf_check(p, e) < 0)
		return -1;
	if (p->job->author != NULL && p->job->author[0] != '\0') {
		if (check_text(p, "author", p->job->author, e) < 0)
			return -1;
		add_info(p, "Author", p->job->author);
	}
	if (p->t->title != NULL) {
		buf_reset(&p->text);
		if (expression_eval(p->t->title, p->d, p->job->lang, &p->guard,
			&p->text, e) < 0)
			return -1;
		add_info(p, "Title", buf_text(&p->text));
	}
	return set_date(p, e);
}

#define SAVE_PIECE 65536

static int
save(struct pdf *p, struct buf *out, struct err *e)
{
	size_t from = out->len;

	if (pdf_font_finish(p, e) < 0)
		return -1;
	if (HPDF_SaveToStream(p->doc) != HPDF_OK)
		return pdf_check(p, e);
	for (;;) {
		HPDF_UINT32 n = SAVE_PIECE;
		HPDF_STATUS rc;

		buf_reserve(out, SAVE_PIECE);
		rc = HPDF_ReadFromStream(p->doc,
		    (HPDF_BYTE *)out->data + out->len, &n);
		if (rc != HPDF_OK && rc != HPDF_STREAM_EOF) {
			out->len = from;
			return err_set(e, ERR_INTERNAL,
			    "libharu does not give the document");
		}
		out->len += n;
		out->data[out->len] = '\0';
		if (n == 0 || rc == HPDF_STREAM_EOF)
			return 0;
	}
}

static int
draw(struct pdf *p, struct err *e)
{
	struct pdf_box box;

	if (set_info(p, e) < 0 || pdf_font_begin(p, e) < 0 ||
	    pdf_page_begin(p, e) < 0)
		return -1;
	pdf_draw_brand(p);
	box = pdf_page_box(p);
	if (pdf_flow(p, p->t->body, &box, e) < 0)
		return -1;
	return pdf_page_frames(p, e);
}

/* With a document of libharu it is drawn, without one only laid out. */
static int
render(const struct pdf_job *job, bool drawn, struct buf *out, struct err *e)
{
	struct pdf p = { .job = job, .t = job->template, .d = job->data };
	struct picture_set own;
	int rc = -1;

	picture_set_init(&own);
	p.picture_files = job->pictures != NULL ? job->pictures : &own;
	p.guard = (struct expression_guard){ check_text, &p };
	if (drawn) {
		p.doc = HPDF_New(take_fault, &p);
		if (p.doc == NULL)
			mem_exhausted();
		p.doc->pdf_version = HPDF_VER_14; /* soft masks */
	}
	if (draw(&p, e) == 0)
		rc = drawn ? save(&p, out, e) : 0;
	if (drawn)
		HPDF_Free(p.doc);
	picture_set_free(&own);
	free(p.pages);
	free(p.chars);
	buf_free(&p.text);
	buf_free(&p.piece);
	buf_free(&p.ops);
	for (size_t i = 0; i < FONT_SET_MAX; i++)
		font_subset_free(&p.fonts[i]);
	arena_free(&p.memory);
	if (rc < 0 && job->document != NULL)
		return err_ctx(e, "document %s", job->document);
	return rc;
}

int
pdf_render(const struct pdf_job *job, struct buf *out, struct err *e)
{
	return render(job, true, out, e);
}

int
pdf_check_layout(const struct pdf_job *job, struct err *e)
{
	return render(job, false, NULL, e);
}
