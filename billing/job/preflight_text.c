/* preflight_text(): what the dry run says. */
#include <inttypes.h>
#include <stdlib.h>
#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "job/close_plan.h"
#include "job/preflight.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/audit_store.h"
#include "store/book.h"
#include "store/report_store.h"
#include "time/interval.h"

#define LAST (PREFLIGHT_PERIODS - 1)
#define MOST 5 /* risers, fallers, rows of each kind */

static void
totals(const struct preflight *p, struct out *out)
{
	char text[MONEY_TEXT_MAX], period[INTERVAL_PERIOD_MAX];

	out_printf(out, "%-22s", "net by period");
	for (int i = 0; i < PREFLIGHT_PERIODS; i++) {
		(void)interval_period_format(period, p->period - LAST + i);
		out_printf(out, " %12s", period);
	}
	out_str(out, "\n");
	for (size_t k = 0; k < p->totals.n; k++) {
		const struct preflight_sum *s = &p->totals.all[k];

		out_printf(out, "%-22s", s->what);
		for (int i = 0; i < PREFLIGHT_PERIODS; i++) {
			(void)money_format(text, s->minor[i], s->in);
			out_printf(out, " %12s",
			    s->documents[i] == 0 ? "-" : text);
		}
		out_printf(out, " %s\n", s->in->code);
	}
}

/* By how much the contract is above what it had before; 0: it had nothing. */
static int64_t
rise(const struct preflight_sum *s)
{
	int64_t before = 0, n = 0;

	for (int i = 0; i < LAST; i++)
		if (s->documents[i] > 0) {
			before += s->minor[i];
			n++;
		}
	return n == 0 ? 0 : s->minor[LAST] - before / n;
}

static int
compare_rise(const void *a, const void *b)
{
	const struct preflight_sum *x = *(const struct preflight_sum *const *)a;
	const struct preflight_sum *y = *(const struct preflight_sum *const *)b;
	int64_t i = rise(x), k = rise(y);

	if (i != k)
		return i > k ? -1 : 1;
	return strcmp(x->what, y->what);
}

static void
movers(const struct preflight *p, struct out *out)
{
	const struct preflight_sum **by;
	char now[MONEY_TEXT_MAX], more[MONEY_TEXT_MAX];
	size_t n = p->contracts.n;

	by = mem_calloc(n + 1, sizeof(by[0]));
	for (size_t i = 0; i < n; i++)
		by[i] = &p->contracts.all[i];
	if (n > 1)
		qsort(by, n, sizeof(by[0]), compare_rise);
	for (int down = 0; down < 2; down++)
		for (size_t i = 0; i < n && i < MOST; i++) {
			const struct preflight_sum *s =
			    by[down ? n - 1 - i : i];

			if (down ? rise(s) >= 0 : rise(s) <= 0)
				break;
			(void)money_format(now, s->minor[LAST], s->in);
			(void)money_format(more, rise(s), s->in);
			out_printf(out, "%-8s %-16s %12s %s (%s%s)\n",
			    down ? "falls" : "rises", s->what, now, s->in->code,
			    down ? "" : "+", more);
		}
	free(by);
}

/* What cannot reach, or does not properly name, its recipient; a margin statement
 * goes where the invoice goes. */
static void
incomplete(const struct close_plan *plan, struct out *out)
{
	int64_t address = 0, mail = 0;

	for (size_t i = 0; i < plan->n_documents; i++) {
		const struct document *d = plan->documents[i];
		const struct document_party *to = &d->party[DOCUMENT_RECIPIENT];

		if (d->kind == DOCUMENT_MARGIN)
			continue;
		if ((to->street[0] == '\0' || to->city[0] == '\0' ||
			to->postcode[0] == '\0' || to->country[0] == '\0') &&
		    address++ < MOST)
			out_printf(out, "%-8s %-16s %s%s%s%s\n", "address",
			    d->contract, to->street[0] ? "" : "street ",
			    to->postcode[0] ? "" : "postcode ",
			    to->city[0] ? "" : "city ",
			    to->country[0] ? "" : "country ");
		if (d->send && to->email[0] == '\0' && mail++ < MOST)
			out_printf(out, "%-8s %-16s no address\n", "mail",
			    d->contract);
	}
	out_printf(out,
	    "documents without a whole address: %" PRId64
	    ", to be mailed without an address: %" PRId64 "\n",
	    address, mail);
}

/* Rows of the exceptions of a period that are about prices. */
static int
price_rows(struct report_reader *reader, struct out *out, struct err *e)
{
	struct stmt s;
	int more, cost = 0, zero = 0;

	if (audit_period(reader, &s, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0) {
		const char *kind = stmt_text(&s, 0);
		bool below = strcmp(kind, "below cost") == 0;
		char loss[MONEY_TEXT_MAX] = "";

		if (!below && strcmp(kind, "price of zero") != 0)
			continue;
		if ((below ? cost++ : zero++) >= MOST)
			continue;
		if (below)
			(void)money_format_e8(loss, stmt_int(&s, 4), 2);
		out_printf(out, "%-13s %s%s%s: %" PRId64 " calls%s%s\n", kind,
		    stmt_text(&s, 1), stmt_text(&s, 1)[0] ? " " : "",
		    stmt_text(&s, 2), stmt_int(&s, 3), below ? ", " : "", loss);
	}
	stmt_free(&s);
	return more;
}

static int
prices(const struct preflight *p, const struct close_plan *plan,
    struct out *out, struct err *e)
{
	struct report_reader *reader;
	int rc = report_reader_open(&reader, plan->book, NULL, e), period;

	if (p->calls.sold == 0 && p->calls.with_cost == 0) {
		report_reader_close(reader);
		return rc;
	}

	for (size_t i = 0; rc == 0 && i < usage_store_files(plan->usage); i++) {
		const char *name = usage_store_file(plan->usage, i)->period;

		if (interval_period_parse(name, &period, e) < 0)
			rc = -1;
		else if (period == p->period &&
		    (rc = report_reader_period(reader, name, e)) > 0)
			rc = price_rows(reader, out, e);
	}
	report_reader_close(reader);
	out_printf(out,
	    "calls: %" PRId64 " sold, %" PRId64 " without a price; %" PRId64
	    " with a carrier's cost, %" PRId64 " below it\n",
	    p->calls.sold, p->calls.zero, p->calls.with_cost,
	    p->calls.below_cost);
	return rc;
}

int
preflight_text(const struct preflight *p, const struct close_plan *plan,
    struct out *out, struct err *e)
{
	if (plan->n_documents == 0)
		return 0;
	totals(p, out);
	movers(p, out);
	if (p->calls_counted && prices(p, plan, out, e) < 0)
		return -1;
	incomplete(plan, out);
	for (size_t i = 0; i < p->n_deviations; i++)
		out_printf(out, "above the threshold %s%s: %s\n",
		    p->deviations[i].name,
		    p->deviations[i].waived ? " (waived)" : "",
		    p->deviations[i].text);
	out_str(out, "\n");
	return 0;
}
