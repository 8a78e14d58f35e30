#include "job/preflight.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/settings.h"
#include "base/wide.h"
#include "job/close_gate.h"
#include "job/close_plan.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/book.h"
#include "store/report_store.h"
#include "time/interval.h"

#define LAST      (PREFLIGHT_PERIODS - 1)
#define CALLS_MIN 100 /* fewer say nothing in percent */

/* The period that most of an interval lies in. */
static int
period_of(const struct close_plan *plan, int64_t from_us, int64_t until_us)
{
	return interval_period_of(plan->book->zone,
	    from_us + (until_us - from_us) / 2);
}

static int
add(struct preflight *p, struct preflight_sums *sums, const char *what,
    const char *currency, int at, int64_t minor, struct err *e)
{
	const char *key = arena_printf(&p->arena, "%s %s", what, currency);
	uint32_t i = textmap_put(&sums->keys, key, (uint32_t)sums->n);
	struct preflight_sum *s;

	if (i == sums->n) {
		sums->all = mem_grow(sums->all, sums->n, &sums->cap,
		    sizeof(sums->all[0]));
		sums->all[sums->n++] = (struct preflight_sum){
			.what = arena_strdup(&p->arena, what),
			.in = currency_find(currency),
		};
	}
	s = &sums->all[i];
	s->documents[at]++;
	return money_add(&s->minor[at], minor, e);
}

/* One document, of before or of the plan. */
static int
take(struct preflight *p, const char *kind, const char *category,
    const char *contract, const char *currency, int period, int64_t minor,
    struct err *e)
{
	int at = period - p->period + LAST;

	if (at < 0 || at > LAST)
		return 0;
	return add(p, &p->totals,
		   arena_printf(&p->arena, "%s %s", kind, category), currency,
		   at, minor, e) < 0
	    ? -1
	    : add(p, &p->contracts, contract, currency, at, minor, e);
}

static int
take_plan(struct preflight *p, const struct close_plan *plan, struct err *e)
{
	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];

		if (d->kind != DOCUMENT_MARGIN && d->revision == 1 &&
		    take(p, series_kind_words[d->kind],
			template_category_words[d->category], d->contract,
			d->currency, period_of(plan, d->from_us, d->until_us),
			d->net_minor, e) < 0)
			return -1;
	}
	return 0;
}

static int
take_before(struct preflight *p, const struct close_plan *plan, struct err *e)
{
	const struct zone *zone = plan->book->zone;
	struct stmt s;
	int more;

	if (preflight_documents(plan->book->db,
		interval_period_from(zone, p->period - LAST - 1),
		interval_period_until(zone, p->period), &s, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0)
		if (take(p, stmt_text(&s, 0), stmt_text(&s, 1),
			stmt_text(&s, 3), stmt_text(&s, 2),
			period_of(plan, stmt_int(&s, 4), stmt_int(&s, 5)),
			stmt_int(&s, 6), e) < 0) {
			more = -1;
			break;
		}
	stmt_free(&s);
	return more;
}

/* Does a document of the plan bill charges of the period? */
static bool
bills_from(const struct close_plan *plan, const char *period)
{
	for (size_t i = 0; i < plan->n_documents; i++)
		for (size_t k = 0; k < plan->documents[i]->n_usages; k++)
			if (strcmp(plan->documents[i]->usages[k].period,
				period) == 0)
				return true;
	return false;
}

/* Calls of the periods that the plan bills from. */
static int
count_calls(struct preflight *p, const struct close_plan *plan, struct err *e)
{
	struct report_reader *reader;
	int rc = report_reader_open(&reader, plan->book, NULL, e);

	for (size_t i = 0; rc == 0 && i < usage_store_files(plan->usage); i++) {
		const struct usage_file *f = usage_store_file(plan->usage, i);

		if (!bills_from(plan, f->period))
			continue;
		rc = report_reader_period(reader, f->period, e);
		if (rc > 0)
			rc = preflight_count(reader, &p->calls, e);
	}
	report_reader_close(reader);
	p->calls_counted = rc == 0;
	return rc;
}

int
preflight_make(struct preflight *p, const struct close_plan *plan, bool calls,
    struct err *e)
{
	*p = (struct preflight){ .period = INT32_MIN };
	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];
		int period = period_of(plan, d->from_us, d->until_us);

		if (period > p->period)
			p->period = period;
	}
	if (plan->n_documents == 0)
		return 0;
	if (take_plan(p, plan, e) < 0 || take_before(p, plan, e) < 0)
		return -1;
	return calls ? count_calls(p, plan, e) : 0;
}

/* --- thresholds ------------------------------------------------------------ */

static void
deviate(struct preflight *p, struct close_plan *plan, struct close_gate *gate,
    const char *name, const char *contract, const char *text)
{
	struct preflight_deviation *d;

	p->deviations = mem_grow(p->deviations, p->n_deviations,
	    &p->cap_deviations, sizeof(p->deviations[0]));
	d = &p->deviations[p->n_deviations++];
	*d = (struct preflight_deviation){ name, contract, text,
		close_gate_threshold(gate, name, contract) };
	if (d->waived)
		close_plan_note(plan, "waived", contract, "threshold %s: %s",
		    name, text);
}

/* Is the last period farther from the mean of the three before, all of which
 * there must be, than the percentage (10^-2) allows? */
static bool
is_far(const struct preflight_sum *s, int64_t percent_e2)
{
	i128 before = 0, off;

	for (int i = 0; i < LAST; i++) {
		if (s->documents[i] == 0)
			return false;
		before += s->minor[i];
	}
	off = (i128)LAST * s->minor[LAST] - before;
	return percent_e2 > 0 && before != 0 &&
	    (off < 0 ? -off : off) * 10000 >
	    (before < 0 ? -before : before) * percent_e2;
}

static int64_t
mean(const struct preflight_sum *s)
{
	i128 before = 0;
	int n = 0;

	for (int i = 0; i < LAST; i++) {
		before += s->minor[i];
		n += s->documents[i] > 0;
	}
	return n == 0 ? 0 : (int64_t)(before / n);
}

static const char *
compared(struct preflight *p, const struct preflight_sum *s)
{
	char now[MONEY_TEXT_MAX], then[MONEY_TEXT_MAX];

	(void)money_format(now, s->minor[LAST], s->in);
	(void)money_format(then, mean(s), s->in);
	return arena_printf(&p->arena, "%s: %s %s, %s on average before",
	    s->what, now, s->in->code, then);
}

static void
check_calls(struct preflight *p, struct close_plan *plan,
    struct close_gate *gate, const char *name, const char *what, int64_t part,
    int64_t whole)
{
	int64_t percent_e2 =
	    settings_decimal(plan->book->settings, "thresholds", name);

	if (whole < CALLS_MIN || percent_e2 == 0 ||
	    (i128)part * 10000 <= (i128)whole * percent_e2)
		return;
	deviate(p, plan, gate, name, "",
	    arena_printf(&p->arena, "%s: %" PRId64 " of %" PRId64 " calls",
		what, part, whole));
}

void
preflight_check(struct preflight *p, struct close_plan *plan,
    struct close_gate *gate)
{
	const struct settings *s = plan->book->settings;
	int64_t total = settings_decimal(s, "thresholds", "total_percent");
	int64_t contract =
	    settings_decimal(s, "thresholds", "contract_percent");

	for (size_t i = 0; i < p->totals.n; i++)
		if (is_far(&p->totals.all[i], total))
			deviate(p, plan, gate, "total_percent", "",
			    compared(p, &p->totals.all[i]));
	for (size_t i = 0; i < p->contracts.n; i++)
		if (is_far(&p->contracts.all[i], contract))
			deviate(p, plan, gate, "contract_percent",
			    p->contracts.all[i].what,
			    compared(p, &p->contracts.all[i]));
	check_calls(p, plan, gate, "zero_price_percent", "without a price",
	    p->calls.zero, p->calls.sold);
	check_calls(p, plan, gate, "below_cost_percent", "sold below cost",
	    p->calls.below_cost, p->calls.with_cost);
}

int
preflight_refuse(const struct preflight *p, struct err *e)
{
	for (size_t i = 0; i < p->n_deviations; i++) {
		const struct preflight_deviation *d = &p->deviations[i];
		const char *glue = d->contract[0] == '\0' ? "" : " ";

		if (!d->waived)
			return err_set(e, ERR_REFUSED,
			    "above the threshold %s: %s; look at toll-close "
			    "--dry-run, and waive it with a line \"threshold "
			    "%s%s%s\" in --waive FILE",
			    d->name, d->text, d->name, glue, d->contract);
	}
	return 0;
}

void
preflight_free(struct preflight *p)
{
	textmap_free(&p->totals.keys);
	textmap_free(&p->contracts.keys);
	free(p->totals.all);
	free(p->contracts.all);
	free(p->deviations);
	arena_free(&p->arena);
}
