/* A mail address is refused, or can be written between < and > in a command. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "delivery/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (address_check(text, &e) < 0) {
		assert(e.code == ERR_DATA);
		assert(strncmp(e.text, "mail address: ", 14) == 0);
	} else {
		const char *domain = address_domain(text);

		assert(strlen(text) <= ADDRESS_MAX);
		for (const char *p = text; *p != '\0'; p++)
			assert((unsigned char)*p > 0x20 && *p < 0x7f &&
			    strchr("<>()[]\\,;:\"", *p) == NULL);
		assert(domain > text + 1 && strchr(domain, '@') == NULL);
		assert(strchr(domain, '.') != NULL);
	}
	free(text);
	return 0;
}
