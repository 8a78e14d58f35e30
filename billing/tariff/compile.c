#include "tariff/compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "tariff/deck.h"
#include "tel/number.h"
#include "tel/prefix_tree.h"

#define DEFAULT_BAND "peak"

static int
compare_profiles(const void *a, const void *b)
{
	const struct tariff_profile *x = a, *y = b;

	return strcmp(x->row->handle, y->row->handle);
}

uint32_t
tariff_profile_find(const struct tariff *t, const char *handle)
{
	size_t low = 0, high = t->nprofiles;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(t->profiles[mid].row->handle, handle);

		if (order == 0)
			return (uint32_t)mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return TARIFF_NONE;
}

static uint32_t
band_index(const char *const *names, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return TARIFF_NONE;
}

/* The windows of one profile, given the rows that name it. */
static int
build_bands(struct tariff *t, struct tariff_profile *p,
    const struct tariff_input *in, const size_t *rows, size_t n, struct err *e)
{
	const char **names = ARENA_NEW(&t->arena, const char *, n + 1);
	struct band_window *w = ARENA_NEW(&t->arena, struct band_window, n);

	names[0] = DEFAULT_BAND;
	p->nbands = 1;
	for (size_t i = 0; i < n; i++) {
		const struct band *b = &in->bands[rows[i]];
		uint32_t index = band_index(names, p->nbands, b->band);

		if (index == TARIFF_NONE) {
			index = p->nbands++;
			names[index] = b->band;
		}
		w[i] = (struct band_window){ .from_s = b->from_s,
			.until_s = b->to_s,
			.priority = b->priority,
			.band = index };
		if (days_parse(&w[i].days, b->days, &t->arena, e) < 0)
			return err_ctx(e, "profile %s: band %s", p->row->handle,
			    b->band);
	}
	p->bands = names;
	if (band_table_build(&p->table, w, n, in->holidays, in->nholidays,
		&t->arena, e) < 0)
		return err_ctx(e, "profile %s: bands", p->row->handle);
	return 0;
}

/* Hand every row of bands to its profile. */
static int
build_profiles(struct tariff *t, const struct tariff_input *in, struct err *e)
{
	size_t *rows = mem_calloc(in->nbands + 1, sizeof(*rows));
	int status = 0;

	t->nprofiles = in->nprofiles;
	t->profiles =
	    ARENA_NEW(&t->arena, struct tariff_profile, in->nprofiles);
	for (size_t i = 0; i < in->nprofiles; i++)
		t->profiles[i].row = &in->profiles[i];
	if (in->nprofiles > 0)
		qsort(t->profiles, t->nprofiles, sizeof(*t->profiles),
		    compare_profiles);
	for (size_t i = 0; status == 0 && i < t->nprofiles; i++) {
		size_t n = 0;

		for (size_t b = 0; b < in->nbands; b++)
			if (strcmp(in->bands[b].profile,
				t->profiles[i].row->handle) == 0)
				rows[n++] = b;
		status = build_bands(t, &t->profiles[i], in, rows, n, e);
	}
	free(rows);
	return status;
}

static int
compare_ported(const void *a, const void *b)
{
	const struct ported_number *x = *(const struct ported_number *const *)a;
	const struct ported_number *y = *(const struct ported_number *const *)b;
	int order = strcmp(number_key(x->number), number_key(y->number));

	if (order != 0)
		return order;
	return (x->valid_from_us > y->valid_from_us) -
	    (x->valid_from_us < y->valid_from_us);
}

static int
build_ported(struct tariff *t, const struct tariff_input *in, struct err *e)
{
	struct prefix_entry *entries;
	size_t n = 0;
	int status;

	if (in->nported == 0)
		return 0;
	t->nported = in->nported;
	t->ported_rows =
	    ARENA_NEW(&t->arena, const struct ported_number *, in->nported);
	for (size_t i = 0; i < in->nported; i++)
		t->ported_rows[i] = &in->ported[i];
	qsort(t->ported_rows, t->nported, sizeof(*t->ported_rows),
	    compare_ported);
	entries = mem_calloc(in->nported, sizeof(*entries));
	for (size_t i = 0; i < in->nported; i++) {
		const char *key = number_key(t->ported_rows[i]->number);

		if (n > 0 && strcmp(entries[n - 1].prefix, key) == 0)
			continue;
		entries[n++] = (struct prefix_entry){ .prefix = key,
			.value = (uint32_t)i };
	}
	status = prefix_tree_build(&t->ported, entries, n, e);
	free(entries);
	return status < 0 ? err_ctx(e, "number portability") : 0;
}

int
tariff_compile(struct tariff **out, const struct tariff_input *in,
    struct err *e)
{
	struct tariff *t = mem_calloc(1, sizeof(*t));

	*out = NULL;
	t->rows = in->fees;
	if (build_profiles(t, in, e) < 0 || build_ported(t, in, e) < 0 ||
	    deck_build(t, in->fees, in->nfees, e) < 0) {
		tariff_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

void
tariff_free(struct tariff *t)
{
	if (t == NULL)
		return;
	deck_free(t);
	prefix_tree_free(t->ported);
	prefix_tree_free(t->joint);
	free(t->fees);
	free(t->prices);
	arena_free(&t->arena);
	free(t);
}
