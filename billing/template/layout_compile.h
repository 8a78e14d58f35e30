#ifndef TEMPLATE_LAYOUT_COMPILE_H
#define TEMPLATE_LAYOUT_COMPILE_H

#include "template/template.h"

struct _xmlNode;

/*
 * From the XML of a template, valid against its schema, to its layout; used by
 * template.c alone.  ERR_DATA names file and line.
 */
int layout_compile(struct template *, const struct _xmlNode *root,
    struct err *);

/*
 * What is known while an element is compiled.  A copy goes down the tree: what
 * an element adds is seen by its children only.
 */
struct layout_scope {
	struct template *t;
	const struct style *style;
	unsigned scopes; /* variables that are visible */
	int depth;
};

/* The flow in an element: its children from ${first} on.  layout_flow.c */
int layout_flow(const struct layout_scope *, const struct _xmlNode *first,
    struct node **out, struct err *);

/* The text in an element: words, <span> and <br/>.  layout_text.c */
int layout_text(const struct layout_scope *, const struct _xmlNode *parent,
    struct run **out, struct err *);

/* Has the element no children but text, <span> and <br/>? */
bool layout_is_text(const struct _xmlNode *parent);

/* A table with its rows and loops, and one row.  layout_table.c */
int layout_row(const struct layout_scope *, const struct _xmlNode *,
    struct node *, struct err *);
int layout_table(const struct layout_scope *, const struct _xmlNode *,
    struct node *, struct err *);

/* A chart, and a part of an address field.  layout_chart.c, layout_window.c */
int layout_chart(const struct layout_scope *, const struct _xmlNode *,
    struct node *, struct err *);
int layout_window(const struct layout_scope *, const struct _xmlNode *,
    struct node *, struct err *);

/* each="...": a collection that may be looped over here.  layout_attr.c */
int layout_attr_each(const struct layout_scope *, const struct _xmlNode *,
    enum collection *out, struct err *);

/* An attribute that is text with expressions. */
int layout_attr_text(const struct layout_scope *, const struct _xmlNode *,
    const char *name, const struct expression **out, struct err *);

/*
 * Attributes (layout_attr.c).  Each leaves *out alone and returns 0 if the
 * element has no such attribute; errors name the line and the attribute.
 */
const char *layout_attr(const struct layout_scope *, const struct _xmlNode *,
    const char *name); /* in the arena; NULL if absent */
int layout_attr_length(const struct layout_scope *, const struct _xmlNode *,
    const char *name, int32_t *out, struct err *);
int layout_attr_color(const struct layout_scope *, const struct _xmlNode *,
    const char *name, struct color *out, struct err *);
int layout_attr_bool(const struct layout_scope *, const struct _xmlNode *,
    const char *name, bool *out, struct err *);
int layout_attr_variable(const struct layout_scope *, const struct _xmlNode *,
    const char *name, unsigned types, enum variable *out, bool *has,
    struct err *);
int layout_attr_test(const struct layout_scope *, const struct _xmlNode *,
    const char *name, const struct condition **out, struct err *);
int layout_attr_style(const struct layout_scope *, const struct _xmlNode *,
    const struct style **out, struct err *);
int layout_attr_columns(const struct layout_scope *, const struct _xmlNode *,
    struct columns *out, struct err *);
int layout_attr_align(const struct layout_scope *, const struct _xmlNode *,
    enum align *out, bool *has, struct err *);

/* "file:line: " before an error. */
int layout_fail(const struct layout_scope *, const struct _xmlNode *,
    struct err *);

bool layout_named(const struct _xmlNode *, const char *element);

#endif /* TEMPLATE_LAYOUT_COMPILE_H */
