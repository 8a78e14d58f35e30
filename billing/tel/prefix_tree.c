/*
 * A tree over symbols of four bits.  A digit is one symbol; *, # and + are one
 * each; any other byte is the escape symbol and its two halves.  A node holds
 * a bit for each symbol that goes on, and the index of its first child; its
 * children lie side by side.  Levels lie one behind the other, so that the top
 * of the tree, which every search passes, shares a few cache lines.
 */
#include "tel/prefix_tree.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define PREFIX_ESCAPE 13

struct prefix_node {
	uint32_t child; /* index of the first one */
	uint32_t value; /* PREFIX_NONE: no prefix ends here */
	uint16_t bits;	/* symbols that go on */
};

struct prefix_tree {
	struct prefix_node *nodes;
	size_t node_count, entry_count;
};

/* While building: a prefix as symbols. */
struct prefix_key {
	const unsigned char *symbols;
	uint32_t length;
	uint32_t value;
	const char *prefix;
};

/* While building: the keys from..until share the path to a node. */
struct prefix_range {
	uint32_t from, until;
	uint32_t depth;
};

static unsigned
prefix_symbol(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c == '*' ? 10u : c == '#' ? 11u : c == '+' ? 12u : PREFIX_ESCAPE;
}

static uint32_t
prefix_encode(const char *text, unsigned char *out)
{
	uint32_t n = 0;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		unsigned s = prefix_symbol(c);

		out[n++] = (unsigned char)s;
		if (s == PREFIX_ESCAPE) {
			out[n++] = c >> 4;
			out[n++] = c & 15;
		}
	}
	return n;
}

static int
prefix_order(const void *va, const void *vb)
{
	const struct prefix_key *a = va, *b = vb;
	uint32_t n = a->length < b->length ? a->length : b->length;
	int c = n > 0 ? memcmp(a->symbols, b->symbols, n) : 0;

	if (c != 0)
		return c;
	return a->length < b->length ? -1 : a->length > b->length;
}

/*
 * Split the range of a node into those of its children, which go to the end of
 * the arrays.  The keys are sorted, so the one that ends here comes first.
 */
static void
prefix_split(struct prefix_tree *t, struct prefix_range *ranges,
    const struct prefix_key *keys, size_t node)
{
	struct prefix_range r = ranges[node];
	struct prefix_node *n = &t->nodes[node];

	n->value = PREFIX_NONE;
	n->bits = 0;
	n->child = (uint32_t)t->node_count;
	if (r.from < r.until && keys[r.from].length == r.depth)
		n->value = keys[r.from++].value;
	while (r.from < r.until) {
		unsigned s = keys[r.from].symbols[r.depth];
		uint32_t end = r.from;

		while (end < r.until && keys[end].symbols[r.depth] == s)
			end++;
		n->bits = (uint16_t)(n->bits | 1u << s);
		ranges[t->node_count++] = (struct prefix_range){ r.from, end,
			r.depth + 1 };
		r.from = end;
	}
}

/* The number of nodes: one for each distinct beginning. */
static size_t
prefix_count_nodes(const struct prefix_key *keys, size_t count)
{
	size_t nodes = 1;

	for (size_t i = 0; i < count; i++) {
		uint32_t same = 0;

		while (i > 0 && same < keys[i].length &&
		    same < keys[i - 1].length &&
		    keys[i].symbols[same] == keys[i - 1].symbols[same])
			same++;
		nodes += keys[i].length - same;
	}
	return nodes;
}

static int
prefix_check(const struct prefix_key *keys, size_t count, struct err *e)
{
	for (size_t i = 1; i < count; i++)
		if (prefix_order(&keys[i - 1], &keys[i]) == 0)
			return err_set(e, ERR_DATA,
			    "the prefix \"%.100s\" is given twice",
			    keys[i].prefix);
	return 0;
}

int
prefix_tree_build(struct prefix_tree **out, const struct prefix_entry *entries,
    size_t count, struct err *e)
{
	struct prefix_key *keys = mem_calloc(count, sizeof(*keys));
	struct prefix_range *ranges = NULL;
	struct prefix_tree *t = NULL;
	unsigned char *symbols = NULL, *p;
	size_t bytes = 0, nodes;
	int rc = -1;

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(entries[i].prefix);

		assert(entries[i].value != PREFIX_NONE);
		if (len > PREFIX_TEXT_MAX) {
			(void)err_set(e, ERR_DATA,
			    "the prefix \"%.60s...\" is too long",
			    entries[i].prefix);
			goto out;
		}
		bytes += 3 * len;
	}
	p = symbols = mem_alloc(bytes);
	for (size_t i = 0; i < count; i++) {
		keys[i] = (struct prefix_key){ p,
			prefix_encode(entries[i].prefix, p), entries[i].value,
			entries[i].prefix };
		p += keys[i].length;
	}
	qsort(keys, count, sizeof(*keys), prefix_order);
	if (prefix_check(keys, count, e) < 0)
		goto out;
	nodes = prefix_count_nodes(keys, count);
	assert(nodes < UINT32_MAX);
	t = mem_calloc(1, sizeof(*t));
	t->entry_count = count;
	t->nodes = mem_calloc(nodes, sizeof(*t->nodes));
	ranges = mem_calloc(nodes, sizeof(*ranges));
	ranges[0] = (struct prefix_range){ 0, (uint32_t)count, 0 };
	t->node_count = 1;
	for (size_t i = 0; i < t->node_count; i++)
		prefix_split(t, ranges, keys, i);
	assert(t->node_count == nodes);
	*out = t;
	rc = 0;
out:
	free(ranges);
	free(symbols);
	free(keys);
	return rc;
}

/* Go on by one symbol; false: no prefix goes on like this. */
static inline bool
prefix_step(const struct prefix_tree *t, uint32_t *node, unsigned symbol)
{
	const struct prefix_node *n = &t->nodes[*node];
	unsigned bit = 1u << symbol;

	if ((n->bits & bit) == 0)
		return false;
	*node = n->child + (uint32_t)__builtin_popcount(n->bits & (bit - 1));
	return true;
}

static inline bool
prefix_step_byte(const struct prefix_tree *t, uint32_t *node, unsigned char c)
{
	unsigned s = prefix_symbol(c);

	if (!prefix_step(t, node, s))
		return false;
	return s != PREFIX_ESCAPE ||
	    (prefix_step(t, node, c >> 4) && prefix_step(t, node, c & 15u));
}

uint32_t
prefix_tree_find(const struct prefix_tree *t, const char *text, size_t len,
    size_t *matched)
{
	uint32_t node = 0, best = t->nodes[0].value;
	size_t best_len = 0;

	for (size_t i = 0; i < len; i++) {
		if (!prefix_step_byte(t, &node, (unsigned char)text[i]))
			break;
		if (t->nodes[node].value != PREFIX_NONE) {
			best = t->nodes[node].value;
			best_len = i + 1;
		}
	}
	if (matched != NULL)
		*matched = best_len;
	return best;
}

size_t
prefix_tree_all(const struct prefix_tree *t, const char *text, size_t len,
    struct prefix_hit *hits, size_t max)
{
	uint32_t node = 0;
	size_t n = 0;

	if (max == 0)
		return 0;
	for (size_t i = 0;; i++) {
		if (t->nodes[node].value != PREFIX_NONE) {
			/* Full: the shortest one goes. */
			if (n == max) {
				memmove(hits, hits + 1,
				    (max - 1) * sizeof(*hits));
				n--;
			}
			hits[n++] = (struct prefix_hit){ t->nodes[node].value,
				(uint32_t)i };
		}
		if (i == len ||
		    !prefix_step_byte(t, &node, (unsigned char)text[i]))
			break;
	}
	for (size_t i = 0; i < n / 2; i++) {
		struct prefix_hit h = hits[i];

		hits[i] = hits[n - 1 - i];
		hits[n - 1 - i] = h;
	}
	return n;
}

uint32_t
prefix_tree_exact(const struct prefix_tree *t, const char *text, size_t len)
{
	uint32_t node = 0;

	for (size_t i = 0; i < len; i++)
		if (!prefix_step_byte(t, &node, (unsigned char)text[i]))
			return PREFIX_NONE;
	return t->nodes[node].value;
}

size_t
prefix_tree_count(const struct prefix_tree *t)
{
	return t->entry_count;
}

size_t
prefix_tree_bytes(const struct prefix_tree *t)
{
	return sizeof(*t) + t->node_count * sizeof(*t->nodes);
}

void
prefix_tree_free(struct prefix_tree *t)
{
	if (t == NULL)
		return;
	free(t->nodes);
	free(t);
}
