#ifndef MONEY_CURRENCY_H
#define MONEY_CURRENCY_H

/*
 * The currencies of ISO 4217 (data/currencies.tsv), with the number of digits
 * of their minor unit.  Compiled in; pointers stay valid and may be compared.
 */
struct currency {
	char code[4];     /* "EUR" */
	int digits;       /* of the minor unit: JPY 0, EUR 2, KWD 3 */
	const char *name; /* "Euro" */
};

/* NULL if there is no such code (three capital letters). */
const struct currency *currency_find(const char *code);

#endif /* MONEY_CURRENCY_H */
