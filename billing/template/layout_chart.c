#include <string.h>

#include <libxml/tree.h>

#include "base/decimal.h"
#include "base/err.h"
#include "template/layout_compile.h"

#define MONIES (1u << TYPE_MONEY | 1u << TYPE_AMOUNT)

static int
fail(const struct layout_scope *s, const struct _xmlNode *x, struct err *e,
    const char *what)
{
	(void)err_set(e, ERR_DATA, "%s", what);
	return layout_fail(s, x, e);
}

static int
compile_most(const struct layout_scope *s, const struct _xmlNode *x, int *most,
    struct err *e)
{
	const char *text = layout_attr(s, x, "most");
	int64_t n = 6;

	if (text != NULL &&
	    decimal_int(text, strlen(text), 1, LAYOUT_SHARES_MAX, &n, e) < 0) {
		(void)err_ctx(e, "most");
		return layout_fail(s, x, e);
	}
	*most = (int)n;
	return 0;
}

int
layout_chart(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;
	const char *type = layout_attr(s, x, "type");
	struct chart *c = ARENA_NEW(&s->t->memory, struct chart, 1);

	n->chart = c;
	c->shares = type != NULL && strcmp(type, "shares") == 0;
	n->height = c->shares ? 14173 : 85039; /* 5 mm, 30 mm */
	n->color = (struct color){ .set = true, .brand = true, .tint = 100 };
	if (layout_attr_each(s, x, &n->each, e) < 0)
		return -1;
	/* as many calls as there are would be kept in memory */
	if (n->each == COLLECTION_CALLS)
		return fail(s, x, e, "a chart of single calls");
	inner.scopes |= SCOPE_BIT(variables_collection(n->each)->record);
	if (layout_attr_length(s, x, "height", &n->height, e) < 0 ||
	    layout_attr_color(s, x, "color", &n->color, e) < 0 ||
	    compile_most(s, x, &c->most, e) < 0 ||
	    layout_attr_variable(&inner, x, "value", MONIES, &n->variable,
		&n->has_variable, e) < 0 ||
	    layout_attr_text(&inner, x, "label", &c->label, e) < 0 ||
	    layout_attr_text(&inner, x, "text", &c->text, e) < 0 ||
	    layout_attr_text(s, x, "other", &c->other, e) < 0 ||
	    layout_attr_test(&inner, x, "where", &c->where, e) < 0)
		return -1;
	if (c->shares && c->other == NULL)
		return fail(s, x, e, "shares need a label for all other");
	return 0;
}
