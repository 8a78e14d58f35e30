#include "job/job_correct.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "document/credit.h"
#include "document/wording.h"
#include "job/close_balance.h"
#include "job/close_bill.h"
#include "job/close_gate.h"
#include "job/close_setup.h"
#include "job/close_write.h"
#include "job/correct_balance.h"
#include "job/correct_find.h"
#include "job/correct_margin.h"
#include "job/correct_rate.h"
#include "job/correct_text.h"
#include "job/credit_note.h"
#include "job/invoice_assets.h"
#include "job/period_calls.h"
#include "rating/directory.h"
#include "store/book.h"
#include "store/db.h"
#include "store/run_store.h"

/* Where each pass stops that tells the next; more are not needed. */
#define PASSES_MAX 16

/* --- rated and billed again ----------------------------------------------- */

static struct correct_rate
rate_input(struct correct_work *w, const struct rate_release *release)
{
	struct close_plan *plan = &w->plan;

	return (struct correct_rate){ .book = plan->book,
		.directory = w->directory,
		.load = plan->master.load,
		.now_us = plan->now_us,
		.threads = period_calls_threads(plan->book, w->opt->threads),
		.progress = w->progress,
		.release = release,
		.arena = &plan->arena };
}

static int
rate_again(struct correct_work *w, struct err *e)
{
	struct close_plan *plan = &w->plan;
	struct document *documents =
	    ARENA_NEW(&plan->arena, struct document, w->n_places + 1);
	int64_t *ids = ARENA_NEW(&plan->arena, int64_t, w->n_places + 1);
	struct rate_release release = { .contract = w->asked.contract,
		.from_us = w->asked.from_us,
		.until_us = w->asked.until_us,
		.documents = ids,
		.limited = w->again->limited,
		.limit_e8 = w->again->limit_e8 };
	const struct correct_rate r = rate_input(w, &release);

	for (size_t i = 0; i < w->n_places; i++) {
		const struct correct_place *p = &w->places[i];

		if (p->before == NULL || (p->slot != NULL && !p->slot->wanted))
			continue;
		ids[release.n_documents] = p->before->id;
		documents[release.n_documents++] = *p->before;
	}
	return correct_balance_find(&w->balance, plan->book, w->directory,
		   w->asked.contract, plan->now_us, e) < 0
	    ? -1
	    : correct_rate(&r, documents, release.n_documents, &w->files,
		  &w->n_files, e);
}

static int
bill_again(struct correct_work *w, struct err *e)
{
	struct close_plan *plan = &w->plan;
	size_t n;
	bool *again;

	if (usage_store_open(&plan->usage, plan->book, e) < 0 ||
	    close_balance_open(&plan->balance, plan->book, &plan->master, e) <
		0)
		return -1;
	close_balance_release(plan->balance, w->asked.contract,
	    w->asked.from_us);
	n = usage_store_files(plan->usage);
	again = ARENA_NEW(&plan->arena, bool, n + 1);
	for (size_t i = 0; i < n; i++) {
		again[i] = false;
		for (size_t k = 0; k < w->n_files; k++)
			again[i] |=
			    strcmp(w->files[k].period,
				usage_store_file(plan->usage, i)->period) == 0;
	}
	return close_bill_again(plan, w->terms, w->asked.from_us,
	    w->asked.until_us, again, w->slots, e);
}

/* --- what is otherwise ---------------------------------------------------- */

static int
compare_place(struct correct_work *w, struct correct_place *p, struct err *e)
{
	const struct master *m = &w->plan.master;
	struct change_origins o = { .contract = w->terms->origin,
		.seller = &w->terms->seller->origin,
		.buyer = &w->terms->buyer->origin,
		.profiles = m->profiles,
		.n_profiles = m->n_profiles };

	o.items = close_bill_items(&w->plan, w->asked.contract, &o.n_items);
	p->after = p->slot == NULL ? NULL : p->slot->made;
	change_fields(&p->changes, p->before, p->after, &o);
	if (correct_charges(&p->changes, w->plan.book, w->asked.contract,
		w->files, w->n_files, p->before, p->after, e) < 0)
		return -1;
	change_lines(&p->changes, p->before, p->after, &o);
	change_totals(&p->changes, p->before, p->after);
	p->changed = p->changes.count > 0 &&
	    (p->before == NULL || p->after != NULL || !p->cancelled);
	/* its place is free: it is billed again even as it was */
	if (p->cancelled && p->after != NULL)
		p->changed = true;
	return 0;
}

/*
 * Compare all.  1: something changed and nothing else was released; 0: nothing
 * did; 2: what did not change has to keep its charges, *next says what did.
 */
static int
compare(struct correct_work *w, struct correct_again *next, struct err *e)
{
	bool *wanted = next->wanted;
	size_t changed = 0, kept = 0;

	for (size_t i = 0; i < w->n_places; i++) {
		struct correct_place *p = &w->places[i];

		wanted[i] = false;
		if (p->slot != NULL && !p->slot->wanted)
			continue;
		if (compare_place(w, p, e) < 0)
			return -1;
		wanted[i] = p->changed;
		if (p->changed)
			changed++;
		else if (p->before != NULL && !p->cancelled)
			kept++;
	}
	if (changed == 0 || kept == 0)
		return changed > 0;
	next->all = false;
	return 2;
}

/*
 * What it does to the balance.  2: there is not so much cash, *next says how much
 * there is.  A sum of rounded prices may come out above the limit: then it is
 * lowered by that.
 */
static int
settle(struct correct_work *w, struct correct_again *next, struct err *e)
{
	struct correct_balance *b = &w->balance;
	int64_t over_e8;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < w->n_places; i++) {
		const struct correct_place *p = &w->places[i];

		if (p->changed)
			rc = correct_balance_add(b, w->files, w->n_files,
			    p->before, !p->cancelled, p->after, e);
	}
	if (rc == 0)
		rc = correct_balance_settle(b, &over_e8, e);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	next->limit_e8 = w->again->limited ? w->again->limit_e8 - over_e8
					   : b->returned_e8 + b->left_e8;
	next->limited = true;
	return 2;
}

/* --- the documents -------------------------------------------------------- */

/* Credit notes first: a new revision needs that of the one before. */
static int
add_documents(struct correct_work *w, struct err *e)
{
	int64_t date_day = close_setup_date(&w->plan, w->terms);
	const char *reason = w->opt->reason;
	struct correct_place *p;

	for (p = w->places; p < w->places + w->n_places; p++) {
		struct document *note;

		if (!p->changed || p->before == NULL || p->cancelled ||
		    p->before->kind == DOCUMENT_STATEMENT)
			continue;
		if (credit_note_add(&w->plan,
			&(struct credit){ .document = p->before,
			    .reason = reason != NULL
				? reason
				: wording(WORDING_CORRECTION,
				      p->before->language),
			    .to_balance = true,
			    .date_day = date_day },
			e) < 0)
			return -1;
		note = w->plan.documents[w->plan.n_documents - 1];
		if (p->after == NULL) {
			note->changes = p->changes.items;
			note->n_changes = p->changes.count;
		}
	}
	for (p = w->places; p < w->places + w->n_places; p++) {
		if (!p->changed || p->after == NULL)
			continue;
		p->after->revision =
		    p->before == NULL ? 1 : p->before->revision + 1;
		p->after->changes = p->changes.items;
		p->after->n_changes = p->changes.count;
		close_plan_add(&w->plan, p->after);
	}
	w->plan.until_day = date_day;
	return close_plan_number(&w->plan, e);
}

/* The entry of the balance; one that only says how much there was to pay with
 * has the amount 0. */
static void
add_entry(struct correct_work *w)
{
	const struct correct_balance *b = &w->balance;

	if (b->amount_e8 == 0 && !w->again->limited)
		return;
	w->plan.entry = (struct close_entry){
		.document = w->plan.documents[w->plan.n_documents - 1],
		.entry = { .contract = w->asked.contract,
		    .at_us = b->at_us,
		    .currency = w->asked.currency,
		    .amount_e8 = b->amount_e8,
		    .returned_e8 = b->returned_e8,
		    .paid_e8 = b->paid_e8,
		    .limit_e8 =
			w->again->limited ? w->again->limit_e8 : INT64_MAX }
	};
}

/* What the margin statements would be; nothing is written. */
static int
dry_margins(struct correct_work *w, struct err *e)
{
	for (size_t i = 0; i < w->plan.n_documents; i++)
		w->plan.documents[i]->id = INT64_MAX - (int64_t)i;
	return correct_margin(&w->plan, &w->asked, NULL, e);
}

static int
issue(struct correct_work *w, struct err *e)
{
	const struct close_gate nothing = { 0 };
	const struct correct_rate on = rate_input(w, NULL);

	if (add_documents(w, e) < 0)
		return -1;
	add_entry(w);
	if (w->opt->dry_run)
		return dry_margins(w, e);
	if (close_write(&w->plan, &nothing, &w->closing, e) < 0 ||
	    correct_margin(&w->plan, &w->asked, &w->margin_closing, e) < 0)
		return -1;
	/* balances go on from what is frozen, and from the entry */
	if (correct_balance_matters(&w->balance, w->asked.until_us) &&
	    w->n_files > 0 && correct_rate_on(&on, w->files[0].period, e) < 0)
		return -1;
	return db_commit(w->plan.book->db, e);
}

/* --- the job -------------------------------------------------------------- */

static int
prepare(struct correct_work *w, struct err *e)
{
	struct close_plan *plan = &w->plan;

	if (correct_find_asked(w, e) < 0 || close_setup_master(plan, e) < 0 ||
	    closing_store_open(&plan->store, plan->book->db, e) < 0)
		return -1;
	if (w->opt->data_dir != NULL &&
	    invoice_assets_open(&plan->assets, plan->book, w->opt->data_dir,
		e) < 0)
		return -1;
	w->terms = ARENA_NEW(&plan->arena, struct terms, 1);
	if (close_setup_terms(plan, w->asked.contract, w->terms, e) < 0 ||
	    correct_find_places(w, e) < 0)
		return -1;
	return directory_build(&w->directory, &plan->master, e);
}

static void
print(const struct correct_work *w, bool changed, struct out *out)
{
	if (w->opt->json)
		correct_text_json(&w->plan, w->closing, out);
	else if (!changed)
		out_printf(out,
		    "document %s: nothing changed, nothing was issued\n",
		    w->asked.number);
	else if (!w->opt->quiet || w->opt->dry_run)
		correct_text(&w->plan, w->closing, w->margin_closing, out);
}

static void
finish(struct correct_work *w)
{
	invoice_assets_close(w->plan.assets);
	usage_store_close(w->plan.usage);
	closing_store_close(w->plan.store);
	close_balance_close(w->plan.balance);
	directory_free(w->directory);
	db_rollback(w->plan.book->db);
	close_plan_free(&w->plan);
}

/* One pass; 2: another one with what *next says. */
static int
pass(const struct job_correct_options *opt, struct book *book, int64_t date_day,
    const struct correct_again *again, struct correct_again *next,
    struct out *out, struct progress *progress, struct err *e)
{
	struct correct_work *w = mem_calloc(1, sizeof(*w));
	int rc;

	w->opt = opt;
	w->progress = progress;
	w->again = again;
	w->plan.book = book;
	w->plan.now_us = opt->now_us;
	w->plan.date_day = date_day;
	rc = db_begin(book->db, e);
	if (rc == 0)
		rc = prepare(w, e);
	if (rc == 0)
		rc = rate_again(w, e);
	if (rc == 0)
		rc = bill_again(w, e);
	if (rc == 0)
		rc = compare(w, next, e);
	if (rc == 1)
		rc = settle(w, next, e);
	if (rc == 1 && issue(w, e) < 0)
		rc = -1;
	if (rc == 0 || rc == 1)
		print(w, rc == 1, out);
	finish(w);
	free(w);
	return rc == 1 ? 0 : rc;
}

int
job_correct(const struct job_correct_options *opt, struct out *out,
    struct progress *progress, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	struct correct_again again = { .all = true }, next = again;
	struct book book = { 0 };
	int64_t date_day = INT64_MIN;
	int rc = 2;

	if (opt->date != NULL &&
	    close_setup_day(opt->date, "--date", &date_day, e) < 0)
		return -1;
	if (book_open(&book, opt->book, BOOK_WRITE, "toll-correct", e) < 0)
		return -1;
	for (int i = 0; rc == 2 && i < PASSES_MAX; i++) {
		again = next;
		rc =
		    pass(opt, &book, date_day, &again, &next, out, progress, e);
	}
	/* charges files that nobody made current */
	if (run_store_sweep(&book, rc < 0 ? &ignored : e) < 0)
		rc = -1;
	book_close(&book);
	return rc == 2
	    ? err_set(e, ERR_INTERNAL,
		  "document %s: it comes out otherwise each time", opt->number)
	    : rc;
}
