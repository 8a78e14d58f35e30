/* Sets of days and address blocks: any text is taken or refused. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cidr.h"
#include "base/err.h"
#include "tariff/days.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct arena a = { 0 };
	char *text = arena_strndup(&a, (const char *)data, size);
	struct address address;
	struct days d;
	struct cidr c;

	if (days_parse(&d, text, &a, &e) == 0)
		for (int64_t day = 0; day < 8; day++)
			(void)days_contain(&d, day);
	err_clear(&e);
	if (cidr_parse(text, &c, &e) == 0 && !cidr_contains(&c, &c.base))
		abort();
	(void)address_parse(text, &address);
	arena_free(&a);
	return 0;
}
