#include "rating/exact.h"

#include <stdio.h>
#include <string.h>

#include "rating/rate.h"

#define ONE ((i128)1000000000000 * RATE_EXACT) /* 1 of the currency */

static i128
gcd(i128 a, i128 b)
{
	while (b != 0) {
		i128 rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

void
exact_fraction(char out[EXACT_TEXT_MAX], i128 exact)
{
	i128 divisor = gcd(exact, ONE);
	char num[I128_TEXT_MAX], den[I128_TEXT_MAX];

	(void)i128_format(num, exact / divisor, 0);
	(void)i128_format(den, ONE / divisor, 0);
	if (strcmp(den, "1") == 0)
		(void)snprintf(out, EXACT_TEXT_MAX, "%.40s", num);
	else
		(void)snprintf(out, EXACT_TEXT_MAX, "%.40s/%.40s", num, den);
}

/* Zeros at the end beyond two decimals go. */
static void
trim(char *text)
{
	char *point = strchr(text, '.');
	size_t len = strlen(text);

	if (point == NULL)
		return;
	while (len > (size_t)(point - text) + 3 && text[len - 1] == '0')
		text[--len] = '\0';
}

void
exact_decimal(char out[EXACT_TEXT_MAX], i128 exact)
{
	/* 10^-12 / 60 = 5/3 x 10^-14: a decimal if 3 divides it */
	if (exact % 3 != 0) {
		exact_fraction(out, exact);
		return;
	}
	(void)i128_format(out, exact / 3 * 5, 14);
	trim(out);
}

bool
exact_parse(const char *text, i128 *out)
{
	bool negative = *text == '-';
	const char *p = text + negative;
	size_t digits = strlen(p);
	i128 v = 0;

	if (digits == 0 || digits > 38 || strspn(p, "0123456789") != digits)
		return false;
	for (; *p != '\0'; p++)
		v = v * 10 + (*p - '0');
	*out = negative ? -v : v;
	return true;
}
