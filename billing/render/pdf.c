#include "render/pdf.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "render/pdf_state.h"
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

static int
set_info(struct pdf *p, struct err *e)
{
	struct civil c;
	HPDF_Date date;

	/* The encoder is what says that these texts are UTF-8. */
	(void)HPDF_SetCurrentEncoder(p->doc, "UTF-8");
	(void)HPDF_SetInfoAttr(p->doc, HPDF_INFO_PRODUCER, "Tollbook");
	if (p->job->author != NULL && p->job->author[0] != '\0') {
		if (check_text(p, "author", p->job->author, e) < 0)
			return -1;
		(void)HPDF_SetInfoAttr(p->doc, HPDF_INFO_AUTHOR,
		    p->job->author);
	}
	if (p->t->title != NULL) {
		buf_reset(&p->text);
		if (expression_eval(p->t->title, p->d, p->job->lang, &p->guard,
			&p->text, e) < 0)
			return -1;
		(void)HPDF_SetInfoAttr(p->doc, HPDF_INFO_TITLE,
		    buf_text(&p->text));
	}
	if (p->job->created_us != PDF_NO_DATE) {
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

#define SAVE_PIECE 65536

static int
save(struct pdf *p, struct buf *out, struct err *e)
{
	size_t from = out->len;

	pdf_font_finish(p);
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

	(void)HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL);
	(void)HPDF_UseUTFEncodings(p->doc);
	if (set_info(p, e) < 0 || pdf_page_begin(p, e) < 0)
		return -1;
	pdf_draw_brand(p);
	box = pdf_page_box(p);
	if (pdf_flow(p, p->t->body, &box, e) < 0)
		return -1;
	return pdf_page_frames(p, e);
}

int
pdf_render(const struct pdf_job *job, struct buf *out, struct err *e)
{
	struct pdf p = { .job = job, .t = job->template, .d = job->data };
	int rc = -1;

	p.guard = (struct expression_guard){ check_text, &p };
	p.doc = HPDF_New(take_fault, &p);
	if (p.doc == NULL)
		mem_exhausted();
	if (draw(&p, e) == 0)
		rc = save(&p, out, e);
	HPDF_Free(p.doc);
	free(p.pages);
	free(p.chars);
	buf_free(&p.text);
	buf_free(&p.piece);
	arena_free(&p.memory);
	return rc < 0 ? err_ctx(e, "document %s", job->document) : 0;
}
