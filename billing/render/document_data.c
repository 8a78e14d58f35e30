#include "render/document_data.h"

#include <string.h>

#include "base/err.h"
#include "document/document.h"
#include "money/round.h"
#include "render/font_set.h"
#include "time/civil.h"
#include "time/zone.h"

#define MINUTE_MS      60000
#define RATE_SCALE     4 /* of document_tax.rate_e4 */
#define QUANTITY_SCALE 6 /* of document_line.quantity_e6 */

int
document_data_digits(int64_t amount_e8)
{
	int digits = 8;

	while (digits > 1 && amount_e8 % 10 == 0) {
		amount_e8 /= 10;
		digits--;
	}
	return digits;
}

/* The day on the clock of the document's zone at which an instant falls. */
static int64_t
day_of(const struct document_data *dd, int64_t us)
{
	struct civil c;

	zone_to_civil(dd->zone, us, &c);
	return civil_to_days(c.year, c.month, c.day);
}

/* First and last name with a space between, or the one that there is. */
static const char *
full_name(struct document_data *dd, const struct document_party *p)
{
	if (p->first_name[0] == '\0' || p->last_name[0] == '\0')
		return p->first_name[0] != '\0' ? p->first_name : p->last_name;
	return arena_printf(&dd->memory, "%s %s", p->first_name, p->last_name);
}

/* Both parties have the same variables in the same order. */
static void
fill_party(struct document_data *dd, const struct document_party *p,
    enum variable first)
{
	struct template_data *d = &dd->values;
	const struct {
		enum variable at;
		const char *text;
	} texts[] = {
		{ VAR_ISSUER_REF, p->contact },
		{ VAR_ISSUER_COMPANY, p->company },
		{ VAR_ISSUER_NAME, full_name(dd, p) },
		{ VAR_ISSUER_STREET, p->street },
		{ VAR_ISSUER_POSTCODE, p->postcode },
		{ VAR_ISSUER_CITY, p->city },
		{ VAR_ISSUER_COUNTRY, p->country },
		{ VAR_ISSUER_PHONE,
		    p->phone[0] != '\0' ? p->phone : p->mobile },
		{ VAR_ISSUER_EMAIL, p->email },
		{ VAR_ISSUER_VAT_NUMBER, p->vat_number },
		{ VAR_ISSUER_TAX_NUMBER, p->tax_number },
		{ VAR_ISSUER_REGISTRATION, p->registration_number },
		{ VAR_ISSUER_BANK_NAME, p->bank_name },
		{ VAR_ISSUER_IBAN, p->iban },
		{ VAR_ISSUER_BIC, p->bic },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		data_text(d,
		    (enum variable)(texts[i].at - VAR_ISSUER_REF + first),
		    texts[i].text);
}

static void
fill_money(struct template_data *d, const struct document *doc)
{
	int64_t calls = 0, duration_ms = 0, amount_e8 = 0;

	for (size_t i = 0; i < doc->n_subscribers; i++) {
		calls += doc->subscribers[i].calls;
		duration_ms += doc->subscribers[i].duration_ms;
		amount_e8 += doc->subscribers[i].amount_e8;
	}
	data_money(d, VAR_INVOICE_NET, doc->net_minor, doc->currency);
	data_money(d, VAR_INVOICE_TAX, doc->tax_minor, doc->currency);
	data_money(d, VAR_INVOICE_TOTAL, doc->total_minor, doc->currency);
	data_money(d, VAR_INVOICE_PAID, doc->paid_minor, doc->currency);
	data_money(d, VAR_INVOICE_PAYABLE, doc->payable_minor, doc->currency);
	data_money(d, VAR_INVOICE_REFUND,
	    doc->payable_minor < 0 && doc->total_minor >= 0
		? -doc->payable_minor
		: 0,
	    doc->currency);
	data_int(d, VAR_INVOICE_CALLS, calls);
	data_int(d, VAR_INVOICE_SUBSCRIBERS, (int64_t)doc->n_subscribers);
	data_duration(d, VAR_INVOICE_DURATION, duration_ms);
	data_amount(d, VAR_INVOICE_USAGE, amount_e8, doc->currency);
}

static void
fill_invoice(struct document_data *dd, const struct document *doc)
{
	struct template_data *d = &dd->values;

	data_text(d, VAR_INVOICE_NUMBER, doc->number);
	data_text(d, VAR_INVOICE_KIND, series_kind_words[doc->kind]);
	data_text(d, VAR_INVOICE_CATEGORY,
	    template_category_words[doc->category]);
	data_date(d, VAR_INVOICE_DATE, doc->date_day);
	data_date(d, VAR_INVOICE_DUE_DATE, doc->due_day);
	data_date(d, VAR_INVOICE_FROM, day_of(dd, doc->from_us));
	data_date(d, VAR_INVOICE_LAST_DAY, day_of(dd, doc->until_us - 1));
	data_text(d, VAR_INVOICE_CURRENCY, doc->currency);
	fill_money(d, doc);
	data_int(d, VAR_INVOICE_PAYMENT_DAYS, doc->payment_terms_days);
	data_text(d, VAR_INVOICE_PAYMENT_MEANS,
	    payment_means_words[doc->payment_means]);
	data_text(d, VAR_INVOICE_MANDATE_REF, doc->mandate_ref);
	data_text(d, VAR_INVOICE_CREDITOR_ID,
	    doc->party[DOCUMENT_ISSUER].creditor_id);
	data_text(d, VAR_INVOICE_BUYER_REFERENCE, doc->buyer_reference);
	data_text(d, VAR_INVOICE_REASON, doc->reason);
	data_bool(d, VAR_INVOICE_GROSS_PRICES, doc->prices_include_vat);
	data_text(d, VAR_INVOICE_ITEMISED, itemised_words[doc->itemised]);
	data_text(d, VAR_CUSTOMER_EXTERNAL_REF, doc->external_ref);
}

static int
rewind_lines(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->line = 0;
	return 0;
}

static int
next_line(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_line *l;

	(void)e;
	if (dd->line == doc->n_lines)
		return 0;
	l = &doc->lines[dd->line++];
	data_clear(d, SCOPE_LINE);
	data_int(d, VAR_LINE_POSITION, (int64_t)dd->line);
	data_text(d, VAR_LINE_KIND, document_line_kind_words[l->kind]);
	data_text(d, VAR_LINE_DIRECTION, direction_words[l->direction]);
	data_text(d, VAR_LINE_DESCRIPTION, l->description);
	data_text(d, VAR_LINE_ZONE, l->zone);
	data_text(d, VAR_LINE_DETAIL, l->detail);
	data_text(d, VAR_LINE_PERIOD, l->period);
	data_text(d, VAR_LINE_SUBSCRIBER, l->subscriber);
	data_decimal(d, VAR_LINE_QUANTITY, l->quantity_e6, QUANTITY_SCALE);
	data_text(d, VAR_LINE_UNIT, l->unit);
	data_int(d, VAR_LINE_CALLS, l->calls);
	data_duration(d, VAR_LINE_DURATION, l->duration_ms);
	data_duration(d, VAR_LINE_BILLED, l->billed_s * 1000);
	data_duration(d, VAR_LINE_FREE, l->free_s * 1000);
	if (l->duration_ms > 0)
		data_amount(d, VAR_LINE_AVERAGE,
		    (int64_t)round_div((i128)l->amount_e8 * MINUTE_MS,
			l->duration_ms, ROUND_HALF_UP),
		    doc->currency);
	data_amount(d, VAR_LINE_PRICE, l->unit_price_e8, doc->currency);
	data_money(d, VAR_LINE_AMOUNT, l->net_minor, doc->currency);
	data_money(d, VAR_LINE_GROSS, l->gross_minor, doc->currency);
	data_text(d, VAR_LINE_TAX_CATEGORY,
	    vat_category_words[l->tax_category]);
	data_decimal(d, VAR_LINE_TAX_RATE, l->tax_rate_e4, RATE_SCALE);
	data_date(d, VAR_LINE_FROM, day_of(dd, l->from_us));
	data_date(d, VAR_LINE_LAST_DAY,
	    day_of(dd,
		l->until_us > l->from_us ? l->until_us - 1 : l->until_us));
	return 1;
}

static int
rewind_taxes(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->tax = 0;
	return 0;
}

static int
next_tax(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_tax *t;

	(void)e;
	if (dd->tax == doc->n_taxes)
		return 0;
	t = &doc->taxes[dd->tax++];
	data_text(d, VAR_TAX_CATEGORY, vat_category_words[t->category]);
	data_decimal(d, VAR_TAX_RATE, t->rate_e4, RATE_SCALE);
	data_money(d, VAR_TAX_TAXABLE, t->taxable_minor, doc->currency);
	data_money(d, VAR_TAX_TAX, t->tax_minor, doc->currency);
	data_text(d, VAR_TAX_TEXT, t->text);
	return 1;
}

static int
rewind_allowances(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->allowance = 0;
	return 0;
}

static int
next_allowance(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_allowance *a;

	(void)e;
	if (dd->allowance == doc->n_allowances)
		return 0;
	a = &doc->allowances[dd->allowance++];
	data_text(d, VAR_ALLOWANCE_NAME, a->name);
	data_duration(d, VAR_ALLOWANCE_TIME_USED, a->free_used_s * 1000);
	data_duration(d, VAR_ALLOWANCE_TIME_LEFT, a->free_left_s * 1000);
	data_amount(d, VAR_ALLOWANCE_CASH_USED, a->cash_used_e8, doc->currency);
	data_amount(d, VAR_ALLOWANCE_CASH_LEFT, a->cash_left_e8, doc->currency);
	data_amount(d, VAR_ALLOWANCE_BALANCE, a->balance_e8, doc->currency);
	return 1;
}

static int
rewind_subscribers(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->subscriber = 0;
	return 0;
}

static int
subscriber_digits(const struct document *doc)
{
	int most = 0;

	for (size_t i = 0; i < doc->n_subscribers; i++) {
		int n = document_data_digits(doc->subscribers[i].amount_e8);

		most = n > most ? n : most;
	}
	return most;
}

static int
next_subscriber(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_subscriber *s;

	(void)e;
	if (dd->subscriber == doc->n_subscribers)
		return 0;
	s = &doc->subscribers[dd->subscriber++];
	data_text(d, VAR_SUBSCRIBER_REF, s->ref);
	data_text(d, VAR_SUBSCRIBER_NUMBER,
	    s->number[0] != '\0' ? s->number : s->ref);
	data_int(d, VAR_SUBSCRIBER_CALLS, s->calls);
	data_duration(d, VAR_SUBSCRIBER_DURATION, s->duration_ms);
	data_duration(d, VAR_SUBSCRIBER_BILLED, s->billed_s * 1000);
	data_duration(d, VAR_SUBSCRIBER_FREE, s->free_s * 1000);
	data_amount_digits(d, VAR_SUBSCRIBER_AMOUNT, s->amount_e8,
	    doc->currency,
	    dd->digits > 0 ? dd->digits : subscriber_digits(doc));
	return 1;
}

/* The calls of the subscriber that was read last. */
static int
rewind_calls(void *context, struct err *e)
{
	struct document_data *dd = context;

	if (dd->calls.begin == NULL || dd->subscriber == 0)
		return 0;
	/* Calls and their sum stand in one column: the same digits for all. */
	if (dd->digits == 0 &&
	    dd->calls.digits(dd->calls.context, &dd->digits, e) < 0)
		return -1;
	dd->values.value[VAR_SUBSCRIBER_AMOUNT].scale = dd->digits;
	return dd->calls.begin(dd->calls.context,
	    dd->document->subscribers[dd->subscriber - 1].ref, e);
}

static int
next_call(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	struct document_call c;
	int more;

	if (dd->calls.next == NULL || dd->subscriber == 0)
		return 0;
	more = dd->calls.next(dd->calls.context, &c, e);
	if (more <= 0)
		return more;
	data_time(d, VAR_CALL_START, c.start_us, dd->zone);
	data_text(d, VAR_CALL_DESTINATION, c.number);
	data_text(d, VAR_CALL_ZONE, c.zone);
	data_text(d, VAR_CALL_DETAIL, c.detail);
	data_duration(d, VAR_CALL_DURATION, c.duration_ms);
	data_duration(d, VAR_CALL_BILLED, c.billed_s * 1000);
	data_duration(d, VAR_CALL_FREE, c.free_s * 1000);
	data_amount_digits(d, VAR_CALL_PRICE, c.amount_e8,
	    dd->document->currency, dd->digits);
	data_text(d, VAR_CALL_DIRECTION, direction_words[c.direction]);
	return 1;
}

int
document_data_fill(struct document_data *dd, const struct document *doc,
    const char *logo, const struct document_calls *calls, struct err *e)
{
	struct data_collection *c = dd->values.collection;

	*dd = (struct document_data){ .document = doc };
	dd->zone = zone_find(doc->timezone, e);
	if (dd->zone == NULL)
		return err_ctx(e, "document %s", doc->number);
	if (calls != NULL)
		dd->calls = *calls;
	c[COLLECTION_LINES] =
	    (struct data_collection){ rewind_lines, next_line, dd };
	c[COLLECTION_TAXES] =
	    (struct data_collection){ rewind_taxes, next_tax, dd };
	c[COLLECTION_SUBSCRIBERS] =
	    (struct data_collection){ rewind_subscribers, next_subscriber, dd };
	c[COLLECTION_CALLS] =
	    (struct data_collection){ rewind_calls, next_call, dd };
	c[COLLECTION_ALLOWANCES] =
	    (struct data_collection){ rewind_allowances, next_allowance, dd };
	fill_party(dd, &doc->party[DOCUMENT_ISSUER], VAR_ISSUER_REF);
	fill_party(dd, &doc->party[DOCUMENT_RECIPIENT], VAR_CUSTOMER_REF);
	fill_invoice(dd, doc);
	data_text(&dd->values, VAR_CUSTOMER_REF, doc->contract);
	data_image(&dd->values, VAR_BRAND_LOGO, logo);
	data_text(&dd->values, VAR_BRAND_COLOR,
	    doc->party[DOCUMENT_ISSUER].color);
	return 0;
}

static int
check_scope(const struct template_data *d, enum variable_scope scope,
    const struct font_set *fonts, struct err *e)
{
	for (size_t i = 0; i < VAR_COUNT; i++) {
		const struct variable_info *v =
		    variables_info((enum variable)i);

		if (v->scope == scope && v->type == TYPE_TEXT &&
		    d->value[i].text != NULL &&
		    font_set_check(fonts, FACE_REGULAR, v->name,
			d->value[i].text, e) < 0)
			return -1;
	}
	return 0;
}

int
document_data_check(struct document_data *dd, const struct font_set *fonts,
    struct err *e)
{
	static const enum collection checked[] = { COLLECTION_LINES,
		COLLECTION_TAXES, COLLECTION_SUBSCRIBERS,
		COLLECTION_ALLOWANCES };
	struct template_data *d = &dd->values;

	if (check_scope(d, SCOPE_DOCUMENT, fonts, e) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(checked) / sizeof(checked[0]); i++) {
		struct data_collection *c = &d->collection[checked[i]];
		enum variable_scope record =
		    variables_collection(checked[i])->record;
		int more;

		if (c->rewind(c->context, e) < 0)
			return -1;
		while ((more = c->next(c->context, d, e)) > 0)
			if (check_scope(d, record, fonts, e) < 0)
				return -1;
		if (more < 0)
			return -1;
	}
	return 0;
}

void
document_data_free(struct document_data *dd)
{
	arena_free(&dd->memory);
}
