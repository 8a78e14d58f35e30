#ifndef TEL_PREFIX_TREE_H
#define TEL_PREFIX_TREE_H

#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * Longest prefix match over many prefixes (a million fee destinations).
 *
 * Built once, then frozen: flat arrays, no pointers, to be read by any number
 * of threads.  Prefixes may hold any bytes, and one may be empty (it matches
 * all).  A + has no special meaning here: give it number_key().
 */
struct prefix_tree;

struct prefix_entry {
	const char *prefix; /* borrowed during the build only */
	uint32_t value;     /* the caller's; not PREFIX_NONE */
};

#define PREFIX_NONE     UINT32_MAX
#define PREFIX_TEXT_MAX 4096 /* a longer prefix is ERR_DATA */

/* ERR_DATA, naming it, if a prefix is given twice.  ${entries} in any order. */
int prefix_tree_build(struct prefix_tree **, const struct prefix_entry *entries,
    size_t count, struct err *);

/* The value of the longest prefix of ${text}, or PREFIX_NONE; *matched (may be
 * NULL) is its length. */
uint32_t prefix_tree_find(const struct prefix_tree *, const char *text,
    size_t len, size_t *matched);

/*
 * Many searches at once, each in a tree of its own (NULL: none): the steps of
 * all take turns, so that one waits for memory while the others work.  Value and
 * matched are as above.
 */
struct prefix_probe {
	const struct prefix_tree *tree;
	const char *text;
	size_t len;
	uint32_t value;
	uint32_t matched;
	uint32_t node, at; /* of the search */
};

void prefix_tree_find_many(struct prefix_probe *, size_t n);

struct prefix_hit {
	uint32_t value;
	uint32_t length; /* of the prefix */
};

/*
 * All prefixes of ${text}, longest first, at most ${max} of the longest.
 * Returns their number.
 */
size_t prefix_tree_all(const struct prefix_tree *, const char *text, size_t len,
    struct prefix_hit *hits, size_t max);

/* The value of exactly ${text}, or PREFIX_NONE. */
uint32_t prefix_tree_exact(const struct prefix_tree *, const char *text,
    size_t len);

size_t prefix_tree_count(const struct prefix_tree *);
size_t prefix_tree_bytes(const struct prefix_tree *);
void prefix_tree_free(struct prefix_tree *); /* NULL is allowed */

#endif /* TEL_PREFIX_TREE_H */
