#include "job/correct_text.h"

#include <inttypes.h>

#include "base/out.h"
#include "job/close_text.h"
#include "money/currency.h"
#include "money/money.h"

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

void
correct_text(const struct close_plan *plan, int64_t closing, struct out *out)
{
	close_text_documents(plan, out);
	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];

		if (d->corrects != 0)
			print_credit(d, out);
		if (d->n_changes > 0)
			out_printf(out, "what changed in %s:\n", d->number);
		for (size_t k = 0; k < d->n_changes; k++)
			print_change(&d->changes[k], out);
	}
	close_text_notes(plan, out);
	if (closing == 0)
		out_str(out, "dry run: nothing was written\n");
	else
		out_printf(out, "closing %" PRId64 ": documents %zu\n", closing,
		    plan->n_documents);
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
	out_json_close(out, '}');
}
