#include "base/err.h"
#include "render/pdf_state.h"

int
pdf_flow_measure(struct pdf *p, const struct node *first,
    const struct pdf_box *box, int32_t *height, struct err *e)
{
	int32_t y = p->y;
	bool dry = p->dry;
	int rc;

	p->dry = true;
	p->y = 0;
	rc = pdf_flow(p, first, box, e);
	*height = p->y;
	p->y = y;
	p->dry = dry;
	return rc;
}

int
pdf_flow_each(struct pdf *p, const struct node *loop,
    int (*each)(struct pdf *, const struct node *, void *, struct err *),
    void *context, struct err *e)
{
	const struct data_collection *c = &p->d->collection[loop->each];
	const struct collection_info *info = variables_collection(loop->each);
	int more;

	if (c->next == NULL)
		return 0;
	if (c->rewind(c->context, e) < 0)
		return err_ctx(e, "%s", info->name);
	while ((more = c->next(c->context, p->d, e)) > 0)
		if (each(p, loop->child, context, e) < 0)
			return -1;
	data_clear(p->d, info->record);
	return more < 0 ? err_ctx(e, "%s", info->name) : 0;
}

static int
flow_record(struct pdf *p, const struct node *body, void *context,
    struct err *e)
{
	return pdf_flow(p, body, context, e);
}

/* A block that is kept together, or has an area to paint, is measured first. */
static int
flow_block(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct err *e)
{
	struct pdf_box inner = *box;
	int32_t height = 0, width = n->width > 0 ? n->width : box->width;
	bool area = n->background.set || n->color.set;
	int32_t x = box->x + n->left;

	if (width > box->width - n->left)
		width = box->width - n->left;
	inner.x = x + n->padding;
	inner.width = width - 2 * n->padding;
	if (n->keep || area) {
		if (pdf_flow_measure(p, n->child, &inner, &height, e) < 0)
			return -1;
		height += 2 * n->padding;
		if (pdf_page_room(p, height, e) < 0)
			return -1;
		pdf_draw_rect(p, x, p->y, width, height, &n->background);
		pdf_draw_frame(p, x, p->y, width, height, &n->color);
	}
	p->y += n->padding;
	if (pdf_flow(p, n->child, &inner, e) < 0)
		return -1;
	p->y += n->padding;
	return 0;
}

/* Tenths of a millimetre, rounded up, of thousandths of a point. */
static int
to_tenths(int32_t mpt)
{
	return (int)(((int64_t)mpt * 254 + 71999) / 72000);
}

/* A box at a place of the page; the flow goes on as if it were not there. */
static int
flow_at(struct pdf *p, const struct node *n, struct err *e)
{
	const struct pdf_box box = { .x = n->left, .width = n->width };
	struct node block = *n;
	int32_t y = p->y;
	bool fixed = p->fixed;
	int rc;

	if (p->dry)
		return 0;
	p->fixed = true;
	p->y = n->top;
	block.left = 0;
	rc = flow_block(p, &block, &box, e);
	if (rc == 0)
		rc = pdf_page_inside(p, n->line, e);
	p->y = y;
	p->fixed = fixed;
	return rc;
}

/* A zone of the address field holds what it holds, or it is an error. */
static int
flow_window(struct pdf *p, const struct node *n, struct err *e)
{
	const struct pdf_box box = { .x = LAYOUT_WINDOW_LEFT,
		.width = LAYOUT_WINDOW_WIDTH };
	const struct window *w = &n->window;
	bool fixed = p->fixed;
	int32_t y = p->y, height;
	int rc;

	if (p->dry)
		return 0;
	if (pdf_flow_measure(p, n->child, &box, &height, e) < 0)
		return -1;
	if (height > w->height) {
		(void)err_set(e, ERR_DATA,
		    "the text is %d.%d mm high, %d.%d mm more than the address"
		    " window has room for",
		    to_tenths(height) / 10, to_tenths(height) % 10,
		    to_tenths(height - w->height) / 10,
		    to_tenths(height - w->height) % 10);
		return err_ctx(e, "%s:%d", p->t->name, n->line);
	}
	p->fixed = true;
	p->y = w->from_below ? w->top + w->height - height : w->top;
	rc = pdf_flow(p, n->child, &box, e);
	p->y = y;
	p->fixed = fixed;
	return rc;
}

static int
flow_rule(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct err *e)
{
	int32_t width = box->width;

	if (n->width > 0 && n->width < width)
		width = n->width;
	if (pdf_page_room(p, n->height, e) < 0)
		return -1;
	pdf_draw_rect(p, box->x, p->y, width, n->height, &n->color);
	p->y += n->height;
	return 0;
}

static int
flow_node(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct err *e)
{
	struct pdf_box inner = *box;

	switch (n->type) {
	case NODE_TEXT:
		return pdf_text(p, n, box, e);
	case NODE_BLOCK:
		return flow_block(p, n, box, e);
	case NODE_AT:
		return flow_at(p, n, e);
	case NODE_COLUMNS:
		return pdf_table_columns(p, n, box, e);
	case NODE_TABLE:
		return pdf_table(p, n, box, e);
	case NODE_RULE:
		return flow_rule(p, n, box, e);
	case NODE_SPACE:
		p->y += n->height;
		return 0;
	case NODE_IMAGE:
		return pdf_draw_image(p, n, box, e);
	case NODE_BAR:
		if (pdf_page_room(p, n->height, e) < 0)
			return -1;
		pdf_draw_bar(p, n, box);
		return 0;
	case NODE_CHART:
		return pdf_chart(p, n, box, e);
	case NODE_WINDOW:
		return flow_window(p, n, e);
	case NODE_FOR:
		return pdf_flow_each(p, n, flow_record, &inner, e);
	case NODE_IF:
		return pdf_flow(p, n->child, box, e);
	case NODE_NEW_PAGE:
		return p->dry || p->fixed ? 0 : pdf_page_begin(p, e);
	case NODE_ROW:
	case NODE_CELL:
		break; /* only in tables and columns, which draw them */
	}
	return 0;
}

int
pdf_flow(struct pdf *p, const struct node *first, const struct pdf_box *box,
    struct err *e)
{
	for (const struct node *n = first; n != NULL; n = n->next) {
		if (n->test != NULL && !condition_eval(n->test, p->d))
			continue;
		if (n->room > 0 && pdf_page_room(p, n->room, e) < 0)
			return -1;
		/* White space at the head of a page would be a hole. */
		if (p->dry || p->fixed || p->y > p->top)
			p->y += n->before;
		if (flow_node(p, n, box, e) < 0)
			return -1;
		p->y += n->after;
	}
	return 0;
}
