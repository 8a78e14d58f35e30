#include "job/correct_margin.h"

#include <string.h>

#include "base/err.h"
#include "document/document.h"
#include "job/close_gate.h"
#include "job/close_margin.h"
#include "job/close_plan.h"
#include "job/close_setup.h"
#include "job/close_write.h"
#include "store/book.h"
#include "store/credit_store.h"
#include "store/document_store.h"

/* The contract of the reseller that the document is about; NULL: there is none. */
static const char *
reseller_contract(const struct master *m, const struct document *d)
{
	for (size_t i = 0; i < m->n_resellers; i++)
		if (strcmp(m->resellers[i].contract, d->contract) == 0 ||
		    strcmp(m->resellers[i].name, d->issuer) == 0)
			return m->resellers[i].contract;
	return NULL;
}

/* The statements, numbered, in a plan that has nothing else. */
static int
state_again(struct close_plan *plan, const struct close_plan *done,
    const char *contract, const int64_t *ids, size_t n, struct err *e)
{
	struct terms *t = ARENA_NEW(&plan->arena, struct terms, 1);

	if (close_setup_terms(plan, contract, t, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct document *d =
		    ARENA_NEW(&plan->arena, struct document, 1);

		if (document_store_read(plan->book->db, ids[i], &plan->arena, d,
			e) < 0 ||
		    close_margin_again(plan, t, d, done->documents,
			done->n_documents, e) < 0)
			return -1;
	}
	return plan->n_documents == 0 ? 0 : close_plan_number(plan, e);
}

/* Those of ${from} behind those of ${to}. */
static void
append(struct close_plan *to, const struct close_plan *from)
{
	for (size_t i = 0; i < from->n_documents; i++)
		close_plan_add(to, from->documents[i]);
	for (size_t i = 0; i < from->n_notes; i++)
		close_plan_note(to, from->notes[i].severity,
		    from->notes[i].contract, "%s", from->notes[i].text);
}

int
correct_margin(struct close_plan *plan, const struct document *asked,
    int64_t *closing, struct err *e)
{
	const char *contract = reseller_contract(&plan->master, asked);
	const struct close_gate nothing = { 0 };
	struct close_plan own;
	int64_t *ids;
	size_t n;
	int rc;

	if (closing != NULL)
		*closing = 0;
	if (contract == NULL)
		return 0;
	if (credit_store_margins(plan->book->db, contract, asked->from_us,
		asked->until_us, &plan->arena, &ids, &n, e) < 0)
		return -1;
	own = *plan;
	own.documents = NULL;
	own.notes = NULL;
	own.margins = NULL;
	own.n_documents = own.n_notes = own.n_margins = 0;
	own.cap_documents = own.cap_notes = own.cap_margins = 0;
	own.entry = (struct close_entry){ .document = NULL };
	rc = state_again(&own, plan, contract, ids, n, e);
	if (rc == 0 && own.n_documents > 0 && closing != NULL)
		rc = close_write(&own, &nothing, closing, e);
	/* the arenas are the plan's */
	plan->arena = own.arena;
	plan->scratch = own.scratch;
	append(plan, &own);
	close_plan_free_lists(&own);
	return rc;
}
