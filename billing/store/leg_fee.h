#ifndef STORE_LEG_FEE_H
#define STORE_LEG_FEE_H

#include <stdint.h>

#include "document/loss.h"
#include "store/leg_pair.h"

/*
 * The fees of legs: in which currency they are, and the rows of fees.csv, as they
 * were when the attached file of charges was made, for the reason of a loss.  Each
 * is looked up once.
 */
struct leg_fees;

/* The currencies of both sides of a leg; of a side that it does not have, that of
 * the other.  Numbers from 0 on. */
struct leg_currencies {
	uint16_t retail, wholesale;
};

int leg_fees_open(struct leg_fees **, struct report_reader *, struct err *);
void leg_fees_close(struct leg_fees *); /* NULL is allowed */

int leg_fees_currencies(struct leg_fees *, const struct leg *,
    struct leg_currencies *, struct err *);
const char *leg_fees_currency(const struct leg_fees *, uint16_t);

/* Why customers pay less for it than it costs; it is a loss, in one currency. */
int leg_fees_loss(struct leg_fees *, const struct leg *, enum document_loss *,
    struct err *);

#endif /* STORE_LEG_FEE_H */
