#include "job/job_correct.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "document/wording.h"
#include "job/close_balance.h"
#include "job/close_bill.h"
#include "job/close_gate.h"
#include "job/close_setup.h"
#include "job/close_write.h"
#include "job/correct_rate.h"
#include "job/correct_text.h"
#include "job/credit_note.h"
#include "job/invoice_assets.h"
#include "job/period_calls.h"
#include "rating/directory.h"
#include "store/book.h"
#include "store/credit_store.h"
#include "store/db.h"
#include "store/document_store.h"
#include "store/run_store.h"

/* Slots of the terms of today, and those that only the terms of then had. */
#define SLOTS_MAX (2 * CLOSE_SLOTS_MAX)

/* A slot, what stands in it and what is otherwise. */
struct place {
	struct close_slot *slot; /* NULL: the contract has it no more */
	struct document *before;
	struct document *after;
	bool cancelled;
	struct change_list changes;
	bool changed;
};

/* One pass over the interval, in one transaction. */
struct work {
	const struct job_correct_options *opt;
	struct progress *progress;
	struct close_plan plan;
	struct directory *directory;
	struct document asked;
	struct terms *terms;
	struct close_slot slots[CLOSE_SLOTS_MAX];
	size_t n_slots;
	struct place places[SLOTS_MAX];
	size_t n_places;
	const bool *wanted; /* of the places; NULL: all */
	struct correct_file *files;
	size_t n_files;
	int64_t closing;
};

/* --- what is to be corrected ---------------------------------------------- */

static int
find_asked(struct work *w, struct err *e)
{
	struct db *db = w->plan.book->db;
	struct document *d = &w->asked;
	int64_t id;

	if (document_store_find(db, w->opt->number, w->opt->reseller, &id, e) <
		0 ||
	    document_store_read(db, id, &w->plan.arena, d, e) < 0)
		return -1;
	if (d->corrects != 0)
		return err_set(e, ERR_REFUSED,
		    "document %s is a credit note: name the document that it "
		    "cancels",
		    d->number);
	if (d->kind == DOCUMENT_MARGIN)
		return err_set(e, ERR_REFUSED,
		    "document %s is a margin statement of what was billed when "
		    "it was issued: correct the documents that it compares; "
		    "toll report margin has what is right",
		    d->number);
	return 0;
}

/* The place of a document that stands: its slot, or one of its own. */
static struct place *
find_place(struct work *w, const struct standing *s)
{
	for (size_t i = 0; i < w->n_places; i++) {
		const struct close_slot *slot = w->places[i].slot;

		if (slot != NULL && slot->category == s->category &&
		    slot->statement == (s->kind == DOCUMENT_STATEMENT))
			return &w->places[i];
	}
	return &w->places[w->n_places++];
}

/* A document whose bought cash the balance has paid cannot be priced again:
 * that balance is frozen. */
static int
check_bought(const struct document *d, struct err *e)
{
	for (size_t i = 0; i < d->n_usages; i++)
		if (d->usages[i].bought_e8 != 0)
			return err_set(e, ERR_REFUSED,
			    "contract %s: a prepaid balance paid for calls of "
			    "the interval and is frozen; credit what was "
			    "wrong (toll credit)",
			    d->contract);
	return 0;
}

static int
put_standing(struct work *w, const struct standing *s, struct err *e)
{
	struct document *d = ARENA_NEW(&w->plan.arena, struct document, 1);
	struct place *p;

	if (s->kind == DOCUMENT_MARGIN)
		return 0;
	if (document_store_read(w->plan.book->db, s->id, &w->plan.arena, d, e) <
		0 ||
	    check_bought(d, e) < 0)
		return -1;
	if (s->touched)
		return err_set(e, ERR_REFUSED,
		    "document %s: some of its lines are credited; credit the "
		    "others too (toll credit), then correct it",
		    d->number);
	p = find_place(w, s);
	p->before = d;
	p->cancelled = s->cancelled;
	if (p->slot != NULL)
		p->slot->before = d;
	return 0;
}

/* The documents of the interval, and where they would go today. */
static int
find_places(struct work *w, struct err *e)
{
	struct standing *standing;
	bool stands = false;
	size_t n;

	w->n_slots = close_bill_slots(w->terms, w->slots);
	for (size_t i = 0; i < w->n_slots; i++)
		w->places[w->n_places++].slot = &w->slots[i];
	if (credit_store_standing(w->plan.book->db, w->asked.contract,
		w->asked.from_us, &w->plan.arena, &standing, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (put_standing(w, &standing[i], e) < 0)
			return -1;
		stands |= standing[i].id == w->asked.id;
	}
	if (!stands)
		return err_set(e, ERR_REFUSED,
		    "document %s: it was corrected before; correct the "
		    "document that took its place",
		    w->asked.number);
	for (size_t i = 0; i < w->n_places; i++) {
		w->places[i].changes.arena = &w->plan.arena;
		if (w->places[i].slot != NULL)
			w->places[i].slot->wanted =
			    w->wanted == NULL || w->wanted[i];
	}
	return 0;
}

/* --- rated and billed again ----------------------------------------------- */

static int
rate_again(struct work *w, struct err *e)
{
	struct close_plan *plan = &w->plan;
	struct document *documents =
	    ARENA_NEW(&plan->arena, struct document, w->n_places + 1);
	int64_t *ids = ARENA_NEW(&plan->arena, int64_t, w->n_places + 1);
	struct rate_release release = { .contract = w->asked.contract,
		.from_us = w->asked.from_us,
		.until_us = w->asked.until_us,
		.documents = ids };
	const struct correct_rate r = { .book = plan->book,
		.directory = w->directory,
		.load = plan->master.load,
		.now_us = plan->now_us,
		.threads = period_calls_threads(plan->book, w->opt->threads),
		.progress = w->progress,
		.release = &release,
		.arena = &plan->arena };

	for (size_t i = 0; i < w->n_places; i++) {
		const struct place *p = &w->places[i];

		if (p->before == NULL || (p->slot != NULL && !p->slot->wanted))
			continue;
		ids[release.n_documents] = p->before->id;
		documents[release.n_documents++] = *p->before;
	}
	return correct_rate(&r, documents, release.n_documents, &w->files,
	    &w->n_files, e);
}

static int
bill_again(struct work *w, struct err *e)
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
	if (close_bill_again(plan, w->terms, w->asked.from_us,
		w->asked.until_us, again, w->slots, e) < 0)
		return -1;
	for (size_t i = 0; i < w->n_slots; i++)
		if (w->slots[i].made != NULL &&
		    check_bought(w->slots[i].made, e) < 0)
			return -1;
	return 0;
}

/* --- what is otherwise ---------------------------------------------------- */

static int
compare_place(struct work *w, struct place *p, struct err *e)
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
 * did; 2: what did not change has to keep its charges, *wanted says what did.
 */
static int
compare(struct work *w, bool wanted[SLOTS_MAX], struct err *e)
{
	size_t changed = 0, kept = 0;

	for (size_t i = 0; i < w->n_places; i++) {
		struct place *p = &w->places[i];

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
	return changed == 0 ? 0 : kept == 0 ? 1 : 2;
}

/* --- the documents -------------------------------------------------------- */

/* Credit notes first: a new revision needs that of the one before. */
static int
add_documents(struct work *w, struct err *e)
{
	int64_t date_day = close_setup_date(&w->plan, w->terms);
	const char *reason = w->opt->reason;
	struct place *p;

	for (p = w->places; p < w->places + w->n_places; p++) {
		struct document *note;

		if (!p->changed || p->before == NULL || p->cancelled ||
		    p->before->kind == DOCUMENT_STATEMENT)
			continue;
		if (credit_note_add(&w->plan, p->before, NULL,
			reason != NULL
			    ? reason
			    : wording(WORDING_CORRECTION, p->before->language),
			date_day, e) < 0)
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

static int
issue(struct work *w, struct err *e)
{
	const struct close_gate nothing = { 0 };

	if (add_documents(w, e) < 0)
		return -1;
	if (w->opt->dry_run)
		return 0;
	return close_write(&w->plan, &nothing, &w->closing, e) < 0
	    ? -1
	    : db_commit(w->plan.book->db, e);
}

/* --- the job -------------------------------------------------------------- */

static int
prepare(struct work *w, struct err *e)
{
	struct close_plan *plan = &w->plan;

	if (find_asked(w, e) < 0 || close_setup_master(plan, e) < 0 ||
	    closing_store_open(&plan->store, plan->book->db, e) < 0)
		return -1;
	if (w->opt->data_dir != NULL &&
	    invoice_assets_open(&plan->assets, plan->book, w->opt->data_dir,
		e) < 0)
		return -1;
	w->terms = ARENA_NEW(&plan->arena, struct terms, 1);
	if (close_setup_terms(plan, w->asked.contract, w->terms, e) < 0 ||
	    find_places(w, e) < 0)
		return -1;
	return directory_build(&w->directory, &plan->master, e);
}

static void
print(const struct work *w, bool changed, struct out *out)
{
	if (w->opt->json)
		correct_text_json(&w->plan, w->closing, out);
	else if (!changed)
		out_printf(out,
		    "document %s: nothing changed, nothing was issued\n",
		    w->asked.number);
	else if (!w->opt->quiet || w->opt->dry_run)
		correct_text(&w->plan, w->closing, out);
}

static void
finish(struct work *w)
{
	invoice_assets_close(w->plan.assets);
	usage_store_close(w->plan.usage);
	closing_store_close(w->plan.store);
	close_balance_close(w->plan.balance);
	directory_free(w->directory);
	db_rollback(w->plan.book->db);
	close_plan_free(&w->plan);
}

/* One pass; 2: another one with what *wanted says. */
static int
pass(const struct job_correct_options *opt, struct book *book, int64_t date_day,
    const bool *only, bool wanted[SLOTS_MAX], struct out *out,
    struct progress *progress, struct err *e)
{
	struct work *w = mem_calloc(1, sizeof(*w));
	int rc;

	w->opt = opt;
	w->progress = progress;
	w->wanted = only;
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
		rc = compare(w, wanted, e);
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
	bool wanted[SLOTS_MAX], again[SLOTS_MAX];
	struct book book = { 0 };
	int64_t date_day = INT64_MIN;
	int rc;

	if (opt->date != NULL &&
	    close_setup_day(opt->date, "--date", &date_day, e) < 0)
		return -1;
	if (book_open(&book, opt->book, BOOK_WRITE, "toll-correct", e) < 0)
		return -1;
	rc = pass(opt, &book, date_day, NULL, wanted, out, progress, e);
	if (rc == 2) {
		memcpy(again, wanted, sizeof(again));
		rc =
		    pass(opt, &book, date_day, again, wanted, out, progress, e);
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
