#include <string.h>

#include <libxml/tree.h>

#include "base/buf.h"
#include "base/err.h"
#include "template/layout_compile.h"

/*
 * Text of a template: white space between words is one space, none at the
 * beginning and end of a paragraph or beside a <br/>.
 */
struct collector {
	struct run **tail;
	bool space;   /* white space waits for the next word */
	bool started; /* something stands in this line already */
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct run *
add_run(const struct layout_scope *s, struct collector *c)
{
	struct run *r = ARENA_NEW(&s->t->memory, struct run, 1);

	r->style = s->style;
	*c->tail = r;
	c->tail = &r->next;
	return r;
}

static int
add_words(const struct layout_scope *s, struct collector *c,
    const struct _xmlNode *x, const struct condition *test, struct err *e)
{
	const struct expression_place place = { .memory = &s->t->memory,
		.scopes = s->scopes,
		.line = (int)xmlGetLineNo(x),
		.labels = &s->t->labels };
	struct buf words = { 0 };
	int rc = 0;

	for (const char *p = (const char *)x->content; *p != '\0'; p++) {
		if (is_space(*p)) {
			c->space = c->started;
			continue;
		}
		if (c->space)
			buf_char(&words, ' ');
		c->space = false;
		c->started = true;
		buf_char(&words, *p);
	}
	if (words.len > 0) {
		struct run *r = add_run(s, c);

		r->test = test;
		rc = expression_parse(&r->text, buf_text(&words), words.len,
		    &place, e);
		if (rc < 0)
			(void)layout_fail(s, x, e);
	}
	buf_free(&words);
	return rc;
}

static int
collect(const struct layout_scope *s, struct collector *c,
    const struct _xmlNode *parent, const struct condition *test, struct err *e)
{
	for (const struct _xmlNode *x = parent->children; x != NULL;
	     x = x->next) {
		struct layout_scope inner = *s;
		const struct condition *own = test;

		if (x->type == XML_TEXT_NODE) {
			if (add_words(s, c, x, test, e) < 0)
				return -1;
		} else if (layout_named(x, "br")) {
			add_run(s, c)->test = test;
			c->space = false;
			c->started = false;
		} else if (layout_named(x, "span")) {
			inner.depth++;
			if (inner.depth > LAYOUT_DEPTH_MAX) {
				(void)err_set(e, ERR_DATA,
				    "nested more than %d deep",
				    LAYOUT_DEPTH_MAX);
				return layout_fail(s, x, e);
			}
			if (layout_attr_style(s, x, &inner.style, e) < 0 ||
			    layout_attr_test(s, x, "if", &own, e) < 0)
				return -1;
			if (test != NULL && own != test) {
				(void)err_set(e, ERR_DATA,
				    "a <span if> inside a <span if>");
				return layout_fail(s, x, e);
			}
			if (collect(&inner, c, x, own, e) < 0)
				return -1;
		}
	}
	return 0;
}

int
layout_text(const struct layout_scope *s, const struct _xmlNode *parent,
    struct run **out, struct err *e)
{
	struct collector c = { .tail = out };

	return collect(s, &c, parent, NULL, e);
}

bool
layout_is_text(const struct _xmlNode *parent)
{
	for (const struct _xmlNode *x = parent->children; x != NULL;
	     x = x->next)
		if (x->type == XML_ELEMENT_NODE && !layout_named(x, "br") &&
		    !layout_named(x, "span"))
			return false;
	return true;
}
