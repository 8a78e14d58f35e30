#ifndef DOCUMENT_LIMIT_H
#define DOCUMENT_LIMIT_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;

/*
 * An amount that a setting states by currency and issuer: the minimum of an
 * invoice, or what is too little to be billed.
 *
 * The text is words: "12.50" in the operator's currency, "JPY:500" in another,
 * "acme:EUR:5" for the documents of the reseller acme alone, ":EUR:10" for the
 * operator's own.  The most exact word counts: issuer and currency before
 * currency.
 */
struct limit {
	const char *issuer; /* reseller, "" the operator; NULL: any */
	const char *currency;
	int64_t amount_e8;
};

struct limits {
	struct limit *all;
	size_t count;
};

/* ERR_CONFIG: a word is none of these, a currency is not known, an amount is
 * below 0 or has more decimals than it, or two words are for the same. */
int limit_parse(struct limits *, const char *text, const char *currency,
    struct arena *, struct err *);

/* The amount for documents of ${issuer} in ${currency}; 0: none is stated. */
int64_t limit_find(const struct limits *, const char *issuer,
    const char *currency);

#endif /* DOCUMENT_LIMIT_H */
