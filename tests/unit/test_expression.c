/*
 * Expressions, filters and conditions of templates: what they show, and what
 * is refused when they are compiled.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "template/condition.h"
#include "template/data.h"
#include "template/expression.h"
#include "template/format.h"
#include "template/lang.h"
#include "time/civil.h"
#include "time/zone.h"

#include "../check.h"

static const char de[] = "[format]\n"
			 "code=de\ndecimal=,\ngroup=.\nminus=-\n"
			 "money={sign}{amount} {currency}\n"
			 "percent={number} %\ndate=%d.%m.%Y\n"
			 "datetime=%d.%m.%Y %H:%M:%S\n"
			 "compact=%d.%m.%y %H:%M\n"
			 "[currency]\nEUR=€\n"
			 "[month]\n3=März\n10=Oktober\n"
			 "[kind]\ninvoice=Rechnung\n"
			 "[label]\ntotal=Summe {{invoice.total|money}}\n"
			 "line=Zeile {{line.position}}\n";
static const char en[] = "[format]\n"
			 "code=en\ndecimal=.\ngroup=,\nminus=-\n"
			 "money={sign}{currency}{amount}\n"
			 "percent={number}%\ndate=%e %B %Y\n"
			 "datetime=%e %B %Y %H:%M\n"
			 "compact=%Y-%m-%d %H:%M\n"
			 "[currency]\nEUR=€\n[month]\n10=October\n"
			 "[kind]\ninvoice=Invoice\n[label]\ntotal=Total\n";

static struct template_data data;

static void
fill(void)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *berlin = zone_find("Europe/Berlin", &e);

	CHECK(berlin != NULL, "zone: %s", e.text);
	data_text(&data, VAR_CUSTOMER_COMPANY, "{{invoice.total}} %s & <b>");
	data_text(&data, VAR_CUSTOMER_CITY, "");
	data_text(&data, VAR_INVOICE_KIND, "invoice");
	data_text(&data, VAR_ISSUER_IBAN, "DE02120300000000202051");
	data_money(&data, VAR_INVOICE_TOTAL, 123456789, "EUR");
	data_money(&data, VAR_INVOICE_NET, -5, "EUR");
	data_money(&data, VAR_INVOICE_TAX, 1234, "JPY");
	data_money(&data, VAR_INVOICE_PAID, 0, "KWD");
	data_date(&data, VAR_INVOICE_DATE, civil_to_days(2026, 3, 7));
	data_text(&data, VAR_CALL_DESTINATION, "+49891234567");
	data_text(&data, VAR_CALL_ZONE, "Ελλάδα");
	/* 2026-10-25 00:30:05.9 UTC: the first 02:30 in Berlin */
	data_time(&data, VAR_CALL_START, INT64_C(1792888205900000), berlin);
	data_duration(&data, VAR_CALL_DURATION, 3661001);
	data_amount(&data, VAR_CALL_PRICE, 4500000, "EUR");
	data_decimal(&data, VAR_TAX_RATE, 190000, 4);
	data_decimal(&data, VAR_LINE_TAX_RATE, 77000, 4);
	data_decimal(&data, VAR_LINE_QUANTITY, -1500000, 6);
	data_int(&data, VAR_LINE_POSITION, 1234567);
	data_amount(&data, VAR_LINE_PRICE, -123456785, "EUR");
}

static void
test_values(const struct lang *lang, bool german)
{
	static const struct {
		const char *text, *de, *en;
	} rows[] = {
		{ "plain } { text", "plain } { text", "plain } { text" },
		{ "", "", "" },
		/* data is never read as a template */
		{ "{{customer.company}}", "{{invoice.total}} %s & <b>",
		    "{{invoice.total}} %s & <b>" },
		{ "{{ customer.company | mask:4 }}",
		    "{{invoice.total}} %s &xxxx",
		    "{{invoice.total}} %s &xxxx" },
		{ "{{customer.city|default:-}}", "-", "-" },
		{ "{{invoice.kind|label:kind}}", "Rechnung", "Invoice" },
		{ "{{invoice.kind|label:country}}", "invoice", "invoice" },
		{ "{{invoice.kind|label:kind|mask:2}}", "Rechnuxx", "Invoixx" },
		{ "{{issuer.iban|iban}}", "DE02 1203 0000 0000 2020 51",
		    "DE02 1203 0000 0000 2020 51" },
		{ "{{invoice.total|money}}", "1.234.567,89 €",
		    "€1,234,567.89" },
		{ "{{invoice.total}}", "1.234.567,89 €", "€1,234,567.89" },
		{ "{{invoice.total|money:0}}", "1.234.568 €", "€1,234,568" },
		{ "{{invoice.total|amount}}", "1.234.567,89", "1,234,567.89" },
		{ "{{invoice.net|money}}", "-0,05 €", "-€0.05" },
		{ "{{invoice.tax}}", "1.234 JPY",
		    "JPY\xc2\xa0"
		    "1,234" },
		{ "{{invoice.paid}}", "0,000 KWD",
		    "KWD\xc2\xa0"
		    "0.000" },
		{ "{{invoice.date}}", "07.03.2026", "7 3 2026" },
		{ "{{invoice.date|date:%e. %B %y}}", "7. März 26", "7. 3 26" },
		{ "{{invoice.date|date:100%%}}", "100%", "100%" },
		{ "{{call.start|date:%d.%m.%Y %H:%M:%S}}",
		    "25.10.2026 02:30:05", "25.10.2026 02:30:05" },
		{ "{{call.start}}", "25.10.2026 02:30:05",
		    "25 October 2026 02:30" },
		{ "{{call.duration|hms}}", "1:01:02", "1:01:02" },
		{ "{{call.duration|minutes}}", "61,02", "61.02" },
		{ "{{call.duration|minutes:0}}", "61", "61" },
		{ "{{call.destination|mask:3}}", "+49891234xxx",
		    "+49891234xxx" },
		{ "{{call.destination|mask:32}}", "xxxxxxxxxxxx",
		    "xxxxxxxxxxxx" },
		{ "{{call.zone|mask:2}}", "Ελλάxx", "Ελλάxx" },
		{ "{{call.price|amount:4}}", "0,0450", "0.0450" },
		{ "{{call.price|money}}", "0,05 €", "€0.05" },
		{ "{{call.price|amount:8}}", "0,04500000", "0.04500000" },
		{ "{{tax.rate|percent}}", "19 %", "19%" },
		{ "{{line.tax_rate|percent}}", "7,7 %", "7.7%" },
		{ "{{line.quantity}}", "-1,5", "-1.5" },
		{ "{{line.quantity|number:2}}", "-1,50", "-1.50" },
		{ "{{line.position}}", "1.234.567", "1,234,567" },
		/* -1.23456785 to seven digits: halves away from zero */
		{ "{{line.price|amount:7}}", "-1,2345679", "-1.2345679" },
		/* what is not set is empty */
		{ "[{{line.amount}}{{line.calls}}{{line.from}}{{tax.text}}]",
		    "[]", "[]" },
	};
	struct arena a = { 0 };
	struct expression_place place = { .memory = &a, .scopes = SCOPE_ALL };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct expression *x;
		struct buf out = { 0 };
		struct err e = { .code = ERR_NONE };

		if (!CHECK(expression_parse(&x, rows[i].text,
			       strlen(rows[i].text), &place, &e) == 0,
			"%s: %s", rows[i].text, e.text))
			continue;
		CHECK(expression_eval(x, &data, lang, NULL, &out, &e) == 0,
		    "%s: %s", rows[i].text, e.text);
		CHECK_STR(buf_text(&out), german ? rows[i].de : rows[i].en,
		    rows[i].text);
		buf_free(&out);
	}
	arena_free(&a);
}

static void
test_refused(void)
{
	static const struct {
		const char *text;
		unsigned scopes;
	} rows[] = {
		{ "{{nothing}}", SCOPE_ALL },
		{ "{{}}", SCOPE_ALL },
		{ "{{invoice.total", SCOPE_ALL },
		{ "{{invoice.total|}}", SCOPE_ALL },
		{ "{{invoice.total|nonsense}}", SCOPE_ALL },
		{ "{{invoice.total|hms}}", SCOPE_ALL },
		{ "{{invoice.total|money:9}}", SCOPE_ALL },
		{ "{{invoice.total|money:x}}", SCOPE_ALL },
		{ "{{invoice.number|money}}", SCOPE_ALL },
		{ "{{invoice.number|mask}}", SCOPE_ALL },
		{ "{{invoice.number|mask:0}}", SCOPE_ALL },
		{ "{{invoice.number|mask:33}}", SCOPE_ALL },
		{ "{{invoice.number|iban:1}}", SCOPE_ALL },
		{ "{{invoice.date|date:%Q}}", SCOPE_ALL },
		{ "{{invoice.date|date:%}}", SCOPE_ALL },
		{ "{{invoice.number|mask:1|mask:1|mask:1|mask:1|mask:1|mask:1"
		  "|mask:1|mask:1|mask:1}}",
		    SCOPE_ALL },
		{ "{{label.total}}", SCOPE_ALL }, /* no labels allowed here */
		{ "{{line.position}}", SCOPE_BIT(SCOPE_DOCUMENT) },
		{ "{{page.count}}", SCOPE_BIT(SCOPE_DOCUMENT) },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expression_place place = { .memory = &a,
			.scopes = rows[i].scopes };
		const struct expression *x;
		struct err e = { .code = ERR_NONE };

		CHECK(expression_parse(&x, rows[i].text, strlen(rows[i].text),
			  &place, &e) < 0 &&
			e.code == ERR_DATA,
		    "%s must be refused", rows[i].text);
	}
	arena_free(&a);
}

static void
test_conditions(void)
{
	static const struct {
		const char *text;
		int want; /* 1, 0, or -1: refused */
	} rows[] = {
		{ "customer.company", 1 },
		{ "not customer.company", 0 },
		{ "customer.city", 0 },
		{ "not customer.city", 1 },
		{ "invoice.kind == 'invoice'", 1 },
		{ "invoice.kind=='invoice'", 1 },
		{ "invoice.kind != 'invoice'", 0 },
		{ "'invoice' == invoice.kind", 1 },
		{ "invoice.paid", 0 },
		{ "invoice.net", 1 },
		{ "invoice.net == -5", 1 },
		{ "invoice.paid != 0", 0 },
		{ "invoice.date", 1 },
		{ "invoice.due_date", 0 },
		{ "customer.country == issuer.country", 1 }, /* both empty */
		{ "invoice.kind == 'invoice' and customer.city", 0 },
		{ "invoice.kind == 'invoice' or customer.city", 1 },
		{ "customer.city or customer.city or invoice.net", 1 },
		{ "customer.company and invoice.net and invoice.paid", 0 },
		{ "", -1 },
		{ "'a'", -1 },
		{ "invoice.nothing", -1 },
		{ "invoice.kind ==", -1 },
		{ "invoice.kind == 'invoice", -1 },
		{ "invoice.kind invoice.kind", -1 },
		{ "invoice.kind and invoice.net or invoice.paid", -1 },
		{ "invoice.kind and", -1 },
		{ "page.number == 1", -1 },
	};
	struct arena a = { 0 };
	struct expression_place place = { .memory = &a,
		.scopes = SCOPE_BIT(SCOPE_DOCUMENT) };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct condition *c;
		struct err e = { .code = ERR_NONE };
		int got = condition_parse(&c, rows[i].text, &place, &e);

		if (got == 0)
			got = condition_eval(c, &data) ? 1 : 0;
		CHECK_I64(got, rows[i].want, rows[i].text);
	}
	arena_free(&a);
}

/* A slow second opinion on grouping: put the separators in from the end. */
static void
test_grouping(const struct lang *german, int group_min)
{
	struct lang lang = *german;

	lang.group_min = group_min;
	for (int64_t v = 1; v < INT64_C(4000000000000000000);
	     v = v * 7 + v % 11) {
		struct buf out = { 0 };
		char want[64], digits[32];
		size_t n, w = 0;

		(void)snprintf(digits, sizeof(digits), "%" PRId64, v);
		n = strlen(digits);
		for (size_t i = 0; i < n; i++) {
			want[w++] = digits[i];
			if (i + 1 < n && (n - 1 - i) % 3 == 0 &&
			    n - 3 >= (size_t)group_min)
				want[w++] = '.';
		}
		want[w] = '\0';
		format_number(&out, v, 0, 0, &lang);
		CHECK_STR(buf_text(&out), want, "grouping");
		buf_free(&out);
	}
}

/* What people who write that language would write. */
static void
test_languages(void)
{
	static const struct {
		const char *code;
		int64_t cents;
		const char *want;
	} rows[] = {
		{ "de", 123450, "1.234,50" },
		{ "es", 99900, "999,00" },
		{ "es", 123450, "1234,50" },
		{ "es", 999999, "9999,99" },
		{ "es", -1234567, "-12.345,67" },
		{ "es", 123456789, "1.234.567,89" },
		{ "pl", 123450, "1234,50" },
		{ "pl", 1234567,
		    "12\xc2\xa0"
		    "345,67" },
		{ "pt", 123450, "1234,50" },
		{ "pt", 1234567,
		    "12\xc2\xa0"
		    "345,67" },
		{ "it", 123450, "1.234,50" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct buf out = { 0 };
		struct lang *lang;
		char path[64];

		(void)snprintf(path, sizeof(path), "templates/lang/%s.ini",
		    rows[i].code);
		if (!CHECK(lang_open(&lang, path, &e) == 0, "%s", e.text))
			continue;
		format_number(&out, rows[i].cents, 2, 2, lang);
		CHECK_STR(buf_text(&out), rows[i].want, rows[i].code);
		buf_free(&out);
		lang_free(lang);
	}
}

static void
test_labels(const struct lang *lang)
{
	struct label_use missing = { .key = "nothing",
		.scopes = SCOPE_ALL,
		.line = 7 };
	struct label_use hidden = { .key = "line",
		.scopes = SCOPE_BIT(SCOPE_DOCUMENT),
		.line = 8 };
	struct label_use good = { .key = "total",
		.scopes = SCOPE_BIT(SCOPE_DOCUMENT) };
	struct err e = { .code = ERR_NONE };
	struct lang *bad;

	CHECK(lang_check(lang, &good, "t.xml", &e) == 0, "%s", e.text);
	CHECK(lang_check(lang, &missing, "t.xml", &e) < 0 &&
		strstr(e.text, "t.xml:7") != NULL,
	    "%s", e.text);
	err_clear(&e);
	CHECK(lang_check(lang, &hidden, "t.xml", &e) < 0 &&
		strstr(e.text, "t.xml:8") != NULL,
	    "%s", e.text);
	err_clear(&e);
	CHECK(lang_open_text(&bad, "x", "[format]\ncode=x\n", &e) < 0,
	    "a language without formats");
	err_clear(&e);
	CHECK(lang_open_text(&bad, "x", "[format]\ngroup_min=0\n", &e) < 0 &&
		strstr(e.text, "group_min: not 1, 2 or 3") != NULL,
	    "%s", e.text);
	err_clear(&e);
	CHECK(lang_open_text(&bad, "x",
		  "[format]\ncode=\ndecimal=,\ngroup=.\nminus=-\n"
		  "money={amount}\npercent={number}\ndate=%d\n"
		  "datetime=%d\ncompact=%d\n",
		  &e) < 0 &&
		strstr(e.text, "code: is empty") != NULL,
	    "%s", e.text);
	err_clear(&e);
	CHECK(lang_open_text(&bad, "x", "[label]\na={{label.b}}\n", &e) < 0,
	    "a label in a label");
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };
	struct lang *german = NULL, *english = NULL;

	if (!CHECK(lang_open_text(&german, "de", de, &e) == 0 &&
		    lang_open_text(&english, "en", en, &e) == 0,
		"%s", e.text))
		return check_done();
	fill();
	test_values(german, true);
	test_values(english, false);
	test_refused();
	test_conditions();
	for (int min = 1; min <= 3; min++)
		test_grouping(german, min);
	test_languages();
	test_labels(german);
	lang_free(german);
	lang_free(english);
	return check_done();
}
