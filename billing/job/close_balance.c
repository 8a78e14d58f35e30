#include "job/close_balance.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "rating/balance_set.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "time/interval.h"

/* What the periods before ${period} left. */
struct state {
	int period;
	struct balance_set set;
};

struct close_balance {
	const struct book *book;
	struct master master; /* without fees: no balance asks for them */
	struct directory *directory;
	struct balance_series series;
	struct state *states;
	struct balance_release release;
	size_t n_states, cap_states;
	struct balance_part *parts; /* of one contract, work space */
	size_t n_parts, cap_parts;
};

int
close_balance_open(struct close_balance **out, const struct book *book,
    const struct master *master, struct err *e)
{
	struct close_balance *b = mem_calloc(1, sizeof(*b));

	*out = NULL;
	b->book = book;
	b->master = *master;
	b->master.n_fees = 0;
	if (directory_build(&b->directory, &b->master, e) < 0) {
		free(b);
		return err_ctx(e, "balances");
	}
	balance_series_init(&b->series, b->directory);
	*out = b;
	return 0;
}

void
close_balance_close(struct close_balance *b)
{
	if (b == NULL)
		return;
	balance_series_free(&b->series);
	for (size_t i = 0; i < b->n_states; i++)
		balance_set_free(&b->states[i].set);
	directory_free(b->directory);
	free(b->states);
	free(b->parts);
	free(b);
}

void
close_balance_release(struct close_balance *b, const char *contract,
    int64_t from_us)
{
	b->release.contract = contract;
	b->release.from_us = from_us;
}

const struct directory *
close_balance_directory(const struct close_balance *b)
{
	return b->directory;
}

/* What the period that contains the last instant left; NULL: an error. */
static const struct balance_set *
state_after(struct close_balance *b, int64_t until_us, struct err *e)
{
	int period = interval_period_of(b->book->zone, until_us - 1) + 1;
	char text[INTERVAL_PERIOD_MAX];
	struct state *s;

	for (size_t i = 0; i < b->n_states; i++)
		if (b->states[i].period == period)
			return &b->states[i].set;
	b->states = mem_grow(b->states, b->n_states, &b->cap_states,
	    sizeof(b->states[0]));
	s = &b->states[b->n_states];
	*s = (struct state){ .period = period };
	(void)interval_period_format(text, period);
	/* what could not be read is not kept: the next contract asks again */
	if (balance_store_before_release(b->book, text, b->directory,
		&b->release, &s->set, e) < 0) {
		balance_set_free(&s->set);
		return NULL;
	}
	b->n_states++;
	return &s->set;
}

int
close_balance_run(struct close_balance *b, uint32_t contract, int64_t until_us,
    const struct balance_series **series, struct err *e)
{
	const struct directory_contract *k = &b->directory->contracts[contract];
	const struct balance_set *set = state_after(b, until_us, e);

	if (set == NULL)
		return -1;
	if (!balance_set_begin(set, &b->series, contract) &&
	    k->from_us == INT64_MIN)
		return 0;
	balance_run_until(&b->series, until_us, true);
	if (b->series.too_many)
		return err_set(e, ERR_DATA,
		    "its balance runs over more than %d intervals",
		    BALANCE_PARTS_MAX);
	*series = &b->series;
	return 1;
}

static void
add_part(struct close_balance *b, const struct balance_part *p)
{
	b->parts =
	    mem_grow(b->parts, b->n_parts, &b->cap_parts, sizeof(b->parts[0]));
	b->parts[b->n_parts++] = *p;
}

/* All parts of the contract that begin before ${until_us}, in intervals that
 * reach beyond ${from_us}: the series has the last of them only. */
static void
gather(struct close_balance *b, const struct balance_set *set, int64_t from_us,
    int64_t until_us)
{
	const struct balance_series *s = &b->series;
	const struct balance_set_part *rated;
	size_t n;

	b->n_parts = 0;
	rated = balance_set_parts(set, s->contract, &n);
	for (size_t i = 0; i < n && s->nparts > 0 &&
	     rated[i].part.row_from_us < s->parts[0].row_from_us;
	     i++)
		if (rated[i].part.row_until_us > from_us)
			add_part(b, &rated[i].part);
	for (size_t i = 0; i < s->nparts && s->parts[i].from_us < until_us; i++)
		if (s->parts[i].row_until_us > from_us)
			add_part(b, &s->parts[i]);
}

/* One interval, parts ${first} to ${last}; is there anything to show? */
static bool
add_interval(struct document_allowance *a, const struct balance_part *parts,
    size_t first, size_t last)
{
	int64_t cash_e8 = parts[last].cash_e8;

	a->free_used_s += parts[first].opening_free_s - parts[last].free_s;
	a->free_left_s = parts[last].free_s;
	a->cash_left_e8 = balance_free_cash(parts, last + 1, last);
	if (a->cash_left_e8 > cash_e8)
		a->cash_left_e8 = cash_e8 < 0 ? 0 : cash_e8;
	a->balance_e8 = cash_e8 - a->cash_left_e8;
	for (size_t i = first; i <= last; i++)
		a->cash_used_e8 += parts[i].free_cash_used_e8;
	return parts[first].opening_free_s > 0 ||
	    parts[first].free_cash_e8 > 0 ||
	    parts[first].opening_cash_e8 != 0 || cash_e8 != 0 || last > first;
}

static const char *
profile_name(const struct directory *d, uint32_t profile)
{
	const struct profile *p;

	if (profile == TARIFF_NONE)
		return "";
	p = d->tariff->profiles[profile].row;
	return p->name == NULL || p->name[0] == '\0' ? p->handle : p->name;
}

int
close_balance_allowance(struct close_balance *b, const char *contract,
    int64_t from_us, int64_t until_us, struct arena *arena,
    struct document_allowance *a, struct err *e)
{
	uint32_t k = directory_contract(b->directory, contract);
	const struct balance_series *series;
	bool any = false;
	size_t first = 0;
	int rc;

	*a = (struct document_allowance){ .name = "" };
	if (k == DIRECTORY_NONE)
		return 0;
	rc = close_balance_run(b, k, until_us, &series, e);
	if (rc <= 0)
		return rc;
	gather(b, state_after(b, until_us, e), from_us, until_us);
	for (size_t i = 0; i < b->n_parts; i++) {
		if (i + 1 < b->n_parts &&
		    b->parts[i + 1].row_from_us == b->parts[i].row_from_us)
			continue;
		if (add_interval(a, b->parts, first, i))
			any = true;
		first = i + 1;
	}
	if (any)
		a->name = arena_strdup(arena,
		    profile_name(b->directory,
			b->parts[b->n_parts - 1].profile));
	return any;
}

/* An entry of a package as a row of the schedule. */
static struct schedule
schedule_row(const struct directory *d, const char *contract,
    const struct balance_entry *n)
{
	const struct schedule_entry *e = &n->entry;

	return (struct schedule){ .contract = contract,
		.profile = d->tariff->profiles[e->profile].row->handle,
		.network = e->network == TARIFF_NONE
		    ? NULL
		    : d->schedules.networks[e->network].name,
		.valid_from_us = e->from_us,
		.valid_to_us = ENTITY_NONE,
		.seq = e->yields ? ENTITY_NONE : INT64_MAX };
}

int
close_balance_schedule(struct close_balance *b, const char *contract,
    int64_t until_us, struct arena *arena, const struct schedule **rows,
    size_t *n, struct err *e)
{
	uint32_t k = directory_contract(b->directory, contract);
	const struct balance_series *s;
	struct schedule *all;
	size_t at = 0;
	int rc;

	if (k == DIRECTORY_NONE)
		return 0;
	rc = close_balance_run(b, k, until_us, &s, e);
	if (rc <= 0 || s->nentries == 0)
		return rc < 0 ? -1 : 0;
	all = ARENA_NEW(arena, struct schedule, *n + s->nentries);
	/* of equals the later row wins */
	for (size_t i = 0; i < s->nentries; i++)
		if (s->entries[i].yields)
			all[at++] =
			    schedule_row(b->directory, contract, &s->why[i]);
	for (size_t i = 0; i < *n; i++)
		all[at++] = (*rows)[i];
	for (size_t i = 0; i < s->nentries; i++)
		if (!s->entries[i].yields)
			all[at++] =
			    schedule_row(b->directory, contract, &s->why[i]);
	*rows = all;
	*n = at;
	return 0;
}
