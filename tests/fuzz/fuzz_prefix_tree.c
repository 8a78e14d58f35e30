/* Any set of prefixes and any text: the same answer as trying them all. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "tel/prefix_tree.h"

#define ENTRIES 60

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[ENTRIES][40];
	struct prefix_entry entries[ENTRIES];
	struct prefix_hit hits[ENTRIES];
	struct err e = { .code = ERR_NONE };
	uint32_t count = 0, want = PREFIX_NONE;
	size_t best = 0, got, all = 0;
	struct prefix_tree *t;

	/* Prefixes end with NUL; what is left is the text to search for. */
	while (count < ENTRIES) {
		size_t len = strnlen((const char *)data, size);

		if (len == size || len >= sizeof(text[0]))
			break;
		memcpy(text[count], data, len + 1);
		entries[count] = (struct prefix_entry){ text[count], count };
		count++;
		data += len + 1;
		size -= len + 1;
	}
	if (prefix_tree_build(&t, entries, count, &e) < 0)
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		size_t len = strlen(text[i]);

		assert(prefix_tree_exact(t, text[i], len) == i);
		if (len > size || memcmp(text[i], data, len) != 0)
			continue;
		all++;
		if (want == PREFIX_NONE || len > best) {
			best = len;
			want = i;
		}
	}
	assert(prefix_tree_find(t, (const char *)data, size, &got) == want);
	assert(got == best);
	assert(
	    prefix_tree_all(t, (const char *)data, size, hits, ENTRIES) == all);
	for (size_t i = 1; i < all; i++)
		assert(hits[i].length < hits[i - 1].length);
	prefix_tree_free(t);
	return 0;
}
