#include "job/correct_text.h"

#include <inttypes.h>

#include "base/out.h"
#include "job/close_text.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/book.h"
#include "time/instant.h"
#include "time/zone.h"

/* "lines 1 2 5" of a credit note. */
static void
print_credit(const struct document *d, struct out *out)
{
	out_printf(out, "%s credits %s:", d->number, d->corrects_number);
	out_str(out, d->n_lines == 1 ? " line" : " lines");
	for (size_t i = 0; i < d->n_lines; i++)
		out_printf(out, " %" PRId64, d->lines[i].corrects_line);
	out_char(out, '\n');
}

static void
print_change(const struct document_change *c, struct out *out)
{
	out_printf(out, "  %-7s %s: %s -> %s",
	    document_change_what_words[c->what], c->name,
	    c->before[0] == '\0' ? "none" : c->before,
	    c->after[0] == '\0' ? "none" : c->after);
	if (c->calls > 0)
		out_printf(out, ", %" PRId64 " %s", c->calls,
		    c->calls == 1 ? "call" : "calls");
	out_printf(out, " (%s", c->reason);
	if (c->load > 0)
		out_printf(out, ", load %" PRId64, c->load);
	if (c->line > 0)
		out_printf(out, " line %" PRId64, c->line);
	out_str(out, ")\n");
}

/* What happens to the balance; what it cannot pay is due in money. */
static void
print_entry(const struct close_plan *plan, struct out *out)
{
	const struct balance_corrected *n = &plan->entry.entry;
	char amount[MONEY_TEXT_MAX], at[INSTANT_TEXT_MAX];

	if (plan->entry.document == NULL)
		return;
	(void)money_format_e8(amount,
	    n->amount_e8 < 0 ? -n->amount_e8 : n->amount_e8, 2);
	(void)instant_format_local(at, n->at_us, plan->book->zone);
	if (n->amount_e8 != 0)
		out_printf(out, "balance of %s: %s %s %s, from %s on\n",
		    n->contract, n->currency, amount,
		    n->amount_e8 < 0 ? "taken" : "given back", at);
	if (n->limit_e8 != INT64_MAX)
		out_printf(out,
		    "balance of %s: it has no more; the rest is due on %s\n",
		    n->contract, plan->entry.document->number);
}

void
correct_text(const struct close_plan *plan, int64_t closing, int64_t margins,
    struct out *out)
{
	size_t n = 0; /* of statements */

	close_text_documents(plan, out);
	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];

		if (d->corrects != 0)
			print_credit(d, out);
		if (d->kind == DOCUMENT_MARGIN) {
			out_printf(out, "%s takes the place of %s\n", d->number,
			    d->reason);
			n++;
		}
		if (d->n_changes > 0)
			out_printf(out, "what changed in %s:\n", d->number);
		for (size_t k = 0; k < d->n_changes; k++)
			print_change(&d->changes[k], out);
	}
	print_entry(plan, out);
	close_text_notes(plan, out);
	if (closing == 0)
		out_str(out, "dry run: nothing was written\n");
	else
		out_printf(out, "closing %" PRId64 ": documents %zu\n", closing,
		    plan->n_documents - n);
	if (margins != 0)
		out_printf(out, "closing %" PRId64 ": margin statements %zu\n",
		    margins, n);
}

static void
json_change(const struct document_change *c, struct out *out)
{
	out_json_open(out, NULL, '{');
	out_json_text(out, "what", document_change_what_words[c->what]);
	out_json_text(out, "name", c->name);
	out_json_text(out, "reason", c->reason);
	out_json_int(out, "calls", c->calls);
	out_json_text(out, "before", c->before);
	out_json_text(out, "after", c->after);
	out_json_int(out, "load", c->load);
	out_json_int(out, "line", c->line);
	out_json_close(out, '}');
}

static void
json_money(struct out *out, const char *key, int64_t minor,
    const struct document *d)
{
	char text[MONEY_TEXT_MAX];

	(void)money_format(text, minor, currency_find(d->currency));
	out_json_text(out, key, text);
}

static void
json_document(const struct document *d, struct out *out)
{
	out_json_open(out, NULL, '{');
	out_json_text(out, "number", d->number);
	out_json_text(out, "kind", series_kind_words[d->kind]);
	out_json_text(out, "category", template_category_words[d->category]);
	out_json_text(out, "issuer", d->issuer);
	out_json_text(out, "contract", d->contract);
	out_json_text(out, "period", d->period);
	out_json_int(out, "revision", d->revision);
	json_money(out, "net", d->net_minor, d);
	json_money(out, "tax", d->tax_minor, d);
	json_money(out, "total", d->total_minor, d);
	out_json_text(out, "currency", d->currency);
	if (d->corrects != 0) {
		out_json_text(out, "corrects", d->corrects_number);
		out_json_open(out, "lines", '[');
		for (size_t i = 0; i < d->n_lines; i++)
			out_json_int(out, NULL, d->lines[i].corrects_line);
		out_json_close(out, ']');
	}
	if (d->n_changes > 0) {
		out_json_open(out, "changes", '[');
		for (size_t i = 0; i < d->n_changes; i++)
			json_change(&d->changes[i], out);
		out_json_close(out, ']');
	}
	out_json_close(out, '}');
}

static void
json_entry(const struct close_plan *plan, struct out *out)
{
	const struct balance_corrected *n = &plan->entry.entry;
	char text[MONEY_TEXT_MAX], at[INSTANT_TEXT_MAX];

	if (plan->entry.document == NULL)
		return;
	out_json_open(out, "balance", '{');
	out_json_text(out, "contract", n->contract);
	(void)money_format_e8(text, n->amount_e8, 2);
	out_json_text(out, "amount", text);
	(void)money_format_e8(text, n->returned_e8, 2);
	out_json_text(out, "returned", text);
	(void)money_format_e8(text, n->paid_e8, 2);
	out_json_text(out, "paid", text);
	out_json_text(out, "currency", n->currency);
	(void)instant_format_local(at, n->at_us, plan->book->zone);
	out_json_text(out, "from", at);
	out_json_bool(out, "used_up", n->limit_e8 != INT64_MAX);
	out_json_close(out, '}');
}

void
correct_text_json(const struct close_plan *plan, int64_t closing,
    struct out *out)
{
	out_json_open(out, NULL, '{');
	out_json_int(out, "closing", closing);
	out_json_open(out, "documents", '[');
	for (size_t i = 0; i < plan->n_documents; i++)
		json_document(plan->documents[i], out);
	out_json_close(out, ']');
	json_entry(plan, out);
	out_json_close(out, '}');
}
