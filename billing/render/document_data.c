#include "render/document_data.h"

#include <string.h>

#include "base/err.h"
#include "document/document.h"
#include "render/document_records.h"
#include "render/font_set.h"
#include "time/civil.h"
#include "time/zone.h"

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

int64_t
document_data_day(const struct document_data *dd, int64_t us)
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
	data_date(d, VAR_INVOICE_FROM, document_data_day(dd, doc->from_us));
	data_date(d, VAR_INVOICE_LAST_DAY,
	    document_data_day(dd, doc->until_us - 1));
	data_text(d, VAR_INVOICE_CURRENCY, doc->currency);
	fill_money(d, doc);
	data_int(d, VAR_INVOICE_PAYMENT_DAYS, doc->payment_terms_days);
	data_text(d, VAR_INVOICE_PAYMENT_MEANS,
	    payment_means_words[doc->payment_means]);
	data_text(d, VAR_INVOICE_MANDATE_REF, doc->mandate_ref);
	data_text(d, VAR_INVOICE_CREDITOR_ID,
	    doc->party[DOCUMENT_ISSUER].creditor_id);
	data_text(d, VAR_INVOICE_BUYER_REFERENCE, doc->buyer_reference);
	data_int(d, VAR_INVOICE_INTERVALS, (int64_t)doc->n_history);
	data_text(d, VAR_INVOICE_REASON, doc->reason);
	if (doc->corrects_number != NULL) {
		data_text(d, VAR_INVOICE_CORRECTS, doc->corrects_number);
		data_date(d, VAR_INVOICE_CORRECTS_DATE, doc->corrects_day);
	}
	data_bool(d, VAR_INVOICE_GROSS_PRICES, doc->prices_include_vat);
	data_text(d, VAR_INVOICE_ITEMISED, itemised_words[doc->itemised]);
	data_text(d, VAR_CUSTOMER_EXTERNAL_REF, doc->external_ref);
}

int
document_data_fill(struct document_data *dd, const struct document *doc,
    const char *logo, const struct document_calls *calls, struct err *e)
{
	*dd = (struct document_data){ .document = doc };
	dd->zone = zone_find(doc->timezone, e);
	if (dd->zone == NULL)
		return err_ctx(e, "document %s", doc->number);
	if (calls != NULL)
		dd->calls = *calls;
	document_records_set(dd);
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
		COLLECTION_TAXES, COLLECTION_SUBSCRIBERS, COLLECTION_ALLOWANCES,
		COLLECTION_TIES };
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
