#include "render/sample_document.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "money/round.h"
#include "render/sample_party.h"
#include "time/civil.h"

#define E8     INT64_C(100000000)
#define MINUTE 60000 /* ms */

/* 2026-10-01 00:00 in Berlin, and a month later (with the end of summer time) */
#define FROM_US  (INT64_C(1790805600) * CIVIL_US)
#define UNTIL_US (INT64_C(1793487600) * CIVIL_US)

/* Names that are long, have accents or need Greek and Cyrillic letters. */
static const struct {
	const char *zone, *detail, *number;
	int64_t minute_e8;
} zones[] = {
	{ "Deutschland", "Festnetz", "+49302399", 990000 },
	{ "Deutschland", "Mobilfunk", "+4917699", 9900000 },
	{ "Österreich", "Festnetz", "+4314449", 2900000 },
	{ "Argentina", "Buenos Aires", "+541155", 4000000 },
	{ "Ελλάδα", "Αθήνα", "+3021099", 3500000 },
	{ "Україна", "Київ", "+3804499", 12500000 },
	{ "Bosnien und Herzegowina", "Mobilfunk anderer Netze", "+3876199",
	    34500000 },
	{ "Sonderrufnummern", "", "+49180599", 11760000 },
};

#define OTHER_LINES 4 /* of add_other_lines() */
#define ZONES       (sizeof(zones) / sizeof(zones[0]))

static const char *const subscriber_refs[] = { "+498999998101", "+498999998102",
	"trunk-nord@beispiel.example" };

#define SUBSCRIBERS (sizeof(subscriber_refs) / sizeof(subscriber_refs[0]))

/* A row of pseudo-random numbers, the same for everybody. */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static size_t
make_call(const struct sample_calls *s, int64_t i, struct document_call *c,
    char number[24])
{
	uint64_t r = mix((uint64_t)(s->seed * 1000003 + i));
	size_t zone = (size_t)(r % ZONES) * (size_t)(r >> 8 & 1);
	int64_t span = (UNTIL_US - FROM_US) / s->per_subscriber;
	size_t len = strlen(zones[zone].number);

	memcpy(number, zones[zone].number, len);
	for (int n = 0; n < 4; n++)
		number[len++] = (char)('0' + (r >> (12 + 4 * n) & 0xf) % 10);
	number[len] = '\0';
	*c = (struct document_call){
		.start_us = FROM_US + span * i +
		    (int64_t)(r >> 30 & 0xfffff) % span / CIVIL_US * CIVIL_US,
		.duration_ms = (int64_t)(r >> 40 & 0x3ff) * 1000 + 1000,
		.direction = DIRECTION_OUT,
		.number = number,
		.zone = zones[zone].zone,
		.detail = zones[zone].detail,
	};
	c->billed_s = (c->duration_ms / 1000 + 59) / 60 * 60;
	c->free_s = i < 2 ? c->billed_s : 0;
	c->amount_e8 = (c->billed_s - c->free_s) / 60 * zones[zone].minute_e8;
	return zone;
}

static int
begin_calls(void *context, const char *subscriber, struct err *e)
{
	struct sample_calls *s = context;

	(void)e;
	s->next = 0;
	s->seed = 1;
	for (size_t i = 0; i < SUBSCRIBERS; i++)
		if (strcmp(subscriber_refs[i], subscriber) == 0)
			s->seed = (int64_t)i + 1;
	return 0;
}

static int
next_call(void *context, struct document_call *c, struct err *e)
{
	static _Thread_local char number[24];
	struct sample_calls *s = context;

	(void)e;
	if (s->next == s->per_subscriber)
		return 0;
	(void)make_call(s, s->next++, c, number);
	return 1;
}

static int
call_digits(void *context, int *digits, struct err *e)
{
	(void)context;
	(void)e;
	*digits = 1;
	for (size_t i = 0; i < ZONES; i++) {
		int n = document_data_digits(zones[i].minute_e8);

		*digits = n > *digits ? n : *digits;
	}
	return 0;
}

struct document_calls
sample_document_calls(struct sample_calls *s)
{
	assert(s->per_subscriber > 0);
	return (
	    struct document_calls){ begin_calls, next_call, call_digits, s };
}

static struct document_line
plain_line(enum document_line_kind kind, const char *description)
{
	return (struct document_line){ .kind = (int64_t)kind,
		.zone = "",
		.detail = "",
		.description = description,
		.ref = "",
		.period = "",
		.subscriber = "",
		.from_us = FROM_US,
		.until_us = UNTIL_US,
		.quantity_e6 = 1000000,
		.unit = "C62",
		.tax_category = VAT_CATEGORY_S,
		.tax_rate_e4 = 190000 };
}

static void
add_line(struct document *d, struct document_line l)
{
	l.net_minor = (int64_t)round_div(l.amount_e8, E8 / 100, ROUND_HALF_UP);
	d->lines[d->n_lines++] = l;
	d->net_minor += l.net_minor;
}

/* Fees and items, and what came late. */
static void
add_other_lines(struct document *d)
{
	struct document_line l;

	l = plain_line(DOCUMENT_LINE_FEE, "Business Flat 100");
	l.amount_e8 = l.unit_price_e8 = 2490000000;
	add_line(d, l);
	l = plain_line(DOCUMENT_LINE_ITEM,
	    "Telefon Modell 7 mit Netzteil und Wandhalterung");
	l.quantity_e6 = 3000000;
	l.unit_price_e8 = 8990000000;
	l.amount_e8 = 3 * l.unit_price_e8;
	add_line(d, l);
	l = plain_line(DOCUMENT_LINE_ITEM, "Gutschrift Störung 12.10.2026");
	l.quantity_e6 = -1000000;
	l.unit_price_e8 = 1500000000;
	l.amount_e8 = -l.unit_price_e8;
	add_line(d, l);
	l = plain_line(DOCUMENT_LINE_LATE, "Deutschland");
	l.zone = "Deutschland";
	l.detail = "Mobilfunk";
	l.period = "2026-09";
	l.calls = 1;
	l.duration_ms = 3 * MINUTE;
	l.billed_s = 180;
	l.amount_e8 = l.unit_price_e8 = 29700000;
	add_line(d, l);
}

/* Sum the calls up by zone and by subscriber. */
static void
add_usage(struct document *d, struct document_line *by_zone)
{
	struct sample_calls s = { .per_subscriber = 90 };
	char number[24];

	for (size_t i = 0; i < SUBSCRIBERS; i++) {
		struct document_subscriber *sub = &d->subscribers[i];

		sub->ref = subscriber_refs[i];
		sub->number = subscriber_refs[i];
		s.seed = (int64_t)i + 1;
		for (int64_t n = 0; n < s.per_subscriber; n++) {
			struct document_call c;
			struct document_line *l =
			    &by_zone[make_call(&s, n, &c, number)];

			l->calls++;
			l->duration_ms += c.duration_ms;
			l->billed_s += c.billed_s;
			l->free_s += c.free_s;
			l->amount_e8 += c.amount_e8;
			sub->calls++;
			sub->duration_ms += c.duration_ms;
			sub->billed_s += c.billed_s;
			sub->free_s += c.free_s;
			sub->amount_e8 += c.amount_e8;
		}
	}
	d->n_subscribers = SUBSCRIBERS;
}

/* Of a customer: free minutes, and free cash in part. */
static void
add_allowances(struct document *d, struct arena *a)
{
	if (d->category != TEMPLATE_CATEGORY_CUSTOMER ||
	    d->kind != DOCUMENT_INVOICE)
		return;
	d->n_allowances = 1;
	d->allowances = ARENA_NEW(a, struct document_allowance, 1);
	d->allowances[0] = (struct document_allowance){
		.name = "Business 1000",
		.free_left_s = 1440,
		.cash_used_e8 = INT64_C(325000000),
		.cash_left_e8 = INT64_C(175000000),
	};
	for (size_t i = 0; i < d->n_lines; i++)
		d->allowances[0].free_used_s += d->lines[i].free_s;
}

static void
fill_parties(struct document *d, enum template_category category)
{
	d->party[DOCUMENT_ISSUER] = sample_party_issuer;
	d->party[DOCUMENT_RECIPIENT] = sample_party_recipient;
	if (category == TEMPLATE_CATEGORY_CUSTOMER ||
	    category == TEMPLATE_CATEGORY_DID)
		return;
	d->party[DOCUMENT_RECIPIENT].company = "Beispiel Carrier Services B.V.";
	d->party[DOCUMENT_RECIPIENT].street = "Voorbeeldkade 40";
	d->party[DOCUMENT_RECIPIENT].postcode = "1012 AB";
	d->party[DOCUMENT_RECIPIENT].city = "Amsterdam";
	d->party[DOCUMENT_RECIPIENT].country = "NL";
}

/* What the incoming calls of each subscriber cost, in lines of their own. */
static void
add_did_lines(struct document *d)
{
	for (size_t i = 0; i < SUBSCRIBERS; i++) {
		const struct document_subscriber *s = &d->subscribers[i];
		struct document_line l =
		    plain_line(DOCUMENT_LINE_USAGE, "0800 Inland");

		l.zone = "0800 Inland";
		l.detail = i == 1 ? "Mobilfunk" : "Festnetz";
		l.direction = DIRECTION_IN;
		l.subscriber = s->number;
		l.calls = s->calls;
		l.duration_ms = s->duration_ms;
		l.billed_s = s->billed_s;
		l.amount_e8 = l.unit_price_e8 = s->amount_e8;
		add_line(d, l);
	}
}

/* Retail and wholesale of each zone; one of them sold below what it costs. */
static void
add_margin_lines(struct document *d, struct arena *a,
    const struct document_line *by_zone)
{
	for (size_t i = 0; i < ZONES; i++) {
		struct document_line l = by_zone[i];

		l.retail_e8 = l.amount_e8;
		l.wholesale_e8 = l.amount_e8 / 10 * (i == 4 ? 11 : 6);
		l.amount_e8 = l.retail_e8 - l.wholesale_e8;
		l.unit_price_e8 = l.amount_e8 < 0 ? -l.amount_e8 : l.amount_e8;
		l.loss = l.amount_e8 < 0 ? DOCUMENT_LOSS_BELOW_COST
					 : DOCUMENT_LOSS_NONE;
		l.ref = l.amount_e8 < 0 ? "nord-retail 4175" : "";
		l.tax_category = VAT_CATEGORY_O;
		l.tax_rate_e4 = 0;
		add_line(d, l);
	}
	d->n_ties = 2;
	d->ties = ARENA_NEW(a, struct document_tie, 2);
	d->ties[0] = (struct document_tie){ TIER_RETAIL, "C4711",
		"INV2026-000124", by_zone[0].amount_e8, 0 };
	d->ties[1] = (struct document_tie){ TIER_WHOLESALE, "R-NORD",
		"INV2026-000098", by_zone[1].amount_e8, 0 };
}

/* A year of intervals, the last of them this document's. */
static void
add_history(struct document *d, struct arena *a)
{
	int64_t from = d->from_us;

	d->n_history = DOCUMENT_HISTORY_MAX;
	d->history =
	    ARENA_NEW(a, struct document_history, DOCUMENT_HISTORY_MAX);
	for (size_t i = d->n_history; i-- > 0;) {
		int64_t days = civil_to_days(2025, 11 + (int)i, 1);
		int64_t share = (int64_t)(mix(i + 7) % 80) + 40; /* per cent */

		d->history[i] = (struct document_history){
			.from_us = i + 1 == d->n_history ? d->from_us
							 : days * CIVIL_DAY_US,
			.until_us = i + 1 == d->n_history ? d->until_us : from,
			.total_minor = i + 1 == d->n_history
			    ? d->total_minor
			    : d->total_minor * share / 100,
		};
		from = d->history[i].from_us;
	}
}

static void
add_tax(struct document *d, struct arena *a)
{
	bool taxed = d->kind != DOCUMENT_MARGIN;
	struct document_tax *t = ARENA_NEW(a, struct document_tax, 1);

	*t = (struct document_tax){
		.category = taxed ? VAT_CATEGORY_S : VAT_CATEGORY_O,
		.rate_e4 = taxed ? 190000 : 0,
		.taxable_minor = d->net_minor,
		.tax_minor = taxed ? (int64_t)round_div((i128)d->net_minor * 19,
					 100, ROUND_HALF_UP)
				   : 0,
		.text = "",
	};
	d->taxes = t;
	d->n_taxes = 1;
	d->tax_minor = t->tax_minor;
	d->total_minor = d->net_minor + d->tax_minor;
	d->payable_minor = d->total_minor;
}

/* A credit note has the opposite of every amount. */
static void
turn(struct document *d)
{
	d->corrects = 1;
	d->corrects_number = "INV2026-000098";
	d->corrects_day = civil_to_days(2026, 10, 2);
	d->reason = "Mobilfunkziele waren falsch tarifiert";
	d->number = "CN2026-000007";
	for (size_t i = 0; i < d->n_lines; i++) {
		struct document_line *l = &d->lines[i];

		l->amount_e8 = -l->amount_e8;
		l->net_minor = -l->net_minor;
		l->quantity_e6 = -l->quantity_e6;
	}
	for (size_t i = 0; i < d->n_taxes; i++) {
		d->taxes[i].taxable_minor = -d->taxes[i].taxable_minor;
		d->taxes[i].tax_minor = -d->taxes[i].tax_minor;
	}
	d->net_minor = -d->net_minor;
	d->tax_minor = -d->tax_minor;
	d->total_minor = -d->total_minor;
	d->payable_minor = -d->payable_minor;
}

static void
add_lines(struct document *d, struct arena *a)
{
	struct document_line *by_zone =
	    ARENA_NEW(a, struct document_line, ZONES);

	d->lines = ARENA_NEW(a, struct document_line, ZONES + OTHER_LINES);
	d->subscribers = ARENA_NEW(a, struct document_subscriber, SUBSCRIBERS);
	for (size_t i = 0; i < ZONES; i++) {
		by_zone[i] = plain_line(DOCUMENT_LINE_USAGE, zones[i].zone);
		by_zone[i].zone = zones[i].zone;
		by_zone[i].detail = zones[i].detail;
	}
	add_usage(d, by_zone);
	if (d->kind == DOCUMENT_MARGIN) {
		add_margin_lines(d, a, by_zone);
		return;
	}
	if (d->category == TEMPLATE_CATEGORY_DID) {
		add_did_lines(d);
		return;
	}
	for (size_t i = 0; i < ZONES; i++) {
		by_zone[i].unit_price_e8 = by_zone[i].amount_e8;
		add_line(d, by_zone[i]);
	}
	add_other_lines(d);
}

void
sample_document_for(const char *name, int64_t *kind,
    enum template_category *category)
{
	static const struct {
		const char *word;
		int64_t kind;
		enum template_category category;
	} words[] = {
		{ "reseller", DOCUMENT_INVOICE, TEMPLATE_CATEGORY_RESELLER },
		{ "peer", DOCUMENT_INVOICE, TEMPLATE_CATEGORY_PEER },
		{ "did", DOCUMENT_INVOICE, TEMPLATE_CATEGORY_DID },
		{ "credit", DOCUMENT_CREDIT_NOTE, TEMPLATE_CATEGORY_CUSTOMER },
		{ "margin", DOCUMENT_MARGIN, TEMPLATE_CATEGORY_MARGIN },
	};
	const char *slash = strrchr(name, '/');

	*kind = DOCUMENT_INVOICE;
	*category = TEMPLATE_CATEGORY_CUSTOMER;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(slash != NULL ? slash : name, words[i].word) !=
		    NULL) {
			*kind = words[i].kind;
			*category = words[i].category;
		}
}

struct document *
sample_document(struct arena *a, int64_t kind, enum template_category category,
    const char *language)
{
	struct document *d = ARENA_NEW(a, struct document, 1);

	*d = (struct document){ .number = "INV2026-000123",
		.series = "",
		.kind = kind,
		.category = (int64_t)category,
		.issuer = "",
		.contract = "C4711",
		.external_ref = "",
		.from_us = FROM_US,
		.until_us = UNTIL_US,
		.timezone = "Europe/Berlin",
		.period = "2026-10",
		.revision = 1,
		.reason = "",
		.date_day = civil_to_days(2026, 11, 2),
		.due_day = civil_to_days(2026, 11, 16),
		.currency = "EUR",
		.digits = 2,
		.language = language,
		.template = "",
		.mail_template = "",
		.itemised = ITEMISED_MASKED,
		.payment_terms_days = 14,
		.mandate_ref = "",
		.buyer_reference = "EK-2026-0815",
		.created_us = UNTIL_US + CIVIL_DAY_US };
	fill_parties(d, category);
	add_lines(d, a);
	add_tax(d, a);
	add_allowances(d, a);
	add_history(d, a);
	if (kind == DOCUMENT_CREDIT_NOTE)
		turn(d);
	return d;
}
