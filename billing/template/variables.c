#include "template/variables.h"

#include <assert.h>
#include <string.h>

static const struct variable_info table[VAR_COUNT] = {
#define X(id, name, scope, type, help) \
	[VAR_##id] = { name, SCOPE_##scope, TYPE_##type, help },
	VARIABLES(X)
#undef X
};

static const struct collection_info collections[COLLECTION_COUNT] = {
	[COLLECTION_LINES] = { "lines", SCOPE_LINE, 0 },
	[COLLECTION_TAXES] = { "taxes", SCOPE_TAX, 0 },
	[COLLECTION_SUBSCRIBERS] = { "subscribers", SCOPE_SUBSCRIBER, 0 },
	[COLLECTION_CALLS] = { "calls", SCOPE_CALL,
	    SCOPE_BIT(SCOPE_SUBSCRIBER) },
	[COLLECTION_ALLOWANCES] = { "allowances", SCOPE_ALLOWANCE, 0 },
	[COLLECTION_TIES] = { "ties", SCOPE_TIE, 0 },
	[COLLECTION_HISTORY] = { "history", SCOPE_HISTORY, 0 },
};

const struct variable_info *
variables_info(enum variable v)
{
	assert(v < VAR_COUNT);
	return &table[v];
}

const struct collection_info *
variables_collection(enum collection c)
{
	assert(c < COLLECTION_COUNT);
	return &collections[c];
}

bool
variables_find(const char *name, size_t len, enum variable *v)
{
	for (size_t i = 0; i < VAR_COUNT; i++)
		if (strlen(table[i].name) == len &&
		    memcmp(table[i].name, name, len) == 0) {
			*v = (enum variable)i;
			return true;
		}
	return false;
}

bool
variables_find_collection(const char *name, enum collection *c)
{
	for (size_t i = 0; i < COLLECTION_COUNT; i++)
		if (strcmp(collections[i].name, name) == 0) {
			*c = (enum collection)i;
			return true;
		}
	return false;
}
