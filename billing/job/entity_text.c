#include "job/entity_text.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/hash.h"
#include "tel/number.h"

/* 4 or 6 and the bytes of the address; 0: it is none. */
static int
address_bytes(const char *text, unsigned char bytes[16])
{
	if (inet_pton(AF_INET, text, bytes) == 1)
		return 4;
	if (inet_pton(AF_INET6, text, bytes) == 1)
		return 6;
	return 0;
}

int
entity_text_address(char out[ENTITY_TEXT_MAX], const char *text, struct err *e)
{
	unsigned char bytes[16];
	int family = address_bytes(text, bytes);

	if (family == 0)
		return err_set(e, ERR_DATA, "\"%s\" is not an IP address",
		    text);
	(void)inet_ntop(family == 4 ? AF_INET : AF_INET6, bytes, out,
	    ENTITY_TEXT_MAX);
	return 0;
}

/* Is a bit set behind the first ${bits}? */
static bool
bits_behind(const unsigned char *bytes, int size, int bits)
{
	for (int i = bits; i < size * 8; i++)
		if (bytes[i / 8] & (0x80 >> i % 8))
			return true;
	return false;
}

int
entity_text_cidr(char out[ENTITY_TEXT_MAX], const char *text, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	char address[INET6_ADDRSTRLEN + 1];
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	unsigned char bytes[16];
	int64_t bits;
	int family = 0, size;

	if (len < sizeof(address)) {
		memcpy(address, text, len);
		address[len] = '\0';
		family = address_bytes(address, bytes);
	}
	if (family == 0)
		return err_set(e, ERR_DATA,
		    "\"%s\" is not a block of addresses (192.0.2.0/24)", text);
	size = family == 4 ? 4 : 16;
	bits = size * 8;
	if (slash != NULL &&
	    decimal_int(slash + 1, strlen(slash + 1), 0, size * 8, &bits,
		&ignored) < 0)
		return err_set(e, ERR_DATA,
		    "\"%s\": the length behind the / is 0 to %d", text,
		    size * 8);
	if (bits_behind(bytes, size, (int)bits))
		return err_set(e, ERR_DATA,
		    "\"%s\": bits are set behind the first %d", text,
		    (int)bits);
	(void)inet_ntop(family == 4 ? AF_INET : AF_INET6, bytes, address,
	    sizeof(address));
	(void)snprintf(out, ENTITY_TEXT_MAX, "%s/%d", address, (int)bits);
	return 0;
}

static bool
email_local_ok(const char *p, size_t len)
{
	static const char extra[] = "!#$%&'*+-/=?^_`{|}~.";

	if (len == 0 || len > 64 || p[0] == '.' || p[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		bool plain = (p[i] >= 'a' && p[i] <= 'z') ||
		    (p[i] >= 'A' && p[i] <= 'Z') ||
		    (p[i] >= '0' && p[i] <= '9');

		if (!plain && strchr(extra, p[i]) == NULL)
			return false;
		if (p[i] == '.' && p[i + 1] == '.')
			return false;
	}
	return true;
}

static bool
email_domain_ok(const char *p)
{
	size_t label = 0, len = strlen(p);

	if (len == 0 || len > 253)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool plain = (p[i] >= 'a' && p[i] <= 'z') ||
		    (p[i] >= 'A' && p[i] <= 'Z') ||
		    (p[i] >= '0' && p[i] <= '9');

		if (p[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		if (!plain &&
		    (p[i] != '-' || label == 0 || p[i + 1] == '.' ||
			p[i + 1] == '\0'))
			return false;
		if (++label > 63)
			return false;
	}
	return label > 0;
}

int
entity_text_email(const char *text, struct err *e)
{
	const char *at = strrchr(text, '@');

	if (at == NULL || !email_local_ok(text, (size_t)(at - text)) ||
	    !email_domain_ok(at + 1))
		return err_set(e, ERR_DATA, "\"%s\" is not an e-mail address",
		    text);
	return 0;
}

int
entity_text_number(char out[ENTITY_TEXT_MAX], const char *text, size_t len,
    struct err *e)
{
	char normal[NUMBER_MAX];
	size_t n;

	if (number_normal(normal, text, len, &n, e) < 0)
		return -1;
	if (n == 0)
		return err_set(e, ERR_DATA, "\"%s\" is not a number", text);
	memcpy(out, normal, n + 1);
	return 0;
}

int
entity_text_range(char out[ENTITY_TEXT_MAX], const char *text, size_t len,
    struct err *e)
{
	bool range = len > 0 && text[len - 1] == '*';
	size_t n;

	if (range)
		len--;
	if (entity_text_number(out, text, len, e) < 0)
		return -1;
	n = strlen(out);
	if (memchr(out, '*', n) != NULL && range)
		return err_set(e, ERR_DATA,
		    "\"%s\": a range is a number and one * at its end", text);
	if (range)
		memcpy(out + n, "*", 2);
	return 0;
}

#define SECRET "sha256:"

int
entity_text_secret(char out[ENTITY_TEXT_MAX], const char *text, size_t len,
    struct err *e)
{
	const size_t prefix = sizeof(SECRET) - 1;

	(void)memcpy(out, SECRET, sizeof(SECRET));
	if (len < prefix || memcmp(text, SECRET, prefix) != 0) {
		hash_sha256_hex(text, len, out + prefix);
		return 0;
	}
	if (len != prefix + 64 ||
	    strspn(text + prefix, "0123456789abcdef") != 64)
		return err_set(e, ERR_DATA,
		    "behind \"sha256:\" stand 64 digits 0-9 and a-f");
	memcpy(out, text, len + 1);
	return 0;
}
