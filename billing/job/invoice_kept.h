#ifndef JOB_INVOICE_KEPT_H
#define JOB_INVOICE_KEPT_H

#include <stdint.h>

struct book;
struct close_plan;
struct db;
struct err;
struct invoice_assets;

/*
 * Documents are drawn with what their closing kept of templates, languages,
 * fonts and logos, whatever has become of the installed ones since; so they can
 * be drawn again, to the same bytes, at any time.
 */
struct invoice_kept;

/* ${data_dir}: where the installed ones are, for closings that kept nothing. */
int invoice_kept_open(struct invoice_kept **, const struct book *,
    const char *data_dir, struct err *);
void invoice_kept_close(struct invoice_kept *); /* NULL is allowed */

/*
 * What documents of ${closing} are drawn with, the same for all threads until
 * the close; ${db} is the thread's own connection to the book.
 */
int invoice_kept_assets(struct invoice_kept *, struct db *, int64_t closing,
    struct invoice_assets **, struct err *);

/*
 * Keep what the documents of a plan are drawn with: files into archive/assets,
 * their names into the transaction of the closing.  A plan without assets keeps
 * nothing.
 */
int invoice_kept_write(const struct close_plan *, int64_t closing,
    struct err *);

#endif /* JOB_INVOICE_KEPT_H */
