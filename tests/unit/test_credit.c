/*
 * Credit notes: random invoices that are cancelled whole and line by line, in
 * random portions; what is given back is worked out from the invoice alone.
 */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/credit.h"
#include "document/tax.h"
#include "document/verify.h"
#include "money/currency.h"

#define C         INT64_C(1000000) /* a cent in 10^-8 */
#define LINES_MAX 9

static uint64_t seed = 362436069362436069u;

static int64_t
any(int64_t low, int64_t high)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return low + (int64_t)(seed % (uint64_t)(high - low + 1));
}

static int64_t
nearest(int64_t num, int64_t den)
{
	int64_t n = llabs(num), q = n / den;

	if ((n - q * den) * 2 >= den)
		q++;
	return num < 0 ? -q : q;
}

/* An invoice of usage and fee lines of two rates. */
static void
make(struct document *d, struct document_line *lines, bool gross,
    struct arena *arena)
{
	struct err e = { .code = ERR_NONE };

	memset(d, 0, sizeof(*d));
	*d = (struct document){ .id = 7,
		.number = "INV1",
		.issuer = "",
		.contract = "K",
		.currency = "EUR",
		.digits = 2,
		.language = "de",
		.template = "customer",
		.prices_include_vat = gross,
		.date_day = 100,
		.lines = lines,
		.n_lines = (size_t)any(1, LINES_MAX) };
	for (size_t i = 0; i < d->n_lines; i++) {
		int64_t e8 = any(-50 * C, 500 * C);

		lines[i] = (struct document_line){ .kind = DOCUMENT_LINE_FEE,
			.description = "x",
			.zone = "",
			.quantity_e6 = e8 < 0 ? -1000000 : 1000000,
			.unit_price_e8 = llabs(e8),
			.amount_e8 = e8,
			.tax_rate_e4 = any(0, 1) ? 190000 : 70000 };
	}
	CHECK(tax_totals(d, currency_find("EUR"), arena, &e) == 0, "%s",
	    e.text);
}

/* Whole: everything has the opposite sign. */
static void
check_whole(const struct document *d, struct arena *arena)
{
	struct credit c = { .document = d, .reason = "why", .date_day = 101 };
	struct err e = { .code = ERR_NONE };
	struct document n;

	CHECK(credit_build(&c, arena, &n, &e) == 0, "%s", e.text);
	CHECK(verify_document(&n, &e) == 0, "%s", e.text);
	CHECK(n.kind == DOCUMENT_CREDIT_NOTE && n.corrects == d->id, "kind");
	CHECK_I64(n.net_minor, -d->net_minor, "net");
	CHECK_I64(n.tax_minor, -d->tax_minor, "tax");
	CHECK_I64(n.payable_minor, -d->total_minor, "payable");
	CHECK_I64(n.n_lines, d->n_lines, "lines");
	for (size_t i = 0; i < d->n_lines; i++) {
		CHECK_I64(n.lines[i].corrects_line, i + 1, "line");
		CHECK_I64(n.lines[i].amount_e8, -d->lines[i].amount_e8, "line");
		CHECK_I64(n.lines[i].net_minor, -d->lines[i].net_minor, "line");
	}
}

/* The tax of the two groups, of what they show (of 7 % the second). */
static int64_t
tax_of(const struct document *d, const int64_t shown[2])
{
	int64_t tax = 0;

	for (int k = 0; k < 2; k++) {
		int64_t r = k == 0 ? 19 : 7;

		tax += nearest(shown[k] * r,
		    d->prices_include_vat ? 100 + r : 100);
	}
	return tax;
}

/* In portions: each line is given back to the cent, and in the end nothing is
 * left, neither net nor tax. */
static void
check_portions(const struct document *d, struct arena *arena)
{
	bool left[LINES_MAX], now[LINES_MAX], before[LINES_MAX];
	size_t n_left = d->n_lines;
	int64_t back = 0, shown = 0, rounds = 0;
	int64_t net = d->net_minor, tax = d->tax_minor;
	int64_t done[2] = { 0 };

	for (size_t i = 0; i < d->n_lines; i++) {
		left[i] = true;
		shown += d->prices_include_vat ? d->lines[i].gross_minor
					       : d->lines[i].net_minor;
	}
	while (n_left > 0) {
		struct credit c = { .document = d,
			.lines = now,
			.before = before,
			.reason = "why",
			.date_day = 101 };
		struct err e = { .code = ERR_NONE };
		int64_t want[2] = { 0 }, got = 0, was = tax_of(d, done);
		struct document n;
		size_t take = 0;

		for (size_t i = 0; i < d->n_lines; i++) {
			before[i] = !left[i];
			now[i] = left[i] && (any(0, 1) || n_left == 1);
			take += now[i];
		}
		if (take == 0)
			continue;
		if (take == d->n_lines)
			return; /* whole, see there */
		for (size_t i = 0; i < d->n_lines; i++) {
			if (!now[i])
				continue;
			left[i] = false;
			want[d->lines[i].tax_rate_e4 == 70000] -=
			    d->prices_include_vat ? d->lines[i].gross_minor
						  : d->lines[i].net_minor;
		}
		n_left -= take;
		CHECK(credit_build(&c, arena, &n, &e) == 0, "%s", e.text);
		CHECK(verify_document(&n, &e) == 0, "%s", e.text);
		got = d->prices_include_vat ? n.total_minor : n.net_minor;
		CHECK_I64(got, want[0] + want[1], "given back");
		back -= got;
		done[0] -= want[0];
		done[1] -= want[1];
		CHECK_I64(n.tax_minor, was - tax_of(d, done), "tax");
		CHECK_I64(n.total_minor, n.net_minor + n.tax_minor, "total");
		net += n.net_minor;
		tax += n.tax_minor;
		rounds++;
	}
	CHECK_I64(back, shown, "all of it, to the cent");
	CHECK_I64(net, 0, "net that remains");
	CHECK_I64(tax, 0, "tax that remains");
	CHECK(rounds > 0, "rounds");
}

static void
check_refused(void)
{
	struct document d = { .number = "X", .kind = DOCUMENT_STATEMENT };
	struct credit c = { .document = &d, .reason = "" };
	struct err e = { .code = ERR_NONE };
	struct arena arena = { 0 };
	struct document n;

	CHECK(credit_build(&c, &arena, &n, &e) < 0 && e.code == ERR_REFUSED,
	    "a statement");
	err_clear(&e);
	d.kind = DOCUMENT_MARGIN;
	CHECK(credit_build(&c, &arena, &n, &e) < 0 && e.code == ERR_REFUSED,
	    "a margin statement");
	err_clear(&e);
	d.kind = DOCUMENT_CREDIT_NOTE;
	d.corrects = 3;
	CHECK(credit_build(&c, &arena, &n, &e) < 0 && e.code == ERR_REFUSED,
	    "a credit note");
	arena_free(&arena);
}

int
main(void)
{
	struct arena arena = { 0 };
	struct document_line lines[LINES_MAX];
	struct document d;

	for (int i = 0; i < 2000; i++) {
		make(&d, lines, i % 2 != 0, &arena);
		check_whole(&d, &arena);
		check_portions(&d, &arena);
		arena_reset(&arena);
	}
	check_refused();
	arena_free(&arena);
	return check_done();
}
