#ifndef TEL_PREFIX_NODE_H
#define TEL_PREFIX_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tel/prefix_tree.h"

/*
 * The inside of prefix_tree.h, for the two files that it is made of.
 *
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

/*
 * Where the walk stands after three digits, for each of the thousand: a search
 * in a large tree starts there.
 */
#define PREFIX_JUMP_DIGITS 3
#define PREFIX_JUMP_COUNT  1000
#define PREFIX_JUMP_LEAST  256 /* entries of a tree that has the table */

struct prefix_jump {
	uint32_t node; /* PREFIX_NONE: the search ends before */
	uint32_t at;   /* symbols used; what the node shares is not passed */
	uint32_t best; /* value of the longest prefix so far */
	uint32_t best_at;
};

struct prefix_tree {
	struct prefix_node *nodes;
	struct prefix_jump *jump; /* or NULL */
	size_t node_count, entry_count;
	uint32_t longest; /* in symbols */
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
static inline uint32_t
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
static inline size_t
prefix_bytes(const char *text, uint32_t symbols)
{
	size_t i = 0;

	for (uint32_t n = 0; n < symbols; i++)
		n += prefix_symbol((unsigned char)text[i]) == PREFIX_ESCAPE ? 3
									    : 1;
	return i;
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

#endif /* TEL_PREFIX_NODE_H */
