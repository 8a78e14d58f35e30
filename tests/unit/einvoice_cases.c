#include "einvoice_cases.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/tax.h"
#include "money/currency.h"
#include "money/money.h"
#include "time/civil.h"
#include "time/zone.h"

#define CENT      INT64_C(1000000) /* 10^-8 */
#define CASES_MAX 400
#define LINES_MAX 600
#define MONTH_US  (INT64_C(31) * CIVIL_DAY_US)

struct maker {
	struct arena *arena;
	struct einvoice_case *cases;
	size_t n;
	int64_t from_us, until_us;
};

static const struct document_party seller = {
	.contact = "op",
	.email = "rechnung@operator.example",
	.first_name = "Ada",
	.last_name = "Meier",
	.company = "Söhne & Łódź <A2P> GmbH",
	.street = "Hauptweg 1",
	.postcode = "80331",
	.city = "München",
	.country = "DE",
	.phone = "+49 89 1234-0",
	.mobile = "",
	.fax = "",
	.vat_number = "DE 999 999 901",
	.registration_number = "HRB 4711",
	.bank_name = "Bank",
	.iban = "DE02 1203 0000 0000 2020 51",
	.bic = "BYLADEM1001",
	.tax_number = "143/200/30010",
	.creditor_id = "DE98ZZZ09999999999",
	.endpoint = "",
	.endpoint_scheme = "",
	.logo = "",
	.color = "",
};

static const struct document_party buyer = {
	.contact = "c",
	.email = "einkauf@kunde.example",
	.first_name = "Max",
	.last_name = "Muster",
	.company = "Kunde AG",
	.street = "Weg 2",
	.postcode = "10115",
	.city = "Berlin",
	.country = "DE",
	.phone = "",
	.mobile = "+49 170 1",
	.fax = "",
	.vat_number = "",
	.registration_number = "",
	.bank_name = "",
	.iban = "",
	.bic = "",
	.tax_number = "",
	.creditor_id = "",
	.endpoint = "",
	.endpoint_scheme = "",
	.logo = "",
	.color = "",
};

/* A new case: an invoice in EUR without lines. */
static struct document *
begin(struct maker *m, const char *name)
{
	struct einvoice_case *c = &m->cases[m->n++];
	struct document *d = &c->d;

	assert(m->n <= CASES_MAX);
	(void)snprintf(c->name, sizeof(c->name), "%s", name);
	*d = (struct document){ .id = (int64_t)m->n,
		.number = arena_printf(m->arena, "INV2026-%06zu", m->n),
		.series = "@invoice",
		.kind = DOCUMENT_INVOICE,
		.issuer = "",
		.contract = "C1001",
		.external_ref = "",
		.from_us = m->from_us,
		.until_us = m->until_us,
		.timezone = "Europe/Berlin",
		.period = "2026-10",
		.revision = 1,
		.reason = "",
		.date_day = civil_to_days(2026, 11, 2),
		.due_day = civil_to_days(2026, 11, 16),
		.currency = "EUR",
		.language = "de",
		.template = "customer",
		.mail_template = "",
		.payment_means = PAYMENT_MEANS_TRANSFER,
		.mandate_ref = "",
		.buyer_reference = "" };
	d->party[DOCUMENT_ISSUER] = seller;
	d->party[DOCUMENT_RECIPIENT] = buyer;
	d->lines = ARENA_NEW(m->arena, struct document_line, LINES_MAX);
	return d;
}

static struct document_line *
add(const struct maker *m, struct document *d, int64_t kind, int64_t category,
    int64_t percent, int64_t amount_e8)
{
	struct document_line *l = &d->lines[d->n_lines++];

	assert(d->n_lines <= LINES_MAX);
	*l = (struct document_line){ .kind = kind,
		.zone = "Germany, Mobile",
		.detail = "",
		.description = "Germany, Mobile",
		.ref = kind == DOCUMENT_LINE_FEE ? "home" : "",
		.period = "",
		.subscriber = "",
		.from_us = m->from_us,
		.until_us = m->until_us,
		.quantity_e6 = amount_e8 < 0 ? -1000000 : 1000000,
		.unit = "C62",
		.unit_price_e8 = amount_e8 < 0 ? -amount_e8 : amount_e8,
		.amount_e8 = amount_e8,
		.tax_category = category,
		.tax_rate_e4 = percent * 10000 };
	return l;
}

static struct document_line *
add_usage(const struct maker *m, struct document *d, int64_t category,
    int64_t percent, int64_t amount_e8, int64_t seconds)
{
	struct document_line *l =
	    add(m, d, DOCUMENT_LINE_USAGE, category, percent, amount_e8);

	l->calls = seconds / 60 + 1;
	l->billed_s = seconds;
	l->free_s = seconds / 7;
	l->duration_ms = seconds * 1000;
	return l;
}

static void
add_item(const struct maker *m, struct document *d, int64_t category,
    int64_t percent, int64_t quantity_e6, int64_t unit_price_e8)
{
	struct document_line *l =
	    add(m, d, DOCUMENT_LINE_ITEM, category, percent,
		(int64_t)round_div((i128)quantity_e6 * unit_price_e8, 1000000,
		    ROUND_HALF_UP));

	l->quantity_e6 = quantity_e6;
	l->unit_price_e8 = unit_price_e8;
	l->description = "Setup \"Haus & Hof\"";
	l->ref = "I-7";
	l->until_us = l->from_us + CIVIL_DAY_US;
}

/* Turn everything round: a credit note. */
static void
negate(struct document *d)
{
	d->kind = DOCUMENT_CREDIT_NOTE;
	for (size_t i = 0; i < d->n_lines; i++) {
		d->lines[i].amount_e8 = -d->lines[i].amount_e8;
		d->lines[i].quantity_e6 = -d->lines[i].quantity_e6;
	}
}

static void
finish(struct maker *m, struct document *d)
{
	const struct currency *cur = currency_find(d->currency);
	struct err e = { .code = ERR_NONE };

	assert(cur != NULL);
	d->digits = cur->digits;
	assert(tax_totals(d, cur, m->arena, &e) == 0);
}

static void
preceding(struct maker *m)
{
	m->cases[m->n - 1].before =
	    (struct einvoice_preceding){ .number = "INV2026-000001",
		    .date_day = civil_to_days(2026, 10, 2) };
}

enum profile { PLAIN, XRECHNUNG, PEPPOL, PROFILES };

static void
set_profile(struct document *d, enum profile p)
{
	struct document_party *s = &d->party[DOCUMENT_ISSUER];
	struct document_party *b = &d->party[DOCUMENT_RECIPIENT];

	if (p == PLAIN)
		return;
	d->buyer_reference = "04011000-12345-34";
	if (p == XRECHNUNG)
		return;
	s->endpoint = "7300010000001";
	s->endpoint_scheme = "0088";
	b->endpoint = "0203201340";
	b->endpoint_scheme = "0208";
	b->country = "BE";
	b->vat_number = "BE0203201340";
}

/* Every category, as invoice and credit note, in every profile. */
static void
categories(struct maker *m)
{
	static const struct {
		const char *name;
		int64_t category, percent;
		const char *country, *vat;
	} rows[] = {
		{ "S", VAT_CATEGORY_S, 19, "DE", "" },
		{ "Z", VAT_CATEGORY_Z, 0, "DE", "" },
		{ "E", VAT_CATEGORY_E, 0, "DE", "" },
		{ "AE", VAT_CATEGORY_AE, 0, "AT", "ATU99999904" },
		{ "K", VAT_CATEGORY_K, 0, "NL", "NL999999903B01" },
		{ "G", VAT_CATEGORY_G, 0, "CH", "CHE123456789MWST" },
		{ "O", VAT_CATEGORY_O, 0, "US", "" },
	};
	static const char *const profiles[] = { "", "-xrechnung", "-peppol" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int p = PLAIN; p < PROFILES; p++)
			for (int credit = 0; credit < 2; credit++) {
				char name[64];
				struct document *d;

				(void)snprintf(name, sizeof(name), "%s%s%s",
				    rows[i].name, profiles[p],
				    credit ? "-credit" : "");
				d = begin(m, name);
				set_profile(d, (enum profile)p);
				if (p == PLAIN) {
					d->party[DOCUMENT_RECIPIENT].country =
					    rows[i].country;
					d->party[DOCUMENT_RECIPIENT]
					    .vat_number = rows[i].vat;
				} else if (rows[i].vat[0] != '\0' &&
				    p == XRECHNUNG)
					d->party[DOCUMENT_RECIPIENT]
					    .vat_number = "DE999999902";
				add_usage(m, d, rows[i].category,
				    rows[i].percent, 1234567890, 45678);
				(void)add(m, d, DOCUMENT_LINE_FEE,
				    rows[i].category, rows[i].percent,
				    999 * CENT);
				if (credit) {
					negate(d);
					d->reason = "wrong address\nsecond";
					preceding(m);
				}
				finish(m, d);
			}
}

/* Half-cent traps, many lines, prices with tax. */
static void
roundings(struct maker *m)
{
	static const int64_t traps_e8[] = { 500000, 1500000, 2500000, 2499999,
		33500000, 50 * CENT, 150 * CENT, 10 * CENT + 500000 };
	struct document *d;

	for (int gross = 0; gross < 2; gross++)
		for (int rate = 7; rate <= 25; rate += 6)
			for (int credit = 0; credit < 2; credit++) {
				char name[64];

				(void)snprintf(name, sizeof(name),
				    "half-cents-%d%s%s", rate,
				    gross ? "-gross" : "",
				    credit ? "-credit" : "");
				d = begin(m, name);
				d->prices_include_vat = gross;
				for (size_t i = 0;
				     i < sizeof(traps_e8) / sizeof(traps_e8[0]);
				     i++)
					add_usage(m, d, VAT_CATEGORY_S, rate,
					    traps_e8[i], (int64_t)i * 17);
				add_item(m, d, VAT_CATEGORY_S, rate, 3000000,
				    33333333);
				if (credit)
					negate(d);
				finish(m, d);
			}
	d = begin(m, "500-lines");
	for (int i = 0; i < 500; i++)
		add_usage(m, d, VAT_CATEGORY_S, i % 3 == 0 ? 7 : 19,
		    (int64_t)i * 12345 + 500000, i * 61);
	finish(m, d);
	d = begin(m, "500-half-cents-gross");
	d->prices_include_vat = true;
	for (int i = 0; i < 500; i++)
		add_usage(m, d, VAT_CATEGORY_S, 19, 500000, 60);
	finish(m, d);
	d = begin(m, "mixed-rates");
	add_usage(m, d, VAT_CATEGORY_S, 19, 1234567890, 1);
	add_usage(m, d, VAT_CATEGORY_S, 7, 234567890, 59);
	add_usage(m, d, VAT_CATEGORY_Z, 0, 34567890, 61);
	add_usage(m, d, VAT_CATEGORY_E, 0, 4567890, 3599);
	finish(m, d);
}

static void
currencies(struct maker *m)
{
	static const char *const codes[] = { "JPY", "USD", "CHF", "KWD", "BHD",
		"PLN", "ISK" };
	struct document *d;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		for (int credit = 0; credit < 2; credit++) {
			char name[64];

			(void)snprintf(name, sizeof(name), "%s%s", codes[i],
			    credit ? "-credit" : "");
			d = begin(m, name);
			d->currency = codes[i];
			add_usage(m, d, VAT_CATEGORY_S, 10, 1200 * CENT, 777);
			add_item(m, d, VAT_CATEGORY_S, 10, 3000000,
			    3000 * CENT);
			if (credit)
				negate(d);
			finish(m, d);
		}
	d = begin(m, "JPY-odd-item");
	d->currency = "JPY";
	add_item(m, d, VAT_CATEGORY_S, 10, 3000000, 3340 * CENT);
	finish(m, d);
	d = begin(m, "JPY-gross");
	d->currency = "JPY";
	d->prices_include_vat = true;
	add_usage(m, d, VAT_CATEGORY_S, 10, 12345 * CENT + 500000, 77);
	finish(m, d);
	for (int i = 0; i < 8; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "%s-two-decimals%s%s",
		    i & 1 ? "CLF" : "TND", i & 2 ? "-gross" : "",
		    i & 4 ? "-credit" : "");
		d = begin(m, name);
		d->currency = i & 1 ? "CLF" : "TND";
		d->step_minor = i & 1 ? 100 : 10;
		d->prices_include_vat = (i & 2) != 0;
		add_usage(m, d, VAT_CATEGORY_S, 19, 123456789, 77);
		add_usage(m, d, VAT_CATEGORY_S, 7, 59490000, 5999);
		add_item(m, d, VAT_CATEGORY_S, 19, 3500000, 4567891);
		add_item(m, d, VAT_CATEGORY_S, 19, -1000000, 1234567);
		if (i & 4)
			negate(d);
		finish(m, d);
	}
	d = begin(m, "KWD-three-digits");
	d->currency = "KWD";
	add_usage(m, d, VAT_CATEGORY_S, 5, 123450000, 77);
	finish(m, d);
	m->cases[m->n - 1].impossible = true;
}

/* Nothing to pay, negative lines, paid before, dates. */
static void
totals(struct maker *m)
{
	struct document *d = begin(m, "zero");
	struct document_line *l;

	add_usage(m, d, VAT_CATEGORY_S, 19, 0, 0);
	finish(m, d);
	d = begin(m, "zero-by-two");
	(void)add(m, d, DOCUMENT_LINE_FEE, VAT_CATEGORY_S, 19, 1000 * CENT);
	add_item(m, d, VAT_CATEGORY_S, 19, -1000000, 1000 * CENT);
	finish(m, d);
	d = begin(m, "negative-line");
	(void)add(m, d, DOCUMENT_LINE_FEE, VAT_CATEGORY_S, 19, 1000 * CENT);
	add_item(m, d, VAT_CATEGORY_S, 19, -2500000, 100 * CENT);
	add_usage(m, d, VAT_CATEGORY_S, 19, -123456789, 600);
	finish(m, d);
	d = begin(m, "negative-total");
	(void)add(m, d, DOCUMENT_LINE_FEE, VAT_CATEGORY_S, 19, 500 * CENT);
	add_item(m, d, VAT_CATEGORY_S, 19, -1000000, 900 * CENT);
	d->kind = DOCUMENT_CREDIT_NOTE;
	finish(m, d);
	d = begin(m, "no-quantity");
	add_item(m, d, VAT_CATEGORY_S, 19, 0, 900 * CENT);
	finish(m, d);
	for (int paid = 0; paid < 3; paid++) {
		d = begin(m,
		    paid == 0       ? "paid-part"
			: paid == 1 ? "paid-all"
				    : "paid-more");
		add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
		d->paid_minor = paid == 0 ? 500 : paid == 1 ? 1190 : 1500;
		finish(m, d);
	}
	d = begin(m, "late-and-items");
	add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
	l = add_usage(m, d, VAT_CATEGORY_S, 19, 70 * CENT, 60);
	l->kind = DOCUMENT_LINE_LATE;
	l->period = "2026-08";
	l->from_us = m->from_us - 2 * MONTH_US;
	l->until_us = m->from_us - MONTH_US;
	l->direction = DIRECTION_IN;
	l->subscriber = "sub@example";
	l = add(m, d, DOCUMENT_LINE_FEE, VAT_CATEGORY_S, 19, 999 * CENT);
	l->from_us = m->until_us;
	l->until_us = m->until_us + MONTH_US;
	finish(m, d);
}

/* Who pays how, persons, corrected invoices. */
static void
parties(struct maker *m)
{
	struct document *d;

	for (int p = PLAIN; p < PROFILES; p++) {
		d = begin(m,
		    p == PLAIN           ? "debit"
			: p == XRECHNUNG ? "debit-xrechnung"
					 : "debit-peppol");
		set_profile(d, (enum profile)p);
		d->payment_means = PAYMENT_MEANS_DIRECT_DEBIT;
		d->mandate_ref = "M-17";
		d->party[DOCUMENT_RECIPIENT].iban =
		    "DE02 5001 0517 0137 0750 30";
		add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
		finish(m, d);
		d = begin(m,
		    p == PLAIN           ? "corrected"
			: p == XRECHNUNG ? "corrected-xrechnung"
					 : "corrected-peppol");
		set_profile(d, (enum profile)p);
		d->revision = 2;
		preceding(m);
		add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
		finish(m, d);
	}
	d = begin(m, "person");
	d->party[DOCUMENT_RECIPIENT].company = "";
	d->external_ref = "crm-4711";
	add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
	finish(m, d);
	d = begin(m, "tax-number-only");
	d->party[DOCUMENT_ISSUER].vat_number = "";
	d->party[DOCUMENT_ISSUER].registration_number = "";
	d->party[DOCUMENT_ISSUER].iban = "";
	d->party[DOCUMENT_RECIPIENT].email = "";
	add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
	finish(m, d);
	d = begin(m, "refund-to-account");
	d->party[DOCUMENT_RECIPIENT].iban = "DE02 5001 0517 0137 0750 30";
	(void)add(m, d, DOCUMENT_LINE_FEE, VAT_CATEGORY_S, 19, 500 * CENT);
	negate(d);
	finish(m, d);
	d = begin(m, "debit-in-dollars");
	d->currency = "USD";
	d->payment_means = PAYMENT_MEANS_DIRECT_DEBIT;
	add_usage(m, d, VAT_CATEGORY_S, 19, 1000 * CENT, 6000);
	finish(m, d);
}

struct einvoice_case *
einvoice_cases(struct arena *a, size_t *n)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *zone = zone_find("Europe/Berlin", &e);
	struct civil c = { .year = 2026, .month = 10, .day = 1 };
	struct maker m = { .arena = a,
		.cases = ARENA_NEW(a, struct einvoice_case, CASES_MAX) };

	assert(zone != NULL);
	m.from_us = zone_from_civil(zone, &c, NULL);
	c.month = 11;
	m.until_us = zone_from_civil(zone, &c, NULL);
	categories(&m);
	roundings(&m);
	currencies(&m);
	totals(&m);
	parties(&m);
	*n = m.n;
	return m.cases;
}
