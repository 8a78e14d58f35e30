#include "job/close_margin.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "document/margin.h"
#include "document/verify.h"
#include "job/close_setup.h"
#include "job/invoice_assets.h"
#include "job/invoice_fit.h"
#include "job/job_mail_queue.h"
#include "money/money.h"
#include "store/book.h"
#include "store/document_store.h"
#include "store/report_billed.h"

/* The statements of one reseller. */
struct margin {
	struct close_plan *plan;
	const struct reseller *reseller;
	struct terms *terms;
	struct report_reader *reader; /* with the legs of one interval */
};

/* Of the resellers that have the contract the first by name. */
static const struct reseller *
find_reseller(const struct master *m, const char *contract)
{
	const struct reseller *best = NULL;

	for (size_t i = 0; i < m->n_resellers; i++)
		if (strcmp(m->resellers[i].contract, contract) == 0 &&
		    (best == NULL ||
			strcmp(m->resellers[i].name, best->name) < 0))
			best = &m->resellers[i];
	return best;
}

/* Gather the legs of the interval from all charges files that may have some:
 * the same charges that close_bill() collects for the invoice. */
static int
gather(struct margin *m, const struct close_interval *in, bool first,
    struct err *e)
{
	struct usage_store *usage = m->plan->usage;
	int rc =
	    report_reader_open(&m->reader, m->plan->book, m->reseller->name, e);

	for (size_t i = 0; rc >= 0 && i < usage_store_files(usage); i++) {
		const struct usage_file *f = usage_store_file(usage, i);
		struct report_margin_part part = { .period = f->period,
			.run = f->run,
			.from_us = in->from_us,
			.until_us = in->until_us };

		if (f->from_us >= in->until_us ||
		    (!first && f->until_us <= in->from_us))
			continue;
		rc = usage_store_open_from(usage, i, m->terms->ref,
		    &part.open_us, e);
		if (rc == 0 && !first && part.open_us < in->from_us)
			part.open_us = in->from_us;
		if (rc == 0)
			rc = report_reader_period(m->reader, f->period, e);
		if (rc > 0)
			rc = report_reader_pair_open(m->reader, &part, e);
	}
	return rc < 0 ? -1 : 0;
}

static int
read_sums(struct margin *m, struct margin_sum **sums, size_t *n, struct err *e)
{
	struct arena *a = &m->plan->scratch;
	struct margin_sum *all = NULL;
	size_t cap = 0;
	struct stmt s = { 0 };
	int more = report_reader_margin_lines(m->reader, m->plan->by_detail,
	    m->terms->currency, &s, e);

	*n = 0;
	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		all = mem_grow(all, *n, &cap, sizeof(all[0]));
		all[(*n)++] = (struct margin_sum){
			.zone = arena_strdup(a, stmt_text(&s, 0)),
			.detail = arena_strdup(a, stmt_text(&s, 1)),
			.direction = stmt_int(&s, 2),
			.period = arena_strdup(a, stmt_text(&s, 3)),
			.first_us = stmt_int(&s, 4),
			.last_us = stmt_int(&s, 5),
			.calls = stmt_int(&s, 6),
			.duration_ms = stmt_int(&s, 7),
			.retail_e8 = stmt_int(&s, 8),
			.wholesale_e8 = stmt_int(&s, 9),
			.loss =
			    word_find(document_loss_words, stmt_text(&s, 10)),
			.fee = arena_strdup(a, stmt_text(&s, 11)),
		};
	}
	stmt_free(&s);
	*sums = all;
	return more;
}

/* A tie for each customer's document, and one for the reseller's invoice. */
struct ties {
	struct document_tie *all;
	int64_t *categories;
	size_t n, cap, cap_categories;
};

static void
add_tie(struct ties *t, int64_t tier, const char *contract, int64_t category,
    int64_t amount_e8, int64_t tax_e8)
{
	t->all = mem_grow(t->all, t->n, &t->cap, sizeof(t->all[0]));
	t->categories = mem_grow(t->categories, t->n, &t->cap_categories,
	    sizeof(t->categories[0]));
	t->categories[t->n] = category;
	t->all[t->n++] = (struct document_tie){ .tier = tier,
		.contract = contract,
		.number = "",
		.amount_e8 = amount_e8,
		.tax_e8 = tax_e8 };
}

static int
read_ties(struct margin *m, const struct margin_sum *sums, size_t n,
    struct ties *t, struct err *e)
{
	struct arena *a = &m->plan->arena;
	int64_t wholesale_e8 = 0;
	struct stmt s = { 0 };
	int more =
	    report_reader_margin_ties(m->reader, m->terms->currency, &s, e);

	while (more >= 0 && (more = stmt_step(&s, e)) > 0)
		add_tie(t, TIER_RETAIL, arena_strdup(a, stmt_text(&s, 0)),
		    stmt_int(&s, 1) ? TEMPLATE_CATEGORY_DID
				    : TEMPLATE_CATEGORY_CUSTOMER,
		    stmt_int(&s, 2), stmt_int(&s, 3));
	stmt_free(&s);
	for (size_t i = 0; more == 0 && i < n; i++)
		more = money_add(&wholesale_e8, sums[i].wholesale_e8, e);
	if (more == 0 && wholesale_e8 != 0)
		add_tie(t, TIER_WHOLESALE, arena_strdup(a, m->terms->ref),
		    TEMPLATE_CATEGORY_RESELLER, wholesale_e8, 0);
	return more;
}

/* What the statement does not say, or says otherwise than one may think. */
static int
note_odd(struct margin *m, struct err *e)
{
	const char *ref = m->terms->ref;
	struct stmt s = { 0 };
	int rc = report_reader_margin_odd(m->reader, m->terms->currency, &s, e);

	if (rc == 0)
		rc = stmt_step(&s, e);
	if (rc > 0 && stmt_int(&s, 0) > 0)
		close_plan_note(m->plan, "warning", ref,
		    "calls that are not in %s on both sides are not on its "
		    "margin statement: %" PRId64,
		    m->terms->currency, stmt_int(&s, 0));
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

static void
add_margin(struct close_plan *plan, struct document *d, const struct ties *t)
{
	int64_t *categories = ARENA_NEW(&plan->arena, int64_t, t->n + 1);

	if (t->n > 0)
		memcpy(categories, t->categories, t->n * sizeof(categories[0]));
	plan->margins = mem_grow(plan->margins, plan->n_margins,
	    &plan->cap_margins, sizeof(plan->margins[0]));
	plan->margins[plan->n_margins++] =
	    (struct close_margin){ d, categories };
	close_plan_add(plan, d);
}

static int
build(struct margin *m, struct close_interval *in,
    const struct margin_sum *sums, size_t n, const struct ties *t,
    struct err *e)
{
	struct close_plan *plan = m->plan;
	struct arena *a = &plan->arena;
	struct document *d = ARENA_NEW(a, struct document, 1);
	const struct build b = { .terms = m->terms,
		.kind = DOCUMENT_MARGIN,
		.from_us = in->from_us,
		.until_us = in->until_us,
		.date_day = close_setup_date(plan, m->terms) };
	struct document_tie *ties = ARENA_NEW(a, struct document_tie, t->n + 1);

	if (t->n > 0)
		memcpy(ties, t->all, t->n * sizeof(ties[0]));
	if (margin_document(&b, sums, n, ties, t->n, a, d, e) < 0)
		return -1;
	if (verify_document(d, e) < 0) {
		e->code = ERR_INTERNAL;
		return -1;
	}
	if (job_mail_queue_check(d, e) < 0 ||
	    (plan->assets != NULL && invoice_fit(plan->assets, d, NULL, e) < 0))
		return -1;
	add_margin(plan, d, t);
	in->documents++;
	return 0;
}

/* Was everything free?  Then zero_invoice says whether it is stated. */
static bool
is_zero(const struct margin_sum *sums, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sums[i].retail_e8 != 0 || sums[i].wholesale_e8 != 0)
			return false;
	return true;
}

static int
state_interval(struct margin *m, struct close_interval *in, bool first,
    struct err *e)
{
	struct margin_sum *sums = NULL;
	struct ties ties = { 0 };
	size_t n = 0;
	int rc;

	arena_reset(&m->plan->scratch);
	rc = gather(m, in, first, e);
	if (rc == 0)
		rc = read_sums(m, &sums, &n, e);
	if (rc == 0)
		rc = note_odd(m, e);
	if (m->plan->skip_zero && is_zero(sums, n))
		n = 0;
	if (rc == 0 && n > 0)
		rc = read_ties(m, sums, n, &ties, e);
	if (rc == 0 && n > 0)
		rc = build(m, in, sums, n, &ties, e);
	free(sums);
	free(ties.all);
	free(ties.categories);
	report_reader_close(m->reader);
	m->reader = NULL;
	return rc < 0 ? err_ctx(e, "margin statement") : 0;
}

int
close_margin(struct close_plan *plan, const struct terms *t, size_t from,
    struct err *e)
{
	struct margin m = { .plan = plan,
		.reseller = find_reseller(&plan->master, t->ref) };

	if (t->category != TEMPLATE_CATEGORY_RESELLER || m.reseller == NULL)
		return 0;
	m.terms = ARENA_NEW(&plan->arena, struct terms, 1);
	terms_of_margin(&plan->source, m.reseller->name, t, m.terms);
	for (size_t i = from; i < plan->n_intervals; i++)
		if (state_interval(&m, &plan->intervals[i], i == from, e) < 0)
			return -1;
	return 0;
}

/* --- an interval that was stated before ------------------------------------- */

/* All charges that are billed by documents of the interval, whenever they started;
 * ${issued} are documents that were written just now. */
static int
gather_billed(struct margin *m, const struct document *before,
    struct document *const *issued, size_t n_issued, struct err *e)
{
	struct usage_store *usage = m->plan->usage;
	int rc =
	    report_reader_open(&m->reader, m->plan->book, m->reseller->name, e);

	for (size_t i = 0; rc >= 0 && i < n_issued; i++)
		rc = report_billed_add(m->reader, issued[i], e);
	for (size_t i = 0; rc >= 0 && i < usage_store_files(usage); i++) {
		const struct usage_file *f = usage_store_file(usage, i);
		const struct report_margin_part part = { .period = f->period,
			.run = f->run,
			.from_us = before->from_us,
			.open_us = INT64_MIN,
			.until_us = before->until_us };

		if (f->from_us >= before->until_us)
			continue;
		rc = f->until_us > before->from_us
		    ? 1
		    : report_billed_has(m->reader, f->period, before->from_us,
			  e);
		if (rc > 0 &&
		    (report_reader_run(m->reader, f->period, f->run, e) < 0 ||
			report_reader_pair_billed(m->reader, &part, e) < 0))
			rc = -1;
	}
	return rc < 0 ? -1 : 0;
}

static int
read_ties_billed(struct margin *m, struct ties *t, struct err *e)
{
	struct arena *a = &m->plan->arena;
	struct stmt s = { 0 };
	int more = report_billed_ties(m->reader, m->terms->currency,
	    m->terms->ref, &s, e);

	while (more >= 0 && (more = stmt_step(&s, e)) > 0) {
		add_tie(t, stmt_int(&s, 1), arena_strdup(a, stmt_text(&s, 0)),
		    TEMPLATE_CATEGORY_MARGIN, stmt_int(&s, 3), stmt_int(&s, 4));
		t->all[t->n - 1].number = arena_strdup(a, stmt_text(&s, 2));
	}
	stmt_free(&s);
	return more;
}

static bool
same_line(const struct document_line *a, const struct document_line *b)
{
	return strcmp(a->description, b->description) == 0 &&
	    strcmp(a->period, b->period) == 0 && a->direction == b->direction &&
	    a->calls == b->calls && a->duration_ms == b->duration_ms &&
	    a->retail_e8 == b->retail_e8 &&
	    a->wholesale_e8 == b->wholesale_e8 && a->loss == b->loss &&
	    strcmp(a->ref, b->ref) == 0;
}

static bool
same_tie(const struct document_tie *a, const struct document_tie *b)
{
	return a->tier == b->tier && strcmp(a->contract, b->contract) == 0 &&
	    strcmp(a->number, b->number) == 0 && a->amount_e8 == b->amount_e8 &&
	    a->tax_e8 == b->tax_e8;
}

/* Do both say the same? */
static bool
same_statement(const struct document *a, const struct document *b)
{
	if (a->n_lines != b->n_lines || a->n_ties != b->n_ties)
		return false;
	for (size_t i = 0; i < a->n_lines; i++)
		if (!same_line(&a->lines[i], &b->lines[i]))
			return false;
	for (size_t i = 0; i < a->n_ties; i++)
		if (!same_tie(&a->ties[i], &b->ties[i]))
			return false;
	return true;
}

static int
sum_up(const struct document *d, int64_t sums[3], struct err *e)
{
	sums[0] = sums[1] = sums[2] = 0;
	for (size_t i = 0; i < d->n_lines; i++)
		if (money_add(&sums[0], d->lines[i].retail_e8, e) < 0 ||
		    money_add(&sums[1], d->lines[i].wholesale_e8, e) < 0 ||
		    money_add(&sums[2], d->lines[i].amount_e8, e) < 0)
			return -1;
	return 0;
}

/* What the statement says otherwise than the one before, in all. */
static int
tell_changes(struct arena *a, struct document *d, const struct document *before,
    struct err *e)
{
	static const char *const names[3] = { "retail", "wholesale", "margin" };
	char old[MONEY_TEXT_MAX], new[MONEY_TEXT_MAX];
	int64_t was[3], is[3];

	if (sum_up(before, was, e) < 0 || sum_up(d, is, e) < 0)
		return -1;
	d->changes = ARENA_NEW(a, struct document_change, 3);
	for (int i = 0; i < 3; i++) {
		if (was[i] == is[i])
			continue;
		(void)money_format_e8(old, was[i], 2);
		(void)money_format_e8(new, is[i], 2);
		d->changes[d->n_changes++] = (struct document_change){
			.what = DOCUMENT_CHANGE_TOTAL,
			.name = names[i],
			.reason = "documents were corrected",
			.before = arena_strdup(a, old),
			.after = arena_strdup(a, new),
			.before_e8 = was[i],
			.after_e8 = is[i],
		};
	}
	return 0;
}

int
close_margin_again(struct close_plan *plan, const struct terms *t,
    const struct document *before, struct document *const *issued,
    size_t n_issued, struct err *e)
{
	struct close_interval in = { .contract = before->contract,
		.from_us = before->from_us,
		.until_us = before->until_us };
	struct margin m = { .plan = plan,
		.reseller = find_reseller(&plan->master, t->ref) };
	struct margin_sum *sums = NULL;
	struct ties ties = { 0 };
	struct document *d;
	size_t n = 0;
	int rc;

	if (m.reseller == NULL)
		return 0;
	m.terms = ARENA_NEW(&plan->arena, struct terms, 1);
	terms_of_margin(&plan->source, m.reseller->name, t, m.terms);
	arena_reset(&plan->scratch);
	rc = gather_billed(&m, before, issued, n_issued, e);
	if (rc == 0)
		rc = read_sums(&m, &sums, &n, e);
	if (rc == 0)
		rc = note_odd(&m, e);
	if (rc == 0)
		rc = read_ties_billed(&m, &ties, e);
	if (rc == 0 && n > 0)
		rc = build(&m, &in, sums, n, &ties, e);
	if (rc == 0 && n > 0) {
		d = plan->documents[plan->n_documents - 1];
		d->revision = before->revision + 1;
		d->reason = before->number;
		if (same_statement(d, before))
			plan->n_documents--;
		else
			rc = tell_changes(&plan->arena, d, before, e);
	}
	/* its ties have their numbers */
	plan->n_margins = 0;
	free(sums);
	free(ties.all);
	free(ties.categories);
	report_reader_close(m.reader);
	return rc < 0 ? err_ctx(e, "margin statement %s", before->number) : 0;
}
