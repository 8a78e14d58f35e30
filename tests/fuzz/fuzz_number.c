/*
 * A pattern of document numbers is refused, or gives every number of a series
 * another text without control characters.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "document/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	char one[NUMBER_MAX], two[NUMBER_MAX];
	char *pattern = malloc(size + 1);

	if (pattern == NULL)
		return 0;
	memcpy(pattern, data, size);
	pattern[size] = '\0';
	if (number_check(pattern, &e) < 0) {
		assert(e.code == ERR_DATA);
	} else {
		assert(number_format(one, pattern, 20000, 41, &e) == 0);
		assert(number_format(two, pattern, 20000, 142, &e) == 0);
		assert(strcmp(one, two) != 0);
		for (const char *c = one; *c != '\0'; c++)
			assert((unsigned char)*c >= 0x20 && *c != 0x7f);
	}
	free(pattern);
	return 0;
}
