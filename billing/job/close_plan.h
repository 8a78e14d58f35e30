#ifndef JOB_CLOSE_PLAN_H
#define JOB_CLOSE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/entity_table.h"
#include "document/build.h"
#include "document/document.h"
#include "document/limit.h"
#include "document/terms.h"
#include "rating/master.h"
#include "store/balance_corrected.h"
#include "store/closing_store.h"
#include "store/usage_store.h"

struct book;
struct close_balance;
struct err;
struct invoice_assets;

/*
 * What a closing will do, worked out whole before anything is written: which
 * contracts have which intervals to bill, and the documents of these, complete
 * but for their numbers.  Everything lives in the plan's arena until
 * close_plan_free(); it grows with the documents, about 10 KiB each.
 *
 * An interval is a calendar month in the contract's zone.  The first one of a
 * contract is that of its last opening balance, else of its activation or its
 * first charge, whichever is earlier; without any of these the last month that
 * is over.
 */
struct close_interval {
	const char *contract;
	int64_t from_us, until_us;
	int64_t documents;
	struct document_usage *usages; /* where it has no document */
	size_t n_usages;
};

/* Something a person should look at; see table closing_note. */
struct close_note {
	const char *severity;
	const char *contract;
	const char *text;
};

/* What toll-correct does to the balance of a contract (store/balance_corrected.h);
 * it is written with the document that the entry names. */
struct close_entry {
	struct balance_corrected entry;
	const struct document *document; /* NULL: there is no entry */
};

/* A margin statement, and the categories of the documents that its ties name
 * (enum template_category), one after the other. */
struct close_margin {
	struct document *document;
	const int64_t *categories;
};

struct close_plan {
	struct arena arena, scratch;
	struct book *book;
	struct usage_store *usage;
	struct closing_store *store;
	struct close_balance *balance;
	struct invoice_assets *assets; /* NULL: nobody draws them */

	/* master data */
	struct master master;
	struct entity_table vat_rates, templates, mail_templates, series, items;
	struct terms_source source;
	const struct item **item_order; /* by contract, date, ref */

	/* what was asked */
	int64_t until_day, date_day, now_us;
	const char **contracts; /* only these; none: all */
	size_t n_contracts;
	bool skip_zero, by_detail, two_decimals;
	struct limits minimum; /* [billing] minimum_amount */
	struct limits carry;   /* [billing] carry_forward_below */

	/* the result */
	struct document **documents; /* in the order of their numbers */
	size_t n_documents, cap_documents;
	struct close_interval *intervals;
	size_t n_intervals, cap_intervals;
	struct close_margin *margins; /* which of them compare others */
	size_t n_margins, cap_margins;
	struct close_entry entry;
	struct close_note *notes;
	size_t n_notes, cap_notes;
	int64_t left_out;
};

/* Contracts that cannot be billed are notes, not errors. */
int close_plan_make(struct close_plan *, struct err *);

/* Add a document, complete but for its number. */
void close_plan_add(struct close_plan *, struct document *);

/* Draw the numbers.  ERR_REFUSED: a range is used up. */
int close_plan_number(struct close_plan *, struct err *);

void close_plan_note(struct close_plan *, const char *severity,
    const char *contract, const char *, ...)
    __attribute__((format(printf, 4, 5)));

void close_plan_free(struct close_plan *);

/* Documents, margins and notes only, of a plan that shares the rest. */
void close_plan_free_lists(struct close_plan *);

#endif /* JOB_CLOSE_PLAN_H */
