#include "job/job_credit.h"

#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/out.h"
#include "document/credit.h"
#include "document/document.h"
#include "job/close_gate.h"
#include "job/close_plan.h"
#include "job/close_setup.h"
#include "job/close_text.h"
#include "job/close_write.h"
#include "job/correct_text.h"
#include "job/credit_note.h"
#include "job/invoice_assets.h"
#include "store/book.h"
#include "store/credit_store.h"
#include "store/db.h"
#include "store/document_store.h"

#define DIGITS_MAX 9

struct work {
	const struct job_credit_options *opt;
	struct close_plan plan;
	struct document document; /* what is cancelled */
	bool *lines;              /* of it: which ones */
	bool *before;             /* which are cancelled already */
	size_t n_lines;
	int64_t closing;
};

/* The position that ${text} says, from 1. */
static int
parse_line(const struct work *w, const char *text, size_t *line, struct err *e)
{
	size_t n = strspn(text, "0123456789");

	*line = 0;
	if (n == 0 || n > DIGITS_MAX || text[n] != '\0')
		return err_set(e, ERR_USAGE,
		    "--line \"%s\": not the number of a line", text);
	for (size_t i = 0; i < n; i++)
		*line = *line * 10 + (size_t)(text[i] - '0');
	if (*line < 1 || *line > w->document.n_lines)
		return err_set(e, ERR_NOINPUT,
		    "document %s: it has no line %s, only 1 to %zu",
		    w->document.number, text, w->document.n_lines);
	return 0;
}

/* Which lines are to be cancelled, as asked; without --line the rest. */
static int
choose_lines(struct work *w, struct err *e)
{
	const struct job_credit_options *o = w->opt;
	const struct document *d = &w->document;
	struct credited_line *done;
	size_t n_done, line;

	if (credit_store_lines(w->plan.book->db, d->id, &w->plan.arena, &done,
		&n_done, e) < 0)
		return -1;
	if (n_done == d->n_lines)
		return err_set(e, ERR_REFUSED,
		    "document %s: all of it is credited already, by %s",
		    d->number, done[n_done - 1].number);
	w->lines = ARENA_NEW(&w->plan.arena, bool, d->n_lines + 1);
	memset(w->lines, 0, (d->n_lines + 1) * sizeof(w->lines[0]));
	w->before = ARENA_NEW(&w->plan.arena, bool, d->n_lines + 1);
	memset(w->before, 0, (d->n_lines + 1) * sizeof(w->before[0]));
	for (size_t i = 0; i < n_done; i++)
		if (done[i].line >= 1 && (size_t)done[i].line <= d->n_lines)
			w->before[done[i].line - 1] = true;
	for (size_t i = 0; i < o->n_lines; i++) {
		if (parse_line(w, o->lines[i], &line, e) < 0)
			return -1;
		w->lines[line - 1] = true;
	}
	for (size_t i = 0; o->n_lines == 0 && i < d->n_lines; i++)
		w->lines[i] = true;
	for (size_t i = 0; i < n_done; i++) {
		line = (size_t)done[i].line;
		if (line < 1 || line > d->n_lines || !w->lines[line - 1])
			continue;
		if (o->n_lines > 0)
			return err_set(e, ERR_REFUSED,
			    "document %s: line %zu is credited already, by %s",
			    d->number, line, done[i].number);
		w->lines[line - 1] = false;
	}
	for (size_t i = 0; i < d->n_lines; i++)
		w->n_lines += w->lines[i];
	return 0;
}

static int
make_note(struct work *w, struct err *e)
{
	struct close_plan *plan = &w->plan;
	struct terms *t = ARENA_NEW(&plan->arena, struct terms, 1);

	if (close_setup_terms(plan, w->document.contract, t, e) < 0)
		return -1;
	plan->until_day = close_setup_date(plan, t);
	if (credit_note_add(plan,
		&(struct credit){ .document = &w->document,
		    .lines = w->lines,
		    .before = w->before,
		    .reason = w->opt->reason,
		    .date_day = plan->until_day },
		e) < 0)
		return -1;
	return close_plan_number(plan, e);
}

static int
credit(struct work *w, struct out *out, struct err *e)
{
	const struct job_credit_options *o = w->opt;
	struct close_plan *plan = &w->plan;
	const struct close_gate nothing = { 0 };
	int64_t id;

	if (document_store_find(plan->book->db, o->number, o->reseller, &id,
		e) < 0 ||
	    document_store_read(plan->book->db, id, &plan->arena, &w->document,
		e) < 0 ||
	    choose_lines(w, e) < 0 || close_setup_master(plan, e) < 0 ||
	    closing_store_open(&plan->store, plan->book->db, e) < 0)
		return -1;
	if (o->data_dir != NULL &&
	    invoice_assets_open(&plan->assets, plan->book, o->data_dir, e) < 0)
		return -1;
	if (make_note(w, e) < 0)
		return -1;
	if (!o->dry_run &&
	    (close_write(plan, &nothing, &w->closing, e) < 0 ||
		db_commit(plan->book->db, e) < 0))
		return -1;
	if (o->json)
		correct_text_json(plan, w->closing, out);
	else if (!o->quiet || o->dry_run)
		correct_text(plan, w->closing, 0, out);
	return 0;
}

int
job_credit(const struct job_credit_options *opt, struct out *out, struct err *e)
{
	struct work w = { .opt = opt,
		.plan = { .now_us = opt->now_us, .date_day = INT64_MIN } };
	struct book book = { 0 };
	int rc;

	if (opt->date != NULL &&
	    close_setup_day(opt->date, "--date", &w.plan.date_day, e) < 0)
		return -1;
	if (opt->reason[strspn(opt->reason, " \t\n")] == '\0')
		return err_set(e, ERR_USAGE,
		    "--reason: say why, it is printed on the credit note");
	if (book_open(&book, opt->book, opt->dry_run ? BOOK_READ : BOOK_WRITE,
		"toll-credit", e) < 0)
		return -1;
	w.plan.book = &book;
	rc = opt->dry_run ? db_begin_read(book.db, e) : db_begin(book.db, e);
	if (rc == 0)
		rc = credit(&w, out, e);
	invoice_assets_close(w.plan.assets);
	closing_store_close(w.plan.store);
	db_rollback(book.db);
	close_plan_free(&w.plan);
	book_close(&book);
	return rc;
}
