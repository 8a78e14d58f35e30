/* The numbers of the documents that margin statements compare; see close_margin.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/document.h"
#include "job/close_margin.h"
#include "store/book.h"
#include "store/tie_store.h"

static int
compare_contract(const void *a, const void *b)
{
	const struct document *x = *(struct document *const *)a;
	const struct document *y = *(struct document *const *)b;
	int order = strcmp(x->contract, y->contract);

	if (order != 0)
		return order;
	return (x->from_us > y->from_us) - (x->from_us < y->from_us);
}

/* Does ${d} bill what the tie compares?  An invoice below zero is a credit note
 * that corrects none. */
static bool
is_tied(const struct document *d, const struct document *margin,
    const struct document_tie *tie, int64_t category)
{
	return strcmp(d->contract, tie->contract) == 0 &&
	    d->category == category && d->corrects == 0 &&
	    (d->kind == DOCUMENT_INVOICE || d->kind == DOCUMENT_CREDIT_NOTE) &&
	    d->from_us < margin->until_us && d->until_us > margin->from_us;
}

static void
add_number(struct close_plan *plan, struct document_tie *tie,
    const char *number)
{
	tie->number = tie->number[0] == '\0'
	    ? arena_strdup(&plan->arena, number)
	    : arena_printf(&plan->arena, "%s, %s", tie->number, number);
}

/* Documents of earlier closings. */
static int
tie_before(struct close_plan *plan, const struct document *margin,
    struct document_tie *tie, int64_t category, struct err *e)
{
	struct tie_document *all;
	size_t n;
	int rc;

	arena_reset(&plan->scratch);
	rc = tie_documents(plan->book->db, tie->contract,
	    template_category_words[category], margin->from_us,
	    margin->until_us, INT64_MAX, &plan->scratch, &all, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		add_number(plan, tie, all[i].number);
	free(all);
	return rc;
}

/* Those of this closing; ${sorted} is in order of contract and interval. */
static void
tie_now(struct close_plan *plan, struct document *const *sorted,
    const struct document *margin, struct document_tie *tie, int64_t category)
{
	size_t low = 0, high = plan->n_documents;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(sorted[mid]->contract, tie->contract) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < plan->n_documents &&
	     strcmp(sorted[low]->contract, tie->contract) == 0;
	     low++)
		if (is_tied(sorted[low], margin, tie, category))
			add_number(plan, tie, sorted[low]->number);
}

int
close_margin_ties(struct close_plan *plan, struct err *e)
{
	struct document **sorted;
	int rc = 0;

	if (plan->n_margins == 0)
		return 0;
	sorted = mem_calloc(plan->n_documents, sizeof(sorted[0]));
	memcpy(sorted, plan->documents, plan->n_documents * sizeof(sorted[0]));
	qsort(sorted, plan->n_documents, sizeof(sorted[0]), compare_contract);
	for (size_t i = 0; rc == 0 && i < plan->n_margins; i++) {
		struct document *d = plan->margins[i].document;

		for (size_t k = 0; rc == 0 && k < d->n_ties; k++) {
			int64_t category = plan->margins[i].categories[k];

			rc = tie_before(plan, d, &d->ties[k], category, e);
			tie_now(plan, sorted, d, &d->ties[k], category);
		}
	}
	free(sorted);
	return rc;
}
