/*
 * Electronic addresses: scheme and identifier, parted by a zero byte, are taken
 * or refused with the column that is wrong; one changed digit of a number with a
 * check digit is seen.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "party/endpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
is_endpoint(const char *scheme, const char *id)
{
	struct err e = { .code = ERR_NONE };
	const char *column = NULL;
	int rc = endpoint_check(scheme, id, &column, &e);

	assert(rc == 0 || (e.code == ERR_DATA && e.text[0] != '\0'));
	assert(rc == 0 || strcmp(column, "endpoint") == 0 ||
	    strcmp(column, "endpoint_scheme") == 0);
	return rc == 0;
}

/* A GLN: every digit weighs 1 or 3, so that no other digit does as well. */
static void
check_digits(const char *scheme, char *id)
{
	for (char *p = id; *p != '\0'; p++) {
		char digit = *p;

		assert(digit >= '0' && digit <= '9');
		for (*p = '0'; *p <= '9'; (*p)++)
			assert(*p == digit || !is_endpoint(scheme, id));
		*p = digit;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size), *id;
	const uint8_t *end = memchr(data, '\0', size);

	id = end == NULL ? mem_strdup("")
			 : mem_strndup((const char *)end + 1,
			       size - (size_t)(end - data) - 1);
	if (is_endpoint(text, id) && strcmp(text, "0088") == 0)
		check_digits(text, id);
	if (strcmp(text, "EM") == 0)
		assert(!is_endpoint(text, id) || strchr(id, '@') != NULL);
	free(text);
	free(id);
	return 0;
}
