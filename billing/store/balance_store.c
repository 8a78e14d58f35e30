#include "store/balance_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "store/balance_corrected.h"
#include "store/balance_file.h"
#include "store/balance_frozen.h"
#include "store/book.h"
#include "store/run_store.h"

/* The set of the last period before ${period} (NULL: of all) that was rated. */
static int
read_last(const struct book *b, const char *period, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	const char *const *periods, *last = NULL;
	struct arena arena = { 0 };
	struct rating_run run;
	size_t n;
	int rc = run_store_periods(b, &arena, &periods, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (period == NULL || strcmp(periods[i], period) < 0)
			last = periods[i];
	if (last != NULL)
		rc = run_store_current(b, last, &run, e);
	if (rc > 0)
		rc = balance_file_read(b, run.file, d, set, e);
	arena_free(&arena);
	return rc;
}

/* The rows of one contract in a set. */
struct stretch {
	const struct balance_set *set;
	size_t part, entry, lock; /* where it is in each list */
};

/* Copy all that ${from} has of ${contract}; go behind it. */
static void
copy_contract(struct balance_set *set, struct stretch *from, uint32_t contract,
    bool last_row)
{
	const struct balance_set *b = from->set;

	for (; from->part < b->nparts &&
	     b->parts[from->part].contract <= contract;
	     from->part++)
		if (set != NULL && b->parts[from->part].contract == contract &&
		    (!last_row || from->part + 1 == b->nparts ||
			b->parts[from->part + 1].contract != contract))
			balance_set_add_part(set, contract,
			    &b->parts[from->part].part);
	for (; from->entry < b->nentries &&
	     b->entries[from->entry].contract <= contract;
	     from->entry++)
		if (set != NULL && b->entries[from->entry].contract == contract)
			balance_set_add_entry(set, contract,
			    &b->entries[from->entry].entry);
	for (; from->lock < b->nlocks &&
	     b->locks[from->lock].contract <= contract;
	     from->lock++)
		if (set != NULL && b->locks[from->lock].contract == contract)
			balance_set_add_lock(set, contract,
			    &b->locks[from->lock].lock);
}

/* The start of the last row that a set has of the contract at which ${at} is;
 * INT64_MIN: it has none. */
static int64_t
last_row(const struct stretch *at, uint32_t contract)
{
	const struct balance_set *b = at->set;
	int64_t row_from = INT64_MIN;

	for (size_t i = at->part;
	     i < b->nparts && b->parts[i].contract == contract; i++)
		row_from = b->parts[i].part.row_from_us;
	return row_from;
}

/* Of each contract what is newer: the frozen row, or what rating left. */
static void
merge(const struct directory *d, const struct balance_set *left,
    const struct balance_set *frozen, struct balance_set *set)
{
	struct stretch a = { .set = left }, b = { .set = frozen };
	int64_t *until = balance_frozen_until(frozen, d);

	for (size_t i = 0; i < d->ncontracts; i++) {
		uint32_t k = (uint32_t)i;
		bool take_frozen =
		    until[i] != INT64_MIN && until[i] > last_row(&a, k);

		copy_contract(take_frozen ? NULL : set, &a, k, false);
		copy_contract(take_frozen ? set : NULL, &b, k, true);
	}
	set->floor_us = until;
}

static const struct balance_release nobody = { .contract = NULL };

/* Take what is released out of what was frozen. */
static void
release_frozen(struct balance_set *set, const struct directory *d,
    const struct balance_release *r)
{
	uint32_t contract = r->contract == NULL
	    ? DIRECTORY_NONE
	    : directory_contract(d, r->contract);
	size_t n = 0;

	for (size_t i = 0; i < set->nparts; i++)
		if (set->parts[i].contract != contract ||
		    set->parts[i].part.row_until_us <= r->from_us)
			set->parts[n++] = set->parts[i];
	set->nparts = n;
	n = 0;
	for (size_t i = 0; i < set->nentries; i++)
		if (set->entries[i].contract != contract ||
		    set->entries[i].entry.row_from_us < r->from_us)
			set->entries[n++] = set->entries[i];
	set->nentries = n;
	n = 0;
	for (size_t i = 0; i < set->nlocks; i++)
		if (set->locks[i].contract != contract ||
		    set->locks[i].lock.row_from_us < r->from_us)
			set->locks[n++] = set->locks[i];
	set->nlocks = n;
}

/* What rating left before ${period} (NULL: last), or what is frozen up to
 * ${limit_us}. */
static int
read_state(const struct book *b, const char *period, int64_t limit_us,
    const struct balance_release *r, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	struct balance_set left = { 0 }, frozen = { 0 };
	int rc = read_last(b, period, d, &left, e);

	if (rc == 0)
		rc = balance_frozen_read(b, limit_us, d, &frozen, e);
	if (rc == 0) {
		release_frozen(&frozen, d, r);
		merge(d, &left, &frozen, set);
		rc = balance_corrected_read(b, d, set, e);
	}
	balance_set_free(&left);
	balance_set_free(&frozen);
	return rc;
}

static int
read_before(const struct book *b, const char *period, bool start,
    const struct balance_release *r, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	int number;

	*set = (struct balance_set){ 0 };
	if (interval_period_parse(period, &number, e) < 0)
		return -1;
	set->from_us = interval_period_from(b->zone, number);
	if (read_state(b, period, start ? set->from_us : INT64_MAX, r, d, set,
		e) < 0)
		return err_ctx(e, "balances before %s", period);
	return 0;
}

int
balance_store_before(const struct book *b, const char *period,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	return read_before(b, period, false, &nobody, d, set, e);
}

int
balance_store_before_release(const struct book *b, const char *period,
    const struct directory *d, const struct balance_release *r,
    struct balance_set *set, struct err *e)
{
	if (read_before(b, period, false, r, d, set, e) < 0)
		return -1;
	if (r->limited) {
		set->limited = true;
		set->limit_contract = directory_contract(d, r->contract);
		set->limit_until_us = r->until_us;
		set->limit_e8 = r->limit_e8;
	}
	return 0;
}

int
balance_store_start(const struct book *b, const char *period,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	return read_before(b, period, true, &nobody, d, set, e);
}

int
balance_store_latest(const struct book *b, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	*set = (struct balance_set){ .from_us = INT64_MIN };
	return read_state(b, NULL, INT64_MAX, &nobody, d, set, e) < 0
	    ? err_ctx(e, "balances")
	    : 0;
}

/* Rows of one source; a later source knows better. */
struct ranked {
	struct balance_set_part row;
	size_t rank;
};

struct ranking {
	struct ranked *rows;
	size_t n, cap;
	bool too_large;
};

static void
add_ranked(struct ranking *r, const struct balance_set *set, size_t rank)
{
	for (size_t i = 0; i < set->nparts; i++) {
		struct balance_set_part *last =
		    r->n == 0 ? NULL : &r->rows[r->n - 1].row;
		const struct balance_set_part *p = &set->parts[i];

		if (last != NULL && r->rows[r->n - 1].rank == rank &&
		    last->contract == p->contract &&
		    last->part.row_from_us == p->part.row_from_us) {
			r->too_large |= !balance_join(&last->part, &p->part);
			continue;
		}
		r->rows = mem_grow(r->rows, r->n, &r->cap, sizeof(*r->rows));
		r->rows[r->n] = (struct ranked){ .row = *p, .rank = rank };
		r->rows[r->n++].row.part.from_us = p->part.row_from_us;
	}
}

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->row.contract != y->row.contract)
		return x->row.contract < y->row.contract ? -1 : 1;
	if (x->row.part.row_from_us != y->row.part.row_from_us)
		return x->row.part.row_from_us < y->row.part.row_from_us ? -1
									 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The best of each row. */
static void
take_ranked(struct ranking *r, struct balance_set *set)
{
	if (r->n > 1)
		qsort(r->rows, r->n, sizeof(*r->rows), compare_ranked);
	for (size_t i = 0; i < r->n; i++) {
		const struct balance_set_part *p = &r->rows[i].row;

		if (i + 1 == r->n ||
		    r->rows[i + 1].row.contract != p->contract ||
		    r->rows[i + 1].row.part.row_from_us != p->part.row_from_us)
			balance_set_add_part(set, p->contract, &p->part);
	}
	free(r->rows);
}

static int
rank_period(const struct book *b, const char *period, const struct directory *d,
    struct ranking *r, size_t rank, struct err *e)
{
	struct balance_set file = { 0 };
	struct rating_run run;
	int rc = run_store_current(b, period, &run, e);

	if (rc > 0)
		rc = balance_file_read(b, run.file, d, &file, e);
	if (rc == 0)
		add_ranked(r, &file, rank);
	balance_set_free(&file);
	return rc;
}

int
balance_store_rows(const struct book *b, const struct directory *d,
    const struct balance_set *now, struct balance_set *set, struct err *e)
{
	struct balance_set frozen = { 0 };
	const char *const *periods;
	struct arena arena = { 0 };
	struct ranking r = { 0 };
	size_t n = 0;
	int rc = run_store_periods(b, &arena, &periods, &n, e);

	*set = (struct balance_set){ 0 };
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = rank_period(b, periods[i], d, &r, i, e);
	if (rc == 0)
		rc = balance_frozen_rows(b, INT64_MAX, d, &frozen, e);
	add_ranked(&r, now, n);
	add_ranked(&r, &frozen, n + 1);
	take_ranked(&r, set);
	balance_set_free(&frozen);
	arena_free(&arena);
	if (rc == 0 && r.too_large)
		rc = err_set(e, ERR_DATA, "a sum is too large");
	return rc < 0 ? err_ctx(e, "balances") : 0;
}
