/*
 * The grammar of mail addresses: one row per rule, with its limits, then every
 * single byte and every pair of bytes put into a good address, against a list
 * of what may stand there.
 */
#include <string.h>

#include "base/err.h"
#include "delivery/address.h"

#include "../check.h"

#define L10 "abcdefghij"
#define L60 L10 L10 L10 L10 L10 L10
#define L64 L60 "abcd"
#define L63 L60 "abc"

/* clang-format off */
static const struct {
	const char *text;
	bool good;
} cases[] = {
	{ "a@b.de", true },
	{ "billing@cheapcall.example", true },
	{ "first.last+tag@mail.example.org", true },
	{ "o'brien@example.org", true },
	{ "!#$%&'*+-/=?^_`{|}~@example.org", true },
	{ "1@2.example", true },
	{ "A@XN--MNCHEN-3YA.DE", true },
	{ "a@b-c.d-e.example", true },
	{ L64 "@example.org", true },
	{ "a@" L63 ".example", true },
	{ "", false },
	{ "@", false },
	{ "a", false },
	{ "a@", false },
	{ "@example.org", false },
	{ "a@example", false },
	{ "a@localhost", false },
	{ "a@b@example.org", false },
	{ "a@@example.org", false },
	{ ".a@example.org", false },
	{ "a.@example.org", false },
	{ "a..b@example.org", false },
	{ "a@.example.org", false },
	{ "a@example..org", false },
	{ "a@example.org.", false },
	{ "a@-example.org", false },
	{ "a@example-.org", false },
	{ "a@exa_mple.org", false },
	{ "a@192.0.2.1", false },
	{ "a@[192.0.2.1]", false },
	{ "\"a b\"@example.org", false },
	{ "a(comment)@example.org", false },
	{ "a b@example.org", false },
	{ " a@example.org", false },
	{ "a@example.org ", false },
	{ "a@example.org\n", false },
	{ "a@example.org\r\nRCPT TO:<evil@example.org>", false },
	{ "a@example.org>\r\nRCPT TO:<evil@example.org", false },
	{ "a@example.org>,<b@example.org", false },
	{ "<a@example.org>", false },
	{ "Name <a@example.org>", false },
	{ "a@example.org,b@example.org", false },
	{ "a@example.org;b@example.org", false },
	{ "a\\@example.org", false },
	{ "a:b@example.org", false },
	{ "a\t@example.org", false },
	{ "a\x7f@example.org", false },
	{ "m\xc3\xbcller@example.org", false },
	{ "a@m\xc3\xbcnchen.de", false },
	{ L64 "x@example.org", false },
	{ "a@" L63 "x.example", false },
};
/* clang-format on */

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = { .code = ERR_NONE };
		int rc = address_check(cases[i].text, &e);

		CHECK_I64(rc, cases[i].good ? 0 : -1, cases[i].text);
		CHECK_I64(e.code, cases[i].good ? ERR_NONE : ERR_DATA,
		    cases[i].text);
	}
	CHECK_STR(address_domain("a@b.de"), "b.de", "domain");
}

/* 254 bytes are the most; the labels are kept short enough. */
static void
test_length(void)
{
	char text[300];

	for (size_t len = 250; len <= 260; len++) {
		struct err e = { .code = ERR_NONE };
		size_t n = 0;

		text[n++] = 'a';
		text[n++] = '@';
		while (n < len)
			text[n] = n % 50 == 49 && n + 1 < len ? '.' : 'b', n++;
		text[n] = '\0';
		(void)address_check(text, &e);
		CHECK_I64(e.code, len <= 254 ? ERR_NONE : ERR_DATA, text);
	}
}

/* The bytes that may stand at ${where} of "xx@yy.zz", as the rule lists them. */
static bool
may_stand(unsigned char c, size_t where)
{
	static const char atext[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "!#$%&'*+/=?^_`{|}~-";

	if (c == '\0')
		return false;
	if (where < 2)
		return strchr(atext, c) != NULL;
	if (where == 2)
		return c == '@';
	if (where == 5)
		return c == '.';
	/* a domain of one letter per label would still be one: "y.zz" */
	return strchr(atext, c) != NULL &&
	    strchr("!#$%&'*+/=?^_`{|}~-", c) == NULL;
}

static void
test_every_byte(void)
{
	for (size_t where = 0; where < 8; where++)
		for (unsigned c = 1; c < 256; c++) {
			char text[] = "xx@yy.zz";
			struct err e = { .code = ERR_NONE };

			text[where] = (char)c;
			CHECK_I64(address_check(text, &e) == 0,
			    may_stand((unsigned char)c, where), text);
		}
}

/* Whatever passes can be written between < and > in a command. */
static void
test_every_pair(void)
{
	for (unsigned c = 1; c < 256; c++)
		for (unsigned d = 1; d < 256; d++) {
			char text[] = "xx@yy.zz";
			struct err e = { .code = ERR_NONE };

			text[1] = (char)c;
			text[3] = (char)d;
			if (address_check(text, &e) < 0)
				continue;
			CHECK(strpbrk(text, "\r\n<> \"(),:;[]\\") == NULL,
			    "passed: 0x%02x 0x%02x", c, d);
		}
}

int
main(void)
{
	test_cases();
	test_length();
	test_every_byte();
	test_every_pair();
	return check_done();
}
