#ifndef JOB_INVOICE_CHECK_H
#define JOB_INVOICE_CHECK_H

#include <stdint.h>

struct book;
struct err;
struct invoice_assets;
struct invoice_check;

/*
 * Does a document on paper say what the book says?
 *
 * Its PDF is read again: hash, the e-invoice inside and the text on its pages;
 * and its XML file, if there is one.  The e-invoices are read back into
 * business terms and compared, term by term, with the terms that the book's
 * rows give; the text of the pages must have the number, both parties, every
 * line with its amount in the lines' order, every tax and the totals, as the
 * document's language writes them.
 *
 * One invoice_check serves many documents of one thread.
 */
void invoice_check_open(struct invoice_check **, const struct book *,
    struct invoice_assets *);
void invoice_check_close(struct invoice_check *); /* NULL is allowed */

/*
 * The document ${id}: 1 it agrees, 0 it has no PDF yet; -1 with ERR_DATA: it
 * does not, the first difference is named; or another error.
 */
int invoice_check(struct invoice_check *, int64_t id, struct err *);

#endif /* JOB_INVOICE_CHECK_H */
