/*
 * money: the four roundings against a slow rational check, conversions, and
 * the table of currencies.
 */
#include "base/err.h"
#include "money/currency.h"
#include "money/money.h"
#include "money/round.h"

#include "../check.h"

/* clang-format off */
static const struct {
	int num, den, half_up, half_even, up, down;
} rows[] = {
/*	num den	 half_up half_even  up down */
{	  0,  2,	0,	0,   0,  0 },
{	  1,  2,	1,	0,   1,  0 },
{	 -1,  2,       -1,	0,  -1,  0 },
{	  3,  2,	2,	2,   2,  1 },
{	 -3,  2,       -2,     -2,  -2, -1 },
{	  5,  2,	3,	2,   3,  2 },
{	 -5,  2,       -3,     -2,  -3, -2 },
{	  1,  3,	0,	0,   1,  0 },
{	  2,  3,	1,	1,   1,  0 },
{	 -2,  3,       -1,     -1,  -1,  0 },
{	  7,  7,	1,	1,   1,  1 },
{	 14, 10,	1,	1,   2,  1 },
{	 15, 10,	2,	2,   2,  1 },
{	 25, 10,	3,	2,   3,  2 },
{	-25, 10,       -3,     -2,  -3, -2 },
};
/* clang-format on */

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = "row";
		i128 n = rows[i].num, d = rows[i].den;

		CHECK_I64(round_div(n, d, ROUND_HALF_UP), rows[i].half_up,
		    name);
		CHECK_I64(round_div(n, d, ROUND_HALF_EVEN), rows[i].half_even,
		    name);
		CHECK_I64(round_div(n, d, ROUND_UP), rows[i].up, name);
		CHECK_I64(round_div(n, d, ROUND_DOWN), rows[i].down, name);
	}
}

/*
 * The slow way: q is right if it is the whole number that the definition
 * names, found by trying all near the quotient.  Distances are compared as
 * multiples of den, so nothing is divided.
 */
static int
slow(int num, int den, enum rounding how)
{
	int best = 0, best_distance = 0;
	bool any = false;

	for (int q = -60; q <= 60; q++) {
		int distance = num - q * den, away;

		distance = distance < 0 ? -distance : distance;
		/* > 0: q lies farther from zero than num / den. */
		away = (q < 0 ? -q : q) * den - (num < 0 ? -num : num);
		if (distance >= den || (how == ROUND_UP && away < 0) ||
		    (how == ROUND_DOWN && away > 0) || (num > 0 && q < 0) ||
		    (num < 0 && q > 0))
			continue;
		if (any && distance > best_distance)
			continue;
		if (any && distance == best_distance) {
			if (how == ROUND_HALF_EVEN && q % 2 != 0)
				continue;
			if (how == ROUND_HALF_UP && away < 0)
				continue;
		}
		best = q;
		best_distance = distance;
		any = true;
	}
	return best;
}

static void
test_against_slow(void)
{
	for (int den = 1; den <= 24; den++)
		for (int num = -50 * den / 2; num <= 50 * den / 2; num++)
			for (int how = ROUND_HALF_UP; how <= ROUND_DOWN; how++)
				CHECK(round_div(num, den, (enum rounding)how) ==
					slow(num, den, (enum rounding)how),
				    "%d / %d %s", num, den,
				    round_name((enum rounding)how));
}

/* Big operands: q is right if num - q x den is small enough. */
static void
test_big(void)
{
	i128 num = (i128)INT64_MAX * INT64_MAX;

	for (int i = 0; i < 60; i++) {
		i128 den = ((i128)1 << i) + 1;
		i128 q = round_div(num, den, ROUND_HALF_UP);
		i128 rest = num - q * den;

		CHECK(2 * (rest < 0 ? -rest : rest) <= den, "2^%d", i);
		CHECK(round_div(-num, den, ROUND_HALF_UP) == -q,
		    "a credit mirrors its charge, 2^%d", i);
	}
	/* A divisor of over half of the range must not overflow. */
	CHECK(round_div(num, num, ROUND_HALF_UP) == 1, "one");
	CHECK(round_div(num - 1, num, ROUND_HALF_EVEN) == 1, "nearly one");
	CHECK(round_div(1, num, ROUND_UP) == 1, "hardly more than nothing");
	CHECK(round_div(1, num, ROUND_HALF_UP) == 0, "hardly more than 0");
}

static void
test_names(void)
{
	for (int how = ROUND_HALF_UP; how <= ROUND_DOWN; how++)
		CHECK_I64(round_find(round_name((enum rounding)how)), how,
		    "name");
	CHECK_I64(round_find("nearest"), -1, "unknown");
}

static void
test_currencies(void)
{
	static const struct {
		const char *code;
		int digits;
	} some[] = { { "EUR", 2 }, { "JPY", 0 }, { "KWD", 3 }, { "CLF", 4 },
		{ "USD", 2 }, { "ISK", 0 }, { "TND", 3 }, { "AED", 2 },
		{ "ZWG", 2 }, { "XOF", 0 }, { "UGX", 0 }, { "BHD", 3 } };

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		const struct currency *c = currency_find(some[i].code);

		if (CHECK(c != NULL, "%s", some[i].code)) {
			CHECK_I64(c->digits, some[i].digits, c->code);
			CHECK_STR(c->code, some[i].code, "code");
		}
	}
	CHECK(currency_find("eur") == NULL, "small letters");
	CHECK(currency_find("XXX") == NULL, "no currency");
	CHECK(currency_find("EURO") == NULL && currency_find("") == NULL &&
		currency_find(NULL) == NULL,
	    "no code");
	CHECK_STR(currency_find("EUR")->name, "Euro", "name");
}

static void
test_amounts(void)
{
	const struct currency *eur = currency_find("EUR"),
			      *jpy = currency_find("JPY"),
			      *kwd = currency_find("KWD");
	struct err e = { .code = ERR_NONE };
	char text[MONEY_TEXT_MAX];
	int64_t v = 0;

	/* 0.03 a minute for 300 s: 0.03 x 10^12 x 300 / 60. */
	CHECK(money_round_e8((i128)30000000000 * 300, 60, 6, ROUND_HALF_UP, &v,
		  &e) == 0,
	    "%s", e.text);
	CHECK_I64(v, 15000000, "0.15");
	/* A third of 0.01, to 4 digits: 0.0033. */
	CHECK(money_round_e8((i128)10000000000, 3, 4, ROUND_HALF_UP, &v, &e) ==
		0,
	    "%s", e.text);
	CHECK_I64(v, 330000, "0.0033");
	CHECK(money_round_e8((i128)10000000000, 3, 4, ROUND_UP, &v, &e) == 0,
	    "%s", e.text);
	CHECK_I64(v, 340000, "0.0034");
	CHECK(money_round_e8((i128)INT64_MAX * 1000000, 1, 8, ROUND_UP, &v,
		  &e) < 0,
	    "too large");
	CHECK_I64(e.code, ERR_DATA, "too large");
	err_clear(&e);

	CHECK(money_to_minor(12345000, eur, ROUND_HALF_UP, &v, &e) == 0, "eur");
	CHECK_I64(v, 12, "0.12345");
	CHECK(money_to_minor(12500000, eur, ROUND_HALF_EVEN, &v, &e) == 0,
	    "eur");
	CHECK_I64(v, 12, "0.125 to even");
	CHECK(money_to_minor(-12500000, eur, ROUND_HALF_UP, &v, &e) == 0,
	    "eur");
	CHECK_I64(v, -13, "-0.125");
	CHECK(money_to_minor(250000000, jpy, ROUND_HALF_UP, &v, &e) == 0,
	    "jpy");
	CHECK_I64(v, 3, "2.5 yen");
	CHECK(money_to_minor(100050000, kwd, ROUND_HALF_UP, &v, &e) == 0,
	    "kwd");
	CHECK_I64(v, 1001, "1.0005 dinar");
	CHECK(money_from_minor(-1230, kwd, &v, &e) == 0, "kwd");
	CHECK_I64(v, -123000000, "-1.230 dinar");
	CHECK(money_from_minor(INT64_MAX, jpy, &v, &e) < 0, "too large");
	err_clear(&e);

	money_format(text, -1230, eur);
	CHECK_STR(text, "-12.30", "eur");
	money_format(text, 7, jpy);
	CHECK_STR(text, "7", "jpy");
	money_format(text, 500, kwd);
	CHECK_STR(text, "0.500", "kwd");
	money_format_e8(text, 4500000, 2);
	CHECK_STR(text, "0.045", "e8");
	CHECK(money_parse("12.30", 5, eur, &v, &e) == 0 && v == 1230, "parse");
	CHECK(money_parse("12.305", 6, eur, &v, &e) < 0, "3 digits");
	err_clear(&e);

	v = INT64_MAX - 1;
	CHECK(money_add(&v, 1, &e) == 0 && v == INT64_MAX, "sum");
	CHECK(money_add(&v, 1, &e) < 0 && v == INT64_MAX, "no wrap");
	CHECK_STR(e.text, "amount too large: 9223372036854775808", "no wrap");
}

int
main(void)
{
	test_rows();
	test_against_slow();
	test_big();
	test_names();
	test_currencies();
	test_amounts();
	return check_done();
}
