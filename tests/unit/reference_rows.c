/*
 * The rows of a balance and what changed their cash, so that a row can be
 * worked out again when a call comes late into one before it.
 */
#include "reference_balance.h"

#include <stdlib.h>
#include <string.h>

void *
reference_rows_grow(void *array, size_t *n, size_t *cap, size_t size,
    void **out)
{
	if (*n == *cap) {
		*cap = *cap == 0 ? 16 : *cap * 2;
		array = realloc(array, *cap * size);
		if (array == NULL)
			abort();
	}
	*out = (char *)array + (*n)++ * size;
	memset(*out, 0, size);
	return array;
}

const struct reference_package *
reference_rows_package(const struct reference_balance *s)
{
	return s->package < 0 ? NULL : &s->c->packages[s->package];
}

struct reference_row *
reference_rows_newest(const struct reference_balance *s)
{
	return &s->r->rows[s->r->nrows - 1];
}

struct reference_row *
reference_rows_add(struct reference_balance *s)
{
	void *row;

	s->r->rows = reference_rows_grow(s->r->rows, &s->r->nrows,
	    &s->r->rows_cap, sizeof(*s->r->rows), &row);
	return row;
}

void
reference_rows_change(struct reference_balance *s, size_t row,
    enum reference_change_kind kind, int64_t amount_e8)
{
	void *p;

	s->changes = reference_rows_grow(s->changes, &s->nchanges,
	    &s->changes_cap, sizeof(*s->changes), &p);
	*(struct reference_change *)p = (struct reference_change){ .row = row,
		.kind = kind,
		.amount_e8 = amount_e8 };
}

struct reference_row *
reference_rows_head(struct reference_row *row)
{
	while (row->part)
		row--;
	return row;
}

void
reference_rows_split(struct reference_balance *s, int64_t us)
{
	struct reference_row *row = reference_rows_add(s), *old = row - 1;

	row->from_us = us;
	row->until_us = old->until_us;
	row->part = true;
	row->opening_cash_e8 = row->cash_e8 = old->cash_e8;
}

void
reference_rows_merge(struct reference_result *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nrows; i++) {
		if (!r->rows[i].part) {
			r->rows[n++] = r->rows[i];
			continue;
		}
		r->rows[n - 1].cash_e8 = r->rows[i].cash_e8;
		r->rows[n - 1].debit_e8 += r->rows[i].debit_e8;
	}
	r->nrows = n;
}

/* What a row leaves to the next: what was bought or earned, but not what was
 * given and not used. */
int64_t
reference_rows_carried(struct reference_row *old)
{
	int64_t used = 0, left = old->cash_e8 > 0 ? old->cash_e8 : 0, unused;
	struct reference_row *head = reference_rows_head(old);

	for (struct reference_row *part = head; part <= old; part++)
		used += part->debit_e8;
	unused = head->allowance_e8 - (used > 0 ? used : 0);
	if (unused <= 0)
		return old->cash_e8;
	return old->cash_e8 - (unused < left ? unused : left);
}

/* The cash of a row by all its changes; *low is the least on the way. */
static void
replay_row(const struct reference_balance *s, size_t row, int64_t *cash,
    int64_t *low)
{
	for (size_t i = 0; i < s->nchanges; i++) {
		const struct reference_change *c = &s->changes[i];

		if (c->row != row)
			continue;
		switch (c->kind) {
		case REFERENCE_TOOK:
			*cash -= c->amount_e8;
			break;
		case REFERENCE_ADDED:
			*cash += c->amount_e8;
			break;
		case REFERENCE_EXPIRED:
			*cash = *cash > 0 ? 0 : *cash;
			break;
		}
		if (*cash < *low)
			*low = *cash;
	}
}

/*
 * A row before the newest has changed: what it left is worked out again, down
 * to the newest.  Returns the least cash that a later row had in between.
 */
int64_t
reference_rows_derive(struct reference_balance *s, size_t from)
{
	int64_t low = INT64_MAX;

	for (size_t i = from + 1; i < s->r->nrows; i++) {
		struct reference_row *row = &s->r->rows[i];

		if (i < (size_t)s->c->nopening)
			continue; /* stated */
		row->opening_cash_e8 = row->part
		    ? (row - 1)->cash_e8
		    : row->allowance_e8 + row->initial_e8 +
			(row->carries ? reference_rows_carried(row - 1) : 0);
		row->cash_e8 = row->opening_cash_e8;
		low = row->cash_e8 < low ? row->cash_e8 : low;
		replay_row(s, i, &row->cash_e8, &low);
	}
	return low;
}

/* Would the rows after that one stand it that ${amount_e8} more is taken and
 * ${debit_e8} charged there? */
bool
reference_rows_stand(struct reference_balance *s, size_t row, int64_t amount_e8,
    int64_t debit_e8)
{
	struct reference_row *r = &s->r->rows[row];
	int64_t before = reference_rows_derive(s, row), after;

	r->cash_e8 -= amount_e8;
	r->debit_e8 += debit_e8;
	after = reference_rows_derive(s, row);
	r->cash_e8 += amount_e8;
	r->debit_e8 -= debit_e8;
	(void)reference_rows_derive(s, row);
	return after >= 0 || after >= before;
}

size_t
reference_rows_find(const struct reference_balance *s, int64_t us)
{
	size_t i = s->r->nrows - 1;

	while (i > 0 && us < s->r->rows[i].from_us)
		i--;
	return i;
}
