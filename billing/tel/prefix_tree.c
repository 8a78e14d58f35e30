/*
 * A tree over symbols of four bits.  A digit is one symbol; *, # and + are one
 * each; any other byte is the escape symbol and its two halves.
 *
 * A node first wants up to eight symbols that all prefixes below it share;
 * then a prefix may end; then it holds a bit for each symbol that goes on, and
 * the index of its first child; its children lie side by side.  The top of the
 * tree, which every search passes, lies level by level in a few cache lines;
 * below it whole branches lie together.  A search is a handful of cache misses
 * whatever the length of the number.
 */
#include "tel/prefix_tree.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/mem.h"

#define PREFIX_ESCAPE      13
#define PREFIX_SKIP_MAX    8
#define PREFIX_TOP         5 /* levels that lie level by level */
#define PREFIX_SYMBOLS_MAX (3 * PREFIX_TEXT_MAX)
#define PREFIX_HUGE        2097152 /* bytes of a large page */

struct prefix_node {
	uint32_t child; /* index of the first one */
	uint32_t value; /* PREFIX_NONE: no prefix ends here */
	uint32_t skip;  /* the shared symbols, the first one lowest */
	uint16_t bits;  /* symbols that go on */
	uint8_t skips;  /* how many are shared */
};

struct prefix_tree {
	struct prefix_node *nodes;
	size_t node_count, entry_count;
	uint32_t longest; /* in symbols */
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
	uint32_t depth; /* in symbols */
};

struct prefix_builder {
	const struct prefix_key *keys;
	struct prefix_node *nodes;
	struct prefix_range *ranges; /* of each node */
	size_t count, node_cap, range_cap;
	uint32_t *stack; /* nodes still to be split */
	size_t depth, stack_cap;
};

/* The symbol of each byte, plus one; 0: the escape. */
static const unsigned char prefix_symbols[256] = { ['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['*'] = 11,
	['#'] = 12,
	['+'] = 13 };

static inline unsigned
prefix_symbol(unsigned char c)
{
	return prefix_symbols[c] == 0 ? PREFIX_ESCAPE : prefix_symbols[c] - 1u;
}

/* How many of the lower 16 bits are set.  The builtin would be a call of a
 * function unless the machine is known to have the instruction. */
static inline unsigned
prefix_popcount(unsigned v)
{
	v -= v >> 1 & 0x5555u;
	v = (v & 0x3333u) + (v >> 2 & 0x3333u);
	v = (v + (v >> 4)) & 0x0f0fu;
	return (v + (v >> 8)) & 0x1fu;
}

/* ${text} as symbols, as many as come to ${max}; whole bytes only. */
static uint32_t
prefix_encode(const char *text, size_t len, unsigned char *out, uint32_t max)
{
	uint32_t n = 0;

	for (size_t i = 0; i < len && n < max; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned s = prefix_symbol(c);

		out[n++] = (unsigned char)s;
		if (s == PREFIX_ESCAPE) {
			out[n++] = c >> 4;
			out[n++] = c & 15;
		}
	}
	return n;
}

/* The number of bytes of ${text} that make ${symbols} symbols. */
static size_t
prefix_bytes(const char *text, uint32_t symbols)
{
	size_t i = 0;

	for (uint32_t n = 0; n < symbols; i++)
		n += prefix_symbol((unsigned char)text[i]) == PREFIX_ESCAPE ? 3
									    : 1;
	return i;
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

static void
prefix_add_node(struct prefix_builder *b, uint32_t from, uint32_t until,
    uint32_t depth)
{
	b->nodes =
	    mem_grow(b->nodes, b->count, &b->node_cap, sizeof(*b->nodes));
	b->ranges =
	    mem_grow(b->ranges, b->count, &b->range_cap, sizeof(*b->ranges));
	b->ranges[b->count++] = (struct prefix_range){ from, until, depth };
	assert(b->count < UINT32_MAX);
}

/*
 * Fill in a node from its range and add its children.  The keys are sorted:
 * the one that ends here comes first, and what the first and the last share
 * all share.
 */
static void
prefix_split(struct prefix_builder *b, size_t node)
{
	struct prefix_range r = b->ranges[node];
	const struct prefix_key *keys = b->keys;
	struct prefix_node n = { .value = PREFIX_NONE,
		.child = (uint32_t)b->count };

	while (r.from < r.until && n.skips < PREFIX_SKIP_MAX &&
	    keys[r.from].length > r.depth &&
	    keys[r.from].symbols[r.depth] ==
		keys[r.until - 1].symbols[r.depth]) {
		n.skip |= (uint32_t)keys[r.from].symbols[r.depth]
		    << 4 * n.skips;
		n.skips++;
		r.depth++;
	}
	if (r.from < r.until && keys[r.from].length == r.depth)
		n.value = keys[r.from++].value;
	while (r.from < r.until) {
		unsigned s = keys[r.from].symbols[r.depth];
		uint32_t end = r.from;

		while (end < r.until && keys[end].symbols[r.depth] == s)
			end++;
		n.bits = (uint16_t)(n.bits | 1u << s);
		prefix_add_node(b, r.from, end, r.depth + 1);
		r.from = end;
	}
	b->nodes[node] = n;
}

/* Split all nodes, in the order in which their children are to lie. */
static void
prefix_split_all(struct prefix_builder *b)
{
	size_t i, end, first;

	for (i = 0; i < b->count && b->ranges[i].depth < PREFIX_TOP; i++)
		prefix_split(b, i);
	for (end = b->count; i < end; i++) {
		b->depth = 0;
		first = i;
		for (size_t last = i + 1;; last = b->count) {
			for (; last > first; last--) {
				b->stack = mem_grow(b->stack, b->depth,
				    &b->stack_cap, sizeof(*b->stack));
				b->stack[b->depth++] = (uint32_t)last - 1;
			}
			if (b->depth == 0)
				break;
			first = b->count;
			prefix_split(b, b->stack[--b->depth]);
		}
	}
}

/* The finished nodes, on large pages where the system has them. */
static struct prefix_node *
prefix_freeze(const struct prefix_builder *b)
{
	size_t bytes = b->count * sizeof(*b->nodes);
	struct prefix_node *nodes;

	if (bytes < PREFIX_HUGE) {
		nodes = mem_alloc(bytes);
	} else {
		bytes = (bytes + PREFIX_HUGE - 1) / PREFIX_HUGE * PREFIX_HUGE;
		nodes = aligned_alloc(PREFIX_HUGE, bytes);
		if (nodes == NULL)
			mem_exhausted();
		(void)madvise(nodes, bytes, MADV_HUGEPAGE);
	}
	memcpy(nodes, b->nodes, b->count * sizeof(*nodes));
	return nodes;
}

/* Sort the keys, which mostly are sorted; no two may be equal. */
static int
prefix_sort(struct prefix_key *keys, size_t count, struct err *e)
{
	size_t i = 1;

	while (i < count && prefix_order(&keys[i - 1], &keys[i]) < 0)
		i++;
	if (i >= count)
		return 0;
	qsort(keys, count, sizeof(*keys), prefix_order);
	for (i = 1; i < count; i++)
		if (prefix_order(&keys[i - 1], &keys[i]) == 0)
			return err_set(e, ERR_DATA,
			    "the prefix \"%.100s\" is given twice",
			    keys[i].prefix);
	return 0;
}

/* The keys as symbols, sorted; *symbols is to be freed after them. */
static int
prefix_keys(struct prefix_key *keys, const struct prefix_entry *entries,
    size_t count, unsigned char **symbols, struct err *e)
{
	unsigned char *p;
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(entries[i].prefix);

		assert(entries[i].value != PREFIX_NONE);
		if (len > PREFIX_TEXT_MAX)
			return err_set(e, ERR_DATA,
			    "the prefix \"%.60s...\" is too long",
			    entries[i].prefix);
		bytes += 3 * len;
	}
	p = *symbols = mem_alloc(bytes);
	for (size_t i = 0; i < count; i++) {
		const char *text = entries[i].prefix;

		keys[i] = (struct prefix_key){ p,
			prefix_encode(text, strlen(text), p,
			    PREFIX_SYMBOLS_MAX),
			entries[i].value, text };
		p += keys[i].length;
	}
	return prefix_sort(keys, count, e);
}

int
prefix_tree_build(struct prefix_tree **out, const struct prefix_entry *entries,
    size_t count, struct err *e)
{
	struct prefix_key *keys = mem_calloc(count, sizeof(*keys));
	struct prefix_builder b = { .keys = keys };
	unsigned char *symbols = NULL;
	struct prefix_tree *t;
	int rc;

	assert(count < UINT32_MAX);
	rc = prefix_keys(keys, entries, count, &symbols, e);
	if (rc == 0) {
		prefix_add_node(&b, 0, (uint32_t)count, 0);
		prefix_split_all(&b);
		t = mem_calloc(1, sizeof(*t));
		t->nodes = prefix_freeze(&b);
		t->node_count = b.count;
		t->entry_count = count;
		for (size_t i = 0; i < count; i++)
			if (keys[i].length > t->longest)
				t->longest = keys[i].length;
		*out = t;
	}
	free(b.nodes);
	free(b.ranges);
	free(b.stack);
	free(symbols);
	free(keys);
	return rc;
}

/* A walk down the tree along the symbols of a text. */
struct prefix_walk {
	const struct prefix_node *node; /* reached, its skip passed */
	uint32_t at, len;               /* symbols used, symbols given */
};

/* Pass what the node wants first; false: the text is something else. */
static inline bool
prefix_enter(struct prefix_walk *w, const unsigned char *symbols)
{
	const struct prefix_node *n = w->node;
	unsigned differ = 0;

	if (n->skips == 0)
		return true;
	if (n->skips > w->len - w->at)
		return false;
	for (unsigned k = 0; k < n->skips; k++)
		differ |= symbols[w->at + k] ^ (n->skip >> 4 * k & 15u);
	w->at += n->skips;
	return differ == 0;
}

/* To the next node; false: the text ends, or no prefix goes on like this. */
static inline bool
prefix_next(const struct prefix_tree *t, struct prefix_walk *w,
    const unsigned char *symbols)
{
	unsigned bit;

	if (w->at == w->len)
		return false;
	bit = 1u << symbols[w->at];
	if ((w->node->bits & bit) == 0)
		return false;
	w->at++;
	w->node = t->nodes + w->node->child +
	    prefix_popcount(w->node->bits & (bit - 1));
	return prefix_enter(w, symbols);
}

/* To the root; false: even that wants something else. */
static inline bool
prefix_first(const struct prefix_tree *t, struct prefix_walk *w,
    const char *text, size_t len, unsigned char *symbols)
{
	*w = (struct prefix_walk){ .node = t->nodes };
	w->len = prefix_encode(text, len, symbols, t->longest);
	return prefix_enter(w, symbols);
}

uint32_t
prefix_tree_find(const struct prefix_tree *t, const char *text, size_t len,
    size_t *matched)
{
	unsigned char symbols[PREFIX_SYMBOLS_MAX + 3];
	uint32_t best = PREFIX_NONE, best_at = 0;
	struct prefix_walk w;
	bool on = prefix_first(t, &w, text, len, symbols);

	for (; on; on = prefix_next(t, &w, symbols)) {
		if (w.node->value != PREFIX_NONE) {
			best = w.node->value;
			best_at = w.at;
		}
	}
	if (matched != NULL)
		*matched = prefix_bytes(text, best_at);
	return best;
}

size_t
prefix_tree_all(const struct prefix_tree *t, const char *text, size_t len,
    struct prefix_hit *hits, size_t max)
{
	unsigned char symbols[PREFIX_SYMBOLS_MAX + 3];
	struct prefix_walk w;
	bool on = prefix_first(t, &w, text, len, symbols);
	size_t n = 0;

	for (; on && max > 0; on = prefix_next(t, &w, symbols)) {
		if (w.node->value == PREFIX_NONE)
			continue;
		if (n == max) /* full: the shortest one goes */
			memmove(hits, hits + 1, --n * sizeof(*hits));
		hits[n++] = (struct prefix_hit){ w.node->value,
			(uint32_t)prefix_bytes(text, w.at) };
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
	unsigned char symbols[PREFIX_SYMBOLS_MAX + 3];
	struct prefix_walk w;

	if (len > t->longest || !prefix_first(t, &w, text, len, symbols))
		return PREFIX_NONE;
	while (w.at < w.len)
		if (!prefix_next(t, &w, symbols))
			return PREFIX_NONE;
	return prefix_bytes(text, w.at) == len ? w.node->value : PREFIX_NONE;
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
