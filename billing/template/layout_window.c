#include <string.h>

#include <libxml/tree.h>

#include "base/err.h"
#include "template/layout_compile.h"

/* DIN 5008:2020: form A begins 27 mm, form B 45 mm below the upper edge. */
static const struct {
	const char *form, *zone;
	struct window window;
} windows[] = {
	{ "din5008-a", "note", { 76535, 50173, true } },      /* 27, 17.7 mm */
	{ "din5008-a", "address", { 126709, 77386, false } }, /* 44.7, 27.3 */
	{ "din5008-b", "note", { 127559, 50173, true } },     /* 45, 17.7 mm */
	{ "din5008-b", "address", { 177732, 77386, false } }, /* 62.7, 27.3 */
};

int
layout_window(const struct layout_scope *s, const struct _xmlNode *x,
    struct node *n, struct err *e)
{
	struct layout_scope inner = *s;
	const char *form = layout_attr(s, x, "form");
	const char *zone = layout_attr(s, x, "zone");

	inner.style = n->style;
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		if (form != NULL && strcmp(form, windows[i].form) == 0 &&
		    zone != NULL && strcmp(zone, windows[i].zone) == 0) {
			n->window = windows[i].window;
			return layout_flow(&inner, x->children, &n->child, e);
		}
	(void)err_set(e, ERR_DATA,
	    "form is din5008-a or din5008-b, zone is note or address");
	return layout_fail(s, x, e);
}
