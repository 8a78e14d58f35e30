#include "base/cidr.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/err.h"

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool
parse_text(const char *text, size_t len, struct address *a, bool *v4)
{
	char copy[INET6_ADDRSTRLEN];

	if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len == 0 || len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	*v4 = inet_pton(AF_INET, copy, a->byte + 12) == 1;
	if (*v4) {
		memcpy(a->byte, mapped, sizeof(mapped));
		return true;
	}
	return inet_pton(AF_INET6, copy, a->byte) == 1;
}

bool
address_parse(const char *text, struct address *a)
{
	bool v4;

	return text != NULL && parse_text(text, strlen(text), a, &v4);
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return memcmp(a->byte, b->byte, sizeof(a->byte)) == 0;
}

/* The length after the slash: 1 to 3 digits, at most ${max}; -1 if not. */
static int
parse_bits(const char *text, int max)
{
	int bits = 0;

	if (*text == '\0' || strlen(text) > 3)
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		bits = bits * 10 + (*text - '0');
	}
	return bits <= max ? bits : -1;
}

/* True if all bits from ${bits} on are 0. */
static bool
tail_is_zero(const struct address *a, int bits)
{
	for (int i = bits; i < 128; i++)
		if (a->byte[i / 8] & (0x80 >> i % 8))
			return false;
	return true;
}

int
cidr_parse(const char *text, struct cidr *c, struct err *e)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	bool v4;

	if (!parse_text(text, len, &c->base, &v4))
		return err_set(e, ERR_DATA, "\"%.60s\" is not an address block",
		    text);
	c->bits = slash ? parse_bits(slash + 1, v4 ? 32 : 128) : v4 ? 32 : 128;
	if (c->bits < 0)
		return err_set(e, ERR_DATA,
		    "\"%.60s\": the length after the slash is not 0 to %d",
		    text, v4 ? 32 : 128);
	if (v4)
		c->bits += 96;
	if (!tail_is_zero(&c->base, c->bits))
		return err_set(e, ERR_DATA,
		    "\"%.60s\": bits are set beyond the length of the block",
		    text);
	return 0;
}

bool
cidr_contains(const struct cidr *c, const struct address *a)
{
	int whole = c->bits / 8, rest = c->bits % 8;
	int mask = 0xff00 >> rest & 0xff;

	if (memcmp(c->base.byte, a->byte, (size_t)whole) != 0)
		return false;
	return rest == 0 ||
	    (a->byte[whole] & mask) == (c->base.byte[whole] & mask);
}
