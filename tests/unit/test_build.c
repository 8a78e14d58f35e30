/*
 * Documents from sums, fees and items: cases by hand, and random ones whose
 * totals are worked out a second time from the bare input.
 */
#include "../check.h"

#include "base/arena.h"
#include "base/err.h"
#include "document/build.h"
#include "document/verify.h"
#include "money/currency.h"
#include "money/money.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

#define C INT64_C(1000000) /* a cent in 10^-8 */

static struct profile profiles[] = {
	{ .handle = "p",
	    .name = "Tariff",
	    .currency = "EUR",
	    .interval_charge_e8 = 3100 * C },
};
static struct schedule schedule[] = {
	{ .contract = "K",
	    .profile = "p",
	    .valid_from_us = ENTITY_NONE,
	    .valid_to_us = ENTITY_NONE },
};
static const struct vat_rate rates[] = {
	{ .country = "DE",
	    .category = VAT_CATEGORY_S,
	    .rate_e4 = 190000,
	    .valid_from_day = 0 },
	/* 2020-07-16 and 2020-08-01 */
	{ .country = "DE",
	    .category = VAT_CATEGORY_S,
	    .rate_e4 = 160000,
	    .valid_from_day = 18459 },
	{ .country = "DE",
	    .category = VAT_CATEGORY_S,
	    .rate_e4 = 190000,
	    .valid_from_day = 18475 },
};
static const struct contact seller = { .ref = "op",
	.email = "a@b.example",
	.vat_number = "DE1" };
static const struct contact buyer = { .ref = "k",
	.email = "k@b.example",
	.vat_number = "NL1",
	.last_name = "K" };

static struct terms
terms(int64_t category)
{
	struct err e = { .code = ERR_NONE };

	return (struct terms){ .category = category,
		.tier = category == TEMPLATE_CATEGORY_PEER ? TIER_CARRIER
							   : TIER_RETAIL,
		.ref = "K",
		.external_ref = "",
		.issuer = "",
		.series = "",
		.seller = &seller,
		.buyer = &buyer,
		.logo = "",
		.color = "",
		.zone = zone_find("Europe/Berlin", &e),
		.seller_zone = zone_find("Europe/Berlin", &e),
		.status = CONTRACT_STATUS_ACTIVE,
		.activated_us = ENTITY_NONE,
		.terminated_us = ENTITY_NONE,
		.tax = { .category = VAT_CATEGORY_S,
		    .rate_e4 = ENTITY_NONE,
		    .country = "DE",
		    .rates = rates,
		    .n_rates = 3 },
		.currency = "EUR",
		.language = "de",
		.template = "customer",
		.mail_template = "",
		.payment_terms_days = 14,
		.mandate_ref = "",
		.buyer_reference = "",
		.schedule = schedule,
		.n_schedule = 1,
		.opening_us = ENTITY_NONE };
}

static int64_t
day(int y, int m, int d)
{
	return civil_to_days(y, m, d);
}

static struct usage_sum
sum(const char *zone, int64_t at_day, int64_t calls, int64_t price_e8)
{
	return (struct usage_sum){ .subscriber = "s",
		.number = "+49891",
		.zone = zone,
		.detail = "",
		.currency = "EUR",
		.day = at_day,
		.calls = calls,
		.duration_ms = calls * 60000,
		.billed_s = calls * 60,
		.price_e8 = price_e8 };
}

static struct build
build(const struct terms *t, int64_t kind, int y, int m)
{
	return (struct build){ .terms = t,
		.profiles = profiles,
		.n_profiles = 1,
		.kind = kind,
		.from_us = line_day_start(t->zone, day(y, m, 1)),
		.until_us = line_day_start(t->zone,
		    day(y, m, 1) + civil_month_days(y, m)),
		.first = true,
		.date_day = day(y, m + 1, 2) };
}

/* The usage that the sums stand for, so that verify_document() can tie. */
static void
bind(struct build *b, struct document_usage *u, int64_t part)
{
	*u = (struct document_usage){ .period = "2020-07", .part = part };
	for (size_t i = 0; i < b->n_sums; i++) {
		u->calls += b->sums[i].calls;
		u->price_e8 += b->sums[i].price_e8;
		u->cash_e8 += b->sums[i].cash_e8;
		u->bought_e8 += b->sums[i].bought_e8;
	}
	b->usages = u;
	b->n_usages = 1;
}

struct want {
	int64_t kind;
	const char *description, *period;
	int64_t calls, amount_e8, net, rate;
	int from_day, until_day; /* of July 2020 */
};

static void
check_lines(const struct document *d, const struct want *want, size_t n,
    const struct zone *zone)
{
	CHECK_I64(d->n_lines, n, "lines");
	for (size_t i = 0; i < n && i < d->n_lines; i++) {
		const struct document_line *line = &d->lines[i];

		CHECK_I64(line->kind, want[i].kind, want[i].description);
		CHECK_STR(line->description, want[i].description, "text");
		CHECK_STR(line->period, want[i].period, "period");
		CHECK_I64(line->calls, want[i].calls, want[i].description);
		CHECK_I64(line->amount_e8, want[i].amount_e8,
		    want[i].description);
		CHECK_I64(line->net_minor, want[i].net, want[i].description);
		CHECK_I64(line->tax_rate_e4, want[i].rate * 10000,
		    want[i].description);
		CHECK_I64(line->from_us,
		    line_day_start(zone,
			day(2020, 7, 1) + want[i].from_day - 1),
		    "from");
		CHECK_I64(line->until_us,
		    line_day_start(zone,
			day(2020, 7, 1) + want[i].until_day - 1),
		    "until");
	}
}

/* A tax rate that changes on the 16th, late calls, items, a rate stated. */
static void
check_july(void)
{
	static const struct item items[] = {
		{ .ref = "old",
		    .description = "Old",
		    .date_day = 18000,
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = 100 * C,
		    .vat_category = ENTITY_NONE,
		    .vat_rate_e4 = ENTITY_NONE,
		    .until_day = ENTITY_NONE },
		{ .ref = "rent",
		    .description = "Rent",
		    .date_day = 18459,
		    .quantity_e6 = 1500000,
		    .unit_price_e8 = 100 * C,
		    .vat_category = ENTITY_NONE,
		    .vat_rate_e4 = ENTITY_NONE,
		    .recurring = RECURRING_INTERVAL,
		    .until_day = ENTITY_NONE },
		{ .ref = "book",
		    .description = "Book",
		    .date_day = 18460,
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = -200 * C,
		    .vat_category = ENTITY_NONE,
		    .vat_rate_e4 = 70000,
		    .until_day = ENTITY_NONE },
		{ .ref = "later",
		    .description = "Later",
		    .date_day = 18475,
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = 100 * C,
		    .vat_category = ENTITY_NONE,
		    .vat_rate_e4 = ENTITY_NONE,
		    .until_day = ENTITY_NONE },
		{ .ref = "gone",
		    .description = "Gone",
		    .date_day = 18000,
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = 100 * C,
		    .vat_category = ENTITY_NONE,
		    .vat_rate_e4 = ENTITY_NONE,
		    .recurring = RECURRING_INTERVAL,
		    .until_day = 18443 },
	};
	static const struct item *const due[] = { &items[0], &items[1],
		&items[2], &items[3], &items[4] };
	static const struct want want[] = {
		{ DOCUMENT_LINE_USAGE, "DE", "", 2, 50 * C, 50, 19, 1, 16 },
		{ DOCUMENT_LINE_USAGE, "DE", "", 3, 33400000, 33, 16, 16, 32 },
		{ DOCUMENT_LINE_USAGE, "FR", "", 1, 1 * C, 1, 16, 16, 32 },
		/* 15 and 16 days of 31 */
		{ DOCUMENT_LINE_FEE, "Tariff", "", 0, 1500 * C, 1500, 19, 1,
		    16 },
		{ DOCUMENT_LINE_FEE, "Tariff", "", 0, 1600 * C, 1600, 16, 16,
		    32 },
		{ DOCUMENT_LINE_ITEM, "Rent", "", 0, 150 * C, 150, 16, 1, 32 },
		{ DOCUMENT_LINE_ITEM, "Old", "", 0, 100 * C, 100, 19, -443,
		    -442 },
		{ DOCUMENT_LINE_ITEM, "Book", "", 0, -200 * C, -200, 7, 17,
		    18 },
		{ DOCUMENT_LINE_LATE, "DE", "2020-05", 1, 5 * C, 5, 19, -60,
		    -29 },
		{ DOCUMENT_LINE_LATE, "DE", "2020-06", 2, 7 * C, 7, 19, -29,
		    1 },
	};
	struct usage_sum sums[] = {
		sum("DE", day(2020, 7, 1), 1, 20 * C),
		sum("DE", day(2020, 7, 15), 1, 30 * C),
		sum("DE", day(2020, 7, 16), 1, 33300000),
		sum("DE", day(2020, 7, 31), 2, 100000),
		sum("FR", day(2020, 7, 31), 1, 1 * C),
		sum("DE", day(2020, 6, 1), 1, 3 * C),
		sum("DE", day(2020, 6, 30), 1, 4 * C),
		sum("DE", day(2020, 5, 31), 1, 5 * C),
	};
	struct terms t = terms(TEMPLATE_CATEGORY_CUSTOMER);
	struct build b = build(&t, DOCUMENT_INVOICE, 2020, 7);
	struct err e = { .code = ERR_NONE };
	struct arena arena = { 0 };
	struct document_usage u;
	struct document d;

	b.sums = sums;
	b.n_sums = sizeof(sums) / sizeof(sums[0]);
	b.items = due;
	b.n_items = 5;
	bind(&b, &u, DOCUMENT_PART_ALL);
	CHECK(build_document(&b, &arena, &d, &e) == 0, "%s", e.text);
	CHECK(verify_document(&d, &e) == 0, "%s", e.text);
	check_lines(&d, want, sizeof(want) / sizeof(want[0]), t.zone);
	CHECK_STR(d.period, "2020-07", "period");
	CHECK_I64(d.due_day, d.date_day + 14, "due");
	CHECK_I64(d.n_taxes, 3, "taxes");
	CHECK_I64(d.n_subscribers, 1, "subscribers");
	CHECK_I64(d.lines[7].quantity_e6, -1000000, "a credit's quantity");
	/* what fell due before is on the first unbilled interval only */
	b.first = false;
	CHECK(build_document(&b, &arena, &d, &e) == 0 && d.n_lines == 9,
	    "not first: %zu lines", d.n_lines);
	arena_free(&arena);
}

/* Both documents of a peer, and one that has nothing to say. */
static void
check_peer(void)
{
	struct usage_sum earned = sum("In", day(2020, 7, 2), 2, -725500000);
	struct usage_sum owed = sum("DE", day(2020, 7, 2), 1, 400000);
	struct terms t = terms(TEMPLATE_CATEGORY_PEER);
	struct build b = build(&t, DOCUMENT_INVOICE, 2020, 7);
	struct err e = { .code = ERR_NONE };
	struct arena arena = { 0 };
	struct document_usage u;
	struct document d;

	t.tax.category = VAT_CATEGORY_AE;
	b.sums = &earned;
	b.n_sums = 1;
	bind(&b, &u, DOCUMENT_PART_EARNED);
	CHECK(build_document(&b, &arena, &d, &e) == 0, "%s", e.text);
	CHECK(verify_document(&d, &e) == 0, "%s", e.text);
	CHECK(d.n_lines == 1 && d.total_minor == 726 && d.tax_minor == 0,
	    "earned: no fee, shown positive, halves up");
	CHECK_STR(d.taxes[0].text,
	    "Steuerschuldnerschaft des Leistungsempfängers", "text");
	b.kind = DOCUMENT_STATEMENT;
	b.sums = &owed;
	bind(&b, &u, DOCUMENT_PART_OWED);
	CHECK(build_document(&b, &arena, &d, &e) == 0, "%s", e.text);
	CHECK(verify_document(&d, &e) == 0, "%s", e.text);
	CHECK(d.n_lines == 2 && d.total_minor == 3100, "owed: and the fee");
	b.kind = DOCUMENT_INVOICE;
	b.n_sums = b.n_usages = 0;
	CHECK(build_document(&b, &arena, &d, &e) == 0 && d.n_lines == 0,
	    "nothing earned: no line");
	/* another currency, no rate */
	earned.currency = "USD";
	b.n_sums = 1;
	b.sums = &earned;
	CHECK(build_document(&b, &arena, &d, &e) == -1 && e.code == ERR_REFUSED,
	    "another currency");
	arena_free(&arena);
}

/* Incoming calls by subscriber, whatever order they come in; no fee, no item. */
static void
check_did(void)
{
	static const struct {
		const char *subscriber, *zone;
		int64_t calls, net;
	} want[] = { { "", "In", 1, 1 }, { "a", "Free", 1, 4 },
		{ "a", "In", 5, 20 }, { "b", "In", 2, 2 } };
	struct usage_sum sums[] = {
		sum("In", day(2020, 7, 2), 2, 5 * C),
		sum("In", day(2020, 7, 2), 2, 2 * C),
		sum("In", day(2020, 7, 3), 3, 15 * C),
		sum("Free", day(2020, 7, 3), 1, 4 * C),
		sum("In", day(2020, 7, 4), 1, 1 * C),
	};
	struct terms t = terms(TEMPLATE_CATEGORY_CUSTOMER);
	struct build b = build(&t, DOCUMENT_INVOICE, 2020, 7);
	struct err e = { .code = ERR_NONE };
	struct arena arena = { 0 };
	struct document_usage u;
	struct document d;

	t.did_template = "incoming";
	t.tax.rate_e4 = 190000;
	b.did = true;
	b.minimum_e8 = 10000 * C;
	b.sums = sums;
	b.n_sums = sizeof(sums) / sizeof(sums[0]);
	for (size_t i = 0; i < b.n_sums; i++) {
		sums[i].direction = DIRECTION_IN;
		sums[i].subscriber = i == 1 ? "b" : i == 4 ? "" : "a";
	}
	bind(&b, &u, DOCUMENT_PART_IN);
	CHECK(build_document(&b, &arena, &d, &e) == 0, "%s", e.text);
	CHECK(verify_document(&d, &e) == 0, "%s", e.text);
	CHECK_I64(d.category, TEMPLATE_CATEGORY_DID, "category");
	CHECK_STR(d.template, "incoming", "template");
	CHECK_I64(d.n_lines, 4, "lines, no fee, not raised to the minimum");
	for (size_t i = 0; i < 4 && i < d.n_lines; i++) {
		CHECK_STR(d.lines[i].subscriber, want[i].subscriber, "line");
		CHECK_STR(d.lines[i].zone, want[i].zone, "line");
		CHECK_I64(d.lines[i].calls, want[i].calls, "line");
		CHECK_I64(d.lines[i].net_minor, want[i].net, "line");
	}
	arena_free(&arena);
}

static uint64_t seed = 88172645463325252u;

static int64_t
any(int64_t low, int64_t high)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return low + (int64_t)(seed % (uint64_t)(high - low + 1));
}

/* Nearest, halves away from zero, the schoolbook way. */
static int64_t
nearest(i128 num, i128 den)
{
	i128 n = num < 0 ? -num : num, q = n / den;

	if ((n - q * den) * 2 >= den)
		q++;
	return (int64_t)(num < 0 ? -q : q);
}

/* Random sums; net and tax worked out from them zone by zone. */
static void
check_random(void)
{
	static const char *const zones[] = { "A", "B", "C", "D" };
	static const char *const currencies[] = { "JPY", "EUR", "KWD", "KWD",
		"CLF" };
	/* what amounts are rounded to, and that in minor units: the last two are
	 * to be e-invoices */
	static const int64_t units[] = { 100 * C, C, C / 10, C, C };
	static const int64_t steps[] = { 1, 1, 1, 10, 100 };
	struct terms t = terms(TEMPLATE_CATEGORY_CUSTOMER);
	struct usage_sum sums[40];
	struct arena arena = { 0 };

	t.n_schedule = 0;
	for (int round = 0; round < 3000; round++) {
		struct err e = { .code = ERR_NONE };
		struct build b = build(&t, DOCUMENT_INVOICE, 2020, 7);
		i128 exact[4][2] = { { 0 } };
		int64_t net[2] = { 0 }, tax = 0, has[4][2] = { { 0 } };
		int64_t unit = units[round % 5], step = steps[round % 5];
		int64_t calls = 0, lines = 0;
		i128 paid = 0;
		struct document_usage u;
		struct document d;

		t.currency = currencies[round % 5];
		t.prices_include_vat = round % 4 == 0;
		b.two_decimals = round % 5 != 2;
		b.sums = sums;
		b.n_sums = (size_t)any(1, 40);
		for (size_t i = 0; i < b.n_sums; i++) {
			int64_t zone = any(0, 3), at = any(1, 31);

			sums[i] = sum(zones[zone], day(2020, 7, (int)at),
			    any(1, 9), any(-2 * unit, 40 * unit));
			sums[i].currency = t.currency;
			sums[i].cash_e8 = round % 2 ? any(0, unit) : 0;
			sums[i].bought_e8 = any(0, sums[i].cash_e8);
			paid += sums[i].bought_e8;
			exact[zone][at >= 16] += sums[i].price_e8 -
			    sums[i].cash_e8 + sums[i].bought_e8;
			has[zone][at >= 16] = 1;
			calls += sums[i].calls;
		}
		bind(&b, &u, DOCUMENT_PART_ALL);
		CHECK(build_document(&b, &arena, &d, &e) == 0, "%s", e.text);
		CHECK(verify_document(&d, &e) == 0, "%d: %s", round, e.text);
		for (int half = 0; half < 2; half++) {
			i128 all = 0;
			int64_t r = half == 0 ? 19 : 16, part;

			for (int z = 0; z < 4; z++) {
				lines += has[z][half];
				all += exact[z][half];
				net[half] += nearest(exact[z][half], unit);
			}
			part = nearest((i128)net[half] * r, 100);
			if (t.prices_include_vat) {
				net[half] = nearest(all, unit);
				part = nearest((i128)net[half] * r, 100 + r);
				net[half] -= part;
			}
			tax += part;
		}
		CHECK_I64(d.n_lines, lines, "lines");
		CHECK_I64(d.net_minor, (net[0] + net[1]) * step, "net");
		CHECK_I64(d.tax_minor, tax * step, "tax");
		CHECK(document_step(&d) >= step, "round %d: step", round);
		CHECK(d.kind ==
			(d.total_minor < 0 ? DOCUMENT_CREDIT_NOTE
					   : DOCUMENT_INVOICE),
		    "kind");
		CHECK_I64(u.calls, calls, "calls");
		CHECK_I64(d.paid_minor, nearest(paid, unit) * step, "paid");
		CHECK_I64(d.payable_minor, d.total_minor - d.paid_minor,
		    "payable");
		arena_reset(&arena);
	}
	arena_free(&arena);
}

/* Which part of a month a contract lives in. */
static void
check_lives(void)
{
	struct terms t = terms(TEMPLATE_CATEGORY_CUSTOMER);

	CHECK(build_lives(&t, 100, 200), "always");
	t.activated_us = 199;
	CHECK(build_lives(&t, 100, 200), "a microsecond");
	t.activated_us = 200;
	CHECK(!build_lives(&t, 100, 200), "later");
	t.activated_us = 0;
	t.terminated_us = 101;
	CHECK(build_lives(&t, 100, 200), "to the next microsecond");
	t.terminated_us = 100;
	CHECK(!build_lives(&t, 100, 200), "before");
	t.terminated_us = t.activated_us = ENTITY_NONE;
	t.status = CONTRACT_STATUS_PENDING;
	CHECK(!build_lives(&t, 100, 200), "pending");
	t.status = CONTRACT_STATUS_TERMINATED;
	CHECK(!build_lives(&t, 100, 200), "terminated");
	t.status = CONTRACT_STATUS_LOCKED;
	CHECK(build_lives(&t, 100, 200), "locked");
}

int
main(void)
{
	check_july();
	check_peer();
	check_did();
	check_random();
	check_lives();
	return check_done();
}
