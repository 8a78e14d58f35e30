#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "render/pdf_state.h"
#include "render/picture.h"
#include "template/attribute.h"

void
pdf_draw_brand(struct pdf *p)
{
	const char *text = p->d->value[VAR_BRAND_COLOR].text;
	struct err ignored = { .code = ERR_NONE };
	struct color c;

	/* A sober blue for those who have no colour of their own. */
	p->brand[0] = 0x1f;
	p->brand[1] = 0x4e;
	p->brand[2] = 0x79;
	if (text == NULL || text[0] != '#' ||
	    attribute_color(text, &c, &ignored) < 0)
		return;
	p->brand[0] = c.r;
	p->brand[1] = c.g;
	p->brand[2] = c.b;
}

/* ${c} as it is printed: a tint is mixed with the white of the paper. */
static void
resolve(const struct pdf *p, const struct color *c, uint8_t rgb[3])
{
	uint8_t full[3] = { c->r, c->g, c->b };

	if (c->brand)
		memcpy(full, p->brand, 3);
	for (int i = 0; i < 3; i++)
		rgb[i] = (uint8_t)(255 - (255 - full[i]) * c->tint / 100);
}

static void
set_fill(struct pdf *p, const struct color *c)
{
	uint8_t rgb[3];

	resolve(p, c, rgb);
	pdf_out_fill(p, rgb);
}

void
pdf_draw_rect(struct pdf *p, int32_t x, int32_t y, int32_t width,
    int32_t height, const struct color *c)
{
	if (p->dry || p->doc == NULL || !c->set || width <= 0 || height <= 0)
		return;
	set_fill(p, c);
	pdf_out_rect(p, x, y, width, height);
}

/* A frame is four thin rectangles: it needs no state of lines. */
void
pdf_draw_frame(struct pdf *p, int32_t x, int32_t y, int32_t width,
    int32_t height, const struct color *c)
{
	const int32_t thin = 500;

	pdf_draw_rect(p, x, y, width, thin, c);
	pdf_draw_rect(p, x, y + height - thin, width, thin, c);
	pdf_draw_rect(p, x, y, thin, height, c);
	pdf_draw_rect(p, x + width - thin, y, thin, height, c);
}

static void
tell(struct pdf *p, int32_t x, int32_t base, const struct pdf_char *chars,
    size_t n)
{
	const struct pdf_watch *w = p->job->watch;
	const char *from = p->text.data + chars[0].at;
	const char *behind = p->text.data + chars[n - 1].at;

	(void)font_set_next(&behind);
	buf_reset(&p->piece);
	buf_add(&p->piece, from, (size_t)(behind - from));
	w->text(w->context, (int64_t)p->page_at, x, base, chars->font,
	    chars->style->size, buf_text(&p->piece));
}

int
pdf_draw_text(struct pdf *p, int32_t x, int32_t base,
    const struct pdf_char *chars, size_t n, struct err *e)
{
	const struct style *style = chars->style;

	if (p->dry || p->doc == NULL || n == 0)
		return 0;
	if (pdf_font_use(p, chars->font, e) < 0)
		return -1;
	set_fill(p, &style->color);
	pdf_out_text(p, x, base, chars->font, style->size, chars, n);
	if (p->job->watch != NULL)
		tell(p, x, base, chars, n);
	return 0;
}

/* ISO 32000-1, 8.9.5: an image, or the soft mask of one. */
static HPDF_Dict
image_object(struct pdf *p, const struct picture *file, const char *space,
    const struct buf *packed)
{
	HPDF_Dict d = pdf_out_packed(p, NULL, packed);

	if (d == NULL)
		return NULL;
	d->header.obj_class |= HPDF_OSUBCLASS_XOBJECT;
	(void)HPDF_Dict_AddName(d, "Type", "XObject");
	(void)HPDF_Dict_AddName(d, "Subtype", "Image");
	(void)HPDF_Dict_AddNumber(d, "Width", (HPDF_INT32)file->width);
	(void)HPDF_Dict_AddNumber(d, "Height", (HPDF_INT32)file->height);
	(void)HPDF_Dict_AddName(d, "ColorSpace", space);
	(void)HPDF_Dict_AddNumber(d, "BitsPerComponent", 8);
	return d;
}

static int
load_picture(struct pdf *p, struct pdf_picture *pic, struct err *e)
{
	const struct picture *file;
	HPDF_Dict mask;

	if (picture_set_find(p->picture_files, pic->path, &file, e) < 0)
		return -1;
	pic->width = file->width;
	pic->height = file->height;
	if (p->doc == NULL)
		return 0;
	pic->image = image_object(p, file,
	    file->channels == 1 ? "DeviceGray" : "DeviceRGB", &file->pixels);
	if (pic->image != NULL && file->alpha.len > 0) {
		mask = image_object(p, file, "DeviceGray", &file->alpha);
		if (mask != NULL)
			(void)HPDF_Dict_Add(pic->image, "SMask", mask);
	}
	return pdf_check(p, e);
}

static int
find_picture(struct pdf *p, const char *path, struct pdf_picture **out,
    struct err *e)
{
	struct pdf_picture *pic;

	for (pic = p->pictures; pic != NULL; pic = pic->next)
		if (strcmp(pic->path, path) == 0) {
			*out = pic;
			return 0;
		}
	pic = ARENA_NEW(&p->memory, struct pdf_picture, 1);
	pic->path = arena_strdup(&p->memory, path);
	if (load_picture(p, pic, e) < 0)
		return -1;
	pic->next = p->pictures;
	p->pictures = pic;
	*out = pic;
	return 0;
}

/* Into the box that is asked for, its sides kept in proportion. */
static void
fit(const struct node *n, const struct pdf_picture *pic, int32_t room,
    int32_t *width, int32_t *height)
{
	int64_t w = (int64_t)pic->width, h = (int64_t)pic->height;
	int64_t to_w = n->width > 0 && n->width < room ? n->width : room;
	int64_t to_h = n->height > 0 ? n->height : INT32_MAX;

	if (n->width == 0 && n->height == 0 && w * 1000 < to_w)
		to_w = w * 1000; /* a point for a pixel */
	if (to_w * h <= to_h * w)
		to_h = to_w * h / w;
	else
		to_w = to_h * w / h;
	*width = (int32_t)(to_w > 0 ? to_w : 1);
	*height = (int32_t)(to_h > 0 ? to_h : 1);
}

int
pdf_draw_image(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct err *e)
{
	const char *path = n->src;
	struct pdf_picture *pic;
	int32_t width, height, x = box->x;
	enum align align = n->has_align ? n->align : ALIGN_LEFT;

	if (n->has_variable)
		path = p->d->value[n->variable].text;
	if (path == NULL || path[0] == '\0')
		return 0;
	if (find_picture(p, path, &pic, e) < 0)
		return err_ctx(e, "%s:%d", p->t->name, n->line);
	fit(n, pic, box->width, &width, &height);
	if (pdf_page_room(p, height, e) < 0)
		return -1;
	if (align == ALIGN_RIGHT)
		x += box->width - width;
	else if (align == ALIGN_CENTER)
		x += (box->width - width) / 2;
	if (!p->dry && p->doc != NULL)
		pdf_out_image(p, HPDF_Page_GetXObjectName(p->page, pic->image),
		    x, p->y, width, height);
	p->y += height;
	return 0;
}

/* Both are amounts of one currency, but perhaps of different units. */
void
pdf_draw_bar(struct pdf *p, const struct node *n, const struct pdf_box *box)
{
	i128 part = pdf_amount_e8(p->d, n->variable);
	i128 whole = pdf_amount_e8(p->d, n->whole);
	i128 width;

	if (part > 0 && whole > 0) {
		width = part >= whole ? box->width : part * box->width / whole;
		pdf_draw_rect(p, box->x, p->y, (int32_t)width, n->height,
		    &n->color);
	}
	p->y += n->height;
}
