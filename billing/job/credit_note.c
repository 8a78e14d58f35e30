#include "job/credit_note.h"

#include "base/err.h"
#include "document/credit.h"
#include "document/terms.h"
#include "document/verify.h"
#include "job/close_plan.h"
#include "job/invoice_assets.h"
#include "job/invoice_fit.h"
#include "job/job_mail_queue.h"

int
credit_note_add(struct close_plan *plan, const struct credit *asked,
    struct err *e)
{
	struct credit c = *asked;
	struct document *d = ARENA_NEW(&plan->arena, struct document, 1);

	if (c.date_day < c.document->date_day)
		return err_set(e, ERR_REFUSED,
		    "the date of the credit note is before that of document %s",
		    c.document->number);
	c.template = terms_credit_template(&plan->source, c.document);
	if (credit_build(&c, &plan->arena, d, e) < 0)
		return -1;
	if (verify_document(d, e) < 0) {
		e->code = ERR_INTERNAL;
		return -1;
	}
	if (job_mail_queue_check(d, e) < 0 ||
	    (plan->assets != NULL && invoice_fit(plan->assets, d, NULL, e) < 0))
		return -1;
	close_plan_add(plan, d);
	return 0;
}
