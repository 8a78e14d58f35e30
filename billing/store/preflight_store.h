#ifndef STORE_PREFLIGHT_STORE_H
#define STORE_PREFLIGHT_STORE_H

#include <stdint.h>

#include "store/stmt.h"

struct db;
struct err;
struct report_reader;

/*
 * What a closing is compared with before anything is numbered.
 *
 * Documents of intervals that begin in [from, until): kind and category (their
 * words), currency, contract, from_us, until_us, net_minor; corrections are not
 * among them.
 */
int preflight_documents(struct db *, int64_t from_us, int64_t until_us,
    struct stmt *, struct err *);

/* Calls of the attached period that are not billed yet. */
struct preflight_calls {
	int64_t sold;       /* outgoing, of whoever the operator bills */
	int64_t zero;       /* of them, without a price and without free time */
	int64_t with_cost;  /* sold calls that a carrier took something for */
	int64_t below_cost; /* of them, for less than that */
};
int preflight_count(struct report_reader *, struct preflight_calls *,
    struct err *);

#endif /* STORE_PREFLIGHT_STORE_H */
