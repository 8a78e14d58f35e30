/*
 * The table is parsed once, from the embedded data/currencies.tsv:
 * code TAB numeric TAB digits TAB name; lines with # are comments.
 */
#include "money/currency.h"

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "base/mem.h"

static struct currency *currency_table;
static size_t currency_count;
static pthread_once_t currency_once = PTHREAD_ONCE_INIT;

static int
currency_order(const void *a, const void *b)
{
	const struct currency *x = a, *y = b;

	return strcmp(x->code, y->code);
}

static void
currency_add(const char *line, size_t len, size_t *cap)
{
	struct currency *c;

	/* EUR<TAB>978<TAB>2<TAB>Euro */
	assert(
	    len > 10 && line[3] == '\t' && line[7] == '\t' && line[9] == '\t');
	currency_table = mem_grow(currency_table, currency_count, cap,
	    sizeof(*currency_table));
	c = &currency_table[currency_count++];
	memcpy(c->code, line, 3);
	c->code[3] = '\0';
	c->digits = line[8] - '0';
	c->name = mem_strndup(line + 10, len - 10);
	assert(c->digits >= 0 && c->digits <= 8);
}

static void
currency_load(void)
{
	const char *p = embed_text("data/currencies.tsv");
	size_t cap = 0;

	while (*p != '\0') {
		size_t len = strcspn(p, "\n");

		if (len > 0 && p[0] != '#')
			currency_add(p, len, &cap);
		p += len + (p[len] == '\n');
	}
	qsort(currency_table, currency_count, sizeof(*currency_table),
	    currency_order);
}

const struct currency *
currency_find(const char *code)
{
	struct currency key;

	(void)pthread_once(&currency_once, currency_load);
	if (code == NULL || strlen(code) != 3)
		return NULL;
	memcpy(key.code, code, 4);
	return bsearch(&key, currency_table, currency_count,
	    sizeof(*currency_table), currency_order);
}
