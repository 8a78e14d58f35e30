#include "job/close_plan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "document/number.h"
#include "job/close_bill.h"
#include "job/close_margin.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/book.h"
#include "store/row.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

/*
 * More intervals at once than anybody means to bill: a contract that another
 * system billed for years and whose opening balance was forgotten.
 */
#define INTERVALS_MAX 24

void
close_plan_note(struct close_plan *plan, const char *severity,
    const char *contract, const char *format, ...)
{
	struct close_note *note;
	char text[ERR_TEXT_MAX];
	va_list ap;

	plan->notes = mem_grow(plan->notes, plan->n_notes, &plan->cap_notes,
	    sizeof(plan->notes[0]));
	note = &plan->notes[plan->n_notes++];
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	note->severity = severity;
	note->contract = arena_strdup(&plan->arena, contract);
	note->text = arena_strdup(&plan->arena, text);
}

void
close_plan_add(struct close_plan *plan, struct document *d)
{
	plan->documents = mem_grow(plan->documents, plan->n_documents,
	    &plan->cap_documents, sizeof(struct document *));
	plan->documents[plan->n_documents++] = d;
}

/* When the contract's first and last open charges start; 0: it has none. */
static int
open_span(struct close_plan *plan, const struct terms *t, int64_t *first_us,
    int64_t *last_us, struct err *e)
{
	int64_t open_us, a, b;
	int rc, found = 0;

	for (size_t i = 0; i < usage_store_files(plan->usage); i++) {
		if (usage_store_open_from(plan->usage, i, t->ref, &open_us, e) <
		    0)
			return -1;
		if (open_us >= usage_store_file(plan->usage, i)->until_us)
			continue;
		rc = usage_store_span(plan->usage, i, t->ref, t->tier, open_us,
		    &a, &b, e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		if (!found || a < *first_us)
			*first_us = a;
		if (!found || b > *last_us)
			*last_us = b;
		found = 1;
	}
	return found;
}

/* Where the contract's first unbilled interval begins; INT64_MAX: nowhere. */
static int64_t
first_interval(const struct close_plan *plan, const struct terms *t,
    int64_t closed_us, bool open, int64_t first_us, int64_t limit_us)
{
	int64_t from = INT64_MAX, month;

	if (closed_us != INT64_MIN)
		return closed_us;
	if (t->opening_us != ENTITY_NONE)
		return t->opening_us;
	(void)plan;
	month = interval_month(t->zone, limit_us);
	if (t->activated_us != ENTITY_NONE)
		from = interval_month(t->zone, t->activated_us);
	else if (!open)
		from = interval_month(t->zone, month - 1);
	if (open) {
		month = interval_month(t->zone, first_us);
		if (month < from)
			from = month;
	}
	return from;
}

/* Is anything of the contract to be billed at or after ${us}? */
static bool
goes_on(const struct close_plan *plan, const struct terms *t, int64_t us,
    bool open, int64_t last_us)
{
	const struct item *const *items;
	size_t n;

	if (build_lives(t, us, INT64_MAX) || (open && last_us >= us))
		return true;
	items = close_bill_items(plan, t->ref, &n);
	for (size_t i = 0; i < n; i++)
		if (items[i]->recurring != RECURRING_INTERVAL &&
		    line_day_start(t->zone, items[i]->date_day) >= us)
			return true;
	return false;
}

static int
count_intervals(const struct terms *t, int64_t from_us, int64_t limit_us)
{
	int n = 0;

	for (int64_t us = from_us;
	     (us = build_interval_end(t, us)) <= limit_us;)
		if (++n > INTERVALS_MAX)
			break;
	return n;
}

/* Charges outside the time a contract was active are billed, and listed. */
static void
note_outside(struct close_plan *plan, const struct terms *t, bool open,
    int64_t first_us, int64_t last_us, int64_t limit_us)
{
	char text[INSTANT_TEXT_MAX];

	if (!open)
		return;
	if (t->activated_us != ENTITY_NONE && first_us < t->activated_us) {
		instant_format_date(text, t->activated_us, t->zone);
		close_plan_note(plan, "warning", t->ref,
		    "has calls before its activation on %s", text);
	}
	if (t->terminated_us != ENTITY_NONE && last_us >= t->terminated_us &&
	    t->terminated_us < limit_us) {
		instant_format_date(text, t->terminated_us, t->zone);
		close_plan_note(plan, "warning", t->ref,
		    "has calls after its termination on %s", text);
	}
}

/*
 * Do the documents from ${at} on amount to so little that they wait for the
 * next interval?  Not the last ones of a contract.
 */
static bool
waits(const struct close_plan *plan, const struct terms *t, size_t at,
    int64_t until_us)
{
	int64_t carry_e8 = limit_find(&plan->carry, t->issuer, t->currency);
	int64_t e8, total_minor = 0;
	struct err ignored = { .code = ERR_NONE };

	if (carry_e8 == 0 || at == plan->n_documents ||
	    t->category == TEMPLATE_CATEGORY_PEER ||
	    !build_lives(t, until_us, INT64_MAX))
		return false;
	for (size_t i = at; i < plan->n_documents; i++)
		if (money_add(&total_minor, plan->documents[i]->total_minor,
			&ignored) < 0)
			return false;
	return money_from_minor(llabs(total_minor),
		   currency_find(plan->documents[at]->currency), &e8,
		   &ignored) == 0 &&
	    e8 < carry_e8;
}

/* All intervals of a contract that are over and not billed. */
static int
plan_intervals(struct close_plan *plan, const struct terms *t, struct err *e)
{
	int64_t limit_us = line_day_start(t->zone, plan->until_day);
	int64_t closed_us, first_us = 0, last_us = 0, from_us, end_us;
	size_t documents;
	bool first = true;
	int open, rc;

	if (closing_store_closed_until(plan->store, t->ref, &closed_us, e) < 0)
		return -1;
	open = open_span(plan, t, &first_us, &last_us, e);
	if (open < 0)
		return -1;
	from_us =
	    first_interval(plan, t, closed_us, open == 1, first_us, limit_us);
	if (from_us >= limit_us)
		return 0;
	if (closed_us == INT64_MIN &&
	    limit_find(&plan->carry, t->issuer, t->currency) == 0 &&
	    count_intervals(t, from_us, limit_us) > INTERVALS_MAX)
		return err_set(e, ERR_REFUSED,
		    "has more than %d intervals to bill; state in "
		    "opening_balances.csv where another system stopped, or "
		    "close in steps with --until",
		    INTERVALS_MAX);
	end_us = from_us;
	while ((end_us = build_interval_end(t, end_us)) <= limit_us) {
		documents = plan->n_documents;
		rc = close_bill(plan, t, from_us, end_us, first, e);
		if (rc < 0)
			return -1;
		if (rc == 1 && waits(plan, t, documents, end_us)) {
			plan->n_documents = documents;
			plan->n_intervals--;
			continue;
		}
		first = false;
		if (rc == 0) {
			if (!goes_on(plan, t, end_us, open == 1, last_us))
				break;
			(void)close_bill_empty(plan, t, from_us, end_us);
		}
		from_us = end_us;
	}
	if (!first)
		note_outside(plan, t, open == 1, first_us, last_us, limit_us);
	return 0;
}

/* One contract; what cannot be billed is left out and noted. */
static int
plan_contract(struct close_plan *plan, const struct customer *customer,
    const struct contract *contract, struct err *e)
{
	const char *ref = customer != NULL ? customer->ref : contract->ref;
	size_t documents = plan->n_documents, intervals = plan->n_intervals;
	size_t notes = plan->n_notes, margins = plan->n_margins;
	struct terms *t = ARENA_NEW(&plan->arena, struct terms, 1);
	int rc;

	rc = customer != NULL
	    ? terms_of_customer(&plan->source, customer, t, e)
	    : terms_of_contract(&plan->source, contract, t, e);
	if (rc == 0)
		rc = plan_intervals(plan, t, e);
	if (rc == 0)
		rc = close_margin(plan, t, intervals, e);
	if (rc == 0)
		return 0;
	if (e->code != ERR_REFUSED && e->code != ERR_DATA &&
	    e->code != ERR_NOINPUT)
		return err_ctx(e, "%s", ref);
	plan->n_documents = documents;
	plan->n_intervals = intervals;
	plan->n_notes = notes;
	plan->n_margins = margins;
	plan->left_out++;
	close_plan_note(plan, "left_out", ref, "%s", e->text);
	err_clear(e);
	return 0;
}

/* Is the contract among those asked for? */
static bool
is_asked(const struct close_plan *plan, const char *ref)
{
	for (size_t i = 0; i < plan->n_contracts; i++)
		if (strcmp(plan->contracts[i], ref) == 0)
			return true;
	return plan->n_contracts == 0;
}

static int
compare_documents(const void *a, const void *b)
{
	const struct document *x = *(struct document *const *)a;
	const struct document *y = *(struct document *const *)b;
	int order = strcmp(x->issuer, y->issuer);

	if (order != 0)
		return order;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if ((order = strcmp(x->contract, y->contract)) != 0)
		return order;
	if (x->from_us != y->from_us)
		return x->from_us < y->from_us ? -1 : 1;
	/* a customer's invoice goes before its DID document */
	return (x->category > y->category) - (x->category < y->category);
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Contracts that have charges and are in no master data. */
static int
note_unknown(struct close_plan *plan, struct err *e)
{
	const struct master *m = &plan->master;
	const char **known, *const *refs;
	size_t n = 0, n_refs;

	known = ARENA_NEW(&plan->arena, const char *,
	    m->n_customers + m->n_contracts + 1);
	for (size_t i = 0; i < m->n_customers; i++)
		known[n++] = m->customers[i].ref;
	for (size_t i = 0; i < m->n_contracts; i++)
		known[n++] = m->contracts[i].ref;
	qsort(known, n, sizeof(known[0]), compare_text);
	for (size_t i = 0; i < usage_store_files(plan->usage); i++) {
		if (usage_store_contracts(plan->usage, i, &plan->arena, &refs,
			&n_refs, e) < 0)
			return -1;
		for (size_t k = 0; k < n_refs; k++) {
			if (!is_asked(plan, refs[k]) ||
			    bsearch(&refs[k], known, n, sizeof(known[0]),
				compare_text) != NULL)
				continue;
			plan->left_out++;
			close_plan_note(plan, "left_out", refs[k],
			    "has charges in %s but is not in master data",
			    usage_store_file(plan->usage, i)->period);
		}
	}
	return 0;
}

int
close_plan_make(struct close_plan *plan, struct err *e)
{
	const struct master *m = &plan->master;

	for (size_t i = 0; i < m->n_contracts; i++)
		if (is_asked(plan, m->contracts[i].ref) &&
		    plan_contract(plan, NULL, &m->contracts[i], e) < 0)
			return -1;
	for (size_t i = 0; i < m->n_customers; i++)
		if (is_asked(plan, m->customers[i].ref) &&
		    plan_contract(plan, &m->customers[i], NULL, e) < 0)
			return -1;
	if (note_unknown(plan, e) < 0)
		return -1;
	if (plan->n_documents > 1)
		qsort(plan->documents, plan->n_documents,
		    sizeof(plan->documents[0]), compare_documents);
	return 0;
}

/* How far a series is drawn in this run. */
struct counter {
	const char *issuer;
	const struct series *series;
	int64_t year;
	struct closing_last last;
	bool warned;
};

struct counters {
	struct counter *all;
	size_t count, cap;
};

static struct counter *
find_counter(struct close_plan *plan, struct counters *cs, const char *issuer,
    const struct series *series, int64_t year, struct err *e)
{
	struct counter *c;

	for (size_t i = cs->count; i > 0; i--) {
		c = &cs->all[i - 1];
		if (c->series == series && c->year == year &&
		    strcmp(c->issuer, issuer) == 0)
			return c;
	}
	cs->all = mem_grow(cs->all, cs->count, &cs->cap, sizeof(cs->all[0]));
	c = &cs->all[cs->count];
	*c = (struct counter){ .issuer = issuer,
		.series = series,
		.year = year };
	if (closing_store_last(plan->store, issuer, series->name, year,
		&c->last, e) < 0)
		return NULL;
	cs->count++;
	return c;
}

/* The series that a reseller chose for its invoices. */
static const char *
chosen_series(const struct close_plan *plan, const struct document *d)
{
	const struct master *m = &plan->master;

	if (d->kind != DOCUMENT_INVOICE || d->issuer[0] == '\0')
		return NULL;
	for (size_t i = 0; i < m->n_resellers; i++)
		if (strcmp(m->resellers[i].name, d->issuer) == 0)
			return m->resellers[i].series;
	return NULL;
}

/*
 * Numbers follow the dates.  A clock that was set back must not go unnoticed;
 * who gives a date knows what he does, and must be able to get over a document
 * that was once given one in the future.
 */
static int
check_date(const struct close_plan *plan, const struct counter *c,
    const struct document *d, struct err *e)
{
	char now[ROW_DATE_TEXT], last[ROW_DATE_TEXT];

	if (plan->date_day != INT64_MIN || d->date_day >= c->last.day)
		return 0;
	row_date_text(now, d->date_day);
	row_date_text(last, c->last.day);
	return err_set(e, ERR_REFUSED,
	    "today is %s, but the last document is of %s: set the clock right,"
	    " or give the --date that is meant",
	    now, last);
}

static int
number_one(struct close_plan *plan, struct counters *cs, struct document *d,
    struct err *e)
{
	const struct series *s = number_series(plan->series.rows,
	    plan->series.count, d->issuer, chosen_series(plan, d), d->kind);
	struct counter *c;
	char number[NUMBER_MAX];
	bool warn;

	d->series_year = number_year(s, d->date_day);
	c = find_counter(plan, cs, d->issuer, s, d->series_year, e);
	if (c == NULL || check_date(plan, c, d, e) < 0 ||
	    number_check(s->pattern, e) < 0 ||
	    number_next(s, c->last.seq, c->last.drawn, &d->series_seq, &warn,
		e) < 0 ||
	    number_format(number, s->pattern, d->date_day, d->series_seq, e) <
		0)
		return err_ctx(e, "series %s", s->name);
	c->last.seq = d->series_seq;
	c->last.drawn = true;
	if (warn && !c->warned) {
		c->warned = true;
		close_plan_note(plan, "warning", "",
		    "series %s: %s drawn, "
		    "its range ends with %" PRId64,
		    s->name, number, s->range_end);
	}
	d->series = s->name;
	d->number = arena_strdup(&plan->arena, number);
	return 0;
}

int
close_plan_number(struct close_plan *plan, struct err *e)
{
	struct counters cs = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->n_documents; i++)
		rc = number_one(plan, &cs, plan->documents[i], e);
	free(cs.all);
	return rc < 0 ? -1 : close_margin_ties(plan, e);
}

void
close_plan_free_lists(struct close_plan *plan)
{
	free(plan->documents);
	free(plan->margins);
	free(plan->notes);
}

void
close_plan_free(struct close_plan *plan)
{
	entity_table_free(&plan->vat_rates);
	entity_table_free(&plan->templates);
	entity_table_free(&plan->mail_templates);
	entity_table_free(&plan->series);
	entity_table_free(&plan->items);
	free(plan->item_order);
	free(plan->intervals);
	close_plan_free_lists(plan);
	arena_free(&plan->scratch);
	arena_free(&plan->arena);
}
