/* Decimals: no crash, and what is accepted is the number that is written. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/wide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	char text[DECIMAL_TEXT_MAX], wide[I128_TEXT_MAX];
	int64_t v, again;
	bool inexact;
	int scale;
	size_t len;

	if (size < 1)
		return 0;
	scale = data[0] % (DECIMAL_SCALE_MAX + 1);
	if (decimal_parse((const char *)data + 1, size - 1, scale, &v, &inexact,
		&e) == 0) {
		len = decimal_format(text, sizeof(text), v, scale, scale);
		assert(i128_format(wide, v, scale) == len);
		assert(strcmp(wide, text) == 0);
		len = decimal_format(text, sizeof(text), v, scale, 0);
		assert(decimal_parse(text, len, scale, &again, NULL, &e) == 0);
		assert(again == v);
	}
	err_clear(&e);
	if (decimal_parse((const char *)data + 1, size - 1, scale, &again, NULL,
		&e) == 0)
		assert(again == v && !inexact);
	err_clear(&e);
	if (decimal_int((const char *)data + 1, size - 1, -1000, 1000, &v,
		&e) == 0)
		assert(v >= -1000 && v <= 1000);
	return 0;
}
