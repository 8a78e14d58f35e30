/*
 * Margin statements: random sums whose lines, totals and ties are added up a
 * second time; which template one has; sums that do not fit.
 */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/build.h"
#include "document/margin.h"
#include "document/verify.h"
#include "time/zone.h"

#define SUMS    6
#define CENT_E8 INT64_C(1000000)

static uint64_t seed = 88172645463325252u;

static int64_t
any(int64_t low, int64_t high)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return low + (int64_t)(seed % (uint64_t)(high - low + 1));
}

/* To the nearest cent, halves away from zero. */
static int64_t
cents(int64_t e8)
{
	int64_t n = (llabs(e8) * 2 + CENT_E8) / (2 * CENT_E8);

	return e8 < 0 ? -n : n;
}

static const struct contact seller = { .ref = "op" };
static const struct contact buyer = { .ref = "r" };

static struct terms
reseller_terms(void)
{
	struct err e = { .code = ERR_NONE };

	return (struct terms){ .category = TEMPLATE_CATEGORY_RESELLER,
		.tier = TIER_WHOLESALE,
		.ref = "K-R",
		.external_ref = "",
		.issuer = "",
		.series = "",
		.seller = &seller,
		.buyer = &buyer,
		.logo = "",
		.color = "",
		.zone = zone_find("Europe/Berlin", &e),
		.seller_zone = zone_find("Europe/Berlin", &e),
		.tax = { .category = VAT_CATEGORY_S, .country = "DE" },
		.currency = "EUR",
		.language = "de",
		.template = "reseller",
		.did_template = "",
		.mail_template = "",
		.payment_terms_days = 14,
		.payment_means = PAYMENT_MEANS_DIRECT_DEBIT,
		.mandate_ref = "M1",
		.buyer_reference = "",
		.send = true };
}

static struct terms
margin_terms(struct template_row *rows, size_t n)
{
	struct terms_source source = { .templates = rows, .n_templates = n };
	struct terms t = reseller_terms(), margin;

	terms_of_margin(&source, "r", &t, &margin);
	return margin;
}

static void
check_random(struct arena *arena)
{
	struct terms t = margin_terms(NULL, 0);
	struct build b = { .terms = &t,
		.kind = DOCUMENT_MARGIN,
		.from_us = 0,
		.until_us = INT64_C(2678400000000),
		.date_day = 40 };
	struct margin_sum sums[SUMS];
	struct document_tie ties[2] = {
		{ TIER_RETAIL, "C", "1", 0, 0 },
		{ TIER_WHOLESALE, "K-R", "2", 0, 0 },
	};
	struct err e = { .code = ERR_NONE };
	struct document d;
	int64_t net = 0;
	size_t n = (size_t)any(1, SUMS);

	for (size_t i = 0; i < n; i++) {
		sums[i] = (struct margin_sum){ .zone = "Z",
			.fee = "",
			.detail = any(0, 1) ? "D" : "",
			.period = any(0, 2) ? "" : "1969-12",
			.calls = any(1, 9),
			.retail_e8 = any(-50, 50) * CENT_E8 / 2 + any(0, 1),
			.wholesale_e8 = any(-50, 50) * CENT_E8 / 2 };
		ties[0].amount_e8 += sums[i].retail_e8;
		ties[1].amount_e8 += sums[i].wholesale_e8;
		net += cents(sums[i].retail_e8 - sums[i].wholesale_e8);
	}
	CHECK(margin_document(&b, sums, n, ties, 2, arena, &d, &e) == 0, "%s",
	    e.text);
	CHECK(verify_document(&d, &e) == 0, "%s", e.text);
	CHECK_I64(d.net_minor, net, "net");
	CHECK_I64(d.total_minor, net, "no tax");
	CHECK_I64(d.payable_minor, net, "nothing paid");
	CHECK_I64(d.due_day, 40, "nothing is due later");
	CHECK(d.mandate_ref[0] == '\0' &&
		d.payment_means == PAYMENT_MEANS_TRANSFER && d.send,
	    "not to be collected, to be sent");
	ties[any(0, 1)].amount_e8++;
	CHECK(verify_document(&d, &e) < 0, "ties that are 10^-8 off");
}

static void
check_large(struct arena *arena)
{
	struct terms t = margin_terms(NULL, 0);
	struct build b = { .terms = &t,
		.kind = DOCUMENT_MARGIN,
		.until_us = 1 };
	struct margin_sum sum = { .zone = "Z",
		.detail = "",
		.period = "",
		.retail_e8 = INT64_MAX,
		.wholesale_e8 = -1 };
	struct err e = { .code = ERR_NONE };
	struct document d;

	CHECK(margin_document(&b, &sum, 1, NULL, 0, arena, &d, &e) < 0 &&
		e.code == ERR_DATA,
	    "one above the largest");
	err_clear(&e);
	CHECK(margin_document(&b, &sum, 0, NULL, 0, arena, &d, &e) == 0 &&
		d.n_lines == 0,
	    "nothing to say");
	t.currency = "XXX";
	CHECK(margin_document(&b, &sum, 0, NULL, 0, arena, &d, &e) < 0 &&
		e.code == ERR_REFUSED,
	    "no such currency");
}

static void
check_template(void)
{
	static struct template_row rows[] = {
		{ .name = "a", .category = TEMPLATE_CATEGORY_MARGIN },
		{ .name = "b",
		    .category = TEMPLATE_CATEGORY_RESELLER,
		    .reseller = "r" },
		{ .name = "c",
		    .category = TEMPLATE_CATEGORY_MARGIN,
		    .reseller = "s" },
		{ .name = "d",
		    .category = TEMPLATE_CATEGORY_MARGIN,
		    .reseller = "r" },
		{ .name = "e",
		    .category = TEMPLATE_CATEGORY_MARGIN,
		    .reseller = "r",
		    .language = "de" },
	};
	static const char *const want[] = { "margin", "a", "a", "a", "d", "e" };

	for (size_t n = 0; n < 6; n++)
		CHECK(strcmp(margin_terms(rows, n).template, want[n]) == 0,
		    "%zu rows: %s", n, margin_terms(rows, n).template);
}

int
main(void)
{
	struct arena arena = { 0 };

	for (int i = 0; i < 5000; i++) {
		check_random(&arena);
		arena_reset(&arena);
	}
	check_large(&arena);
	check_template();
	arena_free(&arena);
	return check_done();
}
