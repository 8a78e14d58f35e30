#include "tel/prefix_tree.h"

#include <stdlib.h>
#include <string.h>

#include "tel/prefix_node.h"

#define PREFIX_PROBES 128 /* searched for at the same time */

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

/* The search in a text that has to be written as symbols first. */
static uint32_t
prefix_find_symbols(const struct prefix_tree *t, const char *text, size_t len,
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

/* Where to start: at the root, or as far down as the table leads. */
static inline struct prefix_jump
prefix_start(const struct prefix_tree *t, const unsigned char *text, size_t len)
{
	unsigned a, b, c;

	if (t->jump != NULL && len >= PREFIX_JUMP_DIGITS) {
		a = text[0] - (unsigned)'0';
		b = text[1] - (unsigned)'0';
		c = text[2] - (unsigned)'0';
		if (a <= 9 && b <= 9 && c <= 9)
			return t->jump[a * 100 + b * 10 + c];
	}
	return (struct prefix_jump){ .best = PREFIX_NONE };
}

/* The long way: the text has a byte that is no telephone symbol. */
static void
prefix_probe_symbols(struct prefix_probe *p)
{
	size_t matched;

	p->value = prefix_find_symbols(p->tree, p->text, p->len, &matched);
	p->matched = (uint32_t)matched;
	p->node = PREFIX_NONE;
}

static inline void
prefix_probe_start(struct prefix_probe *p)
{
	struct prefix_jump j =
	    prefix_start(p->tree, (const unsigned char *)p->text, p->len);

	p->node = j.node;
	p->at = j.at;
	p->value = j.best;
	p->matched = j.best_at;
}

/*
 * One node further; p->node is PREFIX_NONE at the end.  Numbers are searched
 * for as they stand, a byte a symbol, which takes a third of the time.
 */
static inline void
prefix_probe_step(struct prefix_probe *p)
{
	const struct prefix_node *n = &p->tree->nodes[p->node];
	const unsigned char *text = (const unsigned char *)p->text;
	uint32_t skip = n->skip;
	unsigned s, bit;

	p->node = PREFIX_NONE;
	for (unsigned k = n->skips; k > 0; k--, skip >>= 4) {
		if (p->at == p->len)
			return;
		s = prefix_symbols[text[p->at++]];
		if (s == 0) {
			prefix_probe_symbols(p);
			return;
		}
		if (s != (skip & 15u) + 1)
			return;
	}
	if (n->value != PREFIX_NONE) {
		p->value = n->value;
		p->matched = p->at;
	}
	if (p->at == p->len)
		return;
	s = prefix_symbols[text[p->at++]];
	if (s == 0) {
		prefix_probe_symbols(p);
		return;
	}
	bit = 1u << (s - 1);
	if ((n->bits & bit) != 0)
		p->node = n->child + prefix_popcount(n->bits & (bit - 1));
}

uint32_t
prefix_tree_find(const struct prefix_tree *t, const char *text, size_t len,
    size_t *matched)
{
	struct prefix_probe p = { .tree = t, .text = text, .len = len };

	prefix_probe_start(&p);
	while (p.node != PREFIX_NONE)
		prefix_probe_step(&p);
	if (matched != NULL)
		*matched = p.matched;
	return p.value;
}

/* One node further for each of ${n} that go on, given by their numbers; returns
 * how many still do, in the same order. */
static size_t
prefix_step_all(struct prefix_probe *p, uint16_t *on, size_t n)
{
	size_t still = 0;

	for (size_t i = 0; i < n; i++) {
		struct prefix_probe *k = &p[on[i]];

		prefix_probe_step(k);
		if (k->node == PREFIX_NONE)
			continue;
		__builtin_prefetch(&k->tree->nodes[k->node]);
		on[still++] = on[i];
	}
	return still;
}

static void
prefix_find_some(struct prefix_probe *p, size_t n)
{
	uint16_t on[PREFIX_PROBES];
	size_t running = 0;

	for (size_t i = 0; i < n; i++) {
		p[i].node = PREFIX_NONE;
		if (p[i].tree == NULL)
			continue;
		prefix_probe_start(&p[i]);
		if (p[i].node == PREFIX_NONE)
			continue;
		__builtin_prefetch(&p[i].tree->nodes[p[i].node]);
		on[running++] = (uint16_t)i;
	}
	while (running > 0)
		running = prefix_step_all(p, on, running);
}

void
prefix_tree_find_many(struct prefix_probe *p, size_t n)
{
	for (size_t i = 0; i < n; i += PREFIX_PROBES)
		prefix_find_some(&p[i],
		    n - i < PREFIX_PROBES ? n - i : PREFIX_PROBES);
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
	free(t->jump);
	free(t);
}
