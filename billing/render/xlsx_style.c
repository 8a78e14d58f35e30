/* How the cells of a workbook look. */
#include <stdbool.h>

#include "base/mem.h"
#include "money/currency.h"
#include "render/xlsx_inside.h"

static lxw_format *
new_format(struct xlsx *x, const char *number, bool bold)
{
	lxw_format *f = workbook_add_format(x->book);

	if (f == NULL)
		mem_exhausted();
	if (number != NULL)
		format_set_num_format(f, number);
	if (bold)
		format_set_bold(f);
	return f;
}

void
xlsx_make_styles(struct xlsx *x)
{
	lxw_format **s = x->style;

	s[STYLE_TITLE] = new_format(x, NULL, true);
	format_set_font_size(s[STYLE_TITLE], 16);
	s[STYLE_LABEL] = new_format(x, NULL, false);
	format_set_font_color(s[STYLE_LABEL], 0x666666);
	for (int i = STYLE_HEAD; i <= STYLE_HEAD_RIGHT; i++) {
		s[i] = new_format(x, NULL, true);
		format_set_font_color(s[i], LXW_COLOR_WHITE);
		format_set_bg_color(s[i], 0x1A4F8B);
	}
	format_set_align(s[STYLE_HEAD_RIGHT], LXW_ALIGN_RIGHT);
	s[STYLE_TOTAL] = new_format(x, NULL, true);
	s[STYLE_COUNT] = new_format(x, "#,##0", false);
	s[STYLE_COUNT_TOTAL] = new_format(x, "#,##0", true);
	s[STYLE_MS] = new_format(x, "[h]:mm:ss", false);
	s[STYLE_MS_TOTAL] = new_format(x, "[h]:mm:ss", true);
	format_set_top(s[STYLE_TOTAL], LXW_BORDER_THIN);
	format_set_top(s[STYLE_COUNT_TOTAL], LXW_BORDER_THIN);
	format_set_top(s[STYLE_MS_TOTAL], LXW_BORDER_THIN);
	/* instants are UTC, also where the cover names another zone */
	s[STYLE_TIME] = new_format(x, "yyyy-mm-dd hh:mm:ss\"Z\"", false);
	s[STYLE_DAY] = new_format(x, "yyyy-mm-dd", false);
	format_set_align(s[STYLE_TIME], LXW_ALIGN_LEFT); /* as their heads */
	format_set_align(s[STYLE_DAY], LXW_ALIGN_LEFT);
	s[STYLE_PLAIN] = new_format(x, NULL, false);
}

/*
 * The format of money: the currency's digits; exact amounts with two more, to
 * be read in a column.  The cell holds all of them.
 */
static lxw_format *
money_style(struct xlsx *x, const struct currency *in, bool exact, bool total)
{
	static const char *const text[] = { "#,##0", "#,##0.0", "#,##0.00",
		"#,##0.000", "#,##0.0000", "#,##0.00000", "#,##0.000000" };
	lxw_format **slot = exact ? (total ? x->exact_total : x->exact)
				  : (total ? x->minor_total : x->minor);
	int d = in->digits > 4 ? 4 : in->digits;

	if (slot[d] == NULL) {
		slot[d] = new_format(x, text[exact ? d + 2 : d], total);
		if (total)
			format_set_top(slot[d], LXW_BORDER_THIN);
	}
	return slot[d];
}

lxw_format *
xlsx_head_style(const struct xlsx *x, const struct column *col)
{
	bool left = col->type == CELL_TEXT || col->type == CELL_YESNO ||
	    col->type == CELL_TIME || col->type == CELL_DAY;

	return x->style[left ? STYLE_HEAD : STYLE_HEAD_RIGHT];
}

lxw_format *
xlsx_cell_style(struct xlsx *x, const struct column *col,
    const struct currency *in, bool total)
{
	switch (col->type) {
	case CELL_E8:
	case CELL_MINOR:
		return money_style(x, in, col->type == CELL_E8, total);
	case CELL_COUNT:
	case CELL_S:
		return x->style[total ? STYLE_COUNT_TOTAL : STYLE_COUNT];
	case CELL_MS:
		return x->style[total ? STYLE_MS_TOTAL : STYLE_MS];
	case CELL_TIME:
		return x->style[STYLE_TIME];
	case CELL_DAY:
		return x->style[STYLE_DAY];
	case CELL_TEXT:
	case CELL_YESNO:
		break;
	}
	return NULL;
}
