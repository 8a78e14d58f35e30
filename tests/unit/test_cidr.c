/*
 * Addresses and blocks: by hand, and containment against a loop over bits.
 */
#include "../check.h"

#include "base/cidr.h"
#include "base/err.h"

static void
test_parse(void)
{
	static const struct {
		const char *text;
		int bits; /* -1: refused */
	} rows[] = { { "192.0.2.0/24", 120 }, { "192.0.2.1", 128 },
		{ "0.0.0.0/0", 96 }, { "2001:db8::/32", 32 }, { "::/0", 0 },
		{ "2001:db8::1", 128 }, { "[2001:db8::1]", 128 },
		{ "192.0.2.1/24", -1 }, { "192.0.2.0/33", -1 },
		{ "192.0.2.0/", -1 }, { "192.0.2.0/2 4", -1 },
		{ "192.0.2.0/-1", -1 }, { "192.0.2", -1 }, { "", -1 },
		{ "2001:db8::/129", -1 }, { "example.org", -1 },
		{ "192.0.2.0/0024", -1 }, { "[192.0.2.1", -1 } };
	struct cidr c;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		int rc = cidr_parse(rows[i].text, &c, &e);

		CHECK_I64(rc == 0 ? c.bits : -1, rows[i].bits, rows[i].text);
	}
}

static bool
contains(const char *block, const char *address)
{
	struct err e = { .code = ERR_NONE };
	struct address a;
	struct cidr c;

	CHECK(cidr_parse(block, &c, &e) == 0, "%s", e.text);
	CHECK(address_parse(address, &a), "%s", address);
	return cidr_contains(&c, &a);
}

static void
test_contains(void)
{
	CHECK(contains("192.0.2.0/24", "192.0.2.255"), "last of the block");
	CHECK(!contains("192.0.2.0/24", "192.0.3.0"), "first of the next");
	CHECK(contains("192.0.2.128/25", "192.0.2.128"), "half a byte");
	CHECK(!contains("192.0.2.128/25", "192.0.2.127"), "the other half");
	CHECK(contains("192.0.2.0/24", "::ffff:192.0.2.1"), "mapped");
	CHECK(!contains("0.0.0.0/0", "2001:db8::1"), "v6 in no v4 block");
	CHECK(contains("2001:db8::/33", "2001:db8:7fff::"), "v6");
	CHECK(!contains("2001:db8::/33", "2001:db8:8000::"), "v6, outside");
}

static void
test_bits(void)
{
	struct address a;
	struct cidr c;
	uint32_t state = 1;

	for (int round = 0; round < 20000; round++) {
		bool want = true;

		for (int i = 0; i < 16; i++) {
			state = state * 1664525u + 1013904223u;
			a.byte[i] = (uint8_t)(state >> 24);
			c.base.byte[i] = a.byte[i];
		}
		state = state * 1664525u + 1013904223u;
		c.bits = (int)(state >> 8) % 129;
		a.byte[(state >> 16) % 16] ^= (uint8_t)(1u << state % 8);
		for (int i = 0; i < c.bits; i++)
			want = want &&
			    (a.byte[i / 8] >> (7 - i % 8) & 1) ==
				(c.base.byte[i / 8] >> (7 - i % 8) & 1);
		CHECK_I64(cidr_contains(&c, &a), want, "bit by bit");
	}
}

int
main(void)
{
	test_parse();
	test_contains();
	test_bits();
	return check_done();
}
