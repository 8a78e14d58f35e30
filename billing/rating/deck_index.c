/* The prefix and exact fees of a profile in order of their destinations. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "rating/deck_shadow.h"
#include "tel/number.h"

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

static int
compare_list(const struct deck_entry *e, int direction, int type, int match)
{
	if (e->direction != direction)
		return e->direction < direction ? -1 : 1;
	if (e->type != type)
		return e->type < type ? -1 : 1;
	return e->match < match ? -1 : e->match > match;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct deck_entry *x = a, *y = b;
	int order = compare_list(x, y->direction, y->type, y->match);

	if (order == 0)
		order = strcmp(x->destination, y->destination);
	if (order == 0)
		order = strcmp(x->source, y->source);
	return order != 0 ? order : x->row < y->row ? -1 : x->row > y->row;
}

void
deck_index_build(struct deck_index *d, const struct tariff_profile *p,
    const struct fee *rows, size_t nrows, struct arena *a)
{
	struct deck_entry *entries = ARENA_NEW(a, struct deck_entry, nrows + 1);

	*d = (struct deck_index){ .rows = rows,
		.nrows = nrows,
		.entries = entries,
		.profile = p };
	for (size_t i = 0; i < nrows; i++) {
		const struct fee *f = &rows[i];

		if ((f->match != MATCH_PREFIX && f->match != MATCH_EXACT) ||
		    strchr(text(f->destination), '@') != NULL ||
		    strchr(text(f->source), '@') != NULL)
			continue;
		entries[d->nentries++] =
		    (struct deck_entry){ .destination =
					     number_key(text(f->destination)),
			    .source = number_key(text(f->source)),
			    .from_us = f->valid_from_us == ENTITY_NONE
				? INT64_MIN
				: f->valid_from_us,
			    .until_us = f->valid_to_us == ENTITY_NONE
				? INT64_MAX
				: f->valid_to_us,
			    .row = (uint32_t)i,
			    .direction = (uint8_t)f->direction,
			    .type = (uint8_t)f->type,
			    .match = (uint8_t)f->match };
	}
	if (d->nentries > 1)
		qsort(entries, d->nentries, sizeof(*entries), compare_entries);
}

/* The first entry of the list whose destination is not below ${key}. */
static size_t
lower_bound(const struct deck_index *d, int direction, int type, int match,
    const char *key)
{
	size_t low = 0, high = d->nentries;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct deck_entry *e = &d->entries[mid];
		int order = compare_list(e, direction, type, match);

		if (order == 0)
			order = strcmp(e->destination, key);
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t
common(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return n;
}

/* The neighbours in order of bytes have most in common. */
size_t
deck_index_common(const struct deck_index *d, int direction, int type,
    const char *key)
{
	static const int matches[] = { MATCH_PREFIX, MATCH_EXACT };
	size_t best = 0;

	for (int m = 0; m < 2; m++) {
		size_t at = lower_bound(d, direction, type, matches[m], key);

		for (size_t i = at > 0 ? at - 1 : 0; i < d->nentries && i <= at;
		     i++) {
			const struct deck_entry *e = &d->entries[i];
			size_t n = common(e->destination, key);

			if (n > best &&
			    compare_list(e, direction, type, matches[m]) == 0)
				best = n;
		}
	}
	return best;
}

size_t
deck_index_prefix(const struct deck_index *d, int direction, int type,
    const char *key)
{
	char prefix[NUMBER_MAX];
	size_t n = deck_index_common(d, direction, type, key);

	if (n >= sizeof(prefix))
		n = sizeof(prefix) - 1;
	memcpy(prefix, key, n);
	for (; n > 0; n--) {
		size_t at;

		prefix[n] = '\0';
		at = lower_bound(d, direction, type, MATCH_PREFIX, prefix);
		if (at < d->nentries &&
		    compare_list(&d->entries[at], direction, type,
			MATCH_PREFIX) == 0 &&
		    strcmp(d->entries[at].destination, prefix) == 0)
			return n;
	}
	return 0;
}
