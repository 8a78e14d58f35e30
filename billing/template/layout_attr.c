#include <string.h>

#include <libxml/tree.h>

#include "base/err.h"
#include "template/attribute.h"
#include "template/layout_compile.h"

bool
layout_named(const struct _xmlNode *x, const char *element)
{
	return x->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)x->name, element) == 0;
}

int
layout_fail(const struct layout_scope *s, const struct _xmlNode *x,
    struct err *e)
{
	return err_ctx(e, "%s:%ld", s->t->name, xmlGetLineNo(x));
}

/* "file:line: attribute: " before an error. */
static int
fail(const struct layout_scope *s, const struct _xmlNode *x, const char *name,
    struct err *e)
{
	(void)err_ctx(e, "%s", name);
	return layout_fail(s, x, e);
}

const char *
layout_attr(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name)
{
	xmlChar *value = xmlGetNoNsProp(x, (const xmlChar *)name);
	const char *kept;

	if (value == NULL)
		return NULL;
	kept = arena_strdup(&s->t->memory, (const char *)value);
	xmlFree(value);
	return kept;
}

int
layout_attr_length(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name, int32_t *out, struct err *e)
{
	const char *text = layout_attr(s, x, name);

	if (text != NULL && attribute_length(text, out, e) < 0)
		return fail(s, x, name, e);
	return 0;
}

int
layout_attr_color(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name, struct color *out, struct err *e)
{
	const char *text = layout_attr(s, x, name);

	if (text != NULL && attribute_color(text, out, e) < 0)
		return fail(s, x, name, e);
	return 0;
}

int
layout_attr_bool(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name, bool *out, struct err *e)
{
	const char *text = layout_attr(s, x, name);

	if (text == NULL)
		return 0;
	*out = strcmp(text, "yes") == 0;
	if (!*out && strcmp(text, "no") != 0) {
		(void)err_set(e, ERR_DATA, "\"%.40s\": yes or no", text);
		return fail(s, x, name, e);
	}
	return 0;
}

int
layout_attr_variable(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name, unsigned types, enum variable *out, bool *has,
    struct err *e)
{
	const char *text = layout_attr(s, x, name);

	if (text == NULL)
		return 0;
	if (!variables_find(text, strlen(text), out))
		(void)err_set(e, ERR_DATA, "no such variable: \"%.60s\"", text);
	else if ((s->scopes & SCOPE_BIT(variables_info(*out)->scope)) == 0)
		(void)err_set(e, ERR_DATA, "variable %s is not visible here",
		    text);
	else if ((types & (1u << variables_info(*out)->type)) == 0)
		(void)err_set(e, ERR_DATA,
		    "variable %s does not hold what is needed here", text);
	else {
		*has = true;
		return 0;
	}
	return fail(s, x, name, e);
}

int
layout_attr_test(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name, const struct condition **out, struct err *e)
{
	const struct expression_place place = { .memory = &s->t->memory,
		.scopes = s->scopes };
	const char *text = layout_attr(s, x, name);

	if (text != NULL && condition_parse(out, text, &place, e) < 0)
		return fail(s, x, name, e);
	return 0;
}

int
layout_attr_style(const struct layout_scope *s, const struct _xmlNode *x,
    const struct style **out, struct err *e)
{
	const char *text = layout_attr(s, x, "style");

	if (text == NULL)
		return 0;
	for (const struct style *st = s->t->styles; st != NULL; st = st->next)
		if (st->name != NULL && strcmp(st->name, text) == 0) {
			*out = st;
			return 0;
		}
	(void)err_set(e, ERR_DATA, "no such style: \"%.60s\"", text);
	return fail(s, x, "style", e);
}

int
layout_attr_columns(const struct layout_scope *s, const struct _xmlNode *x,
    struct columns *out, struct err *e)
{
	const char *widths = layout_attr(s, x, "widths");
	const char *aligns = layout_attr(s, x, "aligns");

	if (widths == NULL) {
		(void)err_set(e, ERR_DATA, "must be given");
		return fail(s, x, "widths", e);
	}
	if (attribute_widths(widths, out, e) < 0)
		return fail(s, x, "widths", e);
	if (aligns != NULL && attribute_aligns(aligns, out, e) < 0)
		return fail(s, x, "aligns", e);
	return layout_attr_length(s, x, "gap", &out->gap, e);
}

int
layout_attr_align(const struct layout_scope *s, const struct _xmlNode *x,
    enum align *out, bool *has, struct err *e)
{
	const char *text = layout_attr(s, x, "align");

	if (text == NULL)
		return 0;
	if (attribute_align(text, out, e) < 0)
		return fail(s, x, "align", e);
	*has = true;
	return 0;
}

int
layout_attr_each(const struct layout_scope *s, const struct _xmlNode *x,
    enum collection *out, struct err *e)
{
	const char *each = layout_attr(s, x, "each");
	const struct collection_info *info;

	if (each == NULL || !variables_find_collection(each, out)) {
		(void)err_set(e, ERR_DATA, "no such collection: \"%.60s\"",
		    each != NULL ? each : "");
		return layout_fail(s, x, e);
	}
	info = variables_collection(*out);
	if ((s->scopes & SCOPE_BIT(info->record)) != 0 ||
	    (info->needs & ~s->scopes) != 0) {
		(void)err_set(e, ERR_DATA, "\"%s\" cannot be looped over here",
		    each);
		return layout_fail(s, x, e);
	}
	return 0;
}

int
layout_attr_text(const struct layout_scope *s, const struct _xmlNode *x,
    const char *name, const struct expression **out, struct err *e)
{
	const char *text = layout_attr(s, x, name);
	const struct expression_place place = { .memory = &s->t->memory,
		.scopes = s->scopes,
		.line = (int)xmlGetLineNo(x),
		.labels = &s->t->labels };

	if (text != NULL &&
	    expression_parse(out, text, strlen(text), &place, e) < 0)
		return fail(s, x, name, e);
	return 0;
}
