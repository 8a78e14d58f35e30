/*
 * What changed between two documents: reasons by hand, and random charges whose
 * differences are worked out a second time, call against call.
 */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/change.h"

static const struct change_charge one = { .segment = "a",
	.call = 1,
	.start_us = 100,
	.subscriber = "s",
	.profile = "p",
	.zone = "DE",
	.detail = "",
	.load = 1,
	.line = 2,
	.amount_e8 = 500,
	.price_e8 = 500,
	.billed_s = 60 };

/* One charge and what became of it. */
static void
check_reason(struct change_charge after, const char *reason, int64_t load)
{
	struct change_list list = { .count = 0 };
	struct arena arena = { 0 };
	struct change_charge before = one;
	struct err e = { .code = ERR_NONE };

	list.arena = &arena;
	CHECK(change_charges(&list, &before, 1, &after, 1, &e) == 0, "%s",
	    e.text);
	CHECK_I64(list.count, reason[0] != '\0', reason);
	if (list.count == 1) {
		CHECK_STR(list.items[0].reason, reason, "reason");
		CHECK_I64(list.items[0].load, load, "load");
		CHECK_I64(list.items[0].calls, 1, "calls");
		CHECK_I64(list.items[0].before_e8, 500, "before");
		CHECK_I64(list.items[0].after_e8, after.amount_e8, "after");
	}
	arena_free(&arena);
}

static void
check_reasons(void)
{
	struct change_charge c = one;

	check_reason(c, "", 0);
	c.load = 7; /* the same fee, loaded again: nothing to tell */
	check_reason(c, "", 0);
	c.price_e8 = c.amount_e8 = 600;
	check_reason(c, "fee changed", 7);
	c.load = 1;
	check_reason(c, "rules of the profile changed", 1);
	c = one;
	c.billed_s = 90;
	check_reason(c, "rules of the profile changed", 1);
	c = one;
	c.amount_e8 = 100;
	check_reason(c, "free time or cash used otherwise", 1);
	c = one;
	c.zone = "FR";
	check_reason(c, "zone changed", 1);
	c.profile = "q";
	check_reason(c, "profile changed", 1);
	c = one;
	c.subscriber = "t";
	check_reason(c, "subscriber changed", 1);
}

static uint64_t seed = 521288629546311u;

static int64_t
any(int64_t low, int64_t high)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return low + (int64_t)(seed % (uint64_t)(high - low + 1));
}

#define CALLS 60

/* Some calls on both sides, some on one; in any order. */
static void
check_random(void)
{
	struct change_charge a[CALLS], b[CALLS];
	struct change_list list = { .count = 0 };
	struct arena arena = { 0 };
	struct err e = { .code = ERR_NONE };
	int64_t calls = 0, before = 0, after = 0, got[3] = { 0 };
	size_t n = 0, m = 0;

	list.arena = &arena;
	for (int64_t i = 0; i < CALLS; i++) {
		int64_t where = any(0, 2), price = any(0, 1) ? 500 : 700;
		struct change_charge c = one;

		c.call = i;
		c.start_us = any(0, 9);
		c.zone = any(0, 1) ? "DE" : "FR";
		if (where != 1)
			a[n++] = c;
		c.price_e8 = c.amount_e8 = price;
		c.load = 3;
		if (where != 2)
			b[m++] = c;
		if (where != 0 || price != 500) {
			calls++;
			before += where != 1 ? 500 : 0;
			after += where != 2 ? price : 0;
		}
	}
	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)any(0, (int64_t)i - 1);
		struct change_charge swap = a[i - 1];

		a[i - 1] = a[k];
		a[k] = swap;
	}
	CHECK(change_charges(&list, a, n, b, m, &e) == 0, "%s", e.text);
	for (size_t i = 0; i < list.count; i++) {
		got[0] += list.items[i].calls;
		got[1] += list.items[i].before_e8;
		got[2] += list.items[i].after_e8;
		CHECK(i == 0 ||
			strcmp(list.items[i - 1].name, list.items[i].name) <= 0,
		    "in order of zone");
	}
	CHECK_I64(got[0], calls, "calls");
	CHECK_I64(got[1], before, "before");
	CHECK_I64(got[2], after, "after");
	arena_free(&arena);
}

/* Fees, items, fields and totals. */
static void
check_documents(void)
{
	struct document_line old[] = {
		{ .kind = DOCUMENT_LINE_FEE,
		    .description = "Home",
		    .ref = "h",
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = 100,
		    .amount_e8 = 100,
		    .tax_rate_e4 = 190000 },
		{ .kind = DOCUMENT_LINE_ITEM,
		    .description = "Gone",
		    .ref = "i",
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = 5,
		    .amount_e8 = 5 },
	};
	struct document_line now[] = { old[0],
		{ .kind = DOCUMENT_LINE_ITEM,
		    .description = "New",
		    .ref = "j",
		    .quantity_e6 = 1000000,
		    .unit_price_e8 = 6,
		    .amount_e8 = 6 } };
	struct document a = { .currency = "EUR",
		.digits = 2,
		.lines = old,
		.n_lines = 2,
		.net_minor = 100,
		.total_minor = 119 };
	struct document b = a;
	struct change_origins o = { .contract = NULL };
	struct change_list list = { .count = 0 };
	struct arena arena = { 0 };

	list.arena = &arena;
	change_lines(&list, &a, &b, &o);
	change_fields(&list, &a, &b, &o);
	change_totals(&list, &a, &b);
	CHECK_I64(list.count, 0, "the same");
	now[0].amount_e8 = 90;
	b.lines = now;
	b.party[DOCUMENT_RECIPIENT].street = "Lane 1";
	b.total_minor = 120;
	change_fields(&list, &a, &b, &o);
	change_lines(&list, &a, &b, &o);
	change_totals(&list, &a, &b);
	CHECK_I64(list.count, 5, "changes");
	if (list.count == 5) {
		CHECK_STR(list.items[0].name, "recipient.street", "field");
		CHECK_STR(list.items[0].after, "Lane 1", "field");
		CHECK_STR(list.items[1].reason, "fee changed", "fee");
		CHECK_STR(list.items[2].reason, "item is new", "item");
		CHECK_STR(list.items[3].reason, "item was taken out", "item");
		CHECK_STR(list.items[4].name, "total", "total");
		CHECK_STR(list.items[4].before, "1.19", "total");
		CHECK_STR(list.items[4].after, "1.20", "total");
	}
	arena_free(&arena);
}

int
main(void)
{
	check_reasons();
	for (int i = 0; i < 500; i++)
		check_random();
	check_documents();
	return check_done();
}
