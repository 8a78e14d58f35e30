#include <stddef.h>
#include <string.h>

#include "base/words.h"

const char *const contract_status_words[] = { "pending", "active", "locked", "terminated", NULL };
const char *const vat_category_words[] = { "S", "Z", "E", "AE", "K", "G", "O", NULL };
const char *const direction_words[] = { "out", "in", NULL };
const char *const call_type_words[] = { "call", "sms", NULL };
const char *const call_status_words[] = { "ok", "busy", "noanswer", "cancel", "offline", "timeout", "failed", "other", NULL };
const char *const tier_words[] = { "retail", "wholesale", "carrier", NULL };

int
word_find(const char *const *words, const char *text)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -1;
}
