#ifndef DOCUMENT_CREDIT_H
#define DOCUMENT_CREDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct arena;
struct err;

/*
 * The credit note that cancels an issued document, whole or by line.  Pure.
 *
 * It has the parties, terms and interval of the document, and of each line that
 * it cancels the opposite.  Whole, also the taxes are the document's with the
 * opposite sign.  By line, what the line shows (net, or with tax where prices
 * include it) is given back to the minor unit, and of each group's tax that of all
 * lines cancelled so far less that of those cancelled before: so nothing remains
 * when the last line is cancelled.  That is the tax of the credit note's own lines
 * or a minor unit beside it, which EN 16931 allows (BR-CO-17 and BR-S-09 of its
 * official rules, to one unit of the currency).
 *
 * It bills no charges.  What a prepaid balance had paid is part of what is to be
 * refunded, unless it is said to go back to the balance (toll-correct): then it is
 * paid on the credit note as it was on the document.
 */
#define CREDIT_TEMPLATE "credit-note"

struct credit {
	const struct document *document;
	const bool *lines;  /* which of its lines; NULL: all */
	const bool *before; /* which are cancelled already; NULL: none */
	const char *reason;
	const char *template; /* its own; NULL: the shipped one */
	int64_t date_day;
	bool to_balance; /* what a balance had paid goes back to it */
};

/* Everything but the number.  ERR_REFUSED: the document is no invoice, or a
 * credit note of one. */
int credit_build(const struct credit *, struct arena *, struct document *,
    struct err *);

#endif /* DOCUMENT_CREDIT_H */
