/*
 * Time goes on: blocks of calls, ends of intervals, top-ups.
 */
#include "reference_balance.h"

#include <stdlib.h>

/* Of cash that a part of an interval paid, its free cash is used first. */
static void
use_free_cash(struct reference_balance *s, struct reference_row *part,
    int64_t cash)
{
	struct reference_row *head = reference_rows_head(part);
	int64_t left = head->allowance_e8 - head->free_cash_used_e8;

	for (struct reference_row *p = head; p <= part; p++)
		if (p->free_cash_gone)
			return;
	if (left <= 0 || cash <= 0)
		return;
	if (left > cash)
		left = cash;
	head->free_cash_used_e8 += left;
	s->free_cash_e8 += left;
}

/* What the call has cost so far is taken off the row it is in. */
void
reference_balance_book(struct reference_balance *s)
{
	int64_t before = reference_rows_newest(s)->cash_e8, price, cash;
	struct reference_row *row;

	if (s->profile == NULL)
		return;
	row = &s->r->rows[s->row];
	price = reference_walk_round(s->profile, s->price) - s->booked_price_e8;
	cash = reference_walk_round(s->profile, s->cash) - s->booked_cash_e8;
	s->booked_price_e8 += price;
	s->booked_cash_e8 += cash;
	row->debit_e8 += price;
	row->cash_e8 -= cash;
	use_free_cash(s, row, cash);
	if (cash != 0)
		reference_rows_change(s, s->row, REFERENCE_TOOK, cash);
	if (s->row + 1 < s->r->nrows)
		(void)reference_rows_derive(s, s->row);
	reference_event_underrun(s, s->end_us, before,
	    reference_rows_newest(s)->cash_e8);
}

void
reference_balance_call(struct reference_balance *s,
    const struct reference_profile *profile, int64_t end_us)
{
	s->profile = profile;
	s->end_us = end_us;
	s->row = s->r->nrows - 1;
	s->price = s->cash = 0;
	s->booked_price_e8 = s->booked_cash_e8 = s->free_cash_e8 = 0;
}

/* Does the balance cover that price? */
static bool
covers(struct reference_balance *s, i128 price)
{
	const struct reference_row *row = &s->r->rows[s->row];
	i128 open = s->cash - s->booked_cash_e8 * REFERENCE_UNIT;
	i128 all = open + price;

	if (price > row->cash_e8 * REFERENCE_UNIT - open)
		return false;
	if (s->row + 1 == s->r->nrows)
		return true;
	return reference_rows_stand(s, s->row,
	    (int64_t)((all + REFERENCE_UNIT - 1) / REFERENCE_UNIT),
	    (int64_t)((s->price - s->booked_price_e8 * REFERENCE_UNIT) /
		REFERENCE_UNIT));
}

int64_t
reference_balance_block(struct reference_balance *s, int64_t us,
    const struct reference_block *b, bool use_free_time)
{
	struct reference_row *head;
	int64_t free_s = 0;
	size_t at;
	i128 price;

	reference_balance_advance(s, us);
	at = reference_rows_find(s, us);
	if (at != s->row)
		reference_balance_book(s);
	s->row = at;
	head = reference_rows_head(&s->r->rows[at]);
	if (use_free_time && head->free_s > 0)
		free_s = b->seconds < head->free_s ? b->seconds : head->free_s;
	head->free_s -= free_s;
	price = b->per_second * (b->seconds - free_s) + b->once;
	if (s->profile->max_e8 != REFERENCE_NONE &&
	    s->price + price > s->profile->max_e8 * REFERENCE_UNIT)
		price = s->profile->max_e8 * REFERENCE_UNIT - s->price;
	s->price += price;
	if (price > 0 ? covers(s, price) : s->profile->prepaid)
		s->cash += price;
	return free_s;
}

void
reference_balance_hang_up(struct reference_balance *s)
{
	reference_balance_book(s);
	s->profile = NULL;
}

static void
topup(struct reference_balance *s, int64_t us)
{
	const struct reference_topup *t = &s->c->topups[s->topup++];
	const struct reference_package *old = reference_rows_package(s), *p;
	int64_t before = reference_rows_newest(s)->cash_e8,
		amount = t->amount_e8;
	bool changed = t->package >= 0 && t->package != s->package;

	reference_rows_head(reference_rows_newest(s))->topups++;
	reference_rows_head(reference_rows_newest(s))->timely +=
	    reference_interval_timely(s, us);
	if (changed)
		s->package = t->package;
	p = reference_rows_package(s);
	reference_event_entries(s, REFERENCE_TOPPED_UP, us);
	reference_interval_cut(s, us, changed, old);
	reference_rows_split(s, us);
	if (p != NULL) {
		amount -= p->service_e8;
		reference_event_lock(s, us, p->topup_lock, true);
	}
	reference_rows_newest(s)->cash_e8 += amount;
	s->r->topped_up_e8 += amount;
	reference_rows_change(s, s->r->nrows - 1, REFERENCE_ADDED, amount);
	reference_event_underrun(s, us, before,
	    reference_rows_newest(s)->cash_e8);
}

static int64_t
next_topup(const struct reference_balance *s)
{
	return s->topup < s->c->ntopups
	    ? reference_interval_second(s->c->topups[s->topup].time_us)
	    : REFERENCE_OPEN;
}

void
reference_balance_advance(struct reference_balance *s, int64_t us)
{
	for (;;) {
		int64_t end = reference_rows_newest(s)->until_us,
			gone = reference_interval_expiry(s);
		int64_t next = next_topup(s), before;

		next = end < next ? end : next;
		next = gone < next ? gone : next;
		if (next > us || next == REFERENCE_OPEN)
			break;
		reference_balance_book(s);
		before = reference_rows_newest(s)->cash_e8;
		if (gone == next && end != next) {
			reference_rows_split(s, next);
			reference_rows_change(s, s->r->nrows - 1,
			    REFERENCE_EXPIRED, 0);
			reference_rows_newest(s)->free_cash_gone = true;
			reference_rows_newest(s)->cash_e8 =
			    before > 0 ? 0 : before;
		}
		if (end == next)
			reference_interval_next(s, next,
			    reference_rows_package(s), gone != next);
		reference_event_underrun(s, next, before,
		    reference_rows_newest(s)->cash_e8);
		s->clock_us = next;
		while (next_topup(s) == next)
			topup(s, next);
		if (s->profile != NULL)
			s->row = s->r->nrows - 1;
	}
	if (us > s->clock_us)
		s->clock_us = us;
}

void
reference_balance_free(struct reference_balance *s)
{
	free(s->changes);
}
