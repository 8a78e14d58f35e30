#include <string.h>

#include <libxml/tree.h>

#include "base/err.h"
#include "template/layout_compile.h"

#define MONIES (1u << TYPE_MONEY | 1u << TYPE_AMOUNT)

typedef int compile_fn(const struct layout_scope *, const struct _xmlNode *,
    struct node *, struct err *);

static int
compile_text(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	inner.style = n->style;
	if (layout_attr_align(s, x, &n->align, &n->has_align, e) < 0)
		return -1;
	return layout_text(&inner, x, &n->runs, e);
}

static int
compile_block(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	inner.style = n->style;
	if (layout_attr_bool(s, x, "keep", &n->keep, e) < 0 ||
	    layout_attr_length(s, x, "left", &n->left, e) < 0 ||
	    layout_attr_length(s, x, "top", &n->top, e) < 0 ||
	    layout_attr_length(s, x, "width", &n->width, e) < 0 ||
	    layout_attr_length(s, x, "padding", &n->padding, e) < 0 ||
	    layout_attr_color(s, x, "background", &n->background, e) < 0 ||
	    layout_attr_color(s, x, "border", &n->color, e) < 0)
		return -1;
	return layout_flow(&inner, x->children, &n->child, e);
}

static int
compile_at(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	if (compile_block(s, x, n, e) < 0)
		return -1;
	if (n->width == 0) {
		(void)err_set(e, ERR_DATA, "<at> needs a width");
		return layout_fail(s, x, e);
	}
	return 0;
}

static int
compile_cell(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	inner.style = n->style;
	if (layout_attr_align(s, x, &n->align, &n->has_align, e) < 0 ||
	    layout_attr_color(s, x, "background", &n->background, e) < 0 ||
	    layout_attr_length(s, x, "padding", &n->padding, e) < 0)
		return -1;
	if (!layout_is_text(x))
		return layout_flow(&inner, x->children, &n->child, e);
	n->child = ARENA_NEW(&s->t->memory, struct node, 1);
	n->child->type = NODE_TEXT;
	n->child->line = n->line;
	n->child->style = n->style;
	return layout_text(&inner, x, &n->child->runs, e);
}

static int
compile_columns(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;
	int cells = 0;

	inner.style = n->style;
	if (layout_attr_columns(s, x, &n->columns, e) < 0 ||
	    layout_flow(&inner, x->children, &n->child, e) < 0)
		return -1;
	for (const struct node *c = n->child; c != NULL; c = c->next)
		cells += c->span;
	if (cells > n->columns.n) {
		(void)err_set(e, ERR_DATA,
		    "%d cells, but widths names %d columns", cells,
		    n->columns.n);
		return layout_fail(s, x, e);
	}
	return 0;
}

static int
compile_rule(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	n->height = 500;
	n->color = (struct color){ .set = true, .tint = 100 };
	if (layout_attr_length(s, x, "width", &n->width, e) < 0 ||
	    layout_attr_length(s, x, "height", &n->height, e) < 0)
		return -1;
	return layout_attr_color(s, x, "color", &n->color, e);
}

static int
compile_space(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	return layout_attr_length(s, x, "height", &n->height, e);
}

/* A picture of the template lies beside it, whatever its name says. */
static int
picture_path(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	const char *src = layout_attr(s, x, "src");

	if ((src != NULL) == n->has_variable)
		(void)err_set(e, ERR_DATA, "either src or from must be given");
	else if (src != NULL && (src[0] == '/' || strstr(src, "..") != NULL))
		(void)err_set(e, ERR_DATA,
		    "src: \"%.80s\" is not below the folder of the template",
		    src);
	else {
		if (src != NULL)
			n->src = arena_printf(&s->t->memory, "%s/%s",
			    s->t->folder, src);
		return 0;
	}
	return layout_fail(s, x, e);
}

static int
compile_image(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	if (layout_attr_length(s, x, "width", &n->width, e) < 0 ||
	    layout_attr_length(s, x, "height", &n->height, e) < 0 ||
	    layout_attr_align(s, x, &n->align, &n->has_align, e) < 0 ||
	    layout_attr_variable(s, x, "from", 1u << TYPE_IMAGE, &n->variable,
		&n->has_variable, e) < 0)
		return -1;
	return picture_path(s, x, n, e);
}

static int
compile_bar(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	bool has = false;

	n->height = 6000;
	n->color = (struct color){ .set = true, .brand = true, .tint = 100 };
	if (layout_attr_length(s, x, "height", &n->height, e) < 0 ||
	    layout_attr_color(s, x, "color", &n->color, e) < 0 ||
	    layout_attr_variable(s, x, "value", MONIES, &n->variable,
		&n->has_variable, e) < 0)
		return -1;
	return layout_attr_variable(s, x, "of", MONIES, &n->whole, &has, e);
}

static int
compile_for(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	if (layout_attr_each(s, x, &n->each, e) < 0)
		return -1;
	inner.style = n->style;
	inner.scopes |= SCOPE_BIT(variables_collection(n->each)->record);
	return layout_flow(&inner, x->children, &n->child, e);
}

static int
compile_if(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	inner.style = n->style;
	if (layout_attr_test(s, x, "test", &n->test, e) < 0)
		return -1;
	return layout_flow(&inner, x->children, &n->child, e);
}

static const struct {
	const char *name;
	enum node_type type;
	compile_fn *compile;
} elements[] = {
	{ "text", NODE_TEXT, compile_text },
	{ "block", NODE_BLOCK, compile_block },
	{ "at", NODE_AT, compile_at },
	{ "columns", NODE_COLUMNS, compile_columns },
	{ "table", NODE_TABLE, layout_table },
	{ "row", NODE_ROW, layout_row },
	{ "cell", NODE_CELL, compile_cell },
	{ "rule", NODE_RULE, compile_rule },
	{ "space", NODE_SPACE, compile_space },
	{ "image", NODE_IMAGE, compile_image },
	{ "bar", NODE_BAR, compile_bar },
	{ "chart", NODE_CHART, layout_chart },
	{ "window", NODE_WINDOW, layout_window },
	{ "for", NODE_FOR, compile_for },
	{ "if", NODE_IF, compile_if },
	{ "new-page", NODE_NEW_PAGE, NULL },
};

#define ELEMENTS (sizeof(elements) / sizeof(elements[0]))

static int
compile_span(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	const char *span = layout_attr(s, x, "span");

	n->span = 1;
	if (span == NULL)
		return 0;
	if (strlen(span) > 2 || strspn(span, "0123456789") != strlen(span) ||
	    (n->span = span[1] == '\0'
		    ? span[0] - '0'
		    : (span[0] - '0') * 10 + span[1] - '0') < 1 ||
	    n->span > LAYOUT_COLUMNS_MAX) {
		(void)err_set(e, ERR_DATA, "span: 1 to %d", LAYOUT_COLUMNS_MAX);
		return layout_fail(s, x, e);
	}
	return 0;
}

static int
compile_node(const struct layout_scope *s, const struct _xmlNode *x, size_t i,
    struct node *n, struct err *e)
{
	n->type = elements[i].type;
	n->line = (int)xmlGetLineNo(x);
	n->style = s->style;
	if (layout_attr_style(s, x, &n->style, e) < 0)
		return -1;
	if (n->type == NODE_TEXT && layout_attr(s, x, "style") != NULL) {
		n->before = n->style->before;
		n->after = n->style->after;
	}
	if (layout_attr_test(s, x, "if", &n->test, e) < 0 ||
	    layout_attr_length(s, x, "before", &n->before, e) < 0 ||
	    layout_attr_length(s, x, "after", &n->after, e) < 0 ||
	    layout_attr_length(s, x, "room", &n->room, e) < 0 ||
	    compile_span(s, x, n, e) < 0)
		return -1;
	if (elements[i].compile == NULL)
		return 0;
	return elements[i].compile(s, x, n, e);
}

int
layout_flow(const struct layout_scope *s, const struct _xmlNode *first,
    struct node **out, struct err *e)
{
	struct layout_scope inner = *s;

	inner.depth++;
	for (const struct _xmlNode *x = first; x != NULL; x = x->next) {
		struct node *n;
		size_t i = 0;

		if (x->type != XML_ELEMENT_NODE)
			continue;
		if (inner.depth > LAYOUT_DEPTH_MAX) {
			(void)err_set(e, ERR_DATA, "nested more than %d deep",
			    LAYOUT_DEPTH_MAX);
			return layout_fail(s, x, e);
		}
		while (i < ELEMENTS && !layout_named(x, elements[i].name))
			i++;
		if (i == ELEMENTS)
			continue; /* <head>, <carry>: the table's own */
		n = ARENA_NEW(&s->t->memory, struct node, 1);
		*out = n;
		out = &n->next;
		if (compile_node(&inner, x, i, n, e) < 0)
			return -1;
	}
	return 0;
}
