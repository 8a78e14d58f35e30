/* Tax: rates, groups, rounding, prices with tax; checked by verify_document(). */
#include "../check.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/share.h"
#include "document/tax.h"
#include "document/verify.h"
#include "document/wording.h"
#include "money/currency.h"
#include "time/civil.h"

#define C       INT64_C(1000000) /* a cent in 10^-8 */
#define PERCENT INT64_C(10000)

struct want {
	int64_t category, rate, taxable, tax; /* rate in percent */
};

static const struct row {
	const char *what, *currency;
	bool gross;
	struct {
		int64_t category, rate, amount_e8;
	} lines[6]; /* ends with an amount of 0 and rate -1 */
	struct want want[3];
	int64_t total;
	int64_t nets[6];
} rows[] = {
	{ "one line", "EUR", false, { { 0, 19, 1000 * C }, { 0, -1, 0 } },
	    { { 0, 19, 1000, 190 } }, 1190, { 1000 } },
	/* 3 x 0.335: each line is rounded, then added */
	{ "lines are rounded first", "EUR", false,
	    { { 0, 19, 33500000 }, { 0, 19, 33500000 }, { 0, 19, 33500000 },
		{ 0, -1, 0 } },
	    { { 0, 19, 102, 19 } }, 121, { 34, 34, 34 } },
	/* 0.50 x 19 % = 0.095 */
	{ "half a cent of tax", "EUR", false,
	    { { 0, 19, 50 * C }, { 0, -1, 0 } }, { { 0, 19, 50, 10 } }, 60,
	    { 50 } },
	{ "half a cent of credit", "EUR", false,
	    { { 0, 19, -50 * C }, { 0, -1, 0 } }, { { 0, 19, -50, -10 } }, -60,
	    { -50 } },
	{ "0.005 and -0.005", "EUR", false,
	    { { 0, 19, 500000 }, { 0, 19, -500000 }, { 0, -1, 0 } },
	    { { 0, 19, 0, 0 } }, 0, { 1, -1 } },
	{ "two rates and a category", "EUR", false,
	    { { VAT_CATEGORY_Z, 0, 100 * C }, { 0, 19, 200 * C },
		{ 0, 7, 300 * C }, { 0, 19, 1 * C }, { 0, -1, 0 } },
	    { { 0, 7, 300, 21 }, { 0, 19, 201, 38 },
		{ VAT_CATEGORY_Z, 0, 100, 0 } },
	    660, { 100, 200, 300, 1 } },
	{ "reverse charge", "EUR", false,
	    { { VAT_CATEGORY_AE, 0, 123456789 }, { 0, -1, 0 } },
	    { { VAT_CATEGORY_AE, 0, 123, 0 } }, 123, { 123 } },
	{ "yen", "JPY", false, { { 0, 10, 12345 * C }, { 0, -1, 0 } },
	    { { 0, 10, 123, 12 } }, 135, { 123 } }, /* 123.45 */
	{ "dinars", "KWD", false, { { 0, 5, 123450000 }, { 0, -1, 0 } },
	    { { 0, 5, 1235, 62 } }, 1297, { 1235 } }, /* 1.2345: 61.75 */
	{ "with tax", "EUR", true, { { 0, 19, 1190 * C }, { 0, -1, 0 } },
	    { { 0, 19, 1000, 190 } }, 1190, { 1000 } },
	/* 3 x 1.00: gross 3.00, tax 0.48 (0.4789), net 2.52 = 3 x 0.84 */
	{ "with tax, three equal lines", "EUR", true,
	    { { 0, 19, 100 * C }, { 0, 19, 100 * C }, { 0, 19, 100 * C },
		{ 0, -1, 0 } },
	    { { 0, 19, 252, 48 } }, 300, { 84, 84, 84 } },
	/* 2 x 0.10: tax 0.03 (0.0319), net 0.17: 0.0840 each, first gains */
	{ "with tax, a cent left", "EUR", true,
	    { { 0, 19, 10 * C }, { 0, 19, 10 * C }, { 0, -1, 0 } },
	    { { 0, 19, 17, 3 } }, 20, { 9, 8 } },
	{ "with tax, charge and credit", "EUR", true,
	    { { 0, 19, 1000 * C }, { 0, 19, -250 * C }, { 0, -1, 0 } },
	    { { 0, 19, 630, 120 } }, 750, { 840, -210 } },
},
  /* to be e-invoices: two decimals, whatever the currency has */
  coarse[] = {
	/* 1.2345 -> 1.23; 5 % of it 0.0615 -> 0.06 */
	{ "dinars to two decimals", "KWD", false,
	    { { 0, 5, 123450000 }, { 0, -1, 0 } }, { { 0, 5, 1230, 60 } }, 1290,
	    { 1230 } },
	/* rounded once: 0.5949 is 0.59, by way of 0.595 it would be 0.60 */
	{ "dinars, rounded once", "KWD", false,
	    { { 0, 10, 59490000 }, { 0, 10, -59500000 }, { 0, -1, 0 } },
	    { { 0, 10, -10, 0 } }, -10, { 590, -600 } },
	/* gross 3.004 -> 3.00, tax 0.1429 -> 0.14, net 2.86: 0.95 each, the
	 * first gains the cent left */
	{ "dinars with tax", "KWD", true,
	    { { 0, 5, 100130000 }, { 0, 5, 100130000 }, { 0, 5, 100140000 },
		{ 0, -1, 0 } },
	    { { 0, 5, 2860, 140 } }, 3000, { 950, 950, 960 } },
	/* four decimals: 10000 is 1 */
	{ "units of account", "CLF", false,
	    { { 0, 19, 123450000 }, { 0, -1, 0 } }, { { 0, 19, 12300, 2300 } },
	    14600, { 12300 } },
};

static void
check_row(const struct row *r, int64_t step)
{
	struct arena arena = { 0 };
	struct err e = { .code = ERR_NONE };
	struct document_line lines[6] = { 0 };
	struct document d = { .lines = lines,
		.language = "de",
		.kind = DOCUMENT_INVOICE,
		.step_minor = step,
		.prices_include_vat = r->gross };
	const struct currency *cur = currency_find(r->currency);

	for (size_t i = 0; r->lines[i].rate >= 0; i++, d.n_lines++)
		lines[i] = (struct document_line){
			.kind = DOCUMENT_LINE_ITEM,
			.amount_e8 = r->lines[i].amount_e8,
			.quantity_e6 =
			    r->lines[i].amount_e8 < 0 ? -1000000 : 1000000,
			.unit_price_e8 = r->lines[i].amount_e8 < 0
			    ? -r->lines[i].amount_e8
			    : r->lines[i].amount_e8,
			.tax_category = r->lines[i].category,
			.tax_rate_e4 = r->lines[i].rate * PERCENT,
		};
	d.digits = cur->digits;
	CHECK(tax_totals(&d, cur, &arena, &e) == 0, "%s: %s", r->what, e.text);
	CHECK_I64(d.total_minor, r->total, r->what);
	for (size_t i = 0; i < d.n_taxes; i++) {
		CHECK_I64(d.taxes[i].category, r->want[i].category, r->what);
		CHECK_I64(d.taxes[i].rate_e4, r->want[i].rate * PERCENT,
		    r->what);
		CHECK_I64(d.taxes[i].taxable_minor, r->want[i].taxable,
		    r->what);
		CHECK_I64(d.taxes[i].tax_minor, r->want[i].tax, r->what);
	}
	for (size_t i = 0; i < d.n_lines; i++)
		CHECK_I64(d.lines[i].net_minor, r->nets[i], r->what);
	CHECK(verify_document(&d, &e) == 0, "%s: %s", r->what, e.text);
	CHECK(document_step(&d) >= step, "%s: step", r->what);
	/* a cent anywhere is noticed */
	d.lines[0].net_minor++;
	CHECK(verify_document(&d, &e) == -1, "%s: line", r->what);
	e.code = ERR_NONE;
	d.lines[0].net_minor--;
	d.taxes[0].tax_minor++;
	CHECK(verify_document(&d, &e) == -1, "%s: tax", r->what);
	arena_free(&arena);
}

static void
check_rates(void)
{
	static const struct vat_rate rates[] = {
		{ .country = "AT",
		    .category = 0,
		    .rate_e4 = 20 * PERCENT,
		    .valid_from_day = 0 },
		{ .country = "DE",
		    .category = 0,
		    .rate_e4 = 19 * PERCENT,
		    .valid_from_day = 0 },
		{ .country = "DE",
		    .category = 0,
		    .rate_e4 = 16 * PERCENT,
		    .valid_from_day = 100 },
		{ .country = "DE",
		    .category = 0,
		    .rate_e4 = 19 * PERCENT,
		    .valid_from_day = 200 },
	};
	struct tax_terms t = { .category = VAT_CATEGORY_S,
		.rate_e4 = ENTITY_NONE,
		.country = "DE",
		.rates = rates,
		.n_rates = 4 };
	struct err e = { .code = ERR_NONE };
	struct tax_span s;

	CHECK(tax_rate(&t, 99, &s, &e) == 0 && s.rate_e4 == 190000 &&
		s.from_day == 0 && s.until_day == 100,
	    "the day before");
	CHECK(tax_rate(&t, 100, &s, &e) == 0 && s.rate_e4 == 160000 &&
		s.from_day == 100 && s.until_day == 200,
	    "the day of change");
	CHECK(tax_rate(&t, 200, &s, &e) == 0 && s.rate_e4 == 190000 &&
		s.until_day == INT64_MAX,
	    "the last");
	CHECK(tax_rate(&t, -1, &s, &e) == -1 && e.code == ERR_REFUSED,
	    "before the first");
	e.code = ERR_NONE;
	t.country = "FR";
	CHECK(tax_rate(&t, 1, &s, &e) == -1, "a country without rates");
	e.code = ERR_NONE;
	t.country = "";
	CHECK(tax_rate(&t, 1, &s, &e) == -1, "no country");
	e.code = ERR_NONE;
	t.rate_e4 = 81000;
	CHECK(tax_rate(&t, 1, &s, &e) == 0 && s.rate_e4 == 81000, "stated");
	t.category = VAT_CATEGORY_AE;
	CHECK(tax_rate(&t, 1, &s, &e) == -1, "AE has no rate");
	e.code = ERR_NONE;
	t.rate_e4 = 0;
	CHECK(tax_rate(&t, 1, &s, &e) == 0 && s.rate_e4 == 0, "AE 0");
	CHECK_STR(tax_text(VAT_CATEGORY_AE, "de"),
	    "Steuerschuldnerschaft des Leistungsempfängers", "AE de");
	CHECK_STR(tax_text(VAT_CATEGORY_AE, ""), "Reverse charge", "AE");
	CHECK_STR(tax_text(VAT_CATEGORY_S, "de"), "", "S");
}

/* Shares add up, and none is a unit or more from its exact value when the
 * total is their rounded sum. */
static void
check_shares(void)
{
	uint64_t seed = 88172645463325252u;

	for (int round = 0; round < 2000; round++) {
		struct share s[7];
		size_t n = 1 + (size_t)(round % 7);
		i128 den = 1 + round % 997, sum = 0, total, got = 0;

		for (size_t i = 0; i < n; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			s[i].num = (i128)(int64_t)(seed % 200001) - 100000;
			sum += s[i].num;
		}
		total = sum / den;
		share_largest_remainder(s, n, den, total);
		for (size_t i = 0; i < n; i++) {
			i128 off = s[i].part * den - s[i].num;

			got += s[i].part;
			CHECK(off < den && off > -2 * den, "share %zu of %zu",
			    i, n);
		}
		CHECK(got == total, "shares add up");
	}
}

/* What each category needs of the two parties. */
static void
check_parties(void)
{
	static const struct {
		int64_t category;
		const char *seller, *buyer;
		bool right;
	} cases[] = {
		{ VAT_CATEGORY_S, "", "", true },
		{ VAT_CATEGORY_Z, "", "", true },
		{ VAT_CATEGORY_E, "", "", true },
		{ VAT_CATEGORY_O, "", "", true },
		{ VAT_CATEGORY_AE, "DE1", "NL1", true },
		{ VAT_CATEGORY_AE, "DE1", "DE2", true },
		{ VAT_CATEGORY_AE, "DE1", "", false },
		{ VAT_CATEGORY_AE, "", "NL1", false },
		{ VAT_CATEGORY_K, "DE1", "NL1", true },
		{ VAT_CATEGORY_K, "DE1", "DE2", false },
		{ VAT_CATEGORY_K, "DE1", "", false },
		{ VAT_CATEGORY_K, "", "NL1", false },
		{ VAT_CATEGORY_G, "DE1", "", true },
		{ VAT_CATEGORY_G, "", "", false },
	};
	struct document_tax two[] = { { .category = VAT_CATEGORY_S },
		{ .category = VAT_CATEGORY_O } };
	struct err e = { .code = ERR_NONE };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct document_tax tax = { .category = cases[i].category };
		struct document d = { .taxes = &tax, .n_taxes = 1 };

		d.party[DOCUMENT_ISSUER].contact = "op";
		d.party[DOCUMENT_ISSUER].vat_number = cases[i].seller;
		d.party[DOCUMENT_RECIPIENT].contact = "k";
		d.party[DOCUMENT_RECIPIENT].vat_number = cases[i].buyer;
		CHECK((tax_check(&d, &e) == 0) == cases[i].right,
		    "case %zu: %s", i, e.text);
		err_clear(&e);
	}
	CHECK(tax_check(&(struct document){ .taxes = two, .n_taxes = 2 }, &e) <
		0,
	    "O stands alone");
}

/* Every language has its own words for every category that needs some. */
static void
check_words(void)
{
	const char *const *l = wording_languages();

	for (size_t i = 0; l[i] != NULL; i++)
		for (int w = 0; w < WORDING_COUNT; w++) {
			CHECK(wording((enum wording)w, l[i])[0] != '\0',
			    "%s %d", l[i], w);
			for (size_t k = 0; k < i; k++)
				CHECK(strcmp(wording((enum wording)w, l[i]),
					  wording((enum wording)w, l[k])) !=
					    0 ||
					w == WORDING_TAX_AE,
				    "%s and %s: %d", l[i], l[k], w);
		}
	CHECK_STR(wording(WORDING_TAX_AE, "fr-BE"), "Autoliquidation", "fr-BE");
	CHECK_STR(wording(WORDING_TAX_AE, ""), "Reverse charge", "no language");
	CHECK_STR(tax_text(VAT_CATEGORY_S, "de"), "", "S needs none");
}

/* Rows by hand, and prices near and far from zero: no whole number is nearer, and
 * what is taken off a price is the same that is taken off its opposite. */
static void
check_without(void)
{
	uint64_t seed = 7;

	CHECK_I64(tax_without(17500000, 190000), 14705882, "0.175 with 19 %");
	CHECK_I64(tax_without(1190000000, 190000), 1000000000, "exact");
	CHECK_I64(tax_without(3, 1000000), 2, "half, away from zero");
	CHECK_I64(tax_without(-3, 1000000), -2, "half, away from zero");
	CHECK_I64(tax_without(INT64_MAX, 0), INT64_MAX, "no tax");
	for (int i = 0; i < 10000; i++) {
		int64_t gross, rate, net;
		i128 off;

		seed = seed * UINT64_C(6364136223846793005) + 1442695041;
		gross = (int64_t)(seed >> (1 + seed % 60));
		rate = (int64_t)(seed >> 40) % 300001;
		net = tax_without(gross, rate);
		off = (i128)net * (1000000 + rate) - (i128)gross * 1000000;
		CHECK(off * 2 <= 1000000 + rate && -off * 2 <= 1000000 + rate,
		    "nearest to %" PRId64 " without %" PRId64, gross, rate);
		CHECK_I64(tax_without(-gross, rate), -net, "opposite");
	}
}

int
main(void)
{
	check_without();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i], 1);
	for (size_t i = 0; i < sizeof(coarse) / sizeof(coarse[0]); i++)
		check_row(&coarse[i],
		    document_step_of(DOCUMENT_INVOICE,
			currency_find(coarse[i].currency)->digits));
	check_rates();
	check_shares();
	check_parties();
	check_words();
	return check_done();
}
