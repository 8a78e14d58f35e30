#include "render/document_records.h"

#include <string.h>

#include "base/err.h"
#include "document/document.h"
#include "money/round.h"
#include "render/document_data.h"

#define MINUTE_MS      60000
#define RATE_SCALE     4 /* of document_tax.rate_e4 */
#define QUANTITY_SCALE 6 /* of document_line.quantity_e6 */

static int
rewind_lines(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->at[COLLECTION_LINES] = 0;
	return 0;
}

/* The primary number of a subscriber of the document, else its ref. */
static const char *
number_of(const struct document *doc, const char *ref)
{
	size_t low = 0, high = doc->n_subscribers;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct document_subscriber *s = &doc->subscribers[mid];
		int order = strcmp(s->ref, ref);

		if (order == 0)
			return s->number[0] != '\0' ? s->number : ref;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return ref;
}

static int
next_line(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_line *l;

	(void)e;
	if (dd->at[COLLECTION_LINES] == doc->n_lines)
		return 0;
	l = &doc->lines[dd->at[COLLECTION_LINES]++];
	data_clear(d, SCOPE_LINE);
	data_int(d, VAR_LINE_POSITION, (int64_t)dd->at[COLLECTION_LINES]);
	data_text(d, VAR_LINE_KIND, document_line_kind_words[l->kind]);
	data_text(d, VAR_LINE_DIRECTION, direction_words[l->direction]);
	data_text(d, VAR_LINE_DESCRIPTION, l->description);
	data_text(d, VAR_LINE_ZONE, l->zone);
	data_text(d, VAR_LINE_DETAIL, l->detail);
	data_text(d, VAR_LINE_PERIOD, l->period);
	data_text(d, VAR_LINE_SUBSCRIBER, number_of(doc, l->subscriber));
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
	if (doc->kind == DOCUMENT_MARGIN) {
		data_amount(d, VAR_LINE_RETAIL, l->retail_e8, doc->currency);
		data_amount(d, VAR_LINE_WHOLESALE, l->wholesale_e8,
		    doc->currency);
		data_text(d, VAR_LINE_LOSS, document_loss_words[l->loss]);
		data_text(d, VAR_LINE_LOSS_FEE, l->ref);
	}
	data_text(d, VAR_LINE_TAX_CATEGORY,
	    vat_category_words[l->tax_category]);
	data_decimal(d, VAR_LINE_TAX_RATE, l->tax_rate_e4, RATE_SCALE);
	data_date(d, VAR_LINE_FROM, document_data_day(dd, l->from_us));
	data_date(d, VAR_LINE_LAST_DAY,
	    document_data_day(dd,
		l->until_us > l->from_us ? l->until_us - 1 : l->until_us));
	return 1;
}

static int
rewind_taxes(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->at[COLLECTION_TAXES] = 0;
	return 0;
}

static int
next_tax(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_tax *t;

	(void)e;
	if (dd->at[COLLECTION_TAXES] == doc->n_taxes)
		return 0;
	t = &doc->taxes[dd->at[COLLECTION_TAXES]++];
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
	dd->at[COLLECTION_ALLOWANCES] = 0;
	return 0;
}

static int
next_allowance(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_allowance *a;

	(void)e;
	if (dd->at[COLLECTION_ALLOWANCES] == doc->n_allowances)
		return 0;
	a = &doc->allowances[dd->at[COLLECTION_ALLOWANCES]++];
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
	dd->at[COLLECTION_SUBSCRIBERS] = 0;
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
	if (dd->at[COLLECTION_SUBSCRIBERS] == doc->n_subscribers)
		return 0;
	s = &doc->subscribers[dd->at[COLLECTION_SUBSCRIBERS]++];
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

	if (dd->calls.begin == NULL || dd->at[COLLECTION_SUBSCRIBERS] == 0)
		return 0;
	/* Calls and their sum stand in one column: the same digits for all. */
	if (dd->digits == 0 &&
	    dd->calls.digits(dd->calls.context, &dd->digits, e) < 0)
		return -1;
	dd->values.value[VAR_SUBSCRIBER_AMOUNT].scale = dd->digits;
	return dd->calls.begin(dd->calls.context,
	    dd->document->subscribers[dd->at[COLLECTION_SUBSCRIBERS] - 1].ref,
	    e);
}

static int
next_call(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	struct document_call c;
	int more;

	if (dd->calls.next == NULL || dd->at[COLLECTION_SUBSCRIBERS] == 0)
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

static int
rewind_ties(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->at[COLLECTION_TIES] = 0;
	return 0;
}

static int
next_tie(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_tie *t;

	(void)e;
	if (dd->at[COLLECTION_TIES] == doc->n_ties)
		return 0;
	t = &doc->ties[dd->at[COLLECTION_TIES]++];
	data_text(d, VAR_TIE_NUMBER, t->number);
	data_text(d, VAR_TIE_CONTRACT, t->contract);
	data_amount(d, VAR_TIE_AMOUNT, t->amount_e8, doc->currency);
	data_amount(d, VAR_TIE_TAX, t->tax_e8, doc->currency);
	return 1;
}

static int
rewind_history(void *context, struct err *e)
{
	struct document_data *dd = context;

	(void)e;
	dd->at[COLLECTION_HISTORY] = 0;
	return 0;
}

static int
next_history(void *context, struct template_data *d, struct err *e)
{
	struct document_data *dd = context;
	const struct document *doc = dd->document;
	const struct document_history *h;

	(void)e;
	if (dd->at[COLLECTION_HISTORY] == doc->n_history)
		return 0;
	h = &doc->history[dd->at[COLLECTION_HISTORY]++];
	data_date(d, VAR_HISTORY_FROM, document_data_day(dd, h->from_us));
	data_date(d, VAR_HISTORY_LAST_DAY,
	    document_data_day(dd, h->until_us - 1));
	data_money(d, VAR_HISTORY_TOTAL, h->total_minor, doc->currency);
	data_bool(d, VAR_HISTORY_NOW, h->from_us == doc->from_us);
	return 1;
}

void
document_records_set(struct document_data *dd)
{
	static const struct data_collection all[COLLECTION_COUNT] = {
		[COLLECTION_LINES] = { rewind_lines, next_line, NULL },
		[COLLECTION_TAXES] = { rewind_taxes, next_tax, NULL },
		[COLLECTION_SUBSCRIBERS] = { rewind_subscribers,
		    next_subscriber, NULL },
		[COLLECTION_CALLS] = { rewind_calls, next_call, NULL },
		[COLLECTION_ALLOWANCES] = { rewind_allowances, next_allowance,
		    NULL },
		[COLLECTION_TIES] = { rewind_ties, next_tie, NULL },
		[COLLECTION_HISTORY] = { rewind_history, next_history, NULL },
	};

	for (size_t i = 0; i < COLLECTION_COUNT; i++) {
		dd->values.collection[i] = all[i];
		dd->values.collection[i].context = dd;
	}
}
