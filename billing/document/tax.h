#ifndef DOCUMENT_TAX_H
#define DOCUMENT_TAX_H

#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct arena;
struct currency;
struct err;

/*
 * Tax, the way of EN 16931: lines are rounded, their net amounts are added per
 * category and rate, and the tax of each such group is rounded once, halves
 * away from zero.  A percentage is a count of 10^-4: 19 % is 190000.
 */
#define TAX_RATE_ONE INT64_C(1000000) /* 100 % */

/* From where a contract's tax comes. */
struct tax_terms {
	int64_t category;    /* enum vat_category */
	int64_t rate_e4;     /* stated for the contract or item; ENTITY_NONE */
	const char *country; /* of the issuer */
	const struct vat_rate *rates; /* all, in order of key */
	size_t n_rates;
};

/* A rate and the days on which it holds: [from, until). */
struct tax_span {
	int64_t rate_e4;
	int64_t from_day;  /* INT64_MIN: since ever */
	int64_t until_day; /* INT64_MAX: for ever */
};

/*
 * The rate in force on ${day}.  Category S has the rate stated, else that of
 * vat_rates for the issuer's country; all others have 0.  ERR_REFUSED: no rate
 * is known, or one is stated that the category cannot have.
 */
int tax_rate(const struct tax_terms *, int64_t day, struct tax_span *,
    struct err *);

/*
 * Fill in taxes, net, tax and total of ${d} from its lines, which have
 * amount_e8, category and rate.
 *
 * Prices without tax: each line's net_minor is rounded from its amount_e8.
 * Prices with tax: per group the sum of the amounts is rounded to the gross,
 * tax = gross x r / (100 + r) rounded, net = the rest; the lines' net_minor and
 * gross_minor are shares of these by largest remainder.
 *
 * Every amount is a multiple of d->step_minor minor units: that is what it is
 * rounded to, at once.
 */
int tax_totals(struct document *d, const struct currency *, struct arena *,
    struct err *);

/*
 * A price without the tax that is in it: gross x 100 / (100 + r), rounded once to
 * 10^-8, halves away from zero.  The rounding of margins, charge by charge: so it
 * is the same however charges are added up, and what it takes off is their tax,
 * exactly.
 */
int64_t tax_without(int64_t gross_e8, int64_t rate_e4);

/* The sentence the law wants on a document with that category, in the language
 * (document/wording.h); "" for S and Z, which need none. */
const char *tax_text(int64_t category, const char *language);

/*
 * May these two parties have these tax groups on one document?  Reverse charge
 * (AE) and intra-Community supply (K) need the VAT identifiers of both, K those
 * of two states, an export (G) the seller's (EN 16931, BR-AE-02, BR-IC-02,
 * BR-G-02); what is outside the scope of tax (O) stands alone (BR-O-11).
 * ERR_REFUSED: what is missing, and of whom.
 */
int tax_check(const struct document *d, struct err *e);

#endif /* DOCUMENT_TAX_H */
