/*
 * decimal: rows by hand, then random numbers against printf and long division
 * by hand on digit strings.
 */
#include "base/decimal.h"
#include "base/err.h"
#include "base/wide.h"

#include "../check.h"

/* clang-format off */
static const struct {
	const char *text;
	int scale;
	bool round;
	int rc;
	int64_t want;
	bool inexact;
} cases[] = {
{ "0",			 2, false,  0, 0, false },
{ "-0",			 2, false,  0, 0, false },
{ "+1",			 2, false,  0, 100, false },
{ "1.5",		 2, false,  0, 150, false },
{ "1.50000",		 2, false,  0, 150, false },
{ "-1.05",		 2, false,  0, -105, false },
{ "1.005",		 2, false, -1, 0, false },
{ "1.005",		 2, true,   0, 101, true },
{ "-1.005",		 2, true,   0, -101, true },
{ "1.0049999",		 2, true,   0, 100, true },
{ "0.0000000000005",	12, true,   0, 1, true },
{ "0.0000000000004",	12, true,   0, 0, true },
{ "0.04",		12, false,  0, INT64_C(40000000000), false },
{ "9223372036854775807", 0, false,  0, INT64_MAX, false },
{ "9223372036854775808", 0, false, -1, 0, false },
{ "-9223372036854775808", 0, false, 0, INT64_MIN, false },
{ "-9223372036854775809", 0, false, -1, 0, false },
{ "9223372.036854775807", 12, false, 0, INT64_MAX, false },
{ "9223372.0368547758074", 12, true, 0, INT64_MAX, true },
{ "9223372.0368547758075", 12, true, -1, 0, false },
{ "99999999999999999999999999", 0, false, -1, 0, false },
{ "9223373",		12, false, -1, 0, false },
{ "000000000000000000000000000001", 0, false, 0, 1, false },
{ "",			 2, false, -1, 0, false },
{ "-",			 2, false, -1, 0, false },
{ ".5",			 2, false, -1, 0, false },
{ "5.",			 2, false, -1, 0, false },
{ "1,5",		 2, false, -1, 0, false },
{ " 1",			 2, false, -1, 0, false },
{ "1 ",			 2, false, -1, 0, false },
{ "1e3",		 2, false, -1, 0, false },
{ "--1",		 2, false, -1, 0, false },
{ "0x10",		 2, false, -1, 0, false },
{ "1.2.3",		 2, false, -1, 0, false },
{ "99999999999999999999x", 0, false, -1, 0, false },
};
/* clang-format on */

static void
test_parse(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = { .code = ERR_NONE };
		const char *text = cases[i].text;
		int64_t v = 0;
		bool inexact = false;
		int rc = decimal_parse(text, strlen(text), cases[i].scale, &v,
		    cases[i].round ? &inexact : NULL, &e);

		CHECK_I64(rc, cases[i].rc, text);
		CHECK_I64(v, cases[i].want, text);
		CHECK_I64(inexact, cases[i].inexact, text);
		CHECK(rc == 0 || e.code == ERR_DATA, "%s: code", text);
	}
}

static void
format_case(int64_t v, int scale, int min_digits, const char *want)
{
	char text[DECIMAL_TEXT_MAX];

	CHECK_I64(decimal_format(text, sizeof(text), v, scale, min_digits),
	    strlen(want), want);
	CHECK_STR(text, want, want);
}

static void
test_format(void)
{
	format_case(0, 8, 2, "0.00");
	format_case(0, 8, 0, "0");
	format_case(4000000, 8, 2, "0.04");
	format_case(4500000, 8, 2, "0.045");
	format_case(-4500000, 8, 2, "-0.045");
	format_case(20000000, 8, 2, "0.20");
	format_case(100000000, 8, 0, "1");
	format_case(-1, 2, 2, "-0.01");
	format_case(1234, 0, 0, "1234");
	format_case(10, 0, 0, "10");
	format_case(INT64_MAX, 8, 8, "92233720368.54775807");
	format_case(INT64_MIN, 18, 0, "-9.223372036854775808");
	format_case(INT64_MIN, 0, 0, "-9223372036854775808");
}

static uint64_t
next(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* format, then parse, gives the value back; parse agrees with strtoll. */
static void
test_round_trip(void)
{
	for (int i = 0; i < 200000; i++) {
		struct err e = { .code = ERR_NONE };
		int64_t v = (int64_t)(next() >> (next() % 64)), got = 0;
		int scale = (int)(next() % 19);
		char text[DECIMAL_TEXT_MAX];
		size_t len;

		if (next() % 2)
			v = -v;
		len = decimal_format(text, sizeof(text), v, scale,
		    (int)(next() % (uint64_t)(scale + 1)));
		CHECK(decimal_parse(text, len, scale, &got, NULL, &e) == 0 &&
			got == v,
		    "%s scale %d: %" PRId64, text, scale, v);
		(void)snprintf(text, sizeof(text), "%" PRId64, v);
		CHECK(decimal_int(text, strlen(text), INT64_MIN, INT64_MAX,
			  &got, &e) == 0 &&
			got == v,
		    "%s", text);
	}
}

/* Rounding to fewer digits against whole-number division. */
static void
test_rounding(void)
{
	for (int i = 0; i < 100000; i++) {
		struct err e = { .code = ERR_NONE };
		int64_t v = (int64_t)(next() % 2000000) - 1000000, got;
		int64_t mag = v < 0 ? -v : v, want;
		char text[DECIMAL_TEXT_MAX];
		bool inexact;

		/* v thousandths, to whole tens of them. */
		want = mag / 10 + (mag % 10 >= 5);
		want = v < 0 ? -want : want;
		(void)decimal_format(text, sizeof(text), v, 3, 3);
		CHECK(decimal_parse(text, strlen(text), 2, &got, &inexact,
			  &e) == 0 &&
			got == want && inexact == (mag % 10 != 0),
		    "%s -> %" PRId64, text, got);
	}
}

static void
int_case(const char *text, int64_t min, int64_t max, int rc, int64_t want)
{
	struct err e = { .code = ERR_NONE };
	int64_t v = 0;

	CHECK_I64(decimal_int(text, strlen(text), min, max, &v, &e), rc, text);
	CHECK_I64(v, want, text);
}

static void
test_int(void)
{
	int_case("5", 0, 10, 0, 5);
	int_case("-5", 0, 10, -1, 0);
	int_case("11", 0, 10, -1, 0);
	int_case("10", 0, 10, 0, 10);
	int_case("", 0, 10, -1, 0);
	int_case("1.0", 0, 10, -1, 0);
	int_case("1x", 0, 10, -1, 0);
	int_case("-9223372036854775808", INT64_MIN, 0, 0, INT64_MIN);
	int_case("9223372036854775808", INT64_MIN, INT64_MAX, -1, 0);
}

static void
wide_case(i128 v, int scale, const char *want)
{
	char text[I128_TEXT_MAX];

	CHECK_I64(i128_format(text, v, scale), strlen(want), want);
	CHECK_STR(text, want, want);
}

static void
test_wide(void)
{
	i128 big = (i128)INT64_MAX * INT64_MAX, min = 1, r;
	int64_t v = 7;

	wide_case(0, 0, "0");
	wide_case(0, 2, "0.00");
	wide_case(-1234, 2, "-12.34");
	wide_case(5, 1, "0.5");
	wide_case(big, 0, "85070591730234615847396907784232501249");
	wide_case(big, 12, "85070591730234615847396907.784232501249");
	for (int i = 0; i < 126; i++)
		min *= 2;
	min = -min - min;
	wide_case(min, 0, "-170141183460469231731687303715884105728");
	wide_case(min, 20, "-1701411834604692317.31687303715884105728");
	CHECK(i128_mul(big, 3, &r), "overflow of a product");
	CHECK(!i128_mul(big, 2, &r) && r == big + big, "product");
	CHECK(i128_add(min, -1, &r), "overflow of a sum");
	CHECK(i128_sub(min, 1, &r), "overflow of a difference");
	CHECK(i128_to_int64((i128)INT64_MAX + 1, &v) && v == 7, "narrow");
	CHECK(i128_to_int64((i128)INT64_MIN - 1, &v) && v == 7, "narrow");
	CHECK(!i128_to_int64(INT64_MIN, &v) && v == INT64_MIN, "narrow");
}

int
main(void)
{
	test_parse();
	test_format();
	test_round_trip();
	test_rounding();
	test_int();
	test_wide();
	return check_done();
}
