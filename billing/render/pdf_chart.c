#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "render/pdf_state.h"
#include "template/format.h"

/*
 * Charts, drawn as rectangles and text, in the colour of the brand.
 *
 * Bars: one for each record, as high as its value is in the highest, what is
 * not above zero without one.  Values stand above the bars if they all fit side
 * by side, else only that of the last, which is what the document is about.
 *
 * Shares: one strip, divided as the sum is; below it what each part is and how
 * many per cent.  Records of the same label are one part; the largest come
 * first, all that have no label of their own are the last.  The percentages
 * are rounded down to a tenth and the tenths that are missing given to the
 * largest remainders, so that they add up to 100.
 */
struct item {
	char *label, *text;
	i128 value; /* 10^-8 of the currency */
	int32_t label_width, text_width;
	int tenths; /* shares: per mille */
	i128 rest;  /* what rounding took */
};

struct items {
	const struct node *node;
	struct item *all;
	size_t n, cap;
};

static void
items_free(struct items *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->all[i].label);
		free(s->all[i].text);
	}
	free(s->all);
}

static int
eval(struct pdf *p, const struct expression *x, char **out, struct err *e)
{
	buf_reset(&p->text);
	if (x != NULL &&
	    expression_eval(x, p->d, p->job->lang, &p->guard, &p->text, e) < 0)
		return -1;
	*out = mem_strdup(buf_text(&p->text));
	return 0;
}

static struct item *
item_of(struct items *s, const char *label)
{
	if (s->node->chart->shares)
		for (size_t i = 0; i < s->n; i++)
			if (strcmp(s->all[i].label, label) == 0)
				return &s->all[i];
	return NULL;
}

/* The record at hand. */
static int
add_record(struct pdf *p, const struct node *unused, void *context,
    struct err *e)
{
	struct items *s = context;
	const struct chart *c = s->node->chart;
	i128 value = pdf_amount_e8(p->d, s->node->variable);
	struct item *it;
	char *label = NULL, *text = NULL;

	(void)unused;
	if (c->where != NULL && !condition_eval(c->where, p->d))
		return 0;
	if (c->shares && value <= 0)
		return 0;
	if (eval(p, c->label, &label, e) < 0 ||
	    eval(p, c->text, &text, e) < 0) {
		free(label);
		return -1;
	}
	it = item_of(s, label);
	if (it != NULL) {
		it->value += value;
		free(label);
		free(text);
		return 0;
	}
	s->all = mem_grow(s->all, s->n, &s->cap, sizeof(s->all[0]));
	s->all[s->n++] =
	    (struct item){ .label = label, .text = text, .value = value };
	return 0;
}

static int
fail(const struct pdf *p, const struct node *n, const char *what, struct err *e)
{
	(void)err_set(e, ERR_DATA, "%s", what);
	return err_ctx(e, "%s:%d", p->t->name, n->line);
}

/* --- bars ------------------------------------------------------------------ */

#define BAR_WIDTH_MAX 31181 /* 11 mm */
#define SLOTS_MIN     6     /* a few bars do not fill the whole width */
#define GAP           1500  /* between text and text, text and bar */

struct bars {
	int32_t slot, width, area; /* of one bar with its space; height */
	bool all_texts;
	i128 most;
};

static int
plan_bars(struct pdf *p, const struct items *s, int32_t width, struct bars *b,
    struct err *e)
{
	const struct node *n = s->node;
	int slots = s->n < SLOTS_MIN ? SLOTS_MIN : (int)s->n;

	b->slot = width / slots;
	b->width = b->slot * 3 / 5;
	if (b->width > BAR_WIDTH_MAX)
		b->width = BAR_WIDTH_MAX;
	b->area = n->height - 2 * n->style->leading - GAP;
	b->all_texts = true;
	if (b->area < n->style->leading)
		return fail(p, n, "the chart is too low for its text", e);
	for (size_t i = 0; i < s->n; i++) {
		struct item *it = &s->all[i];

		if (pdf_text_width(p, it->label, n->style, n->line,
			&it->label_width, e) < 0 ||
		    pdf_text_width(p, it->text, n->style, n->line,
			&it->text_width, e) < 0)
			return -1;
		if (it->label_width > b->slot - GAP)
			return fail(p, n, "a label is wider than its bar", e);
		if (it->text_width > b->slot - GAP)
			b->all_texts = false;
		if (it->value > b->most)
			b->most = it->value;
	}
	return 0;
}

static int
draw_bar(struct pdf *p, const struct items *s, const struct bars *b, size_t i,
    const struct pdf_box *box, int32_t y, struct err *e)
{
	const struct node *n = s->node;
	const struct item *it = &s->all[i];
	bool last = i + 1 == s->n;
	struct pdf_box slot = { .x = box->x + (int32_t)i * b->slot,
		.width = b->slot,
		.align = ALIGN_CENTER };
	struct color color = n->color;
	int32_t high = 0;

	if (!last)
		color.tint = (uint8_t)(color.tint * 45 / 100);
	if (b->most > 0 && it->value > 0)
		high = (int32_t)(it->value * b->area / b->most);
	pdf_draw_rect(p, slot.x + (b->slot - b->width) / 2,
	    y + n->style->leading + b->area - high, b->width, high, &color);
	if (last && it->text_width > slot.width) {
		slot.x += slot.width - it->text_width;
		slot.width = it->text_width;
	}
	p->y = y + b->area - high;
	if ((b->all_texts || last) &&
	    pdf_text_line(p, it->text, n->style, n->line, &slot, e) < 0)
		return -1;
	slot.x = box->x + (int32_t)i * b->slot;
	slot.width = b->slot;
	p->y = y + n->style->leading + b->area + GAP;
	return pdf_text_line(p, it->label, n->style, n->line, &slot, e);
}

static int
draw_bars(struct pdf *p, const struct items *s, const struct pdf_box *box,
    struct err *e)
{
	static const struct color grey = { .set = true,
		.r = 0xc3,
		.g = 0xca,
		.b = 0xd0,
		.tint = 100 };
	struct bars b = { 0 };
	int32_t y;

	if (s->n < 2)
		return 0;
	if (s->n > LAYOUT_BARS_MAX)
		return fail(p, s->node, "more than 24 bars", e);
	if (plan_bars(p, s, box->width, &b, e) < 0 ||
	    pdf_page_room(p, s->node->height, e) < 0)
		return -1;
	y = p->y;
	for (size_t i = 0; i < s->n; i++)
		if (draw_bar(p, s, &b, i, box, y, e) < 0)
			return -1;
	pdf_draw_rect(p, box->x, y + s->node->style->leading + b.area,
	    b.slot * (int32_t)s->n, 500, &grey);
	p->y = y + s->node->height;
	return 0;
}

/* --- shares ---------------------------------------------------------------- */

#define LEGEND_COLUMNS 3
#define LEGEND_GAP     17008 /* 6 mm between columns */
#define SWATCH         5102  /* 1.8 mm, and as much behind it */

/* Of the full colour; the rest is grey. */
static const uint8_t tints[LAYOUT_SHARES_MAX] = { 100, 72, 52, 38, 28, 20, 14,
	10 };

static int
by_value(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return strcmp(x->label, y->label);
}

/* Keep the largest; the rest is one part, the last. */
static int
merge_rest(struct pdf *p, struct items *s, struct err *e)
{
	size_t most = (size_t)s->node->chart->most;
	char *label;

	if (s->n > 1)
		qsort(s->all, s->n, sizeof(s->all[0]), by_value);
	/* one alone may as well have its own name */
	if (s->n <= most + 1 && s->n <= LAYOUT_SHARES_MAX)
		return 0;
	if (eval(p, s->node->chart->other, &label, e) < 0)
		return -1;
	free(s->all[most].label);
	s->all[most].label = label;
	while (s->n > most + 1) {
		struct item *it = &s->all[--s->n];

		s->all[most].value += it->value;
		free(it->label);
		free(it->text);
	}
	return 0;
}

static void
round_shares(struct items *s, i128 sum)
{
	int missing = 1000;

	for (size_t i = 0; i < s->n; i++) {
		struct item *it = &s->all[i];

		it->tenths = (int)(it->value * 1000 / sum);
		it->rest = it->value * 1000 % sum;
		missing -= it->tenths;
	}
	for (; missing > 0; missing--) {
		struct item *best = &s->all[0];

		for (size_t i = 1; i < s->n; i++)
			if (s->all[i].rest > best->rest)
				best = &s->all[i];
		best->tenths++;
		best->rest = -1;
	}
}

/* As many columns as have room for the longest text. */
static int
plan_legend(struct pdf *p, struct items *s, int32_t width, int *columns,
    struct err *e)
{
	const struct node *n = s->node;
	int32_t most = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct item *it = &s->all[i];

		buf_reset(&p->text);
		format_percent(&p->text, it->tenths, 1, p->job->lang);
		free(it->text);
		it->text = mem_strdup(buf_text(&p->text));
		if (pdf_text_width(p, it->label, n->style, n->line,
			&it->label_width, e) < 0 ||
		    pdf_text_width(p, it->text, n->style, n->line,
			&it->text_width, e) < 0)
			return -1;
		if (it->label_width + it->text_width > most)
			most = it->label_width + it->text_width;
	}
	most += 2 * SWATCH + LEGEND_GAP / 2;
	for (*columns = LEGEND_COLUMNS; *columns > 0; --*columns)
		if (most <= (width - (*columns - 1) * LEGEND_GAP) / *columns)
			return 0;
	return fail(p, n, "a label is wider than the page", e);
}

static struct color
share_color(const struct items *s, size_t i)
{
	struct color c = s->node->color;

	if (i >= (size_t)s->node->chart->most)
		return (struct color){ .set = true,
			.r = 0xd5,
			.g = 0xda,
			.b = 0xde,
			.tint = 100 };
	c.tint = (uint8_t)(c.tint * tints[i] / 100);
	return c;
}

static int
draw_legend(struct pdf *p, const struct items *s, const struct pdf_box *box,
    int columns, int32_t y, struct err *e)
{
	const struct style *style = s->node->style;
	size_t rows = (s->n + (size_t)columns - 1) / (size_t)columns;
	int32_t width =
	    (box->width - (columns - 1) * LEGEND_GAP) / (int32_t)columns;

	for (size_t i = 0; i < s->n; i++) {
		const struct item *it = &s->all[i];
		struct pdf_box cell = { .x = box->x +
			    (int32_t)(i / rows) * (width + LEGEND_GAP),
			.width = width };
		struct color c = share_color(s, i);

		p->y = y + (int32_t)(i % rows) * style->leading;
		pdf_draw_rect(p, cell.x, p->y + style->leading / 4 * 3 - SWATCH,
		    SWATCH, SWATCH, &c);
		cell.align = ALIGN_RIGHT;
		if (pdf_text_line(p, it->text, style, s->node->line, &cell, e) <
		    0)
			return -1;
		cell.x += 2 * SWATCH;
		cell.align = ALIGN_LEFT;
		if (pdf_text_line(p, it->label, style, s->node->line, &cell,
			e) < 0)
			return -1;
	}
	p->y = y + (int32_t)rows * style->leading;
	return 0;
}

static int
draw_shares(struct pdf *p, struct items *s, const struct pdf_box *box,
    struct err *e)
{
	const struct node *n = s->node;
	i128 sum = 0, so_far = 0;
	int32_t x = box->x, y, legend;
	int columns;

	if (s->n == 0)
		return 0;
	if (merge_rest(p, s, e) < 0)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		sum += s->all[i].value;
	round_shares(s, sum);
	if (plan_legend(p, s, box->width, &columns, e) < 0)
		return -1;
	legend = (int32_t)((s->n + (size_t)columns - 1) / (size_t)columns) *
	    n->style->leading;
	if (pdf_page_room(p, n->height + 2 * GAP + legend, e) < 0)
		return -1;
	y = p->y;
	for (size_t i = 0; i < s->n; i++) {
		struct color c = share_color(s, i);
		int32_t until;

		so_far += s->all[i].value;
		until = box->x + (int32_t)(so_far * box->width / sum);
		pdf_draw_rect(p, x, y, until - x, n->height, &c);
		x = until;
	}
	return draw_legend(p, s, box, columns, y + n->height + 2 * GAP, e);
}

int
pdf_chart(struct pdf *p, const struct node *n, const struct pdf_box *box,
    struct err *e)
{
	struct items s = { .node = n };
	int rc = pdf_flow_each(p, n, add_record, &s, e);

	if (rc == 0)
		rc = n->chart->shares ? draw_shares(p, &s, box, e)
				      : draw_bars(p, &s, box, e);
	items_free(&s);
	return rc;
}
