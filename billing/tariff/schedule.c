#include "tariff/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "tariff/compile.h"

struct sorted {
	uint32_t contract;
	struct schedule_entry entry;
	int64_t seq;
};

/* In the order in which they are tried. */
static int
compare_entries(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	bool xn = x->entry.network != TARIFF_NONE;
	bool yn = y->entry.network != TARIFF_NONE;

	if (x->contract != y->contract)
		return x->contract < y->contract ? -1 : 1;
	if (xn != yn)
		return xn ? -1 : 1;
	if (x->entry.from_us != y->entry.from_us)
		return x->entry.from_us > y->entry.from_us ? -1 : 1;
	if (x->seq != y->seq)
		return x->seq > y->seq ? -1 : 1;
	return x->entry.row > y->entry.row ? -1 : 1;
}

static int
compare_networks(const void *a, const void *b)
{
	const struct network *x = *(const struct network *const *)a;
	const struct network *y = *(const struct network *const *)b;
	int order = strcmp(x->network, y->network);

	return order != 0 ? order : strcmp(x->block, y->block);
}

static int
build_networks(struct schedules *s, const struct network *rows, size_t n,
    struct err *e)
{
	const struct network **sorted = mem_calloc(n + 1, sizeof(*sorted));
	int status = 0;

	s->networks = ARENA_NEW(&s->arena, struct schedule_network, n);
	s->blocks = ARENA_NEW(&s->arena, struct cidr, n);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &rows[i];
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), compare_networks);
	for (size_t i = 0; i < n && status == 0; i++) {
		struct schedule_network *last = &s->networks[s->nnetworks];

		status = cidr_parse(sorted[i]->block, &s->blocks[i], e);
		if (status < 0)
			(void)err_ctx(e, "network %s", sorted[i]->network);
		if (s->nnetworks > 0 &&
		    strcmp(last[-1].name, sorted[i]->network) == 0) {
			last[-1].count++;
			continue;
		}
		*last = (struct schedule_network){ .name = sorted[i]->network,
			.first = (uint32_t)i,
			.count = 1 };
		s->nnetworks++;
	}
	free(sorted);
	return status;
}

uint32_t
schedules_network(const struct schedules *s, const char *name)
{
	for (size_t i = 0; i < s->nnetworks; i++)
		if (strcmp(s->networks[i].name, name) == 0)
			return (uint32_t)i;
	return TARIFF_NONE;
}

static int
make_entry(struct schedules *s, const struct tariff *t,
    const struct schedule *row, uint32_t index, struct sorted *out,
    struct err *e)
{
	struct schedule_entry *n = &out->entry;

	out->seq = row->seq == ENTITY_NONE ? 0 : row->seq;
	n->row = index;
	n->from_us =
	    row->valid_from_us == ENTITY_NONE ? INT64_MIN : row->valid_from_us;
	n->until_us =
	    row->valid_to_us == ENTITY_NONE ? INT64_MAX : row->valid_to_us;
	n->network = TARIFF_NONE;
	n->profile = tariff_profile_find(t, row->profile);
	if (n->profile == TARIFF_NONE)
		return err_set(e, ERR_DATA,
		    "schedule of %s: there is no profile %s", row->contract,
		    row->profile);
	if (row->network == NULL || *row->network == '\0')
		return 0;
	s->needs_address = true;
	n->network = schedules_network(s, row->network);
	if (n->network == TARIFF_NONE)
		return err_set(e, ERR_DATA,
		    "schedule of %s: there is no network %s", row->contract,
		    row->network);
	return 0;
}

int
schedules_build(struct schedules *s, const struct tariff *t,
    const struct schedule *rows, size_t nrows, const struct network *networks,
    size_t nnetworks, size_t ncontracts,
    uint32_t (*number)(void *, const char *ref), void *arg, struct err *e)
{
	struct sorted *sorted = mem_calloc(nrows + 1, sizeof(*sorted));
	size_t n = 0;
	int status;

	*s = (struct schedules){ .rows = rows, .ncontracts = ncontracts };
	status = build_networks(s, networks, nnetworks, e);
	for (size_t i = 0; i < nrows && status == 0; i++) {
		sorted[n].contract = number(arg, rows[i].contract);
		if (sorted[n].contract >= ncontracts)
			continue;
		status =
		    make_entry(s, t, &rows[i], (uint32_t)i, &sorted[n++], e);
	}
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), compare_entries);
	s->first = ARENA_NEW(&s->arena, uint32_t, ncontracts + 1);
	s->entries = ARENA_NEW(&s->arena, struct schedule_entry, n);
	for (size_t i = 0; i < n; i++) {
		s->entries[i] = sorted[i].entry;
		s->first[sorted[i].contract + 1]++;
	}
	for (size_t i = 0; i < ncontracts; i++)
		s->first[i + 1] += s->first[i];
	free(sorted);
	if (status < 0)
		schedules_free(s);
	return status;
}

static bool
network_contains(const struct schedules *s, uint32_t network,
    const struct address *a)
{
	const struct schedule_network *n = &s->networks[network];

	for (uint32_t i = 0; i < n->count; i++)
		if (cidr_contains(&s->blocks[n->first + i], a))
			return true;
	return false;
}

static bool
is_in_force(const struct schedules *s, const struct schedule_entry *n,
    int64_t us, const struct address *a)
{
	if (us < n->from_us || us >= n->until_us)
		return false;
	return n->network == TARIFF_NONE ||
	    (a != NULL && network_contains(s, n->network, a));
}

const struct schedule_entry *
schedules_find(const struct schedules *s, uint32_t contract, int64_t us,
    const struct address *a)
{
	for (uint32_t i = s->first[contract]; i < s->first[contract + 1]; i++)
		if (is_in_force(s, &s->entries[i], us, a))
			return &s->entries[i];
	return NULL;
}

/* Is ${a} before ${b} in the order in which entries are tried? */
static bool
is_before(const struct schedule_entry *a, const struct schedule_entry *b)
{
	bool an = a->network != TARIFF_NONE, bn = b->network != TARIFF_NONE;

	if (an != bn)
		return an;
	if (a->from_us == b->from_us)
		return !a->yields;
	return a->from_us > b->from_us;
}

const struct schedule_entry *
schedules_find_with(const struct schedules *s, uint32_t contract, int64_t us,
    const struct address *a, const struct schedule_entry *more, size_t n)
{
	const struct schedule_entry *best = schedules_find(s, contract, us, a);

	for (size_t i = 0; i < n; i++)
		if (is_in_force(s, &more[i], us, a) &&
		    (best == NULL || is_before(&more[i], best)))
			best = &more[i];
	return best;
}

void
schedules_free(struct schedules *s)
{
	arena_free(&s->arena);
	*s = (struct schedules){ 0 };
}
