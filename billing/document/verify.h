#ifndef DOCUMENT_VERIFY_H
#define DOCUMENT_VERIFY_H

#include "document/document.h"

struct err;

/*
 * Is a document whole and does it add up?  Every rule of document/document.h
 * worked out again from its lines, in another way than it was built:
 *
 * - each line's net is its exact amount rounded once (prices without tax);
 * - per category and rate the nets add up to the taxable amount and the tax is
 *   the nearest minor unit; where prices include tax, net + tax is the nearest
 *   to the exact sum of the lines, and the lines' gross adds up to it;
 * - totals are the sums of the groups;
 * - what is paid is the nearest to what bought cash paid of its charges, and
 *   what is payable the rest of the total;
 * - subscribers and charges (calls and exact money) add up to the usage lines;
 * - each line of a credit note cancels a line of its own of the other document;
 * - a margin is retail less wholesale, both add up to the documents compared.
 *
 * ERR_DATA names the first rule that is broken.
 */
int verify_document(const struct document *, struct err *);

#endif /* DOCUMENT_VERIFY_H */
