#include "rating/balance.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rating/balance_event.h"
#include "rating/balance_first.h"
#include "rating/balance_part.h"
#include "rating/directory.h"

void
balance_series_init(struct balance_series *s, const struct directory *d)
{
	*s = (struct balance_series){ .directory = d, .plan = &d->balances };
}

void
balance_series_free(struct balance_series *s)
{
	free(s->parts);
	free(s->entries);
	free(s->why);
	free(s->locks);
	free(s->undo);
	*s = (struct balance_series){ 0 };
}

static void advance(struct balance *, int64_t us);

void
balance_series_begin(struct balance_series *s, uint32_t contract,
    int64_t floor_us)
{
	s->contract = contract;
	s->floor_us = floor_us;
	s->zone = s->directory->contracts[contract].zone;
	s->nparts = s->at = s->nentries = s->nlocks = s->nundo = 0;
	s->topup = s->plan->first_topup[contract];
	while (s->topup < s->plan->first_topup[contract + 1] &&
	    s->plan->topups[s->topup].at_us < floor_us)
		s->topup++; /* frozen with their interval */
	s->scheduling = s->plan->package[contract] != BALANCE_NO_PACKAGE ||
	    s->topup < s->plan->first_topup[contract + 1];
	s->corrections = NULL;
	s->correction = s->ncorrections = 0;
	s->limit_until_us = INT64_MIN;
	s->limit_e8 = 0;
	s->limiting = false;
	s->too_many = false;
	s->purse = (struct balance){ .advance = advance, .arg = s };
}

void
balance_series_correct(struct balance_series *s,
    const struct balance_correction *corrections, size_t n)
{
	s->corrections = corrections;
	s->ncorrections = n;
	s->correction = 0;
	while (
	    s->correction < n && corrections[s->correction].at_us < s->floor_us)
		s->correction++; /* frozen with their interval */
}

/* Top-ups and corrections that are in the part, or before it. */
static void
skip_events(struct balance_series *s, const struct balance_part *p)
{
	const struct balance_topup *topups = s->plan->topups;
	size_t until = s->plan->first_topup[s->contract + 1];

	while (s->topup < until && topups[s->topup].at_us < p->from_us)
		s->topup++;
	/* a part that a top-up began has it in it */
	if (p->topup)
		while (s->topup < until && topups[s->topup].at_us == p->from_us)
			s->topup++;
	while (s->correction < s->ncorrections &&
	    (s->corrections[s->correction].at_us < p->from_us ||
		(p->cause == BALANCE_CORRECTION &&
		    s->corrections[s->correction].at_us == p->from_us)))
		s->correction++;
}

void
balance_restore_part(struct balance_series *s, const struct balance_part *p)
{
	struct balance_part *last;
	int64_t next_us;

	if (s->nparts > 0 && s->parts[s->nparts - 1].until_us < p->from_us)
		s->parts[s->nparts - 1].until_us = p->from_us;
	s->parts =
	    mem_grow(s->parts, s->nparts, &s->parts_cap, sizeof(*s->parts));
	last = &s->parts[s->nparts++];
	*last = *p;
	skip_events(s, last);
	/* one that was booked since comes first; unless more parts follow */
	next_us = balance_part_next_booking(s);
	if (next_us < last->until_us)
		last->until_us = next_us;
}

void
balance_restore_entry(struct balance_series *s, const struct balance_entry *n)
{
	s->entries = mem_grow(s->entries, s->nentries, &s->entries_cap,
	    sizeof(*s->entries));
	s->why = mem_grow(s->why, s->nentries, &s->why_cap, sizeof(*s->why));
	s->scheduling = true;
	s->entries[s->nentries] = n->entry;
	s->why[s->nentries++] = *n;
}

void
balance_restore_lock(struct balance_series *s, const struct balance_lock *l)
{
	s->locks =
	    mem_grow(s->locks, s->nlocks, &s->locks_cap, sizeof(*s->locks));
	s->locks[s->nlocks++] = *l;
}

const struct schedule_entry *
balance_schedule(const struct balance_series *s, int64_t us,
    const struct address *a)
{
	if (s->nentries == 0)
		return schedules_find(&s->directory->schedules, s->contract, us,
		    a);
	return schedules_find_with(&s->directory->schedules, s->contract, us, a,
	    s->entries, s->nentries);
}

/* The call may take all free cash, and of what was bought as much as is left of
 * the limit. */
static void
limit(struct balance_series *s)
{
	int64_t free_e8 = s->purse_free_cash_e8, most_e8;

	if (free_e8 > s->purse.cash_e8)
		free_e8 = s->purse.cash_e8;
	if (free_e8 < 0)
		free_e8 = 0;
	if (!__builtin_add_overflow(free_e8, s->limit_e8 > 0 ? s->limit_e8 : 0,
		&most_e8) &&
	    s->purse.cash_e8 > most_e8)
		s->purse.cash_e8 = s->purse_cash_e8 = most_e8;
}

/* Fill the purse from the part that pays. */
static void
load(struct balance_series *s)
{
	const struct balance_part *p = &s->parts[s->at];

	if (s->at + 1 == s->nparts) {
		s->purse.cash_e8 = p->cash_e8;
		s->purse.free_s = p->free_s;
	} else {
		s->purse.cash_e8 = balance_part_cash(s, s->at);
		s->purse.free_s = balance_part_free_s(s, s->at);
	}
	s->purse.debit_e8 = 0;
	s->purse.until_us = p->until_us;
	s->purse_cash_e8 = s->purse.cash_e8;
	s->purse_free_s = s->purse.free_s;
	s->purse_free_cash_e8 = p->free_cash_e8 == 0
	    ? 0
	    : balance_free_cash(s->parts, s->nparts, s->at);
	if (s->limiting)
		limit(s);
}

/* How much of the ${paid_e8} that the call took was free cash. */
static void
use_free_cash(struct balance_series *s, struct balance_part *p, int64_t paid_e8)
{
	int64_t free_e8 =
	    paid_e8 < s->purse_free_cash_e8 ? paid_e8 : s->purse_free_cash_e8;

	if (s->limiting)
		s->limit_e8 = balance_part_add(s, s->limit_e8,
		    (free_e8 > 0 ? free_e8 : 0) - paid_e8);
	if (free_e8 <= 0)
		return;
	p->free_cash_used_e8 += free_e8;
	s->call_free_cash_e8 += free_e8;
}

/* Put back what the call left in it. */
static void
keep(struct balance_series *s)
{
	struct balance_part *p = &s->parts[s->at];
	int64_t before = p->cash_e8;

	p->cash_e8 =
	    balance_part_add(s, before, s->purse.cash_e8 - s->purse_cash_e8);
	use_free_cash(s, p, s->purse_cash_e8 - s->purse.cash_e8);
	p->free_s += s->purse.free_s - s->purse_free_s;
	p->debit_e8 = balance_part_add(s, p->debit_e8, s->purse.debit_e8);
	if (p->cash_e8 < before && p->package != BALANCE_NO_PACKAGE)
		balance_event_underrun(s, s->at, before, s->call_end_us);
	if (s->at + 1 < s->nparts)
		balance_part_replay(s, s->at);
}

/* On to the part that contains ${us}. */
static void
walk(struct balance_series *s, int64_t us)
{
	while (us >= s->parts[s->at].until_us) {
		if (s->at + 1 == s->nparts)
			balance_part_next(s);
		if (s->at + 1 == s->nparts)
			return; /* too many */
		s->at++;
	}
}

void
balance_remember(struct balance_series *s)
{
	s->nundo = s->nparts - s->at;
	s->undo_at = s->at;
	s->undo_topup = s->topup;
	s->undo_correction = s->correction;
	s->undo_limit_e8 = s->limit_e8;
	s->undo_entries = s->nentries;
	s->undo_locks = s->nlocks;
	if (s->nundo > s->undo_cap) {
		s->undo_cap = s->nundo * 2;
		s->undo =
		    mem_realloc_array(s->undo, s->undo_cap, sizeof(*s->undo));
	}
	memcpy(s->undo, &s->parts[s->at], s->nundo * sizeof(*s->undo));
}

static void
advance(struct balance *purse, int64_t us)
{
	struct balance_series *s = purse->arg;

	/* a last block may start after the call's end: block_rounding total */
	if (s->nundo == 0)
		balance_remember(s);
	keep(s);
	walk(s, us);
	load(s);
}

void
balance_enter(struct balance_series *s, int64_t start_us, int64_t end_us)
{
	if (start_us < s->floor_us)
		start_us = s->floor_us;
	if (s->nparts == 0)
		balance_first_parts(s, start_us);
	s->call_end_us = end_us;
	s->call_free_cash_e8 = 0;
	s->limiting = s->limiting && start_us < s->limit_until_us;
	while (s->at > 0 && start_us < s->parts[s->at].from_us)
		s->at--;
	walk(s, start_us);
	s->nundo = 0;
	s->undo_at = s->at;
	if (end_us >= s->parts[s->at].until_us)
		balance_remember(s);
	load(s);
}

void
balance_leave(struct balance_series *s, bool rated)
{
	if (rated)
		keep(s);
	else if (s->at != s->undo_at)
		balance_undo(s);
}

void
balance_undo(struct balance_series *s)
{
	if (s->nundo == 0)
		return;
	/* what came about meanwhile comes about again, without the call */
	memcpy(&s->parts[s->undo_at], s->undo, s->nundo * sizeof(*s->undo));
	s->nparts = s->undo_at + s->nundo;
	s->at = s->undo_at;
	s->topup = s->undo_topup;
	s->correction = s->undo_correction;
	s->limit_e8 = s->undo_limit_e8;
	s->nentries = s->undo_entries;
	s->nlocks = s->undo_locks;
}

void
balance_run_until(struct balance_series *s, int64_t until_us, bool intervals)
{
	size_t last = s->plan->first_topup[s->contract + 1];
	int64_t topup = INT64_MIN;

	if (s->nparts == 0) {
		if (s->plan->first_stated[s->contract] ==
			s->plan->first_stated[s->contract + 1] &&
		    s->topup < last &&
		    s->plan->topups[s->topup].at_us < until_us)
			balance_first_parts(s, s->plan->topups[s->topup].at_us);
		else
			balance_first_parts(s, until_us);
	}
	for (size_t i = s->topup;
	     i < last && s->plan->topups[i].at_us < until_us; i++)
		topup = s->plan->topups[i].at_us;
	for (size_t i = s->correction;
	     i < s->ncorrections && s->corrections[i].at_us < until_us; i++)
		if (s->corrections[i].at_us > topup)
			topup = s->corrections[i].at_us;
	while (!s->too_many) {
		const struct balance_part *p = &s->parts[s->nparts - 1];

		if (p->until_us >= until_us ||
		    (!intervals && p->until_us > topup))
			return;
		balance_part_next(s);
	}
}

bool
balance_join(struct balance_part *row, const struct balance_part *next)
{
	row->row_until_us = next->row_until_us;
	row->until_us = next->until_us;
	row->cash_e8 = next->cash_e8;
	row->free_s = next->free_s;
	row->topups += next->topups;
	row->timely_topups += next->timely_topups;
	row->underruns += next->underruns;
	row->anchor_us = next->anchor_us;
	row->count = next->count;
	row->unit = next->unit;
	row->step = next->step;
	row->expire_us = next->expire_us;
	row->package = next->package;
	return !__builtin_add_overflow(row->debit_e8, next->debit_e8,
		   &row->debit_e8) &&
	    !__builtin_add_overflow(row->free_cash_used_e8,
		next->free_cash_used_e8, &row->free_cash_used_e8);
}

int64_t
balance_free_cash(const struct balance_part *parts, size_t n, size_t i)
{
	int64_t row = parts[i].row_from_us, left = parts[i].free_cash_e8;

	for (size_t j = i + 1; j-- > 0 && parts[j].row_from_us == row;) {
		if (parts[j].cause == BALANCE_EXPIRY)
			return 0;
		left -= parts[j].free_cash_used_e8;
	}
	for (size_t j = i + 1; j < n && parts[j].row_from_us == row; j++)
		left -= parts[j].free_cash_used_e8;
	return left < 0 ? 0 : left;
}

int64_t
balance_bought_left(const struct balance_series *s, int64_t us)
{
	int64_t left = INT64_MAX, here;

	for (size_t i = s->nparts; i-- > 0;) {
		here = s->parts[i].cash_e8 -
		    balance_free_cash(s->parts, s->nparts, i);
		if (here < left)
			left = here;
		if (s->parts[i].from_us <= us)
			break;
	}
	return left < 0 || s->nparts == 0 ? 0 : left;
}

int64_t
balance_lock_at(const struct balance_series *s, int64_t us, int64_t *since_us)
{
	int64_t level = 0, since = INT64_MIN;

	for (size_t i = 0; i < s->nlocks; i++)
		if (s->locks[i].at_us <= us && s->locks[i].at_us >= since) {
			since = s->locks[i].at_us;
			level = s->locks[i].level;
		}
	*since_us = since;
	return level;
}
