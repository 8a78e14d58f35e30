/* Amounts by currency and issuer: no crash, and what is accepted is found. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/limit.h"
#include "money/currency.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct arena a = { 0 };
	struct limits s;
	const char *text = arena_strndup(&a, (const char *)data, size);

	if (limit_parse(&s, text, "EUR", &a, &e) == 0)
		for (size_t i = 0; i < s.count; i++) {
			const struct limit *l = &s.all[i];

			assert(l->amount_e8 >= 0);
			assert(currency_find(l->currency) != NULL);
			if (l->issuer != NULL)
				assert(limit_find(&s, l->issuer, l->currency) ==
				    l->amount_e8);
		}
	else
		assert(e.code == ERR_CONFIG && e.text[0] != '\0');
	arena_free(&a);
	return 0;
}
