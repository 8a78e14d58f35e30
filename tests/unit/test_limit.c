/* Amounts by currency and issuer, as book.conf states them. */
#include "../check.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/limit.h"

#define C INT64_C(1000000)

static const struct {
	const char *text, *issuer, *currency;
	int64_t want_e8;
} rows[] = {
	{ "", "", "EUR", 0 },
	{ "0", "", "EUR", 0 },
	{ "12.50", "", "EUR", 1250 * C },
	{ "12.50", "acme", "EUR", 1250 * C },
	{ "12.50", "", "USD", 0 },
	{ " 5  JPY:500 ", "", "JPY", 50000 * C },
	{ "5 JPY:500", "", "EUR", 500 * C },
	{ "5 KWD:1.234", "x", "KWD", 123400000 },
	{ "5 acme:EUR:7", "acme", "EUR", 700 * C },
	{ "acme:EUR:7 5", "other", "EUR", 500 * C },
	{ "acme:EUR:7", "", "EUR", 0 },
	{ "5 acme:EUR:0", "acme", "EUR", 0 },
	{ "5 :EUR:9", "", "EUR", 900 * C },
	{ "5 :EUR:9", "acme", "EUR", 500 * C },
	{ "5 acme:EUR:7 acme:JPY:8", "acme", "JPY", 800 * C },
	{ "a:b:EUR:3", "a:b", "EUR", 300 * C },
};

static const struct {
	const char *text, *want;
} bad[] = {
	{ "x", "x: \"x\" is no amount in EUR of 0 or more" },
	{ "-1", "-1: \"-1\" is no amount in EUR of 0 or more" },
	{ "1.005", "1.005: \"1.005\" is no amount in EUR of 0 or more" },
	{ "JPY:0.5", "JPY:0.5: \"0.5\" is no amount in JPY of 0 or more" },
	{ "acme:7", "acme:7: currency \"acme\" is not known" },
	{ "acme:EUR:", "acme:EUR:: \"\" is no amount in EUR of 0 or more" },
	{ "99999999999999999", /* more than 10^-8 can count */
	    "99999999999999999: \"99999999999999999\" is no amount in EUR of 0"
	    " or more" },
	{ "5 EUR:6", "EUR:6: there is another amount for the same" },
	{ "acme:EUR:5 acme:EUR:5",
	    "acme:EUR:5: there is another amount for the same" },
	{ "1e3", "1e3: \"1e3\" is no amount in EUR of 0 or more" },
};

int
main(void)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct limits s;

		CHECK(limit_parse(&s, rows[i].text, "EUR", &a, &e) == 0,
		    "%s: %s", rows[i].text, e.text);
		CHECK_I64(limit_find(&s, rows[i].issuer, rows[i].currency),
		    rows[i].want_e8, rows[i].text);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct limits s;

		CHECK(limit_parse(&s, bad[i].text, "EUR", &a, &e) < 0, "%s",
		    bad[i].text);
		CHECK_STR(e.text, bad[i].want, bad[i].text);
	}
	arena_free(&a);
	return check_done();
}
