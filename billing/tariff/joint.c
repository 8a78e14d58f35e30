#include "tariff/joint.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tel/number.h"
#include "tel/prefix_tree.h"

/* Prefixes in order of their bytes, each once: those of one list or of many. */
struct prefixes {
	const char **text;
	size_t n;
};

struct joint {
	struct tariff *t;
	struct tariff_deck **decks;
	struct prefixes *own; /* of each deck */
	size_t ndecks;
	struct prefixes all;
	uint32_t *parent; /* the longest other prefix of each, or TARIFF_NONE */
};

/* Is a fee's prefix all that decides in the list, for a time? */
static bool
is_single(const struct tariff_profile *p, int direction, int type)
{
	const struct tariff_deck *d =
	    &p->deck[TARIFF_USER_ONLY][direction][type];

	return d->prefix != NULL && d->from_us < d->until_us &&
	    d->lnp == NULL && d->exact == NULL &&
	    !p->deck[TARIFF_WITH_DOMAIN][direction][type].any;
}

static void
find_decks(struct joint *j)
{
	struct tariff *t = j->t;

	j->decks = mem_calloc(t->nprofiles * 4 + 1, sizeof(*j->decks));
	for (size_t i = 0; i < t->nprofiles * 4; i++) {
		struct tariff_profile *p = &t->profiles[i / 4];
		int direction = i / 2 % 2, type = i % 2;

		if (is_single(p, direction, type))
			j->decks[j->ndecks++] =
			    &p->deck[TARIFF_USER_ONLY][direction][type];
	}
	j->own = mem_calloc(j->ndecks + 1, sizeof(*j->own));
}

static const char *
prefix_of(const struct fee *row)
{
	return row->destination == NULL ? "" : number_key(row->destination);
}

/* The fees of such a list follow each other in the order of their prefixes. */
static void
read_own(struct joint *j, size_t i)
{
	const struct tariff *t = j->t;
	const struct tariff_deck *d = j->decks[i];
	struct prefixes *p = &j->own[i];

	p->n = prefix_tree_count(d->prefix);
	p->text = mem_calloc(p->n, sizeof(*p->text));
	for (size_t k = 0; k < p->n; k++)
		p->text[k] = prefix_of(&t->rows[t->fees[d->first_fee + k].row]);
}

/* Both, each once; which are given back. */
static struct prefixes
merge(struct prefixes a, struct prefixes b)
{
	struct prefixes m = { .text = mem_calloc(a.n + b.n, sizeof(*m.text)) };
	size_t x = 0, y = 0;

	while (x < a.n && y < b.n) {
		int order = strcmp(a.text[x], b.text[y]);

		m.text[m.n++] = order <= 0 ? a.text[x] : b.text[y];
		x += order <= 0;
		y += order >= 0;
	}
	for (; x < a.n; x++)
		m.text[m.n++] = a.text[x];
	for (; y < b.n; y++)
		m.text[m.n++] = b.text[y];
	free(a.text);
	free(b.text);
	return m;
}

/* Those of the decks [from, until), in halves. */
static struct prefixes
gather(const struct joint *j, size_t from, size_t until)
{
	size_t half = from + (until - from) / 2;
	struct prefixes one;

	if (until - from > 1)
		return merge(gather(j, from, half), gather(j, half, until));
	one = (struct prefixes){ .n = j->own[from].n };
	one.text = mem_calloc(one.n, sizeof(*one.text));
	memcpy(one.text, j->own[from].text, one.n * sizeof(*one.text));
	return one;
}

static bool
is_prefix(const char *prefix, const char *text)
{
	while (*prefix != '\0' && *prefix == *text) {
		prefix++;
		text++;
	}
	return *prefix == '\0';
}

/* In this order what a text is a prefix of follows it at once. */
static void
find_parents(struct joint *j)
{
	const char *const *text = j->all.text;

	j->parent = mem_calloc(j->all.n, sizeof(*j->parent));
	for (size_t i = 0; i < j->all.n; i++) {
		uint32_t p = i == 0 ? TARIFF_NONE : (uint32_t)(i - 1);

		while (p != TARIFF_NONE && !is_prefix(text[p], text[i]))
			p = j->parent[p];
		j->parent[i] = p;
	}
}

/* What each prefix comes to in a list: its own, else what a shorter one has. */
static void
fill_table(const struct joint *j, size_t i)
{
	struct tariff_deck *d = j->decks[i];
	const struct prefixes *own = &j->own[i];
	uint32_t *table = ARENA_NEW(&j->t->arena, uint32_t, j->all.n);
	size_t k = 0;

	for (size_t u = 0; u < j->all.n; u++) {
		uint32_t parent = j->parent[u];

		if (k < own->n && strcmp(own->text[k], j->all.text[u]) == 0)
			table[u] = d->first_price + (uint32_t)k++ * d->nbands;
		else
			table[u] =
			    parent == TARIFF_NONE ? TARIFF_NONE : table[parent];
	}
	assert(k == own->n);
	d->joint = table;
}

static int
build_tree(const struct joint *j, struct err *e)
{
	struct prefix_entry *entries = mem_calloc(j->all.n, sizeof(*entries));
	int rc;

	for (size_t u = 0; u < j->all.n; u++)
		entries[u] = (struct prefix_entry){ .prefix = j->all.text[u],
			.value = (uint32_t)u };
	rc = prefix_tree_build(&j->t->joint, entries, j->all.n, e);
	free(entries);
	return rc;
}

int
joint_build(struct tariff *t, struct err *e)
{
	struct joint j = { .t = t };
	int rc = 0;

	find_decks(&j);
	for (size_t i = 0; i < j.ndecks; i++)
		read_own(&j, i);
	if (j.ndecks > 0)
		j.all = gather(&j, 0, j.ndecks);
	if (j.ndecks > 0 &&
	    j.ndecks * j.all.n * sizeof(uint32_t) <=
		t->nprices * sizeof(*t->prices)) {
		find_parents(&j);
		for (size_t i = 0; i < j.ndecks; i++)
			fill_table(&j, i);
		rc = build_tree(&j, e);
	}
	for (size_t i = 0; i < j.ndecks; i++)
		free(j.own[i].text);
	free(j.own);
	free(j.decks);
	free(j.all.text);
	free(j.parent);
	return rc;
}
