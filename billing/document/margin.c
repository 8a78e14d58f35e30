#include "document/margin.h"

#include "base/arena.h"
#include "base/err.h"
#include "document/build.h"
#include "document/tax.h"
#include "money/currency.h"

#define QUANTITY_ONE INT64_C(1000000)

static int
set_line(struct document_line *line, const struct build *b,
    const struct margin_sum *s, struct arena *arena, struct err *e)
{
	bool late = s->period[0] != '\0';

	*line = (struct document_line){
		.kind = late ? DOCUMENT_LINE_LATE : DOCUMENT_LINE_USAGE,
		.direction = s->direction,
		.zone = arena_strdup(arena, s->zone),
		.detail = arena_strdup(arena, s->detail),
		.ref = arena_strdup(arena, s->fee),
		.loss = s->loss,
		.period = arena_strdup(arena, s->period),
		.subscriber = "",
		.from_us = late ? s->first_us : b->from_us,
		.until_us = late ? s->last_us + 1 : b->until_us,
		.calls = s->calls,
		.duration_ms = s->duration_ms,
		.unit = "C62",
		.retail_e8 = s->retail_e8,
		.wholesale_e8 = s->wholesale_e8,
		.tax_category = VAT_CATEGORY_O,
	};
	line->description = s->detail[0] == '\0'
	    ? line->zone
	    : arena_printf(arena, "%s, %s", line->zone, line->detail);
	if (__builtin_sub_overflow(s->retail_e8, s->wholesale_e8,
		&line->amount_e8) ||
	    line->amount_e8 == INT64_MIN)
		return err_set(e, ERR_DATA, "margin of %s: too large", s->zone);
	line->quantity_e6 = line->amount_e8 < 0 ? -QUANTITY_ONE : QUANTITY_ONE;
	line->unit_price_e8 =
	    line->amount_e8 < 0 ? -line->amount_e8 : line->amount_e8;
	return 0;
}

int
margin_document(const struct build *b, const struct margin_sum *sums, size_t n,
    struct document_tie *ties, size_t n_ties, struct arena *arena,
    struct document *d, struct err *e)
{
	const struct currency *cur = currency_find(b->terms->currency);

	build_head(b, arena, d);
	if (cur == NULL)
		return err_set(e, ERR_REFUSED, "currency \"%s\": not known",
		    b->terms->currency);
	d->digits = cur->digits;
	d->lines = ARENA_NEW(arena, struct document_line, n + 1);
	for (size_t i = 0; i < n; i++)
		if (set_line(&d->lines[d->n_lines++], b, &sums[i], arena, e) <
		    0)
			return -1;
	d->ties = ties;
	d->n_ties = n_ties;
	if (tax_totals(d, cur, arena, e) < 0)
		return -1;
	for (size_t i = 0; i < d->n_taxes; i++)
		d->taxes[i].text = ""; /* the law wants none: nothing is sold */
	return 0;
}
