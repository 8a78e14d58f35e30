#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/mem.h"
#include "tel/prefix_node.h"

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

/* Follow three digits, to the last node that they lead to for certain. */
static struct prefix_jump
prefix_jump_of(const struct prefix_tree *t,
    const unsigned char symbols[PREFIX_JUMP_DIGITS])
{
	struct prefix_walk w = { .node = t->nodes, .len = PREFIX_JUMP_DIGITS };
	struct prefix_jump j = { .best = PREFIX_NONE };

	for (;;) {
		unsigned bit;

		j.node = (uint32_t)(w.node - t->nodes);
		j.at = w.at;
		if (w.at + w.node->skips >= w.len)
			return j;
		if (!prefix_enter(&w, symbols))
			break;
		if (w.node->value != PREFIX_NONE) {
			j.best = w.node->value;
			j.best_at = w.at;
		}
		bit = 1u << symbols[w.at++];
		if ((w.node->bits & bit) == 0)
			break;
		w.node = t->nodes + w.node->child +
		    prefix_popcount(w.node->bits & (bit - 1));
	}
	j.node = PREFIX_NONE;
	return j;
}

static void
prefix_make_jump(struct prefix_tree *t)
{
	unsigned char symbols[PREFIX_JUMP_DIGITS];

	if (t->entry_count < PREFIX_JUMP_LEAST)
		return;
	t->jump = mem_calloc(PREFIX_JUMP_COUNT, sizeof(*t->jump));
	for (unsigned i = 0; i < PREFIX_JUMP_COUNT; i++) {
		symbols[0] = (unsigned char)(i / 100);
		symbols[1] = (unsigned char)(i / 10 % 10);
		symbols[2] = (unsigned char)(i % 10);
		t->jump[i] = prefix_jump_of(t, symbols);
	}
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
		prefix_make_jump(t);
		*out = t;
	}
	free(b.nodes);
	free(b.ranges);
	free(b.stack);
	free(symbols);
	free(keys);
	return rc;
}
