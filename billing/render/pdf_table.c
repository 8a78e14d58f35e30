#include "base/err.h"
#include "render/pdf_state.h"
#include "template/format.h"

/*
 * Tables and columns.
 *
 * A row is never broken.  Before a row is drawn there must be room for it and,
 * where the table carries its sum forward, for the row that says so: then the
 * page can always be ended with that row, whatever comes next.  On the next
 * page the head and the sum brought forward come first.
 */
struct pdf_table {
	const struct node *node;
	struct pdf_box box;
	int32_t x[LAYOUT_COLUMNS_MAX];
	int32_t width[LAYOUT_COLUMNS_MAX];
	int32_t carry_height;
	int64_t sum_e8;
	const char *currency;
	bool summed; /* a row with a sum was drawn */
	bool first;  /* nothing was drawn since the head */
};

i128
pdf_amount_e8(const struct template_data *d, enum variable v)
{
	const struct value *value = &d->value[v];
	i128 e8 = value->i;

	if (variables_info(v)->type == TYPE_MONEY)
		for (int i = format_digits(value->text); i < 8; i++)
			e8 *= 10;
	return e8;
}

static int
place_columns(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct pdf_table *t, struct err *e)
{
	const struct columns *c = &n->columns;
	int32_t rest = box->width - (c->n - 1) * c->gap;
	int weights = 0;
	int32_t x = box->x;

	for (int i = 0; i < c->n; i++) {
		rest -= c->width[i];
		weights += c->weight[i];
	}
	if (rest < (weights > 0 ? 5000 * weights : 0)) {
		(void)err_set(e, ERR_DATA,
		    "the columns are wider than the place they have");
		return err_ctx(e, "%s:%d", p->t->name, n->line);
	}
	for (int i = 0; i < c->n; i++) {
		t->x[i] = x;
		t->width[i] = c->width[i];
		if (c->weight[i] > 0)
			t->width[i] =
			    (int32_t)((int64_t)rest * c->weight[i] / weights);
		x += t->width[i] + c->gap;
	}
	return 0;
}

/* The box of a cell that begins in column ${i}. */
static struct pdf_box
cell_box(const struct pdf_table *t, const struct node *cell, int i)
{
	int last = i + cell->span - 1;
	struct pdf_box box = { .x = t->x[i] + cell->padding,
		.width =
		    t->x[last] + t->width[last] - t->x[i] - 2 * cell->padding,
		.align = t->node->columns.align[i],
		.has_align = t->node->columns.align[i] != ALIGN_LEFT };

	if (cell->has_align) {
		box.align = cell->align;
		box.has_align = true;
	}
	return box;
}

/* Height of the highest cell, or with ${draw} the cells themselves. */
static int
each_cell(struct pdf *p, const struct pdf_table *t, const struct node *cells,
    bool draw, int32_t *height, struct err *e)
{
	int32_t y = p->y, most = 0;
	int i = 0;

	for (const struct node *c = cells; c != NULL;
	     i += c->span, c = c->next) {
		struct pdf_box box;
		int32_t h;

		if (c->test != NULL && !condition_eval(c->test, p->d))
			continue;
		box = cell_box(t, c, i);
		if (!draw) {
			if (pdf_flow_measure(p, c->child, &box, &h, e) < 0)
				return -1;
			h += 2 * c->padding;
			most = h > most ? h : most;
			continue;
		}
		pdf_draw_rect(p, box.x - c->padding, y,
		    box.width + 2 * c->padding, *height, &c->background);
		p->y = y + t->node->padding + c->padding;
		if (pdf_flow(p, c->child, &box, e) < 0)
			return -1;
		p->y = y;
	}
	if (!draw)
		*height = most + 2 * t->node->padding;
	return 0;
}

/* At p->y, where there is room for it. */
static int
draw_row(struct pdf *p, const struct pdf_table *t, const struct node *row,
    int32_t height, struct err *e)
{
	int32_t thick =
	    row->rule_width > 0 ? row->rule_width : t->node->rule_width;
	bool fixed = p->fixed;
	int32_t y = p->y;
	int rc;

	pdf_draw_rect(p, t->box.x, y, t->box.width, height, &row->background);
	pdf_draw_rect(p, t->box.x, y - thick / 2, t->box.width, thick,
	    &row->rule_above);
	pdf_draw_rect(p, t->box.x, y + height - thick / 2, t->box.width, thick,
	    row->rule_below.set ? &row->rule_below : &t->node->color);
	p->fixed = true;
	rc = each_cell(p, t, row->child, true, &height, e);
	p->fixed = fixed;
	p->y = y + height;
	return rc;
}

/* Rows that the table repeats: they always have room. */
static int
draw_rows(struct pdf *p, const struct pdf_table *t, const struct node *rows,
    struct err *e)
{
	for (; rows != NULL; rows = rows->next) {
		int32_t height;

		if (rows->test != NULL && !condition_eval(rows->test, p->d))
			continue;
		p->y += rows->before;
		if (each_cell(p, t, rows->child, false, &height, e) < 0)
			return -1;
		if (draw_row(p, t, rows, height, e) < 0)
			return -1;
		p->y += rows->after;
	}
	return 0;
}

static int
next_page(struct pdf *p, struct pdf_table *t, struct err *e)
{
	if (t->summed && draw_rows(p, t, t->node->carry, e) < 0)
		return -1;
	if (pdf_page_begin(p, e) < 0 || draw_rows(p, t, t->node->head, e) < 0)
		return -1;
	if (t->summed && draw_rows(p, t, t->node->carried, e) < 0)
		return -1;
	t->first = true;
	return 0;
}

static int
add_sum(struct pdf *p, struct pdf_table *t, const struct node *row,
    struct err *e)
{
	const struct value *value = &p->d->value[row->variable];
	i128 sum = pdf_amount_e8(p->d, row->variable) + t->sum_e8;

	if (i128_to_int64(sum, &t->sum_e8))
		return err_set(e, ERR_DATA, "a sum is too large to carry");
	t->currency = value->text;
	t->summed = true;
	data_amount_digits(p->d, VAR_TABLE_CARRIED, t->sum_e8, t->currency,
	    variables_info(row->variable)->type == TYPE_AMOUNT
		? value->scale
		: format_digits(value->text));
	return 0;
}

static int
flow_row(struct pdf *p, struct pdf_table *t, const struct node *row,
    struct err *e)
{
	int32_t height, need;

	if (each_cell(p, t, row->child, false, &height, e) < 0)
		return -1;
	need = row->before + height * (row->keep ? 3 : 1) + t->carry_height;
	if (!p->dry && !p->fixed && p->y + need > p->bottom) {
		if (!t->first && next_page(p, t, e) < 0)
			return -1;
		if (p->y + height + t->carry_height > p->bottom) {
			(void)err_set(e, ERR_DATA,
			    "a row is higher than a page");
			return err_ctx(e, "%s:%d", p->t->name, row->line);
		}
	}
	p->y += row->before;
	if (draw_row(p, t, row, height, e) < 0)
		return -1;
	p->y += row->after;
	t->first = false;
	return row->has_variable ? add_sum(p, t, row, e) : 0;
}

static int
flow_rows(struct pdf *p, const struct node *rows, void *context, struct err *e)
{
	struct pdf_table *t = context;

	for (const struct node *n = rows; n != NULL; n = n->next) {
		int rc;

		if (n->test != NULL && !condition_eval(n->test, p->d))
			continue;
		if (n->type == NODE_FOR)
			rc = pdf_flow_each(p, n, flow_rows, t, e);
		else if (n->type == NODE_IF)
			rc = flow_rows(p, n->child, t, e);
		else
			rc = flow_row(p, t, n, e);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* Height of the rows that a page of the table has above and below the others */
static int
measure_fixed(struct pdf *p, struct pdf_table *t, const struct node *rows,
    int32_t *height, struct err *e)
{
	*height = 0;
	for (; rows != NULL; rows = rows->next) {
		int32_t h;

		if (each_cell(p, t, rows->child, false, &h, e) < 0)
			return -1;
		*height += h + rows->before + rows->after;
	}
	return 0;
}

#define ROWS_BELOW_HEAD 3 /* a head alone at the foot of a page is ugly */

int
pdf_table(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct err *e)
{
	struct pdf_table t = { .node = n, .box = *box };
	int32_t head;

	if (place_columns(p, n, box, &t, e) < 0)
		return -1;
	data_clear(p->d, SCOPE_TABLE);
	if (measure_fixed(p, &t, n->carry, &t.carry_height, e) < 0 ||
	    measure_fixed(p, &t, n->head, &head, e) < 0 ||
	    pdf_page_room(p,
		head + t.carry_height +
		    ROWS_BELOW_HEAD * (n->style->leading + 2 * n->padding),
		e) < 0 ||
	    draw_rows(p, &t, n->head, e) < 0)
		return -1;
	t.first = p->y <= p->top + head;
	if (flow_rows(p, n->child, &t, e) < 0)
		return -1;
	data_clear(p->d, SCOPE_TABLE);
	return 0;
}

int
pdf_table_columns(struct pdf *p, const struct node *n,
    const struct pdf_box *box, struct err *e)
{
	struct pdf_table t = { .node = n, .box = *box };
	int32_t height, y;
	bool fixed = p->fixed;
	int rc;

	if (place_columns(p, n, box, &t, e) < 0 ||
	    each_cell(p, &t, n->child, false, &height, e) < 0 ||
	    pdf_page_room(p, height, e) < 0)
		return -1;
	if (!p->dry && !fixed && p->y + height > p->bottom) {
		(void)err_set(e, ERR_DATA, "columns are higher than a page");
		return err_ctx(e, "%s:%d", p->t->name, n->line);
	}
	y = p->y;
	p->fixed = true;
	rc = each_cell(p, &t, n->child, true, &height, e);
	p->fixed = fixed;
	p->y = y + height;
	return rc;
}
