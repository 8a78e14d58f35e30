#include <string.h>

#include "base/compress.h"
#include "base/err.h"
#include "render/pdf_state.h"

/*
 * The operators of a page (ISO 32000-1, annex A), written by us into a buffer
 * and given to libharu compressed: a call of libharu for each piece of text
 * costs more than everything else together, and it would keep the operators of
 * all pages as they are until the document is saved.
 *
 * A page has two content streams: what flowed onto it, compressed when the next
 * page begins, and the frames, drawn when the number of pages is known.
 */

/* Thousandths of a point, without trailing zeros. */
static void
add_number(struct buf *b, int64_t mpt)
{
	char text[24];
	size_t n = sizeof(text);
	uint64_t v = mpt < 0 ? (uint64_t)-mpt : (uint64_t)mpt;
	unsigned fraction = (unsigned)(v % 1000), digits = 3;

	while (digits > 0 && fraction % 10 == 0) {
		fraction /= 10;
		digits--;
	}
	if (digits > 0) {
		for (unsigned i = 0; i < digits; i++, fraction /= 10)
			text[--n] = (char)('0' + fraction % 10);
		text[--n] = '.';
	}
	v /= 1000;
	do
		text[--n] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	if (mpt < 0)
		text[--n] = '-';
	buf_add(b, text + n, sizeof(text) - n);
	buf_char(b, ' ');
}

static void
end_text(struct pdf *p)
{
	if (p->in_text)
		buf_str(&p->ops, "ET\n");
	p->in_text = false;
}

/* ISO 32000-1, 8.6.8: colours of DeviceRGB go from 0 to 1. */
void
pdf_out_fill(struct pdf *p, const uint8_t rgb[3])
{
	if (p->drawn_known && memcmp(rgb, p->drawn_fill, 3) == 0)
		return;
	for (int i = 0; i < 3; i++)
		add_number(&p->ops, (rgb[i] * 1000 + 127) / 255);
	buf_str(&p->ops, "rg\n");
	memcpy(p->drawn_fill, rgb, 3);
	p->drawn_known = true;
}

void
pdf_out_rect(struct pdf *p, int32_t x, int32_t y, int32_t width, int32_t height)
{
	end_text(p);
	add_number(&p->ops, x);
	add_number(&p->ops, p->t->page.height - (y + height));
	add_number(&p->ops, width);
	add_number(&p->ops, height);
	buf_str(&p->ops, "re f\n");
}

void
pdf_out_image(struct pdf *p, const char *name, int32_t x, int32_t y,
    int32_t width, int32_t height)
{
	end_text(p);
	buf_str(&p->ops, "q ");
	add_number(&p->ops, width);
	buf_str(&p->ops, "0 0 ");
	add_number(&p->ops, height);
	add_number(&p->ops, x);
	add_number(&p->ops, p->t->page.height - (y + height));
	buf_printf(&p->ops, "cm /%s Do Q\n", name);
}

/* Text objects go on until something else is drawn; Td is relative. */
void
pdf_out_text(struct pdf *p, int32_t x, int32_t base, int font, int32_t size,
    const struct pdf_char *chars, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf *b = &p->ops;
	int32_t y = p->t->page.height - base;

	if (!p->in_text) {
		buf_str(b, "BT\n");
		p->in_text = true;
		p->text_x = p->text_y = 0;
	}
	if (p->drawn_font != font || p->drawn_size != size) {
		buf_printf(b, "/F%d ", font);
		add_number(b, size);
		buf_str(b, "Tf\n");
		p->drawn_font = font;
		p->drawn_size = size;
	}
	add_number(b, x - p->text_x);
	add_number(b, y - p->text_y);
	p->text_x = x;
	p->text_y = y;
	buf_str(b, "Td <");
	buf_reserve(b, 4 * n);
	for (size_t i = 0; i < n; i++) {
		unsigned code =
		    font_subset_code(&p->fonts[font], chars[i].character);
		char *at = b->data + b->len;

		at[0] = hex[code >> 12 & 0xf];
		at[1] = hex[code >> 8 & 0xf];
		at[2] = hex[code >> 4 & 0xf];
		at[3] = hex[code & 0xf];
		b->len += 4;
	}
	buf_str(b, "> Tj\n");
}

/* libharu drops a filter that it has not applied itself: say it once more. */
static HPDF_STATUS
write_filter(HPDF_Dict dict, HPDF_Stream stream)
{
	(void)dict;
	return HPDF_Stream_WriteStr(stream, "/Filter /FlateDecode\012");
}

HPDF_Dict
pdf_out_packed(struct pdf *p, HPDF_Dict dict, const struct buf *packed)
{
	if (dict == NULL)
		dict = HPDF_DictStream_New(p->doc->mmgr, p->doc->xref);
	if (dict == NULL)
		return NULL;
	dict->filter = HPDF_STREAM_FILTER_NONE;
	dict->write_fn = write_filter;
	(void)HPDF_Stream_Write(dict->stream, (HPDF_BYTE *)packed->data,
	    (HPDF_UINT)packed->len);
	return dict;
}

HPDF_Dict
pdf_out_stream(struct pdf *p, HPDF_Dict dict, const struct buf *content)
{
	buf_reset(&p->piece);
	compress_memory(buf_text(content), content->len, &p->piece);
	return pdf_out_packed(p, dict, &p->piece);
}

/* A page that is drawn on again has a state that we do not know. */
void
pdf_out_begin(struct pdf *p)
{
	buf_reset(&p->ops);
	p->in_text = false;
	p->drawn_font = -1;
	p->drawn_known = false;
}

int
pdf_out_end(struct pdf *p, struct err *e)
{
	HPDF_PageAttr attr;
	HPDF_Array both;
	HPDF_Dict more;

	if (p->page == NULL)
		return 0;
	end_text(p);
	attr = (HPDF_PageAttr)p->page->attr;
	if (attr->contents->write_fn == NULL) {
		(void)pdf_out_stream(p, attr->contents, &p->ops);
	} else if (p->ops.len > 0) {
		more = pdf_out_stream(p, NULL, &p->ops);
		both = HPDF_Array_New(p->doc->mmgr);
		if (more != NULL && both != NULL) {
			(void)HPDF_Array_Add(both, attr->contents);
			(void)HPDF_Array_Add(both, more);
			(void)HPDF_Dict_Add(p->page, "Contents", both);
		}
	}
	pdf_out_begin(p);
	return pdf_check(p, e);
}
