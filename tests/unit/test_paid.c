/*
 * What bought cash has paid of a document, and what free cash took off it.
 */
#include "../check.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/build.h"
#include "document/verify.h"
#include "time/civil.h"
#include "time/zone.h"

#define C INT64_C(1000000) /* a cent in 10^-8 */

static struct terms
terms(void)
{
	static const struct contact seller = { .ref = "op" };
	static const struct contact buyer = { .ref = "k" };
	struct err e = { .code = ERR_NONE };

	return (struct terms){ .category = TEMPLATE_CATEGORY_CUSTOMER,
		.tier = TIER_RETAIL,
		.ref = "K",
		.external_ref = "",
		.issuer = "",
		.series = "",
		.seller = &seller,
		.buyer = &buyer,
		.logo = "",
		.color = "",
		.zone = zone_find("Europe/Berlin", &e),
		.status = CONTRACT_STATUS_ACTIVE,
		.activated_us = ENTITY_NONE,
		.terminated_us = ENTITY_NONE,
		.tax = { .category = VAT_CATEGORY_S, .rate_e4 = 190000 },
		.language = "de",
		.template = "customer",
		.mail_template = "",
		.mandate_ref = "",
		.buyer_reference = "" };
}

static void
refuses(const struct document *d, const char *why)
{
	struct err e = { .code = ERR_NONE };

	CHECK(verify_document(d, &e) < 0 && strcmp(e.text, why) == 0,
	    "wanted: %s, got: %s", why, e.text);
}

/* Free cash lowers the line, bought cash is paid: rounded once, halves away
 * from zero, whatever the line is rounded to. */
static void
check_paid(void)
{
	static const struct {
		const char *currency;
		int64_t price_e8, cash_e8, bought_e8;
		int64_t net, tax, paid, payable; /* minor units; 19 % */
	} rows[] = {
		{ "EUR", 230 * C, 0, 0, 230, 44, 0, 274 },
		/* half of it free: 1.15 is sold, and paid in full but its tax */
		{ "EUR", 230 * C, 230 * C, 115 * C, 115, 22, 115, 22 },
		{ "EUR", 230 * C, 230 * C, 0, 0, 0, 0, 0 },
		/* 0.60 is not paid */
		{ "EUR", 230 * C, 170 * C, 170 * C, 230, 44, 170, 104 },
		/* 0.125: halves up; 0.12499999 is 0.12 */
		{ "EUR", 12500000, 12500000, 12500000, 13, 2, 13, 2 },
		{ "EUR", 12500000, 12499999, 12499999, 13, 2, 12, 3 },
		/* a balance that gained 0.125 by an incoming call */
		{ "EUR", -12500000, -12500000, -12500000, -13, -2, -13, -2 },
		{ "JPY", 250000000, 250000000, 150000000, 2, 0, 2, 0 },
		{ "KWD", 10050000, 10050000, 10050000, 101, 19, 101, 19 },
	};
	struct terms t = terms();
	struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct usage_sum s = { .subscriber = "s",
			.number = "+49891",
			.zone = "A",
			.detail = "",
			.currency = rows[i].currency,
			.day = civil_to_days(2020, 2, 1),
			.calls = 1,
			.price_e8 = rows[i].price_e8,
			.cash_e8 = rows[i].cash_e8,
			.bought_e8 = rows[i].bought_e8 };
		struct document_usage u = { .period = "2020-02",
			.part = DOCUMENT_PART_ALL,
			.calls = 1,
			.price_e8 = s.price_e8,
			.cash_e8 = s.cash_e8,
			.bought_e8 = s.bought_e8 };
		struct build b = { .terms = &t,
			.kind = DOCUMENT_INVOICE,
			.from_us = line_day_start(t.zone, s.day),
			.until_us = line_day_start(t.zone, s.day + 29),
			.first = true,
			.date_day = s.day + 30,
			.sums = &s,
			.n_sums = 1,
			.usages = &u,
			.n_usages = 1 };
		struct err e = { .code = ERR_NONE };
		struct document d;

		t.currency = s.currency;
		CHECK(build_document(&b, &arena, &d, &e) == 0, "%s", e.text);
		CHECK_I64(d.net_minor, rows[i].net, "net");
		CHECK_I64(d.tax_minor, rows[i].tax, "tax");
		CHECK_I64(d.paid_minor, rows[i].paid, "paid");
		CHECK_I64(d.payable_minor, rows[i].payable, "payable");
		CHECK(verify_document(&d, &e) == 0, "%s", e.text);
		d.paid_minor++;
		refuses(&d, "payable is not total - paid");
		d.payable_minor--;
		refuses(&d, "paid is not what bought cash paid of its charges");
		d.paid_minor--;
		d.payable_minor++;
		u.bought_e8 += 100 * C;
		u.cash_e8 += 100 * C;
		refuses(&d, "paid is not what bought cash paid of its charges");
	}
	arena_free(&arena);
}

int
main(void)
{
	check_paid();
	return check_done();
}
