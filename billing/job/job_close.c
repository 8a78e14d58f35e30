#include "job/job_close.h"

#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/out.h"
#include "job/close_balance.h"
#include "job/close_gate.h"
#include "job/close_plan.h"
#include "job/close_setup.h"
#include "job/close_text.h"
#include "job/close_write.h"
#include "job/invoice_assets.h"
#include "job/preflight.h"
#include "store/book.h"
#include "store/db.h"

static int
check_contracts(const struct close_plan *plan, struct err *e)
{
	const struct master *m = &plan->master;

	for (size_t i = 0; i < plan->n_contracts; i++) {
		const char *ref = plan->contracts[i];
		bool found = false;

		for (size_t k = 0; k < m->n_customers && !found; k++)
			found = strcmp(m->customers[k].ref, ref) == 0;
		for (size_t k = 0; k < m->n_contracts && !found; k++)
			found = strcmp(m->contracts[k].ref, ref) == 0;
		if (!found)
			return err_set(e, ERR_NOINPUT,
			    "contract %s: there is "
			    "none",
			    ref);
	}
	return 0;
}

static void
print_plan(const struct close_plan *plan, const struct job_close_options *opt,
    struct out *out)
{
	if (opt->dry_run && plan->n_documents > 0) {
		if (!opt->brief) {
			close_text_documents(plan, out);
			out_str(out, "\n");
		}
		out_str(out, "largest lines:\n");
		close_text_top(plan, out);
		out_str(out, "\n");
	}
	if (!opt->quiet)
		close_text_totals(plan, out);
	close_text_notes(plan, out);
}

/* The calls are looked at by the dry run only: it takes a while. */
static int
look_before(struct preflight *flight, struct close_plan *plan,
    struct close_gate *gate, const struct job_close_options *opt, struct err *e)
{
	if (preflight_make(flight, plan, opt->dry_run, e) < 0)
		return -1;
	preflight_check(flight, plan, gate);
	return 0;
}

/* Plan, check, write, commit. */
static int
close_book(struct close_plan *plan, struct close_gate *gate,
    struct preflight *flight, const struct job_close_options *opt,
    struct out *out, struct err *e)
{
	int64_t number;

	if (close_setup_master(plan, e) < 0 || check_contracts(plan, e) < 0)
		return -1;
	if (opt->waive != NULL &&
	    close_gate_read(gate, plan, opt->waive, e) < 0)
		return -1;
	if (opt->data_dir != NULL &&
	    invoice_assets_open(&plan->assets, plan->book, opt->data_dir, e) <
		0)
		return -1;
	if (usage_store_open(&plan->usage, plan->book, e) < 0 ||
	    closing_store_open(&plan->store, plan->book->db, e) < 0 ||
	    close_balance_open(&plan->balance, plan->book, &plan->master, e) <
		0 ||
	    close_plan_make(plan, e) < 0 ||
	    look_before(flight, plan, gate, opt, e) < 0 ||
	    close_gate_check(gate, plan, e) < 0 ||
	    close_plan_number(plan, e) < 0 ||
	    close_gate_over(plan, opt->dry_run, e) < 0)
		return -1;
	if (opt->strict && plan->left_out > 0) {
		close_text_notes(plan, out);
		return err_set(e, ERR_REFUSED,
		    "contracts that cannot be billed: %" PRId64
		    "; nothing was closed (--strict)",
		    plan->left_out);
	}
	if (plan->n_intervals == 0) {
		print_plan(plan, opt, out);
		if (!opt->quiet)
			out_printf(out, "nothing to close until %s\n",
			    opt->until);
		return 0;
	}
	if (opt->dry_run) {
		print_plan(plan, opt, out);
		if (preflight_text(flight, plan, out, e) < 0 ||
		    preflight_refuse(flight, e) < 0)
			return -1;
		out_printf(out,
		    "dry run: documents %zu, intervals %zu; nothing was written\n",
		    plan->n_documents, plan->n_intervals);
		return 0;
	}
	if (preflight_refuse(flight, e) < 0 ||
	    close_write(plan, gate, &number, e) < 0 ||
	    db_commit(plan->book->db, e) < 0)
		return -1;
	print_plan(plan, opt, out);
	if (!opt->quiet)
		out_printf(out,
		    "closing %" PRId64 ": documents %zu, intervals %zu\n",
		    number, plan->n_documents, plan->n_intervals);
	return 0;
}

int
job_close(const struct job_close_options *opt, struct out *out, struct err *e)
{
	struct close_plan plan = { .now_us = opt->now_us,
		.date_day = INT64_MIN,
		.contracts = opt->contracts,
		.n_contracts = opt->n_contracts };
	struct close_gate gate = { 0 };
	struct preflight flight = { 0 };
	struct book book = { 0 };
	int rc;

	if (close_setup_day(opt->until, "--until", &plan.until_day, e) < 0 ||
	    (opt->date != NULL &&
		close_setup_day(opt->date, "--date", &plan.date_day, e) < 0) ||
	    book_open(&book, opt->book, opt->dry_run ? BOOK_READ : BOOK_WRITE,
		"toll-close", e) < 0)
		return -1;
	plan.book = &book;
	rc = opt->dry_run ? db_begin_read(book.db, e) : db_begin(book.db, e);
	if (rc == 0)
		rc = close_book(&plan, &gate, &flight, opt, out, e);
	if (rc == 0 &&
	    (plan.left_out > 0 || gate.n_waived > 0 || gate.thresholds > 0))
		rc = 1;
	invoice_assets_close(plan.assets);
	usage_store_close(plan.usage);
	closing_store_close(plan.store);
	close_balance_close(plan.balance);
	db_rollback(book.db);
	close_gate_free(&gate);
	preflight_free(&flight);
	close_plan_free(&plan);
	book_close(&book);
	return rc;
}
