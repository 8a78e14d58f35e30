#include "job/close_write.h"

#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "document/verify.h"
#include "job/close_freeze.h"
#include "job/invoice_kept.h"
#include "job/job_mail_queue.h"
#include "store/book.h"
#include "store/document_store.h"
#include "store/outbox_store.h"

static int
write_documents(struct close_plan *plan, int64_t closing, struct err *e)
{
	struct outbox_store *outbox;
	int rc = 0;

	if (outbox_store_open(&outbox, plan->book->db, e) < 0)
		return -1;
	for (size_t i = 0; rc >= 0 && i < plan->n_documents; i++) {
		struct document *d = plan->documents[i];

		d->closing = closing;
		d->created_us = plan->now_us;
		rc = closing_store_write(plan->store, d, e);
		if (rc == 0)
			rc = job_mail_queue(outbox, d, plan->now_us, e);
	}
	outbox_store_close(outbox);
	return rc < 0 ? -1 : 0;
}

static int
write_intervals(struct close_plan *plan, int64_t closing, struct err *e)
{
	for (size_t i = 0; i < plan->n_intervals; i++) {
		const struct close_interval *in = &plan->intervals[i];

		if (closing_store_interval(plan->store, in->contract,
			in->from_us, in->until_us, closing, in->documents,
			e) < 0)
			return err_ctx(e, "%s", in->contract);
		for (size_t k = 0; k < in->n_usages; k++)
			if (closing_store_usage(plan->store, in->contract, 0,
				closing, &in->usages[k], e) < 0)
				return -1;
	}
	return 0;
}

/* Was anything billed from the file? */
static bool
is_used(const struct close_plan *plan, const struct usage_file *f)
{
	for (size_t i = 0; i < plan->n_documents; i++)
		for (size_t k = 0; k < plan->documents[i]->n_usages; k++)
			if (strcmp(plan->documents[i]->usages[k].period,
				f->period) == 0)
				return true;
	for (size_t i = 0; i < plan->n_intervals; i++)
		for (size_t k = 0; k < plan->intervals[i].n_usages; k++)
			if (strcmp(plan->intervals[i].usages[k].period,
				f->period) == 0)
				return true;
	return false;
}

static int
write_rest(struct close_plan *plan, const struct close_gate *gate,
    int64_t closing, struct err *e)
{
	size_t files = plan->usage == NULL ? 0 : usage_store_files(plan->usage);

	for (size_t i = 0; i < files; i++) {
		const struct usage_file *f = usage_store_file(plan->usage, i);

		if (is_used(plan, f) &&
		    closing_store_run(plan->store, closing, f->period, f->run,
			e) < 0)
			return -1;
	}
	for (size_t i = 0; i < plan->n_notes; i++) {
		const struct close_note *n = &plan->notes[i];

		if (closing_store_note(plan->store, closing, (int64_t)i + 1,
			n->severity, n->contract, n->text, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < gate->n_waived; i++) {
		const struct close_waived *w = &gate->waived[i];

		if (closing_store_waived(plan->store, closing, w->what,
			w->period, w->contract, w->reason, w->calls, e) < 0)
			return -1;
	}
	return 0;
}

static int
write_entry(struct close_plan *plan, int64_t closing, struct err *e)
{
	struct close_entry *n = &plan->entry;

	if (n->document == NULL)
		return 0;
	n->entry.closing = closing;
	n->entry.document = n->document->id;
	return balance_corrected_add(plan->book->db, &n->entry, e);
}

/* What stands in the book now is what was built, and adds up. */
static int
read_back(struct close_plan *plan, const struct document *d, struct err *e)
{
	struct document stored;

	arena_reset(&plan->scratch);
	if (document_store_read(plan->book->db, d->id, &plan->scratch, &stored,
		e) < 0)
		return -1;
	if (strcmp(stored.number, d->number) != 0 ||
	    strcmp(stored.contract, d->contract) != 0 ||
	    strcmp(stored.currency, d->currency) != 0 ||
	    stored.net_minor != d->net_minor ||
	    stored.total_minor != d->total_minor ||
	    stored.n_lines != d->n_lines || stored.n_taxes != d->n_taxes ||
	    stored.n_subscribers != d->n_subscribers ||
	    stored.paid_minor != d->paid_minor ||
	    stored.n_usages != d->n_usages ||
	    stored.n_allowances != d->n_allowances ||
	    stored.n_ties != d->n_ties)
		return err_set(e, ERR_INTERNAL,
		    "document %s was not stored as it was built", d->number);
	if (verify_document(&stored, e) < 0) {
		e->code = ERR_INTERNAL;
		return err_ctx(e, "document %s as stored", d->number);
	}
	return 0;
}

int
close_write(struct close_plan *plan, const struct close_gate *gate,
    int64_t *number, struct err *e)
{
	struct closing c = { .until_day = plan->until_day,
		.date_day = plan->date_day,
		.now_us = plan->now_us,
		.load = plan->master.load,
		.documents = (int64_t)plan->n_documents,
		.intervals = (int64_t)plan->n_intervals,
		.left_out = plan->left_out };

	if (document_store_last_closing(plan->book->db, &c.number, e) < 0)
		return -1;
	*number = ++c.number;
	if (write_documents(plan, c.number, e) < 0 ||
	    write_intervals(plan, c.number, e) < 0 ||
	    (plan->n_intervals > 0 && close_freeze(plan, c.number, e) < 0) ||
	    write_entry(plan, c.number, e) < 0 ||
	    write_rest(plan, gate, c.number, e) < 0 ||
	    invoice_kept_write(plan, c.number, e) < 0 ||
	    closing_store_finish(plan->store, &c, e) < 0)
		return -1;
	for (size_t i = 0; i < plan->n_documents; i++)
		if (read_back(plan, plan->documents[i], e) < 0)
			return -1;
	return 0;
}
