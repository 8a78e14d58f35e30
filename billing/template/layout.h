#ifndef TEMPLATE_LAYOUT_H
#define TEMPLATE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "template/condition.h"
#include "template/expression.h"
#include "template/variables.h"

/*
 * The compiled layout of a template: a tree of boxes in the order in which they
 * flow down the page.
 *
 * Lengths are whole thousandths of a point (1/72 inch), "_mpt" where it is not
 * plain: whoever draws computes with integers, so that a page breaks at the
 * same line on every machine.  Everything lives in the arena of the template.
 */

#define LAYOUT_COLUMNS_MAX 24
#define LAYOUT_DEPTH_MAX   32
#define LAYOUT_MPT_MAX     (5000 * 1000) /* longest length, about 1.7 m */

struct color {
	bool set;
	bool brand; /* r, g, b are those of brand.color */
	uint8_t r, g, b;
	uint8_t tint; /* per cent of the colour on white; 100 = full */
};

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };

struct style {
	const char *name; /* NULL: the style of a document without any */
	int32_t size;     /* of the type */
	int32_t leading;  /* from base line to base line */
	int32_t before, after;
	bool bold, italic;
	enum align align;
	struct color color;
	struct style *next;
};

/* A stretch of text in one style; or a line break. */
struct run {
	const struct style *style;
	const struct expression *text; /* NULL: a line break */
	const struct condition *test;
	struct run *next;
};

/* Column widths: fixed ones, the rest shared by weight. */
struct columns {
	int n;
	int32_t width[LAYOUT_COLUMNS_MAX]; /* 0: by weight */
	int weight[LAYOUT_COLUMNS_MAX];
	enum align align[LAYOUT_COLUMNS_MAX];
	int32_t gap;
};

enum node_type {
	NODE_TEXT,
	NODE_BLOCK,
	NODE_AT,      /* a box at a place of the page, outside the flow */
	NODE_COLUMNS, /* children are NODE_CELL, side by side */
	NODE_TABLE,   /* children are rows and loops over them */
	NODE_ROW,     /* children are NODE_CELL */
	NODE_CELL,
	NODE_RULE,
	NODE_SPACE,
	NODE_IMAGE,
	NODE_BAR,
	NODE_CHART,
	NODE_WINDOW, /* part of an address field */
	NODE_FOR,
	NODE_IF,
	NODE_NEW_PAGE
};

/*
 * A chart over the records of a collection: a bar for each, or their shares in
 * the sum.  Label and text are worked out for each record.
 */
struct chart {
	bool shares;
	const struct expression *label;
	const struct expression *text;  /* bars: what stands above; or NULL */
	const struct expression *other; /* shares: label of all the rest */
	const struct condition *where;  /* which records; NULL: all */
	int most;                       /* shares: with a label of their own */
};

#define LAYOUT_BARS_MAX   24
#define LAYOUT_SHARES_MAX 8

/*
 * DIN 5008:2020, 5.2 and annex B: the address field is 85 mm wide and 45 mm
 * high, 20 mm from the left edge; its text begins 5 mm to the right.  The note
 * zone above (17.7 mm) ends with the sender's address, the address zone below
 * (27.3 mm) begins with the recipient.
 */
struct window {
	int32_t top, height;
	bool from_below; /* note zone: text stands at its lower edge */
};
#define LAYOUT_WINDOW_LEFT  70866  /* 25 mm */
#define LAYOUT_WINDOW_WIDTH 212598 /* 75 mm */

struct node {
	enum node_type type;
	int line; /* of the template, for messages */
	const struct condition *test;
	const struct style *style;
	struct node *child, *next;

	int32_t before, after; /* space above and below */
	int32_t room;          /* what the page must have left, or a new one */
	int32_t left, top;     /* AT: place on the page; BLOCK: indent */
	int32_t width, height; /* 0: as it comes; RULE: thickness in height */
	int32_t padding;       /* inside BLOCK, CELL */
	struct color background;
	struct color color;     /* RULE, BAR; border of BLOCK */
	struct run *runs;       /* TEXT */
	struct columns columns; /* COLUMNS, TABLE */
	enum align align;       /* IMAGE, CELL */
	bool has_align;
	int span;               /* CELL: columns that it covers, 1.. */
	bool keep;              /* BLOCK: not broken; ROW: with the next one */
	enum collection each;   /* FOR, CHART */
	struct chart *chart;    /* CHART; value in variable */
	struct window window;   /* WINDOW */
	enum variable variable; /* IMAGE from=, ROW sum=, BAR value= */
	enum variable whole;    /* BAR of= */
	bool has_variable;
	const char *src;                     /* IMAGE: path of the file */
	struct color rule_above, rule_below; /* ROW */
	int32_t rule_width;                  /* ROW, TABLE */

	/* TABLE: rows that repeat on every page that it covers */
	struct node *head;
	struct node *carry;   /* below the last row of a page */
	struct node *carried; /* above the first row of the next page */
};

enum page_choice { PAGE_ALL, PAGE_FIRST, PAGE_OTHER };

/* What stands at a fixed height of every page, outside the flow. */
struct frame {
	int line; /* of the template */
	enum page_choice page;
	int32_t top;
	const struct condition *test;
	struct node *child;
	struct frame *next;
};

enum page_marks {
	MARKS_NONE,
	MARKS_DIN5008_A, /* folds at 87 and 192 mm */
	MARKS_DIN5008_B  /* folds at 105 and 210 mm */
};

struct page_layout {
	int32_t width, height;
	int32_t margin_left, margin_right, margin_top, margin_bottom;
	int32_t first_margin_top, first_margin_bottom;
	enum page_marks marks;
};

#endif /* TEMPLATE_LAYOUT_H */
