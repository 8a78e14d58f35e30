#include "tariff/deck.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "tariff/compile.h"
#include "tariff/version.h"
#include "tel/number.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"

/* In what a key differs from the one before it. */
enum cut {
	CUT_NOT, /* a row of the same fee */
	CUT_SOURCE,
	CUT_DESTINATION,
	CUT_MATCH /* or deck */
};

/* A row of fees with what it is sorted by. */
struct key {
	uint32_t deck; /* profile, pass, direction, type */
	uint32_t row;
	uint8_t match; /* enum match */
	uint8_t cut;   /* enum cut, once they are sorted */
	const char *destination;
	const char *source;
};

struct builder {
	struct tariff *t;
	const struct key *keys;
	struct version_set versions;
	struct prefix_entry *entries; /* of the tree being built */
	size_t nentries, entries_cap;
	struct tariff_pattern *patterns; /* of the list being built */
	size_t npatterns, patterns_cap;
};

static const char *
text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* Patterns are kept as written; elsewhere a leading + is not compared. */
static const char *
compared(int64_t match, const char *text)
{
	text = text_or_empty(text);
	if (match == MATCH_REGEX_LONGEST_PATTERN ||
	    match == MATCH_REGEX_LONGEST_MATCH || match == MATCH_LNP)
		return text;
	return number_key(text);
}

static uint32_t
deck_number(uint32_t profile, int pass, int64_t direction, int64_t type)
{
	return ((profile * TARIFF_PASSES + (uint32_t)pass) * 2 +
		   (uint32_t)direction) *
	    2 +
	    (uint32_t)type;
}

/* *profile is that of the row before; mostly it is the same text. */
static int
make_key(struct tariff *t, const struct fee *row, uint32_t index,
    uint32_t *last, struct key *k, struct err *e)
{
	int pass = TARIFF_USER_ONLY;
	uint32_t profile = *last;

	if (index == 0 || row[-1].profile != row->profile)
		profile = *last = tariff_profile_find(t, row->profile);
	if (profile == TARIFF_NONE)
		return err_set(e, ERR_DATA, "fee %s: there is no profile %s",
		    row->destination, row->profile);
	k->match = (uint8_t)row->match;
	k->destination = compared(row->match, row->destination);
	k->source = row->match == MATCH_LNP
	    ? number_key(text_or_empty(row->source))
	    : compared(row->match, row->source);
	/* "." is how the exact fees of another system say "any source" */
	if (row->match == MATCH_EXACT && strcmp(k->source, ".") == 0)
		k->source = "";
	t->needs_source |= *k->source != '\0';
	if (t->profiles[profile].row->ignore_domain != 1 &&
	    (strchr(k->destination, '@') != NULL ||
		strchr(k->source, '@') != NULL)) {
		pass = TARIFF_WITH_DOMAIN;
		t->needs_domain = true;
	}
	k->deck = deck_number(profile, pass, row->direction, row->type);
	k->row = index;
	return 0;
}

/* The order: deck, match, destination, longest source.  *cut says how far
 * they agree. */
static int
compare_fees(const struct key *x, const struct key *y, enum cut *cut)
{
	size_t xl, yl;
	int order;

	*cut = CUT_MATCH;
	if (x->deck != y->deck)
		return x->deck < y->deck ? -1 : 1;
	if (x->match != y->match)
		return x->match < y->match ? -1 : 1;
	*cut = CUT_DESTINATION;
	if (x->destination != y->destination) {
		order = strcmp(x->destination, y->destination);
		if (order != 0)
			return order;
	}
	*cut = CUT_NOT;
	if (x->source == y->source)
		return 0;
	*cut = CUT_SOURCE;
	xl = strlen(x->source);
	yl = strlen(y->source);
	if (xl != yl)
		return xl > yl ? -1 : 1;
	order = strcmp(x->source, y->source);
	if (order == 0)
		*cut = CUT_NOT;
	return order;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	enum cut cut;
	int order = compare_fees(x, y, &cut);

	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* Say where one fee ends and the next begins; false if they are not sorted. */
static bool
cut_keys(struct key *keys, size_t n)
{
	enum cut cut;

	for (size_t i = 1; i < n; i++) {
		int order = compare_fees(&keys[i - 1], &keys[i], &cut);

		if (order > 0 || (order == 0 && keys[i - 1].row > keys[i].row))
			return false;
		keys[i].cut = (uint8_t)cut;
	}
	return true;
}

/* Master data come in nearly this order. */
static void
sort_keys(struct key *keys, size_t n)
{
	if (cut_keys(keys, n))
		return;
	qsort(keys, n, sizeof(*keys), compare_keys);
	(void)cut_keys(keys, n);
}

/* The end of the run of keys that differ by less than ${cut}. */
static size_t
run_end(const struct key *keys, size_t from, size_t until, enum cut cut)
{
	size_t i = from + 1;

	while (i < until && keys[i].cut < cut)
		i++;
	return i;
}

static struct tariff_deck *
deck_at(struct tariff *t, uint32_t number)
{
	return &t->profiles[number / 8]
		    .deck[number / 4 % 2][number / 2 % 2][number % 2];
}

/* Fees [from, until) of keys are one fee (same source): add its versions. */
static void
add_fee(struct builder *b, size_t from, size_t until)
{
	const struct key *k = &b->keys[from];

	version_begin(&b->versions, &b->t->profiles[k->deck / 8], k->source);
	for (size_t i = from; i < until; i++)
		version_row(&b->versions, b->keys[i].row);
	version_end(&b->versions);
}

/* The fees of one destination; returns the number of the first. */
static uint32_t
add_destination(struct builder *b, size_t from, size_t until)
{
	size_t first = b->versions.nfees;

	for (size_t i = from, j; i < until; i = j) {
		j = run_end(b->keys, i, until, CUT_SOURCE);
		add_fee(b, i, j);
	}
	for (size_t i = first; i < b->versions.nfees; i++)
		b->versions.fees[i].left =
		    (uint32_t)(b->versions.nfees - 1 - i);
	return (uint32_t)first;
}

static int
compile_pattern(const struct pattern **out, const char *text, struct err *e)
{
	struct pattern *p;

	*out = NULL;
	if (*text == '\0')
		return 0;
	if (pattern_compile(&p, text, e) < 0)
		return err_ctx(e, "fee pattern \"%s\"", text);
	*out = p;
	return 0;
}

/* The patterns of one destination, one for each source. */
static int
add_patterns(struct builder *b, size_t from, size_t until, struct err *e)
{
	for (size_t i = from, j; i < until; i = j) {
		const struct key *k = &b->keys[i];
		struct tariff_pattern *p;
		size_t first = b->versions.nfees;

		j = run_end(b->keys, i, until, CUT_SOURCE);
		add_fee(b, i, j);
		b->patterns = mem_grow(b->patterns, b->npatterns,
		    &b->patterns_cap, sizeof(*b->patterns));
		p = &b->patterns[b->npatterns++];
		*p = (struct tariff_pattern){ .destination_text =
						  k->destination,
			.source_text = k->source,
			.destination_len = (uint32_t)strlen(k->destination),
			.source_len = (uint32_t)strlen(k->source),
			.fees = { .first = (uint32_t)first,
			    .count = (uint32_t)(b->versions.nfees - first) } };
		if (compile_pattern(&p->destination, k->destination, e) < 0 ||
		    compile_pattern(&p->source, k->source, e) < 0)
			return -1;
	}
	return 0;
}

/* Longest destination pattern, longest source pattern, then by bytes. */
static int
compare_patterns(const void *a, const void *b)
{
	const struct tariff_pattern *x = a, *y = b;
	int order;

	if (x->destination_len != y->destination_len)
		return x->destination_len > y->destination_len ? -1 : 1;
	if (x->source_len != y->source_len)
		return x->source_len > y->source_len ? -1 : 1;
	order = strcmp(x->destination_text, y->destination_text);
	return order != 0 ? order : strcmp(x->source_text, y->source_text);
}

/* The range in which each destination of the tree has its one fee. */
static void
note_single(const struct builder *b, struct tariff_deck *d, uint32_t nbands)
{
	const struct tariff_fee *f = &b->versions.fees[b->entries[0].value];

	d->first_fee = b->entries[0].value;
	d->first_price = f->price;
	d->nbands = nbands;
	d->from_us = INT64_MIN;
	d->until_us = INT64_MAX;
	for (size_t i = 0; i < b->nentries; i++, f++) {
		if (f->left > 0 || f->source_len > 0) {
			d->until_us = INT64_MIN;
			return;
		}
		assert(b->entries[i].value == d->first_fee + i);
		assert(f->price == d->first_price + i * nbands);
		if (f->from_us > d->from_us)
			d->from_us = f->from_us;
		if (f->until_us < d->until_us)
			d->until_us = f->until_us;
	}
}

/* What was gathered for one deck and match goes where it belongs. */
static int
finish_match(struct builder *b, uint32_t deck, int64_t match, struct err *e)
{
	struct tariff_deck *d = deck_at(b->t, deck);
	struct tariff_pattern *copy;
	struct prefix_tree **tree = match == MATCH_PREFIX ? &d->prefix
	    : match == MATCH_EXACT                        ? &d->exact
							  : &d->lnp;

	d->any = true;
	if (b->npatterns == 0 && b->nentries == 0)
		return 0;
	if (match == MATCH_PREFIX)
		note_single(b, d, b->t->profiles[deck / 8].nbands);
	if (b->npatterns == 0)
		return prefix_tree_build(tree, b->entries, b->nentries, e);
	qsort(b->patterns, b->npatterns, sizeof(*b->patterns),
	    compare_patterns);
	copy = ARENA_NEW(&b->t->arena, struct tariff_pattern, b->npatterns);
	memcpy(copy, b->patterns, b->npatterns * sizeof(*copy));
	if (match == MATCH_REGEX_LONGEST_MATCH) {
		d->longest_match = copy;
		d->nlongest_match = (uint32_t)b->npatterns;
	} else {
		d->longest_pattern = copy;
		d->nlongest_pattern = (uint32_t)b->npatterns;
	}
	b->npatterns = 0;
	return 0;
}

/* A destination of the tree; one that is never valid is left out. */
static void
add_entry(struct builder *b, const char *destination, size_t from, size_t until)
{
	size_t before = b->versions.nfees;
	uint32_t first = add_destination(b, from, until);

	if (b->versions.nfees == before)
		return;
	b->entries = mem_grow(b->entries, b->nentries, &b->entries_cap,
	    sizeof(*b->entries));
	b->entries[b->nentries++] =
	    (struct prefix_entry){ .prefix = destination, .value = first };
}

/* Keys [from, until) share deck and match. */
static int
add_match(struct builder *b, size_t from, size_t until, struct err *e)
{
	const struct key *k = &b->keys[from];
	bool pattern = k->match == MATCH_REGEX_LONGEST_PATTERN ||
	    k->match == MATCH_REGEX_LONGEST_MATCH;

	b->nentries = 0;
	for (size_t i = from, j; i < until; i = j) {
		j = run_end(b->keys, i, until, CUT_DESTINATION);
		if (pattern) {
			if (add_patterns(b, i, j, e) < 0)
				return -1;
			continue;
		}
		add_entry(b, b->keys[i].destination, i, j);
	}
	return finish_match(b, k->deck, k->match, e);
}

static void
free_patterns(struct tariff_pattern *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		pattern_free((struct pattern *)(uintptr_t)p[i].destination);
		pattern_free((struct pattern *)(uintptr_t)p[i].source);
	}
}

int
deck_build(struct tariff *t, const struct fee *rows, size_t n, struct err *e)
{
	struct key *keys = mem_calloc(n + 1, sizeof(*keys));
	struct builder b = { .t = t, .keys = keys };
	uint32_t last = TARIFF_NONE;
	int status = 0;

	version_set_init(&b.versions, t, rows, n);
	for (size_t i = 0; status == 0 && i < n; i++)
		status = make_key(t, &rows[i], (uint32_t)i, &last, &keys[i], e);
	if (status == 0)
		sort_keys(keys, n);
	for (size_t i = 0, j; status == 0 && i < n; i = j) {
		j = run_end(keys, i, n, CUT_MATCH);
		status = add_match(&b, i, j, e);
		if (status < 0)
			(void)err_ctx(e, "profile %s",
			    rows[keys[i].row].profile);
	}
	free_patterns(b.patterns, b.npatterns);
	version_set_finish(&b.versions);
	free(b.patterns);
	free(b.entries);
	free(keys);
	return status;
}

void
deck_free(struct tariff *t)
{
	for (uint32_t i = 0; i < t->nprofiles * 8; i++) {
		struct tariff_deck *d = deck_at(t, i);

		prefix_tree_free(d->lnp);
		prefix_tree_free(d->exact);
		prefix_tree_free(d->prefix);
		free_patterns(d->longest_match, d->nlongest_match);
		free_patterns(d->longest_pattern, d->nlongest_pattern);
	}
}
