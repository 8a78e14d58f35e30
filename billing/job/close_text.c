#include "job/close_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/out.h"
#include "base/wide.h"
#include "money/currency.h"
#include "money/money.h"

#define TOP_LINES 5

/* Documents of one kind, category and currency. */
struct total {
	int64_t kind, category;
	const struct currency *currency;
	int64_t documents;
	i128 net, tax, total;  /* minor units */
	i128 residual_e8;      /* exact - invoiced, of the lines */
	i128 paid;             /* by bought cash, minor units ... */
	i128 paid_residual_e8; /* ... and exact - that */
};

void
close_text_documents(const struct close_plan *plan, struct out *out)
{
	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];
		const struct currency *cur = currency_find(d->currency);
		char net[MONEY_TEXT_MAX], tax[MONEY_TEXT_MAX],
		    total[MONEY_TEXT_MAX];

		(void)money_format(net, d->net_minor, cur);
		(void)money_format(tax, d->tax_minor, cur);
		(void)money_format(total, d->total_minor, cur);
		out_printf(out, "%-16s %-11s %-16s %-10s %12s %10s %12s %s\n",
		    d->number, series_kind_words[d->kind], d->contract,
		    d->period, net, tax, total, d->currency);
	}
}

static int
compare_total(const void *a, const void *b)
{
	const struct total *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	return strcmp(x->currency->code, y->currency->code);
}

/* 10^-8 in one minor unit. */
static i128
unit_e8(const struct currency *cur)
{
	i128 unit = MONEY_E8;

	for (int i = 0; i < cur->digits; i++)
		unit /= 10;
	return unit;
}

/* What rounding took from or gave to the lines. */
static i128
residual_e8(const struct document *d, const struct currency *cur)
{
	i128 exact = 0, invoiced = 0;

	for (size_t i = 0; i < d->n_lines; i++) {
		exact += d->lines[i].amount_e8;
		invoiced += d->prices_include_vat ? d->lines[i].gross_minor
						  : d->lines[i].net_minor;
	}
	return exact - invoiced * unit_e8(cur);
}

/* The same of what bought cash paid. */
static i128
paid_residual_e8(const struct document *d, const struct currency *cur)
{
	i128 exact = 0;

	for (size_t i = 0; i < d->n_usages; i++)
		exact += d->usages[i].part == DOCUMENT_PART_EARNED
		    ? -d->usages[i].bought_e8
		    : d->usages[i].bought_e8;
	return exact - d->paid_minor * unit_e8(cur);
}

static size_t
sum_up(const struct close_plan *plan, struct total *totals)
{
	size_t n = 0, k;

	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];
		const struct currency *cur = currency_find(d->currency);

		for (k = 0; k < n; k++)
			if (totals[k].kind == d->kind &&
			    totals[k].category == d->category &&
			    totals[k].currency == cur)
				break;
		if (k == n)
			totals[n++] = (struct total){ .kind = d->kind,
				.category = d->category,
				.currency = cur };
		totals[k].documents++;
		totals[k].net += d->net_minor;
		totals[k].tax += d->tax_minor;
		totals[k].total += d->total_minor;
		totals[k].residual_e8 += residual_e8(d, cur);
		totals[k].paid += d->paid_minor;
		totals[k].paid_residual_e8 += paid_residual_e8(d, cur);
	}
	qsort(totals, n, sizeof(totals[0]), compare_total);
	return n;
}

/* What balances paid, if they did. */
static void
print_paid(const struct total *t, struct out *out)
{
	char paid[I128_TEXT_MAX], due[I128_TEXT_MAX], residual[I128_TEXT_MAX];

	if (t->paid == 0 && t->paid_residual_e8 == 0)
		return;
	(void)i128_format(paid, t->paid, t->currency->digits);
	(void)i128_format(due, t->total - t->paid, t->currency->digits);
	(void)i128_format(residual, t->paid_residual_e8, 8);
	out_printf(out,
	    "%-11s %-9s paid from balances %s  due %s %s  "
	    "(paid exact - rounded: %s)\n",
	    series_kind_words[t->kind], template_category_words[t->category],
	    paid, due, t->currency->code, residual);
}

void
close_text_totals(const struct close_plan *plan, struct out *out)
{
	struct total *totals =
	    mem_calloc(plan->n_documents + 1, sizeof(totals[0]));
	size_t n;

	n = sum_up(plan, totals);
	for (size_t i = 0; i < n; i++) {
		const struct total *t = &totals[i];
		char net[I128_TEXT_MAX], tax[I128_TEXT_MAX],
		    total[I128_TEXT_MAX], residual[I128_TEXT_MAX];

		(void)i128_format(net, t->net, t->currency->digits);
		(void)i128_format(tax, t->tax, t->currency->digits);
		(void)i128_format(total, t->total, t->currency->digits);
		(void)i128_format(residual, t->residual_e8, 8);
		out_printf(out,
		    "%-11s %-9s documents %" PRId64 "  net %s  "
		    "tax %s  total %s %s  (lines exact - rounded: %s)\n",
		    series_kind_words[t->kind],
		    template_category_words[t->category], t->documents, net,
		    tax, total, t->currency->code, residual);
		print_paid(t, out);
	}
	free(totals);
}

/* A line and its document. */
struct top {
	const struct document *d;
	const struct document_line *line;
};

static int
compare_top(const struct top *x, const struct top *y)
{
	int order = strcmp(x->d->currency, y->d->currency);

	if (order != 0)
		return order;
	if (x->line->amount_e8 != y->line->amount_e8)
		return x->line->amount_e8 > y->line->amount_e8 ? -1 : 1;
	order = strcmp(x->d->contract, y->d->contract);
	return order != 0 ? order
			  : strcmp(x->line->description, y->line->description);
}

/* Keep the list sorted and short: the largest of one currency. */
static void
insert_top(struct top *top, size_t *n, struct top line)
{
	size_t i = *n;

	if (i == TOP_LINES && compare_top(&line, &top[i - 1]) >= 0)
		return;
	if (i < TOP_LINES)
		(*n)++;
	else
		i--;
	for (; i > 0 && compare_top(&line, &top[i - 1]) < 0; i--)
		top[i] = top[i - 1];
	top[i] = line;
}

static void
print_top(const struct close_plan *plan, const char *currency, struct out *out)
{
	const struct currency *cur = currency_find(currency);
	struct top top[TOP_LINES];
	size_t n = 0;

	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];

		if (d->kind == DOCUMENT_MARGIN)
			continue;
		for (size_t k = 0;
		     k < d->n_lines && strcmp(d->currency, currency) == 0; k++)
			insert_top(top, &n, (struct top){ d, &d->lines[k] });
	}
	for (size_t i = 0; i < n; i++) {
		char net[MONEY_TEXT_MAX];

		(void)money_format(net, top[i].line->net_minor, cur);
		out_printf(out, "%12s %s  %-16s %s\n", net, currency,
		    top[i].d->contract, top[i].line->description);
	}
}

void
close_text_top(const struct close_plan *plan, struct out *out)
{
	for (size_t i = 0; i < plan->n_documents; i++) {
		const char *currency = plan->documents[i]->currency;
		size_t k = 0;

		while (k < i &&
		    strcmp(plan->documents[k]->currency, currency) != 0)
			k++;
		if (k == i)
			print_top(plan, currency, out);
	}
}

void
close_text_notes(const struct close_plan *plan, struct out *out)
{
	for (size_t i = 0; i < plan->n_notes; i++) {
		const struct close_note *n = &plan->notes[i];

		out_printf(out, "%s: %s%s%s\n",
		    strcmp(n->severity, "left_out") == 0 ? "left out"
							 : n->severity,
		    n->contract, n->contract[0] == '\0' ? "" : ": ", n->text);
	}
}
