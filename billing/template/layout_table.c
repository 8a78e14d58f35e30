#include <libxml/tree.h>

#include "base/err.h"
#include "template/layout_compile.h"

#define MONIES (1u << TYPE_MONEY | 1u << TYPE_AMOUNT)

int
layout_row(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	inner.style = n->style;
	if (layout_attr_bool(s, x, "keep", &n->keep, e) < 0 ||
	    layout_attr_color(s, x, "background", &n->background, e) < 0 ||
	    layout_attr_color(s, x, "rule-above", &n->rule_above, e) < 0 ||
	    layout_attr_color(s, x, "rule-below", &n->rule_below, e) < 0 ||
	    layout_attr_length(s, x, "rule-width", &n->rule_width, e) < 0 ||
	    layout_attr_variable(s, x, "sum", MONIES, &n->variable,
		&n->has_variable, e) < 0)
		return -1;
	return layout_flow(&inner, x->children, &n->child, e);
}

/* No row may have more cells than the table has columns. */
static int
check_rows(const struct layout_scope *s, const struct _xmlNode *x,
    const struct node *rows, const struct columns *columns, struct err *e)
{
	for (; rows != NULL; rows = rows->next) {
		int cells = 0;

		if (rows->type != NODE_ROW) {
			if (check_rows(s, x, rows->child, columns, e) < 0)
				return -1;
			continue;
		}
		for (const struct node *c = rows->child; c != NULL; c = c->next)
			cells += c->span;
		if (cells > columns->n) {
			(void)err_set(e, ERR_DATA,
			    "%d cells, but the table has %d columns", cells,
			    columns->n);
			(void)err_ctx(e, "%s:%d", s->t->name, rows->line);
			return -1;
		}
	}
	return 0;
}

static int
compile_part(const struct layout_scope *s, const struct _xmlNode *table,
    const char *name, const struct columns *columns, struct node **out,
    struct err *e)
{
	for (const struct _xmlNode *x = table->children; x != NULL;
	     x = x->next) {
		struct layout_scope inner = *s;

		if (!layout_named(x, name))
			continue;
		if (layout_attr_style(s, x, &inner.style, e) < 0 ||
		    layout_flow(&inner, x->children, out, e) < 0)
			return -1;
		return check_rows(s, x, *out, columns, e);
	}
	return 0;
}

int
layout_table(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;

	if ((s->scopes & SCOPE_BIT(SCOPE_TABLE)) != 0) {
		(void)err_set(e, ERR_DATA, "a table inside a table");
		return layout_fail(s, x, e);
	}
	inner.style = n->style;
	inner.scopes |= SCOPE_BIT(SCOPE_TABLE);
	n->rule_width = 400;
	if (layout_attr_columns(s, x, &n->columns, e) < 0 ||
	    layout_attr_length(s, x, "padding", &n->padding, e) < 0 ||
	    layout_attr_length(s, x, "rule-width", &n->rule_width, e) < 0 ||
	    layout_attr_color(s, x, "rule", &n->color, e) < 0 ||
	    layout_flow(&inner, x->children, &n->child, e) < 0 ||
	    check_rows(s, x, n->child, &n->columns, e) < 0)
		return -1;
	if (compile_part(&inner, x, "head", &n->columns, &n->head, e) < 0 ||
	    compile_part(&inner, x, "carry", &n->columns, &n->carry, e) < 0 ||
	    compile_part(&inner, x, "carried", &n->columns, &n->carried, e) < 0)
		return -1;
	return 0;
}
