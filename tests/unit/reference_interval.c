/*
 * Intervals: how long, from where, what they begin with; when cash expires.
 */
#include "reference_balance.h"

int64_t
reference_interval_second(int64_t us)
{
	int64_t rest = us % 1000000;

	return us - (rest < 0 ? rest + 1000000 : rest);
}

/* num / den, halves up; both are positive. */
static int64_t
share(i128 num, i128 den)
{
	return (int64_t)((2 * num + den) / (2 * den));
}

/* The profile whose allowances and length count from ${us} on: what is in
 * force then, but never before the contract is. */
static int
profile_at(const struct reference_balance *s, int64_t us)
{
	if (us < s->c->activated_us)
		us = s->c->activated_us;
	return reference_entry_find(s->c, s->r->entries, s->r->nentries, us,
	    false, 0);
}

/* Length of the interval that starts at ${us}; another one than before is
 * counted from there. */
static void
set_length(struct reference_balance *s, int64_t us, int profile)
{
	const struct reference_package *p = reference_rows_package(s);
	enum reference_unit unit = REFERENCE_MONTH;
	int64_t count = 1;

	if (p != NULL) {
		unit = p->unit;
		count = p->count;
	} else if (profile >= 0) {
		unit = s->c->profiles[profile].unit;
		count = s->c->profiles[profile].count;
	}
	if (s->count == 0 || unit != s->unit || count != s->count)
		s->anchor_us = us;
	s->unit = unit;
	s->count = count;
}

static int64_t
end_of(const struct reference_balance *s, int64_t us)
{
	const struct reference_package *p = reference_rows_package(s);

	if (p != NULL && p->start == REFERENCE_TOPUP)
		return REFERENCE_OPEN;
	return reference_calendar_next(s->c->zone, s->anchor_us, s->unit,
	    s->count, us);
}

/*
 * What a row is given at its start: nothing where it ended before the contract
 * began, a share where the contract began within it.
 */
static void
allow(const struct reference_balance *s, struct reference_row *row)
{
	int64_t c = s->c->activated_us, day, whole, part;
	const struct reference_profile *p;

	row->profile = profile_at(s, row->from_us);
	if (row->from_us <= c && c < row->until_us && s->c->package >= 0 &&
	    s->c->nopening == 0)
		row->initial_e8 = s->c->packages[s->c->package].initial_e8;
	if (row->profile < 0 || c >= row->until_us)
		return;
	p = &s->c->profiles[row->profile];
	row->allowance_e8 = p->free_cash_e8;
	row->opening_free_s = p->free_s;
	if (row->until_us == REFERENCE_OPEN || c <= row->from_us)
		return;
	day = reference_calendar_day(s->c->zone, c);
	c = day > row->from_us ? day : c;
	whole = row->until_us - row->from_us;
	part = row->until_us - c;
	row->allowance_e8 = share((i128)p->free_cash_e8 * part, whole);
	row->opening_free_s = share((i128)p->free_s * part, whole);
}

/* The next interval starts at ${us}; ${left}: cash of the old one comes along
 * if the mode of the package ${ended} allows it. */
void
reference_interval_next(struct reference_balance *s, int64_t us,
    const struct reference_package *ended, bool left)
{
	enum reference_carry mode =
	    ended == NULL ? REFERENCE_CARRY : ended->carry;
	struct reference_row *row, *old;

	set_length(s, us, profile_at(s, us));
	row = reference_rows_add(s);
	old = row - 1;
	row->from_us = us;
	row->until_us = end_of(s, us);
	allow(s, row);
	row->carries = left &&
	    (mode == REFERENCE_CARRY ||
		(mode == REFERENCE_TIMELY &&
		    reference_rows_head(old)->timely > 0));
	row->free_s = row->opening_free_s;
	row->opening_cash_e8 = row->allowance_e8 + row->initial_e8 +
	    (row->carries ? reference_rows_carried(old) : 0);
	row->cash_e8 = row->opening_cash_e8;
}

static int64_t
open_until(const struct reference_balance *s, const struct reference_package *p)
{
	return reference_calendar_move(s->c->zone,
	    reference_rows_head(reference_rows_newest(s))->from_us, p->unit,
	    p->count);
}

/* The last interval with a top-up, else the first of the contract: not one
 * that ended before it began. */
static const struct reference_row *
last_topped_up(const struct reference_balance *s)
{
	const struct reference_row *rows = s->r->rows, *first = rows;

	for (size_t i = s->r->nrows; i > 0; i--)
		if (rows[i - 1].topups > 0)
			return &rows[i - 1];
	while (first->until_us <= s->c->activated_us &&
	    first < reference_rows_newest(s))
		first++;
	return first;
}

/* When cash expires next, if nothing happens before. */
int64_t
reference_interval_expiry(const struct reference_balance *s)
{
	const struct reference_package *p = reference_rows_package(s);
	const struct reference_row *row = reference_rows_newest(s), *last;
	int64_t us = REFERENCE_OPEN, other;

	if (p == NULL)
		return us;
	if (p->discard != REFERENCE_NONE) {
		last = last_topped_up(s);
		us = reference_calendar_move(s->c->zone,
		    last->until_us == REFERENCE_OPEN ? last->from_us
						     : last->until_us,
		    p->unit, p->discard);
		if (us <= s->clock_us)
			us = REFERENCE_OPEN;
	}
	if (p->carry == REFERENCE_TIMELY && row->until_us == REFERENCE_OPEN) {
		other = open_until(s, p);
		if (other > s->clock_us && other < us)
			us = other;
	}
	return us;
}

/* Is ${us} in the last part of the running interval? */
bool
reference_interval_timely(const struct reference_balance *s, int64_t us)
{
	const struct reference_package *p = reference_rows_package(s);
	int64_t end;

	if (p == NULL || p->timely_count == REFERENCE_NONE)
		return false;
	end = reference_rows_newest(s)->until_us;
	if (end == REFERENCE_OPEN)
		end = open_until(s, p);
	return us < end &&
	    us >= reference_calendar_move(s->c->zone, end, p->timely_unit,
		      -p->timely_count);
}

/* The end of the running interval, for all its parts. */
static void
set_end(struct reference_balance *s, int64_t us)
{
	struct reference_row *row = reference_rows_newest(s);

	for (row->until_us = us; row->part; row->until_us = us)
		row--;
}

/* Another package whose intervals start on a first or at a midnight: the
 * running one ends where the first of them can start, if not before. */
static void
end_for_calendar(struct reference_balance *s, int64_t us)
{
	const struct reference_package *p = reference_rows_package(s);
	const struct zone *zone = s->c->zone;
	int64_t start = p->start == REFERENCE_CREATE
	    ? reference_calendar_day(zone,
		  reference_calendar_move(zone, us, REFERENCE_DAY, 1))
	    : reference_calendar_month(zone,
		  reference_calendar_move(zone,
		      reference_calendar_month(zone, us), REFERENCE_MONTH, 1));

	if (start < reference_rows_newest(s)->until_us)
		set_end(s, start);
	s->count = 0; /* counted from there */
}

/* The running interval is cut as the start mode says. */
void
reference_interval_cut(struct reference_balance *s, int64_t us, bool changed,
    const struct reference_package *ended)
{
	const struct reference_package *p = reference_rows_package(s);
	struct reference_row *row =
	    reference_rows_head(reference_rows_newest(s));
	bool open = row->until_us == REFERENCE_OPEN;

	if (p == NULL)
		return;
	if (p->start == REFERENCE_1ST || p->start == REFERENCE_CREATE) {
		if (open || changed)
			end_for_calendar(s, us);
		return;
	}
	if (p->start == REFERENCE_TOPUP_INTERVAL) {
		if (!open && !changed)
			return;
		s->anchor_us = us;
		s->unit = p->unit;
		s->count = p->count;
	}
	if (row->from_us == us) {
		set_end(s, end_of(s, us));
		return;
	}
	set_end(s, us);
	reference_interval_next(s, us, ended, true);
}

static void
open_rows(struct reference_balance *s)
{
	int64_t end = REFERENCE_NONE;

	for (int i = 0; i < s->c->nopening; i++) {
		const struct reference_opening *o = &s->c->opening[i];
		struct reference_row *row = reference_rows_add(s);

		row->from_us = o->from_us;
		row->until_us = o->until_us;
		allow(s, row);
		row->opening_cash_e8 = row->cash_e8 = o->cash_e8;
		row->debit_e8 = o->debit_e8;
		/* gone: what was charged, and what there is no cash for */
		if (o->debit_e8 > 0)
			row->free_cash_used_e8 = o->debit_e8;
		if (row->allowance_e8 - row->free_cash_used_e8 > o->cash_e8)
			row->free_cash_used_e8 = row->allowance_e8 - o->cash_e8;
		if (row->free_cash_used_e8 > row->allowance_e8)
			row->free_cash_used_e8 = row->allowance_e8;
		row->free_s = o->free_s;
		row->opening_free_s = o->free_s + o->free_used_s;
		row->topups = o->topups;
		row->timely = o->timely;
	}
	set_length(s, reference_rows_newest(s)->from_us,
	    reference_rows_newest(s)->profile);
	end = reference_rows_newest(s)->until_us;
	if (end != REFERENCE_OPEN &&
	    end_of(s, reference_rows_newest(s)->from_us) != end)
		s->count = 0; /* of another length: counted from its end */
	while (s->topup < s->c->ntopups &&
	    s->c->topups[s->topup].time_us < reference_rows_newest(s)->from_us)
		s->topup++;
}

void
reference_interval_start(struct reference_balance *s,
    const struct reference_contract *c, struct reference_result *r)
{
	const struct reference_package *p;
	struct reference_row *row;

	*s =
	    (struct reference_balance){ .c = c, .r = r, .package = c->package };
	p = reference_rows_package(s);
	reference_event_entries(s, REFERENCE_INITIAL, c->activated_us);
	for (size_t i = 0; i < r->nentries; i++)
		if (r->entries[i].event)
			r->entries[i].seq = -1; /* before what people entered */
	if (c->nopening > 0) {
		open_rows(s);
		s->clock_us = reference_rows_newest(s)->from_us;
		return;
	}
	row = reference_rows_add(s);
	if (p == NULL || p->start == REFERENCE_1ST)
		row->from_us =
		    reference_calendar_month(c->zone, c->activated_us);
	else if (p->start == REFERENCE_CREATE)
		row->from_us = reference_calendar_day(c->zone, c->activated_us);
	else
		row->from_us = reference_interval_second(c->activated_us);
	set_length(s, row->from_us, profile_at(s, row->from_us));
	row->until_us = p != NULL && p->start == REFERENCE_TOPUP_INTERVAL
	    ? REFERENCE_OPEN
	    : end_of(s, row->from_us);
	allow(s, row);
	row->free_s = row->opening_free_s;
	row->opening_cash_e8 = row->allowance_e8 + row->initial_e8;
	row->cash_e8 = row->opening_cash_e8;
	s->clock_us = row->from_us;
}
