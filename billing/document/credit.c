#include "document/credit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "money/round.h"
#include "base/wide.h"
#include "document/tax.h"
#include "money/currency.h"
#include "money/money.h"

#define QUANTITY_ONE INT64_C(1000000)

static int
check_kind(const struct document *d, struct err *e)
{
	if (d->kind == DOCUMENT_STATEMENT)
		return err_set(e, ERR_REFUSED,
		    "document %s is a statement, not an invoice: there is "
		    "nothing to credit; toll correct replaces it",
		    d->number);
	if (d->kind == DOCUMENT_MARGIN)
		return err_set(e, ERR_REFUSED,
		    "document %s is a margin statement, not an invoice: there "
		    "is nothing to credit",
		    d->number);
	if (d->corrects != 0)
		return err_set(e, ERR_REFUSED,
		    "document %s is a credit note itself: it cannot be "
		    "cancelled",
		    d->number);
	return 0;
}

/* Head and parties are the document's. */
static void
set_head(const struct credit *c, struct arena *arena, struct document *d)
{
	*d = *c->document;
	d->id = 0;
	d->number = d->series = "";
	d->series_year = d->series_seq = 0;
	d->kind = DOCUMENT_CREDIT_NOTE;
	d->corrects = c->document->id;
	d->corrects_number = c->document->number;
	d->corrects_day = c->document->date_day;
	d->reason = arena_strdup(arena, c->reason);
	d->date_day = d->due_day = c->date_day;
	d->template = c->template != NULL ? arena_strdup(arena, c->template)
					  : CREDIT_TEMPLATE;
	d->itemised = ITEMISED_NONE;
	d->net_minor = d->tax_minor = d->total_minor = 0;
	d->paid_minor = d->payable_minor = 0;
	d->n_subscribers = d->n_usages = d->n_allowances = 0;
	d->n_ties = d->n_history = d->n_changes = 0;
	d->lines = ARENA_NEW(arena, struct document_line, d->n_lines + 1);
	d->n_lines = 0;
}

/* The opposite of a line, exactly. */
static void
add_line(struct document *d, const struct document_line *line, size_t position)
{
	struct document_line *l = &d->lines[d->n_lines++];

	*l = *line;
	l->corrects_line = (int64_t)position;
	l->quantity_e6 = -line->quantity_e6;
	l->amount_e8 = -line->amount_e8;
	l->net_minor = -line->net_minor;
	l->gross_minor = -line->gross_minor;
}

/* What the line shows is its amount now, to the minor unit. */
static int
settle_line(const struct document *d, struct document_line *l, struct err *e)
{
	int64_t amount_e8;

	if (money_from_minor(d->prices_include_vat ? l->gross_minor
						   : l->net_minor,
		currency_find(d->currency), &amount_e8, e) < 0)
		return -1;
	if (amount_e8 == l->amount_e8)
		return 0;
	/* the quantity may not come out at that: one piece does */
	l->amount_e8 = amount_e8;
	l->quantity_e6 = amount_e8 < 0 ? -QUANTITY_ONE : QUANTITY_ONE;
	l->unit_price_e8 = amount_e8 < 0 ? -amount_e8 : amount_e8;
	return 0;
}

/* Lines that are cancelled so far: before this note, and with it. */
struct so_far {
	const struct credit *credit;
	bool with_note;
};

static bool
is_cancelled(const struct so_far *s, size_t i)
{
	const struct credit *c = s->credit;

	return (c->before != NULL && c->before[i]) ||
	    (s->with_note && (c->lines == NULL || c->lines[i]));
}

/* The tax of a group as if the document had these lines only. */
static int
tax_so_far(const struct so_far *s, const struct document_tax *tax, int64_t step,
    int64_t *tax_minor, struct err *e)
{
	const struct document *of = s->credit->document;
	i128 sum = 0, per = TAX_RATE_ONE;

	for (size_t i = 0; i < of->n_lines; i++) {
		const struct document_line *l = &of->lines[i];

		if (is_cancelled(s, i) && l->tax_category == tax->category &&
		    l->tax_rate_e4 == tax->rate_e4)
			sum += of->prices_include_vat ? l->gross_minor
						      : l->net_minor;
	}
	if (of->prices_include_vat)
		per += tax->rate_e4;
	return money_narrow(
	    round_div(sum * tax->rate_e4, per * step, ROUND_HALF_UP) * step,
	    tax_minor, e);
}

/* Where prices include tax what is more tax is less net: of the line that has
 * most. */
static void
move_net(struct document *d, const struct document_tax *tax, int64_t minor)
{
	struct document_line *most = NULL;

	for (size_t i = 0; i < d->n_lines; i++) {
		struct document_line *l = &d->lines[i];

		if (l->tax_category == tax->category &&
		    l->tax_rate_e4 == tax->rate_e4 &&
		    (most == NULL ||
			llabs(l->net_minor) > llabs(most->net_minor)))
			most = l;
	}
	if (most != NULL)
		most->net_minor += minor;
}

/* The taxes of a note that cancels some lines. */
static int
set_taxes(const struct credit *c, struct document *d, struct err *e)
{
	const struct so_far before = { c, false }, after = { c, true };
	int64_t was, is, more;

	for (size_t i = 0; i < d->n_taxes; i++) {
		struct document_tax *tax = &d->taxes[i];

		if (tax_so_far(&before, tax, d->step_minor, &was, e) < 0 ||
		    tax_so_far(&after, tax, d->step_minor, &is, e) < 0)
			return -1;
		more = was - is - tax->tax_minor;
		tax->tax_minor += more;
		d->tax_minor += more;
		if (!d->prices_include_vat) {
			d->total_minor += more;
			continue;
		}
		tax->taxable_minor -= more;
		d->net_minor -= more;
		move_net(d, tax, -more);
	}
	d->payable_minor = d->total_minor - d->paid_minor;
	return 0;
}

static int
set_totals(const struct credit *c, struct arena *arena, bool whole,
    struct document *d, struct err *e)
{
	const struct document *of = c->document;

	if (!whole) {
		for (size_t i = 0; i < d->n_lines; i++)
			if (settle_line(d, &d->lines[i], e) < 0)
				return -1;
		d->step_minor = document_step(of);
		return tax_totals(d, currency_find(d->currency), arena, e) < 0
		    ? -1
		    : set_taxes(c, d, e);
	}
	d->taxes = ARENA_NEW(arena, struct document_tax, of->n_taxes + 1);
	for (size_t i = 0; i < of->n_taxes; i++) {
		d->taxes[i] = of->taxes[i];
		d->taxes[i].taxable_minor = -of->taxes[i].taxable_minor;
		d->taxes[i].tax_minor = -of->taxes[i].tax_minor;
	}
	d->net_minor = -of->net_minor;
	d->tax_minor = -of->tax_minor;
	d->total_minor = d->payable_minor = -of->total_minor;
	if (c->to_balance) {
		d->paid_minor = -of->paid_minor;
		d->payable_minor = d->total_minor - d->paid_minor;
	}
	return 0;
}

int
credit_build(const struct credit *c, struct arena *arena, struct document *d,
    struct err *e)
{
	const struct document *of = c->document;

	if (check_kind(of, e) < 0)
		return -1;
	set_head(c, arena, d);
	if (currency_find(d->currency) == NULL)
		return err_set(e, ERR_REFUSED, "currency \"%s\": not known",
		    d->currency);
	for (size_t i = 0; i < of->n_lines; i++)
		if (c->lines == NULL || c->lines[i])
			add_line(d, &of->lines[i], i + 1);
	return set_totals(c, arena, d->n_lines == of->n_lines, d, e);
}
