#include "party/endpoint.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"

/*
 * The codes of the EAS list of the European Commission that the validation
 * artefacts 1.3.16 of EN 16931 accept.
 */
static const char codes[] =
    "0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 "
    "0154 0158 0170 0177 0183 0184 0188 0190 0191 0192 0193 0194 0195 0196 "
    "0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 "
    "0215 0216 0217 0218 0219 0220 0221 0225 0230 0235 0240 0242 0244 0245 "
    "0246 0248 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 "
    "9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 "
    "9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 "
    "9959 AN AQ AS AU EM ";

static bool
is_listed(const char *scheme)
{
	size_t n = strlen(scheme);
	const char *end;

	for (const char *p = codes; (end = strchr(p, ' ')) != NULL; p = end + 1)
		if ((size_t)(end - p) == n && memcmp(p, scheme, n) == 0)
			return true;
	return false;
}

static bool
is_digits(const char *id, size_t n)
{
	return strlen(id) == n && strspn(id, "0123456789") == n;
}

static int
digit(const char *id, size_t i)
{
	return id[i] - '0';
}

/* GS1: weights 1 and 3 from the check digit on, the sum a multiple of ten. */
static bool
is_gln(const char *id)
{
	int sum = 0;

	if (!is_digits(id, 13))
		return false;
	for (size_t i = 0; i < 13; i++)
		sum += digit(id, i) * (i % 2 == 0 ? 1 : 3);
	return sum % 10 == 0;
}

/* Weights 3 2 7 6 5 4 3 2 and the check digit: a multiple of eleven. */
static bool
is_norwegian(const char *id)
{
	static const int weights[] = { 3, 2, 7, 6, 5, 4, 3, 2, 1 };
	int sum = 0;

	if (!is_digits(id, 9))
		return false;
	for (size_t i = 0; i < 9; i++)
		sum += digit(id, i) * weights[i];
	return sum > 0 && sum % 11 == 0;
}

/* The last two digits are 97 less the rest of the others by 97. */
static bool
is_belgian(const char *id)
{
	int rest = 0;

	if (!is_digits(id, 10))
		return false;
	for (size_t i = 0; i < 8; i++)
		rest = (rest * 10 + digit(id, i)) % 97;
	return digit(id, 8) * 10 + digit(id, 9) == 97 - rest;
}

/* Every second digit counts twice, by its digits: a multiple of ten. */
static bool
is_swedish(const char *id)
{
	int sum = 0;

	if (!is_digits(id, 10))
		return false;
	for (size_t i = 0; i < 10; i++) {
		int d = digit(id, i) * (i % 2 == 0 ? 2 : 1);

		sum += d / 10 + d % 10;
	}
	return sum % 10 == 0;
}

/* One less in the first digit, and weighted a multiple of 89. */
static bool
is_australian(const char *id)
{
	static const int weights[] = { 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 };
	int sum = -weights[0];

	if (!is_digits(id, 11))
		return false;
	for (size_t i = 0; i < 11; i++)
		sum += digit(id, i) * weights[i];
	return sum % 89 == 0;
}

static bool
is_danish(const char *id)
{
	return is_digits(strncmp(id, "DK", 2) == 0 ? id + 2 : id, 8);
}

static bool
is_mail(const char *id)
{
	const char *at = strchr(id, '@');

	return at != NULL && at != id && at[1] != '\0';
}

static const struct {
	const char *scheme;
	bool (*is)(const char *id);
	const char *what;
} forms[] = {
	{ "0007", is_swedish, "a Swedish organisation number" },
	{ "0088", is_gln, "a GLN, 13 digits with its check digit" },
	{ "0151", is_australian, "an Australian business number" },
	{ "0184", is_danish, "a Danish CVR number, 8 digits" },
	{ "0192", is_norwegian, "a Norwegian organisation number" },
	{ "0208", is_belgian, "a Belgian enterprise number" },
	{ "EM", is_mail, "an e-mail address" },
};

int
endpoint_check(const char *scheme, const char *id, const char **column,
    struct err *e)
{
	*column = "endpoint_scheme";
	if (!is_listed(scheme))
		return err_set(e, ERR_DATA,
		    "endpoint_scheme \"%s\" is not in the EAS list of electronic"
		    " address schemes (9930, 0088, EM; EN 16931, BR-CL-25)",
		    scheme);
	*column = "endpoint";
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].scheme, scheme) == 0 && !forms[i].is(id))
			return err_set(e, ERR_DATA,
			    "endpoint \"%s\" is not %s, as scheme %s wants", id,
			    forms[i].what, scheme);
	return 0;
}
