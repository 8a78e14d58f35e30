#ifndef STORE_DOCUMENT_PAST_H
#define STORE_DOCUMENT_PAST_H

struct arena;
struct db;
struct document;
struct err;

/*
 * What a document shows of those that were issued before it: the number and
 * date of the one that a credit note corrects, and what the last intervals of
 * the contract cost.
 *
 * Only documents with a smaller id count, which never change: a document is
 * drawn the same on any later day, whatever was issued or corrected since.
 */

/*
 * Fill corrects_number, corrects_day and history of ${document}, which was read
 * with document_store_read().  History counts invoices and credit notes of the
 * same issuer, contract, category and currency, by the beginning of their
 * interval; statements and margin statements have none.
 */
int document_past_read(struct db *, struct arena *, struct document *,
    struct err *);

#endif /* STORE_DOCUMENT_PAST_H */
