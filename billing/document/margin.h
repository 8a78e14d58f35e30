#ifndef DOCUMENT_MARGIN_H
#define DOCUMENT_MARGIN_H

#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct arena;
struct build;
struct err;

/*
 * A margin statement: what the customers of a reseller pay for the calls of its
 * billing interval, what it pays for the same calls, and the difference, by zone.
 * Pure, like document/build.h.  It is not an invoice: it has no tax, and nothing
 * is due.
 */
struct margin_sum {
	const char *zone;
	const char *detail;        /* "" where lines are not split by it */
	int64_t direction;         /* enum direction */
	const char *period;        /* late calls: "2026-09"; else "" */
	int64_t first_us, last_us; /* starts of its first and last call */
	int64_t calls;
	int64_t duration_ms;
	int64_t retail_e8, wholesale_e8; /* without tax */
	int64_t loss;                    /* enum document_loss */
	const char *fee;                 /* of the loss; "" there is none */
};

/*
 * Everything but its number and the numbers of its ties, which are kept as they
 * are.  build->terms are those of terms_of_margin(); build->sums and what else an
 * invoice has are not looked at.  Lines are in the order of the sums; without any
 * *d has n_lines 0 and is no document.
 */
int margin_document(const struct build *, const struct margin_sum *, size_t n,
    struct document_tie *, size_t n_ties, struct arena *, struct document *d,
    struct err *);

#endif /* DOCUMENT_MARGIN_H */
