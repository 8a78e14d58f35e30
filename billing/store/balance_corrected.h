#ifndef STORE_BALANCE_CORRECTED_H
#define STORE_BALANCE_CORRECTED_H

#include <stdint.h>

#include "rating/balance_set.h"

struct book;
struct db;
struct directory;
struct err;

/*
 * What corrections gave back to balances, or took from them, in the book:
 * balance_correction (data/schema/0016-balance-corrections.sql).
 */
struct balance_corrected {
	const char *contract;
	int64_t closing;
	int64_t at_us;
	int64_t document;
	const char *currency;
	int64_t amount_e8;   /* > 0 given back, < 0 taken */
	int64_t returned_e8; /* by credit notes, of what the balance had paid */
	int64_t paid_e8;     /* by the balance, of the new documents */
	int64_t limit_e8;    /* no more was there; INT64_MAX: enough was */
};

/* Append all of them to the set, in order of contract and time. */
int balance_corrected_read(const struct book *, const struct directory *,
    struct balance_set *, struct err *);

/* Inside the transaction of the closing, before it is finished.  ERR_REFUSED:
 * the interval of the instant is frozen. */
int balance_corrected_add(struct db *, const struct balance_corrected *,
    struct err *);

/*
 * The corrections of a contract, in order of their instants, in the arena: the
 * numbers of the documents that their closings issued for it, "CN-1, INV-5".
 */
struct balance_corrected_by {
	int64_t at_us;
	const char *numbers;
};
int balance_corrected_by(struct db *, const char *contract, struct arena *,
    struct balance_corrected_by **, size_t *n, struct err *);

#endif /* STORE_BALANCE_CORRECTED_H */
