#include "job/whatif_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "money/currency.h"
#include "money/money.h"

/* The kind of contract that pays at a tier. */
static const char *const kind_words[] = { "customer", "reseller", "peering" };

/* --- rows of both sides --------------------------------------------------- */

enum view { VIEW_TOTAL, VIEW_CONTRACT, VIEW_ZONE };

struct amounts {
	int64_t calls, duration_ms, billed_s;
	i128 price_e8, cash_e8;
};

struct row {
	const char *key, *detail, *currency;
	uint32_t tier;
	struct amounts side[2]; /* before, after */
};

struct rows {
	struct row *all;
	size_t count;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int o = strcmp(x->key, y->key);

	if (o == 0)
		o = strcmp(x->detail, y->detail);
	if (o == 0)
		o = (x->tier > y->tier) - (x->tier < y->tier);
	return o != 0 ? o : strcmp(x->currency, y->currency);
}

static void
add_amounts(struct amounts *to, const struct amounts *from)
{
	to->calls += from->calls;
	to->duration_ms += from->duration_ms;
	to->billed_s += from->billed_s;
	to->price_e8 += from->price_e8;
	to->cash_e8 += from->cash_e8;
}

/* A row of a tally, under the names of a view. */
static struct row
name_row(const struct whatif_side *s, int side, enum view view,
    const struct tally_row *r)
{
	const struct tally_zone *z = &s->names.zones[r->zone];
	struct row row = { .key = tier_words[r->tier],
		.detail = "",
		.currency = z->currency,
		.tier = r->tier };

	if (view == VIEW_CONTRACT)
		row.key = s->names.refs[r->contract];
	if (view == VIEW_ZONE) {
		row.key = z->zone;
		row.detail = z->detail;
	}
	row.side[side] = (struct amounts){ r->calls, r->duration_ms,
		r->billed_s, r->price_e8, r->cash_e8 };
	return row;
}

/* One row for each name, in order.  Names are borrowed from the sides. */
static void
make_rows(struct rows *rows, const struct whatif_side *const sides[2],
    enum view view)
{
	size_t n = 0, cap = 1;

	for (int i = 0; i < 2; i++)
		cap += sides[i] == NULL ? 0 : sides[i]->result.tally.count;
	rows->all = mem_calloc(cap, sizeof(*rows->all));
	rows->count = 0;
	for (int i = 0; i < 2; i++)
		for (size_t k = 0;
		     sides[i] != NULL && k < sides[i]->result.tally.count; k++)
			rows->all[n++] = name_row(sides[i], i, view,
			    &sides[i]->result.tally.rows[k]);
	qsort(rows->all, n, sizeof(*rows->all), compare_rows);
	for (size_t k = 0; k < n; k++) {
		struct row *last = &rows->all[rows->count];

		if (rows->count > 0 &&
		    compare_rows(&last[-1], &rows->all[k]) == 0) {
			add_amounts(&last[-1].side[0], &rows->all[k].side[0]);
			add_amounts(&last[-1].side[1], &rows->all[k].side[1]);
		} else {
			*last = rows->all[k];
			rows->count++;
		}
	}
}

/* --- what both tables share ----------------------------------------------- */

#define PARAMETERS_MAX 5

struct parameters {
	struct table_parameter list[PARAMETERS_MAX];
	size_t count;
	char calls[2][24];
};

static void
parameter(struct parameters *p, const char *name, const char *value)
{
	p->list[p->count++] = (struct table_parameter){ name, value };
}

static void
count_parameter(struct parameters *p, int i, const char *name, int64_t n)
{
	(void)snprintf(p->calls[i], sizeof(p->calls[i]), "%" PRId64, n);
	parameter(p, name, p->calls[i]);
}

static struct table_head
make_head(const struct whatif_table *t, const struct parameters *p)
{
	return (struct table_head){ .report = "whatif",
		.title = "What if",
		.author = "",
		.parameters = p->list,
		.nparameters = p->count,
		.as_of_us = t->now_us,
		.raw = t->raw };
}

static int
money_cell(struct cell *cell, i128 e8, const char *currency, struct err *e)
{
	*cell = (struct cell){ .in = currency_find(currency) };
	return money_narrow(e8, &cell->i, e);
}

/* --- sums ----------------------------------------------------------------- */

static const struct column sum_columns[] = {
	{ "tier", "Tier", CELL_TEXT, 9, false },
	{ "kind", "Kind", CELL_TEXT, 9, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "calls", "Calls", CELL_COUNT, 10, false },
	{ "seconds", "Seconds", CELL_MS, 16, false },
	{ "billed_s", "Billed s", CELL_S, 12, false },
	{ "price", "Price", CELL_E8, 20, false },
};

static const struct column unrated_columns[] = {
	{ "reason", "Reason", CELL_TEXT, 20, false },
	{ "calls", "Calls", CELL_COUNT, 10, false },
};

static int
write_sums(struct table_writer *w, const struct rows *rows, struct err *e)
{
	const struct table table = { .key = "sums",
		.title = "Sums",
		.columns = sum_columns,
		.ncolumns = sizeof(sum_columns) / sizeof(*sum_columns),
		.currency_column = 2 };

	if (table_begin(w, &table, e) < 0)
		return -1;
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *r = &rows->all[i];
		const struct amounts *a = &r->side[0];
		struct cell cells[] = { CELL_STR(tier_words[r->tier]),
			CELL_STR(kind_words[r->tier]), CELL_STR(r->currency),
			CELL_NUM(a->calls), CELL_NUM(a->duration_ms),
			CELL_NUM(a->billed_s), CELL_NUM(0) };

		if (money_cell(&cells[6], a->price_e8, r->currency, e) < 0 ||
		    table_row(w, cells, e) < 0)
			return -1;
	}
	return table_end(w, e);
}

static int
write_unrated(struct table_writer *w, const struct sums_unrated *u,
    struct err *e)
{
	const struct table table = { .key = "unrated",
		.title = "Calls without a price",
		.columns = unrated_columns,
		.ncolumns = sizeof(unrated_columns) / sizeof(*unrated_columns),
		.currency_column = -1 };

	if (table_begin(w, &table, e) < 0)
		return -1;
	for (int i = 0; i <= UNRATED_PATTERN; i++) {
		struct cell cells[] = {
			CELL_STR(i == 0 ? "all" : unrated_reason_words[i]),
			CELL_NUM(i == 0 ? u->calls : u->reason[i])
		};

		if ((i == 0 || u->reason[i] > 0) && table_row(w, cells, e) < 0)
			return -1;
	}
	return table_end(w, e);
}

int
whatif_table_sums(const struct whatif_table *t, const struct whatif_side *side,
    struct out *out, struct err *e)
{
	const struct whatif_side *const sides[2] = { side, NULL };
	struct parameters p = { .count = 0 };
	struct table_writer *w;
	struct table_head head;
	struct rows rows;
	int rc = -1;

	parameter(&p, "Calls of", t->calls);
	parameter(&p, "Rated with", side->basis);
	count_parameter(&p, 0, "Calls read", side->result.calls);
	count_parameter(&p, 1, "To be charged", side->result.charged);
	head = make_head(t, &p);
	if (table_open(&w, t->format, &head, out, NULL, e) < 0)
		return -1;
	make_rows(&rows, sides, VIEW_TOTAL);
	if (write_sums(w, &rows, e) == 0 &&
	    write_unrated(w, &side->result.unrated, e) == 0)
		rc = 0;
	free(rows.all);
	if (rc < 0) {
		table_abort(w);
		return -1;
	}
	return table_close(w, e);
}

/* --- two sides ------------------------------------------------------------ */

static const struct column compare_columns[] = {
	{ "key", "", CELL_TEXT, 24, false },
	{ "detail", "Detail", CELL_TEXT, 18, false },
	{ "tier", "Tier", CELL_TEXT, 9, false },
	{ "calls_before", "Calls before", CELL_COUNT, 12, false },
	{ "calls_after", "Calls after", CELL_COUNT, 12, false },
	{ "before", "Before", CELL_E8, 14, false },
	{ "after", "After", CELL_E8, 14, false },
	{ "difference", "Difference", CELL_E8, 14, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "price_before", "Price before", CELL_E8, 14, false },
	{ "price_after", "Price after", CELL_E8, 14, false },
	{ "price_difference", "Difference", CELL_E8, 14, false },
};
#define NCOLUMNS              (sizeof(compare_columns) / sizeof(compare_columns[0]))
#define NCOLUMNS_WITHOUT_CASH 9 /* amount and price are the same */

static const struct {
	const char *key, *title, *heading;
} views[] = {
	[VIEW_TOTAL] = { "total", "In all", "" },
	[VIEW_CONTRACT] = { "contract", "By contract", "Contract" },
	[VIEW_ZONE] = { "zone", "By zone", "Zone" },
};

struct comparing {
	const struct whatif_table *t;
	const struct whatif_side *const *sides;
	struct table_writer *w;
	size_t ncolumns;
	struct column columns[NCOLUMNS]; /* of the present view */
	struct table table;
};

static bool
is_unchanged(const struct row *r)
{
	const struct amounts *a = &r->side[0], *b = &r->side[1];

	return a->calls == b->calls && a->price_e8 == b->price_e8 &&
	    a->cash_e8 == b->cash_e8;
}

static int
compare_row(struct comparing *c, const struct row *r, struct err *e)
{
	const struct amounts *a = &r->side[0], *b = &r->side[1];
	i128 before = a->price_e8 - a->cash_e8,
	     after = b->price_e8 - b->cash_e8;
	struct cell cells[NCOLUMNS] = { CELL_STR(r->key), CELL_STR(r->detail),
		CELL_STR(tier_words[r->tier]), CELL_NUM(a->calls),
		CELL_NUM(b->calls), [8] = CELL_STR(r->currency) };

	if (money_cell(&cells[5], before, r->currency, e) < 0 ||
	    money_cell(&cells[6], after, r->currency, e) < 0 ||
	    money_cell(&cells[7], after - before, r->currency, e) < 0 ||
	    money_cell(&cells[9], a->price_e8, r->currency, e) < 0 ||
	    money_cell(&cells[10], b->price_e8, r->currency, e) < 0 ||
	    money_cell(&cells[11], b->price_e8 - a->price_e8, r->currency, e) <
		0)
		return -1;
	return table_row(c->w, cells, e);
}

static int
begin_view(struct comparing *c, const char *key, const char *title,
    const char *heading, struct err *e)
{
	memcpy(c->columns, compare_columns, sizeof(c->columns));
	c->columns[0].title = heading;
	c->table = (struct table){ .key = key,
		.title = title,
		.columns = c->columns,
		.ncolumns = c->ncolumns,
		.currency_column = 8 };
	return table_begin(c->w, &c->table, e);
}

static int
compare_view(struct comparing *c, enum view view, struct err *e)
{
	struct rows rows;
	int rc;

	rc = begin_view(c, views[view].key, views[view].title,
	    views[view].heading, e);
	if (rc < 0)
		return -1;
	make_rows(&rows, c->sides, view);
	for (size_t i = 0; rc == 0 && i < rows.count; i++)
		if (view == VIEW_TOTAL || c->t->all ||
		    !is_unchanged(&rows.all[i]))
			rc = compare_row(c, &rows.all[i], e);
	free(rows.all);
	return rc < 0 ? -1 : table_end(c->w, e);
}

static int
compare_unrated(struct comparing *c, struct err *e)
{
	const struct sums_unrated *a = &c->sides[0]->result.unrated;
	const struct sums_unrated *b = &c->sides[1]->result.unrated;

	if (begin_view(c, "unrated", "Calls without a price", "Reason", e) < 0)
		return -1;
	for (int i = 0; i <= UNRATED_PATTERN; i++) {
		int64_t before = i == 0 ? a->calls : a->reason[i];
		int64_t after = i == 0 ? b->calls : b->reason[i];
		struct cell cells[NCOLUMNS] = {
			CELL_STR(i == 0 ? "all" : unrated_reason_words[i]),
			[3] = CELL_NUM(before), [4] = CELL_NUM(after)
		};

		if ((i == 0 || before > 0 || after > 0) &&
		    table_row(c->w, cells, e) < 0)
			return -1;
	}
	return table_end(c->w, e);
}

static bool
has_cash(const struct whatif_side *s)
{
	for (size_t i = 0; i < s->result.tally.count; i++)
		if (s->result.tally.rows[i].cash_e8 != 0)
			return true;
	return false;
}

int
whatif_table_compare(const struct whatif_table *t,
    const struct whatif_side *before, const struct whatif_side *after,
    struct out *out, struct err *e)
{
	const struct whatif_side *const sides[2] = { before, after };
	struct comparing c = { .t = t, .sides = sides, .ncolumns = NCOLUMNS };
	struct parameters p = { .count = 0 };
	struct table_head head;
	int rc = 0;

	if (t->format == TABLE_TEXT && !has_cash(before) && !has_cash(after))
		c.ncolumns = NCOLUMNS_WITHOUT_CASH;
	parameter(&p, "Calls of", t->calls);
	parameter(&p, "Before", before->basis);
	parameter(&p, "After", after->basis);
	count_parameter(&p, 0, "Calls read", after->result.calls);
	count_parameter(&p, 1, "To be charged", after->result.charged);
	head = make_head(t, &p);
	head.grouped = true;
	if (table_open(&c.w, t->format, &head, out, NULL, e) < 0)
		return -1;
	for (int i = VIEW_TOTAL; rc == 0 && i <= VIEW_ZONE; i++)
		rc = compare_view(&c, (enum view)i, e);
	if (rc == 0)
		rc = compare_unrated(&c, e);
	if (rc < 0) {
		table_abort(c.w);
		return -1;
	}
	return table_close(c.w, e);
}
