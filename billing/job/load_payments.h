#ifndef JOB_LOAD_PAYMENTS_H
#define JOB_LOAD_PAYMENTS_H

struct arena;
struct db;
struct entity_check;
struct err;
struct load_state;

/*
 * Payments that a load brings, against the documents of the book.
 *
 * A document that is named must be an invoice of the contract (or a credit note
 * that is none of another document), and the payment in its currency; the
 * amount is not 0 and has no more decimals than the currency.  A number that
 * the book does not have is accepted from before the first document of the
 * contract only: it is one of the system that billed before, and the payment
 * one on account.  toll-pay(1) asks for the same.
 */

/* Look up what the payments that are new or changed name: before the load is
 * written, which has the database for itself. */
int load_payments_read(struct load_state *, struct db *, struct arena *,
    struct err *);

/* Report what was found. */
void load_payments_check(const struct load_state *,
    const struct entity_check *);

#endif /* JOB_LOAD_PAYMENTS_H */
