/*
 * The hash table of texts against a plain search: keys of every length around that
 * of a slot's head, many of them beginning alike, found whole and as the beginning
 * of a longer text, at once and in two steps.
 */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/textmap.h"

#define KEYS 3000
#define LEN  40

static char keys[KEYS][LEN + 1];
static uint32_t values[KEYS];
static size_t nkeys;
static uint32_t state = 5;

static int
pick(int n)
{
	state = state * 1664525u + 1013904223u;
	return (int)(state >> 8) % n;
}

static void
text(char *out)
{
	int n = pick(3) ? pick(TEXTMAP_HEAD * 2 + 2) : pick(4);

	for (int i = 0; i < n; i++)
		out[i] = (char)(i < n - 3 ? 'a' : 'a' + pick(6));
	out[n] = '\0';
}

static uint32_t
slow(const char *key, size_t len)
{
	for (size_t i = 0; i < nkeys; i++)
		if (strlen(keys[i]) == len && memcmp(keys[i], key, len) == 0)
			return values[i];
	return TEXTMAP_NONE;
}

static void
find(const struct textmap *m, const char *key, size_t len)
{
	const struct textmap_key k = textmap_fetch(m, key, len);

	CHECK_I64(textmap_find(m, key, len), slow(key, len), key);
	CHECK_I64(textmap_find_key(m, &k), slow(key, len), key);
}

int
main(void)
{
	struct textmap m = { 0 };

	find(&m, "nothing", 7);
	for (int round = 0; round < KEYS; round++) {
		char *key = keys[nkeys];
		uint32_t old, value = (uint32_t)pick(1000);

		text(key);
		old = slow(key, strlen(key));
		CHECK_I64(textmap_put(&m, key, value),
		    old == TEXTMAP_NONE ? value : old, "put");
		if (old == TEXTMAP_NONE)
			values[nkeys++] = value;
	}
	CHECK_I64(m.count, nkeys, "keys");
	CHECK(nkeys > 500, "%zu keys", nkeys);
	for (int i = 0; i < 20000; i++) {
		/* what is behind the end of a key is not looked at */
		char *copy = malloc(LEN + 1);
		size_t len;

		if (copy == NULL)
			return 1;
		if (pick(2))
			text(copy);
		else
			strcpy(copy, keys[pick((int)nkeys)]);
		len = strlen(copy);
		find(&m, copy, len > 0 && pick(3) == 0 ? len - 1 : len);
		free(copy);
	}
	textmap_free(&m);
	return check_done();
}
