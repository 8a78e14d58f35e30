#include <inttypes.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/out.h"
#include "base/words.h"
#include "job/explain_line.h"
#include "job/explain_text.h"
#include "money/currency.h"
#include "money/money.h"
#include "time/instant.h"
#include "time/zone.h"

static const struct zone *
zone_of(const struct explain_line *x)
{
	struct err ignored = { .code = ERR_NONE };

	return zone_find(x->document->timezone, &ignored);
}

static void
text_time(struct out *o, const struct explain_line *x, int64_t us)
{
	char t[INSTANT_TEXT_MAX];

	(void)instant_format_local(t, us, zone_of(x));
	out_str(o, t);
}

static void
minor(char out[MONEY_TEXT_MAX], const struct explain_line *x, int64_t v)
{
	(void)decimal_format(out, MONEY_TEXT_MAX, v, (int)x->document->digits,
	    (int)x->document->digits);
}

/* exact - invoiced, 10^-8. */
static int64_t
residual(const struct explain_line *x)
{
	const struct document_line *l = x->line;
	const struct currency *c = currency_find(x->document->currency);
	struct err ignored = { .code = ERR_NONE };
	int64_t net_e8 = 0;

	if (c == NULL ||
	    money_from_minor(x->document->prices_include_vat ? l->gross_minor
							     : l->net_minor,
		c, &net_e8, &ignored) < 0)
		return 0;
	return l->amount_e8 - net_e8;
}

static const struct document_tax *
tax_of(const struct explain_line *x)
{
	const struct document *d = x->document;

	for (size_t i = 0; i < d->n_taxes; i++)
		if (d->taxes[i].category == x->line->tax_category &&
		    d->taxes[i].rate_e4 == x->line->tax_rate_e4)
			return &d->taxes[i];
	return NULL;
}

/* --- text ----------------------------------------------------------------- */

static void
text_charges(struct out *o, const struct explain_line *x)
{
	char price[EXPLAIN_MONEY_MAX], cash[EXPLAIN_MONEY_MAX];
	char seconds[DECIMAL_TEXT_MAX], bought[EXPLAIN_MONEY_MAX];
	char amount[EXPLAIN_MONEY_MAX];

	out_printf(o, "  charges   %" PRId64 ", by fee\n", x->calls);
	for (size_t i = 0; i < x->nfees; i++) {
		const struct explain_line_fee *f = &x->fees[i];

		explain_e8(price, f->price_e8);
		explain_e8(cash, f->cash_e8);
		out_printf(o,
		    "            %" PRId64 " of %s, %s \"%s\", %s line %" PRId64
		    " of load %" PRId64 "%s%s: %" PRId64 " s, %" PRId64
		    " s free, price %s, cash %s\n",
		    f->calls, f->fee.profile, f->fee.match, f->fee.destination,
		    f->file, f->fee.line, f->fee.load,
		    f->fee.zone_detail[0] == '\0' ? "" : ", ",
		    f->fee.zone_detail, f->billed_s, f->free_s, price, cash);
	}
	out_printf(o, "  the first\n");
	for (size_t i = 0; i < x->ncharges; i++) {
		const struct explain_line_charge *c = &x->charges[i];

		(void)decimal_format(seconds, sizeof(seconds), c->duration_ms,
		    3, 0);
		explain_e8(price, c->price_e8);
		explain_e8(cash, c->cash_e8);
		out_str(o, "            ");
		text_time(o, x, c->start_us);
		out_printf(o, " %s, %s s, price %s, cash %s\n",
		    c->call_id == NULL ? "-" : c->call_id, seconds, price,
		    cash);
	}
	explain_e8(price, x->price_e8);
	explain_e8(cash, x->cash_e8);
	explain_e8(bought, x->bought_e8);
	explain_e8(amount, x->found_e8);
	out_printf(o,
	    "  sum       price %s - cash %s + bought cash %s%s = %s\n", price,
	    cash, bought, x->earned ? ", what we earn positive," : "", amount);
}

/* Microseconds as seconds. */
static void
seconds_of(char out[DECIMAL_TEXT_MAX], int64_t us)
{
	(void)decimal_format(out, DECIMAL_TEXT_MAX, us, 6, 0);
}

static void
text_fee(struct out *o, const struct explain_line *x)
{
	const struct document_line *l = x->line;
	char charge[EXPLAIN_MONEY_MAX], found[EXPLAIN_MONEY_MAX];
	char part[DECIMAL_TEXT_MAX], whole[DECIMAL_TEXT_MAX];

	if (l->ref[0] == '\0') {
		out_str(o,
		    "  minimum   what the other lines lack of the "
		    "smallest invoice\n");
		return;
	}
	if (x->profile == NULL) {
		out_printf(o,
		    "  fee       profile %s is not in load %" PRId64 "\n",
		    l->ref, x->load);
		return;
	}
	explain_e8(charge, x->profile->interval_charge_e8);
	explain_e8(found, x->found_e8);
	seconds_of(part, l->until_us - l->from_us);
	seconds_of(whole, x->interval_until_us - x->interval_from_us);
	out_printf(o,
	    "  fee       interval_charge %s of profile %s, %s line %" PRId64
	    " of load %" PRId64 "\n",
	    charge, l->ref, x->file, x->profile->origin.line,
	    x->profile->origin.load);
	out_str(o, "  interval  ");
	text_time(o, x, x->interval_from_us);
	out_str(o, " until ");
	text_time(o, x, x->interval_until_us);
	out_str(o, "\n  in force  ");
	text_time(o, x, l->from_us);
	out_str(o, " until ");
	text_time(o, x, l->until_us);
	out_printf(o, "\n  share     %s x %s s / %s s = %s\n", charge, part,
	    whole, found);
}

static void
text_item(struct out *o, const struct explain_line *x)
{
	char quantity[DECIMAL_TEXT_MAX], price[EXPLAIN_MONEY_MAX];
	char found[EXPLAIN_MONEY_MAX];

	(void)decimal_format(quantity, sizeof(quantity), x->line->quantity_e6,
	    6, 0);
	explain_e8(price, x->line->unit_price_e8);
	explain_e8(found, x->found_e8);
	if (x->item == NULL)
		out_printf(o, "  item      %s is not in load %" PRId64 "\n",
		    x->line->ref, x->load);
	else
		out_printf(o,
		    "  item      %s, %s, %s line %" PRId64 " of load %" PRId64
		    "\n",
		    x->line->ref,
		    x->item->recurring == RECURRING_INTERVAL ? "every interval"
							     : "once",
		    x->file, x->item->origin.line, x->item->origin.load);
	out_printf(o, "  price     %s x %s = %s\n", quantity, price, found);
}

static void
text_amount(struct out *o, const struct explain_line *x)
{
	const struct document_line *l = x->line;
	const struct document *d = x->document;
	char exact[EXPLAIN_MONEY_MAX], rest[EXPLAIN_MONEY_MAX];
	char net[MONEY_TEXT_MAX];

	explain_e8(exact, l->amount_e8);
	explain_e8(rest, residual(x));
	minor(net, x, d->prices_include_vat ? l->gross_minor : l->net_minor);
	out_printf(o, "  exact     %s\n", exact);
	out_printf(o,
	    "  rounded   %s to %" PRId64 " digits: %s %s; exact - "
	    "rounded = %s\n",
	    d->prices_include_vat ? "its share of the gross of its tax,"
				  : "half_up",
	    document_step(d) > 1 ? 2 : d->digits, d->currency, net, rest);
}

static void
text_tax(struct out *o, const struct explain_line *x)
{
	const struct document_tax *t = tax_of(x);
	char rate[DECIMAL_TEXT_MAX], taxable[MONEY_TEXT_MAX];
	char tax[MONEY_TEXT_MAX];

	if (t == NULL)
		return;
	(void)decimal_format(rate, sizeof(rate), t->rate_e4, 4, 0);
	minor(taxable, x, t->taxable_minor);
	minor(tax, x, t->tax_minor);
	out_printf(o,
	    "  tax       %s %s %%, once for all lines of it: %s x %s %% = %s\n",
	    vat_category_words[t->category], rate, taxable, rate, tax);
}

void
explain_line_text(struct out *o, const struct explain_line *x)
{
	const struct document *d = x->document;
	const struct document_line *l = x->line;

	out_printf(o, "document %s line %" PRId64 ": %s\n", d->number,
	    x->position, l->description);
	out_printf(o, "  of        %s, contract %s, %s, closing %" PRId64 "\n",
	    document_line_kind_words[l->kind], d->contract, d->period,
	    d->closing);
	if (d->corrects != 0)
		out_printf(o,
		    "  corrects  document id %" PRId64 ", with the opposite "
		    "sign\n",
		    d->corrects);
	else if (l->kind == DOCUMENT_LINE_FEE)
		text_fee(o, x);
	else if (l->kind == DOCUMENT_LINE_ITEM)
		text_item(o, x);
	else
		text_charges(o, x);
	text_amount(o, x);
	text_tax(o, x);
	if (d->corrects == 0)
		out_str(o,
		    x->agrees ? "  check     adds up to the line\n"
			      : "  check     DIFFERS from the line\n");
}

/* --- JSON ----------------------------------------------------------------- */

static void
json_charges(struct out *o, const struct explain_line *x)
{
	out_json_int(o, "calls", x->calls);
	out_json_open(o, "fees", '[');
	for (size_t i = 0; i < x->nfees; i++) {
		const struct explain_line_fee *f = &x->fees[i];

		out_json_open(o, NULL, '{');
		out_json_text(o, "profile", f->fee.profile);
		out_json_text(o, "match", f->fee.match);
		out_json_text(o, "file", f->file);
		out_json_text(o, "source", f->fee.source);
		out_json_text(o, "destination", f->fee.destination);
		out_json_text(o, "zone_detail", f->fee.zone_detail);
		out_json_int(o, "line", f->fee.line);
		out_json_int(o, "load", f->fee.load);
		out_json_int(o, "calls", f->calls);
		out_json_int(o, "billed_s", f->billed_s);
		out_json_int(o, "free_s", f->free_s);
		explain_json_e8(o, "price", f->price_e8);
		explain_json_e8(o, "cash", f->cash_e8);
		explain_json_e8(o, "bought", f->bought_e8);
		out_json_close(o, '}');
	}
	out_json_close(o, ']');
	out_json_open(o, "first", '[');
	for (size_t i = 0; i < x->ncharges; i++) {
		const struct explain_line_charge *c = &x->charges[i];

		out_json_open(o, NULL, '{');
		out_json_text(o, "call_id", c->call_id);
		explain_json_instant(o, "start", c->start_us);
		out_json_int(o, "duration_ms", c->duration_ms);
		explain_json_e8(o, "price", c->price_e8);
		explain_json_e8(o, "cash", c->cash_e8);
		explain_json_e8(o, "bought", c->bought_e8);
		out_json_close(o, '}');
	}
	out_json_close(o, ']');
	explain_json_e8(o, "price", x->price_e8);
	explain_json_e8(o, "cash", x->cash_e8);
	explain_json_e8(o, "bought", x->bought_e8);
	out_json_bool(o, "earned", x->earned);
}

static void
json_fee(struct out *o, const struct explain_line *x)
{
	out_json_text(o, "profile", x->line->ref);
	if (x->profile == NULL)
		return;
	explain_json_e8(o, "interval_charge", x->profile->interval_charge_e8);
	explain_json_instant(o, "interval_from", x->interval_from_us);
	explain_json_instant(o, "interval_until", x->interval_until_us);
	out_json_int(o, "share_us", x->line->until_us - x->line->from_us);
	out_json_int(o, "interval_us",
	    x->interval_until_us - x->interval_from_us);
}

static void
json_tax(struct out *o, const struct explain_line *x)
{
	const struct document_tax *t = tax_of(x);

	if (t == NULL)
		return;
	out_json_open(o, "tax", '{');
	out_json_text(o, "category", vat_category_words[t->category]);
	out_json_int(o, "rate_e4", t->rate_e4);
	out_json_int(o, "taxable_minor", t->taxable_minor);
	out_json_int(o, "tax_minor", t->tax_minor);
	out_json_close(o, '}');
}

void
explain_line_json(struct out *o, const struct explain_line *x)
{
	const struct document *d = x->document;
	const struct document_line *l = x->line;

	out_json_open(o, NULL, '{');
	out_json_text(o, "document", d->number);
	out_json_int(o, "line", x->position);
	out_json_text(o, "kind", document_line_kind_words[l->kind]);
	out_json_text(o, "description", l->description);
	out_json_text(o, "contract", d->contract);
	explain_json_instant(o, "from", l->from_us);
	explain_json_instant(o, "until", l->until_us);
	out_json_int(o, "closing", d->closing);
	out_json_int(o, "load", x->load);
	if (d->corrects != 0)
		out_json_int(o, "corrects", d->corrects);
	else if (l->kind == DOCUMENT_LINE_FEE)
		json_fee(o, x);
	else if (l->kind == DOCUMENT_LINE_ITEM)
		out_json_text(o, "item", l->ref);
	else
		json_charges(o, x);
	explain_json_e8(o, "found", x->found_e8);
	explain_json_e8(o, "exact", l->amount_e8);
	out_json_text(o, "currency", d->currency);
	out_json_int(o, "digits", d->digits);
	out_json_int(o, "net_minor", l->net_minor);
	out_json_int(o, "gross_minor", l->gross_minor);
	explain_json_e8(o, "residual", residual(x));
	json_tax(o, x);
	out_json_bool(o, "agrees", d->corrects != 0 || x->agrees);
	out_json_close(o, '}');
}
