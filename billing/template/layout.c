#include "template/layout.h"

#include <string.h>

#include <libxml/tree.h>

#include "base/err.h"
#include "template/layout_compile.h"

/* ISO 216 and North American letter, in thousandths of a point. */
static const struct {
	const char *name;
	int32_t width, height;
} sizes[] = {
	{ "A4", 595276, 841890 },
	{ "letter", 612000, 792000 },
};

/* What a template says nothing about. */
static const struct style plain = {
	.size = 9000,
	.leading = 12500,
	.color = { .set = true, .tint = 100 },
};

static int
compile_page(const struct layout_scope *s, const struct _xmlNode *x,
    struct page_layout *p, struct err *e)
{
	const char *size = layout_attr(s, x, "size");
	const char *marks = layout_attr(s, x, "marks");

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (size == NULL || strcmp(size, sizes[i].name) == 0) {
			p->width = sizes[i].width;
			p->height = sizes[i].height;
			break;
		}
	if (marks != NULL && strcmp(marks, "din5008-a") == 0)
		p->marks = MARKS_DIN5008_A;
	else if (marks != NULL && strcmp(marks, "din5008-b") == 0)
		p->marks = MARKS_DIN5008_B;
	if (layout_attr_length(s, x, "margin-left", &p->margin_left, e) < 0 ||
	    layout_attr_length(s, x, "margin-right", &p->margin_right, e) < 0 ||
	    layout_attr_length(s, x, "margin-top", &p->margin_top, e) < 0 ||
	    layout_attr_length(s, x, "margin-bottom", &p->margin_bottom, e) < 0)
		return -1;
	p->first_margin_top = p->margin_top;
	p->first_margin_bottom = p->margin_bottom;
	if (layout_attr_length(s, x, "first-margin-top", &p->first_margin_top,
		e) < 0 ||
	    layout_attr_length(s, x, "first-margin-bottom",
		&p->first_margin_bottom, e) < 0)
		return -1;
	/* 30 mm of either must remain, or nothing would ever fit. */
	if (p->width - p->margin_left - p->margin_right < 85000 ||
	    p->height - p->margin_top - p->margin_bottom < 85000 ||
	    p->height - p->first_margin_top - p->first_margin_bottom < 85000) {
		(void)err_set(e, ERR_DATA,
		    "the margins leave less than 30mm of the page");
		return layout_fail(s, x, e);
	}
	return 0;
}

static int
compile_style(const struct layout_scope *s, const struct _xmlNode *x,
    struct err *e)
{
	struct style *st = ARENA_NEW(&s->t->memory, struct style, 1);
	const struct style *like = &plain;
	const char *name = layout_attr(s, x, "name");
	const char *base = layout_attr(s, x, "like");
	bool has = false;

	for (const struct style *o = s->t->styles; o != NULL; o = o->next) {
		if (base != NULL && strcmp(o->name, base) == 0)
			like = o;
		if (name != NULL && strcmp(o->name, name) == 0) {
			(void)err_set(e, ERR_DATA, "a second style \"%.60s\"",
			    name);
			return layout_fail(s, x, e);
		}
	}
	if (base != NULL && like == &plain) {
		(void)err_set(e, ERR_DATA, "no such style: \"%.60s\"", base);
		return layout_fail(s, x, e);
	}
	*st = *like;
	st->name = name;
	st->next = s->t->styles;
	s->t->styles = st;
	if (layout_attr_length(s, x, "size", &st->size, e) < 0)
		return -1;
	if (layout_attr(s, x, "size") != NULL)
		st->leading = st->size * 27 / 20;
	if (st->size < 3000 || st->size > 144000) {
		(void)err_set(e, ERR_DATA, "size: 3pt to 144pt");
		return layout_fail(s, x, e);
	}
	if (layout_attr_length(s, x, "leading", &st->leading, e) < 0 ||
	    layout_attr_length(s, x, "before", &st->before, e) < 0 ||
	    layout_attr_length(s, x, "after", &st->after, e) < 0 ||
	    layout_attr_bool(s, x, "bold", &st->bold, e) < 0 ||
	    layout_attr_bool(s, x, "italic", &st->italic, e) < 0 ||
	    layout_attr_color(s, x, "color", &st->color, e) < 0)
		return -1;
	return layout_attr_align(s, x, &st->align, &has, e);
}

static int
compile_frame(const struct layout_scope *s, const struct _xmlNode *x,
    struct frame ***tail, struct err *e)
{
	struct frame *f = ARENA_NEW(&s->t->memory, struct frame, 1);
	const char *page = layout_attr(s, x, "page");
	struct layout_scope inner = *s;

	inner.scopes |= SCOPE_BIT(SCOPE_PAGE);
	f->line = (int)xmlGetLineNo(x);
	if (page != NULL && strcmp(page, "first") == 0)
		f->page = PAGE_FIRST;
	else if (page != NULL && strcmp(page, "other") == 0)
		f->page = PAGE_OTHER;
	**tail = f;
	*tail = &f->next;
	if (layout_attr_length(s, x, "top", &f->top, e) < 0 ||
	    layout_attr_test(s, x, "if", &f->test, e) < 0 ||
	    layout_attr_style(s, x, &inner.style, e) < 0)
		return -1;
	return layout_flow(&inner, x->children, &f->child, e);
}

static int
compile_title(const struct layout_scope *s, const struct _xmlNode *root,
    struct err *e)
{
	return layout_attr_text(s, root, "title", &s->t->title, e);
}

/* Styles are known to all that comes after them, whatever the order. */
int
layout_compile(struct template *t, const struct _xmlNode *root, struct err *e)
{
	struct layout_scope s = { .t = t,
		.style = &plain,
		.scopes = SCOPE_BIT(SCOPE_DOCUMENT) };
	struct frame **frames = &t->frames;
	const struct _xmlNode *x;

	for (x = root->children; x != NULL; x = x->next)
		if (layout_named(x, "style") && compile_style(&s, x, e) < 0)
			return -1;
	if (layout_attr_style(&s, root, &s.style, e) < 0 ||
	    compile_title(&s, root, e) < 0)
		return -1;
	for (x = root->children; x != NULL; x = x->next) {
		int rc = 0;

		if (layout_named(x, "page"))
			rc = compile_page(&s, x, &t->page, e);
		else if (layout_named(x, "frame"))
			rc = compile_frame(&s, x, &frames, e);
		else if (layout_named(x, "body"))
			rc = layout_flow(&s, x->children, &t->body, e);
		if (rc < 0)
			return -1;
	}
	if (t->page.width == 0) {
		(void)err_set(e, ERR_DATA, "<page> is missing");
		return layout_fail(&s, root, e);
	}
	return 0;
}
