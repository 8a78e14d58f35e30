/* The grammar of mail addresses; address.h says what and why. */
#include "delivery/address.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/err.h"

static bool
is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

static bool
is_atext(unsigned char c)
{
	return c != '\0' && (is_alnum(c) || strchr("!#$%&'*+/=?^_`{|}~-", c));
}

/* Bytes that may stand nowhere, told apart for the sake of the message. */
static int
check_bytes(const char *text, struct err *e)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x21 || c == 0x7f)
			return err_set(e, ERR_DATA,
			    "mail address: byte %zu is a space or control"
			    " character (0x%02x)",
			    i + 1, c);
		if (c >= 0x80)
			return err_set(e, ERR_DATA,
			    "mail address: byte %zu is not ASCII (0x%02x);"
			    " write an internationalised domain as xn--...",
			    i + 1, c);
		if (strchr("<>()[]\\,;:\"", c) != NULL)
			return err_set(e, ERR_DATA,
			    "mail address: byte %zu is \"%c\": quoting, comments"
			    " and address literals are not taken",
			    i + 1, c);
	}
	return 0;
}

static int
check_local(const char *text, size_t len, struct err *e)
{
	if (len == 0)
		return err_set(e, ERR_DATA,
		    "mail address: nothing before the \"@\"");
	if (len > ADDRESS_LOCAL_MAX)
		return err_set(e, ERR_DATA,
		    "mail address: %zu bytes before the \"@\", at most %d", len,
		    ADDRESS_LOCAL_MAX);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.') {
			if (i == 0 || i + 1 == len || text[i - 1] == '.')
				return err_set(e, ERR_DATA,
				    "mail address: byte %zu: a dot must stand"
				    " between two other characters",
				    i + 1);
		} else if (!is_atext((unsigned char)text[i])) {
			return err_set(e, ERR_DATA,
			    "mail address: byte %zu is \"%c\"", i + 1, text[i]);
		}
	}
	return 0;
}

static int
check_label(const char *label, size_t len, struct err *e)
{
	if (len == 0)
		return err_set(e, ERR_DATA,
		    "mail address: empty label in the domain");
	if (len > ADDRESS_LABEL_MAX)
		return err_set(e, ERR_DATA,
		    "mail address: a label of %zu bytes in the domain, at most"
		    " %d",
		    len, ADDRESS_LABEL_MAX);
	if (label[0] == '-' || label[len - 1] == '-')
		return err_set(e, ERR_DATA,
		    "mail address: a label of the domain begins or ends with"
		    " a hyphen");
	for (size_t i = 0; i < len; i++)
		if (!is_alnum((unsigned char)label[i]) && label[i] != '-')
			return err_set(e, ERR_DATA,
			    "mail address: \"%c\" in the domain", label[i]);
	return 0;
}

static int
check_domain(const char *domain, struct err *e)
{
	const char *label = domain, *dot;
	size_t len = strlen(domain);

	if (len > ADDRESS_DOMAIN_MAX)
		return err_set(e, ERR_DATA,
		    "mail address: a domain of %zu bytes, at most %d", len,
		    ADDRESS_DOMAIN_MAX);
	while ((dot = strchr(label, '.')) != NULL) {
		if (check_label(label, (size_t)(dot - label), e) < 0)
			return -1;
		label = dot + 1;
	}
	if (check_label(label, strlen(label), e) < 0)
		return -1;
	if (label == domain)
		return err_set(e, ERR_DATA,
		    "mail address: the domain \"%s\" has only one label",
		    domain);
	if (strspn(label, "0123456789") == strlen(label))
		return err_set(e, ERR_DATA,
		    "mail address: the domain \"%s\" ends in a number", domain);
	return 0;
}

int
address_check(const char *text, struct err *e)
{
	const char *at;

	if (text == NULL || text[0] == '\0')
		return err_set(e, ERR_DATA, "mail address: empty");
	if (strnlen(text, ADDRESS_MAX + 1) > ADDRESS_MAX)
		return err_set(e, ERR_DATA,
		    "mail address: longer than %d bytes", ADDRESS_MAX);
	if (check_bytes(text, e) < 0)
		return -1;
	at = strchr(text, '@');
	if (at == NULL)
		return err_set(e, ERR_DATA, "mail address: no \"@\" in \"%s\"",
		    text);
	if (strchr(at + 1, '@') != NULL)
		return err_set(e, ERR_DATA,
		    "mail address: more than one \"@\" in \"%s\"", text);
	if (check_local(text, (size_t)(at - text), e) < 0)
		return -1;
	return check_domain(at + 1, e);
}

const char *
address_domain(const char *text)
{
	const char *at = strchr(text, '@');

	assert(at != NULL);
	return at + 1;
}
