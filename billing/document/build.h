#ifndef DOCUMENT_BUILD_H
#define DOCUMENT_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "document/line.h"
#include "document/terms.h"

struct arena;
struct err;

/*
 * One document of one contract and billing interval, from its charges, its
 * interval fee and its items.  Pure: the same input gives the same document.
 *
 * A customer or a reseller has an invoice of everything.  A customer that names a
 * template for it has its incoming calls on a document of their own, by
 * subscriber (category did).  A peering partner has
 * an invoice of what we earn from it (prices below 0, shown positive) and its
 * items, and a statement of what we owe it (other prices, interval fee).
 *
 * [from, until) may be several billing intervals in a row, calendar months,
 * when smaller amounts were carried forward: each has its own fee and its
 * recurring items.
 */
struct build {
	const struct terms *terms;
	const struct profile *profiles; /* all, in order of handle */
	size_t n_profiles;
	int64_t kind; /* DOCUMENT_INVOICE or DOCUMENT_STATEMENT */
	int64_t from_us, until_us;
	int64_t minimum_e8; /* an invoice below it is raised to it; 0: none */
	bool first;         /* the contract's first unbilled interval */
	bool by_detail;     /* lines by zone and detail */
	bool did; /* the DID document: by subscriber, no fee, no item */
	/* Amounts of invoices and credit notes have at most two decimals, so
	 * that they can be e-invoices. */
	bool two_decimals;
	int64_t date_day;
	const struct usage_sum *sums; /* of the charges this document bills */
	size_t n_sums;
	struct document_usage
	    *usages; /* which ones these are; kept as they are */
	size_t n_usages;
	struct document_allowance *allowances; /* kept as they are */
	size_t n_allowances;
	const struct item *const
	    *items;     /* of the contract, not yet billed ones */
	size_t n_items; /* and recurring ones */
};

/*
 * Everything but the number.  Without a single line *d has n_lines 0 and is no
 * document.  An invoice whose total is below zero becomes a credit note; its
 * amounts stay negative.  ERR_REFUSED: why the contract cannot be billed.
 */
int build_document(const struct build *, struct arena *, struct document *d,
    struct err *);

/*
 * What a document has before its lines: parties, interval, terms.  *d is empty
 * but for that.
 */
void build_head(const struct build *, struct arena *, struct document *d);

/* Where the billing interval that begins at ${from_us} ends: a month, also if
 * the contract's zone was changed inside one. */
int64_t build_interval_end(const struct terms *, int64_t from_us);

/* Does the contract live in [from, until): is it active for a part of it? */
bool build_lives(const struct terms *, int64_t from_us, int64_t until_us);

/* Is ${item} due in the interval?  ${first}: also what fell due before it. */
bool build_item_due(const struct item *, const struct terms *, int64_t from_us,
    int64_t until_us, bool first);

#endif /* DOCUMENT_BUILD_H */
