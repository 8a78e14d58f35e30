#include "rating/deck_shadow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/textmap.h"
#include "tel/number.h"

const char *const deck_shadow_words[] = { "longer_prefixes", "prefix_first",
	"match_first", "ignored_domain", "plus", "unused_band",
	"unported_provider", NULL };

/* Digits below a fee that are looked at; longer than any number. */
#define DEPTH_MAX 32

/* Changes of validity below one fee; with more, nothing is said about it. */
#define CUTS_MAX 4096

/* The fee that is looked at. */
struct work {
	const struct deck_index *d;
	const struct fee *fee;
	const char *source; /* without +; of a pattern: "" or NULL, has one */
	int64_t from_us, until_us;
	uint32_t by;
	int64_t *cuts;
	size_t ncuts, cuts_cap;
	const uint32_t *matches; /* rows of mode regex_longest_match */
	size_t nmatches;
};

/* Entries [low, high) of one list, which share their first bytes. */
struct span {
	size_t low, high;
};

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

/* Those of ${s} that begin with ${n} bytes of ${key}; all of them begin with
 * the first n - 1. */
static struct span
narrow(const struct deck_index *d, struct span s, const char *key, size_t n)
{
	struct span out = s;
	size_t end;

	while (out.low < out.high) {
		size_t mid = out.low + (out.high - out.low) / 2;

		if (strncmp(d->entries[mid].destination, key, n) < 0)
			out.low = mid + 1;
		else
			out.high = mid;
	}
	for (end = s.high, out.high = out.low; out.high < end;) {
		size_t mid = out.high + (end - out.high) / 2;

		if (strncmp(d->entries[mid].destination, key, n) <= 0)
			out.high = mid + 1;
		else
			end = mid;
	}
	return out;
}

/* Does the entry belong to a list before that of the fee's prefixes, to it, or
 * to one behind it?  Prefixes are the first match. */
static int
list_of(const struct deck_entry *e, const struct fee *f)
{
	if (e->direction != f->direction)
		return e->direction < f->direction ? -1 : 1;
	if (e->type != f->type)
		return e->type < f->type ? -1 : 1;
	return e->match != MATCH_PREFIX;
}

/* The prefix fees of the direction and type of the fee. */
static struct span
prefix_list(const struct work *w)
{
	const struct deck_entry *e = w->d->entries;
	struct span s = { 0, 0 };

	while (s.low < w->d->nentries && list_of(&e[s.low], w->fee) < 0)
		s.low++;
	for (s.high = s.low;
	     s.high < w->d->nentries && list_of(&e[s.high], w->fee) == 0;)
		s.high++;
	return s;
}

/* Does the entry match every source that the fee matches? */
static bool
takes_source(const struct work *w, const struct deck_entry *e)
{
	size_t n = strlen(e->source);

	if (n == 0)
		return true;
	return w->source != NULL && strncmp(w->source, e->source, n) == 0;
}

/* Does a valid entry of ${s} have just these ${n} bytes? */
static bool
has_exactly(struct work *w, struct span s, size_t n, int64_t us)
{
	for (size_t i = s.low; i < s.high; i++) {
		const struct deck_entry *e = &w->d->entries[i];

		if (e->destination[n] != '\0')
			break; /* the shortest come first */
		if (e->from_us <= us && us < e->until_us &&
		    takes_source(w, e)) {
			w->by = e->row;
			return true;
		}
	}
	return false;
}

/* Is there a fee at ${us} for every number that is these ${n} bytes and a digit
 * more?  ${s} begins with them. */
static bool
covered_below(struct work *w, struct span s, char *key, size_t n, int64_t us)
{
	if (s.low == s.high || n >= DEPTH_MAX)
		return false;
	for (char digit = '0'; digit <= '9'; digit++) {
		struct span next;

		key[n] = digit;
		next = narrow(w->d, s, key, n + 1);
		if (!has_exactly(w, next, n + 1, us) &&
		    !covered_below(w, next, key, n + 1, us))
			return false;
	}
	return true;
}

static int
compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
add_cut(struct work *w, int64_t us)
{
	if (us <= w->from_us || us >= w->until_us || w->ncuts > CUTS_MAX)
		return;
	w->cuts = mem_grow(w->cuts, w->ncuts, &w->cuts_cap, sizeof(*w->cuts));
	w->cuts[w->ncuts++] = us;
}

/* The instants inside the fee's validity at which entries begin or end. */
static bool
gather_cuts(struct work *w, struct span s)
{
	size_t kept = 0;

	for (size_t i = s.low; i < s.high; i++) {
		add_cut(w, w->d->entries[i].from_us);
		add_cut(w, w->d->entries[i].until_us);
	}
	if (w->ncuts > CUTS_MAX)
		return false;
	if (w->ncuts > 1)
		qsort(w->cuts, w->ncuts, sizeof(*w->cuts), compare_times);
	for (size_t i = 0; i < w->ncuts; i++)
		if (kept == 0 || w->cuts[kept - 1] != w->cuts[i])
			w->cuts[kept++] = w->cuts[i];
	w->ncuts = kept;
	return true;
}

/* A prefix fee: do longer ones cover it as long as it is valid? */
static bool
under_longer(struct work *w, struct span list)
{
	const char *destination = number_key(text(w->fee->destination));
	char key[DEPTH_MAX + 2];
	size_t n = strlen(destination);
	struct span s;

	if (n >= DEPTH_MAX)
		return false;
	memcpy(key, destination, n);
	s = narrow(w->d, list, key, n);
	if (!covered_below(w, s, key, n, w->from_us) || !gather_cuts(w, s))
		return false;
	for (size_t i = 0; i < w->ncuts; i++)
		if (!covered_below(w, s, key, n, w->cuts[i]))
			return false;
	return true;
}

/* The digits with which all that a pattern matches begins; their number. */
static size_t
literal(const char *pattern, char key[DEPTH_MAX + 2])
{
	size_t n = 0;

	if (pattern[0] != '^' || strchr(pattern, '|') != NULL)
		return 0;
	while (n < DEPTH_MAX && pattern[1 + n] >= '0' && pattern[1 + n] <= '9')
		n++;
	if (n == DEPTH_MAX)
		return 0;
	memcpy(key, pattern + 1, n);
	/* the last of them need not be there, or belongs to another group */
	if (n > 0 && strchr("?*{+", pattern[1 + n]) != NULL &&
	    pattern[1 + n] != '\0')
		n--;
	return n;
}

/* A pattern: is there a prefix fee for all that it can match? */
static bool
prefix_at(struct work *w, struct span list, char *key, size_t n, int64_t us)
{
	struct span s = list;

	for (size_t i = 1; i <= n && s.low < s.high; i++) {
		s = narrow(w->d, s, key, i);
		if (has_exactly(w, s, i, us))
			return true;
	}
	return covered_below(w, s, key, n, us);
}

static bool
under_prefix(struct work *w, struct span list)
{
	char key[DEPTH_MAX + 2];
	size_t n = literal(text(w->fee->destination), key);

	if (n == 0 || !prefix_at(w, list, key, n, w->from_us) ||
	    !gather_cuts(w, narrow(w->d, list, key, 1)))
		return false;
	for (size_t i = 0; i < w->ncuts; i++)
		if (!prefix_at(w, list, key, n, w->cuts[i]))
			return false;
	return true;
}

/* The same pattern as a longest match, which comes before, all the time. */
static bool
under_match(struct work *w)
{
	const struct fee *f = w->fee;

	for (size_t i = 0; i < w->nmatches; i++) {
		const struct fee *g = &w->d->rows[w->matches[i]];

		if (g->direction != f->direction || g->type != f->type ||
		    strcmp(text(g->destination), text(f->destination)) != 0 ||
		    (g->source != NULL &&
			strcmp(text(g->source), text(f->source)) != 0))
			continue;
		if ((g->valid_from_us == ENTITY_NONE ||
			g->valid_from_us <= w->from_us) &&
		    (g->valid_to_us == ENTITY_NONE ||
			g->valid_to_us >= w->until_us)) {
			w->by = w->matches[i];
			return true;
		}
	}
	return false;
}

static bool
band_in_force(const struct tariff_profile *p, uint32_t band)
{
	for (size_t i = 0; i < 7 + p->table.nspecial; i++) {
		const struct band_piece *piece =
		    &p->table.pieces[i < 7 ? p->table.weekday[i]
					   : p->table.special[i - 7].first];

		for (;; piece++) {
			if (piece->band == band)
				return true;
			if (piece->until_s >= 86400)
				break;
		}
	}
	return false;
}

/* The default band serves all that have no row of their own. */
static bool
band_unused(const struct tariff_profile *p, const char *band)
{
	if (strcmp(text(band), p->bands[0]) == 0 || *text(band) == '\0')
		return false;
	for (uint32_t i = 1; i < p->nbands; i++)
		if (strcmp(p->bands[i], band) == 0)
			return !band_in_force(p, i);
	return true;
}

/* Why the fee can never win; -1 if it can. */
static int
why_not(struct work *w, struct span list, const struct textmap *providers)
{
	const struct fee *f = w->fee;
	const char *destination = text(f->destination);
	bool domain = strchr(destination, '@') != NULL ||
	    strchr(text(f->source), '@') != NULL;
	bool pattern = f->match == MATCH_REGEX_LONGEST_MATCH ||
	    f->match == MATCH_REGEX_LONGEST_PATTERN;

	if (band_unused(w->d->profile, f->band))
		return DECK_SHADOW_BAND;
	if (f->match == MATCH_LNP)
		return textmap_find(providers, destination,
			   strlen(destination)) == TEXTMAP_NONE
		    ? DECK_SHADOW_PROVIDER
		    : -1;
	if (pattern && strncmp(destination, "^\\+", 3) == 0)
		return DECK_SHADOW_PLUS;
	if (domain)
		return !pattern && w->d->profile->row->ignore_domain == 1
		    ? DECK_SHADOW_DOMAIN
		    : -1;
	if (f->match == MATCH_PREFIX && under_longer(w, list))
		return DECK_SHADOW_LONGER;
	if (pattern && under_prefix(w, list))
		return DECK_SHADOW_PREFIX;
	if (f->match == MATCH_REGEX_LONGEST_PATTERN && under_match(w))
		return DECK_SHADOW_MATCH;
	return -1;
}

static void
look_at(struct work *w, const struct fee *f)
{
	w->fee = f;
	w->source = f->match == MATCH_PREFIX || f->source == NULL
	    ? number_key(text(f->source))
	    : NULL;
	w->from_us =
	    f->valid_from_us == ENTITY_NONE ? INT64_MIN : f->valid_from_us;
	w->until_us =
	    f->valid_to_us == ENTITY_NONE ? INT64_MAX : f->valid_to_us;
	w->by = TARIFF_NONE;
	w->ncuts = 0;
}

/* Providers and types of numbers that numbers are ported to. */
static void
gather_providers(struct textmap *m, const struct ported_number *ported,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		(void)textmap_put(m, ported[i].provider, 0);
		if (ported[i].number_type != NULL)
			(void)textmap_put(m, ported[i].number_type, 0);
	}
}

static void
gather_matches(struct work *w, struct arena *a)
{
	uint32_t *rows = ARENA_NEW(a, uint32_t, w->d->nrows + 1);

	for (size_t i = 0; i < w->d->nrows; i++)
		if (w->d->rows[i].match == MATCH_REGEX_LONGEST_MATCH)
			rows[w->nmatches++] = (uint32_t)i;
	w->matches = rows;
}

size_t
deck_shadow_find(const struct deck_index *d, const struct ported_number *ported,
    size_t nported, struct arena *a, struct deck_shadow **out)
{
	struct textmap providers = { 0 };
	struct work w = { .d = d };
	struct span list = { 0, 0 };
	size_t n = 0;

	gather_providers(&providers, ported, nported);
	gather_matches(&w, a);
	*out = ARENA_NEW(a, struct deck_shadow, d->nrows + 1);
	for (size_t i = 0; i < d->nrows; i++) {
		int why;

		look_at(&w, &d->rows[i]);
		if (i == 0 ||
		    d->rows[i].direction != d->rows[i - 1].direction ||
		    d->rows[i].type != d->rows[i - 1].type)
			list = prefix_list(&w);
		why = why_not(&w, list, &providers);
		if (why >= 0)
			(*out)[n++] = (struct deck_shadow){ .row = (uint32_t)i,
				.why = (enum deck_shadow_why)why,
				.by = w.by };
	}
	textmap_free(&providers);
	free(w.cuts);
	return n;
}
