#include "tel/number.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"

static bool
number_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int
number_normal(char out[NUMBER_MAX], const char *text, size_t len,
    size_t *out_len, struct err *e)
{
	size_t n = 0, digits = 0;
	bool number = true;

	while (len > 0 && text[0] == ' ') {
		text++;
		len--;
	}
	while (len > 0 && text[len - 1] == ' ')
		len--;
	if (len >= NUMBER_MAX)
		return err_set(e, ERR_DATA,
		    "\"%.60s...\": number longer than %d bytes", text,
		    NUMBER_MAX - 1);
	for (size_t i = 0; i < len && number; i++) {
		char c = text[i];

		if (len - i >= 3 && memcmp(text + i, "(0)", 3) == 0 && n > 0 &&
		    out[0] == '+') {
			i += 2; /* +49 (0)89: the 0 is not dialled */
		} else if (number_is_digit(c)) {
			out[n++] = c;
			digits++;
		} else if ((c == '+' && n == 0) || c == '*' || c == '#') {
			out[n++] = c;
		} else if (strchr(" -./()", c) == NULL || c == '\0') {
			number = false;
		}
	}
	if (!number || digits == 0) {
		if (len > 0)
			memcpy(out, text, len);
		n = len;
	}
	out[n] = '\0';
	if (out_len != NULL)
		*out_len = n;
	return 0;
}

const char *
number_key(const char *text)
{
	return text[0] == '+' ? text + 1 : text;
}

bool
number_is_number(const char *text)
{
	size_t n;

	text = number_key(text);
	n = strspn(text, "0123456789");
	return n > 0 && text[n] == '\0';
}

bool
number_is_anonymous(const char *text)
{
	static const char *const words[] = { "anonymous", "unknown",
		"restricted" };

	if (text == NULL || text[0] == '\0')
		return true;
	if (text[0] == '+' || number_is_digit(text[0]))
		return false; /* nearly all */
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return strncasecmp(text, "anonymous@", 10) == 0;
}

void
number_mask(char out[NUMBER_MAX], const char *text, int hidden)
{
	size_t len = strnlen(text, NUMBER_MAX - 1);

	memcpy(out, text, len);
	out[len] = '\0';
	for (; len > 0 && hidden > 0; len--) {
		if (number_is_digit(out[len - 1])) {
			out[len - 1] = 'x';
			hidden--;
		}
	}
}
