#include "money/money.h"

#include <assert.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "money/currency.h"

static const int64_t money_pow10[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000, 1000000000, 10000000000, 100000000000,
	1000000000000 };

static int
money_too_large(i128 v, struct err *e)
{
	char text[I128_TEXT_MAX];

	(void)i128_format(text, v, 0);
	return err_set(e, ERR_DATA, "amount too large: %s", text);
}

int
money_add(int64_t *sum, int64_t a, struct err *e)
{
	return money_narrow((i128)*sum + a, sum, e);
}

int
money_narrow(i128 v, int64_t *out, struct err *e)
{
	if (i128_to_int64(v, out))
		return money_too_large(v, e);
	return 0;
}

int
money_round_e8(i128 num_e12, i128 den, int decimals, enum rounding how,
    int64_t *amount_e8, struct err *e)
{
	/* One division: num / (den x 10^(12 - decimals)). */
	i128 divisor, units;
	int64_t narrow;

	assert(decimals >= 0 && decimals <= 8);
	/* Nearly all sums fit 64 bits at every step: half the work. */
	if (num_e12 == (int64_t)num_e12 && den > 0 && den <= 1000000) {
		narrow = (int64_t)den * money_pow10[12 - decimals];
		narrow = round_div64((int64_t)num_e12, narrow, how);
		if (!__builtin_mul_overflow(narrow, money_pow10[8 - decimals],
			&narrow)) {
			*amount_e8 = narrow;
			return 0;
		}
	}
	if (i128_mul(den, MONEY_E12 / money_pow10[decimals], &divisor))
		return money_too_large(den, e);
	units = round_div(num_e12, divisor, how);
	if (i128_mul(units, money_pow10[8 - decimals], &units))
		return money_too_large(num_e12, e);
	return money_narrow(units, amount_e8, e);
}

int
money_to_minor(i128 amount_e8, const struct currency *cur, enum rounding how,
    int64_t *amount_minor, struct err *e)
{
	return money_to_step(amount_e8, cur, 1, how, amount_minor, e);
}

int
money_to_step(i128 amount_e8, const struct currency *cur, int64_t step,
    enum rounding how, int64_t *amount_minor, struct err *e)
{
	assert(cur->digits >= 0 && cur->digits <= 8 && step >= 1);
	return money_narrow(round_div(amount_e8,
				(i128)money_pow10[8 - cur->digits] * step,
				how) *
		step,
	    amount_minor, e);
}

int
money_from_minor(int64_t amount_minor, const struct currency *cur,
    int64_t *amount_e8, struct err *e)
{
	return money_narrow((i128)amount_minor * money_pow10[8 - cur->digits],
	    amount_e8, e);
}

size_t
money_format(char out[MONEY_TEXT_MAX], int64_t amount_minor,
    const struct currency *cur)
{
	return decimal_format(out, MONEY_TEXT_MAX, amount_minor, cur->digits,
	    cur->digits);
}

size_t
money_format_e8(char out[MONEY_TEXT_MAX], int64_t amount_e8, int min_digits)
{
	return decimal_format(out, MONEY_TEXT_MAX, amount_e8, 8, min_digits);
}

int
money_parse(const char *text, size_t len, const struct currency *cur,
    int64_t *amount_minor, struct err *e)
{
	return decimal_parse(text, len, cur->digits, amount_minor, NULL, e);
}
